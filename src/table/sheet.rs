//! A CSV file in memory: cells that a spreadsheet shows as they are meant.
//!
//! A text cell that a spreadsheet would run as a formula (it starts with `=`, `+`, `-`, `@`, a tab
//! or a carriage return, and is no number) gets an apostrophe in front, as OWASP advises:
//! <https://owasp.org/www-community/attacks/CSV_Injection>.

use crate::projection::Estimate;

/// A CSV file under way.
pub(super) struct Sheet {
    writer: csv::Writer<Vec<u8>>,
}

impl Sheet {
    /// A file with its header.
    pub(super) fn new(header: &[&str]) -> Self {
        let mut sheet = Self {
            writer: csv::Writer::from_writer(Vec::new()),
        };
        sheet.row(header);
        sheet
    }

    /// Rows that follow a header written elsewhere.
    pub(super) fn headless() -> Self {
        Self {
            writer: csv::Writer::from_writer(Vec::new()),
        }
    }

    /// Adds a cell to the row under way.
    pub(super) fn cell(&mut self, cell: &str) {
        self.writer.write_field(cell).expect("memory does not fail");
    }

    /// Adds a number to the row under way.
    pub(super) fn number(&mut self, value: f64) {
        let mut buffer = zmij::Buffer::new();
        self.cell(digits(&mut buffer, value));
    }

    /// Ends the row under way; every row is as long as the header.
    pub(super) fn end(&mut self) {
        let no_more: [&[u8]; 0] = [];
        self.writer
            .write_record(no_more)
            .expect("rows have the header's length and memory does not fail");
    }

    /// Adds a row; every row is as long as the header.
    pub(super) fn row<T: AsRef<[u8]>>(&mut self, cells: &[T]) {
        self.writer
            .write_record(cells)
            .expect("rows have the header's length and memory does not fail");
    }

    /// The bytes of the file.
    pub(super) fn finish(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory does not fail")
    }
}

/// A text cell, kept from being read as a formula.
pub(super) fn text(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    if runs && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// An optional text cell; empty without one.
pub(super) fn maybe(cell: Option<&String>) -> String {
    cell.map_or_else(String::new, |cell| text(cell))
}

/// A number with every digit that reads back as the same number.
pub(super) fn number(value: f64) -> String {
    digits(&mut zmij::Buffer::new(), value).to_owned()
}

fn digits(buffer: &mut zmij::Buffer, value: f64) -> &str {
    let printed = buffer.format(value);
    printed.strip_suffix(".0").unwrap_or(printed)
}

/// The value and the standard error of an estimate; two empty cells without one.
pub(super) fn estimate(cell: Option<Estimate>) -> [String; 2] {
    cell.map_or_else(Default::default, |estimate| {
        [number(estimate.value), number(estimate.se)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_quoted() {
        for formula in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "-inf",
        ] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
    }

    #[test]
    fn numbers_and_plain_words_stay_as_they_are() {
        for plain in ["-5", "+3.5", "-1e3", "9 to 16 months", "", "a=b", "50 MW"] {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn numbers_read_back_as_themselves() {
        for value in [0.0, 0.1, 1.979e15, 4.2e21, -3.0, 1e-9, f64::MAX, 12_400.0] {
            let printed = number(value);
            assert_eq!(
                printed.parse::<f64>().expect("a number"),
                value,
                "{printed}"
            );
            assert!(printed.len() < 25, "{printed}");
        }
    }
}
