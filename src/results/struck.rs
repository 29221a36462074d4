//! How often risks struck, and which stories held.

use super::view::View;
use crate::plan::Plan;

/// Counts of trials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Struck {
    /// For each of the plan's risks: trials in which it struck at least once.
    pub risks: Vec<u64>,
    /// For each branch, for each of its stories: trials in which it held.
    pub stories: Vec<Vec<u64>>,
}

impl Struck {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            risks: vec![0; plan.risks.len()],
            stories: vec![Vec::new(); plan.branches.len()],
        }
    }

    pub(super) fn record(&mut self, plan: &Plan, block: View<'_>) {
        for (count, risk) in self.risks.iter_mut().zip(&plan.risks) {
            let struck = |trial: &usize| {
                let mut events = risk.events.iter();
                events.any(|&event| block.column(event)[*trial] == 1.0)
            };
            *count += (0..block.trials()).filter(struck).count() as u64;
        }
        for (counts, &choice) in self.stories.iter_mut().zip(&plan.branches) {
            for &story in block.column(choice) {
                let story = story as usize;
                if counts.len() <= story {
                    counts.resize(story + 1, 0);
                }
                counts[story] += 1;
            }
        }
    }
}
