//! What drives each outcome: a row for each input.

use super::super::define::{Column, Kind, Table, number, single, text};
use super::{error, made, value};
use crate::projection::Projection;

/// What drives outcomes.
pub static SENSITIVITY: Table<Projection> = Table {
    name: "sensitivity",
    about: "one row for each input that can move an outcome, the largest share of its variance first",
    columns: &COLUMNS,
    groups: |projection| projection.sensitivity.len(),
    rows: single,
};

/// A number of a row.
macro_rules! of_row {
    ($name:literal, $kind:ident, $field:ident, $about:literal) => {
        Column::new($name, Kind::$kind, $about, |projection: &Projection, at| {
            number(Some(projection.sensitivity[at.group].$field))
        })
    };
}

const COLUMNS: [Column<Projection>; 16] = [
    Column::new(
        "outcome",
        Kind::Text,
        "what is moved: a date, a quantity at a period's end, or the chance of a date",
        |projection, at| text(&projection.sensitivity[at.group].outcome),
    ),
    Column::new(
        "outcome_name",
        Kind::Text,
        "the same with names",
        |projection, at| made(projection.outcome_label(&projection.sensitivity[at.group].outcome)),
    ),
    Column::new(
        "input",
        Kind::Text,
        "the path of what is drawn; its place follows an @ where it is drawn more than once",
        |projection, at| text(&projection.sensitivity[at.group].input),
    ),
    Column::new(
        "input_name",
        Kind::Text,
        "the same with names",
        |projection, at| made(projection.input_label(&projection.sensitivity[at.group].input)),
    ),
    Column::new(
        "kind",
        Kind::Text,
        "quantity, driver, risk, group, branch, gate or proceeds",
        |projection, at| text(&projection.sensitivity[at.group].kind),
    ),
    of_row!(
        "rank_correlation",
        Number,
        rank_correlation,
        "Spearman's rank correlation of input and outcome, -1 to 1"
    ),
    of_row!("rank_correlation_se", Number, rank_se, "its standard error"),
    of_row!(
        "share_of_variance",
        Number,
        share_of_variance,
        "share of the outcome's variance that the input explains by itself (first order)"
    ),
    of_row!(
        "share_of_variance_se",
        Number,
        share_se,
        "its standard error"
    ),
    of_row!(
        "swing",
        Number,
        swing,
        "mean outcome in the input's highest third less in its lowest; of an event, where it happens less where not"
    ),
    of_row!("swing_se", Number, swing_se, "its standard error"),
    of_row!(
        "low",
        Number,
        low,
        "mean outcome in the lowest third, or where an event does not happen; of a date, days since 1970-01-01"
    ),
    of_row!(
        "high",
        Number,
        high,
        "mean outcome in the highest third, or where an event happens; likewise"
    ),
    Column::new(
        "unit",
        Kind::Text,
        "of the swing: days, share (of trials), or the quantity's",
        |projection, at| text(&projection.sensitivity[at.group].unit),
    ),
    Column::new(
        "value_of_information",
        Kind::Number,
        "of a chance p, by how much p (1 - p) would fall on average if the input were known",
        |projection, at| value(projection.sensitivity[at.group].value_of_information),
    ),
    Column::new(
        "value_of_information_se",
        Kind::Number,
        "its standard error",
        |projection, at| error(projection.sensitivity[at.group].value_of_information),
    ),
];
