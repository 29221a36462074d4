//! What is built and powered at a site, as columns.

use super::Metric;
use super::columns::{Column, Columns};
use super::effects::Effects;
use super::holds::Holds;
use super::outfit::{Fitting, Outfit};
use super::phase::Compiled;
use super::pool::Drawn;
use super::renewal::{self, Follows};
use crate::model::{Model, Phase, PhaseState, PlantRole, Site};
use std::ops::Range;

/// A site's build-out.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteBuild {
    /// Its phases, as indices into the plan's.
    pub phases: Range<usize>,
    /// Renewals of these, as indices into the plan's parts, which begin with all phases.
    pub renewals: Range<usize>,
    /// What each phase installs, in the same order; then renewals.
    pub builds: Vec<PhaseBuild>,
    /// Grid stages.
    pub stages: Vec<StageBuild>,
    /// On-site plant that counts as firm.
    pub plants: Vec<PlantBuild>,
    /// Whether power can limit it: it has stages, or plant that counts as firm.
    pub limited: bool,
    /// Whether a stage is not firm.
    pub curtailed: bool,
    /// Whether its GPUs come by their ramps alone and stay: no pool, no service life, no failures.
    pub plain: bool,
    /// The zone whose headroom it draws on, as an index into the plan's.
    pub zone: Option<usize>,
}

/// What a phase installs.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseBuild {
    /// When its chips are needed: ready, or first seen running; of a renewal when others leave.
    pub needed: Column,
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
    /// The chip, by its index in the model, where a roadmap tells it.
    pub generation: Option<Column>,
    /// When its first chips come, where it draws on a pool; minus infinity where it does not need to.
    pub chips: Option<Column>,
    /// What it has of that pool; nothing of a fact, which waits for nothing.
    pub drawn: Option<Drawn>,
    /// When a part was seen running, and how many GPUs.
    pub observed: Option<(Column, Column)>,
    /// How long its GPUs serve, days; absent where they stay.
    pub life: Option<Column>,
    /// What it renews, where it is a renewal: its GPUs then come as those leave.
    pub follows: Option<Follows>,
    /// How its GPUs fail for good: the share a year, and spares as a share.
    pub failures: Option<(Column, Option<Column>)>,
    /// Written of what is no renewal: when all is installed and powered.
    pub complete: Column,
    /// Written, where a zone can keep it waiting: the first instant with power.
    pub online: Option<Column>,
    /// What it waits for, where what binds is told.
    pub holds: Option<Holds>,
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
    /// The phase, by its place at the site, that one of the site's builds is of.
    #[must_use]
    pub fn phase_of(&self, build: usize) -> usize {
        let mut build = build;
        while let Some(follows) = self.builds[build].follows {
            build = follows.build;
        }
        build
    }

    /// The index among the plan's parts of one of the site's builds.
    #[must_use]
    pub fn part(&self, build: usize) -> usize {
        let phases = self.phases.len();
        if build < phases {
            self.phases.start + build
        } else {
            self.renewals.start + build - phases
        }
    }

    /// The columns that the build-out is worked out from.
    #[must_use]
    pub fn inputs(&self) -> Vec<Column> {
        let mut inputs = Vec::new();
        for build in &self.builds {
            inputs.extend([build.service, build.ramp, build.size, build.facility_load]);
            inputs.extend(build.observed.iter().flat_map(|&(date, gpus)| [date, gpus]));
            inputs.extend(build.holds.iter().flat_map(Holds::inputs));
            inputs.extend(build.drawn.iter().flat_map(Drawn::inputs));
            inputs.extend(build.ageing());
        }
        for stage in &self.stages {
            inputs.extend([stage.date, stage.capacity]);
            inputs.extend(stage.curtailed);
        }
        for plant in &self.plants {
            inputs.extend([plant.from, plant.capacity]);
            inputs.extend(plant.until);
        }
        inputs
    }
}

impl PhaseBuild {
    /// Whether its GPUs come by its ramp alone and stay.
    fn is_plain(&self) -> bool {
        self.drawn.is_none() && self.ageing().next().is_none()
    }

    /// The columns by which its GPUs leave and fail.
    pub fn ageing(&self) -> impl Iterator<Item = Column> + '_ {
        let ratio = self.follows.map(|follows| follows.ratio);
        let failures = self.failures.into_iter();
        let failures = failures.flat_map(|(rate, spares)| [Some(rate), spares]);
        [self.life, ratio].into_iter().chain(failures).flatten()
    }

    /// The same with what its GPUs count for worked out of their chip.
    pub(super) fn weighted(
        mut self,
        (site, phase): (&Site, &Phase),
        columns: &mut Columns,
    ) -> Self {
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
        let mean_it = columns.product(self.it_load, load_factor);
        let useful = columns.product(mfu, availability);
        self.facility_load = columns.product(self.it_load, pue_peak);
        self.average_load = columns.product(mean_it, pue);
        self.effective = columns.product(self.compute, useful);
        self
    }

    /// The column of what a powered GPU counts for in a metric; `None` where the level is read off
    /// what is built.
    #[must_use]
    pub fn weight(&self, metric: Metric) -> Option<Column> {
        match metric {
            Metric::ItLoad => Some(self.it_load),
            Metric::FacilityLoad | Metric::DeliveryGap => Some(self.facility_load),
            Metric::AverageLoad | Metric::Energy | Metric::Curtailed => Some(self.average_load),
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
    /// The connection's capacity from then, MW.
    pub capacity: Column,
    /// Of capacity that is not firm the share of the time in which it is cut off.
    pub curtailed: Option<Column>,
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
    let (mut first, mut part) = (0, phases.len());
    let mut sites = Vec::with_capacity(model.sites.len());
    for (index, site) in model.sites.iter().enumerate() {
        let range = first..first + site.phases.len();
        first = range.end;
        let builds = phases[range.clone()]
            .iter()
            .zip(&site.phases)
            .enumerate()
            .map(|(number, (compiled, phase))| {
                let outfit = compiled.outfit.unwrap_or_else(|| {
                    Fitting::of(model, (index, number), compiled).outfit(effects, columns)
                });
                build((site, phase), compiled, &outfit, columns)
            })
            .collect::<Vec<_>>();
        let builds = renewed(model, index, &phases[range.clone()], builds, columns);
        let renewals = part..part + builds.len() - range.len();
        part = renewals.end;
        let stages: Vec<StageBuild> = site
            .grid
            .iter()
            .zip(&dates[index])
            .map(|(stage, &date)| StageBuild {
                date,
                capacity: columns.quantity(&stage.capacity),
                curtailed: stage
                    .curtailed
                    .as_ref()
                    .map(|share| columns.quantity(share)),
            })
            .collect();
        let plants = plants(site, &stages, columns);
        sites.push(SiteBuild {
            phases: range,
            renewals,
            limited: !(stages.is_empty() && plants.is_empty()),
            curtailed: stages.iter().any(|stage| stage.curtailed.is_some()),
            plain: builds.iter().all(PhaseBuild::is_plain),
            builds,
            stages,
            plants,
            zone: None,
        });
    }
    sites
}

/// A site's builds with their renewals after them.
fn renewed(
    model: &Model,
    index: usize,
    phases: &[Compiled],
    mut builds: Vec<PhaseBuild>,
    columns: &mut Columns,
) -> Vec<PhaseBuild> {
    let site = &model.sites[index];
    for (number, (phase, compiled)) in site.phases.iter().zip(phases).enumerate() {
        let first = &builds[number];
        let of = (site, phase);
        let (key, next) = ((index, number), builds.len());
        let more = renewal::builds(model, of, key, compiled, first, next, columns);
        builds.extend(more);
    }
    builds
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

fn build(
    (site, phase): (&Site, &Phase),
    compiled: &Compiled,
    outfit: &Outfit,
    columns: &mut Columns,
) -> PhaseBuild {
    let Outfit {
        size,
        it_full,
        share,
        it_load,
        compute,
        generation,
    } = *outfit;
    let observed = match &phase.state {
        PhaseState::Open {
            observed: Some(part),
            ..
        } => compiled
            .observed
            .map(|date| (date, columns.quantity(&part.gpus))),
        _ => None,
    };
    let failures = phase.failures.as_ref().map(|failures| {
        let rate = columns.quantity(&failures.rate);
        let spares = failures.spares.as_ref();
        (rate, spares.map(|spares| columns.quantity(spares)))
    });
    let life = phase.life.as_ref();
    let life = life.map(|life| columns.quantity(&life.life));
    PhaseBuild {
        needed: compiled.observed.unwrap_or(compiled.plan.ready),
        service: compiled.service,
        ramp: compiled.ramp,
        size,
        it_full,
        share,
        generation,
        chips: compiled.drawn.as_ref().map(|drawn| drawn.first),
        drawn: compiled.drawn.clone(),
        observed,
        complete: compiled.plan.complete,
        online: None,
        holds: None,
        it_load,
        // Filled in below.
        facility_load: it_load,
        average_load: it_load,
        compute,
        effective: compute,
        life,
        failures,
        follows: None,
    }
    .weighted((site, phase), columns)
}
