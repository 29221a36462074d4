//! What comes within reach, as tables: training runs by site, and dates together with sums.

use super::super::desk::Desk;
use super::super::drives::chance;
use super::super::grid::{Cell, grid};
use super::super::words;
use super::{headline, named};
use crate::projection::{Budget, JointRow, MoneyAnswer, Projection, Series};
use crate::table::{figure, phases};
use maud::{Markup, html};

/// Powers of ten that have a column: the highest that any site reaches.
const POWERS: usize = 2;
/// Digits as they stand over a ten.
const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// The largest training run of each operator and site, and by when the next powers of ten come.
pub(super) fn training(desk: &Desk<'_>) -> Option<Markup> {
    let projection = desk.projection;
    let (period, when) = headline(projection)?;
    let all = projection.series.iter();
    let drawn = all.filter(|series| {
        series.metric == "training_run"
            && series.p50.len() > period
            && series.p90.iter().any(|value| *value > 0.0)
    });
    let mut rows: Vec<&Series> = drawn
        .filter(|series| matches!(series.scope.kind.as_str(), "total" | "operator" | "site"))
        .collect();
    let rank = |series: &Series| match series.scope.kind.as_str() {
        "total" => 0,
        "operator" => 1,
        _ => 2,
    };
    rows.sort_by_key(|series| rank(series));
    let largest = rows.iter().flat_map(|series| &series.p50);
    let largest = largest.copied().fold(0.0, f64::max);
    if rows.is_empty() || largest <= 0.0 {
        return None;
    }
    let top = libm::floor(libm::log10(largest)) as i32;
    let powers: Vec<i32> = (0..POWERS as i32).rev().map(|down| top - down).collect();
    let columns: Vec<String> = powers
        .iter()
        .flat_map(|power| {
            let ten = ten(*power);
            [format!("{ten} by, P50"), format!("{ten} by, 90 % sure")]
        })
        .collect();
    let size = format!("run of {}, FLOP", words::clean(&when));
    let mut heads = vec![("at", false), (size.as_str(), true)];
    heads.extend(columns.iter().map(|column| (column.as_str(), true)));
    let cells = rows
        .iter()
        .map(|series| run(projection, series, period, &powers));
    let cells: Vec<Vec<Cell>> = cells.collect();
    Some(html! {
        (grid("The largest training run that one site could do, P50 (P10 to P90), and the month by which runs of a size come within reach", &heads, &cells))
        p.note {
            "A run lasts and takes what the scenario states under training; it is counted as if it began then, on the GPUs that have power. "
            "Of several sites it is the largest at any one of them. 90 % sure: in nine trials of ten it can be done by then."
        }
    })
}

fn run(projection: &Projection, series: &Series, period: usize, powers: &[i32]) -> Vec<Cell> {
    let scope = &series.scope;
    let name = match (&scope.name, &scope.id) {
        (Some(name), Some(id)) => named(name, id).to_owned(),
        (_, Some(id)) => id.clone(),
        _ => "Any one site".to_owned(),
    };
    let name = if scope.kind == "operator" {
        format!("{name} (its largest site)")
    } else {
        name
    };
    let [low, middle, high] = [&series.p10, &series.p50, &series.p90].map(|list| list[period]);
    let mut cells = vec![Cell::words(&name), operations(low, middle, high)];
    for power in powers {
        let size = libm::pow(10.0, f64::from(*power));
        // A thousandth less: a power of ten is not exact in binary.
        let reached = |list: &[f64]| {
            let found = list.iter().position(|value| *value >= 0.999 * size);
            match found.and_then(|period| projection.periods.get(period)) {
                Some(end) => Cell::dated(&phases::month(end), end),
                None => Cell::dated("later or never", "9999"),
            }
        };
        cells.extend([&series.p50, &series.p10].map(|list| reached(list)));
    }
    cells
}

/// "2.25 (2.07 to 2.42) × 10²⁷".
fn operations(low: f64, middle: f64, high: f64) -> Cell {
    if high <= 0.0 {
        return Cell::number("0", 0.0);
    }
    let power = libm::floor(libm::log10(high)) as i32;
    let scale = libm::pow(10.0, f64::from(power));
    let [shown, from, to] = [middle, low, high].map(|value| figure(value / scale, 0.0));
    let words = format!("{shown} ({from} to {to}) × {}", ten(power));
    Cell::number(&words, middle)
}

/// "10²⁷".
fn ten(power: i32) -> String {
    let raised = power.to_string();
    let raised = raised.chars().map(|digit| match digit.to_digit(10) {
        Some(digit) => RAISED[digit as usize],
        None => '⁻',
    });
    std::iter::once("10".to_owned())
        .chain(raised.map(String::from))
        .collect()
}

/// The chances to be within an announced date, an announced sum, and both.
pub(super) fn budgets(projection: &Projection, money: &MoneyAnswer) -> Option<Markup> {
    let rows = projection.joint_confidence.iter();
    let rows: Vec<(&JointRow, &Budget)> = rows
        .filter(|row| row.kind == "money")
        .filter_map(|row| Some((row, row.budget.as_ref()?)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let currency = words::clean(&money.currency);
    let sum = format!("announced, million {currency}");
    let heads = [
        ("of", false),
        ("announced by", true),
        (sum.as_str(), true),
        ("on time", true),
        ("within the sum", true),
        ("both", true),
        ("comes at all", true),
    ];
    let cells = rows.iter().map(|(row, budget)| {
        let id = row.phase.as_deref().unwrap_or_default();
        let stated = money.announced.iter().find(|stated| stated.id == id);
        let name = stated.map_or(id, |stated| named(&stated.name, id));
        vec![
            Cell::words(name),
            Cell::dated(&phases::month(&budget.by), &budget.by),
            Cell::number(&figure(budget.amount / 1e6, 0.0), budget.amount),
            chance(budget.on_time),
            chance(budget.in_budget),
            chance(budget.both),
            chance(budget.comes),
        ]
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    Some(grid(
        "Date and money together: the chance to be all online by the last announced date, for no more than the announced sum, and both",
        &heads,
        &cells,
    ))
}
