//! What ids may look like, and the order in which they stand.

use super::context::Context;
use crate::scenario::problem::Problem;
use crate::scenario::tree::{Node, Place, Table};
use std::cmp::Ordering;

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

/// The order in which ids and paths are listed everywhere: as text, but for runs of digits, which
/// compare as numbers. The copies of a phase stand as `b-1`, `b-2`, `b-10`.
///
/// Different texts are never equal: `b-01` comes before `b-1`.
pub(in crate::scenario) fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    while let (Some(one), Some(other)) = (left.first(), right.first()) {
        let order = if one.is_ascii_digit() && other.is_ascii_digit() {
            let (number, rest) = leading_number(left);
            let (other_number, other_rest) = leading_number(right);
            (left, right) = (rest, other_rest);
            let by_length = number.len().cmp(&other_number.len());
            by_length.then_with(|| number.cmp(other_number))
        } else {
            (left, right) = (&left[1..], &right[1..]);
            one.cmp(other)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// The digits at the start of a text, without leading zeros, and what follows them.
fn leading_number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(end);
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    (&digits[zeros..], rest)
}

/// The entries of a table of entities in the natural order of their ids.
pub(super) fn in_order(table: &Table) -> Vec<(&str, &Node)> {
    let mut entries: Vec<(&str, &Node)> = table.iter().collect();
    entries.sort_by(|(a, _), (b, _)| natural(a, b));
    entries
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
    fn numbers_in_ids_compare_as_numbers_and_the_order_is_total() {
        let ordered = [
            "a",
            "a-1",
            "b",
            "b-01",
            "b-1",
            "b-2",
            "b-2-x",
            "b-10",
            "b-100",
            "b1",
            "b1a",
            "c",
            "c-99999999999999999999999",
            "c-100000000000000000000000",
        ];
        for (at, a) in ordered.iter().enumerate() {
            for (other, b) in ordered.iter().enumerate() {
                assert_eq!(natural(a, b), at.cmp(&other), "{a} {b}");
            }
        }
    }

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
