//! The announced path: what was announced, taken at its word.
//!
//! Announced online (its last instant) and GPUs (their median), no attrition, no ramp, no limit by
//! power; medians for watts and PUE. Phases without an announced date are not on it.

use super::{Metric, Timeline};
use crate::model::{Model, Phase, Site, Size};
use crate::units::{H100_OPS_8BIT, WATTS_PER_MEGAWATT};

/// One phase as announced, in the units of each metric.
pub(super) struct AnnouncedPhase {
    pub(super) online: f64,
    pub(super) gpus: f64,
    pub(super) it_load: f64,
    pub(super) facility_load: f64,
    pub(super) average_load: f64,
    compute: f64,
    effective: f64,
}

pub(super) fn announced(model: &Model, site: &Site, phase: &Phase) -> Option<AnnouncedPhase> {
    let online = phase.announced_online?.deadline().days();
    Some(at_its_word(model, site, phase, online))
}

/// What a phase draws at its meter once all of it runs, MW, whether or not a date was announced.
pub(crate) fn announced_load(model: &Model, site: &Site, phase: &Phase) -> f64 {
    at_its_word(model, site, phase, 0.0).facility_load
}

/// The GPUs announced for a phase; of one that is announced by its power, those of its likeliest chip.
pub(crate) fn announced_gpus(model: &Model, site: &Site, phase: &Phase) -> f64 {
    at_its_word(model, site, phase, 0.0).gpus
}

fn at_its_word(model: &Model, site: &Site, phase: &Phase, online: f64) -> AnnouncedPhase {
    let chip = model.announced_chip(phase);
    let it_per_gpu = chip.watts.median() / WATTS_PER_MEGAWATT;
    let gpus = match &phase.size {
        Size::Gpus(gpus) => gpus.median(),
        Size::ItLoad(power) => power.median() / it_per_gpu,
    };
    let it_load = gpus * it_per_gpu;
    let compute = gpus * chip.ops_8bit.median();
    AnnouncedPhase {
        online,
        gpus,
        it_load,
        facility_load: it_load * site.pue_peak.median(),
        average_load: it_load * site.load_factor.median() * site.pue.median(),
        compute,
        effective: compute * phase.mfu.median() * phase.availability.median(),
    }
}

/// The announced path of a metric over the periods, for phases given as (site, phase) of the model.
pub(super) fn path(
    model: &Model,
    phases: &[(usize, usize)],
    metric: Metric,
    timeline: &Timeline,
) -> Vec<f64> {
    let parts: Vec<AnnouncedPhase> = phases
        .iter()
        .filter_map(|&(site, phase)| {
            announced(model, &model.sites[site], &model.sites[site].phases[phase])
        })
        .collect();
    let stock = |level: fn(&AnnouncedPhase) -> f64| -> Vec<f64> {
        let at = |edge: &f64| {
            parts
                .iter()
                .filter(|part| part.online <= *edge)
                .map(level)
                // From plus zero: the sum of nothing would be minus zero.
                .fold(0.0, |sum, level| sum + level)
        };
        timeline.edges().iter().map(at).collect()
    };
    let periods = |levels: Vec<f64>| levels[1..].to_vec();
    match metric {
        Metric::GpusInstalled | Metric::GpusPowered => periods(stock(|part| part.gpus)),
        Metric::ItLoad => periods(stock(|part| part.it_load)),
        Metric::FacilityLoad => periods(stock(|part| part.facility_load)),
        Metric::AverageLoad => periods(stock(|part| part.average_load)),
        Metric::Compute => periods(stock(|part| part.compute)),
        Metric::Effective => periods(stock(|part| part.effective)),
        Metric::H100e => periods(stock(|part| part.compute / H100_OPS_8BIT)),
        Metric::Energy => {
            let mean = stock(|part| part.average_load);
            let hours = timeline.hours();
            hours
                .iter()
                .zip(mean.windows(2))
                .map(|(hours, ends)| f64::midpoint(ends[0], ends[1]) * hours)
                .collect()
        }
        // Nothing of it was announced, or it is told among the flows.
        _ => vec![0.0; timeline.periods()],
    }
}
