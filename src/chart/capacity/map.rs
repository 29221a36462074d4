//! Where the sites stand: what runs at each, within what was announced for it.
//!
//! Equirectangular: degrees of longitude are as long as they are in the middle of the map. What it does
//! not know: why a site stands where it does.

mod outline;

use super::super::number::{Kind, Unit};
use super::super::{
    Axis, Chart, Height, Mark, Place, Role, Shape, Swatch, footer, metric, text, theme,
};
use super::{Draft, Drawing, SUBJECT, capital, headline, named};
use crate::projection::{Projection, SiteRow};

/// Sites with names; the smaller ones have circles alone.
const NAMED: usize = 14;
/// The largest circle's radius, as a share of the map's width.
const LARGEST: f64 = 0.042;
/// The smallest's.
const SMALLEST: f64 = 0.004;
/// Degrees around the sites at least.
const AIR: f64 = 1.2;
/// The least width in degrees: coasts and borders tell where it is.
const LEAST: f64 = 10.0;
/// The map's height over its width: least and most.
const SHAPES: (f64, f64) = (0.5, 0.7);

/// A part of the earth: west, south, and how far it reaches, with degrees of longitude as they are
/// long in its middle.
struct Sheet {
    west: f64,
    south: f64,
    width: f64,
    height: f64,
    /// Length of a degree of longitude, of latitude's.
    slim: f64,
}

/// A site with its numbers, MW.
struct Stand<'a> {
    row: &'a SiteRow,
    at: (f64, f64),
    runs: f64,
}

/// The map; `None` where no site says where it is.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let (period, when) = headline(projection)?;
    let mut stands = stands(projection, period);
    if stands.is_empty() {
        return None;
    }
    stands.sort_by(|a, b| b.row.announced_mw.total_cmp(&a.row.announced_mw));
    let sheet = Sheet::around(&stands);
    let mut drawing = Drawing {
        marks: land(&sheet),
        labels: Vec::new(),
    };
    let sizes = stands
        .iter()
        .flat_map(|stand| [stand.row.announced_mw, stand.runs]);
    let largest = sizes.fold(f64::MIN_POSITIVE, f64::max);
    let unit = Unit::for_max(Kind::Power, largest);
    let radius = |size: f64| {
        let share = libm::sqrt(size / largest);
        sheet.width * (LARGEST * share).max(SMALLEST)
    };
    for (n, stand) in stands.iter().enumerate() {
        let (x, y) = sheet.place(stand.at);
        let announced = stand.row.announced_mw;
        if announced > 0.0 {
            drawing.mark(Role::Promised, Shape::Ring(x, y, radius(announced)));
        }
        if stand.runs > 0.0 {
            drawing.mark(Role::Running, Shape::Disc(x, y, radius(stand.runs)));
        }
        if n < NAMED {
            let reach = radius(announced.max(stand.runs));
            let words = words(stand, unit).replace(' ', "\u{a0}");
            drawing.label(Role::Text, words, (x - reach, y), Place::Near(x + reach));
        }
    }
    let draft = Draft {
        subject: SUBJECT,
        stem: "map".to_owned(),
        site: None,
        title: format!("Where it stands: what runs {when}"),
        message: message(projection, period, &stands, &when),
        notes: notes(projection, &stands),
        reads: footer::Reads::Plain,
        x: bare(sheet.width),
        y: Axis {
            title: unit.name().to_owned(),
            ..bare(sheet.height)
        },
        height: Height::Shaped(sheet.height / sheet.width),
        key: drawing.key(&[
            (Role::Running, Swatch::Area, "runs at the median"),
            (Role::Promised, Swatch::Line, "announced in all"),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// Sites that have a place on the earth, with what runs there at a period's end at the median.
fn stands(projection: &Projection, period: usize) -> Vec<Stand<'_>> {
    let sites = projection.capacity.sites.iter();
    let stand = |row: &'_ SiteRow| {
        let (north, east) = row.location?;
        let sound = north.abs() <= 85.0 && east.abs() <= 180.0;
        let load = metric::of_site(projection, &metric::FACILITY_LOAD, &row.id);
        let runs = load.map_or(0.0, |load| load.p50[period]);
        (sound && (0.0..1e12).contains(&row.announced_mw)).then_some((north, east, runs))
    };
    let stands = sites.filter_map(|row| {
        stand(row).map(|(north, east, runs)| Stand {
            row,
            at: (north, east),
            runs,
        })
    });
    stands.collect()
}

impl Sheet {
    /// A sheet that holds the sites with air around them.
    fn around(stands: &[Stand]) -> Self {
        let ends = |of: fn(&Stand) -> f64| {
            let all = || stands.iter().map(of);
            (
                all().fold(f64::INFINITY, f64::min),
                all().fold(f64::NEG_INFINITY, f64::max),
            )
        };
        let (south, north) = ends(|stand| stand.at.0);
        let (west, east) = ends(|stand| stand.at.1);
        let middle = (f64::midpoint(south, north), f64::midpoint(west, east));
        let slim = libm::cos(middle.0.to_radians()).max(0.1);
        let wide = 1.3 * (east - west) * slim + 2.0 * AIR;
        let high = 1.3 * (north - south) + 2.0 * AIR;
        let width = wide.max(high / SHAPES.1).max(LEAST);
        let height = high.max(width * SHAPES.0);
        Self {
            west: middle.1 - width / slim / 2.0,
            south: middle.0 - height / 2.0,
            width,
            height,
            slim,
        }
    }

    /// Where a place of a latitude and a longitude stands, from the lower left.
    fn place(&self, (north, east): (f64, f64)) -> (f64, f64) {
        ((east - self.west) * self.slim, north - self.south)
    }
}

/// Land with its borders, cut to the sheet.
fn land(sheet: &Sheet) -> Vec<Mark> {
    let mut marks = Vec::new();
    let (lands, borders) = outline::all();
    for land in lands {
        let points: Vec<(f64, f64)> = land.iter().map(|at| sheet.place(*at)).collect();
        let cut = outline::cut(&points, sheet.width, sheet.height);
        if cut.len() > 2 {
            marks.push(Mark {
                role: Role::Land,
                shape: Shape::Land(cut),
            });
        }
    }
    let inside =
        |(x, y): &(f64, f64)| (0.0..=sheet.width).contains(x) && (0.0..=sheet.height).contains(y);
    for border in borders {
        let points: Vec<(f64, f64)> = border.iter().map(|at| sheet.place(*at)).collect();
        for piece in points
            .split(|point| !inside(point))
            .filter(|piece| piece.len() > 1)
        {
            marks.push(Mark {
                role: Role::Border,
                shape: Shape::Line(piece.to_vec()),
            });
        }
    }
    marks
}

/// An axis without any words.
const fn bare(to: f64) -> Axis {
    Axis {
        title: String::new(),
        from: 0.0,
        to,
        ticks: Vec::new(),
        lines: Vec::new(),
    }
}

/// "Cambois 12 of 350 MW".
fn words(stand: &Stand, unit: Unit) -> String {
    let name = named(&stand.row.name, &stand.row.id);
    let name = text::shorten(&name, theme::LABEL, true, 170.0);
    let runs = unit.number(stand.runs);
    format!("{name} {runs} of {}", unit.full(stand.row.announced_mw))
}

/// What runs of all, and where most is missing.
fn message(projection: &Projection, period: usize, stands: &[Stand], when: &str) -> String {
    let missing = |stand: &Stand| stand.row.announced_mw - stand.runs;
    let most = stands.iter().fold(&stands[0], |most, stand| {
        if missing(stand) > missing(most) {
            stand
        } else {
            most
        }
    });
    let name = named(&most.row.name, &most.row.id);
    let name = text::shorten(&name, theme::MESSAGE, false, 260.0);
    let unit = Unit::for_max(Kind::Power, most.row.announced_mw.max(most.runs));
    let of_most = format!(
        "{} of {}",
        unit.number(most.runs),
        unit.full(most.row.announced_mw)
    );
    let all: f64 = projection
        .capacity
        .sites
        .iter()
        .map(|row| row.announced_mw)
        .sum();
    let total = metric::total(projection, &metric::FACILITY_LOAD).map(|total| total.p50[period]);
    let Some(total) = total else {
        return format!("Most is missing at {name}: {of_most} run at the median {when}.");
    };
    let unit = Unit::for_max(Kind::Power, all.max(total));
    format!(
        "{}, {} of the {} announced run at the median; most is missing at {name}: {of_most} run.",
        capital(when),
        unit.full(total),
        unit.full(all)
    )
}

fn notes(projection: &Projection, stands: &[Stand]) -> Vec<String> {
    let mut notes = vec![
        "The area of a circle is its facility load: what runs at the median, and all that was announced. Land: Natural \
         Earth, public domain."
            .to_owned(),
    ];
    let placed = |row: &&SiteRow| stands.iter().any(|stand| stand.row.id == row.id);
    let sites = projection.capacity.sites.iter();
    let without: Vec<String> = sites
        .filter(|row| !placed(row))
        .map(|row| text::shorten(&named(&row.name, &row.id), theme::SMALL, false, 180.0))
        .collect();
    if !without.is_empty() {
        let more = match without.len().saturating_sub(4) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first = without[..without.len().min(4)].join("; ");
        notes.push(format!("Without a place: {first}{more}."));
    }
    notes
}
