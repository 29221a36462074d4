//! Blocks shown one by one, for those who do their own statistics over several plans.

use super::beside::Beside;
use super::{Interrupted, Watch, block};
use crate::plan::{BLOCK, Plan};
use crate::results::{Block, View};
use rayon::prelude::*;

/// Plans that one worker works out one after the other in the same block.
struct Share<'a, T> {
    plans: Vec<(&'a Plan, Beside)>,
    scratch: Block,
    seen: Vec<T>,
}

/// Shows `see` every block of every plan, and gathers for each plan what it makes of them, block
/// after block. All plans are run over the trials of the first; what a plan shares with the first
/// is not worked out twice.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop.
pub fn visit<T: Send>(
    plans: &[Plan],
    watch: &dyn Watch,
    see: impl Fn(usize, View<'_>) -> T + Sync,
    mut gather: impl FnMut(usize, T),
) -> Result<(), Interrupted> {
    let Some((origin, others)) = plans.split_first() else {
        return Ok(());
    };
    let size = others.len().div_ceil(rayon::current_num_threads()).max(1);
    let mut shares: Vec<Share<'_, T>> = others
        .par_chunks(size)
        .map(|plans| Share {
            plans: plans
                .iter()
                .map(|plan| (plan, Beside::new(origin, plan)))
                .collect(),
            scratch: Block::default(),
            seen: Vec::new(),
        })
        .collect();
    let trials = origin.trials;
    let mut filled = block::prepare(origin);
    for first in (0..trials).step_by(BLOCK) {
        if watch.stop() {
            return Err(Interrupted {
                done: first,
                trials,
            });
        }
        let len = (trials - first).min(BLOCK as u64) as usize;
        block::fill(origin, first, len, &mut filled);
        gather(0, see(0, View::alone(&filled)));
        shares.par_iter_mut().enumerate().for_each(|(n, share)| {
            for (m, (plan, beside)) in share.plans.iter().enumerate() {
                beside.fill(plan, first, len, &mut share.scratch, &filled);
                let view = View::beside(&share.scratch, &filled, beside.sharing());
                share.seen.push(see(1 + n * size + m, view));
            }
        });
        let seen = shares.iter_mut().flat_map(|share| share.seen.drain(..));
        for (index, seen) in seen.enumerate() {
            gather(index + 1, seen);
        }
        watch.advanced(first + len as u64, trials);
    }
    Ok(())
}
