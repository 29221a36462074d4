//! Dates that moved: of each phase and grid stage the median in the base, that in the variant, and
//! the spread of the days between.
//!
//! What it does not know: what a point looks like.

use super::super::footer::{self, Reads};
use super::super::number::{grouped, percent};
use super::super::{
    Axis, Chart, Height, Key, Label, Mark, Place, Role, Shape, Subject, Swatch, text, theme, time,
};
use super::Scene;
use crate::comparison::{DateDifference, Moved, StandsIn};

/// Rows at most.
const MOST: usize = 60;
/// Px of a row.
const ROW: f64 = 27.0;
/// The share by which ranges may stretch the plot that medians need.
const AROUND: f64 = 0.4;
/// Shares that round to nothing.
const HARDLY: f64 = 0.005;

/// One for each variant in which a date differs.
pub(super) fn charts(scene: &Scene<'_>) -> Vec<Chart> {
    let variants = scene.variants();
    variants
        .filter_map(|variant| chart(scene, variant))
        .collect()
}

fn chart(scene: &Scene<'_>, variant: usize) -> Option<Chart> {
    let moved = scene.comparison.moved(variant);
    let rows = &moved[..moved.len().min(MOST)];
    let (from, to) = span(rows)?;
    let (mut marks, mut labels) = (Vec::new(), Vec::new());
    super::super::fan::status_at(scene.as_of(), (from, to), &mut marks, &mut labels);
    labels.push(Label {
        role: Role::Quiet,
        text: "days later, at the mean".to_owned(),
        at: (to, 0.0),
        place: Place::Head,
    });
    for (n, date) in rows.iter().enumerate() {
        let mut row = Row {
            date,
            y: n as f64 + 0.5,
            from,
            to,
            names: [&scene.names[0], &scene.names[variant + 1]],
            marks: &mut marks,
            labels: &mut labels,
        };
        row.draw();
    }
    let count = rows.len() as f64;
    let notes = notes(scene, variant, moved.len());
    Some(Chart {
        stem: format!("dates-moved{}", scene.ends_of_stems[variant]),
        subject: Subject::Schedule,
        site: None,
        title: format!("Dates that move: {}", scene.less(variant)),
        message: message(scene, variant, &moved),
        footnotes: footer::compared(scene.comparison, notes, Reads::Ranges),
        x: time::axis(from, to),
        y: Axis {
            title: String::new(),
            from: 0.0,
            to: count,
            ticks: Vec::new(),
            lines: Vec::new(),
        },
        height: Height::Plot(count * ROW),
        key: key(scene, variant, &marks),
        marks,
        labels,
        panels: Vec::new(),
        readings: None,
    })
}

fn day(date: Option<&String>) -> Option<f64> {
    date.and_then(|date| time::end(date))
}

/// Whole years around all medians, and ranges as far as they do not squeeze the rest.
fn span(rows: &[&DateDifference]) -> Option<(f64, f64)> {
    let medians =
        |date: &&DateDifference| [day(date.base_p50.as_ref()), day(date.variant_p50.as_ref())];
    let medians: Vec<f64> = rows.iter().flat_map(medians).flatten().collect();
    let first = medians.iter().copied().reduce(f64::min)?;
    let last = medians.iter().copied().reduce(f64::max)?;
    let room = AROUND * (last - first).max(365.25);
    let ranges = rows
        .iter()
        .filter_map(|date| range(date, day(date.base_p50.as_ref())));
    let (low, high) = ranges.fold((first, last), |(low, high), range| {
        (low.min(range.0), high.max(range.1))
    });
    let (low, high) = (low.max(first - room), high.min(last + room));
    Some((time::year_start(low, 0), time::year_start(high, 1)))
}

/// P10 to P90 of the days, laid from the base's median.
fn range(date: &DateDifference, base: Option<f64>) -> Option<(f64, f64)> {
    let (moved, base) = (date.moved?, base?);
    Some((base + moved.p10, base + moved.p90)).filter(|(low, high)| low < high)
}

/// A row under way.
struct Row<'a> {
    date: &'a DateDifference,
    y: f64,
    from: f64,
    to: f64,
    names: [&'a String; 2],
    marks: &'a mut Vec<Mark>,
    labels: &'a mut Vec<Label>,
}

impl Row<'_> {
    fn draw(&mut self) {
        let base = day(self.date.base_p50.as_ref());
        let variant = day(self.date.variant_p50.as_ref());
        self.label(Role::Name, text::clean(&self.date.label()), Place::Row(0));
        if let (Some(base), Some(variant)) = (base, variant) {
            let (from, to) = (base.min(variant), base.max(variant));
            self.mark(Role::Activity, Shape::Bar(from, to.min(self.to), self.y));
        }
        if let Some((low, high)) = range(self.date, base) {
            let (low, high) = (low.max(self.from), high.min(self.to));
            if low < high {
                self.mark(Role::Whisker, Shape::Whisker(low, high, self.y));
            }
        }
        for (role, at) in [(Role::MovedFrom, base), (Role::MovedTo, variant)] {
            match at {
                Some(at) if at <= self.to => self.mark(role, Shape::Point(at, self.y)),
                Some(_) => self.mark(Role::Beyond, Shape::Point(self.to, self.y)),
                None => {}
            }
        }
        let outcome = self.outcome();
        self.label(Role::Quiet, outcome, Place::Column);
    }

    /// "+365 ± 1 · lost in 3 %".
    fn outcome(&self) -> String {
        let date = self.date;
        match date.stands_in {
            StandsIn::Base => return format!("not in {}", self.names[1]),
            StandsIn::Variant => return format!("not in {}", self.names[0]),
            StandsIn::Both => {}
        }
        let mut parts: Vec<String> = date.moved.as_ref().map(days).into_iter().collect();
        for (word, share) in [("gained", date.gained.value), ("lost", date.lost.value)] {
            if share > HARDLY {
                parts.push(format!("{word}\u{a0}{}", percent(share)));
            }
        }
        if parts.is_empty() {
            parts.push("never in either".to_owned());
        }
        parts.join(" · ")
    }

    fn mark(&mut self, role: Role, shape: Shape) {
        self.marks.push(Mark { role, shape });
    }

    fn label(&mut self, role: Role, text: String, place: Place) {
        self.labels.push(Label {
            role,
            text,
            at: (self.to, self.y),
            place,
        });
    }
}

/// "+365 ± 1": the mean of the days, and its error where it is worth a digit.
fn days(moved: &Moved) -> String {
    let decimals = usize::from(moved.mean_se < 0.5 && moved.mean.abs() < 20.0);
    let number = |value: f64| grouped(&format!("{value:.decimals$}"));
    let mean = number(moved.mean);
    let sign = if moved.mean > 0.0 { "+" } else { "" };
    let least = if decimals == 1 { 0.05 } else { 0.5 };
    if moved.mean_se < least {
        return format!("{sign}{mean}");
    }
    format!("{sign}{mean}\u{a0}±\u{a0}{}", number(moved.mean_se))
}

/// The date that moves most.
fn message(scene: &Scene<'_>, variant: usize, moved: &[&DateDifference]) -> String {
    let name = |date: &DateDifference| {
        text::shorten_label(&text::clean(&date.label()), theme::MESSAGE, false, 420.0)
    };
    let count = match moved.len() {
        1 => "One date differs".to_owned(),
        count => format!("{count} dates differ"),
    };
    let Some((date, by)) = moved.iter().find_map(|date| Some((date, date.moved?))) else {
        return format!("{count}: what stands in one of the two scenarios alone.");
    };
    let way = if by.mean < 0.0 { "earlier" } else { "later" };
    let share = if by.mean < 0.0 {
        date.ahead
    } else {
        date.behind
    };
    format!(
        "{count} with {}; most of all {}: {way} in {} of trials, by {} days at the mean.",
        scene.name(variant + 1),
        name(date),
        percent(share.value),
        days(&Moved {
            mean: by.mean.abs(),
            ..by
        })
        .trim_start_matches('+'),
    )
}

/// Explains what is drawn, and only that.
fn key(scene: &Scene<'_>, variant: usize, marks: &[Mark]) -> Vec<Key> {
    let key = |role, swatch, text: String| Key { role, swatch, text };
    let p50 = |n: usize| format!("P50, {}", scene.name(n));
    let entries = [
        key(Role::MovedFrom, Swatch::Point, p50(0)),
        key(Role::MovedTo, Swatch::Point, p50(variant + 1)),
        key(
            Role::Whisker,
            Swatch::Whisker,
            "P10\u{a0}–\u{a0}P90 of the days, from the base’s P50".to_owned(),
        ),
    ];
    let drawn = |entry: &Key| marks.iter().any(|mark| mark.role == entry.role);
    entries.into_iter().filter(drawn).collect()
}

fn notes(scene: &Scene<'_>, variant: usize, moved: usize) -> Vec<String> {
    let mut notes = vec![
        "P50 over all trials, those in which it never comes too; days over the trials in which it comes \
         in both. Gained, lost: comes in the variant, in the base alone."
            .to_owned(),
    ];
    if moved > MOST {
        let more = grouped(&(moved - MOST).to_string());
        notes.push(format!("{more} further dates that move have no room here."));
    }
    let all = scene.comparison.differences[variant].schedule.iter();
    let told = all.filter(|date| matches!(date.milestone.as_str(), "online" | "energised"));
    match told.filter(|date| !date.differs()).count() {
        0 => {}
        1 => notes.push("One date is the same in every trial, and is left out.".to_owned()),
        same => notes.push(format!(
            "{} dates are the same in every trial, and are left out.",
            grouped(&same.to_string())
        )),
    }
    notes
}
