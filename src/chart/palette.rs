//! The colours: each by its name, on white paper and on dark.
//!
//! On white they are from the palettes of Okabe and Ito and of Paul Tol, told apart by the
//! colour-blind; on dark paper their lighter kin, chosen by search so that the simulated colour-blind
//! tell the parts of a whole apart, too. What it does not know: which role wears which.

use super::scale;
use std::fmt::Write as _;

/// Red, green, blue.
pub(super) type Rgb = (u8, u8, u8);

/// A colour with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour {
    /// In the custom properties of a page: `--chart-NAME`.
    pub(super) name: &'static str,
    /// On white paper, and in files. No two are the same, so that it names the colour.
    pub(super) light: Rgb,
    /// On dark paper.
    pub(super) dark: Rgb,
}

pub(super) const fn colour(name: &'static str, light: Rgb, dark: Rgb) -> Colour {
    Colour { name, light, dark }
}

pub(super) const PAPER: Colour = colour("paper", (255, 255, 255), (18, 22, 29));
pub(super) const INK: Colour = colour("ink", (27, 36, 52), (230, 234, 240));
pub(super) const QUIET: Colour = colour("quiet", (84, 96, 114), (163, 173, 186));
pub(super) const GRID: Colour = colour("grid", (226, 230, 236), (45, 53, 65));
pub(super) const AXIS: Colour = colour("axis", (140, 150, 164), (125, 135, 148));
pub(super) const BLUE: Colour = colour("blue", (0, 84, 166), (108, 180, 255));
pub(super) const ORANGE: Colour = colour("orange", (213, 94, 0), (255, 140, 64));
/// Orange for letters, which are thin.
pub(super) const RUST: Colour = colour("rust", (178, 74, 0), (255, 160, 100));
pub(super) const GREEN: Colour = colour("green", (0, 158, 115), (52, 190, 145));
/// Green for thin marks over green ones.
pub(super) const PINE: Colour = colour("pine", (0, 104, 76), (130, 228, 192));
pub(super) const AMBER: Colour = colour("amber", (230, 159, 0), (214, 158, 46));
/// Amber for letters and thin marks.
pub(super) const BRONZE: Colour = colour("bronze", (138, 90, 0), (240, 196, 110));
/// Paul Tol's "muted" scheme without rose (too near the announced line), light beside dark.
pub(super) const PARTS: [Colour; 8] = [
    colour("part-1", (51, 34, 136), (102, 108, 239)),
    colour("part-2", (136, 204, 238), (176, 219, 238)),
    colour("part-3", (17, 119, 51), (32, 136, 76)),
    colour("part-4", (221, 204, 119), (239, 232, 104)),
    colour("part-5", (136, 34, 85), (202, 40, 132)),
    colour("part-6", (68, 170, 153), (97, 208, 154)),
    colour("part-7", (170, 68, 153), (184, 156, 230)),
    colour("part-8", (153, 153, 51), (156, 154, 25)),
];

/// Words on deep parts, on pale ones, and on one that is deep on white paper alone. A page tells colours
/// apart by what they are on white paper, so these are not quite paper and ink.
pub(super) const ON_DEEP: Colour = colour("on-deep", (254, 254, 254), (255, 255, 255));
pub(super) const ON_PALE: Colour = colour("on-pale", (26, 36, 52), (0, 0, 0));
pub(super) const ON_ORCHID: Colour = colour("on-orchid", (253, 253, 253), (0, 0, 0));

/// Scenarios side by side, the base first: dark enough for letters.
pub(super) const SCENARIOS: [Colour; 8] = [
    INK,
    BLUE,
    RUST,
    colour("scenario-3", (20, 126, 118), (178, 255, 178)),
    colour("scenario-4", (196, 30, 200), (204, 92, 120)),
    colour("scenario-5", (85, 45, 10), (255, 240, 90)),
    colour("scenario-6", (60, 20, 230), (110, 115, 255)),
    colour("scenario-7", (45, 0, 89), (255, 128, 0)),
];

/// All of them.
pub(super) fn all() -> impl Iterator<Item = Colour> {
    let named = [
        PAPER, INK, QUIET, GRID, AXIS, BLUE, ORANGE, RUST, GREEN, PINE, AMBER, BRONZE, ON_DEEP,
        ON_PALE, ON_ORCHID,
    ];
    let scenarios = SCENARIOS.into_iter();
    let own = scenarios.filter(move |colour| !named.contains(colour));
    named
        .into_iter()
        .chain(PARTS)
        .chain(own)
        .chain(scale::all())
}

/// As files write it: "#0054A6".
pub(super) fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// The custom properties of a page that follows its reader's choice of light or dark; paper is
/// white in print.
pub(super) fn css() -> String {
    let list = |pick: fn(&Colour) -> Rgb| {
        all().fold(String::new(), |mut list, colour| {
            let _ = write!(list, "--chart-{}:{};", colour.name, hex(pick(&colour)));
            list
        })
    };
    format!(
        ":root{{{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        list(|colour| colour.light),
        list(|colour| colour.dark),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    type Triple = [f64; 3];

    /// Linear light of an sRGB colour, as WCAG 2.2 and IEC 61966-2-1 define it.
    fn linear((red, green, blue): Rgb) -> Triple {
        [red, green, blue].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                libm::pow((part + 0.055) / 1.055, 2.4)
            }
        })
    }

    fn times(matrix: &[Triple; 3], light: Triple) -> Triple {
        matrix.map(|row| row.iter().zip(light).map(|(a, b)| a * b).sum())
    }

    /// WCAG's contrast ratio.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let luminance = |colour| {
            let [red, green, blue] = linear(colour);
            0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
        };
        let (a, b) = (luminance(a), luminance(b));
        a.max(b) / a.min(b)
    }

    /// CIE 1976 L*a*b* of linear light, under D65.
    fn lab(light: Triple) -> Triple {
        let to_xyz = [
            [0.4124, 0.3576, 0.1805],
            [0.2126, 0.7152, 0.0722],
            [0.0193, 0.1192, 0.9505],
        ];
        let white = [0.9505, 1.0, 1.089];
        let xyz = times(&to_xyz, light.map(|part| part.clamp(0.0, 1.0)));
        let [x, y, z] = [0, 1, 2].map(|n| match xyz[n] / white[n] {
            share if share > 0.008_856 => libm::cbrt(share),
            share => 7.787 * share + 16.0 / 116.0,
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// How far apart two colours are to people without red or without green cones, by the
    /// simulation of Machado, Oliveira and Fernandes (2009) at full severity.
    fn apart_to_the_colour_blind(a: Rgb, b: Rgb) -> f64 {
        let protanopia = [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ];
        let deuteranopia = [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ];
        let distance = |matrix: &[Triple; 3]| {
            let [a, b] = [a, b].map(|colour| lab(times(matrix, linear(colour))));
            libm::sqrt(a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum())
        };
        distance(&protanopia).min(distance(&deuteranopia))
    }

    #[test]
    fn contrast_is_as_its_definition_says() {
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 1e-9);
        assert!((contrast((118, 118, 118), (255, 255, 255)) - 4.54).abs() < 0.005);
    }

    #[test]
    fn letters_and_lines_stand_out_on_both_papers() {
        let letters = [QUIET, PINE, BRONZE].into_iter().chain(SCENARIOS);
        for colour in letters {
            for (ink, paper) in [(colour.light, PAPER.light), (colour.dark, PAPER.dark)] {
                assert!(contrast(ink, paper) >= 4.5, "{}", colour.name);
            }
        }
        for colour in [ORANGE, GREEN, PINE, QUIET, INK] {
            for (ink, paper) in [(colour.light, PAPER.light), (colour.dark, PAPER.dark)] {
                assert!(contrast(ink, paper) >= 3.0, "{}", colour.name);
            }
        }
        for colour in PARTS.into_iter().chain([AXIS]) {
            assert!(contrast(colour.dark, PAPER.dark) >= 3.0, "{}", colour.name);
        }
    }

    #[test]
    fn the_colour_blind_tell_parts_and_lines_apart_on_both_papers() {
        for (n, a) in PARTS.iter().enumerate() {
            for b in &PARTS[..n] {
                for (a, b) in [(a.light, b.light), (a.dark, b.dark)] {
                    let apart = apart_to_the_colour_blind(a, b);
                    assert!(apart > 15.0, "{a:?} and {b:?}: {apart}");
                }
            }
        }
        for (n, a) in SCENARIOS.iter().enumerate() {
            for b in &SCENARIOS[..n] {
                for (a, b) in [(a.light, b.light), (a.dark, b.dark)] {
                    let apart = apart_to_the_colour_blind(a, b);
                    assert!(apart > 14.0, "{a:?} and {b:?}: {apart}");
                }
            }
        }
        let lines = [BLUE, ORANGE, INK];
        for (n, a) in lines.iter().enumerate() {
            for b in &lines[..n] {
                for (a, b) in [(a.light, b.light), (a.dark, b.dark)] {
                    let apart = apart_to_the_colour_blind(a, b);
                    assert!(apart > 25.0, "{a:?} and {b:?}: {apart}");
                }
            }
        }
    }

    #[test]
    fn a_light_colour_names_its_colour() {
        // A page finds a colour by its light hex, so no two may share one.
        let colours: BTreeSet<(&str, Rgb, Rgb)> = all()
            .map(|colour| (colour.name, colour.light, colour.dark))
            .collect();
        let lights: BTreeSet<Rgb> = all().map(|colour| colour.light).collect();
        let names: BTreeSet<&str> = all().map(|colour| colour.name).collect();
        let count = colours.len();
        assert_eq!((lights.len(), names.len()), (count, count));
    }
}
