//! What each risk is worth: from an outcome with all of them to that with none, and with each left
//! out alone.
//!
//! What it does not know: how the runs were made.

use super::super::number::{Unit, grouped, percent};
use super::super::waterfall::{self, LARGEST, ROW, around, counted};
use super::super::{
    Axis, Chart, Height, Key, Mark, Place, Role, Shape, Swatch, footer, text, theme, time,
    value_axis,
};
use super::{Draft, Drawing, SUBJECT, rows};
use crate::explanation::Kind;
use crate::projection::{Estimate, Exclusion, ExclusionRow, Projection};

/// Rows drawn at most; the smallest further ones are drawn as one.
const MOST: usize = 24;
/// Px of a name before it is cut.
const NAME: f64 = 400.0;

/// The waterfall of an exclusion analysis, and what each alone is worth. `projection` is the run with
/// all. None where nothing is left out, or a number cannot be drawn.
#[must_use]
pub fn exclusion_charts(projection: &Projection, exclusion: &Exclusion) -> Vec<Chart> {
    let mut numbers = vec![exclusion.with_all.value, exclusion.with_none.value];
    for row in &exclusion.rows {
        numbers.extend([row.without, row.cumulative, row.change.value]);
    }
    let drawn = |number: &f64| number.is_finite() && number.abs() < LARGEST;
    if exclusion.rows.is_empty() || !numbers.iter().all(drawn) {
        return Vec::new();
    }
    let scene = Scene {
        projection,
        exclusion,
        kind: match exclusion.unit.as_str() {
            "days" => Kind::Date,
            "share" => Kind::Chance,
            _ => Kind::Level,
        },
    };
    let mut charts = vec![scene.waterfall()];
    if exclusion.rows.len() > 1 {
        charts.push(scene.alone());
    }
    charts
}

struct Scene<'a> {
    projection: &'a Projection,
    exclusion: &'a Exclusion,
    kind: Kind,
}

impl Scene<'_> {
    fn unit(&self) -> Unit {
        let all = self.exclusion.with_all.value.abs();
        Unit::for_max(
            counted(&self.exclusion.unit),
            all.max(self.exclusion.with_none.value.abs()),
        )
    }

    /// A value of the outcome in words.
    fn value(&self, value: f64) -> String {
        match self.kind {
            Kind::Date => {
                let date = crate::calendar::date_of_day(value.floor()).map(time::written);
                date.unwrap_or_default()
            }
            Kind::Chance => percent(value.clamp(0.0, 1.0)),
            Kind::Level => self.unit().full(value),
        }
    }

    /// A change in words, with its standard error where there is one: "−62 ± 3 days".
    fn change(&self, value: f64, se: f64) -> String {
        let sign = if value < 0.0 { "\u{2212}" } else { "+" };
        let (scale, unit) = match self.kind {
            Kind::Date => (1.0, "days"),
            Kind::Chance => (100.0, "points"),
            Kind::Level => {
                let unit = self.unit();
                let error = if se > 0.0 {
                    format!("\u{a0}±\u{a0}{}", unit.number(se))
                } else {
                    String::new()
                };
                let number = unit.number(value.abs());
                if number == "0" {
                    return format!("0{error}\u{a0}{}", unit.name());
                }
                return format!("{sign}{number}{error}\u{a0}{}", unit.name());
            }
        };
        let (value, se) = (scale * value.abs(), scale * se);
        let decimals = usize::from(value < 9.95 || (se > 0.0 && se < 0.95));
        let number = grouped(&format!("{value:.decimals$}"));
        let error = if se > 0.0 {
            format!("\u{a0}±\u{a0}{se:.decimals$}")
        } else {
            String::new()
        };
        if number.chars().all(|c| c == '0' || c == '.') {
            return format!("0{error}\u{a0}{unit}");
        }
        format!("{sign}{number}{error}\u{a0}{unit}")
    }

    fn outcome(&self) -> String {
        text::clean(&self.projection.outcome_label(&self.exclusion.outcome))
    }

    fn title(&self, what: &str) -> String {
        let outcome = text::shorten_label(&self.outcome(), theme::TITLE, true, 600.0);
        format!("{outcome} – {what}")
    }

    /// From with all to with none, the largest first.
    fn waterfall(&self) -> Chart {
        let exclusion = self.exclusion;
        let with_all = exclusion.with_all.value;
        let mut steps: Vec<(String, f64)> = exclusion
            .rows
            .iter()
            .map(|row| (text::clean(&row.name), row.cumulative))
            .collect();
        if steps.len() > MOST {
            let last = steps[steps.len() - 1].1;
            let rest = steps.len() - (MOST - 1);
            steps.truncate(MOST - 1);
            steps.push((format!("{rest} that matter less"), last));
        }
        let levels: Vec<f64> = std::iter::once(with_all)
            .chain(steps.iter().map(|step| step.1))
            .collect();
        let none = exclusion.with_none.value;
        let all: Vec<f64> = levels.iter().copied().chain([none]).collect();
        let x = around(self.kind, &exclusion.unit, &self.outcome(), &all);
        let mut drawing = waterfall::Drawing {
            end: x.to,
            marks: Vec::new(),
            labels: Vec::new(),
        };
        drawing.label(
            Role::Quiet,
            "once it is left out, too".to_owned(),
            0.0,
            Place::Head,
        );
        drawing.finish(0.5, with_all, "with all of them", &self.value(with_all));
        for (n, (name, level)) in steps.iter().enumerate() {
            let before = levels[n];
            let added = self.change(level - before, 0.0);
            drawing.step(n as f64 + 1.5, (before, *level), name, &added);
        }
        let last = steps.len() as f64 + 1.5;
        drawing.link(none, last - 1.0, last);
        drawing.finish(last, none, "with none of them", &self.value(none));
        let count = steps.len() + 2;
        let draft = Draft {
            subject: SUBJECT,
            stem: "exclusion".to_owned(),
            site: None,
            title: self.title("what the risks add up to"),
            message: self.message(),
            notes: vec![
                "Left out one after the other, that which changes most by itself first; what two do only together \
                 stands with the one left out first. All runs share their random numbers."
                    .to_owned(),
            ],
            reads: footer::Reads::Plain,
            x,
            y: rows(count),
            height: Height::Plot(count as f64 * ROW),
            key: self.key(&drawing.marks),
            marks: drawing.marks,
            labels: drawing.labels,
            readings: None,
        };
        draft.chart(self.projection)
    }

    fn key(&self, marks: &[Mark]) -> Vec<Key> {
        let mut key = waterfall::key(marks);
        for entry in key.iter_mut().filter(|_| self.kind == Kind::Date) {
            let words = match entry.role {
                Role::Lowers => "earlier without it (\u{2212})",
                _ => "later without it (+)",
            };
            words.clone_into(&mut entry.text);
        }
        key
    }

    /// By how much the outcome changes where one alone is left out.
    fn alone(&self) -> Chart {
        let shown: Vec<&ExclusionRow> = self.exclusion.rows.iter().take(MOST).collect();
        let ends = shown.iter().flat_map(|row| {
            let Estimate { value, se } = row.change;
            [value - se, value + se]
        });
        let ends: Vec<f64> = ends.chain([0.0]).collect();
        let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
        let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let x = self.axis_of_changes(low, high);
        let mut drawing = Drawing::default();
        drawing.mark(Role::Zero, Shape::Upright(0.0));
        for (n, row) in shown.iter().enumerate() {
            let y = n as f64 + 0.5;
            let Estimate { value, se } = row.change;
            let role = if value < 0.0 {
                Role::Lowers
            } else {
                Role::Raises
            };
            if value != 0.0 {
                drawing.mark(role, Shape::Bar(value.min(0.0), value.max(0.0), y));
            }
            if se > 0.0 {
                drawing.mark(Role::Whisker, Shape::Whisker(value - se, value + se, y));
            }
            let name = text::shorten(&text::clean(&row.name), theme::LABEL, false, NAME);
            drawing.label(Role::Name, name, (0.0, y), Place::Row(0));
            let words = self.change(value, se);
            let role = if words.starts_with('0') {
                Role::Quiet
            } else {
                role
            };
            drawing.label(role, words, (x.to, y), Place::Column);
        }
        let draft = Draft {
            subject: SUBJECT,
            stem: "exclusion-one-by-one".to_owned(),
            site: None,
            title: self.title("without one risk alone"),
            message: self.message_alone(),
            notes: vec![
                "By how much the outcome changes where this alone is left out, trial by trial. All runs share their \
                 random numbers."
                    .to_owned(),
            ],
            reads: footer::Reads::Plain,
            x,
            y: rows(shown.len()),
            height: Height::Plot(shown.len() as f64 * ROW),
            key: drawing.key(&[
                (Role::Lowers, Swatch::Bar, "less without it (\u{2212})"),
                (Role::Raises, Swatch::Bar, "more without it (+)"),
                (Role::Whisker, Swatch::Whisker, "±\u{a0}standard error"),
            ]),
            marks: drawing.marks,
            labels: drawing.labels,
            readings: None,
        };
        draft.chart(self.projection)
    }

    fn axis_of_changes(&self, low: f64, high: f64) -> Axis {
        let air = (0.05 * (high - low)).max(1e-9);
        let unit = self.unit();
        let title = match self.kind {
            Kind::Date => "Change of the mean date, days".to_owned(),
            Kind::Chance => "Change of the chance, percentage points".to_owned(),
            Kind::Level => format!("Change, {}", unit.name()),
        };
        let axis =
            value_axis::between(title, (low - air, high + air), |at, step| match self.kind {
                Kind::Date => {
                    let decimals = usize::from(step < 1.0);
                    grouped(&format!("{at:.decimals$}"))
                }
                Kind::Chance => {
                    let decimals = usize::from(step < 0.01);
                    grouped(&format!("{:.decimals$}", 100.0 * at))
                }
                Kind::Level => unit.tick(at, step),
            });
        value_axis::signed(axis)
    }

    fn message(&self) -> String {
        let Exclusion {
            with_all,
            with_none,
            ..
        } = self.exclusion;
        format!(
            "With all {} of them it is {}; with none {}: {}.",
            self.exclusion.rows.len(),
            self.value(with_all.value),
            self.value(with_none.value),
            self.change(with_none.value - with_all.value, 0.0)
        )
    }

    fn message_alone(&self) -> String {
        let first = &self.exclusion.rows[0];
        let name = text::shorten(&text::clean(&first.name), theme::MESSAGE, false, 420.0);
        format!(
            "Most of all {name}: without it {}.",
            self.change(first.change.value, first.change.se)
        )
    }
}
