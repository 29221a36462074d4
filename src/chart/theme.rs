//! Colours, weights and sizes: how each role looks.
//!
//! Colours are from the palettes of Okabe and Ito and of Paul Tol, told apart by the colour-blind;
//! lines differ in weight and dash too, so that they survive a grey print. What it does not know:
//! where anything stands.

use super::Role;

/// An opaque colour under an opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ink {
    /// Red, green, blue.
    pub(super) rgb: (u8, u8, u8),
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

/// Side margins.
pub(super) const MARGIN: f64 = 24.0;
/// Width of every chart.
pub(super) const WIDTH: f64 = 1100.0;
/// Type sizes.
pub(super) const TITLE: f64 = 23.0;
pub(super) const MESSAGE: f64 = 15.5;
pub(super) const LABEL: f64 = 14.0;
pub(super) const SMALL: f64 = 13.0;

const BLUE: (u8, u8, u8) = (0, 84, 166);
const VERMILLION: (u8, u8, u8) = (213, 94, 0);
const GREEN: (u8, u8, u8) = (0, 158, 115);
const PINE: (u8, u8, u8) = (0, 104, 76);
const AMBER: (u8, u8, u8) = (230, 159, 0);
const BRONZE: (u8, u8, u8) = (138, 90, 0);
const DARK: (u8, u8, u8) = (27, 36, 52);
const SLATE: (u8, u8, u8) = (84, 96, 114);
const GREY: (u8, u8, u8) = (140, 150, 164);
/// Paul Tol's "muted" scheme without rose (too near the announced line), light beside dark.
const PARTS: [(u8, u8, u8); 8] = [
    (51, 34, 136),
    (136, 204, 238),
    (17, 119, 51),
    (221, 204, 119),
    (136, 34, 85),
    (68, 170, 153),
    (170, 68, 153),
    (153, 153, 51),
];

pub(super) const TEXT: Ink = solid(DARK);
pub(super) const QUIET: Ink = solid(SLATE);
pub(super) const GRID: Ink = solid((226, 230, 236));
pub(super) const AXIS: Ink = solid(GREY);
pub(super) const PAPER: Ink = solid((255, 255, 255));

const fn solid(rgb: (u8, u8, u8)) -> Ink {
    Ink { rgb, alpha: 1.0 }
}

const fn line(rgb: (u8, u8, u8), width: f64) -> Style {
    Style {
        ink: solid(rgb),
        width,
        dash: None,
        glyph: Glyph::Dot,
    }
}

const fn fill(rgb: (u8, u8, u8), alpha: f64, width: f64) -> Style {
    Style {
        ink: Ink { rgb, alpha },
        width,
        dash: None,
        glyph: Glyph::Dot,
    }
}

/// The look of a role's marks.
pub(super) fn style(role: Role) -> Style {
    match role {
        Role::OuterBand => fill(BLUE, 0.15, 0.0),
        Role::InnerBand => fill(BLUE, 0.28, 0.0),
        Role::Median => Style {
            glyph: Glyph::Upright,
            ..line(BLUE, 3.0)
        },
        Role::Chance => line(BLUE, 3.0),
        Role::Percentile => line(DARK, 5.0),
        Role::Guide => Style {
            dash: Some((2.0, 4.0)),
            ..line(GREY, 1.2)
        },
        Role::Never => fill(GREY, 0.22, 0.0),
        Role::Announced => Style {
            dash: Some((9.0, 5.0)),
            glyph: Glyph::Diamond,
            ..line(VERMILLION, 2.4)
        },
        Role::Status => line(SLATE, 1.2),
        Role::MeanTotal => line(DARK, 2.4),
        Role::Part(n) => fill(PARTS[n % PARTS.len()], 0.92, 0.0),
        Role::Rest => fill(GREY, 0.55, 0.0),
        Role::Phase => fill(BLUE, 0.30, 14.0),
        Role::Beyond => Style {
            glyph: Glyph::Arrow,
            ..line(SLATE, 5.0)
        },
        Role::Fact => fill(SLATE, 1.0, 8.0),
        Role::FactDate => line(DARK, 3.4),
        Role::Elapsed => fill(SLATE, 0.75, 8.0),
        Role::Activity => fill(GREY, 0.60, 8.0),
        Role::Whisker => line(SLATE, 1.6),
        Role::Grid => fill(GREEN, 0.42, 10.0),
        Role::GridMedian => Style {
            glyph: Glyph::Upright,
            ..line(PINE, 3.0)
        },
        Role::InstalledBand => fill(GREY, 0.24, 0.0),
        Role::Installed => line(DARK, 2.4),
        Role::Stranded => fill(AMBER, 0.75, 0.0),
        Role::Zero => line(DARK, 1.6),
        Role::Firm => line(PINE, 3.0),
        Role::Import => fill(GREEN, 0.13, 0.0),
        Role::Plant => fill(AMBER, 0.30, 10.0),
        Role::PlantMedian => Style {
            glyph: Glyph::Upright,
            ..line(BRONZE, 3.0)
        },
        Role::Text | Role::Name => line(DARK, 1.0),
        Role::Quiet => line(SLATE, 1.0),
    }
}

/// The colour of a label that speaks for a role, dark enough to read, and whether it is bold.
pub(super) fn lettering(role: Role) -> (Ink, bool) {
    match role {
        Role::Median | Role::Chance => (solid(BLUE), true),
        Role::Announced => (solid((178, 74, 0)), true),
        Role::Firm | Role::Grid => (solid(PINE), true),
        Role::Plant | Role::Stranded => (solid(BRONZE), true),
        Role::Installed | Role::MeanTotal | Role::Percentile | Role::Never | Role::Text => {
            (TEXT, true)
        }
        Role::Part(_) | Role::Rest | Role::Name => (TEXT, false),
        _ => (QUIET, false),
    }
}
