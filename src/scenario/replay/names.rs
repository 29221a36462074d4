//! What was announced later goes, and with it all that names it.

use super::{Then, day_of, shown, tables};
use crate::model::DroppedKind;
use crate::scenario::date;
use crate::scenario::problem::Problems;
use crate::scenario::resolve::addresses;
use crate::scenario::tree::{Node, Table, Value};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Leaves out sites, phases and programmes that were announced later.
///
/// A phase without a day of its own has the site's. A site that was announced later stays for phases that were
/// announced before.
pub(super) fn announcements(root: &mut Table, then: &mut Then, problems: &Problems) {
    let mut gone: Vec<String> = Vec::new();
    for (id, site) in tables(root, "site") {
        let path = format!("site.{id}");
        let late = later(site, then);
        phases(site, &path, late, then);
        let has_phases = site
            .get("phase")
            .and_then(Node::as_table)
            .is_some_and(|all| !all.is_empty());
        match late {
            Some(_) if has_phases => {
                if let Some(node) = site.remove("announced") {
                    let what = shown(&node, problems);
                    then.drop(
                        DroppedKind::Announcement,
                        format!("{path}.announced"),
                        what,
                        late,
                    );
                }
            }
            _ if has_phases || site.get("phase").is_none() && late.is_none() => {}
            // All of its phases went, and are told by their site.
            _ => {
                let below = format!("{path}.phase.");
                let first = then
                    .dropped
                    .iter()
                    .filter(|row| row.path.starts_with(&below));
                let date = late.or(first.filter_map(|row| row.date).min());
                then.dropped.retain(|row| !row.path.starts_with(&below));
                then.drop(DroppedKind::Announcement, path, name(site, id), date);
                gone.push(id.clone());
            }
        }
    }
    remove(root, "site", &gone);
    let mut gone = Vec::new();
    for (id, programme) in tables(root, "programme") {
        if let Some(date) = later(programme, then) {
            let path = format!("programme.{id}");
            then.drop(
                DroppedKind::Announcement,
                path,
                name(programme, id),
                Some(date),
            );
            gone.push(id.clone());
        }
    }
    remove(root, "programme", &gone);
}

/// The phases of a site whose own announcement is `late`.
fn phases(site: &mut Table, path: &str, late: Option<Date>, then: &mut Then) {
    let Some(all) = site.get_mut("phase").and_then(Node::as_table_mut) else {
        return;
    };
    let day = then.day;
    all.entries.retain(|id, node| {
        let Some(phase) = node.as_table() else {
            return true;
        };
        let date = match phase.get("announced") {
            Some(own) => day_of(own).filter(|own| *own > day),
            None => late,
        };
        if date.is_some() {
            let path = format!("{path}.phase.{id}");
            then.drop(DroppedKind::Announcement, path, name(phase, id), date);
        }
        date.is_none()
    });
}

fn later(table: &Table, then: &Then) -> Option<Date> {
    let day = day_of(table.get("announced")?)?;
    then.is_later(day).then_some(day)
}

fn name(table: &Table, id: &str) -> String {
    let name = table.get("name").and_then(Node::as_text);
    name.unwrap_or(id).to_string()
}

fn remove(root: &mut Table, kind: &str, ids: &[String]) {
    if let Some(all) = root.get_mut(kind).and_then(Node::as_table_mut) {
        all.entries.retain(|id, _| !ids.contains(id));
    }
}

/// Takes out of the rest what named only what has gone; `before` is the scenario as it stands.
pub(super) fn follow(root: &mut Table, before: &Table, then: &mut Then) {
    let programmes = missing(root, before);
    for (id, programme) in tables(root, "programme") {
        unlist(
            programme,
            "part_of",
            &format!("programme.{id}"),
            &programmes,
            then,
        );
    }
    for (id, site) in tables(root, "site") {
        let path = format!("site.{id}");
        unlist(site, "programme", &path, &programmes, then);
        for (phase, of) in tables(site, "phase") {
            let path = format!("{path}.phase.{phase}");
            unlist(of, "programme", &path, &programmes, then);
        }
    }
    for (_, template) in tables(root, "template") {
        // What it brought to phases was copied before.
        unlist(template, "programme", "", &programmes, then);
    }
    links(root, before, then);
    targets(root, &programmes, then);
    conflicts(root, before, then);
    assumptions(root, before, "");
}

/// Ids of programmes that have gone.
fn missing(root: &Table, before: &Table) -> BTreeSet<String> {
    let known = root.table("programme");
    let all = before.table("programme").into_iter().flat_map(Table::keys);
    all.filter(|id| known.is_none_or(|known| known.get(id).is_none()))
        .map(str::to_string)
        .collect()
}

/// Takes names out of a list, or of a single text in place of one; an empty path lists nothing.
fn unlist(table: &mut Table, key: &str, path: &str, gone: &BTreeSet<String>, then: &mut Then) {
    let Some(node) = table.get_mut(key) else {
        return;
    };
    let mut tell = |name: &str| {
        if !path.is_empty() {
            let path = format!("{path}.{key}");
            then.drop(DroppedKind::Named, path, format!("names {name}"), None);
        }
    };
    match &mut node.value {
        Value::Text(name) if gone.contains(name) => {
            tell(name);
            node.value = Value::Array(Vec::new());
        }
        Value::Array(members) => members.retain(|member| {
            let is_gone = member.as_text().is_some_and(|name| gone.contains(name));
            if is_gone {
                tell(member.as_text().unwrap_or_default());
            }
            !is_gone
        }),
        _ => {}
    }
}

/// Takes links to phases out that have gone.
fn links(root: &mut Table, before: &Table, then: &mut Then) {
    let after = root.clone();
    let is_gone = |site: &str, phase: &str| {
        let path = ["site", site, "phase", phase];
        before.at(&path).is_some() && after.at(&path).is_none()
    };
    for (site, of_site) in tables(root, "site") {
        for (phase, of_phase) in tables(of_site, "phase") {
            for (activity, of) in tables(of_phase, "activity") {
                let path = format!("site.{site}.phase.{phase}.activity.{activity}.after");
                let names_gone = |text: &str| {
                    let Some((reference, _)) = date::lag(text) else {
                        return false;
                    };
                    match reference.split('.').collect::<Vec<_>>().as_slice() {
                        [phase, _] => is_gone(site, phase),
                        [site, phase, _] => is_gone(site, phase),
                        _ => false,
                    }
                };
                unlink(of, &path, &names_gone, then);
            }
        }
    }
}

fn unlink(activity: &mut Table, path: &str, is_gone: &dyn Fn(&str) -> bool, then: &mut Then) {
    let Some(node) = activity.get_mut("after") else {
        return;
    };
    let members = match &mut node.value {
        Value::Array(members) => std::mem::take(members),
        Value::Text(_) => vec![node.clone()],
        _ => return,
    };
    let (gone, kept): (Vec<Node>, Vec<Node>) = members
        .into_iter()
        .partition(|member| member.as_text().is_some_and(is_gone));
    for member in &gone {
        let what = format!("waits for {}", member.as_text().unwrap_or_default());
        then.drop(DroppedKind::Named, path, what, None);
    }
    if kept.is_empty() && !gone.is_empty() {
        activity.remove("after");
    } else if let Some(node) = activity.get_mut("after") {
        node.value = Value::Array(kept);
    }
}

/// Leaves targets of programmes out that have gone; those of other scopes are told where they are read.
fn targets(root: &mut Table, programmes: &BTreeSet<String>, then: &mut Then) {
    let mut gone = Vec::new();
    for (id, target) in tables(root, "target") {
        let scope = target.table("scope");
        let programme = scope.and_then(|scope| scope.get("programme"));
        if let Some(name) = programme.and_then(Node::as_text)
            && programmes.contains(name)
        {
            then.drop(
                DroppedKind::Named,
                format!("target.{id}"),
                format!("asked of programme.{name}"),
                None,
            );
            gone.push(id.clone());
        }
    }
    remove(root, "target", &gone);
}

/// Leaves conflicts out that are about nothing that is left.
fn conflicts(root: &mut Table, before: &Table, then: &mut Then) {
    let after = root.clone();
    let mut gone = Vec::new();
    for (id, conflict) in tables(root, "conflict") {
        let Some(Value::Array(about)) = conflict.get_mut("about").map(|node| &mut node.value)
        else {
            continue;
        };
        let had = about.len();
        about.retain(|entry| {
            entry
                .as_text()
                .is_none_or(|text| !is_gone(text, "", before, &after))
        });
        if about.is_empty() && had > 0 {
            let what = "about what is left out";
            then.drop(DroppedKind::Named, format!("conflict.{id}"), what, None);
            gone.push(id.clone());
        }
    }
    remove(root, "conflict", &gone);
}

/// Whether an entry named something in a table as it was, and names nothing in it as it is.
fn is_gone(entry: &str, path: &str, before: &Table, after: &Table) -> bool {
    addresses(entry, path, after).is_empty() && !addresses(entry, path, before).is_empty()
}

/// Takes entries out of lists of assumptions that name nothing any more. What they named is listed.
fn assumptions(table: &mut Table, before: &Table, path: &str) {
    let after = table.clone();
    if let Some(Value::Array(entries)) = table.get_mut("assumptions").map(|node| &mut node.value) {
        entries.retain(|entry| {
            entry
                .as_text()
                .is_none_or(|text| !is_gone(text, path, before, &after))
        });
    }
    for (key, node) in &mut table.entries {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        if let (Some(inner), Some(before)) = (node.as_table_mut(), before.table(key)) {
            assumptions(inner, before, &path);
        }
    }
}
