//! Metrics: what is counted of a scope.

/// A metric, as named in projection.json.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// GPUs delivered and built in.
    GpusInstalled,
    /// GPUs installed and powered.
    GpusPowered,
    /// GPUs installed without power.
    GpusStranded,
    /// Power at servers, network and storage, MW.
    ItLoad,
    /// Peak power at the meter, MW.
    FacilityLoad,
    /// Mean power at the meter, MW.
    AverageLoad,
    /// Firm capacity that no GPU uses, MW.
    StrandedPower,
    /// Peak dense 8-bit operations per second.
    Compute,
    /// Compute times MFU times availability, operations per second.
    Effective,
    /// Compute in H100-equivalents.
    H100e,
    /// Energy of a period, `MWh`.
    Energy,
    /// Announced facility load less facility load, MW.
    DeliveryGap,
    /// Energy of a period that is not drawn while capacity that is not firm is cut off, `MWh`.
    Curtailed,
    /// Carbon of a period's energy, tCO2.
    Emissions,
    /// Water of a period's energy, cubic metres.
    Water,
    /// Money that falls due in a period.
    Spend,
    /// All money that has fallen due, before the horizon too.
    SpendToDate,
    /// Peak power at the meter where seasons tell months apart, MW.
    PeakLoad,
    /// Operations of the largest training run that a single site could do.
    TrainingRun,
    /// 16-bit operations that could be performed since the horizon began.
    FlopToDate,
}

/// What is worked out period by period because it changes in nearly each: a metric or what adds up
/// to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// Mean load at a period's end, MW.
    AverageLoad,
    /// Peak load at a period's end, MW.
    PeakLoad,
    /// Energy of a period, `MWh`.
    Energy,
    /// Energy of a period that is not drawn while capacity that is not firm is cut off, `MWh`.
    Curtailed,
    /// Carbon of a period, tCO2.
    Emissions,
    /// Water of a period, cubic metres.
    Water,
    /// Money of a period.
    Spend,
    /// Operations of a training run at a period's end.
    TrainingRun,
    /// 16-bit operations of a period.
    Flop,
}

impl Metric {
    /// All metrics, in the order of reports.
    pub const ALL: [Metric; 20] = [
        Metric::GpusInstalled,
        Metric::GpusPowered,
        Metric::GpusStranded,
        Metric::ItLoad,
        Metric::FacilityLoad,
        Metric::AverageLoad,
        Metric::StrandedPower,
        Metric::Compute,
        Metric::Effective,
        Metric::H100e,
        Metric::Energy,
        Metric::DeliveryGap,
        Metric::Emissions,
        Metric::Water,
        Metric::Spend,
        Metric::SpendToDate,
        Metric::PeakLoad,
        Metric::TrainingRun,
        Metric::FlopToDate,
        Metric::Curtailed,
    ];

    /// Its name in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Metric::GpusInstalled => "gpus_installed",
            Metric::GpusPowered => "gpus_powered",
            Metric::GpusStranded => "gpus_stranded",
            Metric::ItLoad => "it_load",
            Metric::FacilityLoad => "facility_load",
            Metric::AverageLoad => "average_load",
            Metric::StrandedPower => "stranded_power",
            Metric::Compute => "compute",
            Metric::Effective => "effective",
            Metric::H100e => "h100e",
            Metric::Energy => "energy",
            Metric::DeliveryGap => "delivery_gap",
            Metric::Emissions => "emissions",
            Metric::Water => "water",
            Metric::Spend => "spend",
            Metric::SpendToDate => "spend_to_date",
            Metric::PeakLoad => "peak_load",
            Metric::TrainingRun => "training_run",
            Metric::FlopToDate => "flop_to_date",
            Metric::Curtailed => "curtailed",
        }
    }

    /// The metric of a name in files.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.word() == word)
    }

    /// Its unit in files; of money it is the scenario's currency, and this "money".
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Metric::GpusInstalled | Metric::GpusPowered | Metric::GpusStranded => "GPUs",
            Metric::ItLoad
            | Metric::FacilityLoad
            | Metric::AverageLoad
            | Metric::StrandedPower
            | Metric::PeakLoad
            | Metric::DeliveryGap => "MW",
            Metric::Emissions => "tCO2",
            Metric::Water => "m3",
            Metric::Spend | Metric::SpendToDate => "money",
            Metric::TrainingRun | Metric::FlopToDate => "FLOP",
            Metric::Compute | Metric::Effective => "op/s",
            Metric::H100e => "H100e",
            Metric::Energy | Metric::Curtailed => "MWh",
        }
    }

    /// Whether a period's value is half the sum of the levels at its two ends, times its length; the
    /// sum is what is counted.
    #[must_use]
    pub const fn is_of_ends(self) -> bool {
        matches!(self, Metric::Energy | Metric::Curtailed)
    }

    /// Whether it counts what capacity that is not firm leaves or cuts off, at a site that has some.
    #[must_use]
    pub const fn heeds_curtailment(self) -> bool {
        matches!(
            self,
            Metric::AverageLoad | Metric::Energy | Metric::Effective | Metric::Curtailed
        )
    }

    /// The flow that it is, and whether it adds up over periods, where it is worked out period by
    /// period; with seasons so are mean load, energy and what is cut off of it.
    #[must_use]
    pub const fn flow(self, seasons: bool) -> Option<(Flow, bool)> {
        Some(match self {
            Metric::Emissions => (Flow::Emissions, false),
            Metric::Water => (Flow::Water, false),
            Metric::Spend => (Flow::Spend, false),
            Metric::SpendToDate => (Flow::Spend, true),
            Metric::PeakLoad => (Flow::PeakLoad, false),
            Metric::TrainingRun => (Flow::TrainingRun, false),
            Metric::FlopToDate => (Flow::Flop, true),
            Metric::AverageLoad if seasons => (Flow::AverageLoad, false),
            Metric::Energy if seasons => (Flow::Energy, false),
            Metric::Curtailed if seasons => (Flow::Curtailed, false),
            _ => return None,
        })
    }

    /// The metric that is recorded for it: itself, or the one it is a constant multiple or a
    /// mirror image of.
    #[must_use]
    pub const fn base(self) -> Self {
        match self {
            Metric::H100e => Metric::Compute,
            Metric::DeliveryGap => Metric::FacilityLoad,
            other => other,
        }
    }
}
