//! What is built and powered at a site, as columns.

use super::Metric;
use super::columns::{Column, Columns};
use super::effects::Effects;
use super::phase::Compiled;
use crate::model::{Chip, ChipChoice, Model, Phase, PhaseState, PlantRole, Site, Size, Uncertain};
use crate::units::{Gpus, WATTS_PER_MEGAWATT};
use std::ops::Range;

/// A site's build-out.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteBuild {
    /// Its phases, as indices into the plan's.
    pub phases: Range<usize>,
    /// What each phase installs, in the same order.
    pub builds: Vec<PhaseBuild>,
    /// Grid stages.
    pub stages: Vec<StageBuild>,
    /// On-site plant that counts as firm.
    pub plants: Vec<PlantBuild>,
    /// Whether power can limit it: it has stages or plant.
    pub limited: bool,
}

/// What a phase installs.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseBuild {
    /// When it (or what of it does not run yet) begins to serve.
    pub service: Column,
    /// Days from service to full.
    pub ramp: Column,
    /// GPUs when full.
    pub size: Column,
    /// IT load when full, MW, where the phase is sized by power: known though the number of GPUs
    /// differs from trial to trial.
    pub it_full: Option<Column>,
    /// The share of the announced GPUs that come, where drivers or risks act on the size.
    pub share: Option<Column>,
    /// When a part was seen running, and how many GPUs.
    pub observed: Option<(Column, Column)>,
    /// Written: when all is installed and powered.
    pub complete: Column,
    /// IT load of a powered GPU, MW.
    pub it_load: Column,
    /// Peak facility load of a powered GPU, MW.
    pub facility_load: Column,
    /// Mean facility load of a powered GPU, MW.
    pub average_load: Column,
    /// Peak dense 8-bit operations per second of a GPU.
    pub compute: Column,
    /// The same, times MFU and availability.
    pub effective: Column,
}

impl SiteBuild {
    /// The columns that the build-out is worked out from.
    #[must_use]
    pub fn inputs(&self) -> Vec<Column> {
        let mut inputs = Vec::new();
        for build in &self.builds {
            inputs.extend([build.service, build.ramp, build.size, build.facility_load]);
            inputs.extend(build.observed.iter().flat_map(|&(date, gpus)| [date, gpus]));
        }
        for stage in &self.stages {
            inputs.extend([stage.date, stage.capacity]);
        }
        for plant in &self.plants {
            inputs.extend([plant.from, plant.capacity]);
            inputs.extend(plant.until);
        }
        inputs
    }
}

impl PhaseBuild {
    /// The column of what a powered GPU counts for in a metric; `None` where the level is read off
    /// what is built.
    #[must_use]
    pub fn weight(&self, metric: Metric) -> Option<Column> {
        match metric {
            Metric::ItLoad => Some(self.it_load),
            Metric::FacilityLoad | Metric::DeliveryGap => Some(self.facility_load),
            Metric::AverageLoad | Metric::Energy => Some(self.average_load),
            Metric::Compute | Metric::H100e => Some(self.compute),
            Metric::Effective => Some(self.effective),
            _ => None,
        }
    }
}

/// A grid stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StageBuild {
    /// When it is energised.
    pub date: Column,
    /// The connection's firm capacity from then, MW.
    pub capacity: Column,
}

/// On-site plant.
#[derive(Clone, Debug, PartialEq)]
pub struct PlantBuild {
    /// First instant in service.
    pub from: Column,
    /// Last instant in service.
    pub until: Option<Column>,
    /// Firm capacity, MW.
    pub capacity: Column,
}

/// Compiles all sites; `dates` has the columns of grid stages' dates.
pub(super) fn compile(
    model: &Model,
    phases: &[Compiled],
    dates: &[Vec<Column>],
    effects: &mut Effects<'_>,
    columns: &mut Columns,
) -> Vec<SiteBuild> {
    let mut first = 0;
    let mut sites = Vec::with_capacity(model.sites.len());
    for (index, site) in model.sites.iter().enumerate() {
        let range = first..first + site.phases.len();
        first = range.end;
        let builds = phases[range.clone()]
            .iter()
            .zip(&site.phases)
            .enumerate()
            .map(|(number, (compiled, phase))| {
                let open = !matches!(phase.state, PhaseState::Online(_));
                let shrinks = open.then(|| effects.size((index, number), columns));
                build(model, (site, phase), compiled, shrinks.flatten(), columns)
            })
            .collect();
        let stages: Vec<StageBuild> = site
            .grid
            .iter()
            .zip(&dates[index])
            .map(|(stage, &date)| StageBuild {
                date,
                capacity: columns.quantity(&stage.capacity),
            })
            .collect();
        let plants = plants(site, &stages, columns);
        let limited = !(site.grid.is_empty() && site.plants.is_empty());
        sites.push(SiteBuild {
            phases: range,
            builds,
            stages,
            plants,
            limited,
        });
    }
    sites
}

fn plants(site: &Site, stages: &[StageBuild], columns: &mut Columns) -> Vec<PlantBuild> {
    let mut plants = Vec::new();
    for plant in site
        .plants
        .iter()
        .filter(|plant| plant.role != PlantRole::Backup)
    {
        let nameplate = columns.quantity(&plant.capacity);
        let availability = columns.quantity(&plant.availability);
        let until = match (&plant.until, plant.role) {
            (Some(until), _) => Some(columns.quantity(until)),
            (None, PlantRole::Bridge) if !stages.is_empty() => {
                let dates = stages.iter().map(|stage| (stage.date, 0.0)).collect();
                Some(columns.latest(f64::NEG_INFINITY, dates))
            }
            (None, _) => None,
        };
        plants.push(PlantBuild {
            from: columns.quantity(&plant.from),
            until,
            capacity: columns.product(nameplate, availability),
        });
    }
    plants
}

/// `factor` is what drivers and risks multiply the GPUs by.
fn build(
    model: &Model,
    (site, phase): (&Site, &Phase),
    compiled: &Compiled,
    factor: Option<Column>,
    columns: &mut Columns,
) -> PhaseBuild {
    let (size, chip) = future(phase);
    let watts = of_chip(model, phase, chip, columns, |chip, columns| {
        columns.quantity(&chip.watts)
    });
    let compute = of_chip(model, phase, chip, columns, |chip, columns| {
        columns.quantity(&chip.ops_8bit)
    });
    let it_load = columns.affine(watts, 1.0 / WATTS_PER_MEGAWATT, 0.0, 0.0);
    let share = comes(phase, factor, columns);
    let (size, it_full) = gpus(phase, &size, it_load, share, columns);
    let observed = match &phase.state {
        PhaseState::Open {
            observed: Some(part),
            ..
        } => compiled
            .observed
            .map(|date| (date, columns.quantity(&part.gpus))),
        _ => None,
    };
    let pue_peak = columns.quantity(&site.pue_peak);
    // The yearly mean is drawn with the uniform of the design ratio, so that they never cross.
    let pue = columns.draw(
        site.pue.path(),
        site.pue_peak.path(),
        site.pue.distribution(),
    );
    let load_factor = columns.quantity(&site.load_factor);
    let mfu = columns.quantity(&phase.mfu);
    let availability = columns.quantity(&phase.availability);
    let mean_it = columns.product(it_load, load_factor);
    let useful = columns.product(mfu, availability);
    PhaseBuild {
        service: compiled.service,
        ramp: compiled.ramp,
        size,
        it_full,
        share: share.filter(|_| factor.is_some()),
        observed,
        complete: compiled.plan.complete,
        it_load,
        facility_load: columns.product(it_load, pue_peak),
        average_load: columns.product(mean_it, pue),
        compute,
        effective: columns.product(compute, useful),
    }
}

/// What a phase will be, as opposed to what was announced.
pub(super) enum Future<'a> {
    /// As announced.
    Announced,
    /// A known or revised number of GPUs.
    Gpus(&'a Uncertain<Gpus>),
}

pub(super) fn future(phase: &Phase) -> (Future<'_>, &ChipChoice) {
    match &phase.state {
        PhaseState::Online(fact) => (
            fact.gpus.as_ref().map_or(Future::Announced, Future::Gpus),
            &phase.chip,
        ),
        PhaseState::Open {
            paused: Some(pause),
            ..
        } => (
            pause.gpus.as_ref().map_or(Future::Announced, Future::Gpus),
            pause.chip.as_ref().unwrap_or(&phase.chip),
        ),
        PhaseState::Open { .. } => (Future::Announced, &phase.chip),
    }
}

/// The share of the announced GPUs that come; `None` of a fact.
fn comes(phase: &Phase, factor: Option<Column>, columns: &mut Columns) -> Option<Column> {
    if matches!(phase.state, PhaseState::Online(_)) {
        return None;
    }
    let delivered = columns.quantity(&phase.delivered);
    Some(match factor {
        Some(factor) => columns.product(delivered, factor),
        None => delivered,
    })
}

/// GPUs when full and, where the phase is sized by power, its IT load when full.
fn gpus(
    phase: &Phase,
    size: &Future<'_>,
    it_load: Column,
    share: Option<Column>,
    columns: &mut Columns,
) -> (Column, Option<Column>) {
    let (announced, power) = match (size, &phase.size) {
        (Future::Gpus(gpus), _) => (columns.quantity(gpus), None),
        (Future::Announced, Size::Gpus(gpus)) => (columns.quantity(gpus), None),
        (Future::Announced, Size::ItLoad(power)) => {
            let power = columns.quantity(power);
            (columns.quotient(power, it_load), Some(power))
        }
    };
    let Some(share) = share else {
        return (announced, power);
    };
    let power = power.map(|power| columns.product(power, share));
    (columns.product(announced, share), power)
}

/// A field of a phase's chip, of `choice` or of what rival stories say in its place.
pub(super) fn of_chip(
    model: &Model,
    phase: &Phase,
    choice: &ChipChoice,
    columns: &mut Columns,
    field: impl Fn(&Chip, &mut Columns) -> Column,
) -> Column {
    // A restart may bring a chip of its own, which no story tells.
    let own = std::ptr::eq(choice, &raw const phase.chip);
    let told = own.then(|| columns.chips_told(&format!("{}.chip", phase.path)));
    let Some(told) = told.flatten() else {
        return of_choice(model, choice, "", columns, &field);
    };
    let story = columns.story(&told.choice, &told.weights);
    let options = told.options.iter().enumerate();
    let from = options.map(|(option, said)| match said {
        Some(choice) => of_choice(model, choice, &format!("#{option}"), columns, &field),
        None => of_choice(model, choice, "", columns, &field),
    });
    let from = from.collect();
    columns.pick(story, from)
}

/// A field of the chip that is chosen; `story` marks the draw of a story's own choice.
fn of_choice(
    model: &Model,
    choice: &ChipChoice,
    story: &str,
    columns: &mut Columns,
    field: &impl Fn(&Chip, &mut Columns) -> Column,
) -> Column {
    match choice {
        ChipChoice::One(chip) => field(&model.chips[*chip], columns),
        ChipChoice::OneOf { path, options } => {
            let values = (0..options.len()).map(|index| index as f64).collect();
            let weights = options.iter().map(|&(_, weight)| weight).collect();
            let from = options
                .iter()
                .map(|&(chip, _)| field(&model.chips[chip], columns))
                .collect();
            // Weights are positive by the model's own rule, so the law always exists.
            let law = crate::distribution::Distribution::discrete(values, weights)
                .unwrap_or_else(|_| crate::distribution::Distribution::constant(0.0));
            let choice = columns.draw(&format!("{path}{story}"), path, &law);
            columns.pick(choice, from)
        }
    }
}
