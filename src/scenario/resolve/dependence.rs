//! What makes sites slip together: drivers, risks and correlation groups; branches stand apart,
//! since each of their stories is a scenario of its own.

mod branch;
mod correlation;
mod driver;
mod matrix;
mod members;
mod risk;
mod selector;
mod stories;
mod tie;

pub(super) use branch::{Draft, chips_named, drafts};
pub(in crate::scenario) use selector::KEYS as SELECTOR_KEYS;
pub(super) use stories::stories;

use super::context::Context;
use super::reader::Reader;
use crate::model::{Chip, Costs, Dependence, Driver, Each, Programme, Risk, Site, Zone};
use crate::scenario::problem::Problem;
use selector::Found;

/// What selectors look at.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub zones: &'a [Zone],
    pub programmes: &'a [Programme],
    pub sites: &'a [Site],
    pub chips: &'a [Chip],
    pub costs: Option<&'a Costs>,
    /// Whether nothing is missing of it: where something could not be read, what a selector does
    /// not find may be there.
    pub whole: bool,
}

/// Reads drivers, risks and correlation groups.
pub(super) fn read(root: &Reader<'_>, world: World<'_>, cx: &mut Context<'_>) -> Dependence {
    let drivers: Vec<Driver> = root
        .entities(cx, "driver")
        .into_iter()
        .filter_map(|(id, reader)| driver::read(id, &reader, world, cx))
        .collect();
    let risks: Vec<Risk> = root
        .entities(cx, "risk")
        .into_iter()
        .filter_map(|(id, reader)| risk::read(id, &reader, world, cx))
        .collect();
    let is_left = |kind: &str, id: &str| {
        let path = format!("{kind}.{id}");
        !cx.kept.as_ref().is_some_and(|kept| kept.is_idle(&path))
    };
    let drivers = drivers
        .into_iter()
        .filter(|driver| is_left("driver", &driver.id));
    let risks = risks.into_iter().filter(|risk| is_left("risk", &risk.id));
    let mut dependence = Dependence {
        drivers: drivers.collect(),
        risks: risks.collect(),
        ..Dependence::default()
    };
    dependence.groups = correlation::read(root, world, &dependence, cx);
    dependence
}

/// Reads `applies_to` of what acts on phases, facts among them: those that it matches, sorted; `None`
/// after a problem.
pub(super) fn phases_of(
    reader: &Reader<'_>,
    world: World<'_>,
    cx: &mut Context<'_>,
) -> Option<Vec<(usize, usize)>> {
    let selector = selector::read(reader, cx)?;
    Some(selector.phases(reader.path(), world, cx))
}

/// Reads `each`.
fn each(reader: &Reader<'_>, cx: &mut Context<'_>) -> Each {
    match reader.word(cx, "each").as_deref() {
        Some("site") => Each::Site,
        Some("phase") => Each::Phase,
        Some("activity") => Each::Activity,
        _ => Each::Once,
    }
}

/// Reports `each = "activity"` of what acts on whole phases.
fn no_activities(reader: &Reader<'_>, what: &str, out: &str, cx: &mut Context<'_>) {
    let Some(node) = reader.get("each") else {
        return;
    };
    cx.push(
        Problem::error(
            "each::level",
            format!("`{}` is drawn for each activity, and {what}", reader.path()),
        )
        .at(&node.place, "there is no such level")
        .help(format!("write `each = \"phase\"`{out}")),
    );
}

/// Reports a factor on waits of which nothing says when they began.
fn check_waits(
    reader: &Reader<'_>,
    found: &Found,
    name: &str,
    world: World<'_>,
    cx: &mut Context<'_>,
) {
    let Some(stage) = found.wait_without_origin(world) else {
        return;
    };
    let Some(node) = reader.get(name) else {
        return;
    };
    let message = format!(
        "`{}` stretches the wait of `{stage}`, and nothing says when that began",
        reader.path()
    );
    cx.push(
        Problem::error("selector::no-origin", message)
            .at(&node.key, "a factor on the time that it takes")
            .help(format!("say when it was applied for, `{stage}.applied`, or when the site was `announced`; or when it was last `seen` without"))
            .help("a `delay` of a risk needs no such day"),
    );
}
