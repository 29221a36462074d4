//! The catalogue of reference classes, read from the file compiled in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::fit::Family;
use crate::distribution::{Distribution, DistributionError, Domain};

/// Days in a month of a duration.
const DAYS_PER_MONTH: f64 = 30.4375;
/// Days in a year of a duration.
const DAYS_PER_YEAR: f64 = 365.25;

/// What a class measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Actual over announced duration, a factor.
    Overrun,
    /// A duration in days.
    Duration,
}

/// On what a class rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Fitted by this crate to the records that it ships.
    Fitted,
    /// Stated by the source.
    Published,
    /// Chosen here for want of better; the note says from what.
    Judgement,
}

impl Evidence {
    /// As the catalogue writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Evidence::Fitted => "fitted",
            Evidence::Published => "published",
            Evidence::Judgement => "judgement",
        }
    }
}

/// One reference class.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferenceClass {
    id: String,
    title: String,
    measure: Measure,
    evidence: Evidence,
    cases: Option<usize>,
    censored: Option<usize>,
    source: String,
    note: String,
    fitted: Option<Fitted>,
    distribution: Distribution,
}

/// The family that a class was fitted by.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fitted {
    /// The family of lesser AIC.
    pub family: Family,
    /// Its two parameters, in the order that [`Family`] names.
    pub parameters: [f64; 2],
    /// Standard errors of the two, by bootstrap.
    pub errors: [f64; 2],
}

impl ReferenceClass {
    /// The name by which a scenario refers to the class.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is measured, in words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether it is a factor or a duration.
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// On what it rests.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// The number of cases behind it, where it rests on cases.
    pub fn cases(&self) -> Option<usize> {
        self.cases
    }

    /// How many of the cases were still open when last seen.
    pub fn censored(&self) -> Option<usize> {
        self.censored
    }

    /// Where it comes from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What a reader must know to use it.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The family, parameters and errors of a class that was fitted here.
    pub fn fitted(&self) -> Option<Fitted> {
        self.fitted
    }

    /// Its distribution: a factor for an overrun, days for a duration.
    pub fn distribution(&self) -> Distribution {
        self.distribution.clone()
    }
}

/// Every reference class, in the catalogue's order.
pub fn catalogue() -> &'static [ReferenceClass] {
    &CATALOGUE.classes
}

/// The reference class of that id.
pub fn class(id: &str) -> Option<&'static ReferenceClass> {
    catalogue().iter().find(|class| class.id == id)
}

/// Which records belong to which class, and which to none and why.
pub(super) fn selection() -> &'static Selection {
    &CATALOGUE.selection
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let text = include_str!("../catalogue/reference.toml");
    let file: CatalogueFile = toml::from_str(text).expect("the catalogue compiled in is valid");
    let classes = file.class.into_iter().map(|row| {
        row.into_class()
            .expect("the catalogue compiled in holds valid distributions")
    });
    Catalogue {
        classes: classes.collect(),
        selection: file.records,
    }
});

struct Catalogue {
    classes: Vec<ReferenceClass>,
    selection: Selection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueFile {
    records: Selection,
    class: Vec<ClassRow>,
}

/// The choice among the records, by id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Selection {
    /// The records of each class.
    pub classes: BTreeMap<String, Vec<String>>,
    /// Records of no class, each with the reason.
    pub left_out: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassRow {
    id: String,
    title: String,
    measure: Measure,
    evidence: Evidence,
    cases: Option<usize>,
    censored: Option<usize>,
    unit: Unit,
    distribution: Form,
    fit: Option<Fitted>,
    source: String,
    note: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Factor,
    Days,
    Weeks,
    Months,
    Years,
}

impl Unit {
    /// Days in the unit; a factor stays as it is.
    fn size(self) -> f64 {
        match self {
            Self::Factor | Self::Days => 1.0,
            Self::Weeks => 7.0,
            Self::Months => DAYS_PER_MONTH,
            Self::Years => DAYS_PER_YEAR,
        }
    }
}

/// The forms that the catalogue uses, named as in a scenario.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Form {
    Range { p10: f64, p90: f64 },
    Split { p10: f64, p50: f64, p90: f64 },
    Lognormal { mean: f64, sd: f64 },
}

impl Form {
    fn build(&self) -> Result<Distribution, DistributionError> {
        match *self {
            Self::Range { p10, p90 } => Distribution::range(Domain::Positive, p10, p90),
            Self::Split { p10, p50, p90 } => {
                Distribution::split_range(Domain::Positive, p10, p50, p90)
            }
            Self::Lognormal { mean, sd } => Distribution::lognormal(mean, sd),
        }
    }
}

impl ClassRow {
    fn into_class(self) -> Result<ReferenceClass, DistributionError> {
        let stated = self.distribution.build()?;
        let size = self.unit.size();
        let distribution = if size == 1.0 {
            stated
        } else {
            stated.scaled(size)
        };
        Ok(ReferenceClass {
            id: self.id,
            title: self.title,
            measure: self.measure,
            evidence: self.evidence,
            cases: self.cases,
            censored: self.censored,
            source: self.source,
            note: self.note,
            fitted: self.fit,
            distribution,
        })
    }
}
