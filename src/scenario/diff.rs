//! Edits: what one scenario says otherwise than another, key by key of each entity.
//!
//! Both are taken as their files and settings say them, before templates are copied: a template
//! that changed is one edit, not one of each phase that takes it. What it does not know: what an
//! edit does to the answer, but for those of which it is certain that they do nothing.

mod apply;
mod same;
mod still;

use super::keys::{self, Kind};
use super::layered::Layered;
use super::problem::{Problems, SourceFiles};
use super::resolve::natural;
use super::tree::{Node, Table, Value};
use super::written::written;
use super::{LoadOptions, copies, overrides, parts};
use std::collections::BTreeSet;
use std::path::Path;

/// One difference: a key of an entity that is changed, added or removed, or a whole entity that is
/// added or removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The entity: "site.loughton.grid.first"; empty for a key at the top.
    pub entity: String,
    /// The key within it; `None` where the whole entity is added or removed.
    pub key: Option<String>,
    /// What the base says; `None` where it says nothing.
    pub base: Option<Side>,
    /// What the variant says; `None` where it says nothing.
    pub variant: Option<Side>,
    /// Whether it may move a number of the answer. `false` only where it is certain that it moves
    /// none: names, sources, assumptions, conflicts, what is to be reported, a template that no
    /// phase takes.
    pub moves: bool,
    path: Vec<String>,
}

/// What one of the two scenarios says.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The value as written, on one line and without the quotes around a text; of a whole entity
    /// all its keys: `{ capacity = "65 MW", energised = "2027" }`.
    pub text: String,
    /// The file that says it, or the setting: "--set site.loughton.pue=1.3".
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// Of a whole entity its keys with their values as written, in the order of the file, those of
    /// entities within it by their path: ("phase.first.gpus", "`23_040`"). Of a single value none.
    pub keys: Vec<(String, String)>,
    node: Node,
}

/// Two scenarios and what tells them apart.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The one that is looked from.
    pub base: Layered,
    /// The other one.
    pub variant: Layered,
    /// The edits that make the variant of the base, by entity: the scenario's own first, then its
    /// sites, then what these refer to.
    pub edits: Vec<Edit>,
}

impl Edit {
    /// The whole address: "site.loughton.grid.first.energised".
    #[must_use]
    pub fn address(&self) -> String {
        joined(&self.path)
    }
}

/// Reads two scenarios and finds the edits between them.
///
/// Values that mean the same are the same: `1.30` and `1.3`, `"50 MW"` and `"0.05 GW"`, keys in
/// another order, another file of the chain that `extends` makes. Where one is mitigated and the other
/// is not, or one shares nothing, the edits say key by key what that changes. Where one is of another day than the other,
/// both are taken with templates and copies made, and the edits say what the day leaves out. `problems` gets what is wrong
/// with either, and its files are those of both.
///
/// `None` if a file cannot be read or has syntax errors. Whether either makes a model is not asked.
///
/// ```
/// use capcast::scenario::problem::Problems;
/// use capcast::scenario::{Files, LoadOptions, diff};
/// use std::path::Path;
///
/// let base = "[site.loughton.grid.first]\ncapacity = \"50 MW\"\nenergised = \"2027-03\"\n";
/// let late = "extends = \"base.toml\"\n[site.loughton.grid.first]\nenergised = \"2028-03\"\n";
/// let options = LoadOptions {
///     files: Files::memory([("base.toml", base), ("late.toml", late)]),
///     ..LoadOptions::default()
/// };
/// let mut problems = Problems::new();
/// let (base, late) = (Path::new("base.toml"), Path::new("late.toml"));
/// let diff = diff((base, &options), (late, &options), &mut problems).expect("both can be read");
///
/// let [edit] = diff.edits.as_slice() else { panic!("one edit") };
/// assert_eq!(edit.address(), "site.loughton.grid.first.energised");
/// let said = [&edit.base, &edit.variant].map(|side| {
///     let side = side.as_ref().expect("both say it");
///     (side.text.as_str(), side.file.as_str(), side.line)
/// });
/// assert_eq!(said, [("2027-03", "base.toml", 3), ("2028-03", "late.toml", 3)]);
/// ```
pub fn diff(
    base: (&Path, &LoadOptions),
    variant: (&Path, &LoadOptions),
    problems: &mut Problems,
) -> Option<Diff> {
    let read = [base, variant].map(|(path, options)| Layered::read(path, options, problems));
    let [Some(mut base), Some(mut variant)] = read else {
        return None;
    };
    if (base.mitigated, base.independent) != (variant.mitigated, variant.independent) {
        base = base.written_out();
        variant = variant.written_out();
    }
    if base.as_of != variant.as_of {
        base = base.replayed(problems);
        variant = variant.replayed(problems);
    }
    // What neither uses of the parts that they share is no difference.
    let [of_base, of_variant] = [&base, &variant].map(|layered| layered.idle(problems));
    let is_unused = |address: &&String| {
        let path: Vec<&str> = address.split('.').collect();
        let unused = |idle: &BTreeSet<String>, root: &Table| {
            idle.contains(*address) || root.at(&path).is_none()
        };
        unused(&of_base, &base.root) && unused(&of_variant, &variant.root)
    };
    let all = of_base.union(&of_variant);
    let idle = all.filter(is_unused).cloned().collect();
    parts::leave_out(&mut base.root, &idle);
    parts::leave_out(&mut variant.root, &idle);
    Some(Diff::of(base, variant, problems.files()))
}

impl Diff {
    /// The edits between two scenarios that were read with one collection of problems, whose
    /// `files` are.
    #[must_use]
    pub fn of(base: Layered, variant: Layered, files: &SourceFiles) -> Self {
        let mut walk = Walk {
            roots: [&base.root, &variant.root],
            files,
            edits: Vec::new(),
        };
        walk.tables(&[], Some(&base.root), Some(&variant.root));
        let mut edits = walk.edits;
        edits.sort_by(|a, b| {
            rank(&a.path)
                .cmp(&rank(&b.path))
                .then_with(|| natural(&a.entity, &b.entity))
                .then_with(|| natural(&a.address(), &b.address()))
        });
        Self {
            base,
            variant,
            edits,
        }
    }

    /// Resolves both, and adds all that is wrong with either to the problems that they were read
    /// with. Each has the name that serves where it gives itself none.
    pub fn check(&self, names: [&str; 2], problems: &mut Problems) {
        // Errors of one do not keep the other's from being found.
        let [base, variant] = names;
        let of_base = resolved(&self.base, base, problems);
        let of_variant = resolved(&self.variant, variant, problems);
        *problems = of_base;
        problems.extend(of_variant.sorted().into_iter().cloned());
    }
}

/// Resolves a scenario; gives what is wrong with it, the problems until then among it.
fn resolved(layered: &Layered, name: &str, problems: &Problems) -> Problems {
    let mut found = problems.clone();
    layered.resolve(name, &mut found);
    found
}

/// The scenario's own first, then its sites, then what they refer to.
fn rank(path: &[String]) -> usize {
    const ORDER: [&str; 8] = [
        "scenario",
        "site",
        "template",
        "chip",
        "zone",
        "programme",
        "conflict",
        "source",
    ];
    let first = path.first().map_or("", String::as_str);
    ORDER
        .iter()
        .position(|name| *name == first)
        .unwrap_or(ORDER.len())
}

/// The walk over both trees at once.
struct Walk<'a> {
    roots: [&'a Table; 2],
    files: &'a SourceFiles,
    edits: Vec<Edit>,
}

impl<'a> Walk<'a> {
    fn tables(&mut self, path: &[&str], base: Option<&'a Table>, variant: Option<&'a Table>) {
        let keys = [base, variant].into_iter().flatten().flat_map(Table::keys);
        for key in keys.collect::<BTreeSet<_>>() {
            let at: Vec<&str> = path.iter().copied().chain([key]).collect();
            let [base_root, variant_root] = self.roots;
            let base = said(&at, base.and_then(|table| table.get(key)), base_root);
            let variant = said(&at, variant.and_then(|table| table.get(key)), variant_root);
            self.nodes(&at, base, variant);
        }
    }

    fn nodes(&mut self, at: &[&str], base: Option<&'a Node>, variant: Option<&'a Node>) {
        let tables = [base, variant].map(|node| node.and_then(Node::as_table));
        let [base_table, variant_table] = tables;
        let is_table = keys::is_entity(at);
        match (base, variant) {
            (Some(_), Some(_)) if is_table && base_table.is_some() && variant_table.is_some() => {
                self.tables(at, base_table, variant_table);
            }
            (Some(base_node), Some(variant_node)) => {
                if !same::values(at, &base_node.value, &variant_node.value) {
                    self.edit(at, base, variant);
                }
            }
            (None, None) => {}
            // What only holds entities, and the scenario's own keys, are told one by one.
            _ if is_table && (base_table.or(variant_table)).is_some() && !is_whole(at) => {
                self.tables(at, base_table, variant_table);
            }
            _ => self.edit(at, base, variant),
        }
    }

    fn edit(&mut self, at: &[&str], base: Option<&Node>, variant: Option<&Node>) {
        let either = base.xor(variant);
        let whole = either.is_some_and(|node| node.as_table().is_some() && is_whole(at));
        let (entity, key) = if whole { (at, None) } else { split(at) };
        self.edits.push(Edit {
            entity: joined(entity),
            key: key.map(joined),
            base: base.map(|node| self.side(at, node, whole)),
            variant: variant.map(|node| self.side(at, node, whole)),
            moves: !still::moves_nothing(at, self.roots),
            path: at.iter().map(|part| (*part).to_string()).collect(),
        });
    }

    fn side(&self, at: &[&str], node: &Node, whole: bool) -> Side {
        let mut keys = Vec::new();
        if let Some(table) = node.as_table().filter(|_| whole) {
            self.list(at, at.len(), table, &mut keys);
        }
        Side {
            keys,
            text: written(node, self.files),
            file: self.files.name(node.key.file).to_string(),
            line: self.files.line(&node.key),
            node: node.clone(),
        }
    }

    /// Lists the values below an entity that stands at the first `depth` parts of a path.
    fn list(&self, at: &[&str], depth: usize, table: &Table, into: &mut Vec<(String, String)>) {
        let mut entries: Vec<(&str, &Node)> = table.iter().collect();
        entries.sort_by_key(|(_, node)| &node.key);
        for (key, node) in entries {
            let at: Vec<&str> = at.iter().copied().chain([key]).collect();
            match node.as_table() {
                Some(inner) if keys::is_entity(&at) => self.list(&at, depth, inner, into),
                _ => into.push((joined(&at[depth..]), written(node, self.files))),
            }
        }
    }
}

/// What a tree says at a place. A removal says nothing more where nothing is left to remove: files
/// below have been laid already, but a template or a copy may yet come.
fn said<'a>(at: &[&str], node: Option<&'a Node>, root: &Table) -> Option<&'a Node> {
    let node = node?;
    let is_removal = node.value == Value::Boolean(false) && keys::is_entity(at);
    (!is_removal || is_laid_later(at, root)).then_some(node)
}

/// Whether a template or the making of copies lays something under what stands here.
fn is_laid_later(at: &[&str], root: &Table) -> bool {
    let ["site", _, "phase", _, ..] = at else {
        return false;
    };
    let phase = root.at(&at[..4]).and_then(Node::as_table);
    let has_template = phase.is_some_and(|phase| phase.get("template").is_some());
    (at.len() > 4 && has_template)
        || (copies::copy_of(at[3]).is_some() && overrides::is_copy(at, root))
}

/// Whether a table that one scenario alone has is one edit, not one of each key.
fn is_whole(at: &[&str]) -> bool {
    let kind = keys::find(at).map(|key| key.kind);
    let is_later = at.len() > 1 && kind.is_none();
    is_later || kind == Some(Kind::Entity) || (kind == Some(Kind::Section) && at.len() > 1)
}

/// A path as the entity that it stands in and the key within it.
fn split<'a, 'b>(at: &'b [&'a str]) -> (&'b [&'a str], Option<&'b [&'a str]>) {
    let mut end = at.len() - 1;
    while end > 0 && !is_entity(&at[..end]) {
        end -= 1;
    }
    (&at[..end], Some(&at[end..]))
}

/// Whether a path leads to an entity or a section, with keys of its own.
fn is_entity(at: &[&str]) -> bool {
    match keys::find(at).map(|key| key.kind) {
        Some(kind) => matches!(kind, Kind::Entity | Kind::Section),
        // A key that this version does not know stands in what holds it.
        None => keys::is_entity(at) && at.len() > 1,
    }
}

/// The parts of a path with dots between them; one that is no bare key of TOML in quotes.
fn joined<S: AsRef<str>>(path: &[S]) -> String {
    let is_bare = |part: &str| {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        !part.is_empty() && part.chars().all(is_letter)
    };
    let parts: Vec<String> = path
        .iter()
        .map(AsRef::as_ref)
        .map(|part| {
            if is_bare(part) {
                part.to_string()
            } else {
                format!("{part:?}")
            }
        })
        .collect();
    parts.join(".")
}

#[cfg(test)]
mod tests;
