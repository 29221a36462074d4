//! What of a comparison is worth saying first: where it moves most.
//!
//! What it does not know: words and pictures.

use super::{Comparison, DateDifference, SeriesDifference, StandsIn};
use crate::projection::milestone_label;

/// Metrics of the total by which a comparison is told, the first that was recorded.
const LEADING: [&str; 3] = ["gpus_powered", "facility_load", "h100e"];

impl Comparison {
    /// What a variant's total differs by in the metric that leads: GPUs powered, or facility load
    /// or H100-equivalents where those alone were recorded.
    #[must_use]
    pub fn leading(&self, variant: usize) -> Option<&SeriesDifference> {
        let mut found = LEADING.iter();
        found.find_map(|metric| self.find(variant, "total", None, metric))
    }

    /// Periods that end a year after the status date; the last period where there is none.
    #[must_use]
    pub fn year_ends(&self) -> Vec<usize> {
        let base = self.scenarios.first();
        let known = base.and_then(|base| base.scenario.as_of.as_deref());
        let known = known.unwrap_or_default();
        let closes = |index: &usize| {
            let period = self.periods[*index].as_str();
            period.ends_with("-12-31") && period >= known
        };
        let ends: Vec<usize> = (0..self.periods.len()).filter(closes).collect();
        if ends.is_empty() {
            let last = self.periods.len().checked_sub(1);
            return last.into_iter().collect();
        }
        ends
    }

    /// The year end at which the mean of a series differs most; the first of equals.
    #[must_use]
    pub fn telling_period(&self, series: &SeriesDifference) -> Option<usize> {
        let size = |index: &usize| series.mean.get(*index).map_or(0.0, |mean| mean.abs());
        let ends = self.year_ends();
        let most = ends.iter().rev();
        most.max_by(|a, b| size(a).total_cmp(&size(b))).copied()
    }

    /// The first service of phases and the energisation of grid stages that differ in any trial, or
    /// stand in one of the two scenarios alone: those first, then those that move most, by the
    /// mean of the trials in which they come in both and by the share that comes in one alone.
    /// Where the first service of a phase does not differ, its completion may.
    #[must_use]
    pub fn moved(&self, variant: usize) -> Vec<&DateDifference> {
        let all = self.differences.get(variant);
        let all = all.map_or(&[][..], |difference| &difference.schedule);
        let is_told = |date: &&DateDifference| match date.milestone.as_str() {
            "online" | "energised" => true,
            "complete" => !all.iter().any(|other| {
                let same = other.site == date.site && other.phase == date.phase;
                same && other.milestone == "online" && other.differs()
            }),
            _ => false,
        };
        let differing = all.iter().filter(|date| date.differs());
        let mut moved: Vec<&DateDifference> = differing.filter(is_told).collect();
        moved.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
        moved
    }
}

impl SeriesDifference {
    /// Whether it is other than nothing in any trial of any period, as far as was recorded.
    #[must_use]
    pub fn differs(&self) -> bool {
        let some = |values: &[f64]| values.iter().any(|value| *value != 0.0);
        self.stands_in != StandsIn::Both || some(&self.above) || some(&self.below)
    }
}

impl DateDifference {
    /// A name for readers that stands alone, as
    /// [`ScheduleRow::label`](crate::projection::ScheduleRow::label) makes it; the completion of a
    /// phase is that of its rest.
    #[must_use]
    pub fn label(&self) -> String {
        let phase = self.phase.as_deref();
        let label = milestone_label(
            (&self.site, &self.site_name),
            phase.map(|id| (id, self.phase_name.as_deref())),
            self.stage.as_deref(),
        );
        if self.milestone == "complete" {
            format!("rest of {label}")
        } else {
            label
        }
    }

    /// Whether it differs in any trial.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.stands_in != StandsIn::Both || self.ahead.value > 0.0 || self.behind.value > 0.0
    }

    /// By how much it matters: a date that comes in one scenario alone counts as years.
    fn weight(&self) -> f64 {
        const YEARS: f64 = 3650.0;
        if self.stands_in != StandsIn::Both {
            return f64::INFINITY;
        }
        let days = self.moved.map_or(0.0, |moved| moved.mean.abs());
        days * self.both.value + YEARS * (self.gained.value + self.lost.value)
    }
}

/// Short names as parts of file names, in lower case, each different from the others.
#[must_use]
pub fn stems(labels: &[&str]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::with_capacity(labels.len());
    for label in labels {
        let plain = stem(label);
        let numbered = (2..).map(|n| format!("{plain}-{n}"));
        let free = std::iter::once(plain.clone())
            .chain(numbered)
            .find(|stem| !taken.contains(stem));
        taken.push(free.unwrap_or(plain));
    }
    taken
}

/// Other than letters, digits, '-', '_' and '.' become a single '-'.
fn stem(label: &str) -> String {
    let mut stem = String::new();
    for letter in label.chars().take(60) {
        if letter.is_ascii_alphanumeric() || letter == '_' || letter == '.' {
            stem.push(letter.to_ascii_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let trimmed = stem.trim_matches(['-', '.']);
    if trimmed.is_empty() {
        "scenario".to_owned()
    } else {
        trimmed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_plain_and_differ() {
        let labels = ["UK 2025", "../uk/2025", "pue = 1.3", "…", "-", "uk-2025"];
        assert_eq!(
            stems(&labels),
            [
                "uk-2025",
                "uk-2025-2",
                "pue-1.3",
                "scenario",
                "scenario-2",
                "uk-2025-3"
            ]
        );
    }
}
