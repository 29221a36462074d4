//! What binds: what keeps GPUs from running at each period's end, as shares.

use super::rounding::rounded;
use super::{BindingRow, Scope};
use crate::model::Model;
use crate::plan::{Plan, announced_load};
use crate::results::{Held, Results};

/// Shares by period, in the order of [`Held::ALL`].
type Shares = Vec<[f64; Held::ALL.len()]>;

/// A row for the total, then for each site and phase; none unless it was asked for.
pub(super) fn rows(model: &Model, plan: &Plan, results: &Results) -> Vec<BindingRow> {
    if results.binding.is_empty() {
        return Vec::new();
    }
    let mut total = Mean::default();
    let (mut sites, mut phases) = (Vec::new(), Vec::new());
    for (site, build) in model.sites.iter().zip(&plan.sites) {
        let mut of_site = Mean::default();
        for (phase, index) in site.phases.iter().zip(build.phases.clone()) {
            let shares = shares(results, index);
            let announced = announced_load(model, site, phase);
            of_site.add(announced, &shares);
            total.add(announced, &shares);
            let id = format!("{}.{}", site.id, phase.id);
            let name = format!("{}, {}", site.name, phase.name);
            phases.push(row(scope("phase", id, name), announced, &shares));
        }
        let scope = scope("site", site.id.clone(), site.name.clone());
        sites.push(row(scope, of_site.weight, &of_site.finish()));
    }
    let scope = Scope {
        kind: "total".to_owned(),
        id: None,
        name: None,
    };
    let mut rows = vec![row(scope, total.weight, &total.finish())];
    rows.append(&mut sites);
    rows.append(&mut phases);
    rows
}

/// The shares of trials of a phase; the first edge stands before the first period.
fn shares(results: &Results, phase: usize) -> Shares {
    let counts = results.binding[phase].counts();
    let share =
        |counts: &[i64; Held::ALL.len()]| counts.map(|count| count as f64 / results.trials as f64);
    counts[1..].iter().map(share).collect()
}

/// A mean over phases, weighted by what was announced of them.
#[derive(Default)]
struct Mean {
    weight: f64,
    sum: Shares,
}

impl Mean {
    fn add(&mut self, weight: f64, shares: &Shares) {
        self.weight += weight;
        self.sum.resize(shares.len(), [0.0; Held::ALL.len()]);
        for (sum, shares) in self.sum.iter_mut().zip(shares) {
            for (sum, share) in sum.iter_mut().zip(shares) {
                *sum += weight * share;
            }
        }
    }

    fn finish(&self) -> Shares {
        let mean = |sum: &[f64; Held::ALL.len()]| sum.map(|sum| sum / self.weight);
        self.sum.iter().map(mean).collect()
    }
}

fn scope(kind: &str, id: String, name: String) -> Scope {
    Scope {
        kind: kind.to_owned(),
        id: Some(id),
        name: Some(name),
    }
}

fn row(scope: Scope, announced: f64, shares: &Shares) -> BindingRow {
    let of = |held: Held| {
        let share = shares.iter().map(|shares| rounded(shares[held as usize]));
        share.collect()
    };
    BindingRow {
        scope,
        announced_mw: rounded(announced),
        building: of(Held::Building),
        grid: of(Held::Grid),
        zone: of(Held::Zone),
        chips: of(Held::Chips),
        nothing: of(Held::Nothing),
        lost: of(Held::Lost),
    }
}
