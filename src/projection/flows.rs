//! Flows by calendar year: sums over a year's periods, trial by trial.

use super::YearRow;
use super::rounding::rounded;
use super::series::scope_row;
use crate::model::Model;
use crate::plan::{Metric, Plan};
use crate::results::Results;
use crate::stats::order_rank;

/// Percentiles of yearly sums.
const LEVELS: [f64; 3] = [0.1, 0.5, 0.9];

/// A row for each scope, metric and year, in that order.
pub(super) fn years(model: &Model, plan: &Plan, results: &Results) -> Vec<YearRow> {
    let trials = results.trials;
    let ranks = LEVELS.map(|p| order_rank(trials, p));
    let mut rows = Vec::new();
    let series = plan.flows.series.iter().zip(&results.flows.years);
    for (flow, cells) in series {
        let Some(cells) = cells else { continue };
        for (index, &year) in plan.flows.years.iter().enumerate() {
            let (mean, sd) = cells.mean_and_sd(index, trials);
            let values = cells.at_ranks(index, trials, &ranks);
            rows.push(YearRow {
                scope: scope_row(model, &plan.scopes[flow.scope]),
                metric: flow.metric.word().to_owned(),
                unit: unit(model, flow.metric),
                year,
                whole: plan.flows.whole_years[index],
                mean: rounded(mean),
                mean_se: rounded(sd / (trials as f64).sqrt()),
                p10: rounded(values[0]),
                p50: rounded(values[1]),
                p90: rounded(values[2]),
            });
        }
    }
    rows
}

/// A metric's unit; of money the scenario's currency.
fn unit(model: &Model, metric: Metric) -> String {
    match metric.unit() {
        "money" => model.currency.clone(),
        unit => unit.to_owned(),
    }
}
