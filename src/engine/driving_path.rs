//! The driving path: which activities set a phase's `ready`, trial by trial.
//!
//! It goes back from the network's end along the predecessors that set each start. Ties all
//! count. It stops where `seen`, a `not_before`, a fact or another phase set the start.

use crate::plan::{BLOCK, NetworkPlan, Plan};
use crate::results::Block;

/// Marks the critical activities of some phases.
pub(super) fn mark(plan: &Plan, phases: impl IntoIterator<Item = usize>, block: &mut Block) {
    let Block {
        columns, critical, ..
    } = block;
    for phase in phases {
        if let Some(network) = &plan.phases[phase].network {
            mark_network(network, columns, &mut critical[phase]);
        }
    }
}

fn mark_network(network: &NetworkPlan, columns: &[f64], critical: &mut [Vec<u8>]) {
    let column = |column: usize| &columns[column * BLOCK..(column + 1) * BLOCK];
    let end = column(network.end);
    for flags in critical.iter_mut() {
        flags.fill(0);
    }
    for &last in &network.ends {
        let finish = column(network.activities[last].finish);
        for ((flag, finish), end) in critical[last].iter_mut().zip(finish).zip(end) {
            *flag = u8::from(finish == end && *end < f64::INFINITY);
        }
    }
    for &index in network.order.iter().rev() {
        let activity = &network.activities[index];
        let Some(start) = activity.start.map(column) else {
            continue;
        };
        for &(from, lag) in &activity.links {
            let finish = column(network.activities[from].finish);
            let Ok([flags, of_successor]) = critical.get_disjoint_mut([from, index]) else {
                continue;
            };
            for (((flag, critical), finish), start) in
                flags.iter_mut().zip(of_successor).zip(finish).zip(start)
            {
                *flag |= *critical & u8::from(finish + lag == *start);
            }
        }
    }
}
