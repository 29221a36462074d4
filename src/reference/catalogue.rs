//! The catalogue of reference classes, read from the file compiled in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::fit::Family;
use super::form::{Form, FormError, Unit};
use crate::distribution::Distribution;

/// What a class measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Actual over announced duration, a factor.
    Overrun,
    /// A duration in days.
    Duration,
    /// A share between 0 and 1.
    Share,
}

impl Measure {
    /// As the catalogue writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Measure::Overrun => "overrun",
            Measure::Duration => "duration",
            Measure::Share => "share",
        }
    }
}

/// What a class is about: the groups of its listing, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whole sites and machines, from announcement to service.
    Sites,
    /// Building and fitting out.
    Construction,
    /// Connections to the grid.
    Grid,
    /// Transformers and switchgear.
    Equipment,
    /// Permission to build.
    Planning,
    /// Accelerators.
    Chips,
}

impl Kind {
    /// As the catalogue writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Sites => "sites",
            Kind::Construction => "construction",
            Kind::Grid => "grid",
            Kind::Equipment => "equipment",
            Kind::Planning => "planning",
            Kind::Chips => "chips",
        }
    }
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
    kind: Kind,
    measure: Measure,
    evidence: Evidence,
    cases: Option<usize>,
    censored: Option<usize>,
    source: String,
    made_from: Option<String>,
    note: String,
    fitted: Option<Fitted>,
    published: Option<Date>,
    before: Option<String>,
    form: Form,
    unit: Unit,
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

    /// What it is about.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is a factor, a duration or a share.
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

    /// The id of the catalogue's source whose licensed data it was made from, where it was.
    pub fn made_from(&self) -> Option<&str> {
        self.made_from.as_deref()
    }

    /// What a reader must know to use it.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The family, parameters and errors of a class that was fitted here.
    pub fn fitted(&self) -> Option<Fitted> {
        self.fitted
    }

    /// The first day of the earliest of its sources that has a date: on an earlier day nobody had read it.
    pub fn published(&self) -> Option<Date> {
        self.published
    }

    /// The class that stood in for it before it had records enough for a fit.
    pub fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// The class that its late cases are taken from, where it states their share alone.
    pub(super) fn late_of(&self) -> Option<&str> {
        match &self.form {
            Form::Late { of, .. } => Some(of),
            _ => None,
        }
    }

    /// Its law where the class that it builds on is of another law.
    pub(super) fn law_with(&self, other: &Distribution) -> Result<Distribution, FormError> {
        self.form.build(self.unit, |_| Some(other.clone()))
    }

    /// Its distribution: a factor for an overrun, days for a duration, between 0 and 1 for a share.
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
    let mut classes: Vec<ReferenceClass> = Vec::with_capacity(file.class.len());
    for row in file.class {
        let class = row.into_class(&classes);
        classes.push(class.expect("the catalogue compiled in holds valid distributions"));
    }
    Catalogue {
        classes,
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

/// The choice among the records.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Selection {
    /// The announcements of each class that is fitted to announcements, by id.
    pub classes: BTreeMap<String, Vec<String>>,
    /// Announcements of no class, each with the reason.
    pub left_out: BTreeMap<String, String>,
    /// How each class is read that is fitted to the tables of building steps.
    pub steps: BTreeMap<String, Reading>,
    /// Sites that took over a hall that stood, each with the reason to say so.
    pub retrofits: BTreeMap<String, String>,
}

/// How cases are read from the tables of building steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reading {
    /// From a site's first row to its first building in operation, where it was built anew.
    NewBuild,
    /// The same, where a hall stood already.
    Retrofit,
    /// What a table forecast, against what a later one tells.
    Forecast,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassRow {
    id: String,
    title: String,
    kind: Kind,
    measure: Measure,
    evidence: Evidence,
    cases: Option<usize>,
    censored: Option<usize>,
    unit: Unit,
    distribution: Form,
    fit: Option<Fitted>,
    source: String,
    #[serde(default, deserialize_with = "day")]
    published: Option<Date>,
    before: Option<String>,
    made_from: Option<String>,
    note: String,
}

/// A date of the file.
fn day<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Date>, D::Error> {
    let date = toml::value::Datetime::deserialize(field)?;
    date.to_string().parse().map(Some).map_err(D::Error::custom)
}

impl ClassRow {
    /// The class; `earlier` are those above it, which it may build on.
    fn into_class(self, earlier: &[ReferenceClass]) -> Result<ReferenceClass, FormError> {
        let of = |id: &str| {
            let class = earlier.iter().find(|class| class.id == id);
            class.map(|class| class.distribution.clone())
        };
        let distribution = self.distribution.build(self.unit, of)?;
        Ok(ReferenceClass {
            id: self.id,
            title: self.title,
            kind: self.kind,
            measure: self.measure,
            evidence: self.evidence,
            cases: self.cases,
            censored: self.censored,
            source: self.source,
            made_from: self.made_from,
            note: self.note,
            fitted: self.fit,
            published: self.published,
            before: self.before,
            form: self.distribution,
            unit: self.unit,
            distribution,
        })
    }
}
