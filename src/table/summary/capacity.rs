//! Capacity in two sentences: what binds at the headline's date, and programmes claimed beyond their
//! totals.

use super::super::digits::{figure, percent};
use super::totals::moment;
use crate::projection::{Estimate, Projection, plain};

/// Programmes that are named before the rest are counted.
const NAMED: usize = 4;
/// Shares that round to nothing.
const HARDLY: f64 = 0.005;

/// The sentences, each where there is something for it.
#[must_use]
pub fn sentences(projection: &Projection) -> Vec<String> {
    let all = [binding(projection), over_subscribed(projection)];
    let sentences = all.into_iter().flatten();
    sentences.map(|sentence| plain(&sentence)).collect()
}

/// "End 2027: the grid limits 41 % of the announced 709 MW, chips 8 %; 30 % is still being built."
fn binding(projection: &Projection) -> Option<String> {
    let period = projection.headline_period()?;
    let row = projection
        .binding
        .iter()
        .find(|row| row.scope.kind == "total")?;
    let share = |list: &[f64]| list.get(period).copied().unwrap_or(0.0);
    let mut causes = [
        ("the grid", "limits", share(&row.grid)),
        ("the zone", "limits", share(&row.zone)),
        ("chips", "limit", share(&row.chips)),
    ];
    causes.sort_by(|a, b| b.2.total_cmp(&a.2));
    let (first, limits, most) = causes[0];
    if most <= HARDLY {
        return None;
    }
    let percent = |value: f64| percent(Estimate { value, se: 0.0 });
    let mut words = format!(
        "What binds at {}: {first} {limits} {} of the announced {} MW",
        moment(&projection.periods[period]),
        percent(most),
        figure(row.announced_mw, 0.0)
    );
    for (name, _, share) in causes[1..].iter().filter(|cause| cause.2 > HARDLY) {
        words.push_str(&[", ", name, " ", &percent(*share)].concat());
    }
    let built = percent(share(&row.building));
    words.push_str(&["; ", &built, " is still being built."].concat());
    Some(words)
}

/// "Claimed beyond their totals: Nscale by 7,000 GPUs."
fn over_subscribed(projection: &Projection) -> Option<String> {
    let rows = projection.programmes.iter();
    let over: Vec<String> = rows
        .filter(|row| row.announced_gpus.is_some() && row.over_subscribed_gpus > 0.0)
        .map(|row| {
            let by = figure(row.over_subscribed_gpus, 0.0);
            format!("{} by {by} GPUs", named(&row.name, &row.id))
        })
        .collect();
    let count = over.len();
    let told = &over[..count.min(NAMED)];
    sentence("Claimed beyond their totals", told, count)
}

/// What it is, what was told of it, and how much was not; `None` of nothing.
fn sentence(what: &str, told: &[String], count: usize) -> Option<String> {
    let more = match count - told.len() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    (!told.is_empty()).then(|| format!("{what}: {}{more}.", told.join("; ")))
}

fn named<'a>(name: &'a str, id: &'a str) -> &'a str {
    if name.trim().is_empty() {
        id
    } else {
        name.trim()
    }
}
