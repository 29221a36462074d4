//! The colours of a grid: from light to dark for amounts, from one hue over white to another for
//! differences.
//!
//! After Cynthia Brewer's blues and, for differences, her orange with blue in place of purple: schemes
//! that the colour-blind read, and whose amounts stay in order in grey. What it does not know: what is
//! counted.

use super::Role;
use super::palette::{self, Colour, colour};

/// Steps of a scale; odd, so that differences have a middle.
pub(super) const STEPS: usize = 7;

/// From the least to the most.
const HEAT: [Colour; STEPS] = [
    colour("heat-1", (234, 242, 250), (16, 35, 60)),
    colour("heat-2", (205, 224, 241), (20, 52, 92)),
    colour("heat-3", (166, 206, 230), (25, 72, 124)),
    colour("heat-4", (115, 178, 216), (32, 84, 140)),
    colour("heat-5", (66, 146, 198), (46, 108, 168)),
    colour("heat-6", (28, 105, 175), (108, 167, 219)),
    colour("heat-7", (8, 64, 129), (170, 207, 240)),
];

/// From less over nothing to more.
const CONTRAST: [Colour; STEPS] = [
    colour("contrast-1", (168, 78, 8), (240, 150, 70)),
    colour("contrast-2", (226, 134, 40), (150, 84, 32)),
    colour("contrast-3", (250, 207, 150), (110, 70, 38)),
    colour("contrast-4", (244, 244, 244), (44, 48, 54)),
    colour("contrast-5", (178, 211, 236), (30, 66, 104)),
    colour("contrast-6", (82, 148, 204), (44, 102, 160)),
    colour("contrast-7", (8, 72, 140), (130, 184, 232)),
];

/// All colours of both scales.
pub(super) fn all() -> impl Iterator<Item = Colour> {
    HEAT.into_iter().chain(CONTRAST)
}

/// The colour of a tile's role; a role that is no tile has that of words.
pub(super) const fn colour_of(role: Role) -> Colour {
    match role {
        Role::Heat(step) if step < STEPS => HEAT[step],
        Role::Contrast(step) if step < STEPS => CONTRAST[step],
        _ => palette::INK,
    }
}

/// Whether white words are read on a step of the amounts.
pub(super) const fn is_dark(step: usize) -> bool {
    step >= 5
}

/// Whether white words are read on a step of the differences.
pub(super) const fn is_dark_contrast(step: usize) -> bool {
    step == 0 || step == STEPS - 1
}
