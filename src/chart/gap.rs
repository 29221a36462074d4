//! The delivery gap: what was announced less what runs, over time.
//!
//! Taken trial by trial, so that its percentiles are those of the gap itself. What it does not
//! know: colours.

use super::metric;
use super::number::Unit;
use super::{
    Chart, Height, Label, Mark, Place, Role, Shape, Subject, fan, footer, time, value_axis,
};
use crate::projection::{Projection, Series};

/// Shares of the largest gap that round to nothing.
const HARDLY: f64 = 0.005;

/// The gap of the total; `None` where nothing was announced with a date, for then there is nothing
/// to fall short of.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let gap = metric::total(projection, &metric::DELIVERY_GAP)?;
    let load = metric::total(projection, &metric::FACILITY_LOAD)?;
    if load.announced.iter().all(|announced| *announced <= 0.0) {
        return None;
    }
    let drawn = || {
        [&gap.p10, &gap.p50, &gap.p90]
            .into_iter()
            .flatten()
            .copied()
    };
    let (min, max) = (drawn().fold(0.0, f64::min), drawn().fold(0.0, f64::max));
    let unit = Unit::for_max(metric::DELIVERY_GAP.kind, max.max(-min));
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let mut marks = fan::bands(gap, &ends, from);
    marks.insert(
        0,
        Mark {
            role: Role::Zero,
            shape: Shape::Line(vec![(from, 0.0), (to, 0.0)]),
        },
    );
    let mut labels = fan::percentile_labels(gap, unit, to);
    labels.push(Label {
        role: Role::Text,
        text: "0: as announced".to_owned(),
        at: (to, 0.0),
        place: Place::End,
    });
    fan::status(projection, from, to, &mut marks, &mut labels);
    let mut notes = vec![
        "Delivery gap: the facility load announced for the date less the load that runs, taken trial by \
         trial. Below zero: more runs than was announced for that date."
            .to_owned(),
    ];
    notes.extend(footer::unannounced(projection, None));
    Some(Chart {
        stem: metric::DELIVERY_GAP.stem.to_owned(),
        subject: Subject::Outlook,
        site: None,
        title: "All sites: delivery gap, announced less delivered".to_owned(),
        message: message(projection, gap, load, unit),
        footnotes: footer::notes(projection, notes, footer::Reads::Bands),
        x: time::axis(from, to),
        y: value_axis::around(
            format!("{} behind the announcement", unit.name()),
            min,
            max,
            unit,
        ),
        height: Height::Whole(640.0),
        marks,
        labels,
        panels: Vec::new(),
        key: fan::key(false),
        readings: Some(fan::readings(gap, unit, &ends)),
    })
}

/// What the gap says: how far behind, and whether ahead can be.
fn message(projection: &Projection, gap: &Series, load: &Series, unit: Unit) -> String {
    let period = fan::telling_period(projection, &load.announced);
    let when = time::period_end(&projection.periods[period]);
    let announced = load.announced[period];
    let (low, middle, high) = (gap.p10[period], gap.p50[period], gap.p90[period]);
    let hardly = HARDLY * announced;
    let named = unit.full(announced);
    let mut message = if middle > hardly {
        format!(
            "{when}: {} of the {named} announced are missing at the median",
            unit.full(middle)
        )
    } else if middle < -hardly {
        format!(
            "{when}: {} more than the {named} announced run at the median",
            unit.full(-middle)
        )
    } else {
        format!("{when}: the {named} announced run at the median")
    };
    if high > hardly && unit.number(high) != unit.number(middle) {
        let high = unit.full(high);
        message.push_str(&["; in 90\u{a0}% of trials at most ", &high, " are missing"].concat());
    }
    if low < -hardly && middle >= -hardly {
        let low = unit.full(-low);
        message.push_str(&["; one trial in ten runs ahead by ", &low, " or more"].concat());
    }
    message + "."
}
