//! `matrix`: rank correlations of named quantities, checked, and repaired where that is asked for.

use crate::model::Tie;
use crate::scenario::problem::Problem;
use crate::scenario::quantity;
use crate::scenario::resolve::context::Context;
use crate::scenario::resolve::reader::Reader;
use crate::scenario::tree::Node;
use crate::stats::{Eigen, nearest_correlation, score_correlation};

/// A smaller eigenvalue than this is no rounding.
const ROUNDING: f64 = -1e-8;
/// Numbers further apart than this were not meant as the same.
const SAME: f64 = 1e-12;
/// More names than this are better told by levels, and a repair of them would take long.
const MOST: usize = 100;

/// Reads the matrix of `names`; `None` after a problem.
pub(super) fn read(reader: &Reader<'_>, names: &[String], cx: &mut Context<'_>) -> Option<Tie> {
    let node = reader.get("matrix")?;
    let repair = reader.flag(cx, "repair");
    let asked = numbers(reader, node, cx)?;
    reader.record(cx, "matrix");
    if names.len() > MOST {
        let message = format!("`{}` has a matrix of {} names", reader.path(), names.len());
        let problem = Problem::error("matrix::size", message);
        cx.push(
            problem
                .at(&node.key, format!("{MOST} at most"))
                .help("tell what so many share by `applies_to` with `levels`"),
        );
        return None;
    }
    let is_sound =
        check_size(reader, node, &asked, names, cx) && check_entries(node, &asked, names, cx);
    if !is_sound {
        return None;
    }
    let scores: Vec<Vec<f64>> = asked.iter().map(|row| scores(row)).collect();
    let smallest = Eigen::of(&scores).smallest();
    if smallest >= ROUNDING {
        return Some(Tie::Matrix {
            scores,
            asked,
            repaired: None,
        });
    }
    let nearest = nearest_correlation(&scores);
    let (change, pair) = largest_change(&scores, &nearest);
    let pair = format!("`{}` with `{}`", names[pair.0], names[pair.1]);
    let numbers = format!("its smallest eigenvalue is {smallest:.6}, below 0");
    if !repair {
        let message = format!(
            "no quantities can be correlated as `matrix` of `{}` says",
            reader.path()
        );
        cx.push(
            Problem::error("matrix::impossible", message)
                .at(&node.key, numbers)
                .help("what two have in common with a third binds them to each other: make large correlations smaller, or those of opposite sign")
                .help(format!("or write `repair = true` for the nearest that can be; it changes an entry by {change:.3} at most ({pair})")),
        );
        return None;
    }
    let message = format!(
        "`matrix` of `{}` cannot be; the nearest that can be is taken",
        reader.path()
    );
    cx.push(
        Problem::warning("matrix::repaired", message)
            .at(&node.key, numbers)
            .help(format!("the largest change is {change:.3}, {pair}")),
    );
    Some(Tie::Matrix {
        scores: nearest,
        asked,
        repaired: Some(change),
    })
}

/// Correlations of scores; what is exact stays exact.
fn scores(row: &[f64]) -> Vec<f64> {
    row.iter()
        .map(|rank| match rank.abs() {
            1.0 | 0.0 => *rank,
            _ => score_correlation(*rank),
        })
        .collect()
}

fn largest_change(a: &[Vec<f64>], b: &[Vec<f64>]) -> (f64, (usize, usize)) {
    let mut largest = (0.0, (0, 0));
    for i in 0..a.len() {
        for j in i + 1..a.len() {
            let change = (a[i][j] - b[i][j]).abs();
            if change > largest.0 {
                largest = (change, (i, j));
            }
        }
    }
    largest
}

fn numbers(reader: &Reader<'_>, node: &Node, cx: &mut Context<'_>) -> Option<Vec<Vec<f64>>> {
    let Some(rows) = node.as_array() else {
        reader.wrong_type(cx, "matrix", node, "a list of rows");
        return None;
    };
    let mut all = Vec::new();
    for row in rows {
        let Some(members) = row.as_array() else {
            reader.wrong_type(cx, "matrix", row, "a list of numbers in each row");
            return None;
        };
        let mut numbers = Vec::new();
        for member in members {
            numbers.push(quantity::number(member, "matrix", cx.problems)?);
        }
        all.push(numbers);
    }
    Some(all)
}

fn check_size(
    reader: &Reader<'_>,
    node: &Node,
    rows: &[Vec<f64>],
    names: &[String],
    cx: &mut Context<'_>,
) -> bool {
    let n = names.len();
    let short = rows.iter().position(|row| row.len() != n);
    let label = match short {
        _ if rows.len() != n => format!("{} rows for {n} names", rows.len()),
        Some(row) => format!(
            "row {} has {} numbers for {n} names",
            row + 1,
            rows[row].len()
        ),
        None => return true,
    };
    let message = format!(
        "`matrix` of `{}` is not of the size of `names`",
        reader.path()
    );
    cx.push(
        Problem::error("matrix::size", message)
            .at(&node.key, label)
            .help(format!("write {n} rows of {n} numbers, in the order of `names`: `matrix = [[1, 0.6], [0.6, 1]]`")),
    );
    false
}

fn check_entries(node: &Node, rows: &[Vec<f64>], names: &[String], cx: &mut Context<'_>) -> bool {
    let entry = |i: usize, j: usize| {
        let row = node.as_array().and_then(|rows| rows.get(i)?.as_array());
        let entry = row.and_then(|row| row.get(j));
        entry.map_or(&node.place, |entry| &entry.place).clone()
    };
    let mut found: Vec<Problem> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        for (j, number) in row.iter().enumerate() {
            let pair = format!("`{}` with `{}`", names[i], names[j]);
            if !(-1.0..=1.0).contains(number) {
                let message = format!("the correlation of {pair} is {number}");
                let problem = Problem::error("matrix::range", message);
                found.push(
                    problem
                        .at(&entry(i, j), "outside -1 to 1")
                        .help("1 is as one, 0 not at all, -1 against each other"),
                );
            } else if i == j && *number != 1.0 {
                let message = format!("`{}` is correlated with itself by {number}", names[i]);
                let problem = Problem::error("matrix::diagonal", message);
                found.push(
                    problem
                        .at(&entry(i, j), "on the diagonal")
                        .help("the diagonal of a correlation matrix is 1"),
                );
            } else if j < i && (number - rows[j][i]).abs() > SAME {
                let message = format!(
                    "the correlation of {pair} is {number} in one place and {} in the other",
                    rows[j][i]
                );
                let problem = Problem::error("matrix::symmetry", message);
                found.push(
                    problem
                        .at(&entry(i, j), format!("row {}, column {}", i + 1, j + 1))
                        .also(&entry(j, i), format!("row {}, column {}", j + 1, i + 1))
                        .help(
                            "both halves of a matrix say the same: write one number in both places",
                        ),
                );
            }
        }
    }
    let is_sound = found.is_empty();
    cx.problems.extend(found);
    is_sound
}
