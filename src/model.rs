//! The world that a scenario describes, valid by construction.
//!
//! Ids are unique, references resolve, ranges are in their domains, networks have no cycle and
//! every quantity is in its base unit. What the model does not know: TOML, files, spans, random
//! numbers, how anything is drawn or computed.

mod curve;
mod dependence;
mod evidence;
mod ledger;
mod money;
mod power;
mod quantities;
mod replay;
mod schedule;
mod site;
mod supply;
mod target;

pub use curve::{Curve, Knot, on_curve};
pub use dependence::{
    Branch, BranchOption, CorrelationGroup, Dependence, Driver, DriverOn, Each, Impact, Mitigated,
    Reach, Risk, Tie, TieLevel, Work,
};
pub use evidence::{Conflict, Licence, NotModelled, Said, Source, Standing, UsedValue};
pub use ledger::{Account, Balance, Rest, accounts, wider};
pub use money::{AnnouncedMoney, Costs, Training, ZoneFlows};
pub use power::{Energised, GridStage, Plant, PlantRole};
pub use quantities::{Moneyed, quantities};
pub use replay::{Dropped, DroppedKind, Hindsight, LaterRecord, Replay, StandIn};
pub use schedule::{
    Activity, ActivityState, Link, LinkFrom, Milestone, Observed, OnlineFact, Pause, PhaseState,
    Schedule,
};
pub use site::{Chip, ChipChoice, Phase, Programme, Remainder, Site, Size, Zone};
pub use supply::{Failures, Hold, Life, MOST_RENEWALS, Ordering, Roadmap, Supply};
pub use target::{Area, Baseline, BaselineLevel, Bound, Target};

use crate::calendar::Horizon;
use crate::distribution::Distribution;
use crate::units::Unit;
use jiff::civil::Date;
use std::marker::PhantomData;

/// An uncertain quantity of the world: its address and its law, in the base unit `U`.
///
/// The address ("site.loughton.phase.first.gpus") is what its draws are keyed by; a constant is a
/// distribution with one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain<U: Unit> {
    path: String,
    distribution: Distribution,
    unit: PhantomData<U>,
}

impl<U: Unit> Uncertain<U> {
    /// A quantity at `path` with the law `distribution`, in `U`'s base unit.
    #[must_use]
    pub fn new(path: impl Into<String>, distribution: Distribution) -> Self {
        Self {
            path: path.into(),
            distribution,
            unit: PhantomData,
        }
    }

    /// The address of its draws.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its law, in the base unit.
    #[must_use]
    pub const fn distribution(&self) -> &Distribution {
        &self.distribution
    }

    /// Its median, in the base unit.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.distribution.median()
    }
}

/// A whole scenario, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The scenario's name.
    pub name: String,
    /// What a run covers.
    pub horizon: Horizon,
    /// The status date; `None` forecasts from the announcements.
    pub as_of: Option<Date>,
    /// The seed that the scenario asks for.
    pub seed: u64,
    /// The number of trials that the scenario asks for.
    pub trials: u64,
    /// Three-letter currency of its money.
    pub currency: String,
    /// Exchange rates, as stated: a currency and what one of it is worth in the scenario's.
    pub rates: Vec<(String, f64)>,
    /// What things cost; `None` where no cost is stated.
    pub costs: Option<Costs>,
    /// What a training run is; `None` where that is not stated.
    pub training: Option<Training>,
    /// Chips that phases use, by id.
    pub chips: Vec<Chip>,
    /// Grid zones, by id.
    pub zones: Vec<Zone>,
    /// Pools of chips, by id.
    pub supply: Vec<Supply>,
    /// Announced programmes, by id.
    pub programmes: Vec<Programme>,
    /// Sites, by id. At least one.
    pub sites: Vec<Site>,
    /// What is asked of it, by id.
    pub targets: Vec<Target>,
    /// What stands beside it, by id.
    pub baselines: Vec<Baseline>,
    /// What makes sites slip together, and what can befall them.
    pub dependence: Dependence,
    /// Sources named by the scenario and by the catalogue values that it uses, by id.
    pub sources: Vec<Source>,
    /// Every value that the run uses, with where it came from, by path.
    pub values: Vec<UsedValue>,
    /// Announced, left out, and said so.
    pub not_modelled: Vec<NotModelled>,
    /// Where sources contradict each other, by id.
    pub conflicts: Vec<Conflict>,
    /// What the scenario asks to be reported.
    pub output: Output,
    /// What came later than the day that it is replayed as of; `None` for a scenario as it stands.
    pub replay: Option<Replay>,
}

/// What is asked to be reported (`[output]`); `None` means the default set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output {
    /// Kinds of scope: "total", "country", "zone", "operator", "customer", "programme", "tag", "site", "phase".
    pub scopes: Option<Vec<String>>,
    /// Names of metrics, as in projection.json.
    pub metrics: Option<Vec<String>>,
}

impl Model {
    /// When the first phase was announced to be online; `None` where one runs already or none has a date.
    #[must_use]
    pub fn first_due(&self) -> Option<Date> {
        let phases = || self.sites.iter().flat_map(|site| &site.phases);
        if phases().any(|phase| matches!(phase.state, PhaseState::Online(_))) {
            return None;
        }
        let due = phases().filter_map(|phase| phase.announced_online);
        due.map(|period| period.last).min()
    }
}
