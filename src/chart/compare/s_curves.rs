//! S-curves of scenarios over each other: the share of trials in which a phase is online, by date.
//!
//! What it does not know: colours and dashes.

use super::super::footer::{self, Reads};
use super::super::number::percent;
use super::super::s_curve::{self, Curve};
use super::super::{
    Chart, Height, Key, Label, Mark, Place, Reading, Readings, Role, Shape, Subject, Swatch, fan,
    readings, text, theme, time,
};
use super::Scene;
use crate::comparison::DateDifference;
use crate::projection::{Projection, ScheduleRow};

/// Phases at most; of more, those that move most.
const MOST: usize = 24;

/// A phase by the ids of site and phase.
type Id<'a> = (&'a str, &'a str);

/// One for each phase whose first service differs in any variant, those that move most first.
pub(super) fn charts(scene: &Scene<'_>) -> Vec<Chart> {
    let mut phases: Vec<(Id<'_>, &DateDifference)> = Vec::new();
    for variant in scene.variants() {
        for date in scene.comparison.moved(variant) {
            let Some(phase) = date.phase.as_deref() else {
                continue;
            };
            let id = (date.site.as_str(), phase);
            if date.milestone == "online" && phases.iter().all(|(known, _)| *known != id) {
                phases.push((id, date));
            }
        }
    }
    phases.truncate(MOST);
    let charts = phases
        .iter()
        .filter_map(|(id, date)| chart(scene, *id, date));
    charts.collect()
}

/// The phase's row in a projection.
fn row<'a>(projection: &'a Projection, (site, phase): Id<'_>) -> Option<&'a ScheduleRow> {
    projection.schedule.iter().find(|row| {
        row.milestone == "online" && row.site == site && row.phase.as_deref() == Some(phase)
    })
}

fn chart(scene: &Scene<'_>, id: Id<'_>, date: &DateDifference) -> Option<Chart> {
    let all = scene.projections().filter(|(n, _)| *n < scene.names.len());
    let curves = all.filter_map(|(n, projection)| {
        let curve = Curve::new(projection, row(projection, id)?)?;
        Some((n, curve))
    });
    let mut curves: Vec<(usize, Curve<'_>)> = curves.collect();
    let from = curves
        .iter()
        .map(|(_, curve)| curve.from)
        .reduce(f64::min)?;
    let to = curves.iter().map(|(_, curve)| curve.to).reduce(f64::max)?;
    for (_, curve) in &mut curves {
        (curve.from, curve.to) = (from, to);
    }
    let (mut marks, mut labels) = (Vec::new(), Vec::new());
    marks.push(Mark {
        role: Role::Guide,
        shape: Shape::Line(vec![(from, 0.5), (to, 0.5)]),
    });
    fan::status_at(scene.as_of(), (from, to), &mut marks, &mut labels);
    for (n, curve) in curves.iter().rev() {
        marks.push(Mark {
            role: Role::Scenario(*n),
            shape: Shape::Line(curve.line()),
        });
    }
    labels.extend(curves.iter().map(|(n, curve)| Label {
        role: Role::Scenario(*n),
        text: format!("{}\u{a0}{}", scene.short(*n), median(curve)),
        at: (to, curve.share_at(to)),
        place: Place::End,
    }));
    let name = text::shorten_label(&text::clean(&date.label()), theme::TITLE, true, 640.0);
    Some(Chart {
        stem: format!("s-curves-{}-{}", text::stem(id.0), text::stem(id.1)),
        subject: Subject::Odds,
        site: None,
        title: format!("{name} – when will it be online?"),
        message: message(scene, &curves),
        footnotes: footer::compared(scene.comparison, notes(scene, &curves), Reads::Plain),
        x: time::axis(from, to),
        y: s_curve::shares(),
        height: Height::Whole(560.0),
        marks,
        labels,
        panels: Vec::new(),
        key: vec![Key {
            role: Role::Guide,
            swatch: Swatch::Line,
            text: "half of the trials".to_owned(),
        }],
        readings: Some(read(scene, &curves, (from, to))),
    })
}

/// "P50 Mar 2027", or that there is none.
fn median(curve: &Curve<'_>) -> String {
    let month = curve.row.p50.as_deref().and_then(time::month_of);
    month.map_or_else(
        || format!("never\u{a0}{}", percent(1.0 - curve.plateau)),
        |month| format!("P50\u{a0}{month}"),
    )
}

/// Each scenario's median, and in how many trials it never comes; those alike together.
fn message(scene: &Scene<'_>, curves: &[(usize, Curve<'_>)]) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (n, curve) in curves {
        let month = curve.row.p50.as_deref().and_then(time::month_of);
        let mut said = month.map_or("no P50".to_owned(), |month| format!("P50\u{a0}{month}"));
        let never = 1.0 - curve.plateau;
        if never > 0.005 {
            said.push_str(&[", never in ", &percent(never), ","].concat());
        }
        match groups.iter_mut().find(|(known, _)| *known == said) {
            Some((_, names)) => names.push(scene.name(*n)),
            None => groups.push((said, vec![scene.name(*n)])),
        }
    }
    let parts = groups
        .iter()
        .map(|(said, names)| format!("{said} with {}", names.join(", ")));
    format!("Online: {}.", parts.collect::<Vec<_>>().join("; "))
}

/// Scenarios without a curve.
fn notes(scene: &Scene<'_>, curves: &[(usize, Curve<'_>)]) -> Vec<String> {
    let missing = (0..scene.names.len()).filter(|n| curves.iter().all(|(other, _)| other != n));
    let missing: Vec<String> = missing.map(|n| scene.name(n)).collect();
    if missing.is_empty() {
        Vec::new()
    } else {
        vec![format!(
            "No curve, for it is not there or never comes: {}.",
            missing.join("; ")
        )]
    }
}

/// The share that is online by the end of each month.
fn read(scene: &Scene<'_>, curves: &[(usize, Curve<'_>)], (from, to): (f64, f64)) -> Readings {
    let at = time::month_ends(from, to);
    let row = |(n, curve): &(usize, Curve<'_>)| Reading {
        role: Role::Scenario(*n),
        name: scene.names[*n].clone(),
        values: at.iter().map(|end| percent(curve.share_at(*end))).collect(),
    };
    Readings {
        unit: String::new(),
        when: at.iter().map(|end| readings::name(*end)).collect(),
        rows: curves.iter().map(row).collect(),
        at,
    }
}
