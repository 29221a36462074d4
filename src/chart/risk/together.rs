//! How the phases' dates move together: rank correlations, a tile for each pair.
//!
//! What it does not know: what makes them.

use super::super::{
    Axis, Chart, Height, Key, Place, Role, Shape, Swatch, Tick, footer, scale, text, theme,
};
use super::{Draft, Drawing, SUBJECT, key, rows};
use crate::projection::{Projection, Together};

/// Phases at most.
const MOST: usize = 40;
/// Px of a row: of few phases, of many.
const ROWS: [f64; 2] = [34.0, 24.0];
/// Phases up to which numbers have their leading zero.
const ROOMY: usize = 14;
/// Correlations of fewer standard errors are taken for chance.
const SURE: f64 = 4.0;

/// The chart; `None` where no two dates move together beyond chance.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let together = &projection.risk.together;
    let all = together.phases.len();
    let whole = together.correlation.len() == all
        && together.correlation.iter().all(|row| row.len() == all);
    if all < 2 || !whole {
        return None;
    }
    let kept = kept(projection, together);
    let far = pairs(together, &kept).map(|(.., value)| value.abs());
    let far = far.fold(0.0, f64::max);
    if far <= SURE * together.se {
        return None;
    }
    let range = (libm::ceil(5.0 * far) / 5.0).min(1.0);
    let count = kept.len();
    let mut drawing = Drawing::default();
    for (i, j, value) in pairs(together, &kept) {
        tile(&mut drawing, (i, j, value), range, count);
    }
    blocks(&mut drawing, together, &kept);
    for (n, phase) in kept.iter().enumerate() {
        let label = projection.phase_label(&together.phases[*phase]);
        let text = format!("{} {}", n + 1, text::clean(&label));
        drawing.label(Role::Name, text, (0.0, n as f64 + 0.5), Place::Row(0));
    }
    let mut notes = vec![
        "Rank correlation of online dates over all trials; a date that never comes counts as the horizon’s end. \
         Columns are numbered as the rows. Outlined: phases of one site."
            .to_owned(),
    ];
    if count < all {
        notes.push(format!(
            "Of {all} phases the {count} with most MW still to come; correlations.csv has all."
        ));
    }
    let draft = Draft {
        subject: SUBJECT,
        stem: "together".to_owned(),
        site: None,
        title: "Which phases slip together".to_owned(),
        message: message(projection, together, &kept),
        notes,
        reads: footer::Reads::Plain,
        x: columns(count),
        y: rows(count),
        height: Height::Plot(count as f64 * ROWS[usize::from(count > ROOMY)]),
        key: scale_key(range),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// The phases that are drawn, in their own order.
fn kept(projection: &Projection, together: &Together) -> Vec<usize> {
    let load = |phase: &usize| {
        let row = projection.online_row(&together.phases[*phase]);
        row.and_then(|row| row.announced_mw).unwrap_or(0.0)
    };
    let mut kept: Vec<usize> = (0..together.phases.len()).collect();
    if kept.len() > MOST {
        kept.sort_by(|a, b| load(b).total_cmp(&load(a)));
        kept.truncate(MOST);
        kept.sort_unstable();
    }
    kept
}

/// Row, column and correlation of every pair below the diagonal.
fn pairs<'a>(
    together: &'a Together,
    kept: &'a [usize],
) -> impl Iterator<Item = (usize, usize, f64)> + 'a {
    (0..kept.len()).flat_map(move |i| {
        (0..i).map(move |j| {
            let value = together.correlation[kept[i]][kept[j]];
            (i, j, if value.is_finite() { value } else { 0.0 })
        })
    })
}

fn tile(drawing: &mut Drawing, (i, j, value): (usize, usize, f64), range: f64, count: usize) {
    let (x, y) = (j as f64, i as f64);
    let step = step(value, range);
    drawing.mark(Role::Contrast(step), Shape::Tile(x, x + 1.0, y, y + 1.0));
    let role = if scale::is_dark_contrast(step) {
        Role::OnDark
    } else {
        Role::OnLight
    };
    let words = written(value, count > ROOMY);
    drawing.label(role, words, (x + 0.5, y + 0.5), Place::Inside(1.0));
}

fn step(value: f64, range: f64) -> usize {
    let share = ((value + range) / (2.0 * range)).clamp(0.0, 1.0);
    ((share * scale::STEPS as f64) as usize).min(scale::STEPS - 1)
}

/// "0.42", or ".42" where room is short.
fn written(value: f64, short: bool) -> String {
    let digits = format!("{:.2}", value.abs());
    let digits = match digits.strip_prefix('0') {
        Some(rest) if short => rest.to_owned(),
        _ => digits,
    };
    let is_zero = digits.chars().all(|c| c == '0' || c == '.');
    match (is_zero, value < 0.0) {
        (true, _) => "0".to_owned(),
        (false, true) => format!("\u{2212}{digits}"),
        (false, false) => digits,
    }
}

/// Outlines around the phases of each site that has several.
fn blocks(drawing: &mut Drawing, together: &Together, kept: &[usize]) {
    let site = |n: &usize| site(&together.phases[kept[*n]]);
    let order: Vec<usize> = (0..kept.len()).collect();
    for run in order.chunk_by(|a, b| site(a) == site(b)) {
        if run.len() > 1 {
            let (from, to) = (run[0] as f64, (run[run.len() - 1] + 1) as f64);
            drawing.mark(Role::AsWritten, Shape::Outline(from, to, from, to));
        }
    }
}

fn site(phase: &str) -> &str {
    phase.split('.').next().unwrap_or(phase)
}

fn columns(count: usize) -> Axis {
    let tick = |n: usize| Tick {
        at: n as f64 + 0.5,
        text: (n + 1).to_string(),
    };
    Axis {
        ticks: (0..count).map(tick).collect(),
        ..rows(count)
    }
}

fn scale_key(range: f64) -> Vec<Key> {
    let last = scale::STEPS - 1;
    (0..scale::STEPS)
        .map(|step| {
            let text = match step {
                0 => written(-range, false),
                step if step == last => written(range, false),
                step if step == last / 2 => "0".to_owned(),
                _ => String::new(),
            };
            key(Role::Contrast(step), Swatch::Area, &text)
        })
        .collect()
}

/// How much dates move together between sites and within one, and which most.
fn message(projection: &Projection, together: &Together, kept: &[usize]) -> String {
    let all: Vec<(usize, usize, f64)> = pairs(together, kept).collect();
    let same = |(i, j, _): &&(usize, usize, f64)| {
        site(&together.phases[kept[*i]]) == site(&together.phases[kept[*j]])
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let within: Vec<f64> = all.iter().filter(same).map(|pair| pair.2).collect();
    let between: Vec<f64> = all
        .iter()
        .filter(|pair| !same(pair))
        .map(|pair| pair.2)
        .collect();
    let said = match (between.is_empty(), within.is_empty()) {
        (false, false) => format!(
            "Mean correlation {} between sites, {} within one",
            written(mean(&between), false),
            written(mean(&within), false)
        ),
        (false, true) => format!(
            "Mean correlation between sites {}",
            written(mean(&between), false)
        ),
        _ => format!("Mean correlation {}", written(mean(&within), false)),
    };
    let foremost = if between.is_empty() {
        all.iter().max_by(|a, b| a.2.total_cmp(&b.2))
    } else {
        let others = all.iter().filter(|pair| !same(pair));
        others.max_by(|a, b| a.2.total_cmp(&b.2))
    };
    let Some((i, j, value)) = foremost.filter(|pair| pair.2 > SURE * together.se) else {
        return format!("{said}.");
    };
    let name = |n: usize| {
        let label = projection.phase_label(&together.phases[kept[n]]);
        text::shorten_label(&text::clean(&label), theme::MESSAGE, false, 330.0)
    };
    let across = if between.is_empty() {
        ""
    } else {
        " of two sites"
    };
    format!(
        "{said}; most{across}: {} and {}, {}.",
        name(*j),
        name(*i),
        written(*value, false)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlations_are_written_with_their_sign_and_no_false_zero() {
        assert_eq!(written(0.424, false), "0.42");
        assert_eq!(written(-0.424, true), "\u{2212}.42");
        assert_eq!(written(-0.001, true), "0");
        assert_eq!(written(1.0, true), "1.00");
    }

    #[test]
    fn the_middle_of_the_scale_is_nothing() {
        assert_eq!([step(-0.6, 0.6), step(0.0, 0.6), step(0.6, 0.6)], [0, 3, 6]);
    }
}
