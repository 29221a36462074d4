//! How a phase can be lost: its ladder of causes.

use super::columns::{Column, Columns};
use super::network::NetworkPlan;
use crate::model::LinkFrom;
use std::collections::BTreeMap;

/// How a phase can be lost, in the order in which causes are counted: what has no date first, then
/// gates, which strike as their activities finish, then what it waits for in vain.
pub type Ladder = Vec<Rung>;

/// One way to lose a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// What it is.
    pub loss: Loss,
    /// Where it strikes.
    pub strikes: Strikes,
}

/// A cause of loss. Indices are the model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It does not go ahead.
    Proceed,
    /// It stays paused.
    Restart,
    /// A risk.
    Risk(usize),
    /// The gate of an activity of its network.
    Gate(usize),
    /// It waits for another phase that never comes.
    Phase {
        /// Index of the site.
        site: usize,
        /// Index of the phase within the site.
        phase: usize,
    },
    /// It waits for a grid stage of its site that never comes.
    Stage(usize),
    /// Its site never has power.
    Power,
    /// Its chips never come.
    Chips,
}

/// The trials in which a cause strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strikes {
    /// Where the column is not 1.
    Unless(Column),
    /// Where the column is 1.
    Where(Column),
    /// On the finish of an activity that finishes, where the gate is not passed.
    Gate {
        /// 1 where it is passed.
        passed: Column,
        /// The finish.
        finish: Column,
    },
    /// Where the date never comes.
    Never(Column),
}

impl Strikes {
    /// A number for the kind, and the columns that it is read from.
    #[must_use]
    pub fn columns(self) -> (u64, [Option<Column>; 2]) {
        match self {
            Strikes::Unless(column) => (0, [Some(column), None]),
            Strikes::Where(column) => (1, [Some(column), None]),
            Strikes::Gate { passed, finish } => (2, [Some(passed), Some(finish)]),
            Strikes::Never(date) => (3, [Some(date), None]),
        }
    }
}

/// What can take a phase, as far as it has been compiled.
pub(super) struct Perils<'a> {
    /// The event that it goes ahead or restarts, where that is not certain.
    pub(super) goes: Option<Column>,
    /// Whether that event is a restart.
    pub(super) paused: bool,
    /// Risks, each with its event.
    pub(super) risks: &'a [(usize, Column)],
    /// Its network.
    pub(super) network: Option<&'a NetworkPlan>,
    /// What the network waits for outside the phase, and may wait for in vain.
    pub(super) waits: &'a BTreeMap<LinkFrom, Column>,
    /// First power, where it may never come.
    pub(super) power: Option<Column>,
}

impl Perils<'_> {
    /// The column that is 1 where no risk and no gate strikes; `None` where none can.
    pub(super) fn stands(&self, columns: &mut Columns) -> Option<Column> {
        let mut stands = None;
        let gates = self.gates().map(|(_, passed, _)| passed);
        let mut all: Vec<Column> = gates.collect();
        for &(_, event) in self.risks {
            all.push(columns.affine(event, -1.0, 1.0, 0.0));
        }
        for passed in all {
            stands = Some(match stands {
                Some(before) => columns.product(before, passed),
                None => passed,
            });
        }
        stands
    }

    /// Gates of the network: activity, whether it is passed, and when.
    fn gates(&self) -> impl Iterator<Item = (usize, Column, Column)> {
        let networks = self.network.into_iter();
        networks.flat_map(|network| {
            let gates = network.gates.iter();
            gates.map(|&(index, passed)| (index, passed, network.activities[index].finish))
        })
    }

    pub(super) fn ladder(&self) -> Ladder {
        let rung = |loss, strikes| Rung { loss, strikes };
        let mut ladder = Ladder::new();
        let goes = if self.paused {
            Loss::Restart
        } else {
            Loss::Proceed
        };
        ladder.extend(self.goes.map(|column| rung(goes, Strikes::Unless(column))));
        for &(risk, event) in self.risks {
            ladder.push(rung(Loss::Risk(risk), Strikes::Where(event)));
        }
        for (index, passed, finish) in self.gates() {
            ladder.push(rung(Loss::Gate(index), Strikes::Gate { passed, finish }));
        }
        for (&from, &date) in self.waits {
            let loss = match from {
                LinkFrom::Activity(_) => continue,
                LinkFrom::Phase { site, phase, .. } => Loss::Phase { site, phase },
                LinkFrom::Stage(stage) => Loss::Stage(stage),
            };
            ladder.push(rung(loss, Strikes::Never(date)));
        }
        let power = self
            .power
            .map(|date| rung(Loss::Power, Strikes::Never(date)));
        ladder.extend(power);
        ladder
    }
}
