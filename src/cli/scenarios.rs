//! The scenarios that several commands hold against each other: a base and its variants, each with
//! a label.

use super::exit::Failure;
use super::speak;
use crate::comparison::EditRow;
use crate::scenario::problem::Problems;
use crate::scenario::{self, LoadOptions, Loaded};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// The most scenarios, the base among them.
const MOST: usize = 8;
/// Letters of a label that is made of settings.
const SETTINGS: usize = 48;
/// Words of an address that are followed by an id.
const KINDS: [&str; 10] = [
    "site",
    "phase",
    "grid",
    "plant",
    "chip",
    "zone",
    "programme",
    "template",
    "activity",
    "scenario",
];

/// A base and its variants.
#[derive(Clone, Debug, Args)]
pub(super) struct ScenarioArgs {
    /// The scenario that the others are held against.
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// Scenarios that differ from it.
    #[arg(value_name = "VARIANT")]
    variants: Vec<PathBuf>,
    /// Make a variant of the base by a setting: --with site.loughton.pue=1.2 (repeatable; all
    /// together make one).
    #[arg(long, value_name = "KEY=VALUE", value_parser = super::values::setting)]
    pub(super) with: Vec<String>,
    /// Make a variant of the base itself: `mitigated`, with what is stated against its risks done;
    /// `independent`, with nothing shared; or as of an earlier day, such as 2023-11-30.
    #[arg(long, value_name = "WORD|DATE", value_parser = Against::read)]
    pub(super) against: Option<Against>,
}

/// What a scenario is held against that is its own variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Stance {
    /// The base with what each risk states as mitigated.
    Mitigated,
    /// The base with every driver and risk drawn for each piece of work by itself, and no correlation.
    Independent,
}

impl Stance {
    /// The word on the command line.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Stance::Mitigated => "mitigated",
            Stance::Independent => "independent",
        }
    }

    /// Its label among several scenarios.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Stance::Mitigated => "mitigation",
            Stance::Independent => "nothing shared",
        }
    }

    /// How the variant is read.
    pub(super) fn of(self, options: &LoadOptions) -> LoadOptions {
        let mut options = options.clone();
        match self {
            Stance::Mitigated => options.mitigated = true,
            Stance::Independent => options.independent = true,
        }
        options
    }

    /// Refuses what is so already: nothing would differ.
    pub(super) fn check(self, options: &LoadOptions) -> Result<(), Failure> {
        if self.of(options) != *options {
            return Ok(());
        }
        let word = self.word();
        Err(Failure::Usage(format!(
            "`--{word}` holds for the base as well, so nothing differs from `--against {word}`: leave `--{word}` out"
        )))
    }
}

/// What a base is compared to that is its own variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Against {
    /// The same world, with less or without what is shared.
    Stance(Stance),
    /// As it would have been on an earlier day.
    Then(Date),
}

impl Against {
    /// Reads a word or a day.
    fn read(text: &str) -> Result<Self, String> {
        let stances = Stance::value_variants().iter();
        let mut known = stances.filter(|stance| stance.word() == text);
        if let Some(stance) = known.next() {
            return Ok(Self::Stance(*stance));
        }
        let day = super::values::day(text).map(Self::Then);
        day.map_err(|_| "write `mitigated`, `independent`, or a day such as 2023-11-30".to_owned())
    }

    /// The word on the command line.
    pub(super) fn word(self) -> String {
        match self {
            Self::Stance(stance) => stance.word().to_owned(),
            Self::Then(day) => day.to_string(),
        }
    }

    /// Its label among several scenarios.
    fn label(self) -> String {
        match self {
            Self::Stance(stance) => stance.label().to_owned(),
            Self::Then(day) => format!("as of {day}"),
        }
    }

    fn of(self, options: &LoadOptions) -> LoadOptions {
        match self {
            Self::Stance(stance) => stance.of(options),
            Self::Then(day) => LoadOptions {
                as_of: Some(day),
                ..options.clone()
            },
        }
    }

    fn check(self, options: &LoadOptions) -> Result<(), Failure> {
        match self {
            Self::Stance(stance) => stance.check(options),
            Self::Then(day) if options.as_of == Some(day) => Err(Failure::Usage(format!(
                "`--as-of {day}` holds for the base as well, so nothing differs from `--against {day}`: leave `--as-of` out"
            ))),
            Self::Then(_) => Ok(()),
        }
    }
}

/// A scenario under its label.
pub(super) struct Labelled {
    /// Different from the others'.
    pub(super) label: String,
    pub(super) loaded: Loaded,
    /// What it says otherwise than the base.
    pub(super) edits: Vec<EditRow>,
}

/// A scenario that is to be read, with settings of its own.
struct Given<'a> {
    label: String,
    path: &'a Path,
    with: &'a [String],
    against: Option<Against>,
}

impl ScenarioArgs {
    /// Reads all of them, the base first and the variant of `--with` last.
    ///
    /// What is wrong with any is said at once; what is only doubtful is said too unless `quiet`.
    pub(super) fn load(
        &self,
        options: &LoadOptions,
        quiet: bool,
    ) -> Result<Vec<Labelled>, Failure> {
        let files = self.files()?;
        self.against
            .map_or(Ok(()), |against| against.check(options))?;
        let base = (self.base.as_path(), options);
        let mut found: Vec<Labelled> = Vec::new();
        let mut wrong: Vec<Problems> = Vec::new();
        for given in files {
            let Given {
                label, path, with, ..
            } = given;
            let mut options = LoadOptions {
                set: [options.set.as_slice(), with].concat(),
                ..options.clone()
            };
            if let Some(against) = given.against {
                options = against.of(&options);
            }
            match scenario::load(path, &options) {
                Ok(loaded) => found.push(Labelled {
                    label,
                    loaded,
                    edits: edits(base, (path, &options)),
                }),
                // A variant of the base's own file says what the base has said.
                Err(problems) if wrong.iter().any(|said| is_said(said, &problems)) => {}
                Err(problems) => wrong.push(problems),
            }
        }
        if !wrong.is_empty() {
            return Err(Failure::Scenarios(wrong));
        }
        if !quiet {
            let mut said: Vec<&Problems> = Vec::new();
            for Labelled { loaded, .. } in &found {
                let warnings = &loaded.warnings;
                if said.iter().all(|before| !is_said(before, warnings)) {
                    speak::talk_problems(warnings);
                    said.push(warnings);
                }
            }
        }
        Ok(found)
    }

    /// What is to be read, in order.
    fn files(&self) -> Result<Vec<Given<'_>>, Failure> {
        let own = usize::from(!self.with.is_empty());
        let given = 1 + self.variants.len() + own + usize::from(self.against.is_some());
        if given < 2 {
            return Err(Failure::Usage(
                "nothing to hold the base against: name a variant's file, or make one by --with KEY=VALUE or --against mitigated"
                    .to_owned(),
            ));
        }
        if given > MOST {
            return Err(Failure::Usage(format!(
                "{given} scenarios are too many to hold against each other: give 2 to {MOST}, the base among them"
            )));
        }
        let paths: Vec<&Path> = std::iter::once(&self.base)
            .chain(&self.variants)
            .map(PathBuf::as_path)
            .collect();
        let mut names = labels(&paths);
        let with = self.with.as_slice();
        if own > 0 {
            names.push(free(&settings(with), &names));
        }
        let each = paths.iter().map(|path| (*path, &[][..]));
        let with = (own > 0).then_some((self.base.as_path(), with));
        let stance = self.against.map(|against| free(&against.label(), &names));
        let all = names.into_iter().zip(each.chain(with));
        let mut all: Vec<Given<'_>> = all
            .map(|(label, (path, with))| Given {
                label,
                path,
                with,
                against: None,
            })
            .collect();
        all.extend(stance.map(|label| Given {
            label,
            path: &self.base,
            with: &[],
            against: self.against,
        }));
        Ok(all)
    }

    /// "compare-BASE-VARIANT..": a folder's name, of the labels.
    pub(super) fn folder(command: &str, all: &[Labelled]) -> String {
        let labels: Vec<&str> = all.iter().map(|one| one.label.as_str()).collect();
        let stems = crate::comparison::stems(&labels);
        let name = format!("{command}-{}", stems.join("-"));
        // Names of folders have an end on every system.
        name.chars().take(200).collect()
    }
}

/// What one of two sound scenarios says otherwise than the other.
fn edits(base: (&Path, &LoadOptions), variant: (&Path, &LoadOptions)) -> Vec<EditRow> {
    let diff = scenario::diff(base, variant, &mut Problems::new());
    diff.map_or_else(Vec::new, |diff| {
        diff.edits.iter().map(EditRow::from).collect()
    })
}

/// Whether the same problems have been said.
fn is_said(said: &Problems, problems: &Problems) -> bool {
    said.render(false) == problems.render(false)
}

/// The stems of files; where two files' are alike, their paths; where these are alike too, numbered.
fn labels(paths: &[&Path]) -> Vec<String> {
    let stem = |path: &Path| {
        let stem = path.file_stem();
        stem.map(|stem| stem.to_string_lossy().into_owned())
    };
    let mut labels: Vec<String> = Vec::new();
    for path in paths {
        let is_shared = |other: &&Path| other != path && stem(other) == stem(path);
        let label = match stem(path) {
            Some(stem) if !paths.iter().any(is_shared) => stem,
            _ => path.with_extension("").display().to_string(),
        };
        labels.push(free(&label, &labels));
    }
    labels
}

/// A label, numbered where it is taken.
fn free(label: &str, taken: &[String]) -> String {
    let numbered = (2..).map(|n| format!("{label} ({n})"));
    let mut all = std::iter::once(label.to_owned()).chain(numbered);
    all.find(|label| !taken.contains(label)).unwrap_or_default()
}

/// Settings as a label: ids and keys without the kinds of their entities, cut where they are long.
pub(super) fn settings(with: &[String]) -> String {
    let short = |setting: &String| {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        let words: Vec<&str> = key.trim().split('.').collect();
        let last = words.len() - 1;
        let kept = words
            .iter()
            .enumerate()
            .filter(|(n, word)| *n == last || !KINDS.contains(word));
        let key: Vec<&str> = kept.map(|(_, word)| *word).collect();
        let value = value.trim().trim_matches(['"', '\'']);
        format!("{}={value}", key.join("."))
    };
    let all: Vec<String> = with.iter().map(short).collect();
    let all = all.join(", ");
    if all.chars().count() <= SETTINGS {
        return all;
    }
    let cut: String = all.chars().take(SETTINGS - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_differ() {
        let of = |paths: &[&str]| labels(&paths.iter().map(Path::new).collect::<Vec<_>>());
        assert_eq!(of(&["a/uk.toml", "b/late.toml"]), ["uk", "late"]);
        assert_eq!(of(&["a/uk.toml", "b/uk.toml"]), ["a/uk", "b/uk"]);
        assert_eq!(of(&["uk.toml", "uk.toml"]), ["uk", "uk (2)"]);
    }

    #[test]
    fn settings_are_shortened_to_ids_keys_and_values() {
        let short =
            |with: &[&str]| settings(&with.iter().map(ToString::to_string).collect::<Vec<_>>());
        let one = "site.loughton.grid.first.energised=\"2028-03\"";
        assert_eq!(short(&[one]), "loughton.first.energised=2028-03");
        assert_eq!(
            short(&["mfu = 0.4", "site.a.pue=1.2"]),
            "mfu=0.4, a.pue=1.2"
        );
        let long = short(&[one, one]);
        assert!(long.ends_with('…') && long.chars().count() <= SETTINGS);
    }
}
