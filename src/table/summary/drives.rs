//! What drives the result, in a few sentences: the foremost inputs, what sites share, how many dates
//! are kept together.

use super::super::digits::{difference, figure, percent};
use super::totals::moment;
use crate::projection::{
    CommonVariance, DrivenOutcome, Estimate, JointRow, Projection, SensitivityRow, plain,
};

/// Shares of fewer standard errors are taken for chance.
const SURE: f64 = 2.0;
/// The common share of the variance from which on it is worth a sentence.
const TELLING: f64 = 0.01;

/// The sentences, each where there is something for it.
#[must_use]
pub fn sentences(projection: &Projection) -> Vec<String> {
    let all = [
        foremost(projection),
        common(projection),
        together(projection),
    ];
    let sentences = all.into_iter().flatten();
    sentences.map(|sentence| plain(&sentence)).collect()
}

/// The outcome that the headline speaks of, or the first there is.
fn headline(projection: &Projection) -> Option<&DrivenOutcome> {
    let outcomes = &projection.risk.outcomes;
    let of = |metric: &str| {
        outcomes.iter().find(|outcome| {
            let name = outcome.outcome.replace('`', "");
            outcome.kind == "level" && name.starts_with(&format!("{metric} of total"))
        })
    };
    of("gpus_powered")
        .or(of("facility_load"))
        .or(outcomes.first())
}

/// The inputs of an outcome that move it beyond chance, the largest share of its variance first.
#[must_use]
pub fn telling<'a>(projection: &'a Projection, outcome: &str) -> Vec<&'a SensitivityRow> {
    let rows = projection.sensitivity.iter();
    let mut rows: Vec<&SensitivityRow> = rows
        .filter(|row| row.outcome == outcome && row.share_of_variance > SURE * row.share_se)
        .collect();
    rows.sort_by(|a, b| b.share_of_variance.total_cmp(&a.share_of_variance));
    rows
}

/// A share of variance in per cent.
#[must_use]
pub fn share(row: &SensitivityRow) -> String {
    percent(Estimate {
        value: row.share_of_variance.clamp(0.0, 1.0),
        se: row.share_se,
    })
}

/// A swing with its sign and unit: "+310 days", "-4 points", "+1,200 GPUs".
#[must_use]
pub fn swing(row: &SensitivityRow) -> String {
    let (scale, unit) = match row.unit.as_str() {
        "share" => (100.0, "points"),
        unit => (1.0, unit),
    };
    format!(
        "{} {unit}",
        difference(scale * row.swing, scale * row.swing_se)
    )
}

fn foremost(projection: &Projection) -> Option<String> {
    let outcome = headline(projection)?;
    let rows = telling(projection, &outcome.outcome);
    let first = rows.first()?;
    let name = |row: &SensitivityRow| projection.input_label(&row.input);
    let when = match first.kind.as_str() {
        "risk" | "gate" | "proceeds" => "where it happens",
        "branch" => "from story to story",
        _ => "from its lowest third to its highest",
    };
    let words = projection.outcome_words(&outcome.outcome);
    let what = match (&words.place, words.day.as_deref()) {
        (None, Some(day)) => format!("{} at {}", words.what, moment(day)),
        _ => projection.outcome_label(&outcome.outcome),
    };
    let others: Vec<String> = rows[1..rows.len().min(3)]
        .iter()
        .map(|row| format!("{} ({})", name(row), share(row)))
        .collect();
    let others = match others.as_slice() {
        [] => String::new(),
        others => format!("; then {}", others.join(" and ")),
    };
    Some(format!(
        "What moves {what} most: {}, {} of its variance ({} on average {when}){others}.",
        name(first),
        share(first),
        swing(first)
    ))
}

/// The common part of the variance of the metric that the headline speaks of.
fn common(projection: &Projection) -> Option<String> {
    let of = |metric: &str| {
        projection
            .risk
            .common
            .iter()
            .find(|row| row.metric == metric)
    };
    let row = of("gpus_powered")
        .or(of("facility_load"))
        .or(projection.risk.common.first())?;
    let CommonVariance {
        sd,
        sd_independent,
        share,
        ..
    } = row;
    if share.value < TELLING.max(SURE * share.se) || *sd_independent <= 0.0 {
        return None;
    }
    let unit = projection
        .find("total", None, &row.metric)
        .map_or(String::new(), |series| format!(" {}", series.unit));
    Some(format!(
        "Sites move together: {} of the variance of the total at {} is common. Its standard deviation is {}{unit}; \
         were the sites independent it would be {}.",
        percent(*share),
        moment(&row.at),
        figure(*sd, 0.0),
        figure(*sd_independent, 0.0)
    ))
}

/// How likely few dates are kept, against the same without anything shared.
fn together(projection: &Projection) -> Option<String> {
    let (few, own, supposed) = few_on_time(projection)?;
    let all = projection
        .joint_confidence
        .iter()
        .find(|row| row.kind == "portfolio")?
        .phases
        .len();
    let which = match few {
        0 => format!("none of {all} announced dates is kept"),
        1 => format!("at most 1 of {all} announced dates is kept"),
        few => format!("at most {few} of {all} announced dates are kept"),
    };
    Some(format!(
        "In {} of trials {which}; were the phases independent it would be {}.",
        percent(own),
        percent(supposed)
    ))
}

/// The number of dates kept at most at which sharing matters most, its chance, and the chance if the
/// phases were independent. `None` where sharing makes no difference beyond chance.
fn few_on_time(projection: &Projection) -> Option<(usize, Estimate, Estimate)> {
    let mut rows = projection.joint_confidence.iter();
    let row: &JointRow = rows.find(|row| row.kind == "portfolio")?;
    let (mut own, mut supposed) = (0.0, 0.0);
    let mut best: Option<(usize, f64, f64)> = None;
    for (k, (chance, alone)) in row.on_time.iter().zip(&row.if_independent).enumerate() {
        own += chance.value;
        supposed += alone;
        let is_more = best.is_none_or(|(_, a, b)| (own - supposed).abs() > (a - b).abs());
        if is_more {
            best = Some((k, own, supposed));
        }
    }
    let (k, own, supposed) = best?;
    let own = own.clamp(0.0, 1.0);
    let se = libm::sqrt(own * (1.0 - own) / projection.trials.max(1) as f64);
    let differs = (own - supposed).abs() > (SURE * 2.0 * se).max(0.005);
    let estimate = |value: f64| Estimate { value, se: 0.0 };
    differs.then(|| {
        (
            k,
            Estimate { value: own, se },
            estimate(supposed.clamp(0.0, 1.0)),
        )
    })
}
