//! What a variant has written otherwise than the base: values by their address.

use super::EditRow;
use crate::model::{Model, UsedValue};
use std::collections::BTreeMap;

/// The values that differ, by entity in the order of addresses; an entity that one of the two does
/// not have is a single edit.
#[must_use]
pub fn edits(base: &Model, variant: &Model) -> Vec<EditRow> {
    let (base, variant) = (by_address(base), by_address(variant));
    let mut edits: Vec<EditRow> = Vec::new();
    let mut addresses: Vec<&str> = base.keys().chain(variant.keys()).copied().collect();
    addresses.sort_unstable();
    addresses.dedup();
    for address in addresses {
        let values = [&base, &variant].map(|values| values.get(address));
        let [of_base, of_variant] = values.map(|value| value.map(|value| value.value.clone()));
        if of_base == of_variant {
            continue;
        }
        let missing = match (&of_base, &of_variant) {
            (None, _) => Some(&base),
            (_, None) => Some(&variant),
            _ => None,
        };
        let whole = missing.and_then(|values| whole(address, values));
        let edit = match whole {
            Some(entity) => EditRow {
                entity: entity.to_owned(),
                key: None,
                base: of_base.map(|_| "there".to_owned()),
                variant: of_variant.map(|_| "there".to_owned()),
            },
            None => {
                let (entity, key) = address.rsplit_once('.').unwrap_or(("", address));
                EditRow {
                    entity: entity.to_owned(),
                    key: Some(key.to_owned()),
                    base: of_base,
                    variant: of_variant,
                }
            }
        };
        if edits.last() != Some(&edit) {
            edits.push(edit);
        }
    }
    edits
}

fn by_address(model: &Model) -> BTreeMap<&str, &UsedValue> {
    let values = model.values.iter();
    values.map(|value| (value.path.as_str(), value)).collect()
}

/// The entity of an address that has no value at all among these: "site.a" or "site.a.phase.b".
fn whole<'a>(address: &'a str, values: &BTreeMap<&str, &UsedValue>) -> Option<&'a str> {
    let dots: Vec<usize> = address.match_indices('.').map(|(place, _)| place).collect();
    let ends = [dots.get(1), dots.get(3)].into_iter().flatten();
    ends.map(|end| &address[..*end]).find(|entity| {
        let prefix = format!("{entity}.");
        !values.keys().any(|known| known.starts_with(&prefix))
    })
}
