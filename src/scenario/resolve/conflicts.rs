//! Where sources contradict each other: `[conflict.x]`.

use super::context::Context;
use super::evidence;
use super::reader::Reader;
use crate::model::{Conflict, Said};
use crate::scenario::problem::Problem;
use crate::scenario::suggest;
use crate::scenario::tree::Node;

/// Reads `[conflict.x]`. One about what an overlay removed is no longer one, and left out.
pub(super) fn read(root: &Reader<'_>, cx: &mut Context<'_>) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for (id, reader) in root.entities(cx, "conflict") {
        let title = reader.label(cx, "title");
        let about = about(&reader, cx);
        let said = reader.rows(cx, "said").into_iter();
        let said = said.filter_map(|mut row| {
            Some(Said {
                value: row.remove("value")?,
                source: row.remove("source")?,
            })
        });
        let said = said.collect();
        let used = reader.label(cx, "used");
        let why = reader.label(cx, "why");
        let (Some(title), Some(used), Some(why)) = (title, used, why) else {
            continue;
        };
        if about.is_empty() {
            continue;
        }
        conflicts.push(Conflict {
            id: id.to_string(),
            title,
            about,
            said,
            used,
            why,
        });
    }
    conflicts
}

/// The addresses of what is in dispute, in full.
fn about(reader: &Reader<'_>, cx: &mut Context<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let entries = reader.texts(cx, "about").unwrap_or_default();
    if entries.is_empty()
        && let Some(node) = reader
            .get("about")
            .filter(|node| node.as_array().is_some_and(<[_]>::is_empty))
    {
        let problem =
            Problem::error("text::empty", "`about` is empty").at(&node.place, "nothing in it");
        cx.push(problem.help("for example `about = [\"site.loughton.phase.first.gpus\"]`"));
    }
    for (entry, node) in entries {
        let addresses = evidence::addresses(&entry, "", cx.root);
        let is_removed = cx
            .removed
            .iter()
            .any(|path| evidence::is_below(path, &entry));
        if addresses.is_empty() && !is_removed {
            let problem = names_nothing(&entry, &node, cx);
            cx.push(problem);
        }
        found.extend(addresses);
    }
    found
}

fn names_nothing(entry: &str, node: &Node, cx: &Context<'_>) -> Problem {
    let mut written = Vec::new();
    evidence::collect(cx.root, "", &mut written);
    let problem = Problem::error(
        "conflict::nothing",
        format!(
            "a conflict is about `{}`, which the scenario does not write",
            entry.escape_debug()
        ),
    )
    .at(&node.place, "nothing of this name");
    match suggest::nearest(entry, written.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(
            "an address begins at the top of the scenario: `site.loughton.phase.first.gpus`, `programme.nscale-uk.gpus`",
        ),
    }
}
