//! `capcast new`: a scenario to begin with, from options or a few questions.

use super::exit::Failure;
use super::speak;
use crate::scenario::{self, Answers, SCHEMA_FILE};
use clap::Args;
use jiff::civil::Date;
use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

const HELP: &str = "\
Without options it asks, where stdin is a terminal. What is left out becomes an example, marked as
one in the file; the file runs at once:

  capcast new north.toml --name 'Two halls in the north' --gpus 23_040 --power '40 MW' --online 2027-Q2
  capcast run north.toml

Quantities may be uncertain, as in a scenario: --power '40 to 60 MW'. Its first line names the
format's schema for editors; --with-schema writes that beside it.";

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct NewArgs {
    /// The file to write; one that is there already is left as it is.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The scenario's name.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The site's name.
    #[arg(long, value_name = "TEXT")]
    site: Option<String>,
    /// The site's country, two letters.
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Who runs the site.
    #[arg(long, value_name = "TEXT")]
    operator: Option<String>,
    /// How many GPUs were announced. Left out beside --power, they follow from it.
    #[arg(long, value_name = "COUNT", allow_hyphen_values = true)]
    gpus: Option<String>,
    /// The chip, by its id in the catalogue.
    #[arg(long, value_name = "ID")]
    chip: Option<String>,
    /// Power of the site's grid connection.
    #[arg(long, value_name = "POWER", allow_hyphen_values = true)]
    power: Option<String>,
    /// When it was announced. Default: today.
    #[arg(long, value_name = "DATE")]
    announced: Option<String>,
    /// When it was announced to be online: a day or a period.
    #[arg(long, value_name = "DATE")]
    online: Option<String>,
    /// First day of the charts. Default: of the month of the announcement.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Last day of the charts. Default: five years after it is to be online.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Title of the source of these figures.
    #[arg(long, value_name = "TEXT")]
    source_title: Option<String>,
    /// Where the source can be read.
    #[arg(long, value_name = "URL")]
    source_url: Option<String>,
    /// Write the schema beside the file, for editors.
    #[arg(long)]
    with_schema: bool,
}

/// Writes a scenario to begin with.
pub(super) fn new(args: &NewArgs) -> Result<(), Failure> {
    let place = Place::of(args)?;
    let today = today();
    let shown = args.file.display().to_string();
    let mut answers = said(args);
    let nothing = Answers::default();
    if answers == nothing && io::stdin().is_terminal() {
        answers.schema = Some(place.schema.clone());
        ask(
            &mut answers,
            today,
            &shown,
            &mut io::stdin().lock(),
            &mut io::stderr(),
        )?;
    }
    answers.schema = Some(place.schema.clone());
    let text = scenario::starter(&answers, today, &shown).map_err(|problems| {
        speak::talk_problems(&problems);
        Failure::Usage(format!(
            "these answers make no scenario that runs; {shown} was not written"
        ))
    })?;
    if let Some(schema) = &place.to_write {
        create(schema, &scenario::json_schema())?;
    }
    create(&args.file, &text)?;
    if !place.has_schema {
        speak::talk(&format!(
            "for completion in an editor: capcast schema > {}\n",
            args.file.with_file_name(SCHEMA_FILE).display()
        ));
    }
    speak::answer(&format!(
        "{shown}: written\nnext: capcast check {shown}\n      capcast run {shown}\n"
    ))
}

/// What the options say.
fn said(args: &NewArgs) -> Answers {
    Answers {
        name: args.name.clone(),
        site: args.site.clone(),
        country: args.country.clone(),
        operator: args.operator.clone(),
        gpus: args.gpus.clone(),
        chip: args.chip.clone(),
        power: args.power.clone(),
        announced: args.announced.clone(),
        online: args.online.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        source_title: args.source_title.clone(),
        source_url: args.source_url.clone(),
        schema: None,
    }
}

/// The day of an announcement of which nobody says the day.
#[expect(
    clippy::disallowed_methods,
    reason = "a scenario that is begun today is dated today; no run reads the clock"
)]
fn today() -> Date {
    jiff::Zoned::now().date()
}

/// Where the file goes, and what its first line says.
struct Place {
    schema: String,
    /// Whether there will be a schema where the first line says.
    has_schema: bool,
    /// A schema to write beside the file.
    to_write: Option<PathBuf>,
}

impl Place {
    fn of(args: &NewArgs) -> Result<Self, Failure> {
        let file = &args.file;
        refuse_existing(file)?;
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let folder = folder
            .canonicalize()
            .map_err(|error| Failure::Files(format!("{}: {error}", folder.display())))?;
        if let Some(schema) = near(&folder).filter(|_| !args.with_schema) {
            return Ok(Self {
                schema,
                has_schema: true,
                to_write: None,
            });
        }
        let beside = file.with_file_name(SCHEMA_FILE);
        let kept = fs::read(&beside).ok();
        let is_same = kept
            .as_ref()
            .is_some_and(|kept| *kept == scenario::json_schema().into_bytes());
        if args.with_schema && kept.is_some() && !is_same {
            return Err(Failure::Files(format!(
                "{} is there already and is another, so it is left as it is: leave --with-schema out, or move it away",
                beside.display()
            )));
        }
        Ok(Self {
            schema: format!("./{SCHEMA_FILE}"),
            has_schema: args.with_schema || is_same,
            to_write: (args.with_schema && !is_same).then_some(beside),
        })
    }
}

/// The schema in a folder or above it, as its files name it.
fn near(folder: &Path) -> Option<String> {
    let mut up = "./".to_owned();
    for folder in folder.ancestors() {
        for within in ["", "scenarios/"] {
            if folder.join(within).join(SCHEMA_FILE).is_file() {
                return Some(format!("{up}{within}{SCHEMA_FILE}"));
            }
        }
        up = if up == "./" {
            "../".to_owned()
        } else {
            format!("../{up}")
        };
    }
    None
}

/// Fails where there is a file already: before the work, so that none is lost.
pub(super) fn refuse_existing(file: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(file).is_ok() {
        let shown = file.display();
        return Err(Failure::Files(format!(
            "{shown} is there already, and is left as it is: name another file"
        )));
    }
    Ok(())
}

/// Writes a file that was not there before.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let trouble = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Files(format!(
            "{} is there already, and is left as it is",
            path.display()
        )),
        _ => Failure::Files(format!("{}: {error}", path.display())),
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(trouble)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    written.map_err(|error| {
        // Half a file is worse than none.
        let _ = fs::remove_file(path);
        trouble(error)
    })
}

/// A question, and where its answer goes.
type Question = (&'static str, fn(&mut Answers) -> &mut Option<String>);

const QUESTIONS: [Question; 11] = [
    ("Name of the scenario", |answers| &mut answers.name),
    ("Name of the site", |answers| &mut answers.site),
    ("Its country, two letters", |answers| &mut answers.country),
    ("Who runs it", |answers| &mut answers.operator),
    ("Power of its grid connection, as \"40 MW\"", |answers| {
        &mut answers.power
    }),
    ("GPUs announced, as 23_040", |answers| &mut answers.gpus),
    ("Chip (`capcast catalog chips` lists them)", |answers| {
        &mut answers.chip
    }),
    ("Announced on, as 2025-09-16", |answers| {
        &mut answers.announced
    }),
    ("To be online by, as 2027-Q2", |answers| &mut answers.online),
    ("Source: its title", |answers| &mut answers.source_title),
    ("Source: its address", |answers| &mut answers.source_url),
];

/// Asks until each answer, with those before it, makes a scenario that runs. An empty line leaves
/// an example in its place.
fn ask(
    answers: &mut Answers,
    today: Date,
    file: &str,
    from: &mut impl BufRead,
    to: &mut impl Write,
) -> Result<(), Failure> {
    let lost = |error: io::Error| Failure::Files(format!("cannot ask: {error}"));
    writeln!(
        to,
        "A few questions. An empty line leaves it open: an example stands in the file."
    )
    .map_err(lost)?;
    for (question, field) in QUESTIONS {
        loop {
            write!(to, "{question}: ")
                .and_then(|()| to.flush())
                .map_err(lost)?;
            let mut line = String::new();
            if from.read_line(&mut line).map_err(lost)? == 0 {
                let message = format!("the questions were left; {file} was not written");
                return Err(Failure::Usage(message));
            }
            let answer = line.trim();
            if answer.is_empty() {
                break;
            }
            *field(answers) = Some(answer.to_owned());
            let Err(problems) = scenario::starter(answers, today, file) else {
                break;
            };
            *field(answers) = None;
            writeln!(to, "{}\nOnce more.", problems.render(false)).map_err(lost)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &str) -> (Result<(), Failure>, Answers, String) {
        let (mut answers, mut said) = (Answers::default(), Vec::new());
        let today = jiff::civil::date(2026, 11, 21);
        let done = ask(
            &mut answers,
            today,
            "a.toml",
            &mut lines.as_bytes(),
            &mut said,
        );
        (done, answers, String::from_utf8(said).unwrap())
    }

    #[test]
    fn each_question_fills_its_answer_and_an_empty_line_none() {
        let (done, answers, _) = asked(
            "North\n\nGB\n\"The \\ Firm\"\n40 MW\n\ngb200\n2026-01\n2027-Q2\nA title\nhttps://example.org\n",
        );
        assert!(done.is_ok());
        let said = |text: &str| Some(text.to_owned());
        assert_eq!(
            (answers.name, answers.site, answers.country),
            (said("North"), None, said("GB"))
        );
        assert_eq!(
            (answers.power, answers.gpus, answers.chip),
            (said("40 MW"), None, said("gb200"))
        );
        assert_eq!(answers.operator, said("\"The \\ Firm\""));
        assert_eq!(
            (answers.announced, answers.online),
            (said("2026-01"), said("2027-Q2"))
        );
        assert_eq!(answers.source_url, said("https://example.org"));
    }

    #[test]
    fn a_wrong_answer_is_asked_for_again_and_says_why() {
        let (done, answers, said) = asked("\n\nUK\nGB\n\n40 MWh\n40 MW\n\n\n\n2020\n2028\n\n\n");
        assert!(done.is_ok(), "{said}");
        assert_eq!(answers.country.as_deref(), Some("GB"));
        assert_eq!(answers.power.as_deref(), Some("40 MW"));
        assert_eq!(answers.online.as_deref(), Some("2028"));
        assert_eq!(said.matches("Once more.").count(), 3, "{said}");
        assert!(said.contains("energy"), "{said}");
    }

    #[test]
    fn who_leaves_the_questions_leaves_nothing() {
        let (done, _, _) = asked("North\n");
        assert!(matches!(done, Err(Failure::Usage(_))));
    }
}
