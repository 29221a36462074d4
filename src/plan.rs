//! The plan: a model compiled to dense arrays and column operations.
//!
//! Compiling cannot fail: the model is valid by construction. A plan holds no names but those that
//! address draws; entities are indices. What it does not know: documents, random numbers, files.

mod address;
mod announced;
mod atoms;
mod bounds;
mod capacity;
mod columns;
mod curve;
mod effects;
mod flows;
mod holds;
mod implied;
mod ladder;
mod metric;
mod network;
mod outfit;
mod pairing;
mod phase;
mod pool;
mod power;
mod renewal;
mod roadmap;
mod scope;
mod sharing;
mod step;
mod stories;
mod target;
mod ties;
mod timeline;
mod zone;

pub(crate) use crate::model::on_curve;
pub use address::Address;
pub(crate) use announced::{announced_gpus, announced_load};
pub use capacity::{PhaseBuild, PlantBuild, SiteBuild, StageBuild};
pub use curve::CurvePlan;
pub use effects::RiskPlan;
pub use flows::{
    FlowPlan, FlowSeries, MoneyItem, PhaseFlow, PlantFlow, Season, SiteFlow, Tied, booked,
};
pub use holds::Holds;
pub use ladder::{Ladder, Loss, Rung, Strikes};
pub use metric::{Flow, Metric};
pub use network::{ActivityPlan, NetworkPlan};
pub use pairing::{Both, Pairing};
pub use phase::PhasePlan;
pub use pool::{Drawn, PoolPlan, Renewal, Request, Served};
pub use renewal::Follows;
pub use scope::{Grid, ScopeKind, ScopePlan, SeriesPlan};
pub use sharing::Sharing;
pub use step::{Column, Input, Settle, Step, Uniforms};
pub use target::{Bar, FlowTarget, TargetPlan};
pub use timeline::Timeline;
pub use zone::ZonePlan;

use crate::distribution::Sampler;
use crate::model::Model;
use columns::Columns;
use effects::Effects;

/// Consecutive trials that are worked on together: one value a trial in each column.
pub const BLOCK: usize = 1024;

/// What is asked of a run, beside the model.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSpec {
    /// Seed of every draw.
    pub seed: u64,
    /// Number of trials, at least 1.
    pub trials: u64,
    /// Kinds of scope to report series for.
    pub scopes: Vec<ScopeKind>,
    /// Metrics to report; empty for no series at all.
    pub metrics: Vec<Metric>,
    /// Whether to record dates and activities.
    pub schedule: bool,
    /// Whether to tell what binds: what keeps GPUs from running at each period's end. Not unless
    /// asked for.
    pub binding: bool,
    /// Whether to tell what drives the outcomes and what moves together, of a scenario that is run by
    /// itself. Not unless asked for.
    pub drivers: bool,
}

impl RunSpec {
    /// What a model asks for by itself: its seed, trials and `[output]`, the default set where it
    /// asks for nothing.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let words = |list: &Option<Vec<String>>| list.clone();
        let scopes = words(&model.output.scopes).map_or_else(
            || ScopeKind::DEFAULT.to_vec(),
            |list| {
                list.iter()
                    .filter_map(|word| ScopeKind::from_word(word))
                    .collect()
            },
        );
        let metrics = words(&model.output.metrics).map_or_else(
            || flows::supported(model),
            |list| {
                list.iter()
                    .filter_map(|word| Metric::from_word(word))
                    .collect()
            },
        );
        Self {
            seed: model.seed,
            trials: model.trials,
            scopes,
            metrics,
            schedule: true,
            binding: false,
            drivers: false,
        }
    }
}

/// A model ready to run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Seed of every draw.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// Number of columns of a block.
    pub columns: usize,
    /// Columns that are the same in every trial, with their values: filled once.
    pub constants: Vec<(Column, f64)>,
    /// Column operations, in an order in which each finds its inputs.
    pub steps: Vec<Step>,
    /// Quantile functions that steps refer to.
    pub samplers: Vec<Sampler>,
    /// What is drawn: the independent inputs.
    pub inputs: Vec<Input>,
    /// Reporting periods.
    pub timeline: Timeline,
    /// Phases, in the model's order of sites and phases.
    pub phases: Vec<PhasePlan>,
    /// Sites, in the model's order: what is built and powered.
    pub sites: Vec<SiteBuild>,
    /// Zones with headroom that sites draw on.
    pub zones: Vec<ZonePlan>,
    /// Pools of chips, in the model's order.
    pub pools: Vec<PoolPlan>,
    /// What series are asked for.
    pub scopes: Vec<ScopePlan>,
    /// Energy by season, carbon, water, money and training; what a scenario does not say is not
    /// worked out.
    pub flows: FlowPlan,
    /// Targets whose dates are in the horizon, in the model's order.
    pub targets: Vec<TargetPlan>,
    /// Risks that are not off, in the model's order: where they strike.
    pub risks: Vec<RiskPlan>,
    /// For each branch of the model the column of the number of the story that holds.
    pub branches: Vec<Column>,
    /// Whether losses are counted by cause: something beside its own chance can befall a phase.
    pub losses: bool,
    /// Whether dates and activities are recorded.
    pub schedule: bool,
    /// Whether what drives the outcomes is told.
    pub drivers: bool,
    /// The status date as an instant in days, if any.
    pub as_of: Option<f64>,
}

impl Plan {
    /// Compiles a model.
    #[must_use]
    pub fn compile(model: &Model, spec: &RunSpec) -> Self {
        Self::compile_with(model, spec, &[])
    }

    /// Compiles a model to the same plan, taking over what another plan has made ready to draw.
    #[must_use]
    pub fn compile_beside(model: &Model, spec: &RunSpec, other: &Plan) -> Self {
        Self::compile_with(model, spec, &other.samplers)
    }

    fn compile_with(model: &Model, spec: &RunSpec, known: &[Sampler]) -> Self {
        let timeline = Timeline::new(&model.horizon);
        let mut columns = Columns::new(&model.dependence);
        let mut effects = Effects::new(model);
        let dates = power::dates(model, &mut effects, &mut columns);
        let (mut phases, pools) = phase::compile(model, &dates, &mut effects, &mut columns);
        let mut sites = capacity::compile(model, &phases, &dates, &mut effects, &mut columns);
        let zones = zone::compile(model, &mut phases, &mut sites, &mut columns);
        if spec.binding {
            holds::tell(&phases, &mut sites);
        }
        let branches = model.dependence.branches.iter();
        let branches = branches.map(|branch| columns.branch(branch)).collect();
        let scopes = scope::compile(model, spec, &sites, &columns, &timeline);
        let flows = flows::compile(
            model,
            spec,
            (&phases, &sites),
            &scopes,
            &mut effects,
            &mut columns,
            &timeline,
        );
        let targets = target::compile(model, &sites, &timeline, &mut columns);
        let losses = losses(model, &phases, &sites);
        let made = columns.finish(known);
        Self {
            seed: spec.seed,
            trials: spec.trials,
            columns: made.columns,
            constants: made.constants,
            steps: made.steps,
            samplers: made.samplers,
            inputs: made.inputs,
            timeline,
            phases: phases.into_iter().map(|phase| phase.plan).collect(),
            sites,
            zones,
            pools,
            scopes,
            flows,
            targets,
            losses,
            risks: effects.risks(),
            branches,
            schedule: spec.schedule,
            drivers: spec.drivers,
            as_of: model
                .as_of
                .map(|date| crate::calendar::Instant::start_of(date).days()),
        }
    }

    /// The columns that a site's build-out is worked out from, with those of all that it shares a
    /// zone's headroom with.
    #[must_use]
    pub fn inputs_of_site(&self, site: &SiteBuild) -> Vec<Column> {
        let Some(zone) = site.zone.map(|zone| &self.zones[zone]) else {
            return site.inputs();
        };
        let sites = zone.sites.iter().map(|&site| &self.sites[site]);
        let inputs = sites.flat_map(SiteBuild::inputs);
        inputs.chain(zone.headroom.inputs()).collect()
    }

    /// Whether what binds is told.
    #[must_use]
    pub fn tells_binding(&self) -> bool {
        let mut builds = self.sites.iter().flat_map(|site| &site.builds);
        builds.any(|build| build.holds.is_some())
    }

    /// Whether power can keep a site waiting: its own connection and plant, or its zone.
    #[must_use]
    pub fn waits_for_power(&self, site: usize) -> bool {
        let site = &self.sites[site];
        site.limited || site.zone.is_some()
    }

    /// Rows of the series that are asked for: one for each scope, metric and period.
    #[must_use]
    pub fn rows_of_series(&self) -> usize {
        let series = self.scopes.iter().flat_map(|scope| &scope.series);
        let reported: usize = series.map(|series| series.reported.len()).sum();
        (reported + self.flows.series.len()) * self.timeline.periods()
    }

    /// Parts that are built: phases, then their renewals.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.sites.iter().map(|site| site.builds.len()).sum()
    }

    /// What one of the plan's parts installs: a phase, or a renewal.
    #[must_use]
    pub fn build(&self, part: usize) -> &PhaseBuild {
        let site = self.site_of(part);
        let place = match part.checked_sub(self.phases.len()) {
            None => part - site.phases.start,
            Some(_) => site.phases.len() + part - site.renewals.start,
        };
        &site.builds[place]
    }

    /// The site that one of the plan's parts, a phase or a renewal, stands at.
    #[must_use]
    pub fn site_of(&self, part: usize) -> &SiteBuild {
        if let Some(phase) = self.phases.get(part) {
            return &self.sites[phase.site];
        }
        let after = |site: &SiteBuild| site.renewals.end <= part;
        &self.sites[self.sites.partition_point(after)]
    }

    /// Whether a phase's losses are counted by cause: where one cause alone can take it and nothing
    /// acts on its size, its fate says all.
    #[must_use]
    pub fn counts_losses(&self, phase: usize) -> bool {
        let ladder = &self.phases[phase].ladder;
        // No fate is told of what waits for chips in vain.
        let chips = ladder.iter().any(|rung| rung.loss == Loss::Chips);
        self.losses && (ladder.len() > 1 || chips || self.build(phase).share.is_some())
    }
}

/// Whether there is a risk or a gate, or something that acts on a size.
fn losses(model: &Model, phases: &[phase::Compiled], sites: &[SiteBuild]) -> bool {
    let mut builds = sites.iter().flat_map(|site| &site.builds);
    let mut rungs = phases.iter().flat_map(|phase| &phase.plan.ladder);
    !model.dependence.risks.is_empty()
        || builds.any(|build| build.share.is_some())
        || rungs.any(|rung| matches!(rung.loss, Loss::Gate(_) | Loss::Chips))
}
