//! Reading lists of tables of texts: what is not modelled, who says what.

use super::{Context, Reader};
use crate::scenario::keys::{Columns, Kind, Named};
use crate::scenario::problem::Problem;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Table};
use std::collections::BTreeMap;

/// One table of such a list: its texts by key.
pub(in super::super) type Row = BTreeMap<&'static str, String>;

impl Reader<'_> {
    /// The tables of the list under `name`, checked; one with a problem is left out.
    pub fn rows(&self, cx: &mut Context<'_>, name: &str) -> Vec<Row> {
        let key = self.key(name);
        let Kind::Rows(columns) = key.kind else {
            unreachable!("`{}` is not a list of tables", key.path);
        };
        let Some(node) = self.get(name) else {
            return Vec::new();
        };
        let Some(members) = node.as_array() else {
            self.wrong_type(cx, name, node, "a list of tables");
            return Vec::new();
        };
        if members.len() < columns.least {
            let message = format!("`{name}` needs {} entries or more", columns.least);
            let label = format!("only {}", members.len());
            cx.push(
                Problem::error("rows::few", message)
                    .at(&node.place, label)
                    .help(format!("for example `{name} = {}`", key.example)),
            );
        }
        let mut rows = Vec::new();
        for member in members {
            match member.as_table() {
                Some(table) => rows.extend(self.row(cx, name, columns, (member, table))),
                None => self.wrong_type(cx, name, member, "a list of tables"),
            }
        }
        rows
    }

    fn row(
        &self,
        cx: &mut Context<'_>,
        name: &str,
        columns: Columns,
        (member, table): (&Node, &Table),
    ) -> Option<Row> {
        let mut is_sound = true;
        let mut row = Row::new();
        for (key, node) in table.iter() {
            let Some(column) = columns.names().find(|column| *column == key) else {
                cx.push(unknown(name, key, node, columns));
                is_sound = false;
                continue;
            };
            match text(cx, column, node) {
                Some(text) => drop(row.insert(column, text)),
                None => is_sound = false,
            }
        }
        if columns.needed.iter().any(|key| table.get(key).is_none()) {
            let needed = listed(columns.needed.iter().copied());
            let example = self.key(name).example;
            cx.push(
                Problem::error(
                    "key::missing",
                    format!("an entry of `{name}` needs {needed}"),
                )
                .at(&member.place, "one of them is missing")
                .help(format!("for example `{name} = {example}`")),
            );
            is_sound = false;
        }
        if let (Some(source), Some(node)) = (row.get("source"), table.get("source")) {
            is_sound &= cx.check_id(Named::Source, source, &node.place);
        }
        is_sound.then_some(row)
    }
}

/// The text of a column; anything else is reported, and so is an empty one.
fn text(cx: &mut Context<'_>, column: &str, node: &Node) -> Option<String> {
    let problem = match node.as_text() {
        Some(text) if !text.trim().is_empty() => return Some(text.to_string()),
        Some(_) => Problem::error("text::empty", format!("`{column}` is empty"))
            .at(&node.place, "nothing in it"),
        None => Problem::error("key::type", format!("`{column}` needs a string"))
            .at(&node.place, format!("this is {}", node.value.kind())),
    };
    cx.push(problem.help(format!("write it in quotes: `{column} = \"..\"`")));
    None
}

fn unknown(name: &str, key: &str, node: &Node, columns: Columns) -> Problem {
    let problem = Problem::error(
        "key::unknown",
        format!("unknown key `{}` in `{name}`", key.escape_debug()),
    )
    .at(&node.key, "not a key of the format here");
    match suggest::nearest(key, columns.names()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("its keys are {}", listed(columns.names()))),
    }
}

/// "`what`, `why` and `source`".
fn listed(names: impl Iterator<Item = &'static str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}
