//! Chips in the answer: what pools hand out, and which generations phases come with.

use super::build::share;
use super::rounding::rounded;
use super::schedule::day_printed;
use super::{Band, GenerationRow, SupplyRow};
use crate::model::{ChipChoice, Model};
use crate::plan::{Plan, PoolPlan, on_curve};
use crate::results::{PoolResult, Results};
use crate::stats::order_rank;

/// What is short of a request by no more than this share is no shortage.
const ROUNDING: f64 = 1e-9;

/// Pools, by id; none where the schedule was not asked for.
pub(super) fn supply(model: &Model, plan: &Plan, results: &Results) -> Vec<SupplyRow> {
    let pools = model.supply.iter().zip(&plan.pools).zip(&results.pools);
    pools
        .map(|((supply, pool), result)| {
            let chips = supply.chips.iter();
            let mut row = SupplyRow {
                id: supply.id.clone(),
                name: supply.name.clone(),
                chips: chips.map(|&chip| model.chips[chip].name.clone()).collect(),
                phases: model
                    .draw_on(supply)
                    .into_iter()
                    .map(|(site, phase)| {
                        let site = &model.sites[site];
                        format!("{}.{}", site.id, site.phases[phase].id)
                    })
                    .collect(),
                supplied: Band::default(),
                wanted: Band::default(),
                handed_out: Band::default(),
                short: Vec::new(),
            };
            for &edge in &plan.timeline.edges()[1..] {
                at_edge(&mut row, edge, pool, result);
            }
            row
        })
        .collect()
}

/// Appends what stands at the end of a period.
fn at_edge(row: &mut SupplyRow, edge: f64, pool: &PoolPlan, result: &PoolResult) {
    let trials = result.trials;
    let [mut supplied, mut wanted, mut handed_out] =
        [(); 3].map(|()| Vec::<f64>::with_capacity(trials));
    let mut short = 0;
    for trial in 0..trials {
        let knots = pool.curve.knots.iter().zip(&result.knots);
        let knots = knots.map(|(&(date, _), values)| (date, values[trial]));
        let delivered = on_curve(knots, edge, true);
        let (mut asked, mut given, mut waits) = (0.0, 0.0, false);
        for (request, of) in pool.requests.iter().zip(&result.requests) {
            let amount = of.amount[trial];
            if of.date[trial] > edge || amount <= 0.0 {
                continue;
            }
            let has = if request.fact {
                amount
            } else {
                (delivered - of.before[trial]).clamp(0.0, amount)
            };
            asked += amount;
            given += has;
            waits |= has < amount * (1.0 - ROUNDING);
        }
        supplied.push(delivered);
        wanted.push(asked);
        handed_out.push(given);
        short += u64::from(waits);
    }
    push(&mut row.supplied, &mut supplied);
    push(&mut row.wanted, &mut wanted);
    push(&mut row.handed_out, &mut handed_out);
    row.short.push(rounded(short as f64 / trials.max(1) as f64));
}

/// Appends the percentiles of some values.
fn push(band: &mut Band, values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
    let lists = [&mut band.p10, &mut band.p50, &mut band.p90];
    for (list, p) in lists.into_iter().zip([0.10, 0.50, 0.90]) {
        let rank = order_rank(values.len() as u64, p) as usize;
        let value = values.get(rank.max(1) - 1).copied();
        list.push(rounded(value.unwrap_or_default()));
    }
}

/// Chips that phases come with, of phases that follow a roadmap: those that come in any trial, and
/// the one that was announced.
pub(super) fn generations(model: &Model, plan: &Plan, results: &Results) -> Vec<GenerationRow> {
    let mut rows = Vec::new();
    for (entry, result) in plan.phases.iter().zip(&results.phases) {
        let Some(generations) = &result.generations else {
            continue;
        };
        let site = &model.sites[entry.site];
        let phase = &site.phases[entry.phase];
        let announced = match &phase.chip {
            ChipChoice::Roadmap(roadmap) => Some(roadmap.steps[phase.announced_step(roadmap)].1),
            _ => None,
        };
        let comes = generations
            .chips
            .iter()
            .map(|counts| counts.online.finite());
        let comes: u64 = comes.sum();
        let row = |chip: usize| GenerationRow {
            site: site.id.clone(),
            phase: phase.id.clone(),
            name: phase.name.clone(),
            chip: model.chips[chip].id.clone(),
            chip_name: model.chips[chip].name.clone(),
            announced: announced == Some(chip),
            share: share(0, comes.max(1)),
            online_p50: None,
            gpus: 0.0,
            h100e: 0.0,
        };
        let mut own: Vec<(usize, GenerationRow)> = Vec::new();
        for counts in &generations.chips {
            let came = counts.online.finite();
            let rank = order_rank(came, 0.5);
            let mut row = row(counts.chip);
            row.share = share(came, comes);
            row.online_p50 = counts.online.at_ranks(&[rank])[0].and_then(day_printed);
            row.gpus = rounded(counts.mean_gpus());
            row.h100e = rounded(counts.mean_h100e());
            own.push((counts.chip, row));
        }
        if let Some(chip) = announced.filter(|chip| own.iter().all(|(other, _)| other != chip)) {
            own.push((chip, row(chip)));
        }
        own.sort_by_key(|&(chip, _)| chip);
        // In the order in which they come on sale.
        if let ChipChoice::Roadmap(roadmap) = &phase.chip {
            let place = |chip: usize| roadmap.steps.iter().position(|step| step.1 == chip);
            own.sort_by_key(|&(chip, _)| place(chip));
        }
        rows.extend(own.into_iter().map(|(_, row)| row));
    }
    rows
}
