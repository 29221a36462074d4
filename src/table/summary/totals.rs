//! The totals of a summary: announced against P10, P50 and P90 at year ends, and the sentence that
//! answers the question.

use super::super::digits::{figure, short_figure};
use super::{joined, lay_out, push_wrapped, width_of};
use crate::projection::{Projection, Series};

/// Year ends shown at most.
const MOST_YEARS: usize = 8;
/// Year ends shown at most where every metric takes its own rows.
const FEW_YEARS: usize = 4;
/// Year ends named at most where they are left out.
const MOST_NAMED: usize = 8;
/// Titles of the columns of percentiles.
pub const PERCENTILES: [&str; 3] = ["P10", "P50", "P90"];
/// Metrics in the order of the table, with their column titles.
pub const METRICS: [(&str, &str); 3] = [
    ("gpus_powered", "GPUs"),
    ("facility_load", "MW at meter"),
    ("h100e", "H100e"),
];

/// "Of 123,000 GPUs announced for the end of 2027, 12,400 run at the median (P10 4,000, P90
/// 31,000).": at the date that [`Projection::headline_period`] says. `None` without totals.
#[must_use]
pub fn headline(projection: &Projection) -> Option<String> {
    let gpus = projection
        .find("total", None, "gpus_powered")
        .map(|series| (series, "GPUs", "run"));
    let power = projection.find("total", None, "facility_load");
    let (series, what, verb) = gpus.or(power.map(|series| (series, "MW", "are drawn")))?;
    let index = projection.headline_period()?;
    let when = moment(projection.periods.get(index)?);
    let at = Level::of(projection, series, index)?;
    let share = at.share(projection.trials, series.sd.get(index).copied());
    let [_, median, _] = at.percentiles(figure);
    if at.announced > 0.0 {
        let announced = figure(at.announced, 0.0);
        return Some(format!(
            "Of {announced} {what} announced for {when}, {median} {verb} {share}."
        ));
    }
    let announced = if series.announced.iter().any(|&value| value > 0.0) {
        "none were announced to by then"
    } else {
        "no announcement gives a date"
    };
    Some(format!(
        "At {when}, {median} {what} {verb} {share}; {announced}."
    ))
}

/// The table at year ends; empty without totals.
pub(super) fn table(projection: &Projection, width: usize) -> String {
    let columns: Vec<(&Series, &str)> = METRICS
        .iter()
        .filter_map(|(metric, title)| Some((projection.find("total", None, metric)?, *title)))
        .collect();
    let all = year_ends(projection);
    let mut years = spread(&all, MOST_YEARS);
    if columns.is_empty() || years.is_empty() {
        return String::new();
    }
    let mut lines = [(figure as Print, 2), (short_figure, 1)]
        .into_iter()
        .map(|(print, gap)| side_by_side(projection, &columns, &years, print, gap))
        .find(|lines| width_of(lines) <= width);
    if lines.is_none() {
        years = spread(&all, FEW_YEARS);
    }
    let mut text = joined(
        &lines
            .take()
            .unwrap_or_else(|| stacked(projection, &columns, &years)),
    );
    if let Some(note) = left_out(projection, &all, &years) {
        push_wrapped(&mut text, &note, width);
    }
    text
}

/// Says which year ends the table leaves out.
fn left_out(projection: &Projection, all: &[usize], shown: &[usize]) -> Option<String> {
    let missing: Vec<String> = all
        .iter()
        .filter(|index| !shown.contains(index))
        .map(|&index| year(&projection.periods[index]))
        .collect();
    let (last, rest) = missing.split_last()?;
    let years = match rest {
        [] => last.clone(),
        _ if missing.len() <= MOST_NAMED => format!("{} and {last}", rest.join(", ")),
        _ => format!("{} more year ends", missing.len()),
    };
    let verb = if missing.len() == 1 { "is" } else { "are" };
    Some(format!("{years} {verb} in series.csv."))
}

/// A period's last day in words: "the end of 2027", or the day where it ends within a year.
#[must_use]
pub fn moment(period: &str) -> String {
    match period.strip_suffix("-12-31") {
        Some(year) => format!("the end of {year}"),
        None => period.to_owned(),
    }
}

/// A whole number of things, all its digits.
#[must_use]
pub fn count(number: f64) -> String {
    super::super::digits::whole(number)
}

type Print = fn(f64, f64) -> String;

/// One row a year, one group of columns a metric.
fn side_by_side(
    projection: &Projection,
    columns: &[(&Series, &str)],
    years: &[usize],
    print: Print,
    gap: u16,
) -> Vec<String> {
    let mut header = vec!["\nend of".to_owned()];
    let mut gaps = vec![0];
    for (_, title) in columns {
        header.push(format!("{title}\nannounced"));
        header.extend(PERCENTILES.map(|column| format!("\n{column}")));
        gaps.extend([3, gap, gap, gap]);
    }
    let rows = years
        .iter()
        .map(|&index| {
            let mut row = vec![year(&projection.periods[index])];
            for (series, _) in columns {
                row.extend(figures(projection, series, index, print));
            }
            row
        })
        .collect();
    lay_out(header, rows, &gaps)
}

/// One row a metric and year, for narrow terminals.
fn stacked(projection: &Projection, columns: &[(&Series, &str)], years: &[usize]) -> Vec<String> {
    let mut header = vec!["end of".to_owned(), "announced".to_owned()];
    header.extend(PERCENTILES.map(str::to_owned));
    let mut rows = Vec::new();
    for (series, title) in columns {
        for &index in years {
            let year = year(&projection.periods[index]);
            let mut row = vec![format!("{title} {year}")];
            row.extend(figures(projection, series, index, figure));
            rows.push(row);
        }
    }
    lay_out(header, rows, &[0, 2, 2, 2, 2])
}

/// The announced figure, P10, P50 and P90 of a series at the period of this index, printed by
/// `print` from a value and its uncertainty; dashes where there are none.
#[must_use]
pub fn figures(
    projection: &Projection,
    series: &Series,
    index: usize,
    print: fn(f64, f64) -> String,
) -> [String; 4] {
    let Some(at) = Level::of(projection, series, index) else {
        return ["–"; 4].map(str::to_owned);
    };
    let [low, median, high] = at.percentiles(print);
    [print(at.announced, 0.0), low, median, high]
}

/// The year that a period ends, or the period's last day where it ends within one.
#[must_use]
pub fn year(period: &str) -> String {
    period.strip_suffix("-12-31").unwrap_or(period).to_owned()
}

/// A series at one period, in its own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The announced path.
    pub announced: f64,
    /// P10, P50 and P90, each with half the width of its interval.
    percentiles: [(f64, f64); 3],
}

impl Level {
    /// The series at the period of this index; `None` where it has no such period.
    #[must_use]
    pub fn of(projection: &Projection, series: &Series, index: usize) -> Option<Self> {
        let earned = |value: &[f64], low: &[f64], high: &[f64]| {
            let value = *value.get(index)?;
            let interval = (high.get(index)? - low.get(index)?) / 2.0;
            Some((
                value,
                interval.max(value.abs() * projection.bin_width / 2.0),
            ))
        };
        Some(Self {
            announced: *series.announced.get(index)?,
            percentiles: [
                earned(&series.p10, &series.p10_lo, &series.p10_hi)?,
                earned(&series.p50, &series.p50_lo, &series.p50_hi)?,
                earned(&series.p90, &series.p90_lo, &series.p90_hi)?,
            ],
        })
    }

    /// In which trials the median comes about, in words: percentiles that coincide say more than
    /// that half of all trials lie at or below.
    #[must_use]
    pub fn share(&self, trials: u64, sd: Option<f64>) -> String {
        let [low, median, high] = self.percentiles(figure);
        if trials == 1 {
            "(1 trial)".to_owned()
        } else if sd == Some(0.0) {
            "in every trial".to_owned()
        } else if low == median && median == high {
            "in at least 80 % of trials".to_owned()
        } else {
            format!("at the median (P10 {low}, P90 {high})")
        }
    }

    /// The median.
    #[must_use]
    pub const fn median(&self) -> f64 {
        self.percentiles[1].0
    }

    /// P10, P50 and P90 as `print` makes them of a value and its uncertainty.
    #[must_use]
    pub fn percentiles(&self, print: fn(f64, f64) -> String) -> [String; 3] {
        self.percentiles.map(|(value, by)| print(value, by))
    }
}

/// Periods that end a year and are not past; the last period where there is none.
#[must_use]
pub fn year_ends(projection: &Projection) -> Vec<usize> {
    projection.year_ends()
}

/// All of them, or `most` where there are more: the nearest ones, then evenly on to the last.
pub(in super::super) fn spread(years: &[usize], most: usize) -> Vec<usize> {
    if years.len() <= most {
        return years.to_vec();
    }
    let near = most / 2;
    let mut shown = years[..near].to_vec();
    let further = most - near;
    let left = years.len() - near;
    shown.extend((1..=further).map(|step| years[near - 1 + left * step / further]));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_left_out_lie_between_the_nearest_and_the_last() {
        let years: Vec<usize> = (0..25).collect();
        assert_eq!(spread(&years[..8], 8), (0..8).collect::<Vec<_>>());
        assert_eq!(spread(&years, 8), [0, 1, 2, 3, 8, 13, 18, 24]);
        assert_eq!(spread(&years[..9], 8), [0, 1, 2, 3, 4, 5, 6, 8]);
        assert_eq!(spread(&years[..7], 4), [0, 1, 3, 6]);
    }
}
