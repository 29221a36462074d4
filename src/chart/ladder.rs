//! The power ladder of a site: what it can draw, when, and what it does draw.
//!
//! Firm capacity rises by grid stages and plant, each at the P50 of its size and date, with the P10
//! to P90 of the date as a bar; over it stands, in stripes, what the grid gives and cuts off at times,
//! and under it lies the fan of the facility load, with what was announced.
//! What it does not know: colours.

mod drawing;
mod steps;

use super::metric;
use super::number::{Unit, percent};
use super::{
    Chart, Height, Key, Mark, Readings, Role, Shape, Subject, Swatch, fan, footer, stranded, text,
    theme, time, value_axis,
};
use crate::projection::{PowerRow, Projection, Series};
use drawing::Drawing;
use steps::Steps;

/// Stages, and plants, named at most.
const NAMED: usize = 8;
/// Shares of trials that are not worth a date.
const RARELY: f64 = 0.01;
/// Names in a footnote at most.
const NOTED: usize = 3;

/// One ladder for each site with a grid stage or plant, where load and schedule were recorded.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let rows = projection.power.iter();
    rows.filter_map(|row| chart(projection, row)).collect()
}

fn chart(projection: &Projection, power: &PowerRow) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let load = metric::of_site(projection, &metric::FACILITY_LOAD, &power.site)?;
    let steps = Steps::new(projection, power)?;
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let max = highest(&steps, load, from, to);
    let unit = Unit::for_max(metric::FACILITY_LOAD.kind, max);
    let mut drawing = Drawing {
        steps: &steps,
        unit,
        from,
        to,
        marks: Vec::new(),
        labels: Vec::new(),
    };
    drawing.curtailable();
    drawing.plant();
    drawing.marks.extend(fan::bands(load, &ends, from));
    if fan::is_announced(load) {
        drawing.marks.push(fan::announced(load, &ends, from));
        drawing.labels.push(fan::announced_label(load, unit, to));
    }
    for mut label in fan::percentile_labels(load, unit, to) {
        label.text = format!("Load\u{a0}{}", label.text.replace("Median", "median"));
        drawing.labels.push(label);
    }
    drawing.line();
    drawing.dates(NAMED);
    let Drawing {
        mut marks,
        mut labels,
        ..
    } = drawing;
    fan::status(projection, from, to, &mut marks, &mut labels);
    let name = metric::scope_name(&load.scope);
    let name = text::shorten(&name, theme::TITLE, true, 640.0);
    Some(Chart {
        stem: format!("power-ladder-site-{}", text::stem(&power.site)),
        subject: Subject::Power,
        site: Some(power.site.clone()),
        title: format!("{name}: firm power and load"),
        message: message(projection, &steps, load, &ends, unit),
        footnotes: footer::notes(
            projection,
            notes(projection, power, &steps, unit, to),
            footer::Reads::Bands,
        ),
        x: time::axis(from, to),
        y: value_axis::axis(unit.name().to_owned(), max, unit),
        height: Height::Whole(640.0),
        panels: Vec::new(),
        key: key(&marks),
        readings: Some(readings(&steps, load, unit, &ends)),
        marks,
        labels,
    })
}

/// Firm capacity and load, period by period.
fn readings(steps: &Steps, load: &Series, unit: Unit, ends: &[f64]) -> Readings {
    let firm: Vec<f64> = ends.iter().map(|end| steps.firm(*end)).collect();
    let all: Vec<f64> = ends.iter().map(|end| steps.all(*end)).collect();
    let mut rows: Vec<(Role, &str, &[f64])> = Vec::new();
    if all != firm {
        rows.push((Role::Curtailable, "with curtailable", &all));
    }
    rows.extend([
        (Role::Firm, "firm capacity", firm.as_slice()),
        (Role::OuterBand, "load P10", &load.p10),
        (Role::Median, "load P50", &load.p50),
        (Role::OuterBand, "load P90", &load.p90),
    ]);
    if fan::is_announced(load) {
        rows.push((Role::Announced, "load announced", &load.announced));
    }
    Readings::at_ends(ends, unit, &rows)
}

/// The highest of what is drawn.
fn highest(steps: &Steps, load: &Series, from: f64, to: f64) -> f64 {
    let firm = steps.breaks(from, to).into_iter();
    let firm = firm.map(|day| steps.all(day));
    let shown = steps.stages.iter();
    let shown = shown.filter(|stage| stage.when.p10.is_some_and(|day| day < to));
    let levels = shown.map(|stage| drawing::stage_level(steps, stage, to));
    let load = [&load.p90, &load.announced].into_iter().flatten().copied();
    firm.chain(levels).chain(load).fold(0.0, f64::max)
}

/// Explains what is drawn and has no label at the right.
fn key(marks: &[Mark]) -> Vec<Key> {
    let is_bar = |mark: &Mark| matches!(mark.shape, Shape::Bar(..));
    let range = "P10\u{a0}–\u{a0}P90";
    let entries = [
        (
            Role::Firm,
            Swatch::Line,
            "firm capacity at P50 dates".to_owned(),
        ),
        (
            Role::Curtailable,
            Swatch::Hatched,
            "cut off at times".to_owned(),
        ),
        (Role::PlantMedian, Swatch::Line, "of it plant".to_owned()),
        (Role::Grid, Swatch::Bar, format!("grid date {range}")),
        (Role::Plant, Swatch::Bar, format!("plant date {range}")),
        (Role::OuterBand, Swatch::Area, format!("load {range}")),
    ];
    entries
        .into_iter()
        .filter(|(role, swatch, _)| {
            let mut marks = marks.iter();
            marks.any(|mark| mark.role == *role && is_bar(mark) == (*swatch == Swatch::Bar))
        })
        .map(|(role, swatch, text)| Key { role, swatch, text })
        .collect()
}

/// What the site can draw when all that is announced should run, what it does, and how often power
/// holds GPUs back.
fn message(
    projection: &Projection,
    steps: &Steps,
    load: &Series,
    ends: &[f64],
    unit: Unit,
) -> String {
    let period = fan::telling_period(projection, &load.announced);
    let when = time::period_end(&projection.periods[period]);
    let firm = steps.firm(ends[period]);
    let more = match steps.all(ends[period]) - firm {
        none if none <= 0.0 => String::new(),
        some => format!(" and {} that is cut off at times", unit.full(some)),
    };
    let announced = match load.announced[period] {
        none if none <= 0.0 => String::new(),
        some => format!(", {} announced", unit.full(some)),
    };
    let mut message = format!(
        "{when}: {} of firm capacity{more} at the P50 dates; load {} at the median{announced}.",
        unit.full(firm),
        unit.full(load.p50[period])
    );
    let site = load.scope.id.as_deref().unwrap_or_default();
    let held = metric::of_site(projection, &metric::GPUS_STRANDED, site);
    let Some(held) = held.filter(|held| !held.above_zero.is_empty()) else {
        return message;
    };
    match stranded::worst(projection, held) {
        None => message.push_str(" No GPU installed is ever without power."),
        Some(worst) => {
            let when = time::period_end(&projection.periods[worst]);
            let share = percent(held.above_zero[worst]);
            if held.above_zero.iter().all(|share| *share < RARELY) {
                message.push_str(" GPUs hardly ever stand without power.");
                return message;
            }
            let more = format!(
                " {when}, when power holds most back: GPUs stand without it in {share} of trials."
            );
            message.push_str(&more);
        }
    }
    message
}

fn notes(
    projection: &Projection,
    power: &PowerRow,
    steps: &Steps,
    unit: Unit,
    to: f64,
) -> Vec<String> {
    let loose = steps.stages.iter().any(|stage| !stage.is_firm());
    let curtailed = loose.then(|| {
        "Curtailed: the share of hours, P10 to P90, in which a connection that is not firm is cut off.".to_owned()
    });
    let mut notes = vec![
        "A grid stage states the connection's new total. Bars: P10 to P90 of the date on which a step comes \
         or goes. The load is what runs on the power there is."
            .to_owned(),
    ];
    notes.extend(curtailed);
    let later = steps.stages.iter();
    let later = later.filter(|stage| stage.when.p10.is_none_or(|day| day >= to));
    let later: Vec<String> = later
        .map(|stage| {
            let date = stage.when.p50.and_then(time::month_of_end);
            let date = date.map_or("P50 never".to_owned(), |date| format!("P50 {date}"));
            let size = unit.full(stage.row.capacity.p50);
            format!("{} ({size}, {date})", text::words(&stage.row.id))
        })
        .collect();
    notes.extend(listed("Later than the plot: grid ", &later));
    let backup = power.plants.iter().filter(|plant| plant.role == "backup");
    let backup: Vec<String> = backup
        .map(|plant| {
            let size = unit.full(plant.capacity.p50);
            format!("{} ({size})", drawing::plant_name(plant))
        })
        .collect();
    notes.extend(listed("Backup plant never counts as firm: ", &backup));
    let further =
        steps.stages.len().saturating_sub(NAMED) + steps.plants.len().saturating_sub(NAMED);
    if further > 0 {
        notes.push(format!(
            "{further} further steps are drawn without their names."
        ));
    }
    notes.extend(footer::unannounced(projection, Some(&power.site)));
    notes
}

/// The names behind what they are, the first few.
fn listed(what: &str, names: &[String]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let named: Vec<String> = names
        .iter()
        .take(NOTED)
        .map(|name| text::shorten(name, theme::SMALL, false, 260.0))
        .collect();
    let more = match names.len().saturating_sub(NOTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some([what, &named.join("; "), &more, "."].concat())
}
