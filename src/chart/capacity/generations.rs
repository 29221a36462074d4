//! Which chips phases come with, where a roadmap decides it by date.
//!
//! What it does not know: when a generation ships.

use super::super::number::{Kind, Unit, percent};
use super::super::{Chart, Height, Key, Place, Role, Shape, Swatch, footer, s_curve, text, theme};
use super::{Draft, Drawing, SUBJECT, key, named, rows};
use crate::projection::{GenerationRow, Projection};

/// Phases drawn at most.
const MOST: usize = 40;
/// Px of a row.
const ROW: f64 = 33.0;
/// Chips that have colours of their own.
const CHIPS: usize = 8;
/// The share from which on a part has its number inside.
const ROOMY: f64 = 0.1;
/// Shares that round to nothing.
const HARDLY: f64 = 0.005;

/// Words on the parts, in their order.
const WORDS: [Role; CHIPS] = [
    Role::OnDeep,
    Role::OnPale,
    Role::OnDeep,
    Role::OnPale,
    Role::OnDeep,
    Role::OnPale,
    Role::OnOrchid,
    Role::OnPale,
];

/// A phase with the chips that it may come with.
struct Phase<'a> {
    chips: Vec<&'a GenerationRow>,
}

impl Phase<'_> {
    fn name(&self) -> String {
        let row = self.chips[0];
        let name = named(&row.name, &row.phase);
        // Phases of two sites may have one name.
        if name.to_lowercase().contains(&row.site.to_lowercase()) {
            name
        } else {
            format!("{}: {name}", text::words(&row.site))
        }
    }

    /// Its H100-equivalents when full, on average.
    fn h100e(&self) -> f64 {
        self.chips
            .iter()
            .map(|row| row.share.value * row.h100e)
            .sum()
    }
}

/// The chart; `None` where no phase follows a roadmap.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let mut phases = phases(projection);
    if phases.is_empty() {
        return None;
    }
    let message = message(&phases);
    let left_out = phases.len().saturating_sub(MOST);
    phases.truncate(MOST);
    let chips = chips(&phases);
    let mut drawing = Drawing::default();
    let largest = phases.iter().map(Phase::h100e).fold(0.0, f64::max);
    let unit = Unit::for_max(Kind::Count("H100e"), largest);
    for (n, phase) in phases.iter().enumerate() {
        draw(&mut drawing, phase, &chips, n as f64, unit);
    }
    let mean = "mean when full".to_owned();
    drawing.label(Role::Quiet, mean, (1.0, 0.0), Place::Head);
    let mut notes = vec![
        "Of the trials in which a phase comes, by the newest chip that ships on its date. The outlined chip \
         is that which the announced date would have had."
            .to_owned(),
    ];
    if left_out > 0 {
        notes.push(format!(
            "{left_out} further phases stand in the table alone."
        ));
    }
    let count = phases.len();
    let draft = Draft {
        subject: SUBJECT,
        stem: "generations".to_owned(),
        site: None,
        title: "Which chips the phases come with".to_owned(),
        message,
        notes,
        reads: footer::Reads::Plain,
        x: s_curve::shares(),
        y: rows(count),
        height: Height::Plot(count as f64 * ROW),
        key: entries(&chips),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// Rows by phase, in the order given.
fn phases(projection: &Projection) -> Vec<Phase<'_>> {
    let mut phases: Vec<Phase> = Vec::new();
    for row in &projection.capacity.generations {
        if !(0.0..=1.0).contains(&row.share.value) || !(0.0..1e15).contains(&row.h100e) {
            continue;
        }
        let same = phases.iter_mut().find(|phase| {
            let first = phase.chips[0];
            first.site == row.site && first.phase == row.phase
        });
        match same {
            Some(phase) => phase.chips.push(row),
            None => phases.push(Phase { chips: vec![row] }),
        }
    }
    phases
}

/// Chips by what one of them is worth, the least first.
fn chips<'a>(phases: &[Phase<'a>]) -> Vec<&'a GenerationRow> {
    let mut chips: Vec<&GenerationRow> = Vec::new();
    for row in phases.iter().flat_map(|phase| phase.chips.iter()) {
        if !chips.iter().any(|known| known.chip == row.chip) {
            chips.push(row);
        }
    }
    chips.sort_by(|a, b| each(a).total_cmp(&each(b)));
    chips
}

/// H100-equivalents of one.
fn each(row: &GenerationRow) -> f64 {
    if row.gpus > 0.0 {
        row.h100e / row.gpus
    } else {
        0.0
    }
}

fn entries(chips: &[&GenerationRow]) -> Vec<Key> {
    let entry = |(n, row): (usize, &&GenerationRow)| {
        let name = text::shorten(
            &named(&row.chip_name, &row.chip),
            theme::SMALL,
            false,
            180.0,
        );
        let each = Unit::for_max(Kind::Count("H100e"), each(row)).full(each(row));
        key(Role::Part(n), Swatch::Area, &format!("{name}: {each} each"))
    };
    let mut entries: Vec<Key> = chips.iter().take(CHIPS).enumerate().map(entry).collect();
    if chips.len() > CHIPS {
        entries.push(key(Role::Rest, Swatch::Area, "later ones"));
    }
    entries.push(key(
        Role::Announced,
        Swatch::Line,
        "outlined: chip of the announced date",
    ));
    entries
}

fn draw(drawing: &mut Drawing, phase: &Phase, chips: &[&GenerationRow], row: f64, unit: Unit) {
    let mut at = 0.0_f64;
    for (n, chip) in chips.iter().enumerate() {
        let Some(own) = phase.chips.iter().find(|own| own.chip == chip.chip) else {
            continue;
        };
        let share = own.share.value;
        if share < HARDLY {
            continue;
        }
        let end = (at + share).min(1.0);
        let (role, words) = match WORDS.get(n) {
            Some(words) => (Role::Part(n), *words),
            None => (Role::Rest, Role::OnLight),
        };
        drawing.mark(role, Shape::Tile(at, end, row + 0.2, row + 0.8));
        if share >= ROOMY {
            let middle = (f64::midpoint(at, end), row + 0.5);
            drawing.label(words, percent(share), middle, Place::Boxed(share));
        }
        if own.announced {
            drawing.mark(
                Role::Announced,
                Shape::Outline(at, end, row + 0.2, row + 0.8),
            );
        }
        at = end;
    }
    let y = row + 0.5;
    drawing.label(Role::Name, phase.name(), (0.0, y), Place::Row(0));
    drawing.label(
        Role::Quiet,
        unit.full(phase.h100e()),
        (1.0, y),
        Place::Column,
    );
}

/// The phase that is likeliest to come with another chip than its announced date would have had.
fn message(phases: &[Phase]) -> String {
    let other = |phase: &Phase| -> f64 {
        let others = phase.chips.iter().filter(|row| !row.announced);
        others.map(|row| row.share.value).sum()
    };
    let known = |phase: &&Phase| phase.chips.iter().any(|row| row.announced);
    let most = phases
        .iter()
        .filter(known)
        .fold(None, |most: Option<&Phase>, phase| match most {
            Some(best) if other(best) >= other(phase) => most,
            _ => Some(phase),
        });
    let most = most.filter(|phase| other(phase) > HARDLY);
    let Some(phase) = most else {
        return "Every phase comes with the chip that its announced date would have had."
            .to_owned();
    };
    let name = text::shorten_label(&phase.name(), theme::MESSAGE, false, 300.0);
    let top = phase.chips.iter().fold(phase.chips[0], |top, row| {
        if row.share.value > top.share.value {
            row
        } else {
            top
        }
    });
    let chip = |row: &GenerationRow| {
        text::shorten(
            &named(&row.chip_name, &row.chip),
            theme::MESSAGE,
            false,
            240.0,
        )
    };
    if top.announced {
        return format!(
            "{name} comes with another chip than the {} of its announced date in {} of trials.",
            chip(top),
            percent(other(phase))
        );
    }
    format!(
        "{name} comes with {} in {} of trials, another chip than its announced date would have had.",
        chip(top),
        percent(top.share.value)
    )
}
