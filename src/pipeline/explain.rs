//! Which edit moved the answer: subsets of the edits laid on the base, each run over the same
//! trials.

pub(super) mod sampled;
mod steps;

use super::beside;
use crate::comparison::EditRow;
use crate::engine::{Interrupted, Watch};
use crate::explanation::game::{Game, MOST};
use crate::explanation::{Contribution, Explained, Explanation, FORMAT, Kind, add_up, short};
use crate::model::Model;
use crate::outcome::{Outcome, OutcomeError};
use crate::plan::Plan;
use crate::projection::{FileRow, Scenario, credits_of};
use crate::scenario::problem::Problems;
use crate::scenario::{self, Diff, Edit, Layered, LoadOptions};
use sampled::Sampled;
use std::path::Path;
use steps::Steps;

/// The most numbers that are kept: 2 GiB of them.
const MOST_NUMBERS: u64 = 1 << 28;
/// Trials at most, unless asked for more: contributions are told apart with far fewer than a
/// scenario's own number.
pub(super) const ENOUGH: u64 = 20_000;
/// Digits of the numbers of an explanation, counted from the first of the largest.
const DIGITS: i32 = 7;

/// What is to be explained, and how.
#[derive(Clone, Debug, Default)]
pub struct ExplainSpec {
    /// The number; the default one of [`Outcome`] where none is named.
    pub outcome: Outcome,
    /// Whether edits of one entity are one step.
    pub by_entity: bool,
    /// The seed, in place of the base's.
    pub seed: Option<u64>,
    /// The number of trials, in place of the base's or 20,000, whichever is less.
    pub trials: Option<u64>,
}

/// A scenario to explain: its label, its file, and how that is read.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// A short name.
    pub label: &'a str,
    /// The file.
    pub path: &'a Path,
    /// How it is read; the settings of `--with` among it.
    pub options: &'a LoadOptions,
}

/// Why there is no explanation.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// One of the two scenarios cannot be read or run.
    #[error("{0}")]
    Scenario(Box<Problems>),
    /// The number is not there.
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
    /// More steps than can be told apart.
    #[error(
        "{given} edits are too many to tell apart: at most {MOST}; join those of one entity with `--by entity`"
    )]
    TooMany {
        /// How many there are.
        given: usize,
    },
    /// More numbers than memory is taken for: each run keeps one a trial.
    #[error(
        "{runs} runs of {trials} trials are more numbers than {MOST_NUMBERS}: take `--trials {fit}` or fewer, or join the edits of one entity with `--by entity`"
    )]
    TooLarge {
        /// Runs.
        runs: u64,
        /// Trials of each.
        trials: u64,
        /// As many as there is room for.
        fit: u64,
    },
    /// A date that never comes in some of the runs.
    #[error(
        "{outcome}: it never comes {where_}, so there is no number of days to explain; ask for the chance that it comes by a date: `chance {rest} by 2030`"
    )]
    Never {
        /// The number.
        outcome: String,
        /// Milestone and place.
        rest: String,
        /// In which run.
        where_: String,
    },
    /// The watch asked to stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

/// Explains by which edits a variant's number differs from the base's.
///
/// The edits that may move numbers are laid on the base in sets, up to 256 of them; each set is run
/// over the same trials, and the change shared out over the edits ([`game`](crate::explanation::game)).
/// Edits that make no scenario without each other are one step.
///
/// # Errors
///
/// [`ExplainError`]: problems of either scenario, a number that neither has, too many edits, a date
/// that never comes, or the watch asked to stop.
pub fn explain(
    base: Asked<'_>,
    variant: Asked<'_>,
    question: &ExplainSpec,
    watch: &dyn Watch,
) -> Result<(Explanation, Problems), ExplainError> {
    let mut problems = Problems::new();
    let found = scenario::diff(
        (base.path, base.options),
        (variant.path, variant.options),
        &mut problems,
    );
    let Some(diff) = found else {
        return Err(ExplainError::Scenario(Box::new(problems)));
    };
    let unresolved = problems.clone();
    diff.check([base.label, variant.label], &mut problems);
    if problems.has_errors() {
        return Err(ExplainError::Scenario(Box::new(problems)));
    }
    let explaining = Explaining {
        diff: &diff,
        problems: &unresolved,
        names: [base, variant],
    };
    let explanation = explaining.explain(question, watch)?;
    Ok((explanation, problems))
}

/// Whether there is room for a number of each trial of each run.
pub(super) fn fits(runs: u64, trials: u64) -> Result<(), ExplainError> {
    let fit = MOST_NUMBERS / runs.max(1);
    if trials > fit {
        return Err(ExplainError::TooLarge { runs, trials, fit });
    }
    Ok(())
}

/// What all of explaining shares.
struct Explaining<'a> {
    diff: &'a Diff,
    /// Those of reading, whose files all places are of.
    problems: &'a Problems,
    names: [Asked<'a>; 2],
}

impl Explaining<'_> {
    fn explain(
        &self,
        question: &ExplainSpec,
        watch: &dyn Watch,
    ) -> Result<Explanation, ExplainError> {
        let (held, rest): (Vec<&Edit>, Vec<&Edit>) =
            self.diff.edits.iter().partition(|edit| is_held(edit));
        let (moving, still): (Vec<&Edit>, Vec<&Edit>) =
            rest.into_iter().partition(|edit| edit.moves);
        let mut steps = Steps::new(self.diff, self.problems, &moving, question.by_entity);
        if steps.len() > MOST {
            return Err(ExplainError::TooMany { given: steps.len() });
        }
        let (game, models) = steps.joined();
        let (first, last) = (&models[0], &models[models.len() - 1]);
        let outcome = question.outcome.clone().dated(first);
        let mut spec = outcome.spec(first);
        spec.seed = question.seed.unwrap_or(spec.seed);
        spec.trials = question.trials.unwrap_or(spec.trials.min(ENOUGH));
        fits(models.len() as u64, spec.trials)?;
        let origin = Plan::compile(first, &spec);
        let plans = beside(origin, models[1..].iter(), &spec);
        check(
            &outcome,
            &[first, last],
            &[&plans[0], &plans[plans.len() - 1]],
        )?;
        let sampled = Sampled::run(&outcome, &models, &plans, watch)?;
        let values = sampled
            .values()
            .map_err(|run| self.never(&outcome, run, plans.len()))?;
        let told = Told {
            outcome: &outcome,
            game: &game,
            values: &values,
            errors: sampled.errors(&game),
        };
        let rows = |edits: &[&Edit]| edits.iter().map(|edit| EditRow::from(*edit)).collect();
        let mut explanation = told.explanation();
        explanation.seed = spec.seed;
        explanation.trials = spec.trials;
        explanation.base = self.explained(0, first, &self.diff.base);
        explanation.variant = self.explained(1, last, &self.diff.variant);
        explanation.contributions = steps.contributions(&game);
        explanation.still = rows(&still);
        explanation.held = rows(&held);
        told.fill(&mut explanation);
        Ok(explanation)
    }

    fn explained(&self, which: usize, model: &Model, layered: &Layered) -> Explained {
        let asked = self.names[which];
        let files = layered.files.iter().map(|file| FileRow {
            path: file.path.display().to_string(),
            sha256: file.sha256.clone(),
        });
        Explained {
            label: asked.label.to_owned(),
            scenario: Scenario {
                name: model.name.clone(),
                files: files.collect(),
                set: asked.options.set.clone(),
                as_of: model.as_of.map(|day| day.to_string()),
                from: model.horizon.from().to_string(),
                step: model.horizon.step().to_string(),
                credits: credits_of(model),
                mitigated: asked.options.mitigated,
                independent: asked.options.independent,
                replay: model.replay.is_some(),
            },
            value: 0.0,
            se: None,
        }
    }

    fn never(&self, outcome: &Outcome, run: usize, runs: usize) -> ExplainError {
        let words = outcome.to_string();
        let rest = words
            .split_once(' ')
            .map_or("", |(_, rest)| rest)
            .to_owned();
        let where_ = match run {
            0 => format!("in {}", self.names[0].label),
            last if last + 1 == runs => format!("in {}", self.names[1].label),
            _ => "with some of the edits".to_owned(),
        };
        ExplainError::Never {
            outcome: words,
            rest,
            where_,
        }
    }
}

/// Whether an edit is of what is kept as the base has it: other random numbers explain nothing.
fn is_held(edit: &Edit) -> bool {
    edit.entity == "scenario" && matches!(edit.key.as_deref(), Some("seed" | "trials"))
}

/// Whether the base or the variant has the number at all, and at that date.
fn check(outcome: &Outcome, models: &[&Model; 2], plans: &[&Plan; 2]) -> Result<(), OutcomeError> {
    let mut is_known = false;
    for (model, plan) in models.iter().zip(plans) {
        is_known |= outcome.locate(model, plan)?.is_some();
    }
    if is_known {
        Ok(())
    } else {
        Err(outcome.missing(models[0], plans[0]))
    }
}

/// The numbers of an explanation, to be rounded so that they add up.
struct Told<'a> {
    outcome: &'a Outcome,
    game: &'a Game,
    /// The number in each run.
    values: &'a [f64],
    errors: sampled::Errors,
}

impl Told<'_> {
    /// Without what is told of scenarios and steps.
    fn explanation(&self) -> Explanation {
        let nobody = || Explained {
            label: String::new(),
            scenario: Scenario {
                name: String::new(),
                files: Vec::new(),
                set: Vec::new(),
                as_of: None,
                from: String::new(),
                step: String::new(),
                credits: Vec::new(),
                mitigated: false,
                independent: false,
                replay: false,
            },
            value: 0.0,
            se: None,
        };
        Explanation {
            format: FORMAT,
            capcast: env!("CARGO_PKG_VERSION").to_owned(),
            seed: 0,
            trials: 0,
            sampler: "monte-carlo".to_owned(),
            outcome: self.outcome.to_string(),
            kind: match self.outcome {
                Outcome::Level { .. } => Kind::Level,
                Outcome::Date { .. } => Kind::Date,
                Outcome::Chance { .. } | Outcome::Keeps { .. } => Kind::Chance,
            },
            unit: self.outcome.unit().to_owned(),
            method: self.game.method,
            runs: self.values.len(),
            base: nobody(),
            variant: nobody(),
            change: 0.0,
            change_se: None,
            contributions: Vec::new(),
            still: Vec::new(),
            held: Vec::new(),
        }
    }

    /// Lays the numbers in, all on one grid of digits on which they add up, and orders the steps.
    fn fill(&self, explanation: &mut Explanation) {
        let shares = self.game.shares(self.values);
        let (from, to) = (self.values[0], self.values[self.values.len() - 1]);
        // What rounding of sums leaves of nothing is nothing.
        let largest = shares
            .iter()
            .chain([&from, &to])
            .fold(0.0, |most: f64, share| most.max(share.abs()));
        let clean = |share: f64| {
            if share.abs() <= largest * 1e-13 {
                0.0
            } else {
                share
            }
        };
        let shares: Vec<f64> = shares.into_iter().map(clean).collect();
        let magnitude = if largest > 0.0 {
            libm::floor(libm::log10(largest)) as i32
        } else {
            0
        };
        let sums = add_up(from, &shares, to, DIGITS - 1 - magnitude);
        let error = |error: Option<f64>| {
            error.map(|error| crate::projection::rounding::rounded(clean(error)))
        };
        explanation.base.value = sums.value(sums.from);
        explanation.variant.value = sums.value(sums.to);
        explanation.base.se = error(self.errors.base);
        explanation.variant.se = error(self.errors.variant);
        explanation.change = sums.value(sums.to - sums.from);
        explanation.change_se = error(self.errors.change);
        let change = sums.to - sums.from;
        for (n, contribution) in explanation.contributions.iter_mut().enumerate() {
            contribution.value = sums.value(sums.parts[n]);
            contribution.se = error(self.errors.shares.as_ref().map(|errors| errors[n]));
            let share = sums.parts[n] as f64 / change as f64;
            contribution.share = (change != 0).then(|| crate::projection::rounding::rounded(share));
        }
        // What is together, without edits, is last; of equals the first in the scenario is first.
        explanation.contributions.sort_by(|a, b| {
            (a.edits.is_empty().cmp(&b.edits.is_empty()))
                .then_with(|| b.value.abs().total_cmp(&a.value.abs()))
        });
    }
}

/// Short words for a step.
fn label(edits: &[&Edit]) -> String {
    let mut words: Vec<String> = edits
        .iter()
        .map(|edit| short(&edit.entity, edit.key.as_deref()))
        .collect();
    words.dedup();
    match words.as_slice() {
        [one, two, three, rest @ ..] if !rest.is_empty() => {
            format!("{one} + {two} + {three} + {} more", rest.len())
        }
        words => words.join(" + "),
    }
}

/// A contribution of some edits, without numbers.
fn contribution(label: String, edits: &[&Edit], joined: bool) -> Contribution {
    Contribution {
        label,
        edits: edits.iter().map(|edit| EditRow::from(*edit)).collect(),
        joined,
        value: 0.0,
        se: None,
        share: None,
    }
}
