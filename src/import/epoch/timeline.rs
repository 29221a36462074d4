//! Timelines: one dated state of one site a row.

use super::register::{Register, spaced};
use super::sheet::{Column, Sheet};
use super::vintage::Vintage;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::tree::Place;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// More than this is another unit: MW, and H100-equivalents.
const MOST_MW: f64 = 1e6;
const MOST_H100E: f64 = 1e9;
/// Years that a row may be of.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// A dated state of a site. A cell that is empty is not known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) date: Date,
    /// Facility power at peak, MW.
    pub(super) mw: Option<f64>,
    /// Power at the servers, MW.
    pub(super) it_mw: Option<f64>,
    /// Compute: dense 8-bit operations per second over those of an H100.
    pub(super) h100e: Option<f64>,
    /// Buildings in operation.
    pub(super) buildings: Option<f64>,
}

/// A file of timelines: rows by site, by date.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    pub(super) vintage: Vintage,
    pub(super) sites: BTreeMap<String, Vec<Row>>,
    /// Rows that were read.
    pub(super) rows: usize,
    /// Rows that said once more what another said.
    pub(super) repeated: usize,
}

impl Timeline {
    /// The day up to which its rows are history.
    pub(super) fn day(&self) -> Date {
        self.vintage.day()
    }
}

/// Reads a file of timelines; `None`, and all that is wrong, if there is anything.
pub(super) fn read(
    vintage: &Vintage,
    bytes: &[u8],
    register: &Register,
    problems: &mut Problems,
) -> Option<Timeline> {
    let sheet = Sheet::read(&vintage.file, bytes, problems)?;
    let columns = [
        Column::needed(&["Data center", "Name", "Data center name"]),
        Column::needed(&["Date"]),
        Column::needed(&["Power (MW)", "Facility power (MW)"]),
        Column::needed(&["H100 equivalents", "H100-equivalents"]),
        Column::extra(&["IT power (MW)"]),
        Column::extra(&["Buildings operational"]),
    ];
    let found = sheet.columns(&columns, problems)?;
    let mut sites: BTreeMap<String, Vec<(Row, Place)>> = BTreeMap::new();
    let sound = sheet.rows(problems);
    if sound.is_empty() && !problems.has_errors() {
        let message = format!("`{}` has a header and no rows", vintage.file);
        problems.push(
            Problem::error("import::empty", message)
                .help("one row is needed for each dated state of a site: download it anew"),
        );
        return None;
    }
    for &row in &sound {
        let mut cells = Cells {
            sheet: &sheet,
            row,
            problems,
        };
        let name = cells.name(found[0]);
        let date = cells.date(found[1]);
        let state = [
            (found[2], MOST_MW, "MW"),
            (found[3], MOST_H100E, "H100-equivalents"),
            (found[4], MOST_MW, "MW"),
            (found[5], 1e6, "buildings"),
        ];
        let [mw, h100e, it_mw, buildings] =
            state.map(|(column, most, unit)| cells.number(column, most, unit));
        cells.ratio(mw, it_mw, found[4]);
        if let (Some(name), Some(date)) = (name, date) {
            let state = Row {
                date,
                mw,
                it_mw,
                h100e,
                buildings,
            };
            let name = register.name(&name).to_owned();
            sites
                .entry(name)
                .or_default()
                .push((state, sheet.place_of(row)));
        }
    }
    let mut repeated = 0;
    let sites = sites
        .into_iter()
        .map(|(name, rows)| {
            let rows = in_order(&name, rows, &mut repeated, problems);
            (name, rows)
        })
        .collect();
    Some(Timeline {
        vintage: vintage.clone(),
        sites,
        rows: sound.len(),
        repeated,
    })
}

/// A site's rows by date; two of one day are one if they say the same, else a problem.
fn in_order(
    name: &str,
    mut rows: Vec<(Row, Place)>,
    repeated: &mut usize,
    problems: &mut Problems,
) -> Vec<Row> {
    rows.sort_by_key(|(row, _)| row.date);
    let mut kept: Vec<(Row, Place)> = Vec::new();
    for (row, place) in rows {
        match kept.last() {
            Some((last, _)) if *last == row => *repeated += 1,
            Some((last, before)) if last.date == row.date => {
                let message = format!("`{}` has two states on {}", name.escape_debug(), row.date);
                problems.push(
                    Problem::error("import::twice", message)
                        .at(&place, "one state")
                        .also(before, "and another")
                        .help("a site has one state a day: delete the row that is out of date, or correct its date"),
                );
            }
            _ => kept.push((row, place)),
        }
    }
    kept.into_iter().map(|(row, _)| row).collect()
}

/// The cells of a row, read with their problems.
struct Cells<'a> {
    sheet: &'a Sheet,
    row: usize,
    problems: &'a mut Problems,
}

impl Cells<'_> {
    fn report(&mut self, column: usize, message: String, expected: &str, out: &str) {
        let place = self.sheet.place_in(self.row, column, self.problems);
        self.problems.push(
            Problem::error("import::cell", message)
                .at(&place, expected)
                .help(out),
        );
    }

    fn name(&mut self, column: Option<usize>) -> Option<String> {
        let name = spaced(self.sheet.cell(self.row, column));
        if name.is_empty() {
            let place = self.sheet.place_of(self.row);
            self.problems.push(
                Problem::error("import::cell", "this row does not say which site it is of")
                    .at(&place, "a name in the column `Data center` expected")
                    .help("write the name, or delete the row"),
            );
            return None;
        }
        Some(name)
    }

    fn date(&mut self, column: Option<usize>) -> Option<Date> {
        let cell = self.sheet.cell(self.row, column);
        let date = date(cell).filter(|date| YEARS.contains(&date.year()));
        if date.is_none() {
            let message = format!("`{}` is no date", short(cell));
            self.report(
                column?,
                message,
                "a day expected, as `2026-05-23` or `5/23/2026`",
                "month first where there are slashes; years from 1990 to 2100; without a day the row says nothing: delete it",
            );
        }
        date
    }

    fn number(&mut self, column: Option<usize>, most: f64, unit: &str) -> Option<f64> {
        let cell = self.sheet.cell(self.row, column);
        if cell.is_empty() {
            return None;
        }
        let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
        let (label, out) = match number {
            Some(number) if number < 0.0 => (
                "0 or more expected".to_owned(),
                "correct it, or leave the cell empty if it is not known",
            ),
            Some(number) if number > most => (
                format!("{most:.0} {unit} at most"),
                "is it in another unit? Correct it, or leave the cell empty if it is not known",
            ),
            Some(number) => return Some(number),
            None => (
                format!("a number of {unit} expected, as `1180` or `102.5`"),
                "no unit, no separators of thousands, a point before decimals; leave the cell empty if it is not known",
            ),
        };
        let message = format!("`{}` cannot be a number of {unit}", short(cell));
        self.report(column?, message, &label, out);
        None
    }

    /// Servers draw no more than the whole site.
    fn ratio(&mut self, mw: Option<f64>, it_mw: Option<f64>, column: Option<usize>) {
        if let (Some(mw), Some(it_mw), Some(column)) = (mw, it_mw, column)
            && it_mw > mw
        {
            self.report(
                column,
                format!("{it_mw} MW at the servers are more than the {mw} MW of the whole site"),
                "no more than `Power (MW)` expected",
                "correct one of the two, or leave this cell empty",
            );
        }
    }
}

/// A day as the tables write it: year first, or month/day/year.
fn date(text: &str) -> Option<Date> {
    let Some((month, rest)) = text.split_once('/') else {
        let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        return text.parse().ok().filter(|_| is_plain);
    };
    let (day, year) = rest.split_once('/')?;
    let is_digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_sound = is_digits(month, 2) && is_digits(day, 2) && is_digits(year, 4);
    let parts = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    is_sound
        .then(|| Date::new(parts.0, parts.1, parts.2).ok())
        .flatten()
}

/// A cell as a message shows it.
fn short(cell: &str) -> String {
    const MOST: usize = 40;
    let shown: String = cell.chars().take(MOST).collect();
    let more = if cell.chars().nth(MOST).is_some() {
        ".."
    } else {
        ""
    };
    format!("{}{more}", shown.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn both_styles_of_dates_are_read_and_no_other() {
        assert_eq!(date("9/20/2016"), Some(day(2016, 9, 20)));
        assert_eq!(date("2026-05-23"), Some(day(2026, 5, 23)));
        for wrong in [
            "",
            "20/9/2016",
            "2026-02-30",
            "2026-5-3",
            "May 2026",
            "2026-05-23T00:00",
            "1//2026",
            "+1/2/2026",
            "45000",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
