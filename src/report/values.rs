//! Every value that the run used: how it came in, its sources, where it is written.

use super::desk::Desk;
use super::words;
use crate::projection::AssumptionRow;
use crate::table::totals;
use maud::{Markup, html};

/// A way in which a value comes in.
struct Standing {
    /// As in the projection.
    word: &'static str,
    /// Behind a number.
    counted: &'static str,
    meaning: &'static str,
}

const STANDINGS: [Standing; 4] = [
    Standing {
        word: "stated",
        counted: "stated",
        meaning: "announced or reported, by the sources beside it",
    },
    Standing {
        word: "assumed",
        counted: "assumed",
        meaning: "set by the author of the scenario, because nobody has published it; sources beside it are what it was judged by",
    },
    Standing {
        word: "catalogue",
        counted: "from the catalogue",
        meaning: "from capcast’s own catalogue of chips, commitments and reference classes",
    },
    Standing {
        word: "default",
        counted: "by default",
        meaning: "not written in the scenario: capcast’s own value, with its reason",
    },
];

/// The kinds of entity in the order in which a reader looks for them; others come last.
const KINDS: [&str; 6] = ["scenario", "output", "site", "programme", "zone", "chip"];

/// The section; `None` without values.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let rows = &desk.projection.assumptions;
    if rows.is_empty() {
        return None;
    }
    let groups = rows.chunk_by(|a, b| entity(&a.path) == entity(&b.path));
    let mut groups: Vec<&[AssumptionRow]> = groups.collect();
    groups.sort_by_key(|group| {
        let kind = group[0].path.split('.').next();
        let place = KINDS.iter().position(|known| Some(*known) == kind);
        place.unwrap_or(KINDS.len())
    });
    Some(html! {
        p {
            "The run used " (words::count(rows.len(), "value", "values")) ": "
            (words::joined(&tally(rows))) ". Numbers in brackets lead to the sources."
        }
        dl.standings {
            @for Standing { word, meaning, .. } in STANDINGS {
                dt { (mark(word)) }
                dd { (meaning) }
            }
        }
        @for group in groups { (entity_table(desk, group)) }
    })
}

/// "195 stated", "109 assumed": what there is, in the order of standings.
fn tally(rows: &[AssumptionRow]) -> Vec<String> {
    let mut parts = Vec::new();
    for standing in STANDINGS {
        let rows = rows.iter().filter(|row| row.standing == standing.word);
        let count = rows.count();
        if count > 0 {
            parts.push(format!(
                "{} {}",
                totals::count(count as f64),
                standing.counted
            ));
        }
    }
    parts
}

/// A mark and the word: told apart in shape as well as in colour.
fn mark(word: &str) -> Markup {
    let known = STANDINGS.iter().any(|standing| standing.word == word);
    let class = if known { word } else { "other" };
    html! { span class={ "standing " (class) } { (words::clean(word)) } }
}

/// The entity that an address belongs to: "site.loughton" of "site.loughton.pue".
fn entity(path: &str) -> &str {
    let mut dots = path.match_indices('.').map(|(place, _)| place);
    match (dots.next(), dots.next()) {
        (Some(_), Some(second)) => &path[..second],
        (Some(first), None) => &path[..first],
        _ => path,
    }
}

fn entity_table(desk: &Desk<'_>, rows: &[AssumptionRow]) -> Markup {
    let entity = entity(&rows[0].path);
    let (kind, id) = entity.split_once('.').unwrap_or((entity, ""));
    let site = (kind == "site").then(|| desk.site_number(id)).flatten();
    let name = match site.and_then(|number| desk.sites.get(number - 1)) {
        Some((_, name)) => name.clone(),
        None => title(desk, kind, id),
    };
    html! {
        details.entity {
            summary {
                h3 { bdi { (name) } } " "
                span.quiet {
                    @if !id.is_empty() { (words::clean(kind)) " · " }
                    (words::count(rows.len(), "value", "values")) ": " (words::joined(&tally(rows)))
                }
            }
            table.values.cards {
                caption.unseen { "Values of " (name) }
                thead { tr {
                    th scope="col" { "value of" }
                    th scope="col" { "set to" }
                    th scope="col" { "standing" }
                    th scope="col" { "sources" }
                    th scope="col" { "written in" }
                } }
                tbody { @for row in rows { (value_row(desk, entity, row)) } }
            }
        }
    }
}

/// What an entity other than a site is called: its name among the programmes or the scopes of
/// series, or its id.
fn title(desk: &Desk<'_>, kind: &str, id: &str) -> String {
    let programmes = desk.projection.programmes.iter();
    let mut programmes = programmes.filter(|programme| kind == "programme" && programme.id == id);
    let scopes = desk.projection.series.iter().map(|series| &series.scope);
    let mut scopes = scopes.filter(|scope| scope.kind == kind && scope.id.as_deref() == Some(id));
    let named = programmes.next().map(|programme| programme.name.as_str());
    let named = named.or_else(|| scopes.next()?.name.as_deref());
    match (kind, named.map(words::clean)) {
        ("scenario", _) => "The scenario itself".to_owned(),
        ("output", _) => "What is reported".to_owned(),
        (_, Some(name)) if !name.is_empty() => name,
        _ if id.is_empty() => words::clean(kind),
        _ => words::clean(id),
    }
}

fn value_row(desk: &Desk<'_>, entity: &str, row: &AssumptionRow) -> Markup {
    let rest = row.path.strip_prefix(entity).unwrap_or(&row.path);
    html! {
        tr {
            th scope="row" { code { (words::clean(rest.trim_start_matches('.'))) } }
            td data-label="set to" {
                span.written { (words::clean(&row.value)) (unit(row)) }
                @if let Some(reason) = &row.reason { span.reason { (words::clean(reason)) } }
            }
            td data-label="standing" { (mark(&row.standing)) }
            td data-label="sources" {
                @if row.sources.is_empty() { "–" } @else { (desk.cited(&row.sources)) }
            }
            td.place data-label="written in" { (words::clean(&row.file)) ":" (row.line) }
        }
    }
}

/// The unit of a bare number; any other value has its own.
fn unit(row: &AssumptionRow) -> String {
    let bare = row.value.replace('_', "");
    if row.unit.is_empty() || bare.trim().parse::<f64>().is_err() {
        return String::new();
    }
    format!(" {}", words::clean(&row.unit))
}
