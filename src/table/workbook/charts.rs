//! The workbook's charts: the whole over time, each announced and at P10, P50 and P90.

use super::cells::{printed, sheet_name};
use super::totals::{LINES, METRICS, TOTALS};
use crate::projection::Projection;
use rust_xlsxwriter::{
    Chart, ChartAxisDateUnitType, ChartAxisLabelPosition, ChartAxisTickType, ChartFont,
    ChartLegendPosition, ChartLine, ChartLineDashType, Format, Worksheet, XlsxError,
};

/// The sheet's name.
pub(super) const SHEET: &str = "Charts";

/// A chart's size in pixels, and how many rows it covers.
const SIZE: (u32, u32) = (920, 400);
const ROWS: u32 = 21;
/// Colours and widths of [`LINES`], and whether they are broken.
const PENS: [(u32, f64, bool); 4] = [
    (0x00D5_5E00, 2.0, true),
    (0x007F_B2E0, 1.5, false),
    (0x0000_54A6, 2.75, false),
    (0x007F_B2E0, 1.5, false),
];
const INK: u32 = 0x001B_2434;
const GRID: u32 = 0x00E2_E6EC;

/// The places in [`METRICS`] of what the run was asked for.
pub(super) fn charted(projection: &Projection) -> Vec<usize> {
    (0..METRICS.len())
        .filter(|&metric| projection.find("total", None, METRICS[metric]).is_some())
        .collect()
}

/// Writes the sheet: one chart under the other.
pub(super) fn write(
    sheet: &mut Worksheet,
    projection: &Projection,
    charted: &[usize],
) -> Result<(), XlsxError> {
    sheet.set_name(SHEET)?.set_screen_gridlines(false);
    printed(sheet);
    let note =
        "P90: not exceeded in 90 % of trials. The lines are the columns of the sheet Totals.";
    sheet.write_string_with_format(0, 0, note, &Format::new().set_italic())?;
    for (place, &metric) in (0..).zip(charted) {
        let chart = chart(projection, metric);
        sheet.insert_chart(2 + place * ROWS, 0, &chart)?;
    }
    Ok(())
}

fn chart(projection: &Projection, metric: usize) -> Chart {
    let totals = sheet_name(TOTALS.name);
    let last = projection.periods.len() as u32;
    let mut chart = Chart::new_line();
    for (line, (name, (colour, width, broken))) in LINES.into_iter().zip(PENS).enumerate() {
        let column = (1 + metric * LINES.len() + line) as u16;
        let mut pen = ChartLine::new();
        pen.set_color(colour).set_width(width);
        if broken {
            pen.set_dash_type(ChartLineDashType::Dash);
        }
        chart
            .add_series()
            .set_name(name)
            .set_categories((totals.as_str(), 1, 0, last, 0))
            .set_values((totals.as_str(), 1, column, last, column))
            .set_format(&mut rust_xlsxwriter::ChartFormat::new().set_line(&pen).clone());
    }
    let unit = projection
        .find("total", None, METRICS[metric])
        .map_or("", |series| series.unit.as_str());
    let title = match METRICS[metric] {
        "facility_load" => format!("Facility load, {unit}"),
        "gpus_powered" => "GPUs powered".to_owned(),
        _ => "Compute in H100-equivalents".to_owned(),
    };
    let mut font = ChartFont::new();
    font.set_size(14).set_color(INK).set_bold();
    chart.title().set_name(title.as_str()).set_font(&font);
    axes(&mut chart, projection);
    chart.legend().set_position(ChartLegendPosition::Right);
    chart.set_width(SIZE.0).set_height(SIZE.1);
    chart.set_alt_text(format!("{title}: announced, P10, P50 and P90 by period"));
    chart
}

fn axes(chart: &mut Chart, projection: &Projection) {
    // A label a year; every second or fifth where the horizon is long.
    let year = |period: Option<&String>| period.and_then(|day| day.get(..4)?.parse::<u32>().ok());
    let first = year(projection.periods.first());
    let last = year(projection.periods.last());
    let years = last.unwrap_or(0).saturating_sub(first.unwrap_or(0));
    let every = match years {
        0..=16 => 1,
        17..=32 => 2,
        _ => 5,
    };
    chart
        .x_axis()
        .set_date_axis(true)
        .set_num_format("yyyy")
        .set_major_unit(every)
        .set_major_unit_date_type(ChartAxisDateUnitType::Years)
        .set_label_position(ChartAxisLabelPosition::Low)
        .set_major_tick_type(ChartAxisTickType::Outside);
    chart
        .y_axis()
        .set_num_format("#,##0")
        .set_min(0)
        .set_major_gridlines_line(ChartLine::new().set_color(GRID));
}
