//! The chance to be within both an announced date and an announced sum.

use super::estimate;
use super::joint::{at_shares, empty};
use crate::calendar::{Instant, date_of_day};
use crate::model::Model;
use crate::plan::{Column, Plan};
use crate::projection::rounding::rounded;
use crate::projection::{Budget, JointRow};
use crate::results::{Block, day_counted};
use crate::stats;

/// Trials of a scatter at most.
const POINTS: usize = 400;
/// Shares of the trials in which it comes that the grid's dates and sums stand at.
const AT_DATES: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const AT_SUMS: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

/// Dates and costs of sites and phases that a sum was announced for.
pub(super) struct Budgets {
    items: Vec<Item>,
}

/// One site or phase.
struct Item {
    id: String,
    online: Vec<Column>,
    cost: Column,
    announced: Column,
    /// The last announced date of its phases; `None` where one has none.
    by: Option<Instant>,
    trials: Vec<Trial>,
}

#[derive(Clone, Copy)]
struct Trial {
    /// The day on which the last of its phases is online; infinite for never.
    day: f64,
    cost: f64,
    announced: f64,
}

impl Budgets {
    pub(super) fn new(model: &Model, plan: &Plan) -> Self {
        let items = plan.flows.items.iter();
        let items = items.filter(|item| item.kind != "programme" && item.capex_alone);
        let items = items.filter_map(|item| {
            let phases = || item.phases.iter().map(|&phase| &plan.phases[phase]);
            let announced = phases().map(|phase| {
                let of = &model.sites[phase.site].phases[phase.phase];
                Some(of.announced_online?.deadline().days())
            });
            let by = announced.collect::<Option<Vec<f64>>>();
            let by = by.map(|days| days.into_iter().fold(f64::NEG_INFINITY, f64::max));
            // What is known in full has nothing to be told of.
            if phases().all(|phase| phase.fact) {
                return None;
            }
            Some(Item {
                id: item.id.clone(),
                online: phases().map(|phase| phase.online).collect(),
                cost: item.comes_to?,
                announced: item.announced,
                by: by.map(Instant::from_days),
                trials: Vec::new(),
            })
        });
        Self {
            items: items.collect(),
        }
    }

    pub(super) fn take(&mut self, blocks: &[Block]) {
        for item in &mut self.items {
            for block in blocks {
                for trial in 0..block.len {
                    let at = |column: Column| block.column(column)[trial];
                    let online = item.online.iter().map(|&column| at(column));
                    let online = online.fold(f64::NEG_INFINITY, f64::max);
                    item.trials.push(Trial {
                        day: day_counted(online).map_or(f64::INFINITY, f64::from),
                        cost: at(item.cost),
                        announced: at(item.announced),
                    });
                }
            }
        }
    }

    /// A row for each that comes in two trials or more.
    pub(super) fn rows(&self) -> Vec<JointRow> {
        self.items.iter().filter_map(row).collect()
    }
}

fn row(item: &Item) -> Option<JointRow> {
    let came = || item.trials.iter().filter(|trial| trial.day < f64::INFINITY);
    if came().count() < 2 {
        return None;
    }
    let days = at_shares(came().map(|trial| trial.day).collect(), &AT_DATES);
    let levels = at_shares(came().map(|trial| trial.cost).collect(), &AT_SUMS);
    let dates: Vec<(f64, String)> = days
        .into_iter()
        .filter_map(|day| Some((day, date_of_day(day)?.to_string())))
        .collect();
    let share = |within: &dyn Fn(&Trial) -> bool| {
        let count = came().filter(|trial| within(trial)).count() as u64;
        let share = stats::Estimate::proportion(count, item.trials.len() as u64);
        estimate(share.value, share.se)
    };
    let rows = levels.iter().map(|level| {
        let row = dates.iter();
        row.map(|(day, _)| share(&|trial| trial.day <= *day && trial.cost <= *level).value)
            .collect()
    });
    let budget = item.by.map(|by| {
        let last = by.days().floor();
        let mut sums: Vec<f64> = item.trials.iter().map(|trial| trial.announced).collect();
        let middle = sums.len() / 2;
        sums.select_nth_unstable_by(middle, f64::total_cmp);
        let in_time = |trial: &Trial| trial.day <= last;
        let in_sum = |trial: &Trial| trial.cost <= trial.announced;
        Budget {
            by: by.date().map_or_else(String::new, |day| day.to_string()),
            amount: rounded(sums[middle]),
            comes: share(&|_| true),
            on_time: share(&in_time),
            in_budget: share(&in_sum),
            both: share(&|trial| in_time(trial) && in_sum(trial)),
        }
    });
    let scatter = came().take(POINTS);
    Some(JointRow {
        phase: Some(item.id.clone()),
        chance: rows.collect(),
        dates: dates.into_iter().map(|(_, date)| date).collect(),
        levels: levels.into_iter().map(rounded).collect(),
        scatter: scatter
            .map(|trial| (trial.day, rounded(trial.cost)))
            .collect(),
        budget,
        ..empty("money")
    })
}
