//! A class fitted again, in the open, and held against what the catalogue says of it.

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

use super::catalogue::{ReferenceClass, class};
use super::fit::{Fit, FitError, fit};
use super::records::{Sample, sample};
use super::survival::{SurvivalStep, kaplan_meier};
use crate::distribution::Distribution;

/// Bootstrap samples behind the errors that the catalogue states.
const RESAMPLES: usize = 2_000;
/// How far parameters and percentiles may lie from the catalogue's, of themselves: it states six digits and more.
const SAME_FIGURE: f64 = 1e-5;
/// The same of the errors, of which it states three digits.
const SAME_ERROR: f64 = 5e-3;
/// Where two distributions are compared.
const LEVELS: [f64; 5] = [0.05, 0.1, 0.5, 0.9, 0.95];

/// A class fitted again.
#[derive(Clone, Debug, PartialEq)]
pub struct Refit {
    /// The class as the catalogue has it.
    pub class: &'static ReferenceClass,
    /// The day as of which the records were read, if not as they stand.
    pub as_of: Option<Date>,
    /// What the fit rests on, the cases by value.
    pub sample: Sample,
    /// The fit.
    pub fit: Fit,
    /// The product-limit curve of the same cases, each step with the share that the better family leaves open there.
    pub curve: Vec<(SurvivalStep, f64)>,
    /// Whether the catalogue's figures come out.
    pub agreement: Agreement,
}

/// Whether a fit gives the figures that the catalogue states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It does.
    Equal,
    /// It need not: the records were read as of an earlier day.
    OfAnotherDay,
    /// It does not; what differs.
    Differs(Vec<String>),
}

/// Why a class cannot be fitted again.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RefitError {
    /// No class has that id.
    #[error("the catalogue has no reference class `{0}`")]
    Unknown(String),
    /// The class rests on no records.
    #[error(
        "`{id}` is not fitted: its evidence is {evidence}, and `capcast catalog references {id}` says of what"
    )]
    NotFitted {
        /// The class.
        id: String,
        /// On what it rests.
        evidence: &'static str,
    },
    /// The records give no fit.
    #[error("`{id}`: {error}{}", day(*as_of))]
    Fit {
        /// The class.
        id: String,
        /// The day as of which the records were read.
        as_of: Option<Date>,
        /// Why.
        error: FitError,
    },
}

fn day(as_of: Option<Date>) -> String {
    as_of.map_or_else(String::new, |day| {
        format!(" as of {day}; choose a later day")
    })
}

/// Fits a class of the catalogue to its records again; with a day, to what was known then.
///
/// # Errors
///
/// There is no such class, it is not fitted to records, or too little was known on that day.
pub fn refit(id: &str, as_of: Option<Date>) -> Result<Refit, RefitError> {
    let class = class(id).ok_or_else(|| RefitError::Unknown(id.to_owned()))?;
    let mut sample = sample(id, as_of).ok_or_else(|| RefitError::NotFitted {
        id: id.to_owned(),
        evidence: class.evidence().word(),
    })?;
    let failed = |error| RefitError::Fit {
        id: id.to_owned(),
        as_of,
        error,
    };
    let fit = fit(&sample.cases, RESAMPLES).map_err(failed)?;
    sample.cases.sort_by(|a, b| a.value.total_cmp(&b.value));
    let law = fit.candidates[0].distribution().ok();
    let curve = kaplan_meier(&sample.cases).into_iter().map(|step| {
        let open = law.as_ref().map_or(f64::NAN, |law| law.survival(step.at));
        (step, open)
    });
    let curve = curve.collect();
    let differences = match as_of {
        None => differences(class, &fit, law.as_ref()),
        Some(_) => Vec::new(),
    };
    let agreement = match (as_of, differences.is_empty()) {
        (Some(_), _) => Agreement::OfAnotherDay,
        (None, true) => Agreement::Equal,
        (None, false) => Agreement::Differs(differences),
    };
    Ok(Refit {
        class,
        as_of,
        sample,
        fit,
        curve,
        agreement,
    })
}

/// What of a fit is not as the catalogue states it.
fn differences(class: &ReferenceClass, fit: &Fit, law: Option<&Distribution>) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, stated: f64, fitted: f64, slack: f64| {
        let is_same = (stated - fitted).abs() <= slack * fitted.abs();
        if !is_same {
            found.push(format!(
                "{what}: the catalogue says {stated}, the fit {fitted:.6}"
            ));
        }
    };
    let count = |count: Option<usize>| count.map_or(f64::NAN, |count| count as f64);
    compare("cases", count(class.cases()), fit.cases as f64, 0.0);
    compare("open", count(class.censored()), fit.censored as f64, 0.0);
    let best = &fit.candidates[0];
    if let Some(stated) = class.fitted().filter(|stated| stated.family == best.family) {
        for (k, name) in best.family.parameters().into_iter().enumerate() {
            compare(name, stated.parameters[k], best.parameters[k], SAME_FIGURE);
            let error = format!("error of {name}");
            compare(&error, stated.errors[k], best.errors[k], SAME_ERROR);
        }
    } else {
        compare("the family of lesser AIC", f64::NAN, best.aic(), 0.0);
    }
    for u in LEVELS {
        let fitted = law.map_or(f64::NAN, |law| law.quantile(u));
        let name = format!("P{:.0}", 100.0 * u);
        compare(&name, class.distribution().quantile(u), fitted, SAME_FIGURE);
    }
    found
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Agreement::Equal => f.write_str("The catalogue states these figures."),
            Agreement::OfAnotherDay => f.write_str(
                "The catalogue states the fit to all records, not to those of that day.",
            ),
            Agreement::Differs(found) => {
                f.write_str("The catalogue states other figures:")?;
                found.iter().try_for_each(|line| write!(f, "\n  {line}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::cases;

    #[test]
    fn figures_that_do_not_come_out_are_named() {
        let class = class("ai-site").expect("in the catalogue");
        let mut cases = cases("ai-site").expect("fitted");
        cases.pop();
        let fit = fit(&cases, 20).expect("enough cases");
        let law = fit.candidates[0].distribution().ok();
        let found = differences(class, &fit, law.as_ref());
        for name in ["cases: ", "median: ", "error of sigma: ", "P90: "] {
            let is_named = found.iter().any(|line| line.starts_with(name));
            assert!(is_named, "{name} of {found:?}");
        }
        let told = Agreement::Differs(found).to_string();
        assert!(
            told.contains("\n  cases: the catalogue says 23, the fit 22"),
            "{told}"
        );
    }

    #[test]
    fn another_family_is_a_difference() {
        let class = class("ai-site").expect("in the catalogue");
        let mut fit = fit(&cases("ai-site").expect("fitted"), 20).expect("enough cases");
        fit.candidates.reverse();
        let found = differences(class, &fit, None);
        assert!(
            found[0].starts_with("the family of lesser AIC"),
            "{found:?}"
        );
    }
}
