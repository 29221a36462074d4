//! Dates that move, a table a variant.

use super::super::words;
use crate::comparison::{Comparison, DateDifference};
use crate::table::comparison::{dates, label};
use maud::{Markup, html};

/// `None` where no date differs in any variant.
pub(super) fn body(comparison: &Comparison) -> Option<Markup> {
    let all: Vec<(String, Vec<&DateDifference>)> = comparison
        .differences
        .iter()
        .enumerate()
        .map(|(variant, difference)| (label(&difference.variant), comparison.moved(variant)))
        .filter(|(_, moved)| !moved.is_empty())
        .collect();
    if all.is_empty() {
        return None;
    }
    Some(html! {
        @for (name, moved) in all { (table(&name, &moved)) }
        p.note {
            "P50 over all trials. Days later over the trials in which the date comes in both; gained, lost, earlier and "
            "later as shares of all trials."
        }
    })
}

fn table(name: &str, moved: &[&DateDifference]) -> Markup {
    // The terminal's headings stand on two lines: the group's name and the column's.
    let heads = dates::COLUMNS.map(|head| head.replace('\n', " ").trim().to_owned());
    html! {
        table.sortable.cards {
            caption { "Days by which dates are later with " (words::name(name)) }
            thead { tr {
                th scope="col" { "phase online, or grid energised" }
                @for head in &heads { th.number scope="col" { (head) } }
            } }
            tbody {
                @for date in moved {
                    tr {
                        th scope="row" data-key=(date.label().to_lowercase()) { (words::name(&date.label())) }
                        @for ((head, shown), key) in heads.iter().zip(dates::figures(date)).zip(keys(date)) {
                            td.number data-label=(head) data-key=(key) { (shown) }
                        }
                    }
                }
            }
        }
    }
}

/// What the cells sort by: dates as they are, days and shares as numbers; what is not there last.
fn keys(date: &DateDifference) -> [String; 11] {
    const LAST: &str = "9999";
    let day = |date: &Option<String>| date.clone().unwrap_or_else(|| LAST.to_owned());
    let moved = date.moved;
    let days = |pick: fn(&crate::comparison::Moved) -> f64| {
        moved.map_or_else(|| "999999".to_owned(), |moved| pick(&moved).to_string())
    };
    [
        day(&date.base_p50),
        day(&date.variant_p50),
        days(|moved| moved.p10),
        days(|moved| moved.p50),
        days(|moved| moved.p90),
        days(|moved| moved.mean),
        days(|moved| moved.mean_se),
        date.gained.value.to_string(),
        date.lost.value.to_string(),
        date.ahead.value.to_string(),
        date.behind.value.to_string(),
    ]
}
