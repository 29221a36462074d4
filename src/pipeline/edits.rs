//! Edits of scenarios as rows of a comparison.

use crate::comparison::EditRow;
use crate::scenario::Edit;

impl From<&Edit> for EditRow {
    /// Both values as written; where they stand is left out.
    fn from(edit: &Edit) -> Self {
        let text =
            |side: &Option<crate::scenario::Side>| side.as_ref().map(|side| side.text.clone());
        Self {
            entity: edit.entity.clone(),
            key: edit.key.clone(),
            base: text(&edit.base),
            variant: text(&edit.variant),
        }
    }
}
