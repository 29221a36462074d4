//! Power as tables: when each grid stage can carry load, and the plant on site.

use super::desk::Desk;
use super::schedule::arrival;
use super::words;
use crate::projection::{Percentiles, PlantRow, PowerRow, ScheduleRow, StageRow};
use crate::table::figure;
use maud::{Markup, html};

/// Both tables, each where there is something for it.
pub(super) fn tables(desk: &Desk<'_>) -> Markup {
    let rows = desk.projection.schedule.iter();
    let stages: Vec<&ScheduleRow> = rows.filter(|row| row.stage.is_some()).collect();
    let sites = desk.projection.power.iter();
    let plants: Vec<(&PowerRow, &PlantRow)> = sites
        .flat_map(|site| site.plants.iter().map(move |plant| (site, plant)))
        .collect();
    html! {
        @if !stages.is_empty() {
            h3 { "When each grid stage can carry load" }
            (stage_table(desk, &stages))
        }
        @if !plants.is_empty() {
            h3 { "Plant on site" }
            (plant_table(&plants))
        }
    }
}

/// The heads of a table: the first to the left, the others to the right.
fn heads(first: &str, others: &[&str]) -> Markup {
    html! {
        thead { tr {
            th scope="col" { (first) }
            @for head in others { th.number scope="col" { (head) } }
        } }
    }
}

fn stage_table(desk: &Desk<'_>, rows: &[&ScheduleRow]) -> Markup {
    let loose = rows.iter().any(|row| cut_off(desk, row).is_some());
    let mut others = vec!["capacity, MW", "P10", "P50", "P90"];
    if loose {
        others.extend([CURTAILED, CUT_OFF]);
    }
    html! {
        table.sortable.cards {
            caption {
                "Month in which a stage is energised; its capacity is the new total of the connection, P10 to P90"
                @if loose { ". What is not firm is cut off for such a share of the hours, P10 to P90, and so many of a year of 8,766" }
            }
            (heads("grid stage", &others))
            tbody {
                @for row in rows {
                    @let (capacity, key) = capacity(desk, row);
                    tr {
                        th scope="row" data-key=(row.label().to_lowercase()) { (words::name(&row.label())) }
                        td.number data-label="capacity, MW" data-key=(key) { (capacity) }
                        @for (head, date) in [("P10", &row.p10), ("P50", &row.p50), ("P90", &row.p90)] {
                            @let (shown, key) = arrival(date.as_deref());
                            td.number data-label=(head) data-key=(key) {
                                @if row.fact && head == "P50" { "since " }
                                @if !row.fact || head == "P50" { (shown) } @else { "–" }
                            }
                        }
                        @if loose {
                            @let curtailed = stage(desk, row).and_then(|stage| stage.curtailed.as_ref());
                            @let key = curtailed.map_or(0.0, |share| share.p50);
                            td.number data-label=(CURTAILED) data-key=(key) {
                                @if let Some(share) = curtailed { (share_range(share)) } @else { "firm" }
                            }
                            td.number data-label=(CUT_OFF) data-key=(key) {
                                @if let Some(hours) = cut_off(desk, row) { (range(hours)) } @else { "–" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The heads of the columns of stages that are not firm.
const CURTAILED: &str = "curtailed, %";
const CUT_OFF: &str = "cut off, hours a year";

/// A row's stage.
fn stage<'a>(desk: &Desk<'a>, row: &ScheduleRow) -> Option<&'a StageRow> {
    let mut sites = desk.projection.power.iter();
    let site = sites.find(|site| site.site == row.site)?;
    let mut stages = site.stages.iter();
    stages.find(|stage| Some(&stage.id) == row.stage.as_ref())
}

/// Hours of a year in which a row's stage is cut off, P10 to P90; `None` of a firm one.
fn cut_off<'a>(desk: &Desk<'a>, row: &ScheduleRow) -> Option<&'a Percentiles> {
    stage(desk, row)?.curtailed_hours.as_ref()
}

/// The capacity of a row's stage, and what it sorts by.
fn capacity(desk: &Desk<'_>, row: &ScheduleRow) -> (String, String) {
    match stage(desk, row) {
        Some(stage) => (range(&stage.capacity), stage.capacity.p50.to_string()),
        None => ("–".to_owned(), "-1".to_owned()),
    }
}

/// "5", or "2 to 8": a share in percent.
fn share_range(of: &Percentiles) -> String {
    let Percentiles { p10, p50, p90 } = *of;
    // Quantiles of a range in percent are whole but for their last bits.
    let [p10, p50, p90] = [p10, p50, p90].map(|share| libm::round(share * 1e6) / 1e4);
    range(&Percentiles { p10, p50, p90 })
}

/// "66", or "50 to 66" where P10 and P90 differ.
fn range(of: &Percentiles) -> String {
    let (low, high) = (figure(of.p10, 0.0), figure(of.p90, 0.0));
    if low == high {
        low
    } else {
        format!("{low} to {high}")
    }
}

fn plant_table(plants: &[(&PowerRow, &PlantRow)]) -> Markup {
    html! {
        table.sortable.cards {
            caption { "Firm capacity, P10 to P90: nameplate times availability, none for backup; median month of its first and last day in service" }
            (heads("plant", &["role", "fuel", "firm, MW", "from", "until"]))
            tbody {
                @for (site, plant) in plants {
                    @let name = format!("{}: {}", site.site_name, plant.id);
                    @let (from, from_key) = arrival(plant.from.p50.as_deref());
                    tr {
                        th scope="row" data-key=(name.to_lowercase()) { (words::name(&name)) }
                        td.number data-label="role" { (words::clean(&plant.role)) }
                        td.number data-label="fuel" { (words::clean(plant.fuel.as_deref().unwrap_or("–"))) }
                        td.number data-label="firm, MW" data-key=(plant.firm.p50) { (range(&plant.firm)) }
                        td.number data-label="from" data-key=(from_key) { (from) }
                        td.number data-label="until" {
                            @if let Some(until) = &plant.until { (arrival(until.p50.as_deref()).0) } @else { "–" }
                        }
                    }
                }
            }
        }
    }
}
