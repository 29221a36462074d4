//! Branches: what rival stories say of a quantity.

use crate::distribution::Distribution;
use crate::model::{Branch, BranchOption, ChipChoice};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the stories of a branch say of one thing, in their order; `None` where a story is silent.
pub(super) struct Told<T> {
    /// Where the choice is drawn: "branch.ID".
    pub choice: String,
    /// Law of the story's number.
    pub weights: Distribution,
    /// What each story says.
    pub options: Vec<Option<T>>,
}

/// What stories say of a phase's chip.
pub(super) type ToldChips = Told<ChipChoice>;

/// All that stories say, by path.
#[derive(Default)]
pub(super) struct Stories {
    laws: BTreeMap<String, Rc<Told<Distribution>>>,
    chips: BTreeMap<String, Rc<ToldChips>>,
}

/// Where the choice of a branch is drawn.
pub(super) fn choice(branch: &Branch) -> String {
    format!("branch.{}", branch.id)
}

/// The number of the story that holds: 0, 1, .., by the weights.
pub(super) fn weights(branch: &Branch) -> Distribution {
    let numbers = (0..branch.options.len()).map(|option| option as f64);
    let weights = branch.options.iter().map(|option| option.weight);
    // Weights are positive by the model's own rule, so the law always exists.
    Distribution::discrete(numbers.collect(), weights.collect())
        .unwrap_or_else(|_| Distribution::constant(0.0))
}

impl Stories {
    pub(super) fn new(branches: &[Branch]) -> Self {
        let mut stories = Self::default();
        for branch in branches {
            gather(branch, |option| &option.laws, &mut stories.laws);
            gather(branch, |option| &option.chips, &mut stories.chips);
        }
        stories
    }

    pub(super) fn of(&self, path: &str) -> Option<Rc<Told<Distribution>>> {
        self.laws.get(path).cloned()
    }

    pub(super) fn chips_of(&self, path: &str) -> Option<Rc<ToldChips>> {
        self.chips.get(path).cloned()
    }
}

/// Turns lists by story into lists by path. What two branches tell is the first one's.
fn gather<T: Clone>(
    branch: &Branch,
    told: impl Fn(&BranchOption) -> &[(String, T)],
    stories: &mut BTreeMap<String, Rc<Told<T>>>,
) {
    for (path, _) in branch.options.iter().flat_map(&told) {
        if stories.contains_key(path) {
            continue;
        }
        let said = |option| {
            let entry = told(option).iter().find(|(other, _)| other == path);
            entry.map(|(_, said)| said.clone())
        };
        let all = Told {
            choice: choice(branch),
            weights: weights(branch),
            options: branch.options.iter().map(said).collect(),
        };
        stories.insert(path.clone(), Rc::new(all));
    }
}
