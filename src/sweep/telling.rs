//! What a sweep says, in a sentence or two.

use super::{Figures, Kind, Sweep, Swept};
use crate::projection::plain;

/// Letters of a cell's values at most.
const MOST: usize = 60;

impl Sweep {
    /// How much a step adds where that is nearly a straight line, where the outcome is least and
    /// most, and what it is as written.
    #[must_use]
    pub fn message(&self, outcome: &Swept) -> String {
        let figures = Figures::of(outcome);
        let full = |value: Option<f64>| {
            value.map_or_else(|| "never".to_owned(), |value| figures.full(value))
        };
        let Some(extremes) = outcome.extremes() else {
            let value = full(outcome.cells.iter().find_map(|cell| cell.value));
            return format!("None of these values moves it: {value} in every cell.");
        };
        let at = |cell: usize| {
            let label = cut(&plain(&self.label_of(cell))).replace(' ', "\u{a0}");
            format!("{label} ({})", full(outcome.cells[cell].value))
        };
        let words = match outcome.kind {
            Kind::Date => ["Earliest", "latest"],
            _ => ["Least", "most"],
        };
        format!(
            "{}{} with {}, {} with {}; as written {}.",
            self.step(outcome),
            words[0],
            at(extremes.least),
            words[1],
            at(extremes.most),
            full(outcome.base.value)
        )
    }

    /// Where an outcome differs most from the scenario as written, either way.
    #[must_use]
    pub fn message_of_differences(&self, outcome: &Swept) -> String {
        let figures = Figures::of_differences(outcome);
        let known = outcome.cells.iter().enumerate();
        let known = known.filter_map(|(n, cell)| Some((n, cell.difference?)));
        let (mut least, mut most) = ((0, 0.0), (0, 0.0));
        for (n, difference) in known {
            if difference < least.1 {
                least = (n, difference);
            }
            if difference > most.1 {
                most = (n, difference);
            }
        }
        let words = match outcome.kind {
            Kind::Date => ["earlier", "later"],
            _ => ["less", "more"],
        };
        let said = [(least, words[0]), (most, words[1])].into_iter();
        let said: Vec<String> = said
            .filter(|((_, difference), _)| *difference != 0.0)
            .map(|((n, difference), word)| {
                let label = cut(&plain(&self.label_of(n))).replace(' ', "\u{a0}");
                format!("{} {word} at most, with {label}", figures.size(difference))
            })
            .collect();
        if said.is_empty() {
            return "No cell differs from the scenario as written.".to_owned();
        }
        format!("Beside the scenario as written: {}.", said.join("; "))
    }

    /// "Each 10 MW adds about 2.1k GPUs. "
    fn step(&self, outcome: &Swept) -> String {
        let Some(trend) = self.trend(outcome) else {
            return String::new();
        };
        let step = match self.axes[0].unit.as_deref() {
            Some("") | None => format!("{}", trend.step),
            Some(unit) => format!("{}\u{a0}{}", trend.step, plain(unit)),
        };
        let size = Figures::of_differences(outcome).size(trend.adds);
        let adds = match (outcome.kind, trend.adds > 0.0) {
            (Kind::Date, true) => "delays it by",
            (Kind::Date, false) => "brings it forward by",
            (_, true) => "adds",
            (_, false) => "takes away",
        };
        format!("Each {step} {adds} about {size}. ")
    }
}

fn cut(label: &str) -> String {
    if label.chars().count() <= MOST {
        return label.to_owned();
    }
    let kept: String = label.chars().take(MOST - 1).collect();
    format!("{}…", kept.trim_end())
}
