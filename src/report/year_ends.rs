//! Totals at year ends: announced against P10, P50 and P90.

use super::desk::Desk;
use crate::table::figure;
use crate::table::totals::{self, METRICS, PERCENTILES};
use maud::{Markup, html};

/// One table a metric; `None` where the run has no totals.
pub(super) fn tables(desk: &Desk<'_>) -> Option<Markup> {
    let projection = desk.projection;
    let years = totals::year_ends(projection);
    let columns: Vec<_> = METRICS
        .iter()
        .filter_map(|(metric, title)| Some((projection.find("total", None, metric)?, *title)))
        .collect();
    if columns.is_empty() || years.is_empty() {
        return None;
    }
    Some(html! {
        div.year-ends {
            @for (series, title) in columns {
                table {
                    caption { (heading(title)) }
                    thead { tr {
                        th scope="col" { "end of" }
                        th.number scope="col" { "announced" }
                        @for percentile in PERCENTILES { th.number scope="col" { (percentile) } }
                    } }
                    tbody {
                        @for &index in &years {
                            tr {
                                th scope="row" { (totals::year(&projection.periods[index])) }
                                @for cell in totals::figures(projection, series, index, figure) {
                                    td.number { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// What a metric is called over a table of its own.
fn heading(title: &str) -> &str {
    match title {
        "GPUs" => "GPUs running",
        "MW at meter" => "Facility load at peak, MW",
        "H100e" => "H100-equivalents",
        other => other,
    }
}
