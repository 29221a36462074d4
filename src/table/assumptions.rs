//! assumptions.csv: every value that a run used, with where it came from.

use super::sheet::{Sheet, maybe, text};
use crate::projection::Projection;

const HEADER: [&str; 8] = [
    "path", "value", "unit", "standing", "sources", "file", "line", "reason",
];

/// The values used, one a row, in the projection's order. Several sources are parted by "; ".
#[must_use]
pub fn assumptions_csv(projection: &Projection) -> Vec<u8> {
    let mut sheet = Sheet::new(&HEADER);
    for row in &projection.assumptions {
        sheet.row(&[
            text(&row.path),
            text(&row.value),
            text(&row.unit),
            text(&row.standing),
            text(&row.sources.join("; ")),
            text(&row.file),
            row.line.to_string(),
            maybe(row.reason.as_ref()),
        ]);
    }
    sheet.finish()
}
