//! The run: blocks are filled and recorded, plan beside plan.

use super::beside::Beside;
use super::{Interrupted, Sink, Watch, block};
use crate::plan::{BLOCK, Pairing, Plan};
use crate::results::{
    Block, Blocks, Origin, Pair, PairRecorders, Paired, Recorders, Results, View,
};
use rayon::prelude::*;

/// Blocks that are filled before they are recorded together.
const SUPER_BLOCK: usize = 16;
/// Bytes of columns that a super-block may take; a large plan takes fewer blocks at a time.
const SUPER_BLOCK_BYTES: usize = 96 << 20;

/// A plan that is worked out beside the first.
struct Variant<'a> {
    plan: &'a Plan,
    beside: Beside,
    pairing: Option<&'a Pairing>,
}

/// What records a variant.
struct Recording<'a> {
    own: Recorders<'a>,
    paired: Option<PairRecorders<'a>>,
}

/// Consecutive blocks from a trial on.
#[derive(Clone, Copy)]
struct Stretch {
    first: u64,
    trials: u64,
}

impl Stretch {
    /// The first trial of a block and the number that count.
    fn of(self, index: usize) -> (u64, usize) {
        let first = self.first + (index * BLOCK) as u64;
        (first, (self.trials - first).min(BLOCK as u64) as usize)
    }
}

/// Runs plans, and pairs those with a pairing with the first, whose blocks a sink is given.
pub(super) fn run(
    plans: &[Plan],
    pairings: &[Pairing],
    watch: &dyn Watch,
    sink: &mut dyn Sink,
) -> Result<(Vec<Results>, Vec<Paired>), Interrupted> {
    let Some((origin, others)) = plans.split_first() else {
        return Ok((Vec::new(), Vec::new()));
    };
    let variants: Vec<Variant<'_>> = others
        .par_iter()
        .enumerate()
        .map(|(index, plan)| Variant {
            plan,
            beside: Beside::new(origin, plan),
            pairing: pairings.get(index),
        })
        .collect();
    let trials = origin.trials;
    // Each crew works out its variants in the same few blocks, one after the other.
    let crews = rayon::current_num_threads().min(variants.len());
    let at_once = blocks_at_once(origin, &variants, crews);
    let mut blocks: Vec<Block> = (0..at_once).map(|_| block::prepare(origin)).collect();
    let mut scratch = vec![vec![Block::default(); at_once]; crews];
    let of_crew = variants.len().div_ceil(crews.max(1)).max(1);
    let mut recorders = None;
    let mut recordings: Vec<Option<Recording<'_>>> = variants.iter().map(|_| None).collect();
    let mut done = 0;
    while done < trials {
        if watch.stop() {
            return Err(Interrupted { done, trials });
        }
        let left = trials - done;
        let count = (left.div_ceil(BLOCK as u64) as usize).min(at_once);
        let stretch = Stretch {
            first: done,
            trials,
        };
        let filled = &mut blocks[..count];
        filled
            .par_iter_mut()
            .enumerate()
            .for_each(|(index, block)| {
                let (first, len) = stretch.of(index);
                block::fill(origin, first, len, block);
            });
        let views: Vec<View<'_>> = filled.iter().map(View::alone).collect();
        // The first block is the pilot that shows where bins are needed.
        recorders
            .get_or_insert_with(|| Recorders::new(origin, views[0], None))
            .record(&views);
        let filled = &*filled;
        let crews = variants
            .par_chunks(of_crew)
            .zip(recordings.par_chunks_mut(of_crew))
            .zip(&mut scratch);
        crews.for_each(|((variants, recordings), scratch)| {
            for (variant, recording) in variants.iter().zip(recordings) {
                variant.record(origin, filled, &mut scratch[..count], stretch, recording);
            }
        });
        if !sink.take(origin, filled) {
            return Err(Interrupted { done, trials });
        }
        done += left.min((count * BLOCK) as u64);
        watch.advanced(done, trials);
    }
    Ok(finish(recorders, recordings))
}

/// As many blocks as bytes allow, and no more than there are.
fn blocks_at_once(origin: &Plan, variants: &[Variant<'_>], crews: usize) -> usize {
    let widest = variants.iter().map(|variant| variant.beside.width()).max();
    let columns = (origin.columns + crews * widest.unwrap_or(0)).max(1);
    let allowed = (SUPER_BLOCK_BYTES / (columns * BLOCK * size_of::<f64>())).clamp(1, SUPER_BLOCK);
    allowed.min(origin.trials.div_ceil(BLOCK as u64) as usize)
}

impl<'a> Variant<'a> {
    /// Fills the blocks of a stretch beside the origin's, and records them.
    fn record(
        &'a self,
        origin: &'a Plan,
        filled: &[Block],
        scratch: &mut [Block],
        stretch: Stretch,
        recording: &mut Option<Recording<'a>>,
    ) {
        let beside = &self.beside;
        let pairs = scratch.par_iter_mut().zip(filled).enumerate();
        pairs.for_each(|(index, (block, of_origin))| {
            let (first, len) = stretch.of(index);
            beside.fill(self.plan, first, len, block, of_origin);
        });
        let sharing = beside.sharing();
        let blocks: Vec<Blocks<'_>> = filled
            .iter()
            .zip(scratch.iter())
            .map(|(base, own)| Blocks {
                base: View::alone(base),
                variant: View::beside(own, base, sharing),
            })
            .collect();
        let views: Vec<View<'_>> = blocks.iter().map(|block| block.variant).collect();
        let recording = recording.get_or_insert_with(|| {
            let shared = Origin {
                plan: origin,
                sharing,
            };
            let pair = self.pairing.map(|pairing| Pair {
                base: origin,
                variant: self.plan,
                pairing,
                sharing,
            });
            Recording {
                own: Recorders::new(self.plan, views[0], Some(shared)),
                paired: pair.map(|pair| PairRecorders::new(pair, blocks[0])),
            }
        });
        let Recording { own, paired } = recording;
        rayon::join(
            || own.record(&views),
            || paired.as_mut().map(|paired| paired.record(&blocks)),
        );
    }
}

/// What all came to, the origin first.
fn finish(
    origin: Option<Recorders<'_>>,
    recordings: Vec<Option<Recording<'_>>>,
) -> (Vec<Results>, Vec<Paired>) {
    let mut results: Vec<Results> = origin.map(|own| own.finish(None)).into_iter().collect();
    let mut paired = Vec::new();
    for recording in recordings.into_iter().flatten() {
        let own = recording.own.finish(results.first());
        results.push(own);
        paired.extend(recording.paired.map(PairRecorders::finish));
    }
    (results, paired)
}
