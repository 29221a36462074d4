//! From plans and their results to the comparison.

use super::{Compared, Comparison, Difference, EditRow, FORMAT, dates, series, targets};
use crate::model::Model;
use crate::plan::{Pairing, Plan};
use crate::projection::Projection;
use crate::results::{Paired, Results};

/// One scenario of a comparison, run.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The world, over the common periods.
    pub model: &'a Model,
    /// Its plan.
    pub plan: &'a Plan,
    /// What its trials came to.
    pub results: &'a Results,
}

/// What one variant is told against the base with.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// The variant.
    pub variant: Run<'a>,
    /// Who is who.
    pub pairing: &'a Pairing,
    /// What trials differ by.
    pub paired: &'a Paired,
}

impl Difference {
    /// What a variant differs from the base by.
    #[must_use]
    pub fn new(variant: String, edits: Vec<EditRow>, base: Run<'_>, against: Against<'_>) -> Self {
        Self {
            variant,
            edits,
            series: series::rows(base, against),
            schedule: dates::rows(base, against),
            targets: targets::rows(base, against),
        }
    }
}

impl Comparison {
    /// Scenarios side by side: each with its own answer, and what the variants differ by. The base
    /// comes first, and there is one.
    #[must_use]
    pub fn new(
        scenarios: Vec<(Projection, String, Vec<String>)>,
        differences: Vec<Difference>,
    ) -> Self {
        let base = &scenarios[0].0;
        let mut comparison = Self {
            format: FORMAT,
            capcast: base.capcast.clone(),
            seed: base.seed,
            trials: base.trials,
            sampler: base.sampler.clone(),
            periods: base.periods.clone(),
            bin_width: base.bin_width,
            scenarios: Vec::with_capacity(scenarios.len()),
            differences,
            projections: Vec::new(),
        };
        for (projection, label, aligned) in scenarios {
            comparison.scenarios.push(Compared {
                label,
                scenario: projection.scenario.clone(),
                aligned,
            });
            comparison.projections.push(projection);
        }
        comparison
    }
}
