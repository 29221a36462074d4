//! `[branch.x]`: rival coherent stories, as they are written.

use crate::scenario::keys::{self, Kind};
use crate::scenario::overrides::{self, Part};
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::quantity;
use crate::scenario::resolve::context::Context;
use crate::scenario::resolve::reader::Reader;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Place, Table};
use std::collections::BTreeMap;

/// How the stories are written, for messages.
const FORM: &str = "write `options = [ { weight = 0.8, set = { \"site.x.phase.first.gpus\" = 23_040 } }, { weight = 0.2, set = { \"site.x.phase.first.gpus\" = 45_000 } } ]`";

/// A branch before its stories are resolved.
#[derive(Clone, Debug)]
pub(in super::super) struct Draft {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) stories: Vec<Story>,
    pub(super) sources: Vec<String>,
}

/// A story as written.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub name: String,
    pub weight: f64,
    pub settings: Vec<Setting>,
}

/// One value that a story sets.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub parts: Vec<Part>,
    pub node: Node,
}

impl Setting {
    /// "site.x.phase.first.gpus".
    pub fn path(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|(part, _)| part.as_str()).collect();
        parts.join(".")
    }

    /// Where its key stands.
    pub const fn key_place(&self) -> &Place {
        &self.node.key
    }
}

/// Reads the branches as they are written.
pub(in super::super) fn drafts(root: &Reader<'_>, cx: &mut Context<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (id, reader) in root.entities(cx, "branch") {
        let name = reader.label(cx, "name").unwrap_or_else(|| id.to_string());
        let Some(stories) = read_stories(&reader, cx) else {
            continue;
        };
        drafts.push(Draft {
            id: id.to_string(),
            name,
            stories,
            sources: reader.sources(cx),
        });
    }
    drafts
}

fn read_stories(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Vec<Story>> {
    let node = reader.get("options")?;
    let Some(members) = node.as_array() else {
        reader.wrong_type(cx, "options", node, "a list of tables");
        return None;
    };
    let mut is_sound = true;
    if members.len() < 2 {
        let label = match members.len() {
            0 => "none",
            _ => "only one",
        };
        let message = format!("`{}` needs two options or more", reader.path());
        cx.push(
            Problem::error("branch::few", message)
                .at(&node.key, label)
                .help("what holds in every trial is no branch: write it where it belongs")
                .help(FORM),
        );
        is_sound = false;
    }
    let mut stories: Vec<Story> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        let Some(table) = member.as_table() else {
            reader.wrong_type(cx, "options", member, "a list of tables");
            is_sound = false;
            continue;
        };
        match story(reader, index, (member, table), cx) {
            Some(story) => {
                is_sound &= check_name(reader, &story, &stories, member, cx);
                stories.push(story);
            }
            None => is_sound = false,
        }
    }
    if is_sound && stories.iter().all(|story| story.settings.is_empty()) {
        let message = format!("no option of `{}` sets anything", reader.path());
        let problem = Problem::error("branch::nothing", message);
        cx.push(
            problem
                .at(&node.key, "nothing to choose between")
                .help(FORM),
        );
        is_sound = false;
    }
    is_sound.then_some(stories)
}

fn check_name(
    reader: &Reader<'_>,
    story: &Story,
    others: &[Story],
    member: &Node,
    cx: &mut Context<'_>,
) -> bool {
    let is_taken = others.iter().any(|other| other.name == story.name);
    if is_taken {
        let message = format!(
            "two options of `{}` are called {}",
            reader.path(),
            story.name
        );
        let problem = Problem::error("branch::name", message);
        cx.push(
            problem
                .at(&member.place, "the second")
                .help("give each a name of its own"),
        );
    }
    !is_taken
}

fn story(
    reader: &Reader<'_>,
    index: usize,
    (member, table): (&Node, &Table),
    cx: &mut Context<'_>,
) -> Option<Story> {
    let part = |name: &str| format!("{}.{name}", index + 1);
    let before = cx.problems.errors();
    for (key, node) in table.iter() {
        if !["name", "weight", "set"].contains(&key) {
            cx.push(unknown_key(key, node));
        }
    }
    let mut name = format!("option {}", index + 1);
    if let Some(node) = table.get("name") {
        match node.as_text().filter(|text| !text.trim().is_empty()) {
            Some(text) => name = text.to_string(),
            None => cx.push(wrong("name", "a text with something in it", node)),
        }
    }
    let weight = table.get("weight");
    if weight.is_none() {
        let message = format!("an option of `{}` has no `weight`", reader.path());
        let problem = Problem::error("key::missing", message);
        cx.push(problem.at(&member.place, "needs `weight`").help(FORM));
    }
    let weight = weight.and_then(|node| {
        reader.record_part(cx, "options", &part("weight"), node, "");
        positive(reader, node, cx)
    });
    let mut settings = Vec::new();
    match table.get("set").map(|node| (node, node.as_table())) {
        Some((_, Some(set))) => flatten(set, &[], &mut settings, cx.problems),
        Some((node, None)) => cx.push(wrong("set", "a table", node)),
        None => {}
    }
    for setting in &settings {
        let path = setting.path();
        let parts: Vec<&str> = path.split('.').collect();
        let unit = keys::find(&parts).map_or("", keys::Key::unit);
        let part = part(&format!("set.{path}"));
        reader.record_part(cx, "options", &part, &setting.node, unit);
    }
    check_twice(&settings, cx);
    let weight = weight?;
    (cx.problems.errors() == before).then_some(Story {
        name,
        weight,
        settings,
    })
}

fn wrong(key: &str, expected: &str, node: &Node) -> Problem {
    Problem::error(
        "key::type",
        format!("`{key}` of an option needs {expected}"),
    )
    .at(&node.place, format!("this is {}", node.value.kind()))
    .help(FORM)
}

fn positive(reader: &Reader<'_>, node: &Node, cx: &mut Context<'_>) -> Option<f64> {
    let weight = quantity::number(node, "weight", cx.problems)?;
    if weight > 0.0 {
        return Some(weight);
    }
    let message = format!("an option of `{}` has the weight {weight}", reader.path());
    cx.push(
        Problem::error("branch::weight", message)
            .at(&node.place, "must be above 0")
            .help("leave out an option that cannot be; weights need not add up to 1"),
    );
    None
}

fn unknown_key(key: &str, node: &Node) -> Problem {
    let message = format!("unknown key `{}` in an option", key.escape_debug());
    let problem = Problem::error("key::unknown", message).at(&node.key, "not a key here");
    match suggest::nearest(key, ["name", "weight", "set"]) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("what an option sets stands under `set`: {FORM}")),
    }
}

fn check_twice(settings: &[Setting], cx: &mut Context<'_>) {
    let mut seen: BTreeMap<String, &Setting> = BTreeMap::new();
    for setting in settings {
        if let Some(other) = seen.insert(setting.path(), setting) {
            let message = format!("an option sets `{}` twice", setting.path());
            cx.push(
                Problem::error("branch::twice", message)
                    .at(setting.key_place(), "again here")
                    .also(other.key_place(), "first here")
                    .help("keep one of the two"),
            );
        }
    }
}

/// The values of a `set`, by whole paths: keys in quotes, or tables within tables.
fn flatten(table: &Table, above: &[Part], out: &mut Vec<Setting>, problems: &mut Problems) {
    for (key, node) in table.iter() {
        let Ok((parts, _)) = overrides::key_path(&format!("{key}="), node.key.file) else {
            let problem = Problem::error("set::syntax", "this is no key");
            problems.push(problem.at(&node.key, "a part of it is missing").help(FORM));
            continue;
        };
        let own = parts.into_iter().map(|(part, _)| (part, node.key.clone()));
        let parts: Vec<Part> = above.iter().cloned().chain(own).collect();
        let path: Vec<&str> = parts.iter().map(|(part, _)| part.as_str()).collect();
        let holds_keys = keys::find(&path)
            .is_some_and(|key| matches!(key.kind, Kind::Entities | Kind::Entity | Kind::Section));
        match node.as_table() {
            Some(inner) if holds_keys => flatten(inner, &parts, out, problems),
            _ => out.push(Setting {
                parts,
                node: node.clone(),
            }),
        }
    }
}

/// Chips that stories name, known or not.
pub(in super::super) fn chips_named(root: &Table) -> Vec<Node> {
    let mut unheard = Problems::new();
    let mut chips = Vec::new();
    let branches = root.table("branch").into_iter().flat_map(Table::iter);
    for (_, branch) in branches {
        let options = branch.as_table().and_then(|branch| branch.get("options"));
        for option in options.and_then(Node::as_array).unwrap_or(&[]) {
            let set = option.as_table().and_then(|option| option.table("set"));
            let mut settings = Vec::new();
            if let Some(set) = set {
                flatten(set, &[], &mut settings, &mut unheard);
            }
            let of_chip = settings.into_iter().filter(|setting| {
                setting.parts.len() > 2
                    && setting.parts.last().is_some_and(|(part, _)| part == "chip")
            });
            chips.extend(of_chip.map(|setting| setting.node));
        }
    }
    chips
}
