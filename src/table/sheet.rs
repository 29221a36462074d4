//! CSV: a table as text that every program reads and a spreadsheet shows as it is meant.
//!
//! A text cell that a spreadsheet would run as a formula (it starts with `=`, `+`, `-`, `@`, a tab
//! or a carriage return, and is no number) gets an apostrophe in front, as OWASP advises:
//! <https://owasp.org/www-community/attacks/CSV_Injection>.

use super::define::{At, Cell, Table};
use rayon::prelude::*;
use std::borrow::Cow;

/// Groups of rows that are written together.
const TOGETHER: usize = 8;

/// A table as a CSV file: one header, then its rows. Dates are YYYY-MM-DD, numbers have every
/// digit that reads back as the same number, and what is missing is an empty cell.
#[must_use]
pub fn csv<P: Sync>(table: &Table<P>, of: &P) -> Vec<u8> {
    let groups = table.groups(of);
    let parts: Vec<Vec<u8>> = (0..groups.div_ceil(TOGETHER))
        .into_par_iter()
        .map(|part| {
            let mut sheet = Sheet::new();
            for group in part * TOGETHER..groups.min((part + 1) * TOGETHER) {
                for at in table.places_of(of, group) {
                    sheet.row(table, of, at);
                }
            }
            sheet.finish()
        })
        .collect();
    let mut header = Sheet::new();
    for column in table.columns {
        header.text(column.name);
    }
    header.end();
    let mut file = header.finish();
    file.reserve(parts.iter().map(Vec::len).sum());
    for part in parts {
        file.extend(part);
    }
    file
}

/// Rows of cells under a header of their own: a table whose columns are known only when it is
/// written.
pub(super) fn csv_of<'a>(header: &[&str], rows: impl Iterator<Item = Vec<Cell<'a>>>) -> Vec<u8> {
    let mut sheet = Sheet::new();
    for name in header {
        sheet.text(&text(name));
    }
    sheet.end();
    for row in rows {
        for cell in row {
            sheet.cell(cell);
        }
        sheet.end();
    }
    sheet.finish()
}

/// Rows of a CSV file under way.
struct Sheet {
    writer: csv::Writer<Vec<u8>>,
}

impl Sheet {
    fn new() -> Self {
        Self {
            writer: csv::Writer::from_writer(Vec::new()),
        }
    }

    fn row<P>(&mut self, table: &Table<P>, of: &P, at: At) {
        for column in table.columns {
            self.cell(column.cell(of, at));
        }
        self.end();
    }

    /// Adds a cell to the row under way.
    fn cell(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Empty => self.text(""),
            Cell::Text(words) => self.text(&text(&words)),
            Cell::Date(day) => self.text(day),
            Cell::Number(value) => self.text(digits(&mut zmij::Buffer::new(), value)),
            Cell::Whole(value) => self.text(&value.to_string()),
            Cell::Flag(yes) => self.text(if yes { "true" } else { "false" }),
        }
    }

    /// Adds a text as it is.
    fn text(&mut self, cell: &str) {
        self.writer.write_field(cell).expect("memory does not fail");
    }

    /// Ends the row under way.
    fn end(&mut self) {
        let no_more: [&[u8]; 0] = [];
        self.writer
            .write_record(no_more)
            .expect("rows have the header's length and memory does not fail");
    }

    fn finish(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory does not fail")
    }
}

/// A text cell, kept from being read as a formula.
fn text(cell: &str) -> Cow<'_, str> {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = || cell.parse::<f64>().is_ok_and(f64::is_finite);
    if runs && !is_number() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A number with every digit that reads back as the same number.
fn digits(buffer: &mut zmij::Buffer, value: f64) -> &str {
    let printed = buffer.format(value);
    printed.strip_suffix(".0").unwrap_or(printed)
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
            let mut buffer = zmij::Buffer::new();
            let printed = digits(&mut buffer, value);
            assert_eq!(
                printed.parse::<f64>().expect("a number"),
                value,
                "{printed}"
            );
            assert!(printed.len() < 25, "{printed}");
        }
    }
}
