//! The tables of risk: what drives outcomes, what is shared, what can be lost and why.
//!
//! A scenario that has nothing for one of them leaves no such file.

mod losses;
mod sensitivity;
mod shared;

pub use losses::{ATTRITION, BRANCHES, JOINT, MERGES};
pub use sensitivity::SENSITIVITY;
pub use shared::{CORRELATIONS, RISKS};

use super::define::{Cell, number, text};
use crate::projection::Estimate;
use std::borrow::Cow;

/// The value of an estimate that may be missing.
fn value<'a>(estimate: Option<Estimate>) -> Cell<'a> {
    number(estimate.map(|estimate| estimate.value))
}

/// Its standard error.
fn error<'a>(estimate: Option<Estimate>) -> Cell<'a> {
    number(estimate.map(|estimate| estimate.se))
}

/// Some words in one cell.
fn list(words: &[String]) -> Cell<'_> {
    match words {
        [] => Cell::Empty,
        [one] => text(one),
        many => Cell::Text(Cow::Owned(many.join("; "))),
    }
}

/// Words made for the cell.
fn made<'a>(words: String) -> Cell<'a> {
    if words.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(Cow::Owned(words))
    }
}

/// Row and column of the n-th pair of an upper triangle, row by row.
fn pair(of: usize, n: usize) -> (usize, usize) {
    let (mut row, mut left) = (0, n);
    while row + 1 < of && left >= of - 1 - row {
        left -= of - 1 - row;
        row += 1;
    }
    (row, row + 1 + left)
}

/// How many pairs some things have.
fn pairs(of: usize) -> usize {
    of * of.saturating_sub(1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_row_by_row() {
        let all: Vec<(usize, usize)> = (0..pairs(4)).map(|n| pair(4, n)).collect();
        assert_eq!(all, [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]);
        assert_eq!((pairs(0), pairs(1)), (0, 0));
    }
}
