//! Where a site's build-out is written: what changes when, trial by trial.

use super::Trial;
use crate::plan::SiteBuild;
use crate::results::{Binding, Block, Built, Changes, Useful};

/// Where a site's build-out is written.
pub(super) struct Outs<'a> {
    built: OfParts<'a, Built>,
    useful: OfParts<'a, Useful>,
    spare: &'a mut Changes<f64>,
    /// Of the site's phases.
    pub(super) binding: &'a mut [Binding],
}

impl<'a> Outs<'a> {
    /// A block's columns, where a site's build-out is written, and the trials that count.
    pub(super) fn split(
        block: &'a mut Block,
        index: usize,
        site: &'a SiteBuild,
    ) -> (&'a mut [f64], Self, usize) {
        let outs = Self {
            built: OfParts::split(&mut block.built, site),
            useful: OfParts::split(&mut block.useful, site),
            spare: &mut block.spare[index],
            binding: &mut block.binding[site.phases.clone()],
        };
        (&mut block.columns, outs, block.len)
    }

    /// Forgets all trials.
    pub(super) fn clear(&mut self, edges: usize) {
        self.built.each(Changes::clear);
        self.useful.each(Changes::clear);
        self.binding.iter_mut().for_each(|held| held.clear(edges));
        self.spare.clear();
    }

    /// Notes what stands in a trial at an edge.
    #[inline]
    pub(super) fn note(&mut self, trial: usize, edge: usize, instant: f64, now: &mut Trial) {
        if now.limited {
            self.spare.set(trial, edge, now.unused);
        }
        let levels = now.built.iter().zip(&mut now.noted);
        self.built.zip(levels, |changes, (level, noted)| {
            if level != noted {
                *noted = *level;
                changes.set(trial, edge, *level);
            }
        });
        if now.curtailed {
            let useful = 1.0 - now.cut_off();
            let left = now.built.iter().map(|level| {
                let useful = level.powered * useful;
                let cut = level.powered - useful;
                Useful { useful, cut }
            });
            self.useful
                .zip(left, |changes, level| changes.set(trial, edge, level));
        }
        if !now.held.is_empty() {
            now.turn(edge, instant, self.binding);
        }
    }

    /// Puts all changes in order of their edges.
    pub(super) fn sort(&mut self, edges: usize) {
        self.built.each(|changes| changes.sort(edges));
        self.useful.each(|changes| changes.sort(edges));
        self.spare.sort(edges);
    }
}

/// Changes of a site's parts: of its phases, and of renewals of these.
struct OfParts<'a, T> {
    phases: &'a mut [Changes<T>],
    renewals: &'a mut [Changes<T>],
}

impl<'a, T: Copy + Default + PartialEq> OfParts<'a, T> {
    /// Those of a site out of those of all parts of the plan.
    fn split(all: &'a mut [Changes<T>], site: &SiteBuild) -> Self {
        let (phases, renewals) = all.split_at_mut(site.renewals.start);
        Self {
            phases: &mut phases[site.phases.clone()],
            renewals: &mut renewals[..site.renewals.len()],
        }
    }

    fn each(&mut self, act: impl FnMut(&mut Changes<T>)) {
        let all = self.phases.iter_mut().chain(self.renewals.iter_mut());
        all.for_each(act);
    }

    /// Tells those of each part with what is said of it, phases first.
    #[inline]
    fn zip<L>(
        &mut self,
        mut said: impl Iterator<Item = L>,
        mut tell: impl FnMut(&mut Changes<T>, L),
    ) {
        for (changes, said) in self.phases.iter_mut().zip(&mut said) {
            tell(changes, said);
        }
        for (changes, said) in self.renewals.iter_mut().zip(said) {
            tell(changes, said);
        }
    }
}
