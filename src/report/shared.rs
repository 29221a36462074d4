//! What is shared: drivers, risks and correlation groups, and how much of the variance they make
//! common.

use super::desk::Desk;
use super::drives::chance;
use super::grid::{Cell, grid};
use super::words;
use crate::projection::{CommonVariance, CorrelationRow, Projection, RiskRow};
use crate::table::{figure, percent};
use maud::{Markup, html};

/// Things that a driver or a risk applies to that are named before the rest are counted.
const NAMED: usize = 3;

/// The section; `None` where nothing is shared.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let projection = desk.projection;
    let risk = &projection.risk;
    let common: Vec<&CommonVariance> = risk
        .common
        .iter()
        .filter(|row| row.share.value.is_finite())
        .collect();
    if risk.register.is_empty() && risk.correlations.is_empty() && common.is_empty() {
        return None;
    }
    Some(html! {
        @if !risk.register.is_empty() {
            h3 { "Drivers and risks" }
            (register(projection))
        }
        @if !risk.correlations.is_empty() {
            h3 { "What is correlated" }
            (groups(projection))
        }
        @if !common.is_empty() {
            h3 { "How much sites move together" }
            (totals(&common))
            p.note {
                "Common: the covariances between sites over the variance of their sum. The last column is the root of the sum of \
                 the sites’ own variances."
            }
        }
    })
}

fn register(projection: &Projection) -> Markup {
    let heads = [
        ("name", false),
        ("what it does", false),
        ("drawn", false),
        ("applies to", false),
        ("chance stated", true),
        ("happened", true),
    ];
    let rows = projection.risk.register.iter();
    let cells: Vec<Vec<Cell>> = rows.map(|row| shared(projection, row)).collect();
    let off = projection.risk.register.iter().any(|row| row.off);
    let mitigated = projection
        .risk
        .register
        .iter()
        .any(|row| row.has_mitigation);
    html! {
        (grid("What several things share, or may strike them", &heads, &cells))
        @if off { p.note { "Off: left out of this run." } }
        @if mitigated {
            p.note { "Mitigation stated: what the risk is once something is done against it; --mitigated runs with that." }
        }
    }
}

fn shared(projection: &Projection, row: &RiskRow) -> Vec<Cell> {
    let named = if row.name.trim().is_empty() {
        &row.id
    } else {
        &row.name
    };
    let mut name = named.clone();
    if row.off {
        name.push_str(" (off)");
    }
    let mut what = row.what.clone();
    if row.has_mitigation {
        what.push_str("; mitigation stated");
    }
    let each = match row.each.as_str() {
        "once" => "once".to_owned(),
        each => format!("for each {each}"),
    };
    vec![
        Cell::words(&name),
        Cell::words(&what),
        Cell::words(&each),
        Cell::words(&some(projection, &row.applies_to)),
        match row.probability {
            Some(stated) => Cell::number(&format!("{:.0} %", 100.0 * stated), stated),
            None => Cell::none(),
        },
        row.happened.map_or_else(Cell::none, chance),
    ]
}

/// The first few by name, the rest by number.
fn some(projection: &Projection, paths: &[String]) -> String {
    let named: Vec<String> = paths
        .iter()
        .take(NAMED)
        .map(|path| projection.input_label(path))
        .collect();
    let named = named.join("; ");
    match paths.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn groups(projection: &Projection) -> Markup {
    let heads = [
        ("group", false),
        ("members", false),
        ("copula", false),
        ("asked", true),
        ("achieved", true),
    ];
    let rows = projection.risk.correlations.iter();
    let cells: Vec<Vec<Cell>> = rows.map(|row| group(projection, row)).collect();
    let repaired = projection
        .risk
        .correlations
        .iter()
        .any(|row| row.repaired.is_some());
    html! {
        (grid("Rank correlations of pairs, asked for and shown by the trials: the least and the largest", &heads, &cells))
        @if repaired {
            p.note { "Repaired: the matrix as written holds for no variables; the nearest that does was taken." }
        }
        p.note { "Each pair is in correlations.csv." }
    }
}

fn group(projection: &Projection, row: &CorrelationRow) -> Vec<Cell> {
    let copula = match row.df {
        Some(df) => format!("{}, {df} degrees of freedom", row.copula),
        None => row.copula.clone(),
    };
    let name = if row.name.trim().is_empty() {
        &row.id
    } else {
        &row.name
    };
    let repaired = if row.repaired.is_some() {
        " (repaired)"
    } else {
        ""
    };
    let first = |values: &[f64]| values.first().copied().unwrap_or(0.0);
    let members = format!("{}: {}", row.members.len(), some(projection, &row.members));
    vec![
        Cell::words(&format!("{name}{repaired}")),
        Cell::words(&members),
        Cell::words(&copula),
        Cell::number(&range(&row.asked, 0.0), first(&row.asked)),
        Cell::number(&range(&row.achieved, row.se), first(&row.achieved)),
    ]
}

/// "0.50", "0.30 to 0.50", with the standard error of one.
fn range(values: &[f64], se: f64) -> String {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let error = if se > 0.0 {
        format!(" ± {se:.3}")
    } else {
        String::new()
    };
    match (format!("{low:.2}"), format!("{high:.2}")) {
        _ if low > high => "–".to_owned(),
        (low, high) if low == high => format!("{low}{error}"),
        (low, high) => format!("{low} to {high}{error}"),
    }
}

fn totals(rows: &[&CommonVariance]) -> Markup {
    let heads = [
        ("total", false),
        ("at", false),
        ("common", true),
        ("standard deviation", true),
        ("if sites were independent", true),
    ];
    let row = |row: &&CommonVariance| {
        let share = percent(crate::projection::Estimate {
            value: row.share.value.max(0.0),
            se: row.share.se,
        });
        vec![
            Cell::words(&row.metric.replace('_', " ").replace("gpus", "GPUs")),
            Cell::words(&words::long_date(&row.at)),
            Cell::number(&share, row.share.value),
            Cell::number(&figure(row.sd, 0.0), row.sd),
            Cell::number(&figure(row.sd_independent, 0.0), row.sd_independent),
        ]
    };
    let cells: Vec<Vec<Cell>> = rows.iter().map(row).collect();
    grid(
        "The part of a total’s variance that comes from sites moving together",
        &heads,
        &cells,
    )
}
