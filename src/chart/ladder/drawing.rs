//! The marks and labels of a power ladder.
//!
//! What it does not know: the load under it.

use super::super::number::{Unit, percent};
use super::super::{Label, Mark, Place, Role, Shape, text, theme, time};
use super::steps::{Stage, Steps, When};
use crate::projection::{Percentiles, PlantRow, StageRow};

/// Px of a step's name.
const NAME: f64 = 150.0;

/// What is being drawn.
pub(super) struct Drawing<'a> {
    pub(super) steps: &'a Steps<'a>,
    pub(super) unit: Unit,
    /// The days that the plot shows.
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) marks: Vec<Mark>,
    pub(super) labels: Vec<Label>,
}

impl Drawing<'_> {
    /// What plant on site can give: it serves first.
    pub(super) fn plant(&mut self) {
        let steps = self.steps;
        let plant = self.held(|day| steps.plant(day));
        if plant.iter().any(|(_, level)| *level > 0.0) {
            self.mark(Role::PlantMedian, Shape::Line(plant));
        }
    }

    /// What is cut off at times, in stripes over what is firm.
    pub(super) fn curtailable(&mut self) {
        let steps = self.steps;
        let spans = self.spans(|day| (steps.firm(day), steps.all(day)));
        let mut ends_on = None;
        for (from, to, (firm, all)) in spans {
            ends_on = None;
            if all > firm {
                self.mark(Role::Curtailable, Shape::Hatched(from, to, all, firm));
                self.mark(Role::Curtailable, Shape::Line(vec![(from, all), (to, all)]));
                ends_on = Some(all);
            }
        }
        if let Some(last) = ends_on {
            self.labels.push(Label {
                role: Role::Curtailable,
                text: format!("With curtailable\u{a0}{}", self.unit.full(last)),
                at: (self.to, last),
                place: Place::End,
            });
        }
    }

    /// The line over plant and firm import, and the level that it ends on.
    pub(super) fn line(&mut self) {
        let steps = self.steps;
        let line = self.held(|day| steps.firm(day));
        let last = line.last().map_or(0.0, |point| point.1);
        self.mark(Role::Firm, Shape::Line(line));
        self.labels.push(Label {
            role: Role::Firm,
            text: format!("Firm capacity\u{a0}{}", self.unit.full(last)),
            at: (self.to, last),
            place: Place::End,
        });
    }

    /// When each stage and each plant comes or goes, at the level that it brings; the first few
    /// by name.
    pub(super) fn dates(&mut self, named: usize) {
        let steps = self.steps;
        for (n, stage) in steps.stages.iter().enumerate() {
            let level = stage_level(steps, stage, self.to);
            if self.range(&stage.when, level, (Role::Grid, Role::GridMedian)) && n < named {
                let name = format!("grid {}", text::words(&stage.row.id));
                let size = size(&stage.row.capacity, self.unit);
                let when = coming(&stage.when, stage.row.fact);
                let cut = curtailed(stage.row);
                let words = format!("{}: {size}, {when}{cut}", short(&name));
                self.name(Role::Grid, &words, &stage.when, level);
            }
        }
        for (n, plant) in steps.plants.iter().enumerate() {
            let level = steps.plant(plant.from.p50.unwrap_or(self.to).min(self.to));
            let roles = (Role::Plant, Role::PlantMedian);
            if self.range(&plant.from, level, roles) && n < named {
                let name = short(&plant_name(plant.row));
                let bridge = if plant.row.role == "bridge" {
                    "bridge "
                } else {
                    ""
                };
                let size = size(&plant.row.firm, self.unit);
                let when = serving(&plant.from, plant.until.as_ref());
                let words = format!("{bridge}{name}: {size}, {when}");
                self.name(Role::Plant, &words, &plant.from, level);
            }
            if let Some(until) = &plant.until {
                let before = until.p50.map_or(self.to, |day| (day - 1.0).min(self.to));
                self.range(until, steps.plant(before), roles);
            }
        }
    }

    /// The P10 to P90 of a date as a bar with its P50; says whether the plot has a place for it.
    fn range(&mut self, when: &When, level: f64, (range, median): (Role, Role)) -> bool {
        let Some(first) = when.p10.filter(|day| *day < self.to) else {
            return false;
        };
        if !when.is_known() && when.p90.is_none_or(|last| last > self.from) {
            let last = when.p90.filter(|day| *day <= self.to);
            let (start, end) = (first.max(self.from), last.unwrap_or(self.to));
            self.mark(range, Shape::Bar(start, end, level));
            if last.is_none() {
                self.mark(Role::Beyond, Shape::Point(self.to, level));
            }
        }
        let inside = |day: &f64| (self.from..=self.to).contains(day);
        if let Some(middle) = when.p50.filter(inside) {
            self.mark(median, Shape::Point(middle, level));
        }
        true
    }

    /// Beside the bar of a date.
    fn name(&mut self, role: Role, text: &str, when: &When, level: f64) {
        let inside = |day: Option<f64>| day.unwrap_or(self.to).clamp(self.from, self.to);
        self.labels.push(Label {
            role,
            text: text.replace(' ', "\u{a0}"),
            at: (inside(when.p10), level),
            place: Place::Near(inside(when.p90)),
        });
    }

    fn mark(&mut self, role: Role, shape: Shape) {
        self.marks.push(Mark { role, shape });
    }

    /// A value that holds from break to break.
    fn held<T: Copy + PartialEq>(&self, value: impl Fn(f64) -> T) -> Vec<(f64, T)> {
        let spans = self.spans(value).into_iter();
        spans
            .flat_map(|(from, to, value)| [(from, value), (to, value)])
            .collect()
    }

    /// From when to when a value holds.
    fn spans<T: Copy + PartialEq>(&self, value: impl Fn(f64) -> T) -> Vec<(f64, f64, T)> {
        let breaks = self.steps.breaks(self.from, self.to);
        let mut spans: Vec<(f64, f64, T)> = Vec::new();
        for pair in breaks.windows(2) {
            let value = value(f64::midpoint(pair[0], pair[1]));
            match spans.last_mut() {
                Some(last) if last.2 == value => last.1 = pair[1],
                _ => spans.push((pair[0], pair[1], value)),
            }
        }
        spans
    }
}

/// The firm capacity that a stage brings with what plant serves then.
pub(super) fn stage_level(steps: &Steps, stage: &Stage, to: f64) -> f64 {
    steps.plant(stage.when.p50.unwrap_or(to).min(to)) + stage.row.capacity.p50
}

/// A name that leaves room for its numbers.
fn short(name: &str) -> String {
    text::shorten(name, theme::LABEL, true, NAME)
}

/// "117 MW", or "117 MW (90–117)" where it is uncertain.
fn size(capacity: &Percentiles, unit: Unit) -> String {
    let [low, high] = [capacity.p10, capacity.p90].map(|value| unit.number(value));
    let middle = unit.full(capacity.p50);
    if low == high {
        return middle;
    }
    format!("{middle} ({low}–{high})")
}

/// ", curtailed 2 to 8 %" of a stage that is not firm.
fn curtailed(stage: &StageRow) -> String {
    let Some(share) = &stage.curtailed else {
        return String::new();
    };
    let [low, middle, high] = [share.p10, share.p50, share.p90].map(percent);
    if low == high {
        return format!(", curtailed {middle}");
    }
    let low = low.trim_end_matches(['\u{a0}', '%']);
    format!(", curtailed {low} to {high}")
}

/// "since Sep 2025", "P50 Jun 2030".
fn coming(when: &When, fact: bool) -> String {
    let Some(middle) = when.p50.and_then(time::month_of_end) else {
        return "P50 never".to_owned();
    };
    if fact {
        format!("since {middle}")
    } else {
        format!("P50 {middle}")
    }
}

/// "P50 Mar 2026–Jun 2028".
fn serving(from: &When, until: Option<&When>) -> String {
    let mut serving = coming(from, false);
    if let Some(end) = until
        .and_then(|until| until.p50)
        .and_then(time::month_of_end)
    {
        serving.push_str(&["–", &end].concat());
    }
    serving
}

/// "gas turbines (gas)", or the id alone where that names the fuel.
pub(super) fn plant_name(row: &PlantRow) -> String {
    let id = text::words(&row.id);
    match row.fuel.as_deref().map(text::clean) {
        Some(fuel) if !fuel.is_empty() && !id.to_lowercase().contains(&fuel.to_lowercase()) => {
            format!("{id} ({fuel})")
        }
        _ => id,
    }
}
