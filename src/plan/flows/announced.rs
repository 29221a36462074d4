//! Flows on the announced path: what was announced, at its word, with medians and the zone's power.

use super::{HOURS_PER_YEAR, Metric, Timeline, at, season_of};
use crate::model::{Costs, Model, Phase, Site};
use crate::plan::announced::{self, AnnouncedPhase};
use crate::units::HOURS_PER_DAY;

/// What an announced phase has at an edge, and what it pays for by then.
struct Standing<'a> {
    model: &'a Model,
    site: &'a Site,
    phase: &'a Phase,
    at_its_word: AnnouncedPhase,
}

impl Standing<'_> {
    fn runs(&self, edge: f64) -> bool {
        self.at_its_word.online <= edge
    }

    /// Mean load, MW, with the season's overhead.
    fn mean_load(&self, edge: f64) -> f64 {
        let load = self.at_its_word.average_load;
        let Some(months) = season_of(self.model, self.site) else {
            return load;
        };
        let pue = self.site.pue.median();
        load / pue * (1.0 + (pue - 1.0) * at(months, edge))
    }

    fn peak_load(&self, edge: f64) -> f64 {
        let Some(months) = season_of(self.model, self.site) else {
            return self.at_its_word.facility_load;
        };
        let worst = months.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let overhead = (self.site.pue_peak.median() - 1.0) * at(months, edge) / worst;
        self.at_its_word.it_load * (1.0 + overhead)
    }

    /// A flow an hour, at an edge.
    fn an_hour(&self, metric: Metric, edge: f64) -> f64 {
        if !self.runs(edge) {
            return 0.0;
        }
        let flows = self.site.zone.map(|zone| &self.model.zones[zone].flows);
        let load = self.mean_load(edge);
        let instant = crate::calendar::Instant::from_days(edge);
        match metric {
            Metric::Energy => load,
            Metric::Emissions => {
                let carbon = flows.and_then(|flows| flows.carbon.as_ref());
                load * carbon.map_or(0.0, |curve| curve.quantile_at(instant, 0.5)) * 1e-3
            }
            Metric::Water => {
                let water = self.site.water.as_ref();
                let water = water.or(flows.and_then(|flows| flows.water.as_ref()));
                load * water.map_or(0.0, crate::model::Uncertain::median)
            }
            Metric::Spend | Metric::SpendToDate => self.model.costs.as_ref().map_or(0.0, |costs| {
                let own = flows.and_then(|flows| flows.energy_price.as_ref());
                let price = own.or(costs.energy_price.as_ref());
                let price = price.map_or(0.0, |curve| curve.quantile_at(instant, 0.5));
                let opex = costs
                    .opex
                    .as_ref()
                    .map_or(0.0, crate::model::Uncertain::median);
                load * price + self.at_its_word.it_load * opex / HOURS_PER_YEAR
            }),
            Metric::FlopToDate => self.rate() * 3600.0,
            _ => 0.0,
        }
    }

    /// 16-bit operations per second that are of use.
    fn rate(&self) -> f64 {
        let chip = self.model.announced_chip(self.phase);
        let rate = chip.flops_16bit.as_ref();
        let rate = rate.map_or_else(
            || chip.ops_8bit.median() / 2.0,
            crate::model::Uncertain::median,
        );
        self.at_its_word.gpus * rate * self.phase.mfu.median() * self.phase.availability.median()
    }

    /// What has fallen due for building and GPUs.
    fn capital(&self, costs: &Costs, edge: f64) -> f64 {
        let of = |quantity: &Option<crate::model::Uncertain<_>>| {
            quantity
                .as_ref()
                .map_or(0.0, crate::model::Uncertain::median)
        };
        let chip = self.model.announced_chip(self.phase);
        let gpu = chip.price.as_ref().or(costs.per_gpu.as_ref());
        let gpu = gpu.map_or(0.0, crate::model::Uncertain::median);
        let share = super::money::booked(edge, self.at_its_word.online, costs.build.median());
        let gpus = if self.runs(edge) {
            self.at_its_word.gpus * gpu
        } else {
            0.0
        };
        self.at_its_word.it_load * of(&costs.per_mw) * share + gpus
    }
}

/// The announced path of a flow over the periods.
pub(in crate::plan) fn path(
    model: &Model,
    phases: &[(usize, usize)],
    metric: Metric,
    timeline: &Timeline,
) -> Vec<f64> {
    let parts: Vec<Standing<'_>> = phases
        .iter()
        .filter_map(|&(site, phase)| {
            let site = &model.sites[site];
            // Renewals stand behind the phases, and were not announced.
            let phase = site.phases.get(phase)?;
            let at_its_word = announced::announced(model, site, phase)?;
            Some(Standing {
                model,
                site,
                phase,
                at_its_word,
            })
        })
        .collect();
    let edges = timeline.edges();
    let sum =
        |at: &dyn Fn(&Standing<'_>) -> f64| parts.iter().fold(0.0, |sum, part| sum + at(part));
    let stock = |at: &dyn Fn(&Standing<'_>, f64) -> f64| -> Vec<f64> {
        let running = |edge: f64| sum(&|part| if part.runs(edge) { at(part, edge) } else { 0.0 });
        edges[1..].iter().map(|&edge| running(edge)).collect()
    };
    match metric {
        Metric::AverageLoad => return stock(&|part, edge| part.mean_load(edge)),
        Metric::PeakLoad => return stock(&|part, edge| part.peak_load(edge)),
        Metric::TrainingRun => return training(model, phases, &parts, edges),
        _ => {}
    }
    let rates: Vec<f64> = edges
        .iter()
        .map(|&edge| sum(&|part| part.an_hour(metric, edge)))
        .collect();
    let hours = timeline.hours();
    let mut path: Vec<f64> = rates
        .windows(2)
        .zip(&hours)
        .map(|(ends, hours)| f64::midpoint(ends[0], ends[1]) * hours)
        .collect();
    let money = matches!(metric, Metric::Spend | Metric::SpendToDate);
    let mut so_far = 0.0;
    if let (Some(costs), true) = (&model.costs, money) {
        let capital = |edge: f64| sum(&|part| part.capital(costs, edge));
        for (period, spend) in path.iter_mut().enumerate() {
            *spend += capital(edges[period + 1]) - capital(edges[period]);
        }
        let before = |part: &Standing<'_>| {
            let days = (edges[0] - part.at_its_word.online).max(0.0);
            part.capital(costs, edges[0]) + part.an_hour(metric, edges[0]) * days * HOURS_PER_DAY
        };
        so_far = sum(&before);
    }
    if matches!(metric, Metric::SpendToDate | Metric::FlopToDate) {
        for value in &mut path {
            so_far += *value;
            *value = so_far;
        }
    }
    path
}

/// The largest training run of a site, over the sites.
fn training(
    model: &Model,
    phases: &[(usize, usize)],
    parts: &[Standing<'_>],
    edges: &[f64],
) -> Vec<f64> {
    let Some(training) = model.training else {
        return vec![0.0; edges.len() - 1];
    };
    let mut sites: Vec<usize> = phases.iter().map(|&(site, _)| site).collect();
    sites.sort_unstable();
    sites.dedup();
    let of_site = |site: &Site, edge: f64| {
        let own = parts.iter().filter(|part| std::ptr::eq(part.site, site));
        let running = own.filter(|part| part.runs(edge));
        running.fold(0.0, |sum, part| sum + part.rate())
    };
    let largest = |edge: f64| {
        let sites = sites.iter();
        let rates = sites.map(|&site| of_site(&model.sites[site], edge));
        rates.fold(0.0, f64::max) * training.share * training.days * HOURS_PER_DAY * 3600.0
    };
    edges[1..].iter().map(|&edge| largest(edge)).collect()
}
