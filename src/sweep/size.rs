//! How large a grid is, and what it would take.

use super::figures::grouped;

/// A grid that is too large to run unasked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Number of cells; the largest number where it is beyond that.
    pub cells: u128,
    /// Number of outcomes.
    pub outcomes: usize,
    /// What one cell takes, seconds.
    pub seconds: f64,
}

/// Bytes of an outcome of a cell, in memory and in files.
const BYTES: f64 = 500.0;

impl Size {
    /// How many cells, in words: "1,000,000", "1e30".
    #[must_use]
    pub fn count(&self) -> String {
        /// From here on all digits say no more than the first.
        const LONG: u128 = 1_000_000_000_000_000;
        if self.cells == u128::MAX {
            return "more than 3e38".to_owned();
        }
        if self.cells < LONG {
            return grouped(&self.cells.to_string());
        }
        format!("{:.1e}", self.cells as f64)
    }

    /// The time that it would take: "about 3 hours".
    #[must_use]
    pub fn time(&self) -> String {
        let seconds = self.cells as f64 * self.seconds;
        let units = [
            (365.25 * 86_400.0, "years"),
            (86_400.0, "days"),
            (3_600.0, "hours"),
            (60.0, "minutes"),
            (1.0, "seconds"),
        ];
        let (size, unit) = units
            .into_iter()
            .find(|(size, _)| seconds >= 2.0 * size)
            .unwrap_or((1.0, "seconds"));
        format!("about {} {unit}", rough(seconds / size))
    }

    /// The memory that its answer would take: "about 500 MB".
    #[must_use]
    pub fn memory(&self) -> String {
        let bytes = self.cells as f64 * self.outcomes.max(1) as f64 * BYTES;
        let units = [(1e15, "PB"), (1e12, "TB"), (1e9, "GB")];
        let found = units.into_iter().find(|(size, _)| bytes >= *size);
        let (size, unit) = found.unwrap_or((1e6, "MB"));
        format!("about {} {unit}", rough((bytes / size).max(1.0)))
    }
}

/// Two digits.
fn rough(value: f64) -> String {
    if value >= 1e6 {
        return format!("{value:.0e}");
    }
    let mut step = 1.0;
    while value / step >= 100.0 {
        step *= 10.0;
    }
    grouped(&format!("{:.0}", (value / step).round() * step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(cells: u128) -> Size {
        Size {
            cells,
            outcomes: 1,
            seconds: 0.1,
        }
    }

    #[test]
    fn a_size_is_told_in_words_of_its_scale() {
        let told = |cells| {
            let size = size(cells);
            [size.count(), size.time(), size.memory()]
        };
        assert_eq!(told(20_000), ["20,000", "about 33 minutes", "about 10 MB"]);
        assert_eq!(
            told(1_000_000_000),
            ["1,000,000,000", "about 3 years", "about 500 GB"]
        );
        let vast = told(1_000_000_000_000_000_000_000_000_000_000);
        assert_eq!(vast, ["1.0e30", "about 3e21 years", "about 5e17 PB"]);
        assert_eq!(size(u128::MAX).count(), "more than 3e38");
    }
}
