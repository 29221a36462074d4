//! The table of differences: one row for each variant, scope, metric and period.

use super::define::{Cell, Column, Kind, Table, maybe, number, text};
use crate::comparison::{Comparison, Difference, SeriesDifference, StandsIn};

/// Variant less base, over time.
pub static DIFFERENCES: Table<Comparison> = Table {
    name: "differences",
    about: "one row for each variant, scope, metric and period: variant less base",
    columns: &COLUMNS,
    groups: |comparison| {
        comparison
            .differences
            .iter()
            .map(|of| of.series.len())
            .sum()
    },
    rows: |comparison, _| comparison.periods.len(),
};

/// The variant and the series of a group.
fn series(comparison: &Comparison, group: usize) -> Option<(&Difference, &SeriesDifference)> {
    nth(&comparison.differences, group, |of| &of.series)
}

/// The list that the element stands in, and the element, of lists one after the other.
pub(super) fn nth<L, T>(lists: &[L], mut at: usize, list: impl Fn(&L) -> &[T]) -> Option<(&L, &T)> {
    for owner in lists {
        let list = list(owner);
        match list.get(at) {
            Some(found) => return Some((owner, found)),
            None => at -= list.len(),
        }
    }
    None
}

/// Where something stands, as comparison.json has it.
pub(super) const fn stands_in(stands_in: StandsIn) -> &'static str {
    match stands_in {
        StandsIn::Both => "both",
        StandsIn::Base => "base",
        StandsIn::Variant => "variant",
    }
}

/// A column of words.
macro_rules! words {
    ($name:literal, $about:literal, |$variant:pat_param, $series:pat_param| $cell:expr) => {
        Column::new($name, Kind::Text, $about, |comparison, at| {
            series(comparison, at.group).map_or(Cell::Empty, |($variant, $series)| $cell)
        })
    };
}

/// A column that is a list of the series.
macro_rules! list {
    ($name:ident, $kind:ident, $about:literal) => {
        Column::new(stringify!($name), Kind::$kind, $about, |comparison, at| {
            let series = series(comparison, at.group);
            number(series.and_then(|(_, series)| series.$name.get(at.row).copied()))
        })
    };
}

const COLUMNS: [Column<Comparison>; 28] = [
    words!("variant", "the variant", |of, _| text(&of.variant)),
    words!(
        "scope_kind",
        "what is added up: total, country, zone, operator, customer, programme, tag, site or phase",
        |_, series| text(&series.scope.kind)
    ),
    words!(
        "scope_id",
        "which of that kind; empty for the total",
        |_, series| maybe(series.scope.id.as_ref())
    ),
    words!("metric", "what is counted", |_, series| text(
        &series.metric
    )),
    words!(
        "unit",
        "the unit of every number of the row but shares",
        |_, series| text(&series.unit)
    ),
    Column::new(
        "period",
        Kind::Date,
        "the last day of the period",
        |comparison, at| Cell::Date(&comparison.periods[at.row]),
    ),
    words!(
        "stands_in",
        "both, or the one that has it: base or variant",
        |_, series| text(stands_in(series.stands_in))
    ),
    list!(announced, Number, "difference of the announced paths"),
    list!(mean, Number, "mean over trials"),
    list!(mean_se, Number, "standard error of the mean"),
    list!(
        independent_se,
        Number,
        "what it would be without common random numbers"
    ),
    list!(sd, Number, "standard deviation over trials"),
    list!(
        above,
        Share,
        "share of trials in which the variant is above the base"
    ),
    list!(above_se, Share, "its standard error"),
    list!(below, Share, "share of trials in which it is below"),
    list!(below_se, Share, "its standard error"),
    list!(p10, Number, "not exceeded in 10 % of trials"),
    list!(p25, Number, "in 25 %"),
    list!(p50, Number, "in 50 %"),
    list!(p75, Number, "in 75 %"),
    list!(p90, Number, "in 90 %"),
    list!(p10_lo, Number, "lower end of the 95 % interval of p10"),
    list!(p10_hi, Number, "its upper end"),
    list!(p50_lo, Number, "lower end of the 95 % interval of p50"),
    list!(p50_hi, Number, "its upper end"),
    list!(p90_lo, Number, "lower end of the 95 % interval of p90"),
    list!(p90_hi, Number, "its upper end"),
    words!("scope_name", "the scope's name for readers", |_, series| {
        maybe(series.scope.name.as_ref())
    }),
];
