//! What keeps GPUs from running, over time: shares of the announced MW.
//!
//! What it does not know: how a phase is put down to one of the causes.

use super::super::number::{Kind, Unit, percent};
use super::super::{
    Chart, Height, Place, Readings, Role, Swatch, fan, footer, metric, s_curve, text, theme, time,
};
use super::{Draft, Drawing, SUBJECT, capital, headline, key};
use crate::projection::{BindingRow, Projection};

/// A site has a picture of its own from this share of the announced MW on.
const LARGE: f64 = 0.2;
/// Shares that round to nothing.
const HARDLY: f64 = 0.005;

/// A cause: its colour, its name in the picture, its list.
type Cause = (Role, &'static str, fn(&BindingRow) -> &[f64]);

/// From the plot's foot upwards.
const CAUSES: [Cause; 6] = [
    (Role::Part(0), "runs in full", |row| &row.nothing),
    (Role::Part(3), "chips", |row| &row.chips),
    (Role::Part(5), "zone", |row| &row.zone),
    (Role::Part(2), "grid and plant", |row| &row.grid),
    (Role::Part(1), "being built", |row| &row.building),
    (Role::Rest, "lost", |row| &row.lost),
];

/// The total, then each site that has more than a fifth of the announced MW; none where nothing that
/// is shared or connected ever holds anything back.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let of = |kind: &'static str| {
        let rows = projection.binding.iter();
        rows.filter(move |row| row.scope.kind == kind && is_sound(row, projection))
    };
    let Some(total) = of("total").next().filter(|row| is_limited(row)) else {
        return Vec::new();
    };
    let sites: Vec<&BindingRow> = of("site").collect();
    let several = sites.len() > 1;
    let large = |row: &&BindingRow| several && row.announced_mw > LARGE * total.announced_mw;
    let large = sites.iter().copied().filter(large);
    std::iter::once(total)
        .chain(large.filter(|row| is_limited(row)))
        .filter_map(|row| chart(projection, row))
        .collect()
}

/// Whether grid, zone or chips ever hold anything back.
fn is_limited(row: &BindingRow) -> bool {
    let limits = [&row.grid, &row.zone, &row.chips];
    limits.into_iter().flatten().any(|share| *share > HARDLY)
}

fn is_sound(row: &BindingRow, projection: &Projection) -> bool {
    CAUSES.iter().all(|(.., list)| {
        let list = list(row);
        list.len() == projection.periods.len()
            && list.iter().all(|share| (0.0..=1.001).contains(share))
    })
}

fn chart(projection: &Projection, row: &BindingRow) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let mut drawing = stack(row, &ends, from, to);
    let labelled: Vec<Role> = drawing.labels.iter().map(|label| label.role).collect();
    let unlabelled = CAUSES.iter().filter(|(role, ..)| {
        !labelled.contains(role) && drawing.marks.iter().any(|mark| mark.role == *role)
    });
    let unlabelled = unlabelled.map(|(role, name, _)| key(*role, Swatch::Area, name));
    let unlabelled = unlabelled.collect();
    fan::status(
        projection,
        from,
        to,
        &mut drawing.marks,
        &mut drawing.labels,
    );
    let id = row.scope.id.as_deref().filter(|_| row.scope.kind == "site");
    let stem = id.map_or("what-binds".to_owned(), |id| {
        format!("what-binds-site-{}", text::stem(id))
    });
    let mut y = s_curve::shares();
    "Share of the announced MW".clone_into(&mut y.title);
    let name = text::shorten(&metric::scope_name(&row.scope), theme::TITLE, true, 600.0);
    let draft = Draft {
        subject: SUBJECT,
        stem,
        site: id.map(str::to_owned),
        title: format!("{name}: what binds, over time"),
        message: message(projection, row)?,
        notes: vec![
            "Each phase counts by the MW announced for it, in each trial under the one thing that keeps it from \
             running in full; shares are means over trials at the end of each period."
                .to_owned(),
        ],
        reads: footer::Reads::Plain,
        x: time::axis(from, to),
        y,
        height: Height::Whole(640.0),
        key: unlabelled,
        marks: drawing.marks,
        labels: drawing.labels,
        readings: Some(readings(row, &ends)),
    };
    Some(draft.chart(projection))
}

/// The causes that ever hold, each on the one before, named at their right ends.
fn stack(row: &BindingRow, ends: &[f64], from: f64, to: f64) -> Drawing {
    let mut drawing = Drawing::default();
    let mut floor = vec![0.0_f64; ends.len()];
    for (role, name, list) in CAUSES {
        let list = list(row);
        if list.iter().all(|share| *share <= 0.0) {
            continue;
        }
        let ceiling: Vec<f64> = floor
            .iter()
            .zip(list)
            .map(|(floor, share)| (floor + share).min(1.0))
            .collect();
        drawing.mark(role, fan::band(&floor, &ceiling, ends, from));
        let share = list.last().copied().unwrap_or(0.0);
        if share > HARDLY {
            let middle = f64::midpoint(
                floor.last().copied().unwrap_or(0.0),
                ceiling.last().copied().unwrap_or(0.0),
            );
            let text = format!("{}\u{a0}{}", name.replace(' ', "\u{a0}"), percent(share));
            drawing.label(role, text, (to, middle), Place::End);
        }
        floor = ceiling;
    }
    drawing
}

fn readings(row: &BindingRow, ends: &[f64]) -> Readings {
    let whole = Unit::for_max(Kind::Count("%"), 100.0);
    let shares: Vec<(Role, &str, Vec<f64>)> = CAUSES
        .iter()
        .rev()
        .map(|(role, name, list)| {
            let shares = list(row)
                .iter()
                .map(|share| libm::round(1000.0 * share) / 10.0);
            (*role, *name, shares.collect())
        })
        .collect();
    let rows: Vec<(Role, &str, &[f64])> = shares
        .iter()
        .map(|(role, name, shares)| (*role, *name, &shares[..]))
        .collect();
    Readings::at_ends(ends, whole, &rows)
}

/// What binds most at the headline's date, what else does, and what runs.
fn message(projection: &Projection, row: &BindingRow) -> Option<String> {
    let (period, when) = headline(projection)?;
    let announced = Unit::for_max(Kind::Power, row.announced_mw).full(row.announced_mw);
    let mut causes = [
        ("the grid limits", "the grid", row.grid[period]),
        ("the zone limits", "the zone", row.zone[period]),
        ("chips limit", "chips", row.chips[period]),
    ];
    causes.sort_by(|a, b| b.2.total_cmp(&a.2));
    let (built, lost, runs) = (row.building[period], row.lost[period], row.nothing[period]);
    let mut more: Vec<String> = Vec::new();
    let (verb, _, most) = causes[0];
    let first = if most >= built && most > HARDLY {
        if built > HARDLY {
            more.push(format!("{} is still being built", percent(built)));
        }
        format!("{verb} {} of the announced {announced}", percent(most))
    } else {
        if most > HARDLY {
            more.push(format!("{verb} {}", percent(most)));
        }
        format!(
            "{} of the announced {announced} is still being built",
            percent(built)
        )
    };
    let others = causes[1..].iter().filter(|cause| cause.2 > HARDLY);
    more.extend(others.map(|(_, name, share)| format!("{name} {}", percent(*share))));
    if lost > HARDLY {
        more.push(format!("{} is lost", percent(lost)));
    }
    more.push(if runs > HARDLY {
        format!("{} runs in full", percent(runs))
    } else {
        "none runs in full".to_owned()
    });
    Some(format!("{} {when}; {}.", capital(&first), more.join(", ")))
}
