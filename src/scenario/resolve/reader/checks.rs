//! Checking the keys of a table: which are not in the format, not modelled yet, or missing.

use super::{Context, Evidence, Reader};
use crate::scenario::keys::{self, Key, Kind};
use crate::scenario::problem::Problem;
use crate::scenario::resolve::ids;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Table};

impl<'a> Reader<'a> {
    /// Checks the keys of every template, whether a phase names it or not; its values are read in
    /// the phases that do.
    pub fn check_templates(&self, cx: &mut Context<'_>) {
        let Some(node) = self.table.get("template") else {
            return;
        };
        let Some(templates) = node.as_table() else {
            not_a_table(cx, self.key("template"), node, "[template.ID]");
            return;
        };
        for (id, node) in templates.iter() {
            ids::check(id, &node.key, cx);
            let path = format!("template.{id}");
            let Some(table) = node.as_table() else {
                not_a_table(cx, self.key("template"), node, &format!("[{path}]"));
                continue;
            };
            if let Some(inner) = table.get("template") {
                let problem = Problem::error(
                    "template::nested",
                    format!("`{path}` names a template itself"),
                );
                let problem = problem.at(&inner.key, "a template of a template");
                cx.push(problem.help("write its keys here: templates are one deep"));
            }
            self.check_tree(table, "site.*.phase.*", path, cx);
        }
    }

    fn check_tree(
        &self,
        table: &'a Table,
        pattern: &'static str,
        path: String,
        cx: &mut Context<'_>,
    ) {
        let reader = Self {
            table,
            place: self.place.clone(),
            pattern,
            path,
            evidence: Evidence::default(),
            catalogue: None,
            lacks_template: false,
        };
        reader.check_keys(cx);
        for (name, node) in table.iter() {
            let (Some(key), Some(inner)) = (keys::get(pattern, name), node.as_table()) else {
                continue;
            };
            if key.kind == Kind::Section {
                self.check_tree(inner, key.path, reader.join(name), cx);
            } else if key.kind == Kind::Entities {
                let entity = keys::get(key.path, "*").expect("a table of entities has one");
                for (id, node) in inner.iter() {
                    if let Some(inner) = node.as_table() {
                        let path = format!("{}.{id}", reader.join(name));
                        self.check_tree(inner, entity.path, path, cx);
                    }
                }
            }
        }
    }

    pub(super) fn check_keys(&self, cx: &mut Context<'_>) {
        if cx.catalogue.is_built_in(self.place.file) && !self.path.is_empty() {
            return;
        }
        for (name, node) in self.table.iter() {
            match keys::get(self.pattern, name) {
                None => cx.push(self.unknown_key(name, node)),
                Some(key) => {
                    if let Some(later) = key.later {
                        cx.push(self.not_yet(later, name, key, node));
                    }
                }
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
        if let Some(key) = keys::all().find(|key| key.name() == name && key.later.is_none()) {
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

    fn not_yet(&self, later: &'static str, name: &str, key: &Key, node: &Node) -> Problem {
        let path = self.join(name);
        let is_header = self.path.is_empty() && node.as_table().is_some();
        let out = if is_header {
            format!(
                "leave the tables `[{path}.ID]` out; what was announced can be told under `not_modelled` in `[scenario]`"
            )
        } else {
            format!(
                "leave `{name}` out; what was announced can be told under `not_modelled` in `[scenario]`"
            )
        };
        let meaning = key.meaning.trim_end_matches('.');
        let meaning = format!("{}{}", meaning[..1].to_lowercase(), &meaning[1..]);
        Problem::error(later, format!("this version does not model `{path}` yet"))
            .at(&node.key, meaning)
            .help(out)
    }

    pub(super) fn check_needed(&self, cx: &mut Context<'_>) {
        if self.lacks_template || cx.catalogue.is_built_in(self.place.file) {
            return;
        }
        let missing = keys::all().filter(|key| key.needed && key.table() == self.pattern);
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
    let help = match key.kind {
        Kind::Entities => format!("write a table for each: `{header}`"),
        _ => format!("write `{header}` and its keys below it"),
    };
    cx.push(
        Problem::error("key::type", format!("`{}` needs a table", key.name()))
            .at(&node.place, format!("this is {}", node.value.kind()))
            .help(help),
    );
}
