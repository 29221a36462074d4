//! Regular expressions of what a planner writes: amounts with units, ranges, dates, ids.
//!
//! In the dialect that ECMA 262 and the validators of editors share: no flags, no named groups.
//! What it does not know: which key a text stands at.

use crate::distribution::Domain;
use crate::scenario::measure::{Measure, SCALES};

/// An id: lowercase letters, digits and hyphens.
pub(super) const ID: &str = "^[a-z0-9][a-z0-9-]*$";
/// Anything but blanks.
pub(super) const NOT_BLANK: &str = r"\S";
/// A year that a scenario may speak of.
const YEAR: &str = "(?:19[5-9][0-9]|2[01][0-9][0-9]|2200)";
/// A number without its sign.
const NUMBER: &str = concat!(
    r"(?:_*[0-9][0-9_]*(?:\.[0-9_]+)?|\._*[0-9][0-9_]*)",
    "(?:[eE][+-]?[0-9]+)?"
);
/// The same above zero: some digit before the exponent is not 0.
const ABOVE_ZERO: &str = concat!(
    r"(?=[0-9_.]*[1-9])(?:_*[0-9][0-9_]*(?:\.[0-9_]+)?|\._*[0-9][0-9_]*)",
    "(?:[eE][+-]?[0-9]+)?"
);
/// Zero, which needs no unit.
const ZERO: &str = r"(?:0[0_]*(?:\.[0_]+)?|\.0[0_]*)(?:[eE][+-]?[0-9]+)?";
/// A number whose exponent decides how large it is.
const WITH_EXPONENT: &str = r"[0-9_]*(?:\.[0-9_]+)?[eE][+-]?[0-9]+";

/// Where an amount may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// In the measure's domain, its edge included.
    Inside,
    /// In the domain and off its edge, as a percentile.
    OffEdge,
    /// Above zero, as a spread.
    AboveZero,
    /// Anywhere, as a mean.
    Anywhere,
}

/// The whole of a text, blanks around it allowed.
pub(super) fn whole(pattern: &str) -> String {
    format!(r"^\s*(?:{pattern})\s*$")
}

/// An amount.
pub(super) fn amount(measure: Measure, reach: Reach) -> String {
    if measure == Measure::Date {
        return date();
    }
    let bounded = matches!(reach, Reach::Inside | Reach::OffEdge);
    match measure.domain() {
        Domain::Share if bounded => {
            let (bare, percent) = (share(reach), percent(reach));
            format!(r"\+?(?:{percent})\s*%|\+?(?:{bare})")
        }
        Domain::AtLeastOne if bounded => format!(r"\+?(?:{})", ratio(reach)),
        _ => with_unit(measure, reach),
    }
}

/// `"9 to 16 months"`: two amounts off the edge; the first may leave its unit to the second.
pub(super) fn range(measure: Measure) -> String {
    let end = amount(measure, Reach::OffEdge);
    let low = match measure.domain() {
        _ if measure == Measure::Date => end.clone(),
        Domain::Share => {
            let (percent, bare) = (percent(Reach::OffEdge), share(Reach::OffEdge));
            return format!(
                r"\+?(?:{percent})(?:\s*%)?\s* to \s*\+?(?:{percent})\s*%|\+?(?:(?:{percent})\s*%|{bare})\s* to \s*\+?(?:{bare})"
            );
        }
        Domain::AtLeastOne => end.clone(),
        _ => format!(r"\+?{ABOVE_ZERO}(?:\s*{})?", units(measure)),
    };
    format!(r"(?:{low})\s* to \s*(?:{end})")
}

/// What a positive amount is not: zero, with a unit or without.
pub(super) fn zero(measure: Measure) -> String {
    format!(r"[+-]?{ZERO}\s*(?:{})?", units(measure))
}

/// A day or a period.
pub(super) fn date() -> String {
    let word = "(?:[Ee][Aa][Rr][Ll][Yy]|[Mm][Ii][Dd]|[Ll][Aa][Tt][Ee])";
    let long = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])";
    let short = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)";
    let february = "02-(?:0[1-9]|[12][0-9])";
    let month = "0[1-9]|1[0-2]";
    format!(r"{YEAR}(?:-(?:{long}|{short}|{february}|{month}|[Qq][1-4]|[Hh][12]))?|{word}\s+{YEAR}")
}

/// A link: a name, and a lag if need be.
pub(super) fn link() -> String {
    let lag = with_unit(Measure::Duration, Reach::Inside);
    format!(r"[^\s+]+(?:\s*\+\s*(?:{lag})|\s* - \s*(?:{lag}))?")
}

/// A number with a unit of the measure; without one where that is allowed, and zero always.
fn with_unit(measure: Measure, reach: Reach) -> String {
    let number = match reach {
        Reach::OffEdge | Reach::AboveZero => format!(r"\+?{ABOVE_ZERO}"),
        Reach::Inside => format!(r"\+?{NUMBER}"),
        Reach::Anywhere => format!("[+-]?{NUMBER}"),
    };
    let units = units(measure);
    if measure.takes_bare_numbers() {
        return match measure.units() {
            [] => number,
            _ => format!(r"{number}(?:\s*{units})?"),
        };
    }
    let bare = match reach {
        Reach::OffEdge | Reach::AboveZero => String::new(),
        Reach::Inside | Reach::Anywhere => format!("|[+-]?{ZERO}"),
    };
    format!(r"{number}\s*{units}{bare}")
}

/// The units of a measure. None of them holds a character that an expression reads otherwise.
fn units(measure: Measure) -> String {
    if measure.is_money() {
        // A word for its size, a currency, and what it is paid for.
        let scales: Vec<&str> = SCALES.iter().map(|(name, _)| *name).collect();
        let paid_for = match measure {
            Measure::EnergyPrice => "(?:/[MkG]Wh)?",
            Measure::CostPerMegawatt => "(?:/[Mk]W)?",
            Measure::CostPerMegawattYear => "(?:/[Mk]W/year)?",
            _ => "",
        };
        let scales = scales.join("|");
        return format!(r"(?:{scales})?\s*(?:[A-Z]{{3}})?{paid_for}");
    }
    let names: Vec<&str> = measure.units().iter().map(|(name, _)| *name).collect();
    format!("(?:{})", names.join("|"))
}

/// A share as a plain number.
fn share(reach: Reach) -> String {
    match reach {
        Reach::OffEdge => {
            format!(r"(?=[0-9_.]*[1-9])(?:0+\.[0-9_]+|\.[0-9_]+|{WITH_EXPONENT})")
        }
        _ => format!(r"0*1(?:\.0+)?|0+(?:\.[0-9_]+)?|\.[0-9_]+|{WITH_EXPONENT}"),
    }
}

/// A share in per cent, without the sign.
fn percent(reach: Reach) -> String {
    let below = r"0*[0-9]{1,2}(?:\.[0-9_]+)?|\.[0-9_]+";
    match reach {
        Reach::OffEdge => format!("(?=[0-9_.]*[1-9])(?:{below}|{WITH_EXPONENT})"),
        _ => format!(r"0*100(?:\.0+)?|{below}|{WITH_EXPONENT}"),
    }
}

/// A ratio of 1 or more.
fn ratio(reach: Reach) -> String {
    let number = format!(r"0*[1-9][0-9_]*(?:\.[0-9_]+)?|{WITH_EXPONENT}");
    match reach {
        Reach::OffEdge => format!(r"(?!0*1(?:\.[0_]+)?(?:\s|$))(?:{number})"),
        _ => number,
    }
}
