//! Reporting periods as edges in days.

use crate::calendar::{Horizon, Instant, day_number};
use crate::units::HOURS_PER_DAY;

/// The instants at which stocks are read: edge 0 is the start of the horizon, edge i the end of
/// period i.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    edges: Vec<f64>,
    first_day: i32,
    /// For each day of the horizon the first edge that is not before it.
    edge_of_day: Vec<u32>,
}

impl Timeline {
    /// The edges of a horizon.
    #[must_use]
    pub fn new(horizon: &Horizon) -> Self {
        let first_day = day_number(horizon.from());
        let mut edges = vec![Instant::start_of(horizon.from()).days()];
        edges.extend(
            horizon
                .period_ends()
                .iter()
                .map(|day| Instant::end_of(*day).days()),
        );
        let days = day_number(horizon.to()) - first_day + 1;
        let mut edge = 1;
        let edge_of_day = (0..days)
            .map(|day| {
                while edges[edge] < f64::from(first_day + day) {
                    edge += 1;
                }
                edge as u32
            })
            .collect();
        Self {
            edges,
            first_day,
            edge_of_day,
        }
    }

    /// All edges, in days since 1970: one more than there are periods.
    #[must_use]
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Number of periods.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.edges.len() - 1
    }

    /// Hours of each period.
    #[must_use]
    pub fn hours(&self) -> Vec<f64> {
        // An edge stands a whisker before midnight; a period is whole days.
        self.edges
            .windows(2)
            .map(|pair| (pair[1].ceil() - pair[0].ceil()) * HOURS_PER_DAY)
            .collect()
    }

    /// The first edge at or after an instant; the number of edges if there is none.
    #[must_use]
    #[inline]
    pub fn edge_at_or_after(&self, days: f64) -> usize {
        if days <= self.edges[0] {
            return 0;
        }
        // Whole days since the first; a cast takes what is beyond all days to the greatest number.
        let day = (days - f64::from(self.first_day)) as usize;
        let Some(&edge) = self.edge_of_day.get(day) else {
            return self.edges.len();
        };
        let edge = edge as usize;
        // Only an instant in the whisker between a deadline and midnight is past its day's edge.
        if self.edges[edge] < days {
            edge + 1
        } else {
            edge
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Step;
    use jiff::civil::date;

    #[test]
    fn the_edge_of_an_instant_is_the_first_not_before_it() {
        let horizon =
            Horizon::new(date(2027, 1, 10), date(2027, 6, 20), Step::Month).expect("valid");
        let timeline = Timeline::new(&horizon);
        let start = Instant::start_of(date(2027, 1, 1)).days();
        for sixteenth in 0..(200 * 16) {
            let at = start + f64::from(sixteenth) / 16.0;
            let searched = timeline
                .edges()
                .iter()
                .position(|edge| *edge >= at)
                .unwrap_or(timeline.edges().len());
            assert_eq!(timeline.edge_at_or_after(at), searched, "{at}");
        }
        assert_eq!(
            timeline.edge_at_or_after(f64::INFINITY),
            timeline.edges().len()
        );
        for (index, edge) in timeline.edges().iter().enumerate() {
            assert_eq!(timeline.edge_at_or_after(*edge), index);
        }
    }

    #[test]
    fn hours_are_those_of_whole_days() {
        let horizon =
            Horizon::new(date(2028, 2, 1), date(2028, 3, 31), Step::Month).expect("valid");
        assert_eq!(Timeline::new(&horizon).hours(), [29.0 * 24.0, 31.0 * 24.0]);
    }
}
