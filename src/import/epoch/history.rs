//! What earlier tables said of a step that the newest one has in its history.
//!
//! History grows by itself: once its day has passed, a forecast that nobody looked at again stands among it. So a step
//! on the very day that an earlier table forecast is not taken for observed, unless a later row that is looked at says
//! that it stands.

use super::levels::{Levels, Step, levels};
use super::timeline::{Row, Timeline};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The share of the forecast power at which a step with all its buildings counts as the step forecast.
const SAME_POWER: f64 = 0.75;

/// What is known of a step in the history, by tables given by their place in the order of age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Known {
    /// It runs; nobody had forecast it.
    Runs,
    /// It runs, and an earlier table had forecast it for this day.
    Forecast {
        /// The first table that forecast it.
        table: usize,
        /// For when.
        online: Date,
    },
    /// It stands there as an earlier table forecast it, and nobody looked since.
    Repeated {
        /// The last table that forecast it for this day.
        table: usize,
    },
}

/// What earlier tables say of one site.
pub(super) struct History<'a> {
    day: Date,
    rows: &'a [Row],
    earlier: Vec<(Date, &'a [Row], Levels)>,
    /// Forecasts that a step was found for.
    used: BTreeSet<(usize, Date)>,
}

impl<'a> History<'a> {
    /// The history of a site: its rows in the newest table, and those of earlier tables.
    pub(super) fn new(site: &str, newest: &'a Timeline, earlier: &'a [Timeline]) -> Self {
        let of = |table: &'a Timeline| table.sites.get(site).map_or(&[][..], Vec::as_slice);
        let earlier = earlier.iter().map(|table| {
            let rows = of(table);
            (table.day(), rows, levels(rows, table.day()))
        });
        Self {
            day: newest.day(),
            rows: of(newest),
            earlier: earlier.collect(),
            used: BTreeSet::new(),
        }
    }

    /// What is known of a step of the history. Steps are asked for in their order.
    pub(super) fn of(&mut self, step: &Step) -> Known {
        if let Some(table) = self.forecast_for(step.date)
            && !self.is_confirmed(step)
        {
            return Known::Repeated { table };
        }
        let found = self.forecast_of(step);
        if let Some((table, online)) = found {
            // Later tables forecast it too: they count once.
            self.used.insert((table, online));
            return Known::Forecast { table, online };
        }
        Known::Runs
    }

    /// The last table that forecast something for that very day.
    fn forecast_for(&self, day: Date) -> Option<usize> {
        self.earlier
            .iter()
            .rposition(|(seen, rows, _)| day > *seen && rows.iter().any(|row| row.date == day))
    }

    /// Whether a later row of the history, which no table forecast, has what the step makes.
    fn is_confirmed(&self, step: &Step) -> bool {
        let mut later = self
            .rows
            .iter()
            .filter(|row| row.date > step.date && row.date <= self.day);
        later.any(|row| {
            let stands = row.mw.is_some_and(|mw| mw >= step.to_mw);
            stands && self.forecast_for(row.date).is_none()
        })
    }

    /// The first forecast of the step: of as many buildings, and no less than three quarters of the power.
    fn forecast_of(&self, step: &Step) -> Option<(usize, Date)> {
        let buildings = step.buildings?;
        for (table, (seen, rows, levels)) in self.earlier.iter().enumerate() {
            let counted = rows.iter().filter(|row| row.date <= *seen);
            let stood = counted
                .filter_map(|row| row.buildings)
                .fold(0.0_f64, f64::max);
            let is_counted_anew =
                stood > 0.0 && self.rows.iter().all(|row| row.buildings != Some(stood));
            if is_counted_anew || step.date <= *seen {
                continue;
            }
            let forecast = levels.steps.iter().find(|forecast| {
                forecast.date > *seen
                    && forecast.buildings == Some(buildings)
                    && step.to_mw >= SAME_POWER * forecast.to_mw
                    && !self.used.contains(&(table, forecast.date))
            });
            if let Some(forecast) = forecast {
                return Some((table, forecast.date));
            }
        }
        None
    }
}
