//! Colours, weights and sizes: how each role looks.
//!
//! Lines differ in weight and dash as well as in colour, so that they survive a grey print. What it
//! does not know: where anything stands.

use super::Role;
use super::palette::{self, Colour};
use super::scale;

/// A colour under an opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ink {
    /// The colour.
    pub(super) colour: Colour,
    /// 0 to 1.
    pub(super) alpha: f64,
}

/// How the marks of a role are drawn. Lengths in px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    /// Fill or stroke.
    pub(super) ink: Ink,
    /// Stroke width; a bar's thickness.
    pub(super) width: f64,
    /// Dash and gap of a line.
    pub(super) dash: Option<(f64, f64)>,
    /// The shape of its points.
    pub(super) glyph: Glyph,
}

/// What a point looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    Dot,
    Diamond,
    Upright,
    Arrow,
}

/// Type sizes.
pub(super) const TITLE: f64 = 23.0;
pub(super) const MESSAGE: f64 = 15.5;
pub(super) const LABEL: f64 = 14.0;
pub(super) const SMALL: f64 = 13.0;

pub(super) const TEXT: Ink = solid(palette::INK);
pub(super) const QUIET: Ink = solid(palette::QUIET);
pub(super) const GRID: Ink = solid(palette::GRID);
pub(super) const AXIS: Ink = solid(palette::AXIS);
pub(super) const PAPER: Ink = solid(palette::PAPER);

/// Dashes and the gaps between them.
const DASH: (f64, f64) = (9.0, 5.0);

const fn solid(colour: Colour) -> Ink {
    Ink { colour, alpha: 1.0 }
}

const fn line(colour: Colour, width: f64) -> Style {
    Style {
        ink: solid(colour),
        width,
        dash: None,
        glyph: Glyph::Dot,
    }
}

const fn broken(colour: Colour, width: f64, dash: (f64, f64)) -> Style {
    Style {
        dash: Some(dash),
        ..line(colour, width)
    }
}

/// What was said, as a date in a row.
const fn diamond(colour: Colour, dash: Option<(f64, f64)>) -> Style {
    Style {
        dash,
        glyph: Glyph::Diamond,
        ..line(colour, 2.4)
    }
}

/// A date in a row.
const fn upright(colour: Colour, width: f64) -> Style {
    Style {
        glyph: Glyph::Upright,
        ..line(colour, width)
    }
}

const fn fill(colour: Colour, alpha: f64, width: f64) -> Style {
    Style {
        ink: Ink { colour, alpha },
        width,
        dash: None,
        glyph: Glyph::Dot,
    }
}

/// The colour of the n-th of scenarios side by side, the base first.
const fn scenario(n: usize) -> Colour {
    palette::SCENARIOS[n % palette::SCENARIOS.len()]
}

/// The line of the n-th scenario: the base's is solid, those of variants are dashed, dotted and in
/// long dashes by turns, so that they are told apart in grey, too.
const fn scenario_line(n: usize) -> Style {
    let dash = match (n, n % 3) {
        (0, _) => None,
        (_, 1) => Some(DASH),
        (_, 2) => Some((2.4, 4.2)),
        _ => Some((20.0, 5.0)),
    };
    Style {
        dash,
        ..line(scenario(n), 2.8)
    }
}

/// A link, the wider and darker the more often the driving path runs along it.
const fn link(step: usize) -> Style {
    match step {
        0 => line(palette::AXIS, 1.0),
        1 => line(palette::AXIS, 2.2),
        2 => line(palette::QUIET, 3.6),
        3 => line(palette::INK, 5.2),
        _ => line(palette::INK, 7.0),
    }
}

/// The colour of the n-th part of a whole.
const fn part(n: usize) -> Colour {
    palette::PARTS[n % palette::PARTS.len()]
}

/// The look of a role's marks.
pub(super) fn style(role: Role) -> Style {
    match role {
        Role::OuterBand => fill(palette::BLUE, 0.15, 0.0),
        Role::InnerBand => fill(palette::BLUE, 0.28, 0.0),
        Role::Median => upright(palette::BLUE, 3.0),
        Role::Chance => line(palette::BLUE, 3.0),
        Role::Percentile => line(palette::INK, 5.0),
        Role::Guide => broken(palette::AXIS, 1.2, (2.0, 4.0)),
        Role::Never => fill(palette::AXIS, 0.22, 0.0),
        Role::Announced => diamond(palette::ORANGE, Some(DASH)),
        Role::Status => line(palette::QUIET, 1.2),
        Role::MeanTotal | Role::Installed => line(palette::INK, 2.4),
        Role::Part(n) => fill(part(n), 0.92, 3.0),
        Role::Rest => fill(palette::AXIS, 0.55, 0.0),
        Role::Phase => fill(palette::BLUE, 0.30, 14.0),
        Role::Beyond => Style {
            glyph: Glyph::Arrow,
            ..line(palette::QUIET, 5.0)
        },
        Role::Fact => fill(palette::QUIET, 1.0, 8.0),
        Role::FactDate | Role::AsWritten => line(palette::INK, 3.4),
        Role::Elapsed => fill(palette::QUIET, 0.75, 8.0),
        Role::Activity => fill(palette::AXIS, 0.60, 8.0),
        Role::Whisker => line(palette::QUIET, 1.6),
        Role::Grid => fill(palette::GREEN, 0.42, 10.0),
        Role::GridMedian => upright(palette::PINE, 3.0),
        Role::InstalledBand => fill(palette::AXIS, 0.24, 0.0),
        Role::Stranded => fill(palette::AMBER, 0.75, 0.0),
        Role::Zero => line(palette::INK, 1.6),
        Role::Firm => line(palette::PINE, 3.0),
        Role::Curtailable => broken(palette::GREEN, 2.0, (6.0, 4.0)),
        Role::Plant => fill(palette::AMBER, 0.30, 10.0),
        Role::PlantMedian => upright(palette::BRONZE, 3.0),
        Role::Scenario(n) => scenario_line(n),
        Role::ScenarioBand(n) => fill(scenario(n), if n == 0 { 0.08 } else { 0.11 }, 0.0),
        // Where bands lie over each other their edges tell which is whose.
        Role::ScenarioEdge(n) => Style {
            width: 1.1,
            ..scenario_line(n)
        },
        Role::Mean => broken(palette::INK, 2.2, (2.4, 4.2)),
        Role::MovedFrom => upright(palette::INK, 3.4),
        Role::MovedTo => diamond(palette::BLUE, None),
        Role::Heat(_) | Role::Contrast(_) => fill(scale::colour_of(role), 1.0, 0.0),
        Role::Swept => line(palette::BLUE, 5.0),
        Role::LowThird => fill(palette::AMBER, 0.95, 15.0),
        Role::HighThird => fill(palette::BLUE, 0.80, 15.0),
        Role::Link(step) => link(step),
        Role::OutsideGrid => fill(palette::GREEN, 0.34, 0.0),
        Role::OutsidePhase => fill(palette::AXIS, 0.34, 0.0),
        Role::Trial => fill(palette::BLUE, 0.34, 2.2),
        Role::Contour => line(palette::INK, 2.0),
        Role::Supposed => broken(palette::ORANGE, 3.0, DASH),
        Role::Story => fill(palette::BLUE, 0.30, 13.0),
        Role::Raises => fill(palette::GREEN, 0.95, 15.0),
        Role::Lowers => fill(palette::ORANGE, 0.95, 15.0),
        Role::Text
        | Role::Name
        | Role::OnLight
        | Role::OnDark
        | Role::OnDeep
        | Role::OnPale
        | Role::OnOrchid => line(palette::INK, 1.0),
        Role::Quiet => line(palette::QUIET, 1.0),
        Role::Goal => fill(palette::GREEN, 0.16, 0.0),
        Role::Land => fill(palette::GRID, 1.0, 0.0),
        Role::Border => line(palette::PAPER, 1.4),
        Role::Running => fill(palette::BLUE, 0.75, 0.0),
        Role::Promised => line(palette::ORANGE, 2.0),
    }
}

/// The colour of a label that speaks for a role, dark enough to read, and whether it is bold.
pub(super) fn lettering(role: Role) -> (Ink, bool) {
    match role {
        Role::Median | Role::Chance | Role::Swept => (solid(palette::BLUE), true),
        Role::Announced | Role::Lowers | Role::Supposed => (solid(palette::RUST), true),
        Role::Firm | Role::Curtailable | Role::Grid | Role::Raises => (solid(palette::PINE), true),
        Role::Plant | Role::Stranded => (solid(palette::BRONZE), true),
        Role::Scenario(n) | Role::ScenarioBand(n) | Role::ScenarioEdge(n) => {
            (solid(scenario(n)), true)
        }
        Role::Mean
        | Role::Installed
        | Role::MeanTotal
        | Role::Percentile
        | Role::Never
        | Role::AsWritten
        | Role::Contour
        | Role::Text => (TEXT, true),
        Role::OnDark => (PAPER, false),
        Role::OnDeep => (solid(palette::ON_DEEP), false),
        Role::OnPale => (solid(palette::ON_PALE), false),
        Role::OnOrchid => (solid(palette::ON_ORCHID), false),
        Role::Part(_)
        | Role::Rest
        | Role::OutsideGrid
        | Role::OutsidePhase
        | Role::Name
        | Role::OnLight => (TEXT, false),
        _ => (QUIET, false),
    }
}
