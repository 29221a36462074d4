//! `[driver.x]`: a factor shared by many.

use super::selector::{self, Found};
use super::{World, check_waits, each, no_activities};
use crate::model::{Driver, DriverOn, Each, Uncertain};
use crate::scenario::problem::Problem;
use crate::scenario::resolve::context::Context;
use crate::scenario::resolve::reader::Reader;
use crate::units::Factor;

/// A median outside this is hardly meant as a factor.
const USUAL: std::ops::RangeInclusive<f64> = 0.2..=5.0;

/// Reads a driver; `None` after a problem.
pub(super) fn read(
    id: &str,
    reader: &Reader<'_>,
    world: World<'_>,
    cx: &mut Context<'_>,
) -> Option<Driver> {
    let factor = reader.quantity::<Factor>(cx, "factor");
    if let Some(factor) = &factor {
        check_size(reader, factor, cx);
    }
    let on = match reader.word(cx, "on").as_deref() {
        Some("size") => DriverOn::Size,
        Some("cost") => DriverOn::Cost,
        _ => DriverOn::Duration,
    };
    let each = each(reader, cx);
    if on != DriverOn::Duration && each == Each::Activity {
        let what = format!("the {} of a phase is one number", on.word());
        no_activities(
            reader,
            &what,
            ", or leave `each` out for one draw a trial",
            cx,
        );
    }
    let selector = selector::read(reader, cx);
    let found = selector.as_ref()?.find(reader.path(), world, cx);
    if on == DriverOn::Duration {
        check_waits(reader, &found, "factor", world, cx);
    } else {
        check_phases(reader, &found, on, world, cx);
    }
    Some(Driver {
        id: id.to_string(),
        name: reader.label(cx, "name").unwrap_or_else(|| id.to_string()),
        factor: factor?,
        on,
        each,
        reach: found.reach,
        sources: reader.sources(cx),
    })
}

fn check_size(reader: &Reader<'_>, factor: &Uncertain<Factor>, cx: &mut Context<'_>) {
    let median = factor.median();
    let Some(node) = reader.get("factor").filter(|_| !USUAL.contains(&median)) else {
        return;
    };
    cx.push(
        Problem::warning(
            "driver::far",
            format!(
                "`{}` multiplies by {median:.2} in the middle",
                reader.path()
            ),
        )
        .at(&node.place, "far from 1")
        .help("a factor of 1.1 is ten per cent more; `\"110 %\"` says the same"),
    );
}

/// Warns of a factor on sizes that reaches waits alone.
fn check_phases(
    reader: &Reader<'_>,
    found: &Found,
    on: DriverOn,
    world: World<'_>,
    cx: &mut Context<'_>,
) {
    let Some(node) = reader.get("applies_to") else {
        return;
    };
    if !world.whole || !found.reach.phases.is_empty() || found.reach.work.is_empty() {
        return;
    }
    let message = format!(
        "`{}` multiplies the {} of phases and applies to grid stages alone",
        reader.path(),
        on.word()
    );
    cx.push(
        Problem::warning("selector::nothing", message)
            .at(&node.place, "no phase among what matches")
            .help("leave `activity` out to reach the phases"),
    );
}
