//! How to read the page: percentiles, fans, losses, and the terms that it uses.

use super::desk::Desk;
use crate::projection::RiskAnswer;
use crate::table::phases;
use maud::{Markup, html};

/// Terms with their meanings, as the project's glossary has them.
const TERMS: [(&str, &str); 14] = [
    (
        "site, phase",
        "One place with a grid connection, and a block of GPUs there that comes online as one project.",
    ),
    ("ready", "The phase could run if it had power."),
    (
        "online",
        "First service: the building is ready, power is at the site and the first chips are there.",
    ),
    (
        "energised",
        "The day on which a stage of the grid connection can first carry load.",
    ),
    (
        "status date",
        "The date of the scenario: no fact in it is later.",
    ),
    (
        "seen",
        "The day of the last evidence of one thing’s state. What is open is known to be open only up to then, so that a forecast may lie before the status date.",
    ),
    (
        "trial",
        "One drawn future, in which permits, grid stages, buildings and chips each take their time.",
    ),
    (
        "announced path",
        "What would run if every announcement with a date came true, on its date and in full.",
    ),
    ("slip", "First service less the announced date."),
    (
        "facility load",
        "Power at the meter at peak: IT load times the design PUE. What a grid planner sizes for.",
    ),
    ("IT load", "Power at servers, network and storage."),
    (
        "PUE",
        "Facility power or energy over that of the IT; the design PUE holds at peak, the plain one over a year.",
    ),
    (
        "H100-equivalent",
        "Peak dense 8-bit operations per second over those of one H100 SXM, 1.979e15 (Epoch AI’s definition).",
    ),
    (
        "critical",
        "Said of an activity in the trials in which it lies on the path that sets the date.",
    ),
];

/// Terms of the sections on risk.
const OF_RISK: [(&str, &str); 6] = [
    (
        "driver, risk",
        "A factor that several things share, such as the pace of contractors; and something that happens or does not.",
    ),
    (
        "share of variance",
        "The part of an outcome’s variance that would go, on average, if one input alone were known.",
    ),
    (
        "swing",
        "The mean outcome in the highest third of an input less that in its lowest.",
    ),
    (
        "merge bias",
        "By how much the last of several things is later, on average, than the last of their averages.",
    ),
    (
        "gate",
        "A decision that an activity must pass; where it does not, the phase is lost.",
    ),
    (
        "story",
        "One of several rival tellings of the same plan, of which one holds in a trial.",
    ),
];

/// The section.
pub(super) fn body(desk: &Desk<'_>) -> Markup {
    let pauses = phases::forecasts(desk.projection)
        .into_iter()
        .any(phases::stays_paused);
    html! {
        p {
            b { "P10, P50, P90 " } "are percentiles of the value. P90 is the value that is not exceeded in 90 % of trials, "
            "P50 the median. For a date that means: by its P90 it has come in 90 % of trials. Parts of the power industry "
            "use P90 the other way round, for what is exceeded in 90 % of cases; this page never does."
        }
        p {
            b { "A fan " } "shows those percentiles month by month, the dark band from P25 to P75, the light one from P10 to "
            "P90. It is pointwise: no single future follows an edge, and no band of a sum is the sum of the bands."
        }
        @if shares_something(desk) {
            p {
                b { "Bands of totals " } "hold what the scenario says is shared: " a href="#shared" { "drivers, risks and correlations" }
                ". What it does not name slips independently, unless one phase waits for another or shares a site’s power. Where "
                "more is shared than it says, both ends are likelier than the fan of a total shows."
            }
        } @else {
            p {
                b { "Bands of totals " } "are narrower than they should be. Here phases slip independently of each other, unless one "
                "waits for another or shares a site’s power. In life a grid queue, a generation of chips or a lender holds up many "
                "at once, so that both ends are likelier than the fan of a total says."
            }
        }
        p {
            b { "never " } "as a date means that in so many trials the phase does not come at all. It is "
            b { "cancelled" } " where it does not go ahead, or waits for a phase that does not"
            @if pauses { "; it is " b { "paused for good" } " where it was stopped and does not come back in that trial" }
            "."
        }
        p {
            b { "Digits " } "are those that the number of trials has earned. The spread between P10 and P90 is uncertainty "
            "about the world as the scenario describes it; what the scenario has not thought of is not in it."
        }
        dl.terms {
            @for (term, meaning) in TERMS { dt { (term) } dd { (meaning) } }
            @if desk.projection.risk != RiskAnswer::default() {
                @for (term, meaning) in OF_RISK { dt { (term) } dd { (meaning) } }
            }
        }
    }
}

/// Whether the scenario ties phases together by more than what waits for what.
fn shares_something(desk: &Desk<'_>) -> bool {
    let risk = &desk.projection.risk;
    risk.register.iter().any(|row| !row.off) || !risk.correlations.is_empty()
}
