//! What a variant has written otherwise, as many edits as fit.

use super::super::summary::names::cut;
use crate::comparison::{Comparison, EditRow};
use crate::projection::plain;

/// Letters of a value before it is cut.
const VALUE: usize = 48;

/// "Written otherwise: site.a.grid.first: energised 2027 (base 2026); site.b removed; and 3 more in
/// comparison.json." in about `room` letters. `None` where nothing is.
#[must_use]
pub fn edits(comparison: &Comparison, variant: usize, room: usize) -> Option<String> {
    let edits = &comparison.differences.get(variant)?.edits;
    let (mut said, mut used, mut left) = (Vec::new(), 0, edits.len());
    for group in edits.chunk_by(|a, b| a.entity == b.entity) {
        let words = of_entity(group);
        let length = words.chars().count() + 2;
        if !said.is_empty() && used + length > room {
            break;
        }
        used += length;
        left -= group.len();
        said.push(words);
    }
    if said.is_empty() {
        return None;
    }
    let more = match left {
        0 => String::new(),
        more => format!("; and {more} more in comparison.json"),
    };
    Some(format!("Written otherwise: {}{more}.", said.join("; ")))
}

/// The edits of one entity: its name once.
fn of_entity(group: &[EditRow]) -> String {
    let entity = plain(&group[0].entity);
    if let Some(edit) = group.iter().find(|edit| edit.key.is_none()) {
        let is_removed = edit.variant.is_none();
        return format!("{entity} {}", if is_removed { "removed" } else { "added" });
    }
    let keys: Vec<String> = group.iter().map(of_key).collect();
    match entity.as_str() {
        "" => keys.join(", "),
        entity => format!("{entity}: {}", keys.join(", ")),
    }
}

fn of_key(edit: &EditRow) -> String {
    let key = plain(edit.key.as_deref().unwrap_or_default());
    let value = |text: &str| cut(&plain(text), VALUE);
    match (&edit.base, &edit.variant) {
        (Some(base), Some(variant)) => format!("{key} {} (base {})", value(variant), value(base)),
        (None, Some(variant)) => format!("{key} {} (base none)", value(variant)),
        (Some(base), None) => format!("{key} none (base {})", value(base)),
        (None, None) => key,
    }
}
