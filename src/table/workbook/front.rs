//! The workbook's first sheet, which says what it is, and its last, which says what columns mean.

use super::cells::{fitting, header, printed, serial, sheet_name};
use crate::projection::Projection;
use crate::table::define::{Kind, Table};
use crate::table::summary::{drives, phases, totals};
use rust_xlsxwriter::{Format, FormatAlign, Url, Worksheet, XlsxError};

/// The name of the sheet of columns.
pub(super) const COLUMNS: &str = "Columns";
/// The longest file names and hashes stand in one line.
const WIDTHS: [f64; 2] = [22.0, 100.0];

/// Writes the summary: the answer, how it came about, and what is on the other sheets.
pub(super) fn summary(
    sheet: &mut Worksheet,
    projection: &Projection,
    sheets: &[(String, &str)],
) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?.set_screen_gridlines(false);
    printed(sheet);
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let title = Format::new().set_bold().set_font_size(16);
    let name = fitting(&projection.scenario.name);
    sheet.write_string_with_format(0, 0, name, &title)?;
    let mut row = 2;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let headlines = [totals::headline(projection), phases::headline(projection)];
    let headlines = headlines.into_iter().flatten();
    for headline in headlines.chain(drives::sentences(projection)) {
        sheet.merge_range(row, 0, row, 1, &fitting(&headline), &wrapped)?;
        sheet.set_row_height(row, 32)?;
        row += 1;
    }
    row += 1;
    for (label, value) in facts(projection) {
        sheet.write_string_with_format(row, 0, label, &Format::new().set_bold())?;
        value.write(sheet, row)?;
        row += 1;
    }
    row += 1;
    for (column, name) in (0..).zip(["sheet", "what it holds"]) {
        sheet.write_string_with_format(row, column, name, &header())?;
    }
    for (name, about) in sheets {
        row += 1;
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        sheet.write_url(row, 0, link)?;
        sheet.write_string(row, 1, *about)?;
    }
    Ok(())
}

/// A value of the summary.
enum Fact {
    Words(String),
    Count(u64),
    Day(f64),
}

impl Fact {
    fn write(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        let left = Format::new().set_align(FormatAlign::Left);
        match self {
            Fact::Words(words) => {
                let format = left.set_text_wrap();
                sheet.write_string_with_format(row, 1, fitting(words), &format)?
            }
            // A workbook's numbers hold 15 digits; a longer seed stands as text.
            Fact::Count(count) if *count > 999_999_999_999_999 => {
                sheet.write_string(row, 1, count.to_string())?
            }
            Fact::Count(count) => {
                let format = left.set_num_format("0");
                sheet.write_number_with_format(row, 1, *count as f64, &format)?
            }
            Fact::Day(serial) => {
                let format = left.set_num_format("yyyy-mm-dd");
                sheet.write_number_with_format(row, 1, *serial, &format)?
            }
        };
        Ok(())
    }
}

fn facts(projection: &Projection) -> Vec<(&'static str, Fact)> {
    let scenario = &projection.scenario;
    let mut facts = Vec::new();
    if let Some(day) = scenario.as_of.as_deref().and_then(serial) {
        facts.push(("as known on", Fact::Day(day)));
    }
    facts.push(("trials", Fact::Count(projection.trials)));
    facts.push(("seed", Fact::Count(projection.seed)));
    let version = format!("capcast {}", projection.capcast);
    facts.push(("version", Fact::Words(version)));
    for file in &scenario.files {
        let file = format!("{}, sha256 {}", file.path, file.sha256);
        facts.push(("scenario file", Fact::Words(file)));
    }
    for setting in &scenario.set {
        facts.push(("set", Fact::Words(setting.clone())));
    }
    let reading = "P90 is not exceeded in 90 % of trials; a date P90 is 90 % likely by then. An \
                   empty cell is missing or never.";
    facts.push(("how to read it", Fact::Words(reading.to_owned())));
    facts
}

/// Writes what the columns of the tables mean.
pub(super) fn columns<P>(sheet: &mut Worksheet, tables: &[&Table<P>]) -> Result<(), XlsxError> {
    sheet.set_name(COLUMNS)?;
    printed(sheet);
    let header = header();
    let heads = [
        ("sheet", 14.0),
        ("column", 28.0),
        ("type", 10.0),
        ("what it means", 100.0),
    ];
    for (number, (name, width)) in (0..).zip(heads) {
        sheet.write_string_with_format(0, number, name, &header)?;
        sheet.set_column_width(number, width)?;
    }
    let mut row = 0;
    for table in tables {
        for column in table.columns {
            row += 1;
            sheet.write_string(row, 0, sheet_name(table.name))?;
            sheet.write_string(row, 1, column.name)?;
            sheet.write_string(row, 2, word(column.kind))?;
            sheet.write_string(row, 3, column.about)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, row, 3)?;
    Ok(())
}

/// A kind in a word.
pub(in crate::table) const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Date => "date",
        Kind::Number => "number",
        Kind::Share => "share",
        Kind::Whole => "whole",
        Kind::Flag => "yes or no",
    }
}
