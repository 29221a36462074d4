//! An Excel workbook of a run: a summary, charts, and every table as a sheet.
//!
//! Charts are Excel's own, over the cells of the sheet of totals: who changes a cell sees the line
//! move. The bytes depend on the projection alone; the document's date is the status date.

mod cells;
mod charts;
mod front;
mod totals;

pub(super) use front::word as kind_word;

use super::define::Table;
use crate::projection::Projection;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use totals::TOTALS;

/// Rows of a sheet, its header included.
pub const MOST_ROWS: usize = 1_048_576;

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A sheet cannot hold the table.
    #[error(
        "{rows} rows of {table} are more than the {most} that a sheet of a workbook holds; report \
         less (`[output]` scopes and metrics, quarters in place of months, --only), or take \
         --format parquet",
        most = MOST_ROWS - 1
    )]
    TooLong {
        /// The table.
        table: &'static str,
        /// Its rows.
        rows: usize,
    },
    /// The writer refuses.
    #[error("{0}")]
    Refused(#[from] XlsxError),
}

/// The workbook: summary, charts where there are series, and the tables, a sheet each.
///
/// # Errors
///
/// [`WorkbookError`] if a table is too long for a sheet.
pub fn workbook(
    projection: &Projection,
    tables: &[&Table<Projection>],
) -> Result<Vec<u8>, WorkbookError> {
    for table in tables {
        fits(table.name, table.len(projection))?;
    }
    let charted = charts::charted(projection);
    let mut sheets: Vec<&Table<Projection>> = Vec::new();
    if !charted.is_empty() {
        sheets.push(&TOTALS);
    }
    sheets.extend(tables);
    let mut book = Workbook::new();
    book.set_properties(&properties(projection)?);
    let mut names: Vec<(String, &str)> = Vec::new();
    if !charted.is_empty() {
        names.push((
            charts::SHEET.to_owned(),
            "the whole over time, drawn from totals",
        ));
    }
    names.extend(
        sheets
            .iter()
            .map(|table| (cells::sheet_name(table.name), table.about)),
    );
    names.push((front::COLUMNS.to_owned(), "what each column means"));
    front::summary(book.add_worksheet(), projection, &names)?;
    if !charted.is_empty() {
        charts::write(book.add_worksheet(), projection, &charted)?;
    }
    for table in &sheets {
        cells::write(book.add_worksheet(), table, projection)?;
    }
    front::columns(book.add_worksheet(), &sheets)?;
    Ok(book.save_to_buffer()?)
}

/// Whether so many rows of a table fit a sheet.
///
/// # Errors
///
/// [`WorkbookError::TooLong`] if they do not.
pub fn fits(table: &'static str, rows: usize) -> Result<(), WorkbookError> {
    if rows < MOST_ROWS {
        Ok(())
    } else {
        Err(WorkbookError::TooLong { table, rows })
    }
}

/// What the file says of itself. Its date is no time of day, so that like runs are alike.
fn properties(projection: &Projection) -> Result<DocProperties, XlsxError> {
    let scenario = &projection.scenario;
    let day = scenario.as_of.as_ref().unwrap_or(&scenario.from);
    let properties = DocProperties::new()
        .set_title(cells::fitting(&scenario.name))
        .set_author(format!("capcast {}", projection.capcast))
        .set_comment(format!(
            "{} trials, seed {}",
            projection.trials, projection.seed
        ));
    let day: Date = day.parse().unwrap_or(Date::constant(2000, 1, 1));
    let year = u16::try_from(day.year()).unwrap_or(2000).max(1900);
    let created = ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)?;
    Ok(properties.set_creation_datetime(&created))
}
