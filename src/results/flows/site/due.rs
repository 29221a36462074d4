//! What falls due for the building of a part, from edge to edge.

use super::super::parts::Parts;
use super::Values;
use crate::plan::{Column, PhaseBuild, PhaseFlow, booked};
use crate::results::view::View;

/// How the building of a part is paid for in each trial of a block: what it costs, spread over the
/// time before it is ready.
#[derive(Debug)]
pub(super) struct Booking {
    /// What the GPUs that are to come cost in building, when they are ready, and the days before
    /// that over which it is paid.
    to_come: Vec<Bill>,
    /// Of those that were seen running; empty where none was.
    running: Vec<Bill>,
    /// Before the first instant nothing is paid in any trial, after the last no more.
    open: (f64, f64),
    /// What is paid up to the edge.
    paid: Values,
    /// The edge up to which it is.
    up_to: f64,
}

/// A sum that is spread.
#[derive(Clone, Copy, Debug)]
struct Bill {
    sum: f64,
    ready: f64,
    days: f64,
}

impl Booking {
    /// Nothing is paid yet; `None` where building costs nothing.
    pub(super) fn of(build: &PhaseBuild, flow: &PhaseFlow, block: View<'_>) -> Option<Self> {
        let (building, days) = (flow.building?, flow.build?);
        let mut to_come = Vec::with_capacity(block.trials());
        let mut running = Vec::new();
        for trial in 0..block.trials() {
            let at = |column: Column| block.column(column)[trial];
            let (parts, days, cost) = (Parts::of(build, &at), at(days), at(building));
            to_come.push(Bill {
                sum: parts.rest * cost,
                ready: at(flow.ready),
                days,
            });
            if build.observed.is_some() {
                running.push(Bill {
                    sum: parts.running * cost,
                    ready: parts.seen,
                    days,
                });
            }
        }
        let mut open = (f64::INFINITY, f64::NEG_INFINITY);
        let bills = to_come.iter().chain(&running);
        for bill in bills.filter(|bill| bill.ready.is_finite() && bill.sum > 0.0) {
            open.0 = open.0.min(bill.ready - bill.days);
            open.1 = open.1.max(bill.ready);
        }
        Some(Self {
            paid: vec![0.0; to_come.len()],
            to_come,
            running,
            open,
            up_to: f64::NEG_INFINITY,
        })
    }

    /// What a trial has paid.
    pub(super) fn paid(&self, trial: usize) -> f64 {
        self.paid[trial]
    }

    /// Pays up to an instant, and adds what that is to what is due; whether any trial may pay.
    pub(super) fn pay(&mut self, instant: f64, mut due: Option<&mut Values>) -> bool {
        let before = std::mem::replace(&mut self.up_to, instant);
        if instant < self.open.0 || before > self.open.1 {
            return false;
        }
        for (trial, (paid, bill)) in self.paid.iter_mut().zip(&self.to_come).enumerate() {
            let mut now = bill.at(instant);
            if let Some(bill) = self.running.get(trial) {
                now += bill.at(instant);
            }
            if let Some(due) = &mut due {
                due[trial] += (now - *paid).max(0.0);
            }
            *paid = now;
        }
        true
    }
}

impl Bill {
    /// What of it is paid at an instant.
    #[inline]
    fn at(self, instant: f64) -> f64 {
        if self.sum > 0.0 {
            self.sum * booked(instant, self.ready, self.days)
        } else {
            0.0
        }
    }
}
