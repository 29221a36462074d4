//! The total at year ends: a table a variant and metric.

use super::super::words;
use crate::comparison::{Comparison, SeriesDifference};
use crate::table::comparison::{label, totals};
use crate::table::totals::{METRICS, year};
use maud::{Markup, html};

/// `None` where no total differs in any variant.
pub(super) fn body(comparison: &Comparison) -> Option<Markup> {
    let mut tables = Vec::new();
    for (variant, difference) in comparison.differences.iter().enumerate() {
        let name = label(&difference.variant);
        for (metric, title) in METRICS {
            let series = comparison.find(variant, "total", None, metric);
            let differing = series.filter(|series| series.differs());
            tables
                .extend(differing.map(|series| table(comparison, variant, series, (title, &name))));
        }
    }
    (!tables.is_empty()).then(|| html! { @for table in &tables { (table) } })
}

fn table(
    comparison: &Comparison,
    variant: usize,
    series: &SeriesDifference,
    (title, name): (&str, &str),
) -> Markup {
    let heads = totals::COLUMNS.map(|head| head.replace('\n', " ").trim().to_owned());
    let years = comparison.year_ends();
    html! {
        table.cards {
            caption { (title) " in all: " (words::name(name)) " less base" }
            thead { tr {
                th scope="col" { "end of" }
                @for head in &heads { th.number scope="col" { (head) } }
            } }
            tbody {
                @for &period in &years {
                    tr {
                        th scope="row" { (year(&comparison.periods[period])) }
                        @for (head, cell) in heads.iter().zip(totals::figures(comparison, variant, series, period)) {
                            td.number data-label=(head) { (cell) }
                        }
                    }
                }
            }
        }
    }
}
