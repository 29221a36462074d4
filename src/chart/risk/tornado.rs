//! The tornado: how far each input moves an outcome, from its lowest third to its highest.
//!
//! What it does not know: how an input was drawn.

use super::super::number::{Unit, grouped, percent};
use super::super::waterfall::counted;
use super::super::{
    Axis, Chart, Height, Place, Role, Shape, Swatch, footer, text, theme, time, value_axis,
};
use super::{CHOSEN, Draft, Drawing, SUBJECT, address, choice, is_copy, rows};
use crate::calendar::date_of_day;
use crate::projection::{DrivenOutcome, OutcomeWords, Projection, ScheduleRow, SensitivityRow};

/// Bars at most.
const MOST: usize = 10;
/// Px of a row.
const ROW: f64 = 31.0;
/// Outcomes other than dates that have a picture, of each kind.
const OTHERS: usize = 3;
/// The standard deviation of a date, days, from which on it is worth a picture.
const VARIES: f64 = 15.0;
/// Swings and shares of fewer standard errors are taken for chance.
const SURE: f64 = 2.0;

/// Of levels of the total, of dates of the phases with most at stake, of chances.
pub(super) fn charts(projection: &Projection, stakes: &[&ScheduleRow]) -> Vec<Chart> {
    let of = |kind: &'static str| {
        let outcomes = projection.risk.outcomes.iter();
        outcomes.filter(move |outcome| outcome.kind == kind)
    };
    let mut charts: Vec<Chart> = Vec::new();
    let drawn = |outcome: &DrivenOutcome| chart(projection, outcome, None);
    charts.extend(of("level").filter_map(drawn).take(OTHERS));
    let dates: Vec<(&DrivenOutcome, &ScheduleRow)> = stakes
        .iter()
        .filter_map(|row| {
            let place = address(row);
            let is_its = |outcome: &&DrivenOutcome| {
                projection.outcome_words(&outcome.outcome).place.as_deref() == Some(&place)
            };
            let outcome = of("date").find(is_its)?;
            // What never comes before the end of the horizon has no date to move.
            (outcome.sd >= VARIES).then_some((outcome, *row))
        })
        .collect();
    let all = of("date").count();
    let note = choice(dates.len().min(CHOSEN), all, "sensitivity.csv");
    let of_dates = dates
        .iter()
        .filter_map(|(outcome, _)| chart(projection, outcome, note.clone()));
    charts.extend(of_dates.take(CHOSEN));
    let mut phases: Vec<&ScheduleRow> = Vec::new();
    let chances = of("chance").filter(|outcome| {
        let place = projection.outcome_words(&outcome.outcome).place;
        let Some(row) = place.and_then(|place| projection.online_row(&place)) else {
            return true;
        };
        let is_new = !phases.iter().any(|other| is_copy(other, row));
        phases.push(row);
        is_new
    });
    charts.extend(chances.filter_map(drawn).take(OTHERS));
    charts
}

/// How numbers of an outcome are written.
#[derive(Clone, Copy)]
enum Scale {
    Days,
    Points,
    Unit(Unit),
}

impl Scale {
    fn of(outcome: &DrivenOutcome, max: f64) -> Self {
        match outcome.kind.as_str() {
            "date" => Self::Days,
            "chance" => Self::Points,
            _ => Self::Unit(Unit::for_max(counted(&outcome.unit), max)),
        }
    }

    /// "310 days", "4 points", "1.2 GW": of a size.
    fn amount(self, size: f64) -> String {
        let whole = |value: f64, one: &str, many: &str| {
            let digits = match value {
                value if value > 0.0 && value < 0.95 => format!("{value:.1}"),
                value => grouped(&format!("{value:.0}")),
            };
            let noun = if digits == "1" { one } else { many };
            format!("{digits}\u{a0}{noun}")
        };
        match self {
            Self::Days => whole(size, "day", "days"),
            Self::Points => whole(100.0 * size, "point", "points"),
            Self::Unit(unit) => unit.full(size),
        }
    }

    fn signed(self, value: f64) -> String {
        let sign = if value < 0.0 { "\u{2212}" } else { "+" };
        format!("{sign}{}", self.amount(value.abs()))
    }

    fn axis(self, title: String, range: (f64, f64)) -> Axis {
        let axis = value_axis::between(title, range, |at, step| match self {
            Self::Days => {
                let decimals = usize::from(step < 1.0);
                grouped(&format!("{at:.decimals$}"))
            }
            Self::Points => {
                let decimals = usize::from(step < 0.01);
                grouped(&format!("{:.decimals$}", 100.0 * at))
            }
            Self::Unit(unit) => unit.tick(at, step),
        });
        value_axis::signed(axis)
    }
}

/// The inputs that move an outcome beyond chance, the largest swing first.
fn telling<'a>(projection: &'a Projection, outcome: &DrivenOutcome) -> Vec<&'a SensitivityRow> {
    let sound = |row: &&SensitivityRow| {
        let numbers = [row.low, row.high, row.swing, row.share_of_variance];
        numbers.iter().all(|number| number.is_finite())
            && (row.swing.abs() > SURE * row.swing_se
                || row.share_of_variance > (SURE * row.share_se).max(0.01))
    };
    let rows = projection.sensitivity.iter();
    let mut rows: Vec<&SensitivityRow> = rows
        .filter(|row| row.outcome == outcome.outcome)
        .filter(sound)
        .collect();
    rows.sort_by(|a, b| b.swing.abs().total_cmp(&a.swing.abs()));
    rows
}

fn chart(projection: &Projection, outcome: &DrivenOutcome, note: Option<String>) -> Option<Chart> {
    let mut inputs = telling(projection, outcome);
    if inputs.is_empty() || !outcome.mean.is_finite() {
        return None;
    }
    let left_out = inputs.len().saturating_sub(MOST);
    inputs.truncate(MOST);
    let words = projection.outcome_words(&outcome.outcome);
    let names: Vec<String> = inputs
        .iter()
        .map(|input| name(projection, input, &words))
        .collect();
    let far = |row: &&SensitivityRow| [row.low - outcome.mean, row.high - outcome.mean];
    let ends: Vec<f64> = inputs.iter().flat_map(far).chain([0.0]).collect();
    let from = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let to = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let air = (0.05 * (to - from)).max(1e-9);
    let scale = Scale::of(outcome, to.max(-from));
    let x = scale.axis(beneath(outcome, &words, scale), (from - air, to + air));
    let mut drawing = Drawing::default();
    drawing.mark(Role::Zero, Shape::Upright(0.0));
    drawing.label(
        Role::Quiet,
        "swing · share of variance".to_owned(),
        (x.to, 0.0),
        Place::Head,
    );
    for (n, (input, name)) in inputs.iter().zip(&names).enumerate() {
        draw(
            &mut drawing,
            input,
            name,
            outcome.mean,
            scale,
            n as f64 + 0.5,
        );
    }
    let draft = Draft {
        subject: SUBJECT,
        stem: format!("tornado-{}", stem(&outcome.outcome)),
        site: None,
        title: title(&words),
        message: message(outcome, inputs[0], &names[0], scale),
        notes: notes(outcome, left_out, note),
        reads: footer::Reads::Plain,
        x,
        y: rows(inputs.len()),
        height: Height::Plot(inputs.len() as f64 * ROW),
        key: drawing.key(&[
            (
                Role::LowThird,
                Swatch::Bar,
                "input in its lowest third, or an event that does not happen",
            ),
            (
                Role::HighThird,
                Swatch::Bar,
                "in its highest third, or it happens",
            ),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// An input's name; that of the outcome's own phase goes without saying.
fn name(projection: &Projection, input: &SensitivityRow, words: &OutcomeWords) -> String {
    let name = text::clean(&projection.input_label(&input.input));
    let own = format!("{}, ", text::clean(&words.of));
    match name.strip_prefix(&own) {
        Some(rest) if words.place.is_some() => rest.to_owned(),
        _ => name,
    }
}

fn draw(
    drawing: &mut Drawing,
    input: &SensitivityRow,
    name: &str,
    mean: f64,
    scale: Scale,
    y: f64,
) {
    let mut bars = [
        (Role::LowThird, input.low - mean),
        (Role::HighThird, input.high - mean),
    ];
    // Where both lie on one side, the shorter is seen over the longer.
    bars.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    for (role, end) in bars {
        if end != 0.0 {
            drawing.mark(role, Shape::Bar(end.min(0.0), end.max(0.0), y));
        }
    }
    let at = (0.0, y);
    drawing.label(Role::Name, name.to_owned(), at, Place::Row(0));
    let share = share(input);
    let text = format!("{} · {share}", scale.signed(input.swing));
    drawing.label(Role::Text, text, at, Place::Column);
}

/// "34 %", with its standard error where that is worth a word: "34 ± 2 %".
fn share(input: &SensitivityRow) -> String {
    let se = 100.0 * input.share_se;
    if se < 0.5 || !se.is_finite() {
        return percent(input.share_of_variance.max(0.0));
    }
    let value = 100.0 * input.share_of_variance.max(0.0);
    format!("{value:.0}\u{a0}±\u{a0}{se:.0}\u{a0}%")
}

/// The axis' name: what zero is.
fn beneath(outcome: &DrivenOutcome, words: &OutcomeWords, scale: Scale) -> String {
    match scale {
        Scale::Days => {
            let mean = date_of_day(outcome.mean.floor()).map(time::written);
            format!("Days from the mean, {}", mean.unwrap_or_default())
        }
        Scale::Points => format!(
            "Percentage points from the mean chance, {}",
            percent(outcome.mean.clamp(0.0, 1.0))
        ),
        Scale::Unit(unit) => format!(
            "{}, {}: difference from the mean, {}",
            super::super::fans::capital(&words.what),
            unit.name(),
            unit.full(outcome.mean)
        ),
    }
}

fn title(words: &OutcomeWords) -> String {
    let of = text::shorten_label(&text::clean(&words.of), theme::TITLE, true, 560.0);
    let day = words.day.as_deref().unwrap_or_default();
    let mut bounds = [" at least ", " at most "].into_iter();
    let of_level = bounds.any(|bound| words.what.contains(bound));
    match (&words.place, words.day.is_some()) {
        (Some(_), false) => format!("{of} – what moves its date"),
        (Some(_), true) => format!("{of} – what moves its chance to be on time"),
        (None, true) if of_level => format!(
            "{}, {of}, {} – what moves the chance",
            super::super::fans::capital(&words.what),
            super::super::fans::lower(&time::period_end(day))
        ),
        (None, true) => format!(
            "{} of {of}, {} – what moves it",
            super::super::fans::capital(&words.what),
            super::super::fans::lower(&time::period_end(day))
        ),
        (None, false) => format!(
            "{} {of} – what moves it",
            super::super::fans::capital(&words.what)
        ),
    }
}

/// What swings it most.
fn message(outcome: &DrivenOutcome, input: &SensitivityRow, name: &str, scale: Scale) -> String {
    let (more, less) = if outcome.kind == "date" {
        ("later", "earlier")
    } else {
        ("more", "less")
    };
    let amount = scale.amount(input.swing.abs());
    let way = if input.swing < 0.0 { less } else { more };
    let when = match input.kind.as_str() {
        "risk" | "gate" | "proceeds" => "where it happens than where not",
        "branch" => "in the story where it is most than in that where it is least",
        _ => "in its highest third than in its lowest",
    };
    let name = text::shorten_label(name, theme::MESSAGE, false, 420.0);
    format!(
        "Most of all {name}: {amount} {way} on average {when}. By itself it accounts for {} of the variance.",
        percent(input.share_of_variance.clamp(0.0, 1.0))
    )
}

fn notes(outcome: &DrivenOutcome, left_out: usize, choice: Option<String>) -> Vec<String> {
    let mut notes = vec![
        "Bars: the mean over trials with the input in its lowest or highest third, less the mean over all. \
         Share of variance: what the input explains by itself; ± is a standard error."
            .to_owned(),
    ];
    if outcome.kind == "date" {
        notes.push(
            "A date that never comes, or comes after the horizon, counts as its end.".to_owned(),
        );
    }
    if outcome.shares_sum > 1.05 {
        notes.push(format!(
            "All shares add up to {}: inputs that share a factor count it more than once.",
            percent_over(outcome.shares_sum)
        ));
    }
    if left_out > 0 {
        let inputs = if left_out == 1 {
            "1 input that swings"
        } else {
            &format!("{left_out} inputs that swing")
        };
        notes.push(format!("{inputs} it less: see sensitivity.csv."));
    }
    notes.extend(choice);
    notes
}

/// A sum of shares, which may be more than the whole.
fn percent_over(share: f64) -> String {
    format!("{}\u{a0}%", grouped(&format!("{:.0}", 100.0 * share)))
}

/// The part of a file's name that an outcome has: "online-of-loughton.first" without what is said anyway.
fn stem(outcome: &str) -> String {
    let short = outcome
        .replace('`', "")
        .replace(" of ", "-")
        .replace([' ', '.'], "-");
    text::stem(&short).replace('_', "-")
}
