//! The table of dates that differ: one row for each variant and milestone.

use super::define::{Cell, Column, Kind, Table, date, maybe, number, single, text};
use super::differences::{nth, stands_in};
use crate::comparison::{Comparison, DateDifference, Difference};

/// Milestones of variants against those of the base.
pub static DATES: Table<Comparison> = Table {
    name: "dates",
    about: "one row for each variant and milestone: the variant's date less the base's",
    columns: &COLUMNS,
    groups: |comparison| {
        comparison
            .differences
            .iter()
            .map(|of| of.schedule.len())
            .sum()
    },
    rows: single,
};

/// The variant and the milestone of a group.
fn milestone(comparison: &Comparison, group: usize) -> Option<(&Difference, &DateDifference)> {
    nth(&comparison.differences, group, |of| &of.schedule)
}

/// A column through the milestone.
macro_rules! cell {
    ($name:literal, $kind:ident, $about:literal, |$variant:pat_param, $row:pat_param| $cell:expr) => {
        Column::new($name, Kind::$kind, $about, |comparison, at| {
            milestone(comparison, at.group).map_or(Cell::Empty, |($variant, $row)| $cell)
        })
    };
}

/// A column of days.
macro_rules! days {
    ($name:literal, $field:ident, $about:literal) => {
        cell!($name, Number, $about, |_, row| number(
            row.moved.map(|moved| moved.$field)
        ))
    };
}

const COLUMNS: [Column<Comparison>; 34] = [
    cell!("variant", Text, "the variant", |of, _| text(&of.variant)),
    cell!("site", Text, "the site's id", |_, row| text(&row.site)),
    cell!("site_name", Text, "its name", |_, row| text(&row.site_name)),
    cell!(
        "phase",
        Text,
        "the phase's id; empty for a grid stage",
        |_, row| maybe(row.phase.as_ref())
    ),
    cell!("phase_name", Text, "its name", |_, row| maybe(
        row.phase_name.as_ref()
    )),
    cell!(
        "stage",
        Text,
        "the grid stage's id; empty for a phase",
        |_, row| maybe(row.stage.as_ref())
    ),
    cell!(
        "milestone",
        Text,
        "ready, online or complete; energised of a grid stage",
        |_, row| text(&row.milestone)
    ),
    cell!(
        "stands_in",
        Text,
        "both, or the one that has it: base or variant",
        |_, row| text(stands_in(row.stands_in))
    ),
    cell!(
        "base_p50",
        Date,
        "the base's median date; empty where it never comes",
        |_, row| date(row.base_p50.as_ref())
    ),
    cell!("variant_p50", Date, "the variant's", |_, row| date(
        row.variant_p50.as_ref()
    )),
    days!(
        "days_mean",
        mean,
        "days by which the variant is later, where it comes in both: mean"
    ),
    days!("days_mean_se", mean_se, "its standard error"),
    days!(
        "days_independent_se",
        independent_se,
        "what it would be without common random numbers"
    ),
    days!("days_p10", p10, "not exceeded in 10 % of these trials"),
    days!("days_p50", p50, "in 50 %"),
    days!("days_p90", p90, "in 90 %"),
    days!(
        "days_p10_lo",
        p10_lo,
        "lower end of the 95 % interval of days_p10"
    ),
    days!("days_p10_hi", p10_hi, "its upper end"),
    days!(
        "days_p50_lo",
        p50_lo,
        "lower end of the 95 % interval of days_p50"
    ),
    days!("days_p50_hi", p50_hi, "its upper end"),
    days!(
        "days_p90_lo",
        p90_lo,
        "lower end of the 95 % interval of days_p90"
    ),
    days!("days_p90_hi", p90_hi, "its upper end"),
    cell!(
        "both",
        Share,
        "share of trials in which it comes in both",
        |_, row| number(Some(row.both.value))
    ),
    cell!("both_se", Share, "its standard error", |_, row| number(
        Some(row.both.se)
    )),
    cell!("gained", Share, "in the variant alone", |_, row| number(
        Some(row.gained.value)
    )),
    cell!("gained_se", Share, "its standard error", |_, row| number(
        Some(row.gained.se)
    )),
    cell!("lost", Share, "in the base alone", |_, row| number(Some(
        row.lost.value
    ))),
    cell!("lost_se", Share, "its standard error", |_, row| number(
        Some(row.lost.se)
    )),
    cell!("never", Share, "in neither", |_, row| number(Some(
        row.never.value
    ))),
    cell!("never_se", Share, "its standard error", |_, row| number(
        Some(row.never.se)
    )),
    cell!(
        "ahead",
        Share,
        "share of trials in which the variant is earlier",
        |_, row| number(Some(row.ahead.value))
    ),
    cell!("ahead_se", Share, "its standard error", |_, row| number(
        Some(row.ahead.se)
    )),
    cell!(
        "behind",
        Share,
        "share of trials in which it is later",
        |_, row| number(Some(row.behind.value))
    ),
    cell!("behind_se", Share, "its standard error", |_, row| number(
        Some(row.behind.se)
    )),
];
