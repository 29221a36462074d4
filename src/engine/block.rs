//! Filling a block: a walk over the plan's steps, each on whole columns.

use super::{build_out, driving_path, pool, stream};
use crate::distribution::uniform_of_normal;
use crate::plan::{BLOCK, Column, Plan, Settle, Step, Uniforms};
use crate::results::{Binding, Block, Changes};

/// A block with its constant columns written.
pub(super) fn prepare(plan: &Plan) -> Block {
    let mut block = Block {
        columns: vec![0.0; plan.columns * BLOCK],
        ..Block::default()
    };
    for &(column, value) in &plan.constants {
        block.columns[column * BLOCK..(column + 1) * BLOCK].fill(value);
    }
    block.critical = plan
        .phases
        .iter()
        .map(|phase| {
            let count = phase
                .network
                .as_ref()
                .map_or(0, |network| network.activities.len());
            vec![vec![0; BLOCK]; count]
        })
        .collect();
    block.built = vec![Changes::default(); plan.phases.len()];
    block.spare = vec![Changes::default(); plan.sites.len()];
    block.useful = vec![Changes::default(); plan.phases.len()];
    block.binding = vec![Binding::default(); plan.phases.len()];
    block
}

/// Works out trials `first..first + len`.
pub(super) fn fill(plan: &Plan, first: u64, len: usize, block: &mut Block) {
    block.len = len;
    for step in &plan.steps {
        run(plan, first, step, &mut block.columns);
    }
    if plan.schedule {
        driving_path::mark(plan, 0..plan.phases.len(), block);
    }
    build_out::work_out(plan, 0..plan.sites.len(), block);
}

/// Takes a step.
pub(super) fn run(plan: &Plan, first: u64, step: &Step, columns: &mut [f64]) {
    match step {
        Step::Draw { .. } | Step::Remaining { .. } | Step::Happens { .. } => {
            draw(plan, first, step, columns);
        }
        Step::Mix { .. } | Step::Uniform { .. } => tie(step, columns),
        Step::Sum { out, a, b } => combine(columns, *out, *a, *b, |a, b| a + b),
        Step::Product { out, a, b } => combine(columns, *out, *a, *b, |a, b| a * b),
        Step::Quotient { out, a, b } => combine(columns, *out, *a, *b, |a, b| a / b),
        Step::Affine {
            out,
            a,
            scale,
            add,
            floor,
        } => {
            let (column, a) = write(columns, *out, *a);
            for (value, a) in column.iter_mut().zip(a) {
                *value = (a * scale + add).max(*floor);
            }
        }
        Step::Latest { out, floor, links } => {
            slot(columns, *out).fill(*floor);
            for &(link, lag) in links {
                let (column, date) = write(columns, *out, link);
                for (value, date) in column.iter_mut().zip(date) {
                    *value = value.max(date + lag);
                }
            }
        }
        Step::Earliest { out, of } => {
            slot(columns, *out).fill(f64::INFINITY);
            for &date in of {
                let (column, date) = write(columns, *out, date);
                for (value, date) in column.iter_mut().zip(date) {
                    *value = value.min(*date);
                }
            }
        }
        Step::Pick { out, choice, from } => {
            for trial in 0..BLOCK {
                let choice = columns[choice * BLOCK + trial] as usize;
                columns[out * BLOCK + trial] = columns[from[choice] * BLOCK + trial];
            }
        }
        Step::OnSale {
            out,
            date,
            lead,
            steps,
        } => {
            for trial in 0..BLOCK {
                let at = |column: Column| columns[column * BLOCK + trial];
                let ordered = at(*date) - lead.map_or(0.0, at);
                let begun = steps.iter().filter(|step| **step <= ordered).count();
                columns[out * BLOCK + trial] = (begun.max(1) - 1) as f64;
            }
        }
        Step::HandOut(pool) => pool::hand_out(pool, columns),
        Step::Settle(settle) => settle_phase(settle, columns),
    }
}

/// Steps that read uniforms.
fn draw(plan: &Plan, first: u64, step: &Step, columns: &mut [f64]) {
    match step {
        Step::Draw { out, from, sampler } => {
            let column = uniforms(plan, first, *from, *out, columns);
            plan.samplers[*sampler].fill_in_place(column);
        }
        Step::Remaining {
            out,
            from,
            law,
            started,
            until,
        } => {
            uniforms(plan, first, *from, *out, columns);
            let (column, started) = write(columns, *out, *started);
            for (value, started) in column.iter_mut().zip(started) {
                let elapsed = (until - started).max(0.0);
                *value = (law.quantile_beyond(*value, elapsed) - elapsed).max(0.0);
            }
        }
        Step::Happens { out, from, chance } => {
            uniforms(plan, first, *from, *out, columns);
            let (column, chance) = write(columns, *out, *chance);
            for (value, chance) in column.iter_mut().zip(chance) {
                *value = f64::from(u8::from(*value < *chance));
            }
        }
        _ => {}
    }
}

/// Fills a column with uniforms, of an address or those that depend on others'.
fn uniforms<'a>(
    plan: &Plan,
    first: u64,
    from: Uniforms,
    out: Column,
    columns: &'a mut [f64],
) -> &'a mut [f64] {
    match from {
        Uniforms::At(address) => {
            let column = slot(columns, out);
            stream::uniforms(plan.seed, address, first, column);
            column
        }
        Uniforms::Tied(tied) => {
            let (column, tied) = write(columns, out, tied);
            column.copy_from_slice(tied);
            column
        }
    }
}

/// Steps that make scores of a correlation group, and uniforms of them.
fn tie(step: &Step, columns: &mut [f64]) {
    match step {
        Step::Mix { out, parts } => {
            slot(columns, *out).fill(0.0);
            for &(part, weight) in parts {
                let (column, part) = write(columns, *out, part);
                for (value, part) in column.iter_mut().zip(part) {
                    *value += weight * part;
                }
            }
        }
        Step::Uniform { out, score, tail } => {
            let (column, score) = write(columns, *out, *score);
            let Some((w, student)) = tail else {
                for (value, score) in column.iter_mut().zip(score) {
                    *value = uniform_of_normal(*score);
                }
                return;
            };
            column.copy_from_slice(score);
            let (column, w) = write(columns, *out, *w);
            for (value, w) in column.iter_mut().zip(w) {
                *value = student.uniform_of(*value, *w);
            }
        }
        _ => {}
    }
}

fn settle_phase(settle: &Settle, columns: &mut [f64]) {
    let lost = if settle.paused { 2.0 } else { 1.0 };
    for trial in 0..BLOCK {
        let at = |column: Column| columns[column * BLOCK + trial];
        let ready = at(settle.ready);
        let service = settle.power.map_or(ready, |power| ready.max(at(power)));
        let goes = settle.goes.is_none_or(|goes| at(goes) == 1.0);
        let stands = settle.stands.is_none_or(|stands| at(stands) == 1.0);
        let (ready, service, fate) = match (goes, stands && service < f64::INFINITY) {
            (true, true) => (ready, service, 0.0),
            // It goes ahead itself, but something takes it, or it waits for what never comes.
            (true, false) => (f64::INFINITY, f64::INFINITY, 1.0),
            (false, _) => (f64::INFINITY, f64::INFINITY, lost),
        };
        columns[settle.ready_out * BLOCK + trial] = ready;
        columns[settle.service_out * BLOCK + trial] = service;
        columns[settle.fate_out * BLOCK + trial] = fate;
    }
}

fn slot(columns: &mut [f64], column: Column) -> &mut [f64] {
    &mut columns[column * BLOCK..(column + 1) * BLOCK]
}

/// The column to write and one to read. The plan never writes what it reads.
fn write(columns: &mut [f64], out: Column, from: Column) -> (&mut [f64], &[f64]) {
    let [out, from] = columns
        .get_disjoint_mut([
            out * BLOCK..(out + 1) * BLOCK,
            from * BLOCK..(from + 1) * BLOCK,
        ])
        .expect("a step writes a column of its own");
    (out, from)
}

fn combine(columns: &mut [f64], out: Column, a: Column, b: Column, with: impl Fn(f64, f64) -> f64) {
    let (column, first) = write(columns, out, a);
    column.copy_from_slice(first);
    let (column, second) = write(columns, out, b);
    for (value, other) in column.iter_mut().zip(second) {
        *value = with(*value, *other);
    }
}
