//! Settings from the command line: `--set site.loughton.pue=1.3` as a layer over the files.
//!
//! What it does not know: which keys exist, and how layers merge.

use super::copies;
use super::parse::parse_value;
use super::problem::{Problem, Problems};
use super::suggest;
use super::tree::{Node, Place, Table, Value};

/// How a setting is written, for messages.
const FORM: &str = "write `--set site.loughton.pue=1.3`; a part with dots in it goes in quotes";

/// One part of a key path with its place.
pub(super) type Part = (String, Place);

/// Reads a setting into the tree that has just its key; `None` after an error. `root` is what the
/// setting is to be laid over: a setting for a site or a phase that is not there is an error.
///
/// The value is read as TOML; what is not TOML is a string, since a shell takes the quotes away:
/// both `pue="1.2 to 1.4"` and `online=2027-Q1` say what they seem to say.
pub(super) fn read(setting: &str, root: &Table, problems: &mut Problems) -> Option<Table> {
    let name = format!("--set {setting}");
    let file = problems.files_mut().add(name, setting);
    let (parts, value_start) = match key_path(setting, file) {
        Ok(read) => read,
        Err((place, label)) => {
            let message = "this setting has no key and value";
            let problem = Problem::error("set::syntax", message).at(&place, label);
            problems.push(problem.help(FORM));
            return None;
        }
    };
    if parts[0].0 == "extends" {
        let problem = Problem::error("set::extends", "`extends` cannot be set")
            .at(&parts[0].1, "files are laid over each other by files only");
        problems.push(problem);
        return None;
    }
    let value = read_value(setting, value_start, file, problems)?;
    if let Some(problem) = unknown_entity(&parts, root) {
        problems.push(problem);
        return None;
    }
    nest(parts, value)
}

/// The parts of the key and where the value starts, or the place at fault.
pub(super) fn key_path(
    setting: &str,
    file: usize,
) -> Result<(Vec<Part>, usize), (Place, &'static str)> {
    let mut parts = Vec::new();
    let mut at = 0;
    loop {
        let rest = &setting[at..];
        let start = at + (rest.len() - rest.trim_start().len());
        let rest = &setting[start..];
        let (text, end) = if rest.starts_with(['"', '\'']) {
            let Some(length) = rest[1..].find(&rest[..1]) else {
                return Err((Place::new(file, start..setting.len()), "this quote is open"));
            };
            (&rest[1..=length], start + length + 2)
        } else {
            let length = rest.find(['.', '=']).unwrap_or(rest.len());
            (rest[..length].trim_end(), start + length)
        };
        if text.is_empty() {
            return Err((
                Place::new(file, start..start),
                "a part of the key is missing",
            ));
        }
        let place = Place::new(file, start..end);
        parts.push((text.to_string(), place));
        let after = setting[end..].trim_start();
        at = setting.len() - after.len() + 1;
        match after.chars().next() {
            Some('.') => {}
            Some('=') => return Ok((parts, at)),
            _ => {
                let end = setting.len();
                return Err((Place::new(file, end..end), "an `=` and a value are missing"));
            }
        }
    }
}

fn read_value(setting: &str, start: usize, file: usize, problems: &mut Problems) -> Option<Node> {
    let text = setting[start..].trim();
    let offset = start + (setting[start..].len() - setting[start..].trim_start().len());
    let place = Place::new(file, offset..offset + text.len());
    if text.is_empty() {
        let problem = Problem::error("set::syntax", "this setting has no value");
        problems.push(problem.at(&place, "a value is missing").help(FORM));
        return None;
    }
    value(text, &place, problems)
}

/// The value that a text without blanks around it means, at its place.
pub(super) fn value(text: &str, place: &Place, problems: &mut Problems) -> Option<Node> {
    match parse_value(place.file, place.start, text) {
        Ok(node) => Some(node),
        // What starts as a list or a table is meant as one.
        Err(message) if text.starts_with(['{', '[']) => {
            problems.push(Problem::error("set::syntax", message).at(place, "in this value"));
            None
        }
        Err(_) => Some(Node {
            value: Value::Text(text.trim_matches(['"', '\'']).to_string()),
            key: place.clone(),
            place: place.clone(),
        }),
    }
}

/// A misspelt id would quietly make a new, empty site or phase, or half a risk.
pub(super) fn unknown_entity(parts: &[Part], root: &Table) -> Option<Problem> {
    let path: Vec<&str> = parts.iter().map(|(part, _)| part.as_str()).collect();
    let (kind, depth) = match path.as_slice() {
        ["site", site, ..] if root.at(&["site", site]).is_none() => ("site", 1),
        ["site", _, "phase", _, ..] if root.at(&path[..4]).is_none() && !is_copy(&path, root) => {
            ("phase", 3)
        }
        [kind, id, _, ..] if root.at(&[kind, id]).is_none() => {
            let kinds = ["driver", "risk", "correlation", "branch"];
            (kinds.into_iter().find(|known| known == kind)?, 1)
        }
        _ => return None,
    };
    let (id, place) = &parts[depth];
    let known = root.at(&path[..depth]).and_then(Node::as_table);
    let known: Vec<&str> = known.into_iter().flat_map(Table::keys).collect();
    let problem = Problem::error("set::unknown", format!("there is no {kind} `{id}` to set"))
        .at(place, format!("no such {kind}"));
    Some(match suggest::hint(id, known) {
        Some(hint) => problem.help(hint),
        None => problem,
    })
}

/// Whether the path goes through a phase that `copies`, its own or a template's, will make.
pub(super) fn is_copy(path: &[&str], root: &Table) -> bool {
    let of = copies::copy_of(path[3]).map(|(of, _)| [path[0], path[1], path[2], of]);
    let phase = of.and_then(|of| root.at(&of)?.as_table());
    phase.is_some_and(|phase| {
        let template = phase.get("template").and_then(Node::as_text);
        let template = template.and_then(|id| root.at(&["template", id])?.as_table());
        [Some(phase), template]
            .into_iter()
            .flatten()
            .any(|own| own.get("copies").is_some())
    })
}

/// The value under its key, the key under the one before it, and so on.
pub(super) fn nest(parts: Vec<Part>, value: Node) -> Option<Table> {
    let mut inner = value;
    let mut table = None;
    for (part, place) in parts.into_iter().rev() {
        inner.key = place.clone();
        let mut around = Table::default();
        around.insert(part, inner);
        inner = Node {
            value: Value::Table(around.clone()),
            place: place.clone(),
            key: place,
        };
        table = Some(around);
    }
    table
}
