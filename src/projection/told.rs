//! Inputs, outcomes and places in words: what "site.a.phase.b.activity.shell.duration" is called.
//!
//! What it does not know: how much room there is.

use super::{Projection, ScheduleRow, plain};

/// An outcome that inputs are held against, in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeWords {
    /// What: "online", "facility load".
    pub what: String,
    /// Of what: a phase's or a scope's name; "all sites" for the total.
    pub of: String,
    /// "site.phase" of a milestone.
    pub place: Option<String>,
    /// The day that it is read at, or that it is to come by; a date has none.
    pub day: Option<String>,
}

impl Projection {
    /// The `online` row of a phase by its address, "site.phase".
    #[must_use]
    pub fn online_row(&self, phase: &str) -> Option<&ScheduleRow> {
        let mut rows = self.schedule.iter();
        rows.find(|row| row.milestone == "online" && address(row).as_deref() == Some(phase))
    }

    /// A phase's name for readers by its address, "site.phase"; the address where it is not known.
    #[must_use]
    pub fn phase_label(&self, phase: &str) -> String {
        self.online_row(phase)
            .map_or_else(|| plain(phase), ScheduleRow::label)
    }

    /// An outcome's parts: of "online of loughton.first", "`facility_load` of total at 2028-12-31",
    /// "online of loughton.first by 2027-03-31". Another text is all `what`.
    #[must_use]
    pub fn outcome_words(&self, outcome: &str) -> OutcomeWords {
        let whole = outcome.replace('`', "");
        let Some((what, rest)) = whole.split_once(" of ") else {
            return OutcomeWords {
                what: plain(&whole),
                of: String::new(),
                place: None,
                day: None,
            };
        };
        let parted = rest.rsplit_once(" at ").or(rest.rsplit_once(" by "));
        let (of, day) = parted.map_or((rest, None), |(of, day)| (of, Some(day)));
        // A chance of a level: "total at least 28426 GPUs".
        let level = [" at least ", " at most "].into_iter().find_map(|word| {
            let (of, level) = of.split_once(word)?;
            Some((of, Some(format!("{}{level}", &word[1..]))))
        });
        let (of, level) = level.unwrap_or((of, None));
        let known = self.online_row(of);
        OutcomeWords {
            what: plain(&match level {
                Some(level) => format!("{} {level}", words(what)),
                None => words(what),
            }),
            of: match known {
                Some(row) => row.label(),
                None => self.scope_words(of),
            },
            place: known.map(|_| of.to_owned()),
            day: day.map(plain),
        }
    }

    /// An outcome in one phrase: "Loughton: first online", "facility load of all sites at
    /// 2028-12-31", "Loughton: first online by 2027-03-31".
    #[must_use]
    pub fn outcome_label(&self, outcome: &str) -> String {
        let words = self.outcome_words(outcome);
        let OutcomeWords { what, of, .. } = &words;
        let day = words.day.as_deref().unwrap_or_default();
        match (&words.place, words.day.is_some()) {
            _ if of.is_empty() => what.clone(),
            (Some(_), true) => format!("{of} {what} by {day}"),
            (Some(_), false) => format!("{of} {what}"),
            (None, true) => format!("{what} of {of} at {day}"),
            (None, false) => format!("{what} of {of}"),
        }
    }

    /// "total", "site loughton", "phase loughton.first", "country GB".
    fn scope_words(&self, scope: &str) -> String {
        match scope.split_once(' ') {
            Some(("site", id)) => self.site_name(id),
            Some(("phase", id)) => self.phase_label(id),
            _ if scope == "total" => "all sites".to_owned(),
            _ => plain(scope),
        }
    }

    fn site_name(&self, id: &str) -> String {
        let row = self.schedule.iter().find(|row| row.site == id);
        let name = row.map(|row| plain(&row.site_name)).unwrap_or_default();
        if name.trim().is_empty() {
            plain(id)
        } else {
            name
        }
    }

    /// What is drawn at a path, in words: "Loughton: first, shell", "Contractors", "Transformers
    /// (Loughton)", "Grid queue (GB)".
    #[must_use]
    pub fn input_label(&self, path: &str) -> String {
        let (path, place) = path
            .split_once('@')
            .map_or((path, None), |(path, place)| (path, Some(place)));
        let parts: Vec<&str> = path.split('.').collect();
        let name = match parts.as_slice() {
            ["driver", id, rest @ ..] => self.shared_name("driver", id, rest),
            ["risk", id, rest @ ..] => self.shared_name("risk", id, rest),
            ["correlation", id, rest @ ..] => {
                let group = self.risk.correlations.iter().find(|group| group.id == *id);
                let name = named(group.map(|group| group.name.as_str()), id);
                match rest {
                    [] | ["all", ..] => name,
                    ["w"] => format!("{name} (what its members share of the tails)"),
                    [_, of @ ..] if !of.is_empty() => format!("{name} ({})", of.join(".")),
                    [level, ..] => format!("{name} ({level})"),
                }
            }
            ["branch", id, ..] => {
                let branch = self.risk.branches.iter().find(|branch| branch.id == *id);
                named(branch.map(|branch| branch.name.as_str()), id)
            }
            ["site", site, "phase", phase, rest @ ..] => {
                let label = self.phase_label(&format!("{site}.{phase}"));
                with(&label, &of_phase(rest))
            }
            ["site", site, "grid", stage, rest @ ..] => {
                let label = format!("{}, grid {}", self.site_name(site), words(stage));
                match rest {
                    [] | ["energised" | "duration"] => label,
                    rest => with(&label, &rest_words(rest)),
                }
            }
            ["site", site, rest @ ..] => with(&self.site_name(site), &rest_words(rest)),
            ["chip", id, rest @ ..] => with(&id.to_uppercase(), &rest_words(rest)),
            _ => path.to_owned(),
        };
        plain(&match place {
            Some(place) => format!("{name} ({})", self.place_words(place)),
            None => name,
        })
    }

    /// What a rung of an attrition ladder is called: "does not go ahead", "planning not passed".
    #[must_use]
    pub fn cause_label(&self, cause: &str) -> String {
        let waits = cause.strip_prefix("waits for ");
        let label = match (cause, cause.strip_prefix("gate."), waits) {
            ("proceed", ..) => "does not go ahead".to_owned(),
            ("restart", ..) => "never restarts".to_owned(),
            (_, Some(gate), _) => format!("{} not passed", words(gate)),
            (_, _, Some("power")) => "power never comes".to_owned(),
            (_, _, Some(place)) => match place.strip_prefix("energised.") {
                Some(stage) => format!("grid {} never comes", words(stage)),
                None => format!("{} never comes", self.phase_label(place)),
            },
            _ => self.input_label(cause),
        };
        plain(&label)
    }

    /// A driver's or a risk's name, and which of its quantities is meant, if not the whole.
    fn shared_name(&self, kind: &str, id: &str, rest: &[&str]) -> String {
        let mut rows = self.risk.register.iter();
        let row = rows.find(|row| row.kind == kind && row.id == id);
        let name = named(row.map(|row| row.name.as_str()), id);
        match rest {
            [] | ["factor"] if kind == "driver" => name,
            ["probability"] => format!("{name}, its chance"),
            rest => with(&name, &rest_words(rest)),
        }
    }

    /// Where something is drawn once for each: "site.a", "site.a.phase.b", "site.a.grid.c".
    fn place_words(&self, place: &str) -> String {
        if place.starts_with("site.") && place.split('.').count() > 1 {
            return self.input_label(place);
        }
        match self.online_row(place) {
            Some(row) => row.label(),
            None => place.to_owned(),
        }
    }
}

/// "site.phase" of a phase's row.
fn address(row: &ScheduleRow) -> Option<String> {
    Some(format!("{}.{}", row.site, row.phase.as_deref()?))
}

fn named(name: Option<&str>, id: &str) -> String {
    match name.map(str::trim) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => words(id),
    }
}

fn with(label: &str, rest: &str) -> String {
    if rest.is_empty() {
        label.to_owned()
    } else {
        format!("{label}, {rest}")
    }
}

/// What of a phase: "shell" of "activity.shell.duration", "GPUs" of "gpus".
fn of_phase(rest: &[&str]) -> String {
    match rest {
        ["activity", id] | ["activity", id, "duration"] => words(id),
        ["activity", id, rest @ ..] => format!("{} {}", words(id), rest_words(rest)),
        ["gpus", ..] => "announced GPUs".to_owned(),
        ["delivered", ..] => "share of GPUs delivered".to_owned(),
        ["proceed" | "proceeds", ..] => "goes ahead".to_owned(),
        ["restarts", ..] => "restarts".to_owned(),
        ["it_load", ..] => "announced IT load".to_owned(),
        rest => rest_words(rest),
    }
}

fn rest_words(rest: &[&str]) -> String {
    words(&rest.join(" "))
}

/// An id as words.
fn words(id: &str) -> String {
    let parts = id.split(['-', '_', ' ']).map(|part| match part {
        "gpus" => "GPUs",
        "it" => "IT",
        "pue" => "PUE",
        "h100e" => "H100-equivalents",
        part => part,
    });
    parts.collect::<Vec<_>>().join(" ")
}
