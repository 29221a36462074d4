//! dates.csv: one row per variant and milestone.

use super::differences::stands_in;
use super::sheet::{Sheet, estimate, maybe, number, text};
use crate::comparison::{Comparison, DateDifference, Moved};

const HEADER: [&str; 34] = [
    "variant",
    "site",
    "site_name",
    "phase",
    "phase_name",
    "stage",
    "milestone",
    "stands_in",
    "base_p50",
    "variant_p50",
    "days_mean",
    "days_mean_se",
    "days_independent_se",
    "days_p10",
    "days_p50",
    "days_p90",
    "days_p10_lo",
    "days_p10_hi",
    "days_p50_lo",
    "days_p50_hi",
    "days_p90_lo",
    "days_p90_hi",
    "both",
    "both_se",
    "gained",
    "gained_se",
    "lost",
    "lost_se",
    "never",
    "never_se",
    "ahead",
    "ahead_se",
    "behind",
    "behind_se",
];

/// Milestones of variants against those of the base as a tidy table. Dates are YYYY-MM-DD, empty
/// where they never come; days are those by which the variant is later; shares are of all trials.
#[must_use]
pub fn dates_csv(comparison: &Comparison) -> Vec<u8> {
    let mut sheet = Sheet::new(&HEADER);
    for difference in &comparison.differences {
        for date in &difference.schedule {
            sheet.row(&cells(&difference.variant, date));
        }
    }
    sheet.finish()
}

fn cells(variant: &str, date: &DateDifference) -> Vec<String> {
    let mut cells = vec![
        text(variant),
        text(&date.site),
        text(&date.site_name),
        maybe(date.phase.as_ref()),
        maybe(date.phase_name.as_ref()),
        maybe(date.stage.as_ref()),
        text(&date.milestone),
        stands_in(date.stands_in).to_owned(),
        maybe(date.base_p50.as_ref()),
        maybe(date.variant_p50.as_ref()),
    ];
    cells.extend(days(date.moved));
    for share in [
        date.both,
        date.gained,
        date.lost,
        date.never,
        date.ahead,
        date.behind,
    ] {
        cells.extend(estimate(Some(share)));
    }
    cells
}

/// The numbers of a move; empty cells where it comes in both in no trial.
fn days(moved: Option<Moved>) -> [String; 12] {
    let Some(moved) = moved else {
        return Default::default();
    };
    [
        moved.mean,
        moved.mean_se,
        moved.independent_se,
        moved.p10,
        moved.p50,
        moved.p90,
        moved.p10_lo,
        moved.p10_hi,
        moved.p50_lo,
        moved.p50_hi,
        moved.p90_lo,
        moved.p90_hi,
    ]
    .map(number)
}
