//! Power at a site: stages of its grid connection and plant on site.

use super::Uncertain;
use crate::calendar::Instant;
use crate::units::{Day, GramsPerKwh, Megawatts, MoneyPerMwh, Share};

/// A stage of a grid connection. Its capacity is the new total, not an addition.
#[derive(Clone, Debug, PartialEq)]
pub struct GridStage {
    /// Id within the site.
    pub id: String,
    /// Capacity once energised, MW.
    pub capacity: Uncertain<Megawatts>,
    /// Of capacity that is not firm the share of the time in which it is cut off; `None` of firm
    /// capacity.
    pub curtailed: Option<Uncertain<Share>>,
    /// When it can first carry load.
    pub energised: Energised,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// When a grid stage is energised.
#[derive(Clone, Debug, PartialEq)]
pub enum Energised {
    /// It was: a fact, untouched by any factor. Already cut at `seen`.
    Fact(Uncertain<Day>),
    /// It is expected. The law is already that of the date *given* that it comes after `seen`.
    Expected {
        /// The date, given that it is after `seen`.
        date: Uncertain<Day>,
        /// The day up to which it is known not to be energised.
        seen: Option<Instant>,
        /// Where its wait begins: the application, else the announcement of the site's first phase.
        from: Option<Instant>,
    },
}

impl GridStage {
    /// The date's law, whether fact or forecast.
    #[must_use]
    pub const fn date(&self) -> &Uncertain<Day> {
        match &self.energised {
            Energised::Fact(date) | Energised::Expected { date, .. } => date,
        }
    }
}

/// What on-site plant is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlantRole {
    /// Serves for good.
    Prime,
    /// Serves until `until`, or until the site's last grid stage is energised.
    Bridge,
    /// Never counts as firm capacity.
    Backup,
}

/// Generation on site.
#[derive(Clone, Debug, PartialEq)]
pub struct Plant {
    /// Id within the site.
    pub id: String,
    /// Nameplate, MW.
    pub capacity: Uncertain<Megawatts>,
    /// First day in service.
    pub from: Uncertain<Day>,
    /// Last day in service.
    pub until: Option<Uncertain<Day>>,
    /// What it is for.
    pub role: PlantRole,
    /// What it burns, as written.
    pub fuel: Option<String>,
    /// Share of the nameplate that counts as firm.
    pub availability: Uncertain<Share>,
    /// Carbon intensity of its energy; without it the zone's.
    pub emissions: Option<Uncertain<GramsPerKwh>>,
    /// What its energy costs; without it the energy price.
    pub cost: Option<Uncertain<MoneyPerMwh>>,
    /// Ids of sources.
    pub sources: Vec<String>,
}
