//! Names for readers: what a milestone is called, and names that cannot drive a terminal.
//!
//! What it does not know: how much room there is.

use super::ScheduleRow;

/// Characters of Unicode's general category Cf, which are not seen but move what stands around
/// them (bidirectional controls, joiners, tags), and the two separators of lines and paragraphs.
const FORMAT: [(u32, u32); 21] = [
    (0xad, 0xad),
    (0x600, 0x605),
    (0x61c, 0x61c),
    (0x6dd, 0x6dd),
    (0x70f, 0x70f),
    (0x890, 0x891),
    (0x8e2, 0x8e2),
    (0x180e, 0x180e),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x2064),
    (0x2066, 0x206f),
    (0xfeff, 0xfeff),
    (0xfff9, 0xfffb),
    (0x1_10bd, 0x1_10bd),
    (0x1_10cd, 0x1_10cd),
    (0x1_3430, 0x1_343f),
    (0x1_bca0, 0x1_bca3),
    (0x1_d173, 0x1_d17a),
    (0xe_0001, 0xe_0001),
    (0xe_0020, 0xe_007f),
];

/// A text without characters that could drive a terminal or turn the text around them: controls
/// become spaces, and format characters, which have no width, go.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .filter(|&letter| !is_format(letter))
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

fn is_format(letter: char) -> bool {
    let code = u32::from(letter);
    FORMAT
        .iter()
        .any(|&(first, last)| (first..=last).contains(&code))
}

impl ScheduleRow {
    /// A name for readers that stands alone: "SITE NAME: phase name", or the phase's name alone
    /// where it holds the site's, whatever the case; a grid stage is "SITE NAME, grid STAGE".
    /// Ids stand in for names that were not given. Without control and format characters.
    #[must_use]
    pub fn label(&self) -> String {
        milestone_label(
            (&self.site, &self.site_name),
            self.phase
                .as_deref()
                .map(|id| (id, self.phase_name.as_deref())),
            self.stage.as_deref(),
        )
    }
}

/// The same of an entity that is no row of a schedule: the site's id and name, the phase's id and
/// name, a grid stage.
#[must_use]
pub fn milestone_label(
    (site, site_name): (&str, &str),
    phase: Option<(&str, Option<&str>)>,
    stage: Option<&str>,
) -> String {
    let site = name_or(site_name, site);
    let Some((id, name)) = phase else {
        return match stage {
            Some(stage) => plain(&format!("{site}, grid {stage}")),
            None => site,
        };
    };
    let phase = name_or(name.unwrap_or_default(), id);
    if phase.to_lowercase().contains(&site.to_lowercase()) {
        phase
    } else {
        format!("{site}: {phase}")
    }
}

fn name_or(name: &str, id: &str) -> String {
    let name = plain(name);
    match name.trim() {
        "" => plain(id),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(site: &str, name: Option<&str>, stage: Option<&str>) -> String {
        let none = serde_json::json!({ "value": 0.0, "se": 0.0 });
        let row = serde_json::json!({
            "site": "loughton", "site_name": site, "milestone": "online", "fact": false,
            "phase": name.map(|_| "first"), "phase_name": name, "stage": stage,
            "cancelled": none, "never_restarted": none, "maybe_already": none,
            "given_online": {}, "curve": [], "activities": [],
        });
        let row: ScheduleRow = serde_json::from_value(row).expect("a row");
        row.label()
    }

    #[test]
    fn a_phase_goes_by_its_site_and_name() {
        let short = labelled("Loughton", Some("first 50 MW"), None);
        assert_eq!(short, "Loughton: first 50 MW");
        let whole = labelled("Loughton", Some("LOUGHTON, 50 MW"), None);
        assert_eq!(whole, "LOUGHTON, 50 MW");
        assert_eq!(labelled(" ", Some(""), None), "loughton: first");
    }

    #[test]
    fn a_grid_stage_goes_by_its_site() {
        let stage = labelled("Loughton campus", None, Some("full"));
        assert_eq!(stage, "Loughton campus, grid full");
    }

    #[test]
    fn characters_that_are_not_seen_do_not_pass() {
        assert_eq!(plain("a\u{1b}[31mb\nc"), "a [31mb c");
        assert_eq!(plain("a\u{202e}b\u{2066}c\u{200b}\u{feff}"), "abc");
        assert_eq!(plain("Südwerk – Łódź 東京"), "Südwerk – Łódź 東京");
        assert_eq!(labelled("Lough\u{202e}ton", Some("x"), None), "Loughton: x");
    }
}
