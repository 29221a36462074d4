//! `capcast explain`: which edit moved the answer.

use super::exit::Failure;
use super::options::{Clock, Ran, RunOptions};
use super::progress::Progress;
use super::scenarios::Stance;
use super::{interrupt, speak, values};
use crate::artifact::{self, RunFolder, ScenarioRan};
use crate::comparison::stems;
use crate::explanation::Explanation;
use crate::outcome::Outcome;
use crate::pipeline::{self, Asked, ExplainError, ExplainSpec};
use crate::scenario::LoadOptions;
use crate::table;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// What `explain` is asked.
#[derive(Debug, Args)]
#[command(
    mut_arg("out", |out| out.help(OUT)),
    mut_arg("only", |only| only.hide(true)),
    mut_arg("trials", |trials| trials.help(TRIALS))
)]
pub(super) struct ExplainArgs {
    /// The scenario that is looked from, a TOML file.
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// The scenario that it becomes.
    #[arg(value_name = "VARIANT", required_unless_present_any = ["with", "against"])]
    variant: Option<PathBuf>,
    /// Explain what this value, laid over the base, does: --with site.loughton.pue=1.3 (repeatable;
    /// all of them together make one variant).
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::setting, conflicts_with = "variant")]
    with: Vec<String>,
    /// Explain what mitigation does, or what sharing nothing does: the base against itself.
    #[arg(long, value_name = "WORD", value_enum, conflicts_with_all = ["variant", "with"])]
    against: Option<Stance>,
    /// The number to explain: "mean `gpus_powered` of total at 2027-12-31", "p50 online of
    /// SITE.PHASE", "chance online of SITE.PHASE by 2027-03-31". Default: the mean of the GPUs that
    /// run, at the report's date.
    #[arg(long, value_name = "WORDS", value_parser = str::parse::<Outcome>, default_value = DEFAULT)]
    outcome: Outcome,
    /// What is one step: a key, or all of an entity together.
    #[arg(long, value_enum, default_value_t = By::Key)]
    by: By,
    #[command(flatten)]
    options: RunOptions,
}

const DEFAULT: &str = "mean gpus_powered of total";
const OUT: &str = "Where chart and tables go; an explanation that stands there is replaced. \
                   Default: output/explain-BASE-VARIANT";
const TRIALS: &str = "How many futures are drawn in each run. Default: the base's number, 20_000 \
                      at most";

/// What is one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// All edits of an entity.
    Entity,
    /// A key of an entity.
    Key,
}

/// Explains a change.
pub(super) fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let clock = Clock::start();
    let options = &args.options;
    if options.names_parts() {
        let message = "an explanation has no parts to choose from: leave `--only` out";
        return Err(Failure::Usage(message.to_owned()));
    }
    let (labels, base, variant) = sides(args)?;
    let target = options.out.clone().unwrap_or_else(|| {
        let name = format!("explain-{}", stems(&[&labels[0], &labels[1]]).join("-"));
        Path::new("output").join(name.chars().take(200).collect::<String>())
    });
    let path = args.variant.as_ref().unwrap_or(&args.base);
    let asked = |label, path, options| Asked {
        label,
        path,
        options,
    };
    let sides = [
        asked(&labels[0], &args.base, &base),
        asked(&labels[1], path, &variant),
    ];
    let pool = options.pool()?;
    let folder = RunFolder::open(&target)?;
    let explanation = pool.install(|| -> Result<Explanation, Failure> {
        let explanation = answer(args, sides)?;
        let progress = Progress::new("charts", options.quiet);
        let witness = |done: usize, of: usize| {
            progress.at(done as u64, of as u64);
            interrupt::asked()
        };
        let charts = options.contents().charts;
        let files = folder.write_explanation(&explanation, charts, &witness)?;
        let ends = [&explanation.base, &explanation.variant];
        let ran = Ran {
            command: "explain",
            capcast: &explanation.capcast,
            seed: explanation.seed,
            trials: explanation.trials,
            with: args.with.clone(),
            against: args.against.map(|stance| stance.word().to_owned()),
            files,
            scenarios: ends
                .map(|end| ScenarioRan::of(Some(&end.label), &end.scenario))
                .to_vec(),
        };
        let manifest = options.manifest(ran, &clock);
        folder.write(artifact::MANIFEST, manifest.text().as_bytes())?;
        Ok(explanation)
    })?;
    if interrupt::asked() {
        return Err(Failure::Interrupted);
    }
    folder.publish()?;
    if options.json {
        speak::answer(&artifact::json(&explanation))
    } else if options.quiet {
        Ok(())
    } else {
        let place = target.display().to_string();
        speak::answer(&table::explanation_summary(
            &explanation,
            speak::width(),
            Some(&place),
        ))
    }
}

fn answer(args: &ExplainArgs, [base, variant]: [Asked<'_>; 2]) -> Result<Explanation, Failure> {
    let options = &args.options;
    let question = ExplainSpec {
        outcome: args.outcome.clone(),
        by_entity: args.by == By::Entity,
        seed: options.seed(),
        trials: options.trials(),
    };
    let progress = Progress::new("trials", options.quiet);
    let explained = pipeline::explain(base, variant, &question, &progress);
    let (explanation, problems) = explained.map_err(|error| match error {
        ExplainError::Scenario(problems) => Failure::Scenario(problems),
        ExplainError::Interrupted(_) => Failure::Interrupted,
        error @ ExplainError::Never { .. } => Failure::Apart(error.to_string()),
        error => Failure::Usage(error.to_string()),
    })?;
    if !options.quiet {
        speak::talk_problems(&problems);
    }
    Ok(explanation)
}

/// Labels of both, and how each is read.
fn sides(args: &ExplainArgs) -> Result<([String; 2], LoadOptions, LoadOptions), Failure> {
    let base = args.options.load_options();
    let mut variant = base.clone();
    variant.set.extend(args.with.iter().cloned());
    if let Some(stance) = args.against {
        stance.check(&base)?;
        variant = stance.of(&base);
    }
    let stem = |path: &Path| {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        stem.ok_or_else(|| Failure::Usage(format!("{} has no name", path.display())))
    };
    let first = stem(&args.base)?;
    let mut second = match (&args.variant, args.against) {
        (Some(path), _) => stem(path)?,
        (None, Some(stance)) => stance.label().to_owned(),
        (None, None) => super::scenarios::settings(&args.with),
    };
    if second == first {
        second.push_str(" (2)");
    }
    Ok(([first, second], base, variant))
}
