//! A grid of variants of one scenario, run with common random numbers.

use super::{beside, provenance};
use crate::comparison::{Against, Difference, Run};
use crate::engine::{Interrupted, Unwatched, Watch, simulate_paired};
use crate::model::Model;
use crate::outcome::{Outcome, OutcomeError};
use crate::plan::{Pairing, Plan, RunSpec};
use crate::projection::Projection;
use crate::projection::rounding::rounded;
use crate::scenario::variants::{GridError, Variants};
use crate::scenario::vary;
use crate::scenario::{LoadOptions, Loaded};
use crate::sweep::{self, Axis, Cell, FORMAT, Kind, Sweep, Swept, Value, asked};
use std::path::Path;

/// Cells that are run beside one run of the base.
const AT_ONCE: usize = 32;

/// Why there is no sweep.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SweepError {
    /// No grid, or something is wrong with a cell.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// An outcome is none, or not one of this scenario.
    #[error("the outcome \"{outcome}\": {why}")]
    Outcome {
        /// As written.
        outcome: String,
        /// What is wrong, and what there is.
        why: String,
    },
    /// The watch asked to stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// What is asked of a sweep: its outcomes, checked against the scenario.
#[derive(Clone, Debug)]
pub struct SweepSpec {
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
    /// What a run records for them, with its seed and trials.
    pub spec: RunSpec,
}

impl SweepSpec {
    /// Reads outcomes, and tries them on a single trial of the scenario as written. Without any,
    /// the mean of the GPUs powered at the date that a report's answer speaks of.
    ///
    /// # Errors
    ///
    /// The first outcome that is none, or that names what the scenario does not have.
    pub fn new(texts: &[String], base: &Loaded, asked: &RunSpec) -> Result<Self, SweepError> {
        let default = [Outcome::default().to_string()];
        let texts = if texts.is_empty() { &default } else { texts };
        let mut spec = RunSpec {
            scopes: Vec::new(),
            metrics: Vec::new(),
            schedule: false,
            ..asked.clone()
        };
        let mut outcomes: Vec<Outcome> = Vec::new();
        for text in texts {
            let wrong = |why: String| SweepError::Outcome {
                outcome: text.clone(),
                why,
            };
            let outcome: Outcome = text
                .parse()
                .map_err(|error: OutcomeError| wrong(error.to_string()))?;
            let outcome = outcome.dated(&base.model);
            if outcomes.contains(&outcome) {
                return Err(wrong("it is asked for twice; leave one out".to_owned()));
            }
            record(&outcome.spec(&base.model), &mut spec);
            outcomes.push(outcome);
        }
        let trial = RunSpec {
            trials: 1,
            ..spec.clone()
        };
        let answer = super::run(base, &trial);
        for (outcome, text) in outcomes.iter().zip(texts) {
            outcome.read(&answer).map_err(|error| SweepError::Outcome {
                outcome: text.clone(),
                why: error.to_string(),
            })?;
        }
        Ok(Self { outcomes, spec })
    }
}

/// Adds what one outcome needs.
fn record(needed: &RunSpec, spec: &mut RunSpec) {
    for scope in &needed.scopes {
        if !spec.scopes.contains(scope) {
            spec.scopes.push(*scope);
        }
    }
    for metric in &needed.metrics {
        if !spec.metrics.contains(metric) {
            spec.metrics.push(*metric);
        }
    }
    spec.schedule |= needed.schedule;
}

/// Runs every cell of a grid with the same random numbers, and reads the outcomes off each beside
/// the scenario as written. Cells that share columns with it work them out once.
///
/// Call [`Variants::check`] first: a cell that cannot be resolved ends the sweep.
///
/// # Errors
///
/// [`SweepError`] if a cell is wrong, or the watch asked to stop.
pub fn sweep_watched(
    variants: &Variants,
    question: &SweepSpec,
    watch: &dyn Watch,
) -> Result<Sweep, SweepError> {
    let cells: Vec<usize> = (0..variants.cells()).collect();
    let mut answer = None;
    for some in cells.chunks(AT_ONCE) {
        let part = Part {
            done: some[0],
            of: cells.len(),
            watch,
        };
        let loaded: Result<Vec<Loaded>, _> = some.iter().map(|&cell| variants.cell(cell)).collect();
        let loaded = loaded.map_err(GridError::from)?;
        let rows = run_beside(&variants.base, &loaded, question, &part)?;
        let answer = answer.get_or_insert_with(|| empty(variants, question, &rows.base));
        for (outcome, cells) in answer.outcomes.iter_mut().zip(rows.cells) {
            outcome.cells.extend(cells);
        }
        watch.advanced((some[0] + some.len()) as u64, cells.len() as u64);
    }
    answer.ok_or_else(|| GridError::NothingVaried.into())
}

/// A stretch of cells is under way; progress counts cells.
struct Part<'a> {
    done: usize,
    of: usize,
    watch: &'a dyn Watch,
}

impl Watch for Part<'_> {
    fn advanced(&self, _done: u64, _trials: u64) {
        self.watch.advanced(self.done as u64, self.of as u64);
    }

    fn stop(&self) -> bool {
        self.watch.stop()
    }
}

/// Cells, outcome by outcome, and the base's answer.
struct Rows {
    base: Projection,
    cells: Vec<Vec<Cell>>,
}

fn run_beside(
    base: &Loaded,
    cells: &[Loaded],
    question: &SweepSpec,
    watch: &dyn Watch,
) -> Result<Rows, SweepError> {
    let all: Vec<&Loaded> = std::iter::once(base).chain(cells).collect();
    // Cells of other periods have differences of their numbers, but none by trials.
    let same = |loaded: &&Loaded| loaded.model.horizon == base.model.horizon;
    let (like, unlike): (Vec<&Loaded>, Vec<&Loaded>) = all.iter().copied().partition(same);
    let models: Vec<&Model> = like.iter().map(|loaded| &loaded.model).collect();
    let origin = Plan::compile(models[0], &question.spec);
    let plans = beside(origin, models[1..].iter().copied(), &question.spec);
    let pairing = |at: usize| Pairing::of((models[0], &plans[0]), (models[at], &plans[at]));
    let pairings: Vec<Pairing> = if question.outcomes.iter().any(asked::is_mean) {
        (1..plans.len()).map(pairing).collect()
    } else {
        Vec::new()
    };
    let (results, paired) = simulate_paired(&plans, &pairings, watch)?;
    let run = |at: usize| Run {
        model: models[at],
        plan: &plans[at],
        results: &results[at],
    };
    let answer = |at: usize| {
        let (model, plan): (&Model, &Plan) = (models[at], &plans[at]);
        Projection::new(model, plan, &results[at], &provenance(like[at]))
    };
    let base_answer = answer(0);
    let mut told = Vec::new();
    for (at, loaded) in like.iter().copied().enumerate().skip(1) {
        let pair = pairings.get(at - 1).zip(paired.get(at - 1));
        let difference = pair.map(|(pairing, paired)| {
            let against = Against {
                variant: run(at),
                pairing,
                paired,
            };
            Difference::new(String::new(), Vec::new(), run(0), against)
        });
        told.push((loaded, answer(at), difference));
    }
    for loaded in unlike {
        told.push((
            loaded,
            super::run_watched(loaded, &question.spec, watch)?,
            None,
        ));
    }
    let of = |cell: &Loaded| told.iter().find(|(loaded, ..)| std::ptr::eq(*loaded, cell));
    let rows = question.outcomes.iter().map(|outcome| {
        let found = cells.iter().filter_map(of);
        found
            .map(|(_, answer, difference)| read(outcome, &base_answer, answer, difference.as_ref()))
            .collect()
    });
    Ok(Rows {
        cells: rows.collect(),
        base: base_answer,
    })
}

/// An outcome of a variant beside the base's.
fn read(
    outcome: &Outcome,
    base: &Projection,
    answer: &Projection,
    difference: Option<&Difference>,
) -> Cell {
    let mut cell = of(outcome, answer);
    let of_base = of(outcome, base);
    let paired =
        difference.and_then(|difference| asked::paired(outcome, difference, &base.periods));
    if let (Some((mean, se)), true) = (paired, cell.value.is_some()) {
        cell.difference = Some(mean);
        cell.difference_se = Some(se);
    } else if let Some((value, before)) = cell.value.zip(of_base.value) {
        cell.difference = Some(rounded(value - before));
        let both = cell.se.zip(of_base.se);
        cell.difference_se = both
            .filter(|_| asked::kind(outcome) == Kind::Chance)
            .map(|(a, b)| {
                if value == before {
                    0.0
                } else {
                    rounded(libm::hypot(a, b))
                }
            });
    }
    cell
}

fn of(outcome: &Outcome, answer: &Projection) -> Cell {
    let absent = |_| Cell {
        note: Some("absent".to_owned()),
        ..Cell::default()
    };
    let mut cell = asked::cell(outcome, answer).unwrap_or_else(absent);
    cell.value = cell.value.map(rounded);
    cell.se = cell.se.map(rounded);
    cell
}

/// The answer before any cell.
fn empty(variants: &Variants, question: &SweepSpec, base: &Projection) -> Sweep {
    let written = variants.written_values();
    let axes = variants.axes.iter().zip(written);
    let outcomes = question.outcomes.iter().map(|outcome| Swept {
        outcome: outcome.to_string(),
        title: asked::title(outcome, base),
        kind: asked::kind(outcome),
        unit: asked::unit(outcome).to_owned(),
        base: of(outcome, base),
        cells: Vec::with_capacity(variants.cells()),
    });
    Sweep {
        format: FORMAT,
        capcast: base.capcast.clone(),
        scenario: base.scenario.clone(),
        seed: base.seed,
        trials: base.trials,
        sampler: base.sampler.clone(),
        as_written: variants.written_cell(),
        axes: axes
            .map(|(axis, written)| axis_row(axis, written, &variants.base.model))
            .collect(),
        outcomes: outcomes.collect(),
    }
}

fn axis_row(axis: &vary::Axis, as_written: Option<usize>, model: &Model) -> Axis {
    let values = axis.values.iter().map(|value| Value {
        label: value.label.clone(),
        number: value.number,
    });
    let site = axis.path.get(1);
    let site = model.sites.iter().find(|known| Some(&known.id) == site);
    Axis {
        key: axis.key.clone(),
        name: sweep::axis_name(&axis.path, site.map(|site| site.name.as_str())),
        unit: axis.unit.clone(),
        values: values.collect(),
        as_written,
    }
}

/// Sweeps a scenario file: runs every combination of the values in `vary`, each `KEY=VALUE,..`, with
/// the same random numbers, and reads off the `outcomes` in words. Without them, what the scenario's
/// own `[sweep]` says.
///
/// ```
/// use capcast::scenario::LoadOptions;
///
/// let answer = capcast::sweep(
///     "tests/fixtures/valid/simple.toml",
///     &LoadOptions { set: vec!["scenario.trials=500".into()], ..LoadOptions::default() },
///     &["site.loughton.phase.first.gpus=10_000..30_000 step 10_000".into()],
///     &["mean gpus_installed of total at 2030-12-31".into()],
/// )?;
/// let cells = &answer.outcomes[0].cells;
/// assert_eq!(cells.len(), 3);
/// assert!(cells[0].value < cells[2].value);
/// println!("{}", answer.message(&answer.outcomes[0]));
/// # Ok::<(), capcast::pipeline::SweepError>(())
/// ```
///
/// # Errors
///
/// All that is wrong with the scenario, the axes, a cell or an outcome; more than [`MOST_CELLS`].
pub fn sweep(
    path: impl AsRef<Path>,
    options: &LoadOptions,
    vary: &[String],
    outcomes: &[String],
) -> Result<Sweep, SweepError> {
    let variants = Variants::load(path.as_ref(), options, vary, MOST_CELLS)?;
    variants.check(&|| false)?;
    let spec = RunSpec::of(&variants.base.model);
    let outcomes = if outcomes.is_empty() {
        &variants.outcomes
    } else {
        outcomes
    };
    let question = SweepSpec::new(outcomes, &variants.base, &spec)?;
    sweep_watched(&variants, &question, &Unwatched)
}

/// Cells that are run unless more are asked for.
pub const MOST_CELLS: u64 = 10_000;
