//! Checking the keys of a table: which are not in the format, or missing.

use super::{Context, Reader};
use crate::scenario::keys::{self, Key, Kind};
use crate::scenario::problem::Problem;
use crate::scenario::suggest;
use crate::scenario::tree::Node;

impl Reader<'_> {
    pub(super) fn check_keys(&self, cx: &mut Context<'_>) {
        if cx.catalogue.is_built_in(self.place.file) && !self.path.is_empty() {
            return;
        }
        for (name, node) in self.table.iter() {
            if keys::get(self.pattern, name).is_none() {
                cx.push(self.unknown_key(name, node));
            }
        }
    }

    fn unknown_key(&self, name: &str, node: &Node) -> Problem {
        let of = if self.path.is_empty() {
            "at the top of a scenario".to_string()
        } else {
            format!("in `{}`", self.path)
        };
        let problem = Problem::error(
            "key::unknown",
            format!("unknown key `{}` {of}", name.escape_debug()),
        )
        .at(&node.key, "not a key of the format here");
        if let Some(near) = self.nearest(name) {
            return problem.help(format!("did you mean `{near}`?"));
        }
        // A key that is right one table further up or down is a common slip.
        if let Some(key) = keys::all().find(|key| key.name() == name) {
            let table = match key.table() {
                "" => "the top of the file".to_string(),
                table => format!("`[{}]`", table.replace('*', "ID")),
            };
            return problem.help(format!("`{name}` is a key of {table}: move it there"));
        }
        let names: Vec<String> = keys::names(self.pattern)
            .map(|name| format!("`{name}`"))
            .collect();
        problem.help(format!("keys here are {}", names.join(", ")))
    }

    /// The key of this table that a name is most like.
    fn nearest(&self, name: &str) -> Option<&'static str> {
        suggest::nearest(name, keys::names(self.pattern))
    }

    pub(super) fn check_needed(&self, cx: &mut Context<'_>) {
        if self.lacks_template || cx.catalogue.is_built_in(self.place.file) {
            return;
        }
        let missing = keys::within(self.pattern).filter(|key| key.needed);
        for key in missing {
            let in_catalogue = self
                .catalogue
                .is_some_and(|table| table.get(key.name()).is_some());
            // A misspelt key is one problem, not two.
            let is_misspelt = self.table.keys().any(|name| {
                keys::get(self.pattern, name).is_none() && self.nearest(name) == Some(key.name())
            });
            if self.table.get(key.name()).is_some() || in_catalogue || is_misspelt {
                continue;
            }
            cx.push(
                Problem::error(
                    "key::missing",
                    format!("`{}` has no `{}`", self.path, key.name()),
                )
                .at(&self.place, format!("needs `{}`", key.name()))
                .help(format!("for example `{} = {}`", key.name(), key.example)),
            );
        }
    }
}

/// Reports a value where a table must stand.
pub(super) fn not_a_table(cx: &mut Context<'_>, key: &Key, node: &Node, header: &str) {
    let path = header.trim_matches(['[', ']']);
    let name = match key.name() {
        // One of several: its id.
        "*" => path.rsplit('.').next().unwrap_or(path),
        name => name,
    };
    let help = match key.kind {
        Kind::Entities => format!("write a table for each: `{header}`"),
        _ => format!("write `{header}` and its keys below it"),
    };
    cx.push(
        Problem::error("key::type", format!("`{name}` needs a table"))
            .at(&node.place, format!("this is {}", node.value.kind()))
            .help(help),
    );
}
