//! From a model and its results to the answer.

use super::{
    AssumptionRow, ConflictRow, Estimate, FORMAT, FileRow, NotModelledRow, Projection,
    ReplayAnswer, SaidRow, Scenario, SourceRow, attrition, binding, chips, credit, flows, ledger,
    money, power, register, schedule, series, target,
};
use crate::model::{Conflict, Model, NotModelled, Said, Source, UsedValue};
use crate::plan::Plan;
use crate::results::{BIN_WIDTH, Results};
use jiff::civil::Date;

/// What a run was made from, beside the model: the files read and the overrides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Files, in the order read.
    pub files: Vec<FileRow>,
    /// Overrides, "key=value".
    pub set: Vec<String>,
    /// Whether risks are mitigated.
    pub mitigated: bool,
    /// Whether nothing is shared.
    pub independent: bool,
}

impl Projection {
    /// The answer to what a plan was asked.
    #[must_use]
    pub fn new(model: &Model, plan: &Plan, results: &Results, provenance: &Provenance) -> Self {
        let money = money::answer(model, plan, results);
        Self {
            format: FORMAT,
            capcast: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: Scenario {
                name: model.name.clone(),
                files: provenance.files.clone(),
                set: provenance.set.clone(),
                as_of: model.as_of.map(printed),
                from: printed(model.horizon.from()),
                step: model.horizon.step().to_string(),
                credits: credit::rows(model),
                mitigated: provenance.mitigated,
                independent: provenance.independent,
                replay: model.replay.is_some(),
            },
            seed: plan.seed,
            trials: results.trials,
            sampler: "monte-carlo".to_owned(),
            periods: model
                .horizon
                .period_ends()
                .iter()
                .copied()
                .map(printed)
                .collect(),
            bin_width: BIN_WIDTH,
            series: series::rows(model, plan, results),
            schedule: schedule::rows(model, plan, results),
            power: power::rows(model),
            binding: binding::rows(model, plan, results),
            targets: target::rows(model, plan, results),
            programmes: ledger::rows(model, plan, results, money.as_ref()),
            sensitivity: Vec::new(),
            joint_confidence: Vec::new(),
            capacity: super::CapacityAnswer {
                sites: ledger::sites(model),
                money,
                years: flows::years(model, plan, results),
                supply: chips::supply(model, plan, results),
                generations: chips::generations(model, plan, results),
                baselines: target::baselines(model),
            },
            risk: super::RiskAnswer {
                register: register::rows(model, plan, results),
                branches: attrition::branches(model, results),
                attrition: attrition::rows(model, plan, results),
                ..super::RiskAnswer::default()
            },
            assumptions: model.values.iter().map(assumption).collect(),
            sources: model.sources.iter().map(source).collect(),
            not_modelled: model.not_modelled.iter().map(not_modelled).collect(),
            conflicts: model.conflicts.iter().map(conflict).collect(),
            not_on_announced_path: not_on_announced_path(model),
            replay: model.replay.as_ref().map(ReplayAnswer::of),
        }
    }
}

/// A date as it stands in files.
pub(crate) fn printed(date: Date) -> String {
    date.to_string()
}

/// A share of trials with its standard error.
pub(crate) fn share(count: u64, trials: u64) -> Estimate {
    let estimate = crate::stats::Estimate::proportion(count, trials);
    Estimate {
        value: estimate.value,
        se: estimate.se,
    }
}

fn not_on_announced_path(model: &Model) -> Vec<String> {
    let phases = model
        .sites
        .iter()
        .flat_map(|site| site.phases.iter().map(move |phase| (site, phase)));
    phases
        .filter(|(_, phase)| phase.announced_online.is_none())
        .map(|(site, phase)| format!("{}.{}", site.id, phase.id))
        .collect()
}

fn assumption(value: &UsedValue) -> AssumptionRow {
    AssumptionRow {
        path: value.path.clone(),
        value: value.value.clone(),
        unit: value.unit.clone(),
        standing: value.standing.word().to_owned(),
        sources: value.sources.clone(),
        file: value.file.clone(),
        line: value.line,
        reason: value.reason.clone(),
    }
}

fn source(source: &Source) -> SourceRow {
    SourceRow {
        id: source.id.clone(),
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        date: source.date.clone(),
        url: source.url.clone(),
        licence: source.licence.as_ref().map(|licence| licence.name.clone()),
        licence_url: source
            .licence
            .as_ref()
            .and_then(|licence| licence.url.clone()),
        changed: source
            .licence
            .as_ref()
            .and_then(|licence| licence.changed.clone()),
    }
}

fn not_modelled(entry: &NotModelled) -> NotModelledRow {
    NotModelledRow {
        what: entry.what.clone(),
        why: entry.why.clone(),
        source: entry.source.clone(),
    }
}

fn conflict(conflict: &Conflict) -> ConflictRow {
    let said = |said: &Said| SaidRow {
        value: said.value.clone(),
        source: said.source.clone(),
    };
    ConflictRow {
        id: conflict.id.clone(),
        title: conflict.title.clone(),
        about: conflict.about.clone(),
        said: conflict.said.iter().map(said).collect(),
        used: conflict.used.clone(),
        why: conflict.why.clone(),
    }
}
