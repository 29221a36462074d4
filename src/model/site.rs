//! Sites and what stands on them: phases, chips, zones, programmes.

use super::{
    AnnouncedMoney, Curve, Failures, GridStage, Life, Ordering, PhaseState, Plant, Roadmap,
    Schedule, Uncertain, ZoneFlows,
};
use crate::calendar::{Instant, Period};
use crate::units::{Days, Gpus, LitresPerKwh, Megawatts, Money, OpsPerSecond, Pue, Share, Watts};
use jiff::civil::Date;

/// One place with a grid connection, or unsited; holds phases.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Index into the model's zones.
    pub zone: Option<usize>,
    /// Two-letter country, the zone's or its own.
    pub country: Option<String>,
    /// Latitude and longitude, degrees.
    pub location: Option<(f64, f64)>,
    /// No place is named.
    pub unsited: bool,
    /// Facility over IT power at peak: sizes MW.
    pub pue_peak: Uncertain<Pue>,
    /// Yearly mean of facility over IT energy: makes `MWh`. Drawn with `pue_peak`'s uniform.
    pub pue: Uncertain<Pue>,
    /// Mean draw over nameplate draw of the IT load.
    pub load_factor: Uncertain<Share>,
    /// Water per energy at its meter, in place of the zone's.
    pub water: Option<Uncertain<LitresPerKwh>>,
    /// The sum that was announced for it.
    pub money: Option<AnnouncedMoney>,
    /// Stages of the grid connection, by id. Empty with no plant: not power-limited.
    pub grid: Vec<GridStage>,
    /// Plant on site, by id.
    pub plants: Vec<Plant>,
    /// Phases, by id. At least one.
    pub phases: Vec<Phase>,
    /// The programme whose own remainder it stands for: announced, and at no site.
    pub remainder_of: Option<usize>,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// A block of GPUs that comes online as one project.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// Id within the site.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Its address: "site.loughton.phase.first".
    pub path: String,
    /// Who runs it.
    pub operator: Option<String>,
    /// Who uses it.
    pub customer: Option<String>,
    /// Who builds it.
    pub developer: Option<String>,
    /// Indices of the programmes it was announced in.
    pub programmes: Vec<usize>,
    /// Free words to report by.
    pub tags: Vec<String>,
    /// When it was announced.
    pub announced: Option<Date>,
    /// When it was announced to be online.
    pub announced_online: Option<Period>,
    /// Its chip.
    pub chip: ChipChoice,
    /// How its chips are ordered, where a roadmap may say which.
    pub ordering: Option<Ordering>,
    /// How long its GPUs serve; `None` for beyond the horizon.
    pub life: Option<Life>,
    /// How its GPUs fail for good; `None` for not at all.
    pub failures: Option<Failures>,
    /// How large it was announced.
    pub size: Size,
    /// Share of the announced GPUs that come.
    pub delivered: Uncertain<Share>,
    /// The chance that it goes ahead.
    pub proceed: Uncertain<Share>,
    /// How its `ready` comes about.
    pub schedule: Schedule,
    /// What is known of it.
    pub state: PhaseState,
    /// From online to complete, days.
    pub ramp: Uncertain<Days>,
    /// Model FLOP/s utilisation.
    pub mfu: Uncertain<Share>,
    /// Share of time that GPUs can work.
    pub availability: Uncertain<Share>,
    /// The sum that was announced for it.
    pub money: Option<AnnouncedMoney>,
    /// The day of the last evidence of its state.
    pub seen: Option<Instant>,
    /// The date of that evidence, for tables.
    pub seen_on: Option<Date>,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// What a phase's GPUs are. Indices are into the model's chips.
#[derive(Clone, Debug, PartialEq)]
pub enum ChipChoice {
    /// Known.
    One(usize),
    /// One of several, drawn once a trial.
    OneOf {
        /// The address of the draw.
        path: String,
        /// Chips with their weights (positive, not normalised), in the order written.
        options: Vec<(usize, f64)>,
    },
    /// The generation that is on sale when it is ordered.
    Roadmap(Roadmap),
}

/// How large a phase was announced.
#[derive(Clone, Debug, PartialEq)]
pub enum Size {
    /// A number of GPUs.
    Gpus(Uncertain<Gpus>),
    /// Power at the servers; the number of GPUs follows from the chip.
    ItLoad(Uncertain<Megawatts>),
}

/// A kind of accelerator.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// All-in IT power of one GPU, W: server, network and storage share included.
    pub watts: Uncertain<Watts>,
    /// Peak dense 8-bit rate, operations per second.
    pub ops_8bit: Uncertain<OpsPerSecond>,
    /// Peak dense 16-bit rate, floating-point operations per second.
    pub flops_16bit: Option<Uncertain<OpsPerSecond>>,
    /// Peak dense 4-bit rate, floating-point operations per second.
    pub flops_4bit: Option<Uncertain<OpsPerSecond>>,
    /// High-bandwidth memory, GB.
    pub hbm_gb: Option<f64>,
    /// What one costs with its share of server, rack and network, in place of `[cost] per_gpu`.
    pub price: Option<Uncertain<Money>>,
    /// When it first shipped in volume.
    pub first_ship: Option<Period>,
}

/// A grid zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Two-letter country.
    pub country: Option<String>,
    /// What its grid can carry for its sites in all, MW; `None` where that limits nothing.
    pub headroom: Option<Curve<Megawatts>>,
    /// What its power is made of and costs.
    pub flows: ZoneFlows,
}

/// An announced programme that phases belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Programme {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Indices of the programmes that it is part of; no cycles.
    pub part_of: Vec<usize>,
    /// When it was announced.
    pub announced: Option<Date>,
    /// Two-letter country.
    pub country: Option<String>,
    /// Index into the model's zones.
    pub zone: Option<usize>,
    /// Its announced total.
    pub gpus: Option<Uncertain<Gpus>>,
    /// Its announced total of power at the servers, network and storage.
    pub it_load: Option<Uncertain<Megawatts>>,
    /// By when.
    pub by: Option<Period>,
    /// Whether what its ledger leaves unsited is in the totals.
    pub fills_totals: bool,
    /// How its own remainder comes about, where that is described.
    pub remainder: Option<Remainder>,
    /// The sum that was announced for it.
    pub money: Option<AnnouncedMoney>,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// How what no site accounts for is described, beside the phases that it is made into.
#[derive(Clone, Debug, PartialEq)]
pub struct Remainder {
    /// Its chip.
    pub chip: ChipChoice,
    /// Into how many parts of equal size, each with its own draws.
    pub blocks: u64,
}
