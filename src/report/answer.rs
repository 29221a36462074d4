//! The answer in a few sentences, made from the numbers.
//!
//! Each sentence is left out where the projection has nothing for it, and stays true and
//! grammatical for one site or many, for facts alone, for nothing announced.

use super::desk::Desk;
use super::words;
use crate::projection::{Estimate, Projection, ScheduleRow, Series};
use crate::table::totals::{self, Level};
use crate::table::{figure, percent, phases};
use maud::{Markup, html};

/// Running phases named at most.
const MOST_NAMED: usize = 4;
/// The share of trials from which on a wait or a loss is worth a sentence.
const OFTEN: f64 = 0.2;
/// The share of those powered below which GPUs without power are not worth a sentence.
const TELLING: f64 = 0.01;

/// The paragraphs: how much, how sure, what holds it back.
pub(super) fn body(desk: &Desk<'_>) -> Markup {
    let projection = desk.projection;
    let lead = totals::headline(projection);
    let paragraphs = [
        [energy(projection), later(projection), shortfall(desk), None],
        [punctuality(projection), best(projection), None, None],
        [
            power(projection),
            stranded(projection),
            lost(projection),
            running(projection),
        ],
    ]
    .map(|sentences| {
        sentences
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let is_silent = lead.is_none() && paragraphs.iter().all(String::is_empty);
    html! {
        @if let Some(lead) = lead { p.lead { (lead) } }
        @for paragraph in paragraphs.iter().filter(|paragraph| !paragraph.is_empty()) {
            p { (paragraph) }
        }
        @if is_silent {
            p { "The run recorded neither quantities nor dates, so that there is nothing to answer with." }
        }
    }
}

/// The metric that the lead speaks of: its series, and what it counts.
fn leading(projection: &Projection) -> Option<(&Series, &'static str)> {
    let gpus = projection
        .find("total", None, "gpus_powered")
        .map(|series| (series, "GPUs"));
    gpus.or_else(|| {
        projection
            .find("total", None, "facility_load")
            .map(|series| (series, "MW"))
    })
}

/// The power of what the lead counts in GPUs.
fn energy(projection: &Projection) -> Option<String> {
    projection.find("total", None, "gpus_powered")?;
    let series = projection.find("total", None, "facility_load")?;
    let index = projection.headline_period()?;
    let level = Level::of(projection, series, index)?;
    let share = level.share(projection.trials, series.sd.get(index).copied());
    let [_, median, _] = level.percentiles(figure);
    let announced = if level.announced > 0.0 {
        format!(", of {} MW announced", figure(level.announced, 0.0))
    } else {
        String::new()
    };
    Some(format!(
        "At peak their facilities draw {median} MW {share}{announced}."
    ))
}

/// The same at the last year end.
fn later(projection: &Projection) -> Option<String> {
    let (series, unit) = leading(projection)?;
    let last = *totals::year_ends(projection).last()?;
    if last == projection.headline_period()? {
        return None;
    }
    let level = Level::of(projection, series, last)?;
    let share = level.share(projection.trials, series.sd.get(last).copied());
    let [_, median, _] = level.percentiles(figure);
    let when = totals::moment(projection.periods.get(last)?);
    let announced = if level.announced > 0.0 {
        format!(", against {} announced", figure(level.announced, 0.0))
    } else {
        String::new()
    };
    Some(format!(
        "By {when} it is {median} {unit} {share}{announced}."
    ))
}

/// The site that falls shortest of its announcements at the lead's date, where there are several.
fn shortfall(desk: &Desk<'_>) -> Option<String> {
    let projection = desk.projection;
    let (total, unit) = leading(projection)?;
    let index = projection.headline_period()?;
    let sites: Vec<(&Series, Level)> = projection
        .series
        .iter()
        .filter(|series| series.scope.kind == "site" && series.metric == total.metric)
        .filter_map(|series| Some((series, Level::of(projection, series, index)?)))
        .collect();
    let missing = |level: &Level| level.announced - level.median();
    let (series, level) = sites
        .iter()
        .max_by(|a, b| missing(&a.1).total_cmp(&missing(&b.1)))
        .filter(|(_, level)| sites.len() > 1 && missing(level) > 0.0)?;
    let id = series.scope.id.as_deref()?;
    let name = &desk.sites.get(desk.site_number(id)? - 1)?.1;
    let when = totals::moment(projection.periods.get(index)?);
    let median = match level.percentiles(figure) {
        [_, zero, _] if zero == "0" => "none".to_owned(),
        [_, median, _] => median,
    };
    let announced = figure(level.announced, 0.0);
    Some(format!(
        "The largest shortfall of a single site at {when} is that of {name}: {announced} {unit} announced, {median} at the median."
    ))
}

/// How many phases keep their dates, or that none is left to.
fn punctuality(projection: &Projection) -> Option<String> {
    let open = phases::forecasts(projection).len();
    let running = phases::running(projection).count();
    match (phases::headline(projection), open, running) {
        (Some(headline), ..) => Some(headline),
        (None, 0, 0) => None,
        (None, 0, 1) => Some("The one phase of the scenario runs already.".to_owned()),
        (None, 0, _) => Some("Every phase of the scenario runs already.".to_owned()),
        (None, 1, _) => Some("The one phase to come has no announced date.".to_owned()),
        (None, ..) => Some("None of the phases to come has an announced date.".to_owned()),
    }
}

/// The phase likeliest to keep its date, where there are several.
fn best(projection: &Projection) -> Option<String> {
    let dated: Vec<(&ScheduleRow, Estimate)> = phases::forecasts(projection)
        .into_iter()
        .filter(|row| !row.fact && row.milestone == "online")
        .filter_map(|row| Some((row, row.on_time?)))
        .collect();
    // The first of those that are equally likely.
    let (row, chance) = dated
        .iter()
        .rev()
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value))
        .filter(|_| dated.len() > 1)?;
    if chance.value == 0.0 {
        return Some("In no trial does any of them keep its date.".to_owned());
    }
    let (name, chance) = (phases::label(row), percent(*chance));
    Some(format!(
        "Likeliest to keep its date is {name}, with {chance} of trials."
    ))
}

/// Whom power keeps waiting, and for how long.
fn power(projection: &Projection) -> Option<String> {
    let open: Vec<&ScheduleRow> = phases::forecasts(projection)
        .into_iter()
        .filter(|row| row.milestone == "online")
        .collect();
    let waiting: Vec<(&ScheduleRow, Estimate, f64)> = open
        .iter()
        .filter_map(|row| {
            let wait = &row.given_online;
            Some((*row, wait.waits?, wait.mean_wait_months?))
        })
        .filter(|(_, chance, _)| chance.value >= OFTEN)
        .collect();
    let (longest, chance, months) = waiting
        .iter()
        .rev()
        .max_by(|a, b| (a.1.value * a.2).total_cmp(&(b.1.value * b.2)))?;
    let months = figure(libm::round(*months).max(1.0), 0.0);
    let unit = if months == "1" { "month" } else { "months" };
    let how = format!(
        "in {} of the trials in which it comes, then for {months} {unit} on average",
        percent(*chance)
    );
    let name = phases::label(longest);
    Some(match (waiting.len(), open.len()) {
        (1, 1) => format!("Once built it waits for power {how}."),
        (1, all) => format!("Of {all} phases to come power keeps one waiting: {name}, {how}."),
        (some, all) => {
            let who = if some == all {
                format!("all {all}")
            } else {
                format!("{some} of {all}")
            };
            format!(
                "Power keeps {who} phases to come waiting once they are built, in one trial of five or more; the longest is {name}, {how}."
            )
        }
    })
}

/// GPUs that are installed and wait for power at the lead's date, where there may be any.
fn stranded(projection: &Projection) -> Option<String> {
    let series = projection.find("total", None, "gpus_stranded")?;
    let index = projection.headline_period()?;
    let level = Level::of(projection, series, index)?;
    let [_, median, _] = level.percentiles(figure);
    let powered = projection
        .find("total", None, "gpus_powered")?
        .p50
        .get(index)?;
    let high = *series.p90.get(index)?;
    if high == 0.0 || high < TELLING * powered {
        return None;
    }
    let share = level.share(projection.trials, series.sd.get(index).copied());
    let when = totals::moment(projection.periods.get(index)?);
    Some(format!(
        "Installed and without power at {when}: {median} GPUs {share}."
    ))
}

/// What is likeliest never to come.
fn lost(projection: &Projection) -> Option<String> {
    let open: Vec<(&ScheduleRow, Estimate)> = phases::forecasts(projection)
        .into_iter()
        .map(|row| (row, never(row)))
        .collect();
    let (row, chance) = open
        .iter()
        .rev()
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value))
        .filter(|(_, chance)| {
            chance.value
                >= if open.len() == 1 {
                    f64::MIN_POSITIVE
                } else {
                    OFTEN
                }
        })?;
    let fate = match (row.cancelled.value > 0.0, row.never_restarted.value > 0.0) {
        (true, true) => "cancelled or paused for good",
        (false, true) => "paused for good",
        _ => "cancelled",
    };
    let (name, chance) = (phases::label(row), percent(*chance));
    let half = open.iter().filter(|(_, chance)| chance.value > 0.5).count();
    let others = match (open.len(), half) {
        (1, _) => return Some(format!("In {chance} of trials it is {fate}.")),
        (_, 0 | 1) => String::new(),
        (all, some) => format!(" Of {all} phases to come {some} are lost in more trials than not."),
    };
    Some(format!(
        "Likeliest never to come is {name}: {fate} in {chance} of trials.{others}"
    ))
}

/// The chance that a phase is lost, cancelled or paused for good: no trial is both.
pub(super) fn never(row: &ScheduleRow) -> Estimate {
    Estimate {
        value: row.cancelled.value + row.never_restarted.value,
        se: row.cancelled.se.max(row.never_restarted.se),
    }
}

/// What runs already.
fn running(projection: &Projection) -> Option<String> {
    let rows: Vec<&ScheduleRow> = phases::running(projection).collect();
    let since = |row: &&ScheduleRow| {
        let name = row.label();
        match row.p50.as_deref() {
            Some(date) => format!("{name} (since {})", phases::month(date)),
            None => name,
        }
    };
    let mut names: Vec<String> = rows.iter().take(MOST_NAMED).map(since).collect();
    if rows.len() > MOST_NAMED {
        names.push(words::count(
            rows.len() - MOST_NAMED,
            "other phase",
            "other phases",
        ));
    }
    (!names.is_empty()).then(|| format!("Already running: {}.", words::joined(&names)))
}
