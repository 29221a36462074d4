//! `capcast catalog --fit CLASS`: a reference class fitted again, with the cases behind it.

use super::exit::Failure;
use super::speak;
use crate::projection::rounding::rounded;
use crate::reference::{self, Agreement, Case, Measure, Refit, RefitError};
use crate::scenario::suggest;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::fmt::Write;

/// Fits the class again and prints how.
pub(super) fn refit(id: &str, as_of: Option<Date>, as_json: bool) -> Result<(), Failure> {
    let refit = reference::refit(id, as_of).map_err(|error| refused(&error))?;
    if as_json {
        return speak::answer(&format!("{:#}\n", json(&refit)));
    }
    speak::answer(&text(&refit))
}

fn refused(error: &RefitError) -> Failure {
    let fitted = || reference::sampled_classes().collect::<Vec<_>>().join(", ");
    Failure::Usage(match error {
        RefitError::Unknown(id) => {
            let near = suggest::nearest(id, reference::sampled_classes());
            match near {
                Some(near) => format!("{error}: did you mean `{near}`?"),
                None => format!("{error}; fitted are {}", fitted()),
            }
        }
        RefitError::NotFitted { .. } => format!("{error}; fitted are {}", fitted()),
        _ => error.to_string(),
    })
}

/// What the values are, and how many digits of them are shown.
fn unit(refit: &Refit) -> (&'static str, usize) {
    match refit.class.measure() {
        Measure::Overrun => ("factor", 3),
        Measure::Duration => ("days", 0),
        Measure::Share => ("share", 3),
    }
}

fn state(case: &Case) -> &'static str {
    if case.online { "done" } else { "open" }
}

fn text(refit: &Refit) -> String {
    let (unit, digits) = unit(refit);
    let class = refit.class;
    let mut text = format!("{}: {}\n", class.id(), class.title());
    if let Some(day) = refit.as_of {
        let _ = writeln!(text, "as of {day}");
    }
    let _ = writeln!(text, "\nfrom        until       {unit:>6}        case");
    for case in &refit.sample.cases {
        let (from, until, value) = (case.begun, case.seen, case.value);
        let (state, id) = (state(case), &case.id);
        let _ = writeln!(text, "{from}  {until}  {value:>6.digits$}  {state}  {id}");
    }
    if !refit.sample.left_out.is_empty() {
        text.push_str("\nLeft out\n");
        for row in &refit.sample.left_out {
            let _ = writeln!(text, "  {}: {}", row.id, row.reason);
        }
    }
    let _ = writeln!(
        text,
        "\nGreatest likelihood, open cases as censored; errors by bootstrap; the lesser AIC first\n{}",
        refit.fit
    );
    let family = refit.fit.candidates[0].family.word();
    let _ = writeln!(
        text,
        "Share still open: product limit, and the {family}\n\n{unit:>6}  at risk  product limit  {family:>9}"
    );
    for (step, open) in &refit.curve {
        let (at, at_risk, survival) = (step.at, step.at_risk, step.survival);
        let _ = writeln!(
            text,
            "{at:>6.digits$}  {at_risk:>7}  {survival:>13.3}  {open:>9.3}"
        );
    }
    let _ = writeln!(text, "\n{}\n\nSource: {}", refit.agreement, class.source());
    text
}

fn json(refit: &Refit) -> Value {
    let cases = refit.sample.cases.iter().map(|case| {
        json!({
            "id": case.id,
            "from": case.begun.to_string(),
            "until": case.seen.to_string(),
            "value": rounded(case.value),
            "state": state(case),
        })
    });
    let left_out = &refit.sample.left_out;
    let left_out = left_out
        .iter()
        .map(|row| json!({ "id": row.id, "reason": row.reason }));
    let candidates = refit.fit.candidates.iter().map(|candidate| {
        let [first, second] = candidate.family.parameters();
        json!({
            "family": candidate.family.word(),
            "parameters": {
                first: rounded(candidate.parameters[0]),
                second: rounded(candidate.parameters[1]),
            },
            "errors": {
                first: rounded(candidate.errors[0]),
                second: rounded(candidate.errors[1]),
            },
            "log_likelihood": rounded(candidate.log_likelihood),
            "aic": rounded(candidate.aic()),
        })
    });
    let curve = refit.curve.iter().map(|(step, open)| {
        json!({
            "at": rounded(step.at),
            "at_risk": step.at_risk,
            "product_limit": rounded(step.survival),
            "family": rounded(*open),
        })
    });
    let differs = match &refit.agreement {
        Agreement::Differs(found) => found.as_slice(),
        _ => &[],
    };
    json!({
        "class": refit.class.id(),
        "unit": unit(refit).0,
        "as_of": refit.as_of.map(|day| day.to_string()),
        "open": refit.fit.censored,
        "cases": cases.collect::<Vec<_>>(),
        "left_out": left_out.collect::<Vec<_>>(),
        "candidates": candidates.collect::<Vec<_>>(),
        "curve": curve.collect::<Vec<_>>(),
        "equals_catalogue": match refit.agreement {
            Agreement::Equal => Some(true),
            Agreement::Differs(_) => Some(false),
            Agreement::OfAnotherDay => None,
        },
        "differs": differs,
        "source": refit.class.source(),
    })
}
