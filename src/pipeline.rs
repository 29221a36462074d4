//! The way from loaded scenarios to their answers, in one call.
//!
//! Whoever wants a stage by itself calls the stages one by one; what stands here is their order.
//! What it does not know: files, charts, the terminal.

mod compare;
mod edits;
mod exclude;
mod explain;
mod sweep;

pub use compare::{Candidate, CompareError, MOST, compare};
pub use exclude::{ExcludeSpec, exclude};
pub use explain::{Asked, ExplainError, ExplainSpec, explain};
pub use sweep::{MOST_CELLS, SweepError, SweepSpec, sweep, sweep_watched};

use crate::drives::{self, Keeper};
use crate::engine::{Interrupted, Sink, Untaken, Unwatched, Watch, simulate, simulate_into};
use crate::model::Model;
use crate::outcome::{Outcome, OutcomeError};
use crate::plan::{Plan, RunSpec};
use crate::projection::{FileRow, Projection, Provenance};
use crate::results::{Block, Results};
use crate::scenario::Loaded;
use rayon::prelude::*;
use std::borrow::Borrow;

/// Runs a scenario: its answer to what `spec` asks.
///
/// Works on as many threads as the rayon pool that it is called in; the answer does not depend on
/// them.
#[must_use]
pub fn run(loaded: &Loaded, spec: &RunSpec) -> Projection {
    run_watched(loaded, spec, &Unwatched).expect("nobody asks it to stop")
}

/// The same under the eyes of a watch, which is told of progress and may stop the run.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop.
pub fn run_watched(
    loaded: &Loaded,
    spec: &RunSpec,
    watch: &dyn Watch,
) -> Result<Projection, Interrupted> {
    let plan = Plan::compile(&loaded.model, spec);
    run_into(loaded, &plan, watch, &mut Untaken)
}

/// The same for a plan that has been made of the scenario, with its trials for a sink. What drives
/// the outcomes is told from the first trials, if the plan is asked for it.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop, or the sink.
pub fn run_into(
    loaded: &Loaded,
    plan: &Plan,
    watch: &dyn Watch,
    sink: &mut dyn Sink,
) -> Result<Projection, Interrupted> {
    run_asked(loaded, plan, &[], watch, sink)
}

/// The same, with outcomes that inputs are held against beside those of every run; see
/// [`check_outcomes`].
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop, or the sink.
pub fn run_asked(
    loaded: &Loaded,
    plan: &Plan,
    asked: &[Outcome],
    watch: &dyn Watch,
    sink: &mut dyn Sink,
) -> Result<Projection, Interrupted> {
    let model = &loaded.model;
    let plans = std::slice::from_ref(plan);
    let answer =
        |results: &[Results]| Projection::new(model, plan, &results[0], &provenance(loaded));
    if !plan.drivers {
        return Ok(answer(&simulate_into(plans, watch, sink)?));
    }
    let mut outcomes = drives::defaults(model, plan);
    outcomes.extend(asked.iter().map(|outcome| outcome.clone().dated(model)));
    let mut both = Both {
        keeper: Keeper::new(model, plan, &outcomes),
        sink,
    };
    let results = simulate_into(plans, watch, &mut both)?;
    let mut projection = answer(&results);
    both.keeper.finish(plan, &mut projection);
    Ok(projection)
}

/// Whether a plan records outcomes that its inputs are to be held against.
///
/// # Errors
///
/// The first that the scenario or the plan does not have, or whose day lies outside the horizon.
pub fn check_outcomes(
    loaded: &Loaded,
    plan: &Plan,
    outcomes: &[Outcome],
) -> Result<(), OutcomeError> {
    let model = &loaded.model;
    let mut dated = outcomes.iter().map(|outcome| outcome.clone().dated(model));
    dated.try_for_each(|outcome| drives::check(&outcome, model, plan))
}

/// A run's own sink, and what keeps its first trials.
struct Both<'a> {
    keeper: Keeper<'a>,
    sink: &'a mut dyn Sink,
}

impl Sink for Both<'_> {
    fn take(&mut self, plan: &Plan, blocks: &[Block]) -> bool {
        self.keeper.take(plan, blocks) && self.sink.take(plan, blocks)
    }
}

/// Runs scenarios over the same trials: the answer of each, the same as alone.
///
/// What a scenario has in common with the first is not worked out twice, so that many small
/// variants of one scenario cost little more than it. What drives the outcomes is not told.
///
/// # Errors
///
/// [`Interrupted`] if the watch asked to stop.
pub fn run_many<L: Borrow<Loaded> + Sync>(
    scenarios: &[L],
    spec: &RunSpec,
    watch: &dyn Watch,
) -> Result<Vec<Projection>, Interrupted> {
    let scenarios: Vec<&Loaded> = scenarios.iter().map(Borrow::borrow).collect();
    run_groups(&scenarios, spec, watch, GROUP_BYTES)
}

/// The same in groups whose tables take about so many bytes.
fn run_groups(
    scenarios: &[&Loaded],
    spec: &RunSpec,
    watch: &dyn Watch,
    bytes: usize,
) -> Result<Vec<Projection>, Interrupted> {
    let Some((first, others)) = scenarios.split_first() else {
        return Ok(Vec::new());
    };
    let origin = Plan::compile(&first.model, spec);
    let at_once = (bytes / bytes_of_tables(&origin).max(1)).max(1);
    let groups = others.len().div_ceil(at_once).max(1);
    let mut answers = Vec::with_capacity(scenarios.len());
    for group in 0..groups {
        let rest = &others[group * at_once..];
        let others = &rest[..rest.len().min(at_once)];
        let plans = beside(
            origin.clone(),
            others.iter().map(|loaded| &loaded.model),
            spec,
        );
        let watch = Part {
            watch,
            group,
            groups,
        };
        let results = simulate(&plans, &watch)?;
        let of_group = [*first];
        let loaded: Vec<&Loaded> = of_group.iter().chain(others).copied().collect();
        // The first has answered in the first group.
        let runs = loaded.par_iter().zip(&plans).zip(&results);
        answers.par_extend(
            runs.skip(usize::from(group > 0))
                .map(|((loaded, plan), results)| {
                    Projection::new(&loaded.model, plan, results, &provenance(loaded))
                }),
        );
    }
    Ok(answers)
}

/// Bytes that the tables of all scenarios of a group may take. A group goes through the trials
/// together, and each group works out the first scenario again.
const GROUP_BYTES: usize = 512 << 20;
/// Bytes of a period of a table: as many counts as there are bins, with some atoms.
const PERIOD_BYTES: usize = 1_400;

/// What the tables of a plan take at most, about.
fn bytes_of_tables(plan: &Plan) -> usize {
    let series: usize = plan.scopes.iter().map(|scope| scope.series.len()).sum();
    series * plan.timeline.periods() * PERIOD_BYTES
}

/// One group's part of the way, for a watch that sees all of it.
struct Part<'a> {
    watch: &'a dyn Watch,
    group: usize,
    groups: usize,
}

impl Watch for Part<'_> {
    fn advanced(&self, done: u64, trials: u64) {
        let before = self.group as u64 * trials;
        self.watch
            .advanced(before + done, self.groups as u64 * trials);
    }

    fn stop(&self) -> bool {
        self.watch.stop()
    }
}

/// An origin's plan, and those of other models.
fn beside<'a>(origin: Plan, others: impl Iterator<Item = &'a Model>, spec: &RunSpec) -> Vec<Plan> {
    let others: Vec<&Model> = others.collect();
    let others: Vec<Plan> = others
        .par_iter()
        .map(|model| Plan::compile_beside(model, spec, &origin))
        .collect();
    [origin].into_iter().chain(others).collect()
}

/// What a scenario was read from.
fn provenance(loaded: &Loaded) -> Provenance {
    let files = loaded.files.iter().map(|file| FileRow {
        path: file.path.display().to_string(),
        sha256: file.sha256.clone(),
    });
    Provenance {
        files: files.collect(),
        set: loaded.set.clone(),
        mitigated: loaded.mitigated,
        independent: loaded.independent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{LoadOptions, load};
    use std::sync::Mutex;

    /// Notes what it is told.
    #[derive(Default)]
    struct Noted(Mutex<Vec<(u64, u64)>>);

    impl Watch for Noted {
        fn advanced(&self, done: u64, trials: u64) {
            self.0.lock().expect("not poisoned").push((done, trials));
        }

        fn stop(&self) -> bool {
            false
        }
    }

    #[test]
    fn groups_give_each_scenario_its_own_answer_and_the_watch_one_way() {
        let read = |gpus: u32| {
            let options = LoadOptions {
                set: vec![format!("site.loughton.phase.first.gpus={gpus}")],
                ..LoadOptions::default()
            };
            load("tests/fixtures/valid/simple.toml", &options).expect("valid")
        };
        let all: Vec<Loaded> = (1..=7).map(|k| read(1_000 * k)).collect();
        let spec = RunSpec {
            trials: 1_500,
            ..RunSpec::of(&all[0].model)
        };
        let alone: Vec<Projection> = all.iter().map(|loaded| run(loaded, &spec)).collect();
        let scenarios: Vec<&Loaded> = all.iter().collect();
        // One at a time, so six groups; then all in one.
        for (bytes, groups) in [(1, 6), (GROUP_BYTES, 1)] {
            let noted = Noted::default();
            let answers = run_groups(&scenarios, &spec, &noted, bytes).expect("not stopped");
            assert!(answers == alone, "{groups} groups");
            let noted = noted.0.into_inner().expect("not poisoned");
            assert_eq!(noted.last(), Some(&(groups * 1_500, groups * 1_500)));
            assert!(noted.is_sorted());
        }
        let nobody: [&Loaded; 0] = [];
        assert_eq!(run_many(&nobody, &spec, &Unwatched), Ok(Vec::new()));
    }
}
