//! What can be lost, rung by rung; and rival stories with what comes of each.

use super::desk::Desk;
use super::drives::chance;
use super::grid::{Cell, grid};
use super::words;
use crate::calendar::date_of_day;
use crate::projection::{AttritionRow, BranchRow, GivenRow, Projection, StoryRow};
use crate::table::{figure, percent};
use maud::{Markup, html};

/// Outcomes of a branch that have a table.
const OUTCOMES: usize = 4;

/// The section of losses; `None` where nothing can befall a phase.
pub(super) fn body(desk: &Desk<'_>) -> Option<Markup> {
    let projection = desk.projection;
    let rows: Vec<&AttritionRow> = projection
        .risk
        .attrition
        .iter()
        .filter(|row| !row.rungs.is_empty())
        .collect();
    if rows.is_empty() {
        return None;
    }
    let heads = [
        ("phase", false),
        ("lost by", false),
        ("comes", true),
        ("of its GPUs, where it comes", true),
    ];
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| ladder(projection, row)).collect();
    Some(html! {
        (grid("The share of trials that each phase loses at each rung, and in which it comes", &heads, &cells))
        p.note {
            "A trial counts at the first rung that it falls from: what has no date comes first, then gates as their work \
             finishes. Standard errors are in attrition.csv."
        }
    })
}

fn ladder(projection: &Projection, row: &AttritionRow) -> Vec<Cell> {
    let lost = row.rungs.iter().filter(|rung| rung.lost.value > 0.0);
    let lost: Vec<String> = lost
        .map(|rung| {
            format!(
                "{} {}",
                projection.cause_label(&rung.cause),
                percent(rung.lost)
            )
        })
        .collect();
    vec![
        Cell::words(&projection.phase_label(&format!("{}.{}", row.site, row.phase))),
        Cell::words(&lost.join(", ")),
        chance(row.comes),
        Cell::number(&percent(row.size_share), row.size_share.value),
    ]
}

/// The section of stories; `None` without branches.
pub(super) fn stories(desk: &Desk<'_>) -> Option<Markup> {
    let branches = &desk.projection.risk.branches;
    if branches.is_empty() {
        return None;
    }
    Some(html! {
        p { "One story of each branch holds in a trial. What comes of an outcome is told for the trials of each." }
        @for branch in branches { (told(desk.projection, branch)) }
        p.note { "All outcomes, with standard errors, are in branches.csv." }
    })
}

fn told(projection: &Projection, branch: &BranchRow) -> Markup {
    let name = if branch.name.trim().is_empty() {
        &branch.id
    } else {
        &branch.name
    };
    let outcomes = outcomes(branch);
    let mut heads: Vec<(String, bool)> =
        vec![("story".to_owned(), false), ("holds in".to_owned(), true)];
    heads.extend(outcomes.iter().map(|given| {
        let label = words::clean(&projection.outcome_label(&given.outcome));
        (label, true)
    }));
    let heads: Vec<(&str, bool)> = heads
        .iter()
        .map(|(head, number)| (head.as_str(), *number))
        .collect();
    let cells: Vec<Vec<Cell>> = branch
        .options
        .iter()
        .map(|story| row(story, &outcomes))
        .collect();
    html! {
        h3 { bdi { (words::clean(name)) } }
        div.stories { (grid("Each story: how often it holds, and P50 of outcomes in its trials (P10 to P90)", &heads, &cells)) }
    }
}

/// The outcomes whose means differ most from story to story, by their own spread; chances stay out.
fn outcomes(branch: &BranchRow) -> Vec<&GivenRow> {
    let Some(first) = branch.options.first() else {
        return Vec::new();
    };
    let spread = |given: &GivenRow| {
        let same = |story: &StoryRow| {
            let found = story
                .given
                .iter()
                .find(|other| other.outcome == given.outcome);
            found.map(|found| found.mean.value)
        };
        let means: Vec<f64> = branch.options.iter().filter_map(same).collect();
        let high = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let low = means.iter().copied().fold(f64::INFINITY, f64::min);
        // Days by the year, quantities by their size.
        if given.unit == "days" {
            (high - low) / 365.0
        } else {
            (high - low) / high.abs().max(low.abs()).max(f64::MIN_POSITIVE)
        }
    };
    let mut all: Vec<&GivenRow> = first
        .given
        .iter()
        .filter(|given| given.unit != "share")
        .collect();
    all.sort_by(|a, b| spread(b).total_cmp(&spread(a)));
    all.truncate(OUTCOMES);
    all
}

fn row(story: &StoryRow, outcomes: &[&GivenRow]) -> Vec<Cell> {
    let mut cells = vec![Cell::words(&story.name), chance(story.share)];
    for wanted in outcomes {
        let given = story
            .given
            .iter()
            .find(|given| given.outcome == wanted.outcome);
        cells.push(given.map_or_else(Cell::none, outcome));
    }
    cells
}

/// "2028-11 (2027-05 to never)", "48 MW (20 to 96)".
fn outcome(given: &GivenRow) -> Cell {
    let is_date = given.unit == "days";
    let written = |value: Option<f64>| match value {
        Some(day) if is_date => date_of_day((day - 1.0).floor()).map_or_else(
            || "never".to_owned(),
            |date| date.to_string().chars().take(7).collect(),
        ),
        Some(value) => figure(value, 0.0),
        None => "never".to_owned(),
    };
    let unit = if is_date {
        String::new()
    } else {
        format!(" {}", given.unit)
    };
    let shown = format!(
        "{}{unit} ({} to {})",
        written(given.p50),
        written(given.p10),
        written(given.p90)
    );
    // No-break hyphens within dates: a hyphen would be shown as a minus.
    let shown = if is_date {
        shown.replace('-', "\u{2011}")
    } else {
        shown
    };
    Cell::number(&shown, given.p50.unwrap_or(f64::MAX))
}
