//! Checking templates on their own: one that no phase uses is read by nothing else.
//!
//! Keys and values are checked as in a phase; no value is recorded as used.

use super::{Context, Evidence, Reader, checks};
use crate::scenario::date;
use crate::scenario::keys::{self, Key, Kind};
use crate::scenario::problem::Problem;
use crate::scenario::quantity;
use crate::scenario::resolve::{chips, evidence, ids, links};
use crate::scenario::tree::{Node, Table};
use std::collections::BTreeSet;

impl<'a> Reader<'a> {
    /// Checks every template. What a phase that uses it would say again is said once.
    pub fn check_templates(&self, cx: &mut Context<'_>) {
        let Some(node) = self.table.get("template") else {
            return;
        };
        let Some(templates) = node.as_table() else {
            checks::not_a_table(cx, self.key("template"), node, "[template.ID]");
            return;
        };
        let recorded = cx.values.len();
        let used = used(self.table);
        for (id, node) in templates.iter() {
            ids::check(id, &node.key, cx);
            let path = format!("template.{id}");
            let Some(table) = node.as_table() else {
                checks::not_a_table(cx, self.key("template"), node, &format!("[{path}]"));
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
            let is_used = used.contains(id);
            Self::check_tree(node, table, "site.*.phase.*", path, is_used, cx);
        }
        cx.values.truncate(recorded);
    }

    /// Checks what describes the remainder of a programme: it is read as phases are, where
    /// its ledger fills totals.
    pub fn check_remainder(&self, cx: &mut Context<'_>) {
        let path = self.join("remainder");
        if let Some(node) = self.table.get("remainder")
            && let Some(table) = node.as_table()
        {
            let recorded = cx.values.len();
            Self::check_tree(node, table, keys::REMAINDER, path, true, cx);
            cx.values.truncate(recorded);
        }
    }

    fn check_tree(
        node: &'a Node,
        table: &'a Table,
        pattern: &'static str,
        path: String,
        is_used: bool,
        cx: &mut Context<'_>,
    ) {
        let reader = Self {
            table,
            place: node.key.clone(),
            pattern,
            path,
            evidence: Evidence::default(),
            catalogue: None,
            lacks_template: false,
        };
        reader.check_keys(cx);
        for (name, node) in table.iter() {
            let Some(key) = keys::get(pattern, name) else {
                continue;
            };
            let path = reader.join(name);
            match (key.kind, node.as_table()) {
                (Kind::Section, Some(inner)) => {
                    Self::check_tree(node, inner, key.path, path, is_used, cx);
                }
                (Kind::Section | Kind::Entities, None) => {
                    checks::not_a_table(cx, key, node, &format!("[{path}]"));
                }
                (Kind::Entities, Some(inner)) => {
                    let entity = keys::get(key.path, "*").expect("a table of entities has one");
                    for (id, node) in inner.iter() {
                        ids::check(id, &node.key, cx);
                        let path = format!("{path}.{id}");
                        match node.as_table() {
                            Some(inner) => {
                                Self::check_tree(node, inner, entity.path, path, is_used, cx);
                            }
                            None => {
                                checks::not_a_table(cx, entity, node, &format!("[{path}]"));
                            }
                        }
                    }
                }
                _ => reader.check_value(key, name, node, cx),
            }
        }
        // A phase may add what a used template's links and assumptions name.
        if !is_used {
            if let Some(activities) = table.table("activity") {
                links::check_within(activities, cx);
            }
            if reader.knows("assumptions") {
                evidence::check_assumptions(&reader, table, cx);
            }
        }
    }

    /// Reads a value for what may be wrong with it alone.
    fn check_value(&self, key: &Key, name: &str, node: &Node, cx: &mut Context<'_>) {
        match key.kind {
            Kind::Quantity(measure) => {
                self.law(cx, key, measure, name, node);
            }
            Kind::Curve(measure, grows) => super::curves::check(node, measure, grows, name, cx),
            Kind::Moment => {
                date::instant_or_range(node, name, cx.problems);
            }
            Kind::Period | Kind::Day => {
                date::period(node, name, cx.problems);
            }
            Kind::Text | Kind::Code(_) => {
                self.label(cx, name);
            }
            Kind::Texts | Kind::Paths | Kind::Links => {
                self.texts(cx, name);
            }
            Kind::Word(_) => {
                self.word(cx, name);
            }
            Kind::Flag => {
                self.flag(cx, name);
            }
            Kind::Number(..) => {
                quantity::number(node, name, cx.problems);
            }
            // A template of a template is reported as such.
            Kind::Id(_) if name != "template" => {
                self.reference(cx, name);
            }
            Kind::Ids(named) => {
                self.id_list(cx, name, named);
            }
            Kind::Chip => {
                chips::choice(self, cx);
            }
            // `copies` is read where the copies are made.
            _ => {}
        }
    }
}

/// The templates that phases name.
fn used(root: &Table) -> BTreeSet<&str> {
    let sites = root.table("site").into_iter().flat_map(Table::iter);
    sites
        .filter_map(|(_, site)| site.as_table()?.table("phase"))
        .flat_map(Table::iter)
        .filter_map(|(_, phase)| phase.as_table()?.get("template")?.as_text())
        .collect()
}
