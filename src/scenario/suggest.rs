//! The nearest known name to one that is not known.

/// Below this likeness a suggestion is a guess: at 0.8 slips, doubled and missing letters of this
/// format's keys are found and no other word of the format is (the tests below hold both).
const LIKENESS: f64 = 0.8;

/// The known name that is most like `unknown`, if any is like it at all.
///
/// Case, `_` and `-` do not count. Of equally near names the first in the order given wins.
#[must_use]
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let unknown = plain(unknown);
    let mut best: Option<(&str, f64)> = None;
    for name in known {
        let likeness = likeness(&unknown, &plain(name));
        if likeness >= LIKENESS && best.is_none_or(|(_, most)| likeness > most) {
            best = Some((name, likeness));
        }
    }
    best.map(|(name, _)| name)
}

/// "did you mean `x`?", or the known names where none is near and they are few.
#[must_use]
pub fn hint<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    /// A longer list is no help on a screen.
    const FEW: usize = 12;
    if let Some(name) = nearest(unknown, known.clone()) {
        return Some(format!("did you mean `{name}`?"));
    }
    let names: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => None,
        [only] => Some(format!("the only one known is {only}")),
        few if few.len() <= FEW => Some(format!("known are {}", few.join(", "))),
        _ => None,
    }
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', '-', ' '], "")
}

/// Edit distance tells apart short names, Jaro-Winkler long ones with a common start.
fn likeness(a: &str, b: &str) -> f64 {
    let edits = strsim::damerau_levenshtein(a, b);
    let longest = a.chars().count().max(b.chars().count());
    // One slip in a short name, where every measure of likeness is harsh.
    if longest >= 3 && edits <= 1 {
        return 1.0 - 0.01 * edits as f64;
    }
    if edits * 3 > longest {
        return 0.0;
    }
    strsim::jaro_winkler(a, b).min(0.98)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_another_word_does_not() {
        let keys = [
            "energised",
            "capacity",
            "duration",
            "pue",
            "pue_peak",
            "gpus",
        ];
        assert_eq!(nearest("energized", keys), Some("energised"));
        assert_eq!(nearest("duraton", keys), Some("duration"));
        assert_eq!(nearest("pue-peak", keys), Some("pue_peak"));
        assert_eq!(nearest("gpu", keys), Some("gpus"));
        assert_eq!(nearest("enregised", keys), Some("energised"));
        assert_eq!(nearest("capasity", keys), Some("capacity"));
        assert_eq!(nearest("owner", keys), None);
        assert_eq!(nearest("durable", keys), None);
        assert_eq!(nearest("location", keys), None);
        assert_eq!(nearest("", keys), None);
    }

    #[test]
    fn few_names_are_listed_when_none_is_near() {
        assert_eq!(
            hint("owner", ["gb200", "gb300"]).as_deref(),
            Some("known are `gb200`, `gb300`")
        );
        assert_eq!(hint("owner", []), None);
    }
}
