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
}

impl Metric {
    /// All metrics, in the order of reports.
    pub const ALL: [Metric; 13] = [
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
            Metric::Curtailed => "curtailed",
        }
    }

    /// The metric of a name in files.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.word() == word)
    }

    /// Its unit in files.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Metric::GpusInstalled | Metric::GpusPowered | Metric::GpusStranded => "GPUs",
            Metric::ItLoad
            | Metric::FacilityLoad
            | Metric::AverageLoad
            | Metric::StrandedPower
            | Metric::DeliveryGap => "MW",
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
