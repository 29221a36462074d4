//! How often risks struck, and which stories held.

use super::view::View;
use crate::plan::{BLOCK, Plan};

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
            let mut struck = [false; BLOCK];
            for &event in &risk.events {
                for (struck, event) in struck.iter_mut().zip(block.column(event)) {
                    *struck |= *event == 1.0;
                }
            }
            *count += struck.iter().filter(|struck| **struck).count() as u64;
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
