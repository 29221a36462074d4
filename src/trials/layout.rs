//! Which columns a file of trials has, and how large it becomes.

use crate::model::Model;
use crate::plan::{Column, Metric, Plan, ScopeKind, ScopePlan};
use crate::projection::series::Reading;
use crate::table::{Field, Kind};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A file above this is not written unless asked for twice, bytes.
const LARGE: u64 = 1 << 30;

/// The columns of a file of trials.
pub struct Layout {
    pub(super) columns: Vec<TrialColumn>,
    /// The last period of each year.
    pub(super) periods: Vec<usize>,
    facts: Vec<(String, String)>,
    rows: u64,
}

/// One of them.
pub(super) struct TrialColumn {
    name: String,
    pub(super) holds: Holds,
}

/// What a column holds.
pub(super) enum Holds {
    /// The trial's number.
    Trial,
    /// The date in a column of the plan.
    Date(Column),
    /// A metric of a scope at one of the layout's periods.
    Level {
        scope: usize,
        recorded: Metric,
        /// The place of the period among the layout's.
        place: usize,
        reading: Linear,
    },
}

/// How a level becomes a value, at one period.
pub(super) struct Linear {
    period: usize,
    reading: Arc<Reading>,
}

impl Linear {
    pub(super) fn at(&self, level: f64) -> f64 {
        self.reading.at(self.period, level)
    }
}

/// How large a file of trials becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Trials.
    pub rows: u64,
    /// Columns.
    pub columns: usize,
    /// Before compression.
    pub bytes: u64,
}

impl Layout {
    /// The columns of what a plan of a model is asked for.
    #[must_use]
    pub fn new(model: &Model, plan: &Plan) -> Self {
        let ends = model.horizon.period_ends();
        let is_last = |&period: &usize| {
            let next = ends.get(period + 1);
            next.is_none_or(|next| next.year() != ends[period].year())
        };
        let periods: Vec<usize> = (0..ends.len()).filter(is_last).collect();
        let mut columns = vec![TrialColumn {
            name: "trial".to_owned(),
            holds: Holds::Trial,
        }];
        if plan.schedule {
            columns.extend(dates(model, plan));
        }
        let days: Vec<String> = periods.iter().map(|&at| ends[at].to_string()).collect();
        for scope in 0..plan.scopes.len() {
            columns.extend(levels(plan, scope, &periods, &days));
        }
        Self {
            columns,
            periods,
            facts: facts(model, plan),
            rows: plan.trials,
        }
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// How large the file becomes.
    #[must_use]
    pub fn size(&self) -> Size {
        Size {
            rows: self.rows,
            columns: self.columns.len(),
            bytes: self.rows * self.row_bytes(),
        }
    }

    /// Bytes of a row before compression.
    pub(super) fn row_bytes(&self) -> u64 {
        let bytes = self.columns.iter().map(|column| match column.holds {
            Holds::Date(_) => 4,
            Holds::Trial | Holds::Level { .. } => 8,
        });
        bytes.sum()
    }

    /// The columns as a file has them.
    pub(super) fn fields(&self) -> Vec<Field> {
        let fields = self.columns.iter().map(|column| {
            let (kind, optional) = match column.holds {
                Holds::Trial => (Kind::Whole, false),
                Holds::Date(_) => (Kind::Date, true),
                Holds::Level { .. } => (Kind::Number, false),
            };
            Field {
                name: column.name.clone(),
                kind,
                optional,
            }
        });
        fields.collect()
    }

    /// What the file says of itself.
    pub(super) fn facts(&self) -> &[(String, String)] {
        &self.facts
    }
}

impl Size {
    /// Whether it is written only if that is asked for.
    #[must_use]
    pub const fn is_large(self) -> bool {
        self.bytes > LARGE
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.bytes as f64;
        let (size, unit) = match self.bytes {
            0..0x0010_0000 => (bytes / 1024.0, "KiB"),
            0x0010_0000..0x4000_0000 => (bytes / f64::from(1 << 20), "MiB"),
            _ => (bytes / f64::from(1 << 30), "GiB"),
        };
        let (rows, columns) = (self.rows, self.columns);
        write!(
            f,
            "{rows} rows x {columns} columns, {size:.1} {unit} before compression"
        )
    }
}

/// Dates of grid stages and phases, site by site.
fn dates(model: &Model, plan: &Plan) -> Vec<TrialColumn> {
    let mut columns = Vec::new();
    for (site, build) in model.sites.iter().zip(&plan.sites) {
        for (stage, entry) in site.grid.iter().zip(&build.stages) {
            columns.push(TrialColumn {
                name: format!("stage.{}.{}.energised", site.id, stage.id),
                holds: Holds::Date(entry.date),
            });
        }
        for (phase, entry) in site.phases.iter().zip(&plan.phases[build.phases.clone()]) {
            let milestones = [
                ("ready", entry.ready),
                ("online", entry.online),
                ("complete", entry.complete),
            ];
            columns.extend(milestones.map(|(milestone, column)| TrialColumn {
                name: format!("phase.{}.{}.{milestone}", site.id, phase.id),
                holds: Holds::Date(column),
            }));
        }
    }
    columns
}

/// Metrics of a scope in the last period of each year.
fn levels(plan: &Plan, scope: usize, periods: &[usize], days: &[String]) -> Vec<TrialColumn> {
    let hours = plan.timeline.hours();
    let entry = &plan.scopes[scope];
    let name = scope_name(entry);
    let mut columns = Vec::new();
    for series in &entry.series {
        for &(metric, _) in &series.reported {
            let reading = Arc::new(Reading::of(metric, &hours, &entry.announced_load));
            for (place, (&period, day)) in periods.iter().zip(days).enumerate() {
                columns.push(TrialColumn {
                    name: format!("{name}.{}.{day}", metric.word()),
                    holds: Holds::Level {
                        scope,
                        recorded: series.metric,
                        place,
                        reading: Linear {
                            period,
                            reading: Arc::clone(&reading),
                        },
                    },
                });
            }
        }
    }
    columns
}

fn scope_name(scope: &ScopePlan) -> String {
    if scope.kind == ScopeKind::Total {
        scope.kind.word().to_owned()
    } else {
        format!("{}.{}", scope.kind.word(), scope.id)
    }
}

fn facts(model: &Model, plan: &Plan) -> Vec<(String, String)> {
    let mut facts = vec![
        ("capcast".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        ("scenario".to_owned(), model.name.clone()),
        ("seed".to_owned(), plan.seed.to_string()),
        ("trials".to_owned(), plan.trials.to_string()),
    ];
    facts.extend(model.as_of.map(|day| ("as_of".to_owned(), day.to_string())));
    let series = plan.scopes.iter().flat_map(|scope| &scope.series);
    let metrics: BTreeSet<Metric> = series
        .flat_map(|series| series.reported.iter().map(|(metric, _)| *metric))
        .collect();
    for metric in metrics {
        let name = format!("unit.{}", metric.word());
        facts.push((name, metric.unit().to_owned()));
    }
    facts
}
