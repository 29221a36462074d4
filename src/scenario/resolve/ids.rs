//! What ids may look like.

use super::context::Context;
use crate::scenario::problem::Problem;
use crate::scenario::tree::Place;

/// Checks that an id is kebab-case: a lowercase letter or digit, then those and hyphens.
pub(super) fn check(id: &str, place: &Place, cx: &mut Context<'_>) {
    if is_kebab(id) {
        return;
    }
    let label = if id.is_empty() {
        "an empty id".to_string()
    } else {
        "not an id".to_string()
    };
    cx.push(
        Problem::error("id::characters", format!("`{}` cannot be an id", id.escape_debug()))
            .at(place, label)
            .help("an id has lowercase letters a to z, digits and hyphens, and begins with a letter or digit")
            .help(format!("write `{}`, and put the full name under `name`", suggested(id))),
    );
}

fn is_kebab(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    id.bytes().all(allowed) && id.bytes().next().is_some_and(|first| first != b'-')
}

/// The nearest id to a text.
pub(super) fn suggested(text: &str) -> String {
    let mut id = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' => id.push(character),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() {
        "a-1".to_string()
    } else {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kebab_case_and_a_suggestion_always_is_one() {
        for id in ["loughton", "b-1", "1st", "gb300"] {
            assert!(is_kebab(id), "{id}");
        }
        for id in [
            "", "-a", "Loughton", "a_b", "a b", "é", "a.b", "../x", "\u{0}",
        ] {
            assert!(!is_kebab(id), "{id}");
            assert!(is_kebab(&suggested(id)), "{id}");
        }
        assert_eq!(suggested("Loughton Campus (1)"), "loughton-campus-1");
    }
}
