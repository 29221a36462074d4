//! Parts of a site that belong to the same series: their levels by trial, added up.

use super::{Standing, Values, room};
use crate::plan::{BLOCK, Column, Flow, Plan, SiteFlow};
use crate::results::view::View;
use std::ops::Range;

/// Where the trials of a group stand.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Its parts among those of the walk.
    pub(super) parts: Range<usize>,
    /// Something has changed in some trial, so that flows may be more than zero.
    pub(super) awake: bool,
    /// Some trial pays for building or GPUs in the period.
    pub(super) pays: bool,
    /// What each trial pays for those in the period.
    pub(super) due: Values,
    /// Mean load at the edge, MW.
    pub(super) load: Values,
    mean: Seasonal,
    /// What is cut off of the mean load, where that is asked for.
    cut: Seasonal,
    cut_load: Values,
    peak: Seasonal,
    /// Running costs without energy, an hour.
    running: Values,
    /// 16-bit operations a second.
    rate: Values,
    /// Peak load at the edge, MW.
    peak_load: Values,
    /// Trials that change at the edge, each once.
    moved: Vec<u16>,
    is_moved: Vec<bool>,
    /// For each flow what it is an hour at the edge, and at the one before.
    pub(super) now: Vec<Values>,
    pub(super) before: Vec<Values>,
}

/// A load of which a part follows the season.
#[derive(Debug, Default)]
struct Seasonal {
    /// MW in a month of the yearly factor zero: IT load.
    steady: Values,
    /// MW more for each unit of the season's factor: overhead.
    overhead: Values,
}

/// An edge of a site in a block, and what energy is made of there.
pub(super) struct At<'a> {
    pub(super) flow: &'a SiteFlow,
    pub(super) block: View<'a>,
    pub(super) carbon: &'a [f64],
    pub(super) price: &'a [f64],
}

impl Seasonal {
    fn clear(&mut self) {
        room(&mut self.steady);
        room(&mut self.overhead);
    }

    fn forget(&mut self, trial: usize) {
        self.steady[trial] = 0.0;
        self.overhead[trial] = 0.0;
    }

    /// The load where the season's factor is such.
    fn at(&self, factor: Option<f64>, into: &mut Values) {
        let Some(factor) = factor else {
            into.copy_from_slice(&self.steady);
            return;
        };
        let made_of = self.steady.iter().zip(&self.overhead);
        for (load, (steady, overhead)) in into.iter_mut().zip(made_of) {
            *load = steady + overhead * factor;
        }
    }
}

impl Group {
    /// Takes a block: nothing stands yet.
    pub(super) fn begin(&mut self, parts: Range<usize>, flows: usize) {
        self.parts = parts;
        (self.awake, self.pays) = (false, false);
        self.moved.clear();
        self.is_moved.clear();
        self.is_moved.resize(BLOCK, false);
        self.mean.clear();
        self.cut.clear();
        self.peak.clear();
        for values in [
            &mut self.due,
            &mut self.load,
            &mut self.cut_load,
            &mut self.running,
            &mut self.rate,
            &mut self.peak_load,
        ] {
            room(values);
        }
        for of_flow in [&mut self.now, &mut self.before] {
            of_flow.resize_with(flows, Vec::new);
            of_flow.iter_mut().for_each(room);
        }
    }

    /// Notes that a trial changes at the edge.
    #[inline]
    pub(super) fn note(&mut self, trial: u16) {
        let moved = &mut self.is_moved[usize::from(trial) % BLOCK];
        if !*moved {
            *moved = true;
            self.moved.push(trial);
        }
    }

    /// What is an hour at the edge becomes what was at the edge before; what was due is paid.
    pub(super) fn keep(&mut self) {
        std::mem::swap(&mut self.now, &mut self.before);
        if self.pays {
            self.due.fill(0.0);
            self.pays = false;
        }
    }

    /// Adds up the trials that change at the edge, and its loads.
    pub(super) fn stand(
        &mut self,
        plan: &Plan,
        parts: &[Standing],
        (flow, edge): (&SiteFlow, usize),
        block: View<'_>,
    ) {
        if !self.moved.is_empty() {
            self.awake = true;
            self.add_up(plan, parts, block);
            for &trial in &self.moved {
                self.is_moved[usize::from(trial) % BLOCK] = false;
            }
            self.moved.clear();
        } else if flow.season.is_none() {
            return;
        }
        if self.awake {
            let season = flow.season.as_ref();
            let factor = season.map(|season| season.at_edge[edge]);
            self.mean.at(factor, &mut self.load);
            if plan.flows.flows.contains(&Flow::Curtailed) {
                self.cut.at(factor, &mut self.cut_load);
            }
            if plan.flows.flows.contains(&Flow::PeakLoad) {
                let factor = season.map(|season| season.at_edge[edge] / season.worst);
                self.peak.at(factor, &mut self.peak_load);
            }
        }
    }

    /// Adds the parts up in the trials that have changed.
    fn add_up(&mut self, plan: &Plan, parts: &[Standing], block: View<'_>) {
        for &trial in &self.moved {
            let trial = usize::from(trial) % BLOCK;
            self.mean.forget(trial);
            self.cut.forget(trial);
            self.peak.forget(trial);
            self.running[trial] = 0.0;
            self.rate[trial] = 0.0;
        }
        let flows = &plan.flows.flows;
        for standing in parts {
            let (build, flow) = (plan.build(standing.part), &plan.flows.phases[standing.part]);
            let (powered, at_work) = (&standing.powered, &standing.at_work);
            let moved = &self.moved;
            let each = |values: &mut Values, gpus: &Values, column: Column| {
                let column = block.column(column);
                for &trial in moved {
                    let trial = usize::from(trial) % BLOCK;
                    values[trial] += gpus[trial] * column[trial];
                }
            };
            let of_load = |load: &mut Seasonal, gpus: &Values, it: Column, pue: Column| {
                let (it, pue) = (block.column(it), block.column(pue));
                for &trial in moved {
                    let trial = usize::from(trial) % BLOCK;
                    let it = gpus[trial] * it[trial];
                    load.steady[trial] += it;
                    load.overhead[trial] += it * (pue[trial] - 1.0);
                }
            };
            match flow.mean_it {
                Some((pue, mean_it)) => of_load(&mut self.mean, at_work, mean_it, pue),
                None => each(&mut self.mean.steady, at_work, build.average_load),
            }
            if let (Some(cut_off), true) = (&standing.cut_off, flows.contains(&Flow::Curtailed)) {
                match flow.mean_it {
                    Some((pue, mean_it)) => of_load(&mut self.cut, cut_off, mean_it, pue),
                    None => each(&mut self.cut.steady, cut_off, build.average_load),
                }
            }
            if flows.contains(&Flow::PeakLoad) {
                match flow.pue_peak {
                    Some(pue) => of_load(&mut self.peak, powered, build.it_load, pue),
                    None => each(&mut self.peak.steady, powered, build.facility_load),
                }
            }
            if let Some(running) = flow.running {
                each(&mut self.running, powered, running);
            }
            if let Some(rate) = flow.rate {
                each(&mut self.rate, at_work, rate);
            }
        }
    }

    /// What a flow is an hour at an edge; of a load or a training run, what it is. `training` are
    /// the operations of a run for each operation a second.
    pub(super) fn an_hour(&mut self, kind: Flow, index: usize, training: f64, at: &At<'_>) {
        let now = &mut self.now[index];
        let load = &self.load;
        match kind {
            Flow::AverageLoad | Flow::Energy => now.copy_from_slice(load),
            Flow::Curtailed => now.copy_from_slice(&self.cut_load),
            Flow::PeakLoad => now.copy_from_slice(&self.peak_load),
            Flow::Emissions => {
                // g/kWh are kg/MWh, and a thousandth of t/MWh.
                let made_of = load.iter().zip(at.carbon);
                for (now, (load, carbon)) in now.iter_mut().zip(made_of) {
                    *now = load * carbon * 1e-3;
                }
            }
            Flow::Water => {
                if let Some(water) = at.flow.water {
                    let made_of = load.iter().zip(at.block.column(water));
                    for (now, (load, water)) in now.iter_mut().zip(made_of) {
                        *now = load * water;
                    }
                }
            }
            Flow::Spend => {
                let made_of = load.iter().zip(at.price).zip(&self.running);
                for (now, ((load, price), running)) in now.iter_mut().zip(made_of) {
                    *now = load * price + running;
                }
            }
            Flow::TrainingRun | Flow::Flop => {
                let by = if kind == Flow::Flop { 3600.0 } else { training };
                for (now, rate) in now.iter_mut().zip(&self.rate) {
                    *now = rate * by;
                }
            }
        }
    }
}
