//! What makes sites slip together, and what can befall them: drivers, risks, correlation groups,
//! gates and branches.
//!
//! Selectors are resolved: what something applies to is a list of things of this model. Indices are
//! into the model's own lists, sorted and without repeats.

use super::Uncertain;
use crate::distribution::Distribution;
use crate::units::{Days, Factor, Money, Share};

/// A piece of work with a duration, as a selector sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// An activity of a phase's network.
    Activity {
        /// Index of the site.
        site: usize,
        /// Index of the phase within the site.
        phase: usize,
        /// Index of the activity within the phase.
        activity: usize,
    },
    /// The way of a phase without a network (an overrun or an expected date): the activity `online`.
    Span {
        /// Index of the site.
        site: usize,
        /// Index of the phase within the site.
        phase: usize,
    },
    /// The wait of a grid stage: the activity `energisation`.
    Wait {
        /// Index of the site.
        site: usize,
        /// Index of the stage within the site.
        stage: usize,
    },
}

/// What a driver or a risk applies to. Facts are left out: nothing touches them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whether the selector names an activity: then a delay is added to each match, and a cancelled
    /// wait is a stage that never comes.
    pub by_activity: bool,
    /// Work that is open or under way; what factors stretch. Without `by_activity` the networks and
    /// spans of `phases`, no grid stage.
    pub work: Vec<Work>,
    /// Phases, (site, phase), that size, cancellation, cost and a delay without `by_activity` act
    /// on. With `by_activity` those with an activity or span in `work`.
    pub phases: Vec<(usize, usize)>,
}

/// How often something is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// Once a trial, for all that it applies to.
    Once,
    /// Once for each site.
    Site,
    /// Once for each phase; a grid stage's wait is drawn for by itself.
    Phase,
    /// Once for each piece of work; what acts on a whole phase, once for each phase.
    Activity,
}

impl Each {
    /// The word in files; `None` for once.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Each::Once => None,
            Each::Site => Some("site"),
            Each::Phase => Some("phase"),
            Each::Activity => Some("activity"),
        }
    }
}

/// What a driver multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriverOn {
    /// Durations: what is left of those under way.
    Duration,
    /// The GPUs that come of a phase.
    Size,
    /// The cost of a phase.
    Cost,
}

impl DriverOn {
    /// The word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            DriverOn::Duration => "duration",
            DriverOn::Size => "size",
            DriverOn::Cost => "cost",
        }
    }
}

/// A continuous factor shared by many.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// The factor, at "driver.ID.factor".
    pub factor: Uncertain<Factor>,
    /// What it multiplies.
    pub on: DriverOn,
    /// How often it is drawn.
    pub each: Each,
    /// What it applies to.
    pub reach: Reach,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// What a risk does when it happens. At least one; a cancellation stands alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Impact {
    /// Added to finishes, days; at "risk.ID.delay".
    pub delay: Option<Uncertain<Days>>,
    /// Multiplies durations; at "risk.ID.factor".
    pub factor: Option<Uncertain<Factor>>,
    /// The share of the GPUs that still come; at "risk.ID.size".
    pub size: Option<Uncertain<Share>>,
    /// It is given up.
    pub cancel: bool,
}

/// A yes/no event with a probability and an impact.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// The chance that it happens; at "risk.ID.probability".
    pub probability: Uncertain<Share>,
    /// What it does.
    pub impact: Impact,
    /// How often it is drawn.
    pub each: Each,
    /// Left out of the run.
    pub off: bool,
    /// What was spent against it, where the run is one with mitigation.
    pub spent: Option<Uncertain<Money>>,
    /// Chance and impact once something is done against it, where that is stated.
    pub mitigated: Option<Mitigated>,
    /// What it applies to.
    pub reach: Reach,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// A risk after mitigation. Quantities keep the addresses of those that they stand for, so that a
/// run with and one without are compared trial by trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Mitigated {
    /// The chance that it happens.
    pub probability: Uncertain<Share>,
    /// What it then does: what is not restated is as before. Nothing where the mitigation takes the
    /// whole impact away.
    pub impact: Impact,
    /// What the mitigation costs, as written.
    pub cost: Option<String>,
    /// The same as a sum, where it is one; at "risk.ID.mitigated.cost".
    pub sum: Option<Uncertain<Money>>,
}

/// How the members of a group depend on each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Tie {
    /// Common factors at one level or several nested ones: z = sum over levels of
    /// sqrt(rho) m + sqrt(1 - sum rho) e.
    Levels(Vec<TieLevel>),
    /// Correlations of the normal scores, row by row, positive semidefinite with unit diagonal, in
    /// the order of the members.
    Matrix {
        /// Correlations of the normal scores.
        scores: Vec<Vec<f64>>,
        /// The rank correlations that were asked for.
        asked: Vec<Vec<f64>>,
        /// The largest change that a repair made to an entry of `scores`, if one was needed.
        repaired: Option<f64>,
    },
}

/// A level of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct TieLevel {
    /// "all", "country", "zone", "operator", "customer", "site" or "phase".
    pub by: String,
    /// The part of a score's variance that this level's factor has, 0 to 1.
    pub rho: f64,
    /// For each member the name of the factor it shares: equal names are one factor. The address of
    /// its draws is "correlation.ID.BY.NAME".
    pub of: Vec<String>,
}

/// A group of variables whose uniforms depend on each other. A variable is in at most one group.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrelationGroup {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Paths of the quantities whose uniforms are tied, sorted where a selector found them.
    pub members: Vec<String>,
    /// How.
    pub tie: Tie,
    /// Degrees of freedom of the t copula; `None` for the Gaussian.
    pub df: Option<f64>,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// Rival coherent stories, one of which holds in a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// Id; the choice is drawn at "branch.ID".
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// The stories. At least two.
    pub options: Vec<BranchOption>,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// A story: the laws that quantities have where it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchOption {
    /// Name for readers.
    pub name: String,
    /// Its weight, positive, not normalised.
    pub weight: f64,
    /// What it says, as written: path and value.
    pub set: Vec<(String, String)>,
    /// Laws by the path of the quantity that they stand for, given all that is known of it.
    pub laws: Vec<(String, Distribution)>,
    /// Chips by the path of the phase's choice ("site.a.phase.b.chip").
    pub chips: Vec<(String, super::ChipChoice)>,
}

/// All that ties a scenario's sites together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependence {
    /// Drivers, by id.
    pub drivers: Vec<Driver>,
    /// Risks, by id; those that are `off` among them.
    pub risks: Vec<Risk>,
    /// Correlation groups, by id.
    pub groups: Vec<CorrelationGroup>,
    /// Branches, by id.
    pub branches: Vec<Branch>,
}

impl Dependence {
    /// The same marginals with nothing shared: every driver and risk drawn for each piece of work by
    /// itself (what acts on a phase, for each phase), no correlation. Branches stay: they are what is
    /// told of one thing, not what things share.
    #[must_use]
    pub fn independent(&self) -> Self {
        let mut alone = self.clone();
        for driver in &mut alone.drivers {
            driver.each = Each::Activity;
        }
        for risk in &mut alone.risks {
            risk.each = Each::Activity;
        }
        alone.groups.clear();
        alone
    }

    /// With the chance and impact of each risk after what is done against it. What a branch says of
    /// a quantity that mitigation restates no longer holds.
    #[must_use]
    pub fn mitigated(&self) -> Self {
        let mut after = self.clone();
        let mut restated = Vec::new();
        for risk in &mut after.risks {
            if let Some(mitigated) = risk.mitigated.take() {
                let before = laws(&risk.probability, &risk.impact);
                let now = laws(&mitigated.probability, &mitigated.impact);
                let names = ["probability", "delay", "factor", "size"];
                let changed = names.into_iter().zip(before.iter().zip(&now));
                restated.extend(
                    changed
                        .filter(|(_, (before, now))| before != now)
                        .map(|(name, _)| format!("risk.{}.{name}", risk.id)),
                );
                risk.probability = mitigated.probability;
                risk.impact = mitigated.impact;
                risk.spent = mitigated.sum;
            }
        }
        let options = after
            .branches
            .iter_mut()
            .flat_map(|branch| &mut branch.options);
        for option in options {
            option.laws.retain(|(path, _)| !restated.contains(path));
        }
        after
    }

    /// Without a driver, a risk, a group or a branch ("driver.x", "risk.x", "correlation.x"): the
    /// driver's factor is 1, the risk never happens, members are independent. `None` where there is
    /// no such thing to leave out.
    #[must_use]
    pub fn without(&self, path: &str) -> Option<Self> {
        let mut rest = self.clone();
        let (kind, id) = path.split_once('.')?;
        let count = |it: &Self| it.drivers.len() + it.risks.len() + it.groups.len();
        match kind {
            "driver" => rest.drivers.retain(|driver| driver.id != id),
            "risk" => rest.risks.retain(|risk| risk.id != id),
            "correlation" => rest.groups.retain(|group| group.id != id),
            _ => {}
        }
        (count(&rest) < count(self)).then_some(rest)
    }
}

/// The laws of a risk's quantities: probability, delay, factor, size.
fn laws(probability: &Uncertain<Share>, impact: &Impact) -> [Option<Distribution>; 4] {
    [
        Some(probability.distribution().clone()),
        impact
            .delay
            .as_ref()
            .map(|delay| delay.distribution().clone()),
        impact
            .factor
            .as_ref()
            .map(|factor| factor.distribution().clone()),
        impact.size.as_ref().map(|size| size.distribution().clone()),
    ]
}
