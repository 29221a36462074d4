//! The waterfall: from a number of the base, edit by edit, to that of the variant.
//!
//! The axis need not begin at zero: its ends are points, and only what is added is a bar. What it
//! does not know: how the change was shared out.

use super::number::{Kind as Counted, Unit, grouped, percent};
use super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Role, Shape, Subject, Swatch, footer, text,
    theme, time, value_axis,
};
use crate::explanation::game::Method;
use crate::explanation::{Explanation, Kind, Shown};

/// Px of a row.
pub(super) const ROW: f64 = 29.0;
/// Steps drawn at most; the smallest further ones are drawn as one.
const MOST: usize = 30;
/// Px of a name before it is cut.
const NAME: f64 = 400.0;
/// Beyond this a number cannot be drawn.
pub(super) const LARGEST: f64 = 1e300;

/// The waterfall of an explanation; `None` where nothing is added, or what is cannot be drawn.
#[must_use]
pub fn waterfall(explanation: &Explanation) -> Option<Chart> {
    let shown = explanation.shown();
    let steps = steps(explanation, &shown);
    let (from, to) = (explanation.base.value, explanation.variant.value);
    let levels: Vec<f64> = std::iter::once(from)
        .chain(steps.iter().scan(from, |level, step| {
            *level += step.value;
            Some(*level)
        }))
        .collect();
    let is_drawn = |level: &f64| level.is_finite() && level.abs() < LARGEST;
    if steps.is_empty() || !levels.iter().chain([&to]).all(is_drawn) {
        return None;
    }
    let x = axis(explanation, &levels);
    let mut drawing = Drawing {
        end: x.to,
        marks: Vec::new(),
        labels: Vec::new(),
    };
    drawing.rows(explanation, &shown, &steps, &levels);
    let count = (steps.len() + 2) as f64;
    Some(Chart {
        stem: "waterfall".to_owned(),
        subject: Subject::Outlook,
        site: None,
        title: title(explanation),
        message: message(explanation, &shown, &steps),
        footnotes: footer::explained(explanation, notes(explanation)),
        x,
        y: Axis {
            title: String::new(),
            from: 0.0,
            to: count,
            ticks: Vec::new(),
            lines: Vec::new(),
        },
        height: Height::Plot(count * ROW),
        key: key(&drawing.marks),
        marks: drawing.marks,
        labels: drawing.labels,
        panels: Vec::new(),
        readings: None,
    })
}

/// A row between the two ends.
struct Step {
    name: String,
    value: f64,
    added: String,
    share: Option<f64>,
}

fn steps(explanation: &Explanation, shown: &Shown) -> Vec<Step> {
    let rows = explanation.contributions.iter().enumerate();
    let mut steps: Vec<Step> = rows
        .map(|(n, row)| Step {
            name: text::clean(&row.label),
            value: row.value,
            added: added(&shown.parts[n], &shown.errors[n]),
            share: row.share,
        })
        .collect();
    if steps.len() > MOST {
        let rest = steps.split_off(MOST - 1);
        let value = rest.iter().map(|step| step.value).sum();
        steps.push(Step {
            name: format!("{} smaller steps", rest.len()),
            value,
            added: String::new(),
            share: None,
        });
    }
    steps
}

/// "+1,200 ± 10".
fn added(part: &str, error: &str) -> String {
    let part = part.replace('-', "\u{2212}");
    if error.is_empty() || error == "0" {
        part
    } else {
        format!("{part}\u{a0}±\u{a0}{error}")
    }
}

/// Marks and labels of a waterfall under way.
pub(super) struct Drawing {
    /// Where the axis ends.
    pub(super) end: f64,
    pub(super) marks: Vec<Mark>,
    pub(super) labels: Vec<Label>,
}

impl Drawing {
    fn rows(&mut self, explanation: &Explanation, shown: &Shown, steps: &[Step], levels: &[f64]) {
        let unit = if explanation.kind == Kind::Level {
            format!("\u{a0}{}", shown.unit)
        } else {
            String::new()
        };
        self.label(
            Role::Quiet,
            format!("adds, {}", shown.unit),
            0.0,
            Place::Head,
        );
        self.finish(
            0.5,
            explanation.base.value,
            &explanation.base.label,
            &format!("{}{unit}", shown.base),
        );
        for (n, step) in steps.iter().enumerate() {
            let y = n as f64 + 1.5;
            self.step(y, (levels[n], levels[n + 1]), &step.name, &step.added);
        }
        let last = steps.len() as f64 + 1.5;
        let variant = &explanation.variant;
        self.link(variant.value, last - 1.0, last);
        self.finish(
            last,
            variant.value,
            &variant.label,
            &format!("{}{unit}", shown.variant),
        );
    }

    /// A row between the two ends: from one level to the next, with its name and what it adds.
    pub(super) fn step(&mut self, y: f64, (before, after): (f64, f64), name: &str, added: &str) {
        self.link(before, y - 1.0, y);
        let role = if after < before {
            Role::Lowers
        } else {
            Role::Raises
        };
        if after != before {
            let bar = Shape::Bar(before.min(after), before.max(after), y);
            self.marks.push(Mark { role, shape: bar });
        }
        let name = text::shorten(name, theme::LABEL, false, NAME);
        self.label(Role::Name, name, y, Place::Row(0));
        let role = if added.starts_with('0') {
            Role::Quiet
        } else {
            role
        };
        self.label(role, added.to_owned(), y, Place::Column);
    }

    /// One of the two ends.
    pub(super) fn finish(&mut self, y: f64, value: f64, label: &str, words: &str) {
        let shape = Shape::Point(value, y);
        self.marks.push(Mark {
            role: Role::Percentile,
            shape,
        });
        let name = text::shorten(&text::clean(label), theme::LABEL, true, NAME);
        self.label(Role::Text, name, y, Place::Row(0));
        self.label(Role::Text, words.replace('-', "\u{2011}"), y, Place::Column);
    }

    /// A thin line from one row to the next.
    pub(super) fn link(&mut self, at: f64, from: f64, to: f64) {
        self.marks.push(Mark {
            role: Role::Guide,
            shape: Shape::Line(vec![(at, from), (at, to)]),
        });
    }

    pub(super) fn label(&mut self, role: Role, text: String, y: f64, place: Place) {
        self.labels.push(Label {
            role,
            text,
            at: (self.end, y),
            place,
        });
    }
}

fn axis(explanation: &Explanation, levels: &[f64]) -> Axis {
    let unit = &explanation.unit;
    around(
        explanation.kind,
        unit,
        &metric(&explanation.outcome),
        levels,
    )
}

/// An axis around all levels of a kind of number, with some air. `metric` names a level.
pub(super) fn around(kind: Kind, unit: &str, metric: &str, levels: &[f64]) -> Axis {
    let first = levels.iter().copied().fold(f64::INFINITY, f64::min);
    let last = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let air = (0.06 * (last - first)).max(1e-9 * last.abs()).max(1e-12);
    // A number that cannot be negative has no axis below zero.
    let floor = if first >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
    let (from, to) = ((first - air).max(floor), last + air);
    match kind {
        Kind::Date => time::axis(from, to),
        Kind::Level => {
            let unit = Unit::for_max(counted(unit), first.abs().max(last.abs()));
            let title = format!("{metric}, {}", unit.name());
            value_axis::between(title, (from, to), |at, step| unit.tick(at, step))
        }
        Kind::Chance => {
            let title = "Share of trials".to_owned();
            value_axis::between(title, (from, to), |at, step| {
                let decimals = usize::from(step < 0.01) + usize::from(step < 0.001);
                format!("{}\u{a0}%", grouped(&format!("{:.decimals$}", 100.0 * at)))
            })
        }
    }
}

/// What a unit counts.
pub(super) fn counted(unit: &str) -> Counted {
    match unit {
        "MW" => Counted::Power,
        "GPUs" => Counted::Count("GPUs"),
        "H100e" => Counted::Count("H100e"),
        "MWh" => Counted::Count("MWh"),
        _ => Counted::Count("op/s"),
    }
}

/// "Mean of GPUs powered" of "mean `gpus_powered` of total at ..".
fn metric(outcome: &str) -> String {
    let mut words = outcome.split(' ');
    let statistic = words.next().unwrap_or_default();
    let metric = words.next().unwrap_or_default().replace('_', " ");
    match statistic.strip_prefix('p') {
        Some(percent) => format!("P{percent} of {metric}"),
        None => format!("{statistic} of {metric}"),
    }
}

fn title(explanation: &Explanation) -> String {
    let cut = |label: &str| text::shorten(&text::clean(label), theme::TITLE, true, 330.0);
    format!(
        "From {} to {}: which edit did what",
        cut(&explanation.base.label),
        cut(&explanation.variant.label)
    )
}

fn message(explanation: &Explanation, shown: &Shown, steps: &[Step]) -> String {
    let change = added(&shown.change, &shown.change_se);
    let outcome = text::clean(&explanation.outcome);
    let said = format!("{outcome}: {change}\u{a0}{}", shown.unit);
    let Some(first) = steps.first().filter(|step| step.value != 0.0) else {
        return format!("{said}. No edit moves it.");
    };
    let name = text::shorten(&first.name, theme::MESSAGE, false, 380.0);
    match first.share.filter(|share| (0.0..=1.0).contains(share)) {
        Some(share) if steps.len() > 1 => {
            format!(
                "{said}; {name} alone accounts for {} of it.",
                percent(share)
            )
        }
        Some(_) => format!("{said}, all of it by {name}."),
        None => format!("{said}; most of all {name}: {}.", first.added),
    }
}

/// What its bars mean.
pub(super) fn key(marks: &[Mark]) -> Vec<Key> {
    let key = |role, text: &str| Key {
        role,
        swatch: Swatch::Bar,
        text: text.to_owned(),
    };
    let word = [
        (Role::Raises, "adds (+)"),
        (Role::Lowers, "takes away (\u{2212})"),
    ];
    let drawn = word
        .iter()
        .filter(|(role, _)| marks.iter().any(|mark| mark.role == *role));
    drawn.map(|&(role, word)| key(role, word)).collect()
}

fn notes(explanation: &Explanation) -> Vec<String> {
    let how = match explanation.method {
        Method::Shapley => {
            "A step’s part: what it adds to the steps before it, averaged over all orders (Shapley)."
        }
        Method::BothOrders => {
            "A step’s part: the mean of what it adds first and last. Together: what steps do only in company."
        }
    };
    let mut notes = vec![format!(
        "{how} ±: standard error, with random numbers shared. Last digits are rounded so that the parts add up."
    )];
    if explanation.contributions.iter().any(|row| row.joined) {
        notes.push("Edits with + between them make no scenario without each other.".to_owned());
    }
    notes
}
