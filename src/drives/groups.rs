//! Correlation groups: what was asked for, and what the trials show.

use crate::engine::uniforms;
use crate::model::{CorrelationGroup, Model, Tie};
use crate::plan::{Address, BLOCK, Column, Plan};
use crate::projection::CorrelationRow;
use crate::projection::rounding::rounded;
use crate::results::Block;
use crate::stats::{centred_ranks, correlation_of_centred};
use rayon::prelude::*;
use std::f64::consts::PI;

/// Members of a group whose pairs are told, the first in the group's order.
const MOST: usize = 60;
/// Members of all groups at most.
const IN_ALL: usize = 240;

/// The members of a model's groups that are drawn.
pub(super) struct Groups {
    groups: Vec<Vec<Member>>,
}

struct Member {
    /// Index in the group.
    index: usize,
    address: Address,
    /// The column of its uniform, where that depends on others'.
    tied: Option<Column>,
    uniforms: Vec<f64>,
}

impl Groups {
    pub(super) fn new(model: &Model, plan: &Plan) -> Self {
        let mut left = IN_ALL;
        let groups = model.dependence.groups.iter().map(|group| {
            let members = group.members.iter().enumerate();
            let drawn = members.filter_map(|(index, path)| {
                let input = plan.inputs.iter().find(|input| input.path == *path)?;
                Some(Member {
                    index,
                    address: input.address,
                    tied: input.tied,
                    uniforms: Vec::new(),
                })
            });
            let drawn: Vec<Member> = drawn.take(MOST.min(left)).collect();
            left -= drawn.len();
            drawn
        });
        Self {
            groups: groups.collect(),
        }
    }

    /// Takes blocks of which the first begins with trial `first`.
    pub(super) fn take(&mut self, plan: &Plan, blocks: &[Block], first: u64) {
        let members: Vec<&mut Member> = self.groups.iter_mut().flatten().collect();
        members.into_par_iter().for_each(|member| {
            let mut column = vec![0.0; BLOCK];
            for (index, block) in blocks.iter().enumerate() {
                let from = first + (index * BLOCK) as u64;
                if let Some(tied) = member.tied {
                    member.uniforms.extend(block.column(tied));
                } else {
                    uniforms(plan.seed, member.address, from, &mut column);
                    member.uniforms.extend(&column[..block.len]);
                }
            }
        });
    }

    pub(super) fn rows(&self, model: &Model) -> Vec<CorrelationRow> {
        let groups = model.dependence.groups.iter().zip(&self.groups);
        let rows = groups.filter(|(_, members)| members.len() > 1);
        rows.map(|(group, members)| row(group, members)).collect()
    }
}

fn row(group: &CorrelationGroup, members: &[Member]) -> CorrelationRow {
    let ranks: Vec<Vec<f64>> = members
        .par_iter()
        .map(|member| centred_ranks(&member.uniforms))
        .collect();
    let of_row = |a: usize| -> Vec<(f64, f64)> {
        let others = a + 1..members.len();
        let pair = |b: usize| {
            let achieved = correlation_of_centred(&ranks[a], &ranks[b]);
            let asked = asked(group, members[a].index, members[b].index);
            (rounded(asked), rounded(achieved.unwrap_or(0.0)))
        };
        others.map(pair).collect()
    };
    let pairs: Vec<Vec<(f64, f64)>> = (0..members.len()).into_par_iter().map(of_row).collect();
    let (asked, achieved) = pairs.into_iter().flatten().unzip();
    let trials = members.first().map_or(0, |member| member.uniforms.len());
    let name = if members.len() < group.members.len() {
        let (told, all) = (members.len(), group.members.len());
        format!("{} ({told} of {all} members)", group.name)
    } else {
        group.name.clone()
    };
    CorrelationRow {
        id: group.id.clone(),
        name,
        copula: if group.df.is_some() { "t" } else { "gaussian" }.to_owned(),
        df: group.df,
        members: members
            .iter()
            .map(|member| group.members[member.index].clone())
            .collect(),
        asked,
        achieved,
        se: rounded(1.0 / (trials as f64 - 1.0).max(1.0).sqrt()),
        repaired: match &group.tie {
            Tie::Matrix { repaired, .. } => *repaired,
            Tie::Levels(_) => None,
        },
    }
}

/// The rank correlation asked for of two members; of levels that of the normal scores' r, which is
/// 6/pi asin(r/2).
fn asked(group: &CorrelationGroup, a: usize, b: usize) -> f64 {
    match &group.tie {
        Tie::Matrix { asked, .. } => asked[a][b],
        Tie::Levels(levels) => {
            let shared = levels.iter().filter(|level| level.of[a] == level.of[b]);
            let r: f64 = shared.map(|level| level.rho).sum();
            6.0 / PI * libm::asin(r.min(1.0) / 2.0)
        }
    }
}
