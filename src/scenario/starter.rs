//! A scenario to begin with: a few answers in, a commented file out.
//!
//! What an answer leaves out is filled with an example, marked as one, so that the file runs at
//! once. What this does not know: where the answers come from, and where the file goes.

mod page;

use super::catalogue::Catalogue;
use super::date;
use super::keys::{Key, Kind, find};
use super::parse;
use super::problem::Problems;
use super::quantity::{Measure, quantity};
use super::resolve;
use super::store::Files;
use super::tree::Node;
use super::{LoadOptions, load};
use crate::calendar::Period;
use jiff::Span;
use jiff::civil::Date;
use toml_writer::TomlStringBuilder;

/// What a planner says of a first site. Quantities and dates are as a scenario would write them,
/// strings without their quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The scenario's name.
    pub name: Option<String>,
    /// The site's name; its id follows from it.
    pub site: Option<String>,
    /// Two-letter code of its country.
    pub country: Option<String>,
    /// Who runs it.
    pub operator: Option<String>,
    /// How many GPUs were announced.
    pub gpus: Option<String>,
    /// The chip's id.
    pub chip: Option<String>,
    /// Power of the site's grid connection: "40 MW".
    pub power: Option<String>,
    /// When it was announced.
    pub announced: Option<String>,
    /// When it was announced to be online.
    pub online: Option<String>,
    /// First day of the horizon.
    pub from: Option<String>,
    /// Last day of the horizon.
    pub to: Option<String>,
    /// The title of where this was read.
    pub source_title: Option<String>,
    /// Its address.
    pub source_url: Option<String>,
    /// What the first line names as the schema: "./scenario.schema.json".
    pub schema: Option<String>,
}

/// GPUs of an example.
const EXAMPLE_GPUS: &str = "10_000";
/// The chip of an example.
const EXAMPLE_CHIP: &str = "gb300";
/// Years from the announcement to the online date of an example.
const EXAMPLE_YEARS: i32 = 2;
/// Years that the horizon goes on after the announced date.
const YEARS_AFTER: i16 = 5;
/// Months around the announced date between which power is assumed to come.
const POWER_MONTHS: (i32, i32) = (-6, 12);

/// The text of a scenario that says this; `today` is when it was announced if nobody says.
///
/// # Errors
///
/// All that is wrong with it, warnings too, under the name of `file`: what it gives is sound.
pub fn starter(answers: &Answers, today: Date, file: &str) -> Result<String, Problems> {
    let text = page::text(&Starter::of(answers, today));
    let options = LoadOptions {
        files: Files::memory([(file, text.as_str())]),
        ..LoadOptions::default()
    };
    let loaded = load(file, &options)?;
    if loaded.warnings.is_empty() {
        Ok(text)
    } else {
        Err(loaded.warnings)
    }
}

/// A value as the file writes it, and whether it is an example's.
#[derive(Debug)]
struct Said {
    written: String,
    is_example: bool,
}

/// What stands in the file, each value as TOML.
#[derive(Debug)]
struct Starter {
    schema: String,
    name: String,
    site: String,
    site_id: String,
    country: Option<String>,
    operator: Option<String>,
    announced: Said,
    /// `gpus` or `it_load`, and its value.
    size: (&'static str, Said),
    chip: Said,
    online: Said,
    capacity: Option<String>,
    energised: Option<String>,
    from: String,
    to: Option<String>,
    source: Option<(String, Option<String>)>,
}

impl Starter {
    fn of(answers: &Answers, today: Date) -> Self {
        let site = answers.site.as_deref().unwrap_or("First site");
        let name = answers.name.clone().unwrap_or_else(|| site.to_string());
        let announced = said(answers.announced.as_deref(), &today.to_string());
        let day = period_of(&announced.written).map_or(today, |period| period.first);
        let online = day.saturating_add(Span::new().years(EXAMPLE_YEARS));
        let online = said(answers.online.as_deref(), &online.year().to_string());
        let promised = period_of(&online.written);
        let from = answers
            .from
            .as_deref()
            .map_or_else(|| day.first_of_month().to_string(), value);
        let begins = period_of(&from).map_or(day, |period| period.first);
        let last = promised.map_or(begins, |period| period.last.max(begins));
        let to = match answers.to.as_deref() {
            Some(to) => Some(value(to)),
            None => Date::new(
                last.year()
                    .saturating_add(YEARS_AFTER)
                    .min(*date::YEARS.end()),
                12,
                31,
            )
            .ok()
            .map(|to| to.to_string()),
        };
        Self {
            schema: answers.schema.clone().unwrap_or_default(),
            name: text(&name),
            site: text(site),
            site_id: resolve::suggested_id(site),
            country: answers.country.as_deref().map(text),
            operator: answers.operator.as_deref().map(text),
            announced,
            size: size(answers),
            chip: said(answers.chip.as_deref(), EXAMPLE_CHIP),
            online,
            capacity: answers.power.as_deref().map(value),
            energised: promised.and_then(energised),
            from,
            to,
            source: source(answers),
        }
    }

    /// Addresses, from the site, of what nobody announced.
    fn assumptions(&self) -> Vec<String> {
        let (size, amount) = &self.size;
        let is_derived = *size == "it_load";
        let phase = [
            ("chip", self.chip.is_example),
            (*size, amount.is_example || is_derived),
            ("online", self.online.is_example),
        ];
        let mut all = Vec::new();
        if self.announced.is_example {
            all.push("announced".to_string());
        }
        if self.capacity.is_some() && self.energised.is_some() {
            all.push("grid.first.energised".to_string());
        }
        let assumed = phase.into_iter().filter(|(_, is_assumed)| *is_assumed);
        all.extend(assumed.map(|(key, _)| format!("phase.first.{key}")));
        all
    }
}

/// An answer, or the example in its place.
fn said(answer: Option<&str>, example: &str) -> Said {
    Said {
        written: value(answer.unwrap_or(example)),
        is_example: answer.is_none(),
    }
}

/// A text in TOML's quotes, on one line.
fn text(text: &str) -> String {
    use toml_writer::ToTomlValue as _;
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}

/// An answer as a value: a number, a date or a table if it is one in TOML, otherwise a text.
fn value(answer: &str) -> String {
    let answer = answer.trim();
    let is_one_line = !answer.contains(['\n', '\r', '#']);
    match node(answer) {
        Some(node) if is_one_line && node.as_text().is_none() => answer.to_string(),
        _ => text(answer),
    }
}

/// The value that a text of TOML writes, if it writes one and no more.
fn node(written: &str) -> Option<Node> {
    let mut problems = Problems::new();
    let line = format!("x = {written}\n");
    let file = problems.files_mut().add("answer", line.as_str());
    let mut table = parse::parse(file, &line, &mut problems)?;
    let node = table.remove("x")?;
    (table.is_empty() && problems.is_empty()).then_some(node)
}

/// The period that a value writes.
fn period_of(written: &str) -> Option<Period> {
    date::read(&node(written)?.value).ok()
}

/// The phase's size: GPUs as said; otherwise what the power at the meter leaves for the servers;
/// otherwise an example.
fn size(answers: &Answers) -> (&'static str, Said) {
    let power = answers.power.as_deref().filter(|_| answers.gpus.is_none());
    if let Some(written) = power.and_then(it_load) {
        let said = Said {
            written,
            is_example: false,
        };
        return ("it_load", said);
    }
    ("gpus", said(answers.gpus.as_deref(), EXAMPLE_GPUS))
}

/// The IT load that a power at the meter carries, at the default design PUE.
fn it_load(power: &str) -> Option<String> {
    let mut problems = Problems::new();
    let catalogue = Catalogue::read(&mut problems);
    let Key {
        kind: Kind::Quantity(ratio),
        default: Some(pue),
        ..
    } = find(&["site", "x", "pue_peak"])?
    else {
        return None;
    };
    let pue = quantity(
        catalogue.standard(pue).value(),
        *ratio,
        "pue_peak",
        &mut problems,
    )?;
    let power = node(&value(power))?;
    let power = quantity(&power, Measure::Power, "capacity", &mut problems)?;
    let low = short(power.quantile(0.1) / pue.quantile(0.9));
    let high = short(power.quantile(0.9) / pue.quantile(0.1));
    Some(text(&format!("{low} to {high} MW")))
}

/// Three digits or more of a number above zero, without an exponent.
fn short(number: f64) -> String {
    let mut decimals = 0;
    let mut scaled = number;
    while scaled < 100.0 && decimals < 12 {
        scaled *= 10.0;
        decimals += 1;
    }
    format!("{number:.decimals$}")
}

/// When power is assumed to come, around the announced date.
fn energised(promised: Period) -> Option<String> {
    let (before, after) = POWER_MONTHS;
    let first = promised
        .first
        .checked_add(Span::new().months(before))
        .ok()?;
    let last = promised.last.checked_add(Span::new().months(after)).ok()?;
    let month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
    Some(text(&format!("{} to {}", month(first), month(last))))
}

/// The title and the address of the source, if any is given.
fn source(answers: &Answers) -> Option<(String, Option<String>)> {
    let url = answers.source_url.as_deref();
    let title = answers.source_title.as_deref().or(url)?;
    Some((text(title), url.map(text)))
}
