//! Programmes, reconciled: what each has announced against what its sites and parts claim, and what of
//! that is installed and powered by its date.
//!
//! All bars are shares of a programme's own announced total: large ones and small ones read alike. What
//! it does not know: how a claim is counted.

use super::super::number::{Kind, Unit, percent};
use super::super::{
    Axis, Chart, Height, Place, Role, Shape, Swatch, Tick, footer, text, theme, time,
};
use super::{Draft, Drawing, SUBJECT, named, rows};
use crate::projection::{ProgrammeRow, Projection};
use std::collections::BTreeSet;

/// Programmes drawn at most.
const MOST: usize = 40;
/// Px of a row.
const ROW: f64 = 68.0;
/// Where names stand in their row: within the upper bar, so that where names go over marks all go over both.
const NAME: f64 = 0.35;
/// The widest plot, in announced totals; what is claimed beyond it is cut with an arrow.
const WIDEST: f64 = 2.0;
/// Shares that round to nothing.
const HARDLY: f64 = 0.005;
/// The share of the plot from which on a part has its number inside.
const ROOMY: f64 = 0.16;
/// The deepest indent.
const DEEPEST: u8 = 4;

/// A programme that has an announced total, as it is drawn.
struct Ledger<'a> {
    row: &'a ProgrammeRow,
    depth: u8,
    unit: Unit,
    announced: f64,
    /// Whether the total is what an announced sum builds.
    implied: bool,
    claimed: f64,
    /// GPUs installed and powered; `None` where they were not asked for, or the total is not in GPUs.
    came: Option<(f64, f64)>,
}

/// The chart; `None` where no programme has an announced total.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let mut all = ledgers(projection);
    if all.is_empty() {
        return None;
    }
    let message = message(projection, &all);
    let left_out = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let widest = all.iter().map(Ledger::claimed_share).fold(1.0, f64::max);
    let to = (1.08 * widest).min(WIDEST);
    let mut drawing = Drawing::default();
    for (n, ledger) in all.iter().enumerate() {
        draw(&mut drawing, projection, ledger, n as f64, to);
    }
    drawing.mark(Role::Announced, Shape::Upright(1.0));
    let announced = "announced total".to_owned();
    drawing.label(Role::Announced, announced, (1.0, 0.0), Place::Above);
    let count = all.len();
    let mut y = rows(count);
    y.lines = (1..count).map(|n| n as f64).collect();
    let draft = Draft {
        subject: SUBJECT,
        stem: "programmes".to_owned(),
        site: None,
        title: "Programmes: announced, claimed by sites, and built".to_owned(),
        message,
        notes: notes(projection, &all, left_out),
        reads: footer::Reads::Plain,
        x: axis(to),
        y,
        height: Height::Plot(count as f64 * ROW),
        key: drawing.key(&[
            (Role::Activity, Swatch::Area, "claimed by sites and parts"),
            (Role::Rest, Swatch::Hatched, "no site yet"),
            (Role::Lowers, Swatch::Area, "claimed beyond the total"),
            (Role::InnerBand, Swatch::Area, "installed, median"),
            (Role::Median, Swatch::Area, "powered, median"),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// What the reader must know of the bars, and what is not drawn.
fn notes(projection: &Projection, all: &[Ledger], left_out: usize) -> Vec<String> {
    let mut notes = vec![
        "Claimed: what its sites, and the programmes that are part of it, have announced; each site counts once. \
         Installed and powered: GPUs of its sites by the month named, medians over trials."
            .to_owned(),
    ];
    let filled = all.iter().filter(|ledger| ledger.row.remainder.is_some());
    let filled: Vec<String> = filled
        .map(|ledger| text::shorten(&ledger.name(), theme::SMALL, false, 200.0))
        .take(4)
        .collect();
    if !filled.is_empty() {
        notes.push(format!(
            "Among them is what has no site yet of: {}.",
            filled.join("; ")
        ));
    }
    if all.iter().any(|ledger| ledger.implied) {
        notes.push(
            "Implied: what a sum that was announced alone builds at the scenario’s costs."
                .to_owned(),
        );
    }
    let without = projection
        .programmes
        .len()
        .saturating_sub(all.len() + left_out);
    if without > 0 {
        notes.push(format!(
            "Without an announced total, and not drawn: {without}."
        ));
    }
    if left_out > 0 {
        notes.push(format!(
            "{left_out} further programmes stand in the table alone."
        ));
    }
    notes
}

impl<'a> Ledger<'a> {
    fn new(row: &'a ProgrammeRow, depth: u8) -> Option<Self> {
        let sound = |total: &f64| *total > 0.0 && *total < 1e15;
        let gpus = row.announced_gpus.filter(sound);
        let load = row.announced_mw.or(row.implied_mw).filter(sound);
        let (kind, announced, claimed) = match (gpus, load) {
            (Some(gpus), _) => (Kind::Count("GPUs"), gpus, row.claimed_gpus),
            (None, Some(load)) => (Kind::Power, load, row.claimed_mw),
            (None, None) => return None,
        };
        (0.0..1e15).contains(&claimed).then(|| Self {
            row,
            depth,
            unit: Unit::for_max(kind, announced),
            announced,
            implied: gpus.is_none() && row.announced_mw.is_none(),
            claimed,
            came: gpus.and_then(|_| row.installed_p50.zip(row.powered_p50)),
        })
    }

    fn claimed_share(&self) -> f64 {
        self.claimed / self.announced
    }

    fn over(&self) -> f64 {
        (self.claimed - self.announced).max(0.0)
    }

    fn remainder(&self) -> f64 {
        (self.announced - self.claimed).max(0.0)
    }

    fn name(&self) -> String {
        named(&self.row.name, &self.row.id)
    }
}

/// Programmes with a total, each under that which it is part of.
fn ledgers(projection: &Projection) -> Vec<Ledger<'_>> {
    let all = &projection.programmes;
    let known = |id: &str| all.iter().any(|row| row.id == id);
    let is_root = |row: &&ProgrammeRow| !row.part_of.iter().any(|of| known(of));
    let mut ordered = Vec::new();
    let mut seen = BTreeSet::new();
    for root in all.iter().filter(is_root) {
        descend(all, root, 0, &mut seen, &mut ordered);
    }
    // What is part of itself stands at the end.
    for row in all {
        descend(all, row, 0, &mut seen, &mut ordered);
    }
    let drawn = ordered.into_iter();
    drawn
        .filter_map(|(row, depth)| Ledger::new(row, depth))
        .collect()
}

fn descend<'a>(
    all: &'a [ProgrammeRow],
    row: &'a ProgrammeRow,
    depth: u8,
    seen: &mut BTreeSet<&'a str>,
    ordered: &mut Vec<(&'a ProgrammeRow, u8)>,
) {
    if !seen.insert(&row.id) {
        return;
    }
    ordered.push((row, depth));
    for part in all.iter().filter(|part| part.part_of.contains(&row.id)) {
        descend(all, part, (depth + 1).min(DEEPEST), seen, ordered);
    }
}

fn axis(to: f64) -> Axis {
    let quarters = (to * 4.0) as usize;
    let lines: Vec<f64> = (0..=quarters).map(|n| n as f64 / 4.0).collect();
    Axis {
        title: "Share of the programme’s announced total".to_owned(),
        from: 0.0,
        to,
        ticks: lines
            .iter()
            .map(|at| Tick {
                at: *at,
                text: format!("{:.0}\u{a0}%", 100.0 * at),
            })
            .collect(),
        lines,
    }
}

fn draw(drawing: &mut Drawing, projection: &Projection, ledger: &Ledger, row: f64, to: f64) {
    let (upper, lower) = (row + 0.10, row + 0.37);
    let share = ledger.claimed_share();
    let inside = share.min(1.0);
    let middle = f64::midpoint(upper, lower);
    if inside > HARDLY {
        drawing.mark(Role::Activity, Shape::Tile(0.0, inside, upper, lower));
        if inside >= ROOMY * to {
            let words = ledger.unit.number(ledger.claimed.min(ledger.announced));
            let at = (inside / 2.0, middle);
            drawing.label(Role::OnLight, words, at, Place::Boxed(inside));
        }
    }
    if share < 1.0 - HARDLY {
        drawing.mark(Role::Rest, Shape::Hatched(inside, 1.0, upper, lower));
    }
    if share > 1.0 + HARDLY {
        let end = share.min(to);
        drawing.mark(Role::Lowers, Shape::Tile(1.0, end, upper, lower));
        if share > to {
            drawing.mark(Role::Beyond, Shape::Point(to, middle));
        }
    }
    drawing.label(
        Role::Name,
        text::shorten(&ledger.name(), theme::LABEL, false, 330.0),
        (0.0, row + NAME),
        Place::Row(ledger.depth),
    );
    drawing.label(Role::Quiet, beside(ledger), (to, row + NAME), Place::Column);
    built(drawing, ledger, month(projection, ledger), row);
}

/// The month of its date, or else of the horizon's end.
fn month(projection: &Projection, ledger: &Ledger) -> Option<String> {
    let by = ledger.row.by.as_deref();
    let by = by.or(projection.periods.last().map(String::as_str));
    by.and_then(time::month_of)
}

/// GPUs installed and powered, under the ledger.
fn built(drawing: &mut Drawing, ledger: &Ledger, month: Option<String>, row: f64) {
    let Some((installed, powered)) = ledger.came else {
        return;
    };
    let share = |gpus: f64| (gpus / ledger.announced).clamp(0.0, 1.0);
    let (upper, lower) = (row + 0.43, row + 0.58);
    let (installed, powered) = (installed.max(powered), powered);
    if share(installed) > 0.0 {
        let tile = Shape::Tile(0.0, share(installed), upper, lower);
        drawing.mark(Role::InnerBand, tile);
    }
    if share(powered) > 0.0 {
        drawing.mark(Role::Median, Shape::Tile(0.0, share(powered), upper, lower));
    }
    let when = month.map_or_else(String::new, |month| format!(", {month}"));
    let words = if ledger.unit.number(powered) == ledger.unit.number(installed) {
        format!("powered {}{when}", ledger.unit.number(powered))
    } else {
        format!(
            "powered {} of {}{when}",
            ledger.unit.number(powered),
            ledger.unit.number(installed)
        )
    };
    // Under its bar: beside a long one there is no room.
    let at = (0.0, row + 0.71);
    let words = words.replace(' ', "\u{a0}");
    drawing.label(Role::Median, words, at, Place::After(0.0));
}

/// "of 100k GPUs; 40k have no site".
fn beside(ledger: &Ledger) -> String {
    let unit = ledger.unit;
    let mut whole = unit.full(ledger.announced);
    if ledger.implied {
        whole.push_str(" implied");
    }
    if ledger.over() > HARDLY * ledger.announced {
        return format!("{whole}; claimed\u{a0}+{}", unit.number(ledger.over()));
    }
    if ledger.remainder() > HARDLY * ledger.announced {
        let left = unit.number(ledger.remainder());
        return format!("{whole}; {left} without a site");
    }
    format!("{whole}, all at sites")
}

/// What no site accounts for of those that count: each one's own rest, with the rests of what is part of it, which claims
/// its total whether it has sites or not.
fn without_site(all: &[Ledger], counts: impl Fn(&Ledger) -> bool) -> f64 {
    let mut counted = BTreeSet::new();
    let mut left = 0.0;
    // Each stands after what it is part of.
    for ledger in all.iter().filter(|ledger| counts(ledger)) {
        let row = ledger.row;
        if ledger.depth == 0 || row.part_of.iter().any(|of| counted.contains(of)) {
            counted.insert(&row.id);
            left += ledger.remainder();
        }
    }
    left
}

/// What has no site, what is claimed beyond its total, and what comes of the largest.
fn message(projection: &Projection, all: &[Ledger]) -> String {
    let roots = all.iter().filter(|ledger| ledger.depth == 0);
    let gpus = |of: fn(&Ledger) -> f64| -> f64 {
        let counted = roots
            .clone()
            .filter(|ledger| ledger.row.announced_gpus.is_some());
        counted.map(of).sum()
    };
    let announced = gpus(|l| l.announced);
    let left = without_site(all, |ledger| ledger.row.announced_gpus.is_some());
    let mut parts = Vec::new();
    if announced > 0.0 {
        let unit = Unit::for_max(Kind::Count("GPUs"), announced);
        parts.push(format!(
            "{} of {} announced by programmes have no site ({})",
            unit.number(left),
            unit.full(announced),
            percent(left / announced)
        ));
    }
    let over = all
        .iter()
        .filter(|ledger| ledger.over() > HARDLY * ledger.announced);
    let over: Vec<&Ledger> = over.collect();
    if let Some(first) = over.first() {
        let name = text::shorten(&first.name(), theme::MESSAGE, false, 260.0);
        let more = match over.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        parts.push(format!(
            "{name}{more} is claimed beyond its total, by {}",
            first.unit.full(first.over())
        ));
    }
    let largest = roots
        .clone()
        .filter_map(|ledger| Some((ledger, ledger.came?)))
        .max_by(|a, b| a.0.announced.total_cmp(&b.0.announced));
    if let Some((ledger, (_, powered))) = largest {
        let name = text::shorten(&ledger.name(), theme::MESSAGE, false, 260.0);
        let by = month(projection, ledger).unwrap_or_default();
        parts.push(format!(
            "of {name} {} are powered by {by} at the median",
            percent(powered / ledger.announced)
        ));
    }
    if parts.is_empty() {
        let announced: f64 = roots.map(|ledger| ledger.announced).sum();
        let left = without_site(all, |_| true);
        let unit = Unit::for_max(Kind::Power, announced);
        parts.push(format!(
            "{} of {} announced by programmes, or implied by their sums, have no site ({})",
            unit.number(left),
            unit.full(announced),
            percent(left / announced)
        ));
    }
    format!("{}.", parts.join("; "))
}
