//! The product-limit curve beside a fitted family, to check the family by.

use super::records::Case;

/// One step of a survival curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalStep {
    /// Where the curve steps: a value at which cases came online.
    pub at: f64,
    /// The share still open just after.
    pub survival: f64,
    /// The number of cases open and seen just before.
    pub at_risk: usize,
}

/// The share still open, from censored cases, by E. L. Kaplan and P. Meier, "Nonparametric estimation from
/// incomplete observations", JASA 53 (1958).
///
/// A case censored where another came online was still open there.
pub fn kaplan_meier(cases: &[Case]) -> Vec<SurvivalStep> {
    let mut values: Vec<f64> = cases
        .iter()
        .filter(|case| case.online)
        .map(|c| c.value)
        .collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let mut survival = 1.0;
    let steps = values.into_iter().map(|at| {
        let at_risk = cases.iter().filter(|case| case.value >= at).count();
        let online = cases
            .iter()
            .filter(|case| case.online && case.value == at)
            .count();
        survival *= 1.0 - online as f64 / at_risk as f64;
        SurvivalStep {
            at,
            survival,
            at_risk,
        }
    });
    steps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curve_matches_a_case_by_hand() {
        // Online at 1, 3, 3; open at 2 and 4: 4/5, then 4/5 x 1/3.
        let case = |value, online| Case {
            id: String::new(),
            begun: jiff::civil::date(2026, 1, 1),
            seen: jiff::civil::date(2026, 1, 1),
            value,
            online,
        };
        let cases = [
            case(3.0, true),
            case(1.0, true),
            case(2.0, false),
            case(4.0, false),
            case(3.0, true),
        ];
        let curve = kaplan_meier(&cases);
        assert_eq!(curve.len(), 2);
        assert_eq!(
            curve[0],
            SurvivalStep {
                at: 1.0,
                survival: 0.8,
                at_risk: 5
            }
        );
        assert_eq!((curve[1].at, curve[1].at_risk), (3.0, 3));
        assert!((curve[1].survival - 0.8 / 3.0).abs() < 1e-15);
    }
}
