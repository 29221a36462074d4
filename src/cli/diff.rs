//! `capcast diff`: what one scenario says otherwise than another.

use super::exit::Failure;
use super::{ReadArgs, speak, values};
use crate::comparison::EditRow;
use crate::projection::plain;
use crate::scenario::problem::Problems;
use crate::scenario::{self, Diff, Edit, LoadOptions, Side};
use clap::Args;
use clap::builder::styling::{AnsiColor, Style};
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What `capcast diff` takes.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The scenario that is looked from, a TOML file.
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// The scenario that is told apart from it.
    #[arg(value_name = "VARIANT", required_unless_present = "with")]
    variant: Option<PathBuf>,
    /// Tell apart the base with this value laid over it: --with site.loughton.pue=1.3 (repeatable;
    /// all of them together make one variant).
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::setting, conflicts_with = "variant")]
    with: Vec<String>,
    #[command(flatten)]
    read: ReadArgs,
    /// Print the edits as JSON.
    #[arg(long)]
    json: bool,
}

/// Keys of a whole entity that are listed: beyond them a screen says no more.
const MOST_KEYS: usize = 12;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer {
    base: String,
    variant: String,
    edits: Vec<Row>,
}

/// An edit with where both values stand.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    edit: EditRow,
    moves: bool,
    base_at: Option<At>,
    variant_at: Option<At>,
}

#[derive(Serialize)]
struct At {
    file: String,
    line: usize,
}

/// Prints the edits between two scenarios, grouped by entity.
pub(super) fn diff(args: &DiffArgs) -> Result<(), Failure> {
    let (base, variant) = sides(args);
    let mut problems = Problems::new();
    let found = scenario::diff((&base.0, &base.1), (&variant.0, &variant.1), &mut problems);
    let Some(diff) = found else {
        return Err(Failure::Scenario(Box::new(problems)));
    };
    let names = [&base.0, &variant.0].map(|path| stem(path));
    diff.check([&names[0], &names[1]], &mut problems);
    if args.json {
        speak::answer(&json(args, &diff))?;
    } else {
        speak::answer(&Page::new().of(&diff))?;
    }
    if problems.has_errors() {
        return Err(Failure::Scenario(Box::new(problems)));
    }
    speak::talk_problems(&problems);
    Ok(())
}

/// The files to read, each with its settings.
fn sides(args: &DiffArgs) -> ((PathBuf, LoadOptions), (PathBuf, LoadOptions)) {
    let options = args.read.load_options();
    let mut with = options.clone();
    with.set.extend(args.with.iter().cloned());
    let variant = args.variant.as_ref().unwrap_or(&args.base);
    ((args.base.clone(), options), (variant.clone(), with))
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn json(args: &DiffArgs, diff: &Diff) -> String {
    let variant = match &args.variant {
        Some(path) => path.display().to_string(),
        None => args.with.join(" "),
    };
    let at = |side: &Option<Side>| {
        side.as_ref().map(|side| At {
            file: side.file.clone(),
            line: side.line,
        })
    };
    let answer = Answer {
        base: args.base.display().to_string(),
        variant,
        edits: diff
            .edits
            .iter()
            .map(|edit| Row {
                edit: EditRow::from(edit),
                moves: edit.moves,
                base_at: at(&edit.base),
                variant_at: at(&edit.variant),
            })
            .collect(),
    };
    let text = serde_json::to_string_pretty(&answer).expect("texts and numbers");
    text + "\n"
}

/// How edits are printed.
struct Page {
    width: usize,
    added: Style,
    removed: Style,
    quiet: Style,
    heading: Style,
}

impl Page {
    /// In colour where the terminal wants it.
    fn new() -> Self {
        let style = |style: Style| if speak::colour() { style } else { Style::new() };
        Self {
            width: speak::width(),
            added: style(AnsiColor::Green.on_default()),
            removed: style(AnsiColor::Red.on_default()),
            quiet: style(Style::new().dimmed()),
            heading: style(Style::new().bold()),
        }
    }

    fn of(&self, diff: &Diff) -> String {
        let mut text = String::new();
        let mut last = None;
        for edit in &diff.edits {
            if edit.key.is_none() {
                self.whole(&mut text, edit);
                last = None;
                continue;
            }
            if last != Some(&edit.entity) {
                let heading = format!("[{}]", plain(&edit.entity));
                self.line(&mut text, self.heading, &heading, &[]);
                last = Some(&edit.entity);
            }
            self.key(&mut text, edit);
        }
        text.push_str(&summary(&diff.edits));
        text
    }

    /// A line with where its values stand behind it.
    fn line(&self, text: &mut String, style: Style, line: &str, at: &[&Option<Side>]) {
        let _ = write!(text, "{style}{line}{style:#}");
        let places: Vec<String> = at
            .iter()
            .filter_map(|side| side.as_ref())
            .map(place)
            .collect();
        if !places.is_empty() {
            let places = places.join(", ");
            let pad = 56_usize.saturating_sub(line.chars().count());
            let quiet = self.quiet;
            let _ = write!(text, "{:pad$}  {quiet}# {places}{quiet:#}", "");
        }
        text.push('\n');
    }

    fn key(&self, text: &mut String, edit: &Edit) {
        let key = plain(edit.key.as_deref().unwrap_or_default());
        let mark = if edit.moves {
            ""
        } else {
            "  (moves no number)"
        };
        let value = |side: &Option<Side>| side.as_ref().map(|side| plain(&side.text));
        match (value(&edit.base), value(&edit.variant)) {
            (Some(base), Some(variant)) => {
                let at = [&edit.base, &edit.variant];
                let line = format!("  {key}: {base} -> {variant}{mark}");
                if line.chars().count() <= self.width {
                    self.line(text, Style::new(), &line, &at);
                } else {
                    self.line(text, Style::new(), &format!("  {key}:{mark}"), &at);
                    self.line(text, self.removed, &format!("  - {base}"), &[]);
                    self.line(text, self.added, &format!("  + {variant}"), &[]);
                }
            }
            (None, Some(variant)) => {
                let line = format!("+ {key}: {variant}{mark}");
                self.line(text, self.added, &line, &[&edit.variant]);
            }
            (Some(base), None) => {
                let line = format!("- {key}: {base}{mark}");
                self.line(text, self.removed, &line, &[&edit.base]);
            }
            (None, None) => {}
        }
    }

    /// A whole entity, with its first keys.
    fn whole(&self, text: &mut String, edit: &Edit) {
        let (side, style, sign, what) = match (&edit.base, &edit.variant) {
            (Some(side), _) => (side, self.removed, '-', "removed"),
            (None, Some(side)) => (side, self.added, '+', "added"),
            (None, None) => return,
        };
        let still = if edit.moves { "" } else { ", moves no number" };
        let heading = format!("{sign} [{}]  ({what}{still})", plain(&edit.entity));
        self.line(text, style, &heading, &[&Some(side.clone())]);
        let keys = &side.keys;
        for (key, value) in keys.iter().take(MOST_KEYS) {
            let line = format!("{sign}   {}: {}", plain(key), plain(value));
            self.line(text, style, &line, &[]);
        }
        if keys.len() > MOST_KEYS {
            let rest = keys.len() - MOST_KEYS;
            let line = format!("{sign}   .. and {rest} more keys");
            self.line(text, style, &line, &[]);
        }
    }
}

/// A file and its line; a setting is its own.
fn place(side: &Side) -> String {
    let file = plain(&side.file);
    if file.starts_with("--") {
        file
    } else {
        format!("{file}:{}", side.line)
    }
}

/// "3 edits of 2 entities; 1 moves no number", or "no difference".
fn summary(edits: &[Edit]) -> String {
    if edits.is_empty() {
        return "no difference\n".to_owned();
    }
    let mut entities: Vec<&str> = edits.iter().map(|edit| edit.entity.as_str()).collect();
    entities.dedup();
    let still = edits.iter().filter(|edit| !edit.moves).count();
    let edits = counted(edits.len(), "edit", "edits");
    let entities = counted(entities.len(), "entity", "entities");
    let still = match still {
        0 => String::new(),
        1 => "; 1 moves no number".to_owned(),
        some => format!("; {some} move no number"),
    };
    format!("\n{edits} of {entities}{still}\n")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
