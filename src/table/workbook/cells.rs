//! A table as a sheet: typed cells, a header that stays, a filter on each column.

use crate::calendar::day_number;
use crate::projection::plain;
use crate::table::define::{At, Cell, Column, Kind, Table};
use jiff::civil::Date;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The serial number of 1970-01-01 in a workbook.
const EPOCH: f64 = 25_569.0;
/// The serial number of 1900-03-01: before it the calendar of workbooks is wrong by a day.
const FIRST_DAY: f64 = 61.0;
/// UTF-16 units that a cell holds.
const MOST_UNITS: usize = 32_767;
/// Rows that a column's width is judged by.
const LOOKED_AT: usize = 300;
/// Columns of text are at most so wide, in characters.
const WIDEST: usize = 60;

/// A table's name as a sheet's: with a capital.
pub(super) fn sheet_name(table: &str) -> String {
    let mut letters = table.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A day as a workbook counts it; `None` before 1900-03-01, and where it is no day.
pub(super) fn serial(day: &str) -> Option<f64> {
    let day: Date = day.parse().ok()?;
    let serial = f64::from(day_number(day)) + EPOCH;
    (serial >= FIRST_DAY).then_some(serial)
}

/// Words that a cell can hold: without control characters, and cut at what fits.
pub(super) fn fitting(words: &str) -> String {
    let words = plain(words);
    if words.encode_utf16().count() <= MOST_UNITS {
        return words;
    }
    let mut units = 1;
    let mut cut: String = words
        .chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units <= MOST_UNITS
        })
        .collect();
    cut.push('…');
    cut
}

/// The looks of cells.
struct Looks {
    date: Format,
    share: Format,
    whole: Format,
    small: Format,
    tiny: Format,
    large: Format,
}

impl Looks {
    fn new() -> Self {
        let number = |format: &str| Format::new().set_num_format(format);
        Self {
            date: number("yyyy-mm-dd").set_align(FormatAlign::Left),
            share: number("0.0%"),
            whole: number("#,##0"),
            small: number("#,##0.00"),
            tiny: number("0.00E+00"),
            large: number("0.000E+00"),
        }
    }

    /// The look of a number: as many decimals as a reader wants of its size.
    fn of(&self, value: f64) -> &Format {
        match value.abs() {
            size if size >= 1e12 => &self.large,
            size if size >= 100.0 || size.fract() == 0.0 => &self.whole,
            size if size < 0.01 => &self.tiny,
            _ => &self.small,
        }
    }
}

/// The look of a header's cells.
pub(super) fn header() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(0x00E2_E6EC)
        .set_border_bottom(FormatBorder::Thin)
}

/// On paper, a sheet is one page wide, across.
pub(super) fn printed(sheet: &mut Worksheet) {
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
}

/// Writes a table. It fits: its rows have been counted.
pub(super) fn write<P>(sheet: &mut Worksheet, table: &Table<P>, of: &P) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(table.name))?;
    let (header, looks) = (header(), Looks::new());
    for (number, column) in (0..).zip(table.columns) {
        sheet.write_string_with_format(0, number, column.name, &header)?;
        sheet.set_column_width(number, width(table, column, of))?;
    }
    let mut last = 0;
    for (row, at) in (1..).zip(table.places(of)) {
        for (number, column) in (0..).zip(table.columns) {
            cell(sheet, (row, number), column, &column.cell(of, at), &looks)?;
        }
        last = row;
    }
    sheet.set_freeze_panes(1, 0)?;
    printed(sheet);
    sheet.set_repeat_rows(0, 0)?;
    sheet.autofilter(0, 0, last, table.columns.len().saturating_sub(1) as u16)?;
    Ok(())
}

fn cell<P>(
    sheet: &mut Worksheet,
    (row, number): (u32, u16),
    column: &Column<P>,
    cell: &Cell<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(words) => {
            sheet.write_string(row, number, fitting(words))?;
        }
        Cell::Date(day) => {
            match serial(day) {
                Some(serial) => sheet.write_number_with_format(row, number, serial, &looks.date)?,
                None => sheet.write_string(row, number, *day)?,
            };
        }
        Cell::Number(value) => {
            let look = if column.kind == Kind::Share {
                &looks.share
            } else {
                looks.of(*value)
            };
            sheet.write_number_with_format(row, number, *value, look)?;
        }
        Cell::Whole(value) => {
            sheet.write_number_with_format(row, number, *value as f64, &looks.whole)?;
        }
        Cell::Flag(yes) => {
            sheet.write_boolean(row, number, *yes)?;
        }
    }
    Ok(())
}

/// How wide a column is to be, in characters: its header with the filter's button, and its words.
fn width<P>(table: &Table<P>, column: &Column<P>, of: &P) -> f64 {
    let header = column.name.chars().count() + 4;
    let words = match column.kind {
        Kind::Text => {
            let length = |at: At| match column.cell(of, at) {
                Cell::Text(words) => words.chars().count() + 2,
                _ => 0,
            };
            let lengths = table.places(of).take(LOOKED_AT).map(length);
            lengths.max().unwrap_or(0).min(WIDEST)
        }
        Kind::Date | Kind::Number => 12,
        Kind::Share | Kind::Whole | Kind::Flag => 8,
    };
    header.max(words) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_workbooks_do() {
        assert_eq!(serial("1970-01-01"), Some(25_569.0));
        assert_eq!(serial("2027-12-31"), Some(46_752.0));
        assert_eq!(serial("1900-03-01"), Some(61.0));
        assert_eq!(serial("1900-02-28"), None);
        assert_eq!(serial("2027"), None);
    }

    #[test]
    fn words_are_cut_at_what_a_cell_holds() {
        let long = "😀".repeat(20_000);
        let cut = fitting(&long);
        assert!(cut.encode_utf16().count() <= MOST_UNITS && cut.ends_with('…'));
        assert_eq!(cut.chars().count(), 16_384);
        assert_eq!(fitting("one\u{7}two"), "one two");
    }
}
