//! Words: their width in the embedded face, and how they are cut, wrapped and made safe.
//!
//! What it does not know: where they stand.

use super::font;
use crate::projection::plain;
use plotters::style::{FontDesc, FontFamily, FontStyle};

/// Ascent and descent of the face over its em: its rendering scales by the first, files by the second.
const FACE_HEIGHT: f64 = (2728.0 + 680.0) / 2816.0;
/// Size at which words are measured, so that rounding to whole units is lost.
const MEASURED_AT: f64 = 2000.0;
/// A space that neither breaks nor collapses.
pub(super) const NBSP: char = '\u{a0}';

/// Width in px of `text` set at `size` px. Kerning is left out: the width is a little too large.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    font::register();
    let style = if bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    let desc = FontDesc::new(FontFamily::Name(font::FAMILY), MEASURED_AT, style);
    let units = desc.box_size(text).map_or(0, |(width, _)| width);
    f64::from(units) / MEASURED_AT * FACE_HEIGHT * size
}

/// `text` cut with an ellipsis to fit `room` px.
pub(super) fn shorten(text: &str, size: f64, bold: bool, room: f64) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    // The most letters that fit, by halving: names may be very long.
    let (mut fits, mut fails) = (0, letters.len());
    while fits + 1 < fails {
        let middle = usize::midpoint(fits, fails);
        if width(&cut(&letters, middle), size, bold) <= room {
            fits = middle;
        } else {
            fails = middle;
        }
    }
    cut(&letters, fits)
}

/// `text` cut to fit `room` px before its last number, which stays: names give way.
pub(super) fn shorten_name(text: &str, size: f64, bold: bool, room: f64) -> String {
    let starts = |at: usize| text[at + NBSP.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
    let number = text.rmatch_indices(NBSP).find(|(at, _)| starts(*at));
    let (name, number) = number.map_or((text, ""), |(at, _)| text.split_at(at));
    let left = room - width(number, size, bold);
    shorten(name, size, bold, left) + number
}

/// A "site: phase" label cut to fit `room` px: the site gives way to the phase, for the phases of one
/// site must be told apart; a phase gives way where it takes more than half.
pub(super) fn shorten_label(label: &str, size: f64, bold: bool, room: f64) -> String {
    if width(label, size, bold) <= room {
        return label.to_owned();
    }
    let Some((site, phase)) = label.split_once(": ") else {
        return shorten(label, size, bold, room);
    };
    let room = room - width(": ", size, bold);
    let beside = room - width(site, size, bold);
    let phase = shorten(phase, size, bold, beside.max(room / 2.0));
    let beside = room - width(&phase, size, bold);
    format!("{}: {phase}", shorten(site, size, bold, beside))
}

fn cut(letters: &[char], keep: usize) -> String {
    let kept: String = letters[..keep].iter().collect();
    format!("{}…", kept.trim_end())
}

/// `text` in at most `most` lines of `room` px, broken at plain spaces; what is left over is cut.
pub(super) fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer {
            Some(longer) if lines.len() >= most || width(&longer, size, false) <= room => {
                lines.pop();
                lines.push(longer);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
        .into_iter()
        .map(|line| shorten(&line, size, false, room))
        .collect()
}

/// A name for a reader: characters that XML forbids become spaces, those that turn or move the
/// text go.
pub(super) fn clean(name: &str) -> String {
    let short: String = name.chars().take(400).collect();
    plain(&short)
        .replace(['\u{fffe}', '\u{ffff}'], " ")
        .trim()
        .to_owned()
}

/// An id as a part of a file name: other than letters, digits, '-' and '_' become '-'.
pub(super) fn stem(id: &str) -> String {
    id.chars()
        .take(80)
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || c == '-' || c == '_' => c,
            _ => '-',
        })
        .collect()
}

/// An id as words.
pub(super) fn words(id: &str) -> String {
    clean(id).replace(['-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_grows_with_letters_size_and_weight() {
        assert!(width("Median 96 MW", 14.0, false) > width("Median", 14.0, false));
        assert!(width("Median", 14.0, true) > width("Median", 14.0, false));
        let ratio = width("Median", 28.0, false) / width("Median", 14.0, false);
        assert!((ratio - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_long_name_is_cut_to_its_room_and_a_short_one_kept() {
        let long = "Loughton ".repeat(60);
        let cut = shorten(&long, 14.0, true, 200.0);
        assert!(cut.ends_with('…') && width(&cut, 14.0, true) <= 200.0);
        assert!(width(&cut, 14.0, true) > 170.0);
        assert_eq!(shorten("Loughton", 14.0, true, 200.0), "Loughton");
    }

    #[test]
    fn a_name_gives_way_to_its_number() {
        let long = format!("{}\u{a0}12.4\u{a0}bn", "Loughton ".repeat(60));
        let cut = shorten_name(&long, 14.0, false, 200.0);
        assert!(cut.ends_with("…\u{a0}12.4\u{a0}bn") && width(&cut, 14.0, false) <= 200.0);
        assert_eq!(
            shorten_name("Median\u{a0}96\u{a0}MW", 14.0, true, 200.0),
            "Median\u{a0}96\u{a0}MW"
        );
    }

    #[test]
    fn a_site_gives_way_to_its_phase_and_neither_vanishes() {
        let site = "Loughton supercomputer beside the depot".repeat(2);
        for (label, end) in [
            (format!("{site}: hall 2"), "…: hall 2"),
            (format!("{site}: {site}"), "…"),
            (format!("Crawley: {site}"), "…"),
        ] {
            let cut = shorten_label(&label, 14.0, false, 250.0);
            assert!(cut.ends_with(end) && cut.contains(": "), "{cut}");
            assert!(width(&cut, 14.0, false) < 250.1, "{cut}");
            let parts = cut.split(": ").map(|part| width(part, 14.0, false));
            assert!(parts.into_iter().all(|part| part > 35.0), "{cut}");
        }
        assert_eq!(shorten_label("A: b", 14.0, false, 90.0), "A: b");
    }

    #[test]
    fn wrapping_keeps_every_word_while_there_is_room() {
        let text = "one two three four five six seven eight nine ten";
        let lines = wrap(text, 14.0, 120.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| width(line, 14.0, false) <= 120.0));
        let two = wrap(text, 14.0, 120.0, 2);
        assert!(two.len() == 2 && two[1].ends_with('…'));
    }

    #[test]
    fn control_characters_and_path_characters_are_replaced() {
        assert_eq!(clean("a\u{0}b\nc\u{ffff}"), "a b c");
        assert_eq!(stem("../etc/passwd"), "---etc-passwd");
    }
}
