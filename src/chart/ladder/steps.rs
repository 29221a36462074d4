//! The steps of a site's capacity: grid stages and plant, each at its P50, with the range of its
//! dates.
//!
//! What it does not know: marks and words.

use super::super::time;
use crate::projection::{DatePercentiles, PlantRow, PowerRow, Projection, StageRow};

/// Days between two dates within which they are one event.
const SAME: f64 = 15.0;

/// When something comes or goes, as days; `None` where it does not at that percentile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct When {
    pub(super) p10: Option<f64>,
    pub(super) p50: Option<f64>,
    pub(super) p90: Option<f64>,
}

impl When {
    fn new(dates: [Option<&String>; 3]) -> Self {
        let [p10, p50, p90] = dates.map(|date| date.and_then(|date| time::end(date)));
        Self { p10, p50, p90 }
    }

    fn of(dates: &DatePercentiles) -> Self {
        let DatePercentiles { p10, p50, p90 } = dates;
        Self::new([p10, p50, p90].map(Option::as_ref))
    }

    /// At the median, by or before a day.
    fn is_by(&self, day: f64) -> bool {
        self.p50.is_some_and(|p50| p50 <= day)
    }

    /// Whether the date is the same at P10 and at P90.
    pub(super) fn is_known(&self) -> bool {
        self.p10.is_some() && self.p10 == self.p90
    }
}

/// A grid stage and when it is energised.
pub(super) struct Stage<'a> {
    pub(super) row: &'a StageRow,
    pub(super) when: When,
}

impl Stage<'_> {
    /// Whether it is never cut off.
    pub(super) const fn is_firm(&self) -> bool {
        self.row.curtailed.is_none()
    }
}

/// Plant that counts as firm, and when it serves.
pub(super) struct Plant<'a> {
    pub(super) row: &'a PlantRow,
    pub(super) from: When,
    pub(super) until: Option<When>,
}

/// A site's stages, by their P50 and then by capacity, and its plant.
pub(super) struct Steps<'a> {
    pub(super) stages: Vec<Stage<'a>>,
    pub(super) plants: Vec<Plant<'a>>,
}

impl<'a> Steps<'a> {
    /// `None` where the schedule does not say when a stage is energised, or a capacity is no
    /// number.
    pub(super) fn new(projection: &Projection, power: &'a PowerRow) -> Option<Self> {
        let stage = |row: &'a StageRow| {
            let mut dates = projection.schedule.iter();
            let dates = dates.find(|dates| {
                dates.site == power.site && dates.stage.as_deref() == Some(row.id.as_str())
            })?;
            let all = [&dates.p10, &dates.p50, &dates.p90].map(Option::as_ref);
            let when = When::new(all);
            is_sound(row.capacity.p50).then_some(Stage { row, when })
        };
        let mut stages: Vec<Stage> = power.stages.iter().map(stage).collect::<Option<_>>()?;
        let never = f64::INFINITY;
        stages.sort_by(|a, b| {
            let day = |stage: &Stage| stage.when.p50.unwrap_or(never);
            let size = |stage: &Stage| stage.row.capacity.p50;
            let by_day = day(a).total_cmp(&day(b));
            by_day.then(size(a).total_cmp(&size(b)))
        });
        let plant = |row: &'a PlantRow| {
            let until = row.until.as_ref().map(When::of);
            Plant {
                row,
                from: When::of(&row.from),
                until: until.map(|until| at_one(until, &stages)),
            }
        };
        let counted = power.plants.iter().filter(|row| row.role != "backup");
        let plants: Vec<Plant> = counted.map(plant).collect();
        let sound = plants.iter().all(|plant| is_sound(plant.row.firm.p50));
        sound.then_some(Self { stages, plants })
    }

    /// What can be drawn then without being cut off, MW.
    pub(super) fn firm(&self, day: f64) -> f64 {
        self.plant(day) + self.import(day, true)
    }

    /// What can be drawn then, what is cut off at times among it, MW.
    pub(super) fn all(&self, day: f64) -> f64 {
        self.plant(day) + self.import(day, false)
    }

    /// Import over the grid by such stages: each states a new total.
    fn import(&self, day: f64, firm_alone: bool) -> f64 {
        let come = self.stages.iter().filter(|stage| stage.when.is_by(day));
        let come = come.filter(|stage| stage.is_firm() || !firm_alone);
        come.map(|stage| stage.row.capacity.p50).fold(0.0, f64::max)
    }

    /// Firm plant on site, MW.
    pub(super) fn plant(&self, day: f64) -> f64 {
        let serves = |plant: &&Plant| {
            plant.from.is_by(day) && !plant.until.is_some_and(|until| until.is_by(day))
        };
        let serving = self.plants.iter().filter(serves);
        serving.map(|plant| plant.row.firm.p50).sum()
    }

    /// Days within the range between which nothing changes, both ends among them.
    pub(super) fn breaks(&self, from: f64, to: f64) -> Vec<f64> {
        let stages = self.stages.iter().map(|stage| stage.when);
        let plants = self.plants.iter();
        let plants = plants.flat_map(|plant| std::iter::once(plant.from).chain(plant.until));
        let mut days: Vec<f64> = stages
            .chain(plants)
            .filter_map(|when| when.p50)
            .filter(|day| from < *day && *day < to)
            .chain([from, to])
            .collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        days
    }
}

/// The end of plant that leaves when a stage comes, on that stage's day: a quantile of its law and
/// an order statistic of trials name the same event some days apart.
fn at_one(until: When, stages: &[Stage]) -> When {
    let near = |day: &f64| until.p50.is_some_and(|end| (end - day).abs() <= SAME);
    let mut days = stages.iter().filter_map(|stage| stage.when.p50);
    match days.rfind(near) {
        Some(day) => When {
            p50: Some(day),
            ..until
        },
        None => until,
    }
}

/// Whether a capacity can be drawn.
fn is_sound(capacity: f64) -> bool {
    (0.0..super::super::metric::LARGEST).contains(&capacity)
}
