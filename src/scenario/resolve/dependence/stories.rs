//! The stories of branches as laws.
//!
//! Each story is laid over the scenario as settings of the command line are, and resolved like any
//! scenario: so its values are read, checked and conditioned on what is known by the same rules.

use super::branch::{Draft, Setting, Story};
use crate::model::{Branch, BranchOption, ChipChoice, Model, Roadmap};
use crate::scenario::Document;
use crate::scenario::keys;
use crate::scenario::layers::Merger;
use crate::scenario::overrides;
use crate::scenario::problem::{Problem, Problems, Severity};
use crate::scenario::resolve::evidence::is_below;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Place, Table};
use crate::scenario::written::written;
use std::collections::{BTreeMap, BTreeSet};

/// Resolves the stories of all branches against the scenario that `model` is of; `resolve` makes a
/// model of a document. Problems tell where it could not be done.
pub(in super::super) fn stories(
    document: &Document,
    model: &Model,
    mut drafts: Vec<Draft>,
    problems: &mut Problems,
    resolve: &dyn Fn(&Document, &mut Problems) -> Option<Model>,
) -> Vec<Branch> {
    drop_removed(&mut drafts, &document.removed, problems);
    check(&drafts, model, problems);
    if problems.has_errors() {
        return Vec::new();
    }
    let mut branches = Vec::new();
    for draft in drafts {
        let mut options = Vec::new();
        for story in draft.stories {
            options.extend(option(document, model, story, problems, resolve));
        }
        branches.push(Branch {
            id: draft.id,
            name: draft.name,
            options,
            sources: draft.sources,
        });
    }
    branches
}

fn option(
    document: &Document,
    model: &Model,
    story: Story,
    problems: &mut Problems,
    resolve: &dyn Fn(&Document, &mut Problems) -> Option<Model>,
) -> Option<BranchOption> {
    let mut variant = document.clone();
    for setting in &story.settings {
        lay(&mut variant.root, setting);
    }
    let mut own = problems.clone();
    let told = resolve(&variant, &mut own);
    tell(&story, &own, problems);
    let told = told?;
    let (laws, chips) = (told.quantities(), told.chip_choices());
    let mut option = BranchOption {
        name: story.name,
        weight: story.weight,
        set: Vec::new(),
        laws: Vec::new(),
        chips: Vec::new(),
    };
    for setting in &story.settings {
        let path = setting.path();
        let text = written(&setting.node, problems.files());
        option.set.push((path.clone(), text));
        if let Some(law) = laws.get(path.as_str()) {
            option.laws.push((path, (*law).clone()));
        } else if let Some(chip) = chips.get(&path) {
            option.chips.push((path, renamed(chip, &told, model)?));
        }
    }
    Some(option)
}

/// A choice of chips with the indices of another model's list.
fn renamed(chip: &ChipChoice, of: &Model, to: &Model) -> Option<ChipChoice> {
    let index = |index: usize| {
        let id = &of.chips.get(index)?.id;
        to.chips.iter().position(|chip| &chip.id == id)
    };
    match chip {
        ChipChoice::One(one) => index(*one).map(ChipChoice::One),
        ChipChoice::OneOf { path, options } => {
            let options = options
                .iter()
                .map(|(chip, weight)| Some((index(*chip)?, *weight)));
            Some(ChipChoice::OneOf {
                path: path.clone(),
                options: options.collect::<Option<_>>()?,
            })
        }
        ChipChoice::Roadmap(Roadmap { id, steps }) => {
            let steps = steps.iter().map(|&(from, chip)| Some((from, index(chip)?)));
            Some(ChipChoice::Roadmap(Roadmap {
                id: id.clone(),
                steps: steps.collect::<Option<_>>()?,
            }))
        }
    }
}

/// Lays a value over the scenario, as a setting of the command line is laid.
fn lay(root: &mut Table, setting: &Setting) {
    let parts: Vec<&str> = setting
        .parts
        .iter()
        .map(|(part, _)| part.as_str())
        .collect();
    if let [above @ .., "proceed"] = parts.as_slice() {
        // The chance itself in place of the word for one.
        without(root, above, "commitment");
    }
    if let Some(layer) = overrides::nest(setting.parts.clone(), setting.node.clone()) {
        Merger::default().lay(root, layer, &[]);
    }
}

fn without(table: &mut Table, path: &[&str], key: &str) {
    match path.split_first() {
        None => drop(table.remove(key)),
        Some((first, rest)) => {
            if let Some(inner) = table.get_mut(first).and_then(Node::as_table_mut) {
                without(inner, rest, key);
            }
        }
    }
}

/// Tells what is wrong with a story: all errors, and what is doubtful about the values that it sets.
fn tell(story: &Story, found: &Problems, problems: &mut Problems) {
    let own: BTreeSet<&Place> = story
        .settings
        .iter()
        .flat_map(|setting| [&setting.node.place, &setting.node.key])
        .collect();
    for problem in found.sorted() {
        let is_own = problem.place().is_some_and(|place| {
            let within = |outer: &&&Place| {
                outer.file == place.file && outer.start <= place.start && place.end <= outer.end
            };
            own.iter().any(|outer| within(&outer))
        });
        if problem.severity() == Severity::Error || is_own {
            problems.push(problem.clone());
        }
    }
}

/// Leaves out what is told of a thing that an overlay removed, and branches that tell of nothing else.
fn drop_removed(drafts: &mut Vec<Draft>, removed: &BTreeSet<String>, problems: &mut Problems) {
    for draft in drafts.iter_mut() {
        for story in &mut draft.stories {
            story.settings.retain(|setting| {
                let path = setting.path();
                let Some(gone) = removed.iter().find(|gone| is_below(gone, &path)) else {
                    return true;
                };
                let message =
                    format!("a branch sets `{path}`, a part of `{gone}`, which was removed");
                problems.push(
                    Problem::warning("branch::removed", message)
                        .at(setting.key_place(), "no longer there")
                        .help(format!(
                            "this does no harm; an overlay may remove `branch.{}` too",
                            draft.id
                        )),
                );
                false
            });
        }
    }
    drafts.retain(|draft| draft.stories.iter().any(|story| !story.settings.is_empty()));
}

/// Checks that all that is set is drawn, and set by one branch alone.
fn check(drafts: &[Draft], model: &Model, problems: &mut Problems) {
    let laws = model.quantities();
    let chips = model.chip_choices();
    let known: Vec<&str> = laws
        .keys()
        .copied()
        .chain(chips.keys().map(String::as_str))
        .collect();
    let mut taken: BTreeMap<String, (usize, Place)> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        for setting in draft.stories.iter().flat_map(|story| &story.settings) {
            let path = setting.path();
            if !known.contains(&path.as_str()) {
                problems.push(cannot_be_set(&path, setting, &known));
                continue;
            }
            let (other, place) = taken
                .entry(path.clone())
                .or_insert_with(|| (index, setting.key_place().clone()));
            if *other != index {
                let message = format!(
                    "`{path}` is set by two branches, `branch.{}` and `branch.{}`",
                    drafts[*other].id, draft.id
                );
                problems.push(
                    Problem::error("branch::overlap", message)
                        .at(setting.key_place(), "in this one")
                        .also(place, "and in this one")
                        .help("one branch sets it: leave it out of the other, or make one branch of both"),
                );
            }
        }
    }
}

fn cannot_be_set(path: &str, setting: &Setting, known: &[&str]) -> Problem {
    let parts: Vec<&str> = path.split('.').collect();
    let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
    let has_such = known.iter().any(|other| {
        other
            .strip_prefix(above)
            .is_some_and(|rest| rest.starts_with('.'))
    });
    let is_key = keys::find(&parts).is_some_and(|key| key.name() != "*");
    let other_size = match name {
        "gpus" => format!("{above}.it_load"),
        "it_load" => format!("{above}.gpus"),
        _ => String::new(),
    };
    if known.contains(&other_size.as_str()) {
        let message = format!("a branch cannot set `{path}`: the scenario sizes it otherwise");
        return Problem::error("branch::not-drawn", message)
            .at(setting.key_place(), "not what it is sized by")
            .help(format!("set `{other_size}`"));
    }
    if !(is_key && has_such) {
        let message = format!(
            "a branch sets `{}`, which is not there",
            path.escape_debug()
        );
        let problem = Problem::error("branch::unknown", message)
            .at(setting.key_place(), "nothing of this name");
        return match suggest::nearest(path, known.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("an address begins at the top: `site.loughton.phase.first.gpus`"),
        };
    }
    let beside: Vec<String> = known
        .iter()
        .filter(|other| {
            let rest = other
                .strip_prefix(above)
                .and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| !rest.contains('.'))
        })
        .map(|other| format!("`{other}`"))
        .collect();
    let problem = Problem::error("branch::not-drawn", format!("a branch cannot set `{path}`"))
        .at(setting.key_place(), "nothing that is drawn")
        .help("a branch sets quantities, uncertain dates and chips that the scenario has");
    if beside.is_empty() {
        return problem;
    }
    problem.help(format!("here it may set {}", beside.join(", ")))
}
