//! A site's grid stages and plant.

use super::context::Context;
use super::facts::{self, Seen};
use super::plausible;
use super::reader::{Moment, Reader};
use crate::calendar::Instant;
use crate::distribution::Distribution;
use crate::model::{Energised, GridStage, Plant, PlantRole, Uncertain};
use crate::scenario::problem::Problem;
use crate::units::{Day, Share};
use jiff::civil::Date;

/// Reads `[site.x.grid.*]`.
///
/// A stage's wait began when it was applied for; where it does not say, when the site was
/// `announced`.
pub(super) fn grid(
    site: &Reader<'_>,
    above: &Seen,
    announced: Option<Date>,
    cx: &mut Context<'_>,
) -> Vec<GridStage> {
    let mut stages = Vec::new();
    let mut places = Vec::new();
    for (id, reader) in site.entities(cx, "grid") {
        let seen = facts::seen(&reader, above, cx);
        let applied = reader.day(cx, "applied");
        facts::check_day("applied", applied, reader.get("applied"), &seen, cx);
        let capacity = reader.quantity(cx, "capacity");
        let curtailed = curtailed(&reader, cx);
        let from = applied.or(announced).map(Instant::start_of);
        let energised = energised(&reader, &seen, from, cx);
        let (Some(capacity), Some(energised)) = (capacity, energised) else {
            continue;
        };
        places.extend(reader.get("capacity").map(|node| node.place.clone()));
        stages.push(GridStage {
            id: id.to_string(),
            capacity,
            curtailed,
            energised,
            sources: reader.sources(cx),
        });
    }
    plausible::stages(&stages, &places, cx);
    stages
}

/// The share of the time in which a stage that is not firm is cut off; says so where only one of
/// `firm` and `curtailed` is given.
fn curtailed(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Uncertain<Share>> {
    let firm = !reader.has("firm") || reader.flag(cx, "firm");
    let share = reader.quantity(cx, "curtailed");
    match (firm, reader.get("curtailed"), reader.get("firm")) {
        (true, Some(node), written) => {
            let message = format!("`{}` is firm and is said to be curtailed", reader.path());
            let mut problem = Problem::error("grid::firm", message)
                .at(&node.place, "firm capacity is not cut off");
            if let Some(written) = written {
                problem = problem.also(&written.place, "firm");
            }
            cx.push(problem.help(
                "write `firm = false` if it is cut off at times; leave `curtailed` out if not",
            ));
            None
        }
        (false, None, Some(written)) => {
            let message = format!("`{}` is not firm and has no `curtailed`", reader.path());
            let problem = Problem::error("grid::not-firm", message)
                .at(&written.place, "how often it is cut off is missing");
            cx.push(problem.help(
                "say for what share of the hours, for example `curtailed = \"2 to 8 %\"`; `0` if never",
            ));
            None
        }
        _ => share,
    }
}

/// Lets the waits of which nothing else says when they began begin with the `first` announcement of
/// a phase of the site.
pub(super) fn began(stages: &mut [GridStage], first: Option<Date>) {
    for stage in stages {
        if let Energised::Expected { from, .. } = &mut stage.energised {
            *from = from.or(first.map(Instant::start_of));
        }
    }
}

fn energised(
    reader: &Reader<'_>,
    seen: &Seen,
    from: Option<Instant>,
    cx: &mut Context<'_>,
) -> Option<Energised> {
    if reader.has("actual_energised") {
        // What was expected stays in the file for comparison; it must still be a date.
        reader.moment(cx, "energised");
        return facts::fact(reader, "actual_energised", seen, cx).map(Energised::Fact);
    }
    if !reader.has("energised") {
        cx.push(
            Problem::error("key::missing", format!("`{}` has no date", reader.path()))
                .at(reader.place(), "needs `energised` or `actual_energised`")
                .help("for example `energised = \"2026-09 to 2027-12\"`, or the fact: `actual_energised = 2026-05-20`"),
        );
        return None;
    }
    let moment = reader.moment(cx, "energised")?;
    let law = open_after(&moment, "energised", seen, "actual_energised", cx)?;
    Some(Energised::Expected {
        date: Uncertain::new(reader.join("energised"), law),
        seen: seen.instant(),
        from,
    })
}

/// A date of which more than this share has passed without its coming was not meant so.
pub(super) const MOST_PASSED: f64 = 0.999;
/// More than this share passed is worth a warning.
const PASSED: f64 = 0.95;

/// The law of a date given that it had not come when it was last looked at.
pub(super) fn open_after(
    moment: &Moment,
    name: &str,
    seen: &Seen,
    fact: &str,
    cx: &mut Context<'_>,
) -> Option<Distribution> {
    let Some(limit) = seen.instant() else {
        return Some(moment.law.clone());
    };
    let passed = moment.law.cdf(limit.days());
    let shown = seen.day.map(|day| day.to_string()).unwrap_or_default();
    let law = moment.law.beyond(limit.days()).ok();
    if let Some(law) = law.filter(|_| passed <= MOST_PASSED) {
        if passed > PASSED {
            let problem = Problem::warning(
                "schedule::mostly-elapsed",
                format!(
                    "only {:.1} % of `{name}` lies after {} {shown}",
                    (1.0 - passed) * 100.0,
                    seen.noun()
                ),
            )
            .at(
                &moment.node.place,
                "this small part is all that the run takes",
            );
            cx.push(seen.mark(problem).help(format!(
                "if it came, say so with `{fact}`; if not, give the range that is expected now"
            )));
        }
        return Some(law);
    }
    cx.push(outside(moment, name, seen, fact, passed < 1.0));
    None
}

/// What to say of a date that has passed; `is_range` if a little of it is still to come.
fn outside(moment: &Moment, name: &str, seen: &Seen, fact: &str, is_range: bool) -> Problem {
    let level = if is_range { MOST_PASSED } else { 1.0 };
    let latest = Instant::from_days(moment.law.quantile(level)).date();
    let latest = latest.map_or_else(|| "never".to_string(), |date| date.to_string());
    let day = seen.day.map(|day| day.to_string()).unwrap_or_default();
    let noun = seen.noun();
    let (message, label, way_out) = if is_range {
        (
            format!("99.9 % of `{name}` lies before {latest}, and {noun} {day} is after that"),
            "all but a thousandth of it has passed",
            format!("if it came, say when with `{fact}`"),
        )
    } else {
        (
            format!("`{name}` is {latest} at the latest, and {noun} {day} is not before that"),
            "this day has passed",
            format!("if it came, say so: `{fact} = {latest}`"),
        )
    };
    let problem = Problem::error("schedule::elapsed", message).at(&moment.node.place, label);
    seen.mark(problem)
        .help(way_out)
        .help("if it did not, give a later date or a range that ends later")
}

/// Reads `[site.x.plant.*]`.
pub(super) fn plants(site: &Reader<'_>, cx: &mut Context<'_>) -> Vec<Plant> {
    let mut plants = Vec::new();
    for (id, reader) in site.entities(cx, "plant") {
        let capacity = reader.quantity(cx, "capacity");
        let from = reader.moment(cx, "from").map(|moment| edge(moment, true));
        let until = reader.moment(cx, "until").map(|moment| edge(moment, false));
        if let (Some(from), Some(until), Some(node)) = (&from, &until, reader.get("until"))
            && until.median() < from.median()
        {
            cx.push(
                Problem::error(
                    "plant::reversed",
                    format!("`{}` ends before it begins", reader.path()),
                )
                .at(&node.place, "before `from`")
                .help("`from` is its first day in service, `until` its last"),
            );
        }
        let role = match reader.word(cx, "role").as_deref() {
            Some("bridge") => PlantRole::Bridge,
            Some("backup") => PlantRole::Backup,
            _ => PlantRole::Prime,
        };
        let emissions = reader.quantity(cx, "emissions");
        let cost = reader.quantity(cx, "cost");
        let fuel = reader.text(cx, "fuel");
        let availability = reader.quantity(cx, "availability");
        let (Some(capacity), Some(from), Some(availability)) = (capacity, from, availability)
        else {
            continue;
        };
        plants.push(Plant {
            id: id.to_string(),
            capacity,
            from: Uncertain::<Day>::new(reader.join("from"), from),
            until: until.map(|law| Uncertain::new(reader.join("until"), law)),
            role,
            fuel,
            availability,
            emissions,
            cost,
            sources: reader.sources(cx),
        });
    }
    plants
}

/// A date that bounds a service: a period's first instant where it begins, its last where it ends.
fn edge(moment: Moment, begins: bool) -> Distribution {
    match moment.period {
        Some(period) if begins => Distribution::constant(period.start().days()),
        Some(period) => Distribution::constant(period.deadline().days()),
        None => moment.law,
    }
}
