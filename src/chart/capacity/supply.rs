//! Chips: what a pool has delivered against what phases that are ready ask for.
//!
//! What it does not know: who is served first.

use super::super::number::{Kind, Unit, percent};
use super::super::{
    Chart, Height, Label, Mark, Place, Readings, Role, Shape, Swatch, fan, footer, metric, text,
    theme, time, value_axis,
};
use super::{Draft, Drawing, SUBJECT, at_the_end, capital, headline, is_whole, named};
use crate::projection::{Band, Projection, SupplyRow};

/// Pools that have pictures.
const MOST: usize = 8;
/// Chances that are not worth a word.
const RARELY: f64 = 0.005;

/// One of each pool that anything is delivered to or asked of.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let pools = projection.capacity.supply.iter();
    let sound = pools.filter(|row| is_sound(row, projection));
    let charts = sound.take(MOST).filter_map(|row| chart(projection, row));
    charts.collect()
}

fn is_sound(row: &SupplyRow, projection: &Projection) -> bool {
    let bands = [&row.supplied, &row.wanted, &row.handed_out];
    let mut lists = bands
        .into_iter()
        .flat_map(|band| [&band.p10, &band.p50, &band.p90]);
    lists.all(|list| is_whole(list, projection)) && is_whole(&row.short, projection)
}

fn chart(projection: &Projection, row: &SupplyRow) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let highest = [&row.supplied.p90, &row.wanted.p90];
    let max = highest
        .into_iter()
        .flatten()
        .fold(0.0, |a: f64, b| a.max(*b));
    if max <= 0.0 {
        return None;
    }
    let unit = Unit::for_max(Kind::Count("GPUs"), max);
    let mut drawing = Drawing {
        marks: marks(row, &ends, from),
        labels: labels(row, unit, to),
    };
    fan::status(
        projection,
        from,
        to,
        &mut drawing.marks,
        &mut drawing.labels,
    );
    let name = text::shorten(&named(&row.name, &row.id), theme::TITLE, true, 520.0);
    let draft = Draft {
        subject: SUBJECT,
        stem: format!("supply-{}", text::stem(&row.id)),
        site: None,
        title: format!("{name}: chips supplied and chips wanted"),
        message: message(projection, row, unit)?,
        notes: notes(row),
        reads: footer::Reads::Bands,
        x: time::axis(from, to),
        y: value_axis::axis(format!("{}, in all by then", unit.name()), max, unit),
        height: Height::Whole(640.0),
        key: drawing.key(&[
            (Role::Median, Swatch::Line, "supplied, median"),
            (Role::OuterBand, Swatch::Area, "its P10\u{a0}–\u{a0}P90"),
            (Role::Installed, Swatch::Line, "wanted, median"),
            (Role::InstalledBand, Swatch::Area, "its P10\u{a0}–\u{a0}P90"),
            (Role::Firm, Swatch::Line, "handed out, median"),
            (Role::Stranded, Swatch::Area, "short, between the medians"),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: Some(readings(row, unit, &ends)),
    };
    Some(draft.chart(projection))
}

fn notes(row: &SupplyRow) -> Vec<String> {
    let chips: Vec<String> = row.chips.iter().map(|chip| text::clean(chip)).collect();
    let phases = match row.phases.len() {
        1 => "1 phase draws".to_owned(),
        count => format!("{count} phases draw"),
    };
    vec![format!(
        "Chips: {}. {phases} on this pool. Wanted: by phases that are ready for chips. What is not wanted yet waits in \
         the pool.",
        text::shorten(&chips.join(", "), theme::SMALL, false, 420.0)
    )]
}

fn marks(row: &SupplyRow, ends: &[f64], from: f64) -> Vec<Mark> {
    let median = |band: &Band| fan::held(band.p50.iter().copied(), ends, from);
    let (wanted, given) = (median(&row.wanted), median(&row.handed_out));
    let wedge: Vec<(f64, f64, f64)> = given
        .iter()
        .zip(&wanted)
        .map(|(low, high)| (low.0, low.1.min(high.1), high.1))
        .collect();
    let short = wedge.iter().any(|(_, low, high)| high > low);
    let mark = |role, shape| Mark { role, shape };
    let band = |band: &Band| fan::band(&band.p10, &band.p90, ends, from);
    let mut marks = vec![
        mark(Role::InstalledBand, band(&row.wanted)),
        mark(Role::OuterBand, band(&row.supplied)),
    ];
    if short {
        marks.push(mark(Role::Stranded, Shape::Area(wedge)));
    }
    marks.push(mark(Role::Installed, Shape::Line(wanted)));
    marks.push(mark(Role::Median, Shape::Line(median(&row.supplied))));
    marks.push(mark(Role::Firm, Shape::Line(given)));
    marks
}

/// The medians at the end; those that read the same share one label.
fn labels(row: &SupplyRow, unit: Unit, to: f64) -> Vec<Label> {
    let last = |values: &[f64]| values.last().copied().unwrap_or(0.0);
    let mut lines: Vec<(Role, String, f64)> = Vec::new();
    for (role, name, band) in [
        (Role::Median, "Supplied", &row.supplied),
        (Role::Installed, "Wanted", &row.wanted),
        (Role::Firm, "Handed out", &row.handed_out),
    ] {
        let value = last(&band.p50);
        let same = lines
            .iter_mut()
            .find(|line| unit.number(line.2) == unit.number(value));
        match same {
            Some(line) => {
                line.1.push_str(", ");
                line.1.push_str(&name.to_lowercase());
            }
            None => lines.push((role, name.to_owned(), value)),
        }
    }
    let label = |(role, name, value): (Role, String, f64)| Label {
        role,
        text: format!("{name} {}", unit.full(value)).replace(' ', "\u{a0}"),
        at: (to, value),
        place: Place::End,
    };
    lines.into_iter().map(label).collect()
}

fn readings(row: &SupplyRow, unit: Unit, ends: &[f64]) -> Readings {
    let rows: [(Role, &str, &[f64]); 5] = [
        (Role::OuterBand, "supplied P10", &row.supplied.p10),
        (Role::Median, "supplied P50", &row.supplied.p50),
        (Role::OuterBand, "supplied P90", &row.supplied.p90),
        (Role::Installed, "wanted P50", &row.wanted.p50),
        (Role::Firm, "handed out P50", &row.handed_out.p50),
    ];
    Readings::at_ends(ends, unit, &rows)
}

/// When most trials are short, and by how much at the median; then at the headline's date.
fn message(projection: &Projection, row: &SupplyRow, unit: Unit) -> Option<String> {
    let (period, when) = headline(projection)?;
    let worst = (0..row.short.len()).max_by(|a, b| {
        let by_share = row.short[*a].total_cmp(&row.short[*b]);
        by_share.then(b.cmp(a))
    })?;
    if row.short[worst] <= RARELY {
        return Some(format!(
            "No phase waits for chips: {when}, at the median, {} are supplied and {} wanted.",
            unit.full(row.supplied.p50[period]),
            unit.full(row.wanted.p50[period])
        ));
    }
    let told = |period: usize| {
        let (wanted, given) = (row.wanted.p50[period], row.handed_out.p50[period]);
        format!(
            "phases wait for chips in {} of trials; at the median {} of {} wanted are handed out",
            percent(row.short[period]),
            unit.number(given),
            unit.full(wanted)
        )
    };
    let peak = capital(&at_the_end(&projection.periods[worst]));
    let mut message = format!("{peak}, when chips are shortest: {}", told(worst));
    if worst != period {
        let now = percent(row.short[period]);
        message.push_str(&["; ", &when, " they wait in ", &now, " of trials"].concat());
    }
    message.push('.');
    Some(message)
}
