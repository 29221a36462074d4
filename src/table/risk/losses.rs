//! What can be lost, what waits cost, which stories there are, and what is met together.

use super::super::define::{Cell, Column, Kind, Table, date, maybe, number, single, text};
use super::{error, list, value};
use crate::projection::{BranchRow, Estimate, GivenRow, JointRow, Projection, StoryRow};

/// Attrition ladders.
pub static ATTRITION: Table<Projection> = Table {
    name: "attrition",
    about: "one row for each rung from which a phase can be lost, in the order in which they are counted",
    columns: &ATTRITION_COLUMNS,
    groups: |projection| projection.risk.attrition.len(),
    rows: |projection, phase| projection.risk.attrition[phase].rungs.len(),
};

/// Merge bias.
pub static MERGES: Table<Projection> = Table {
    name: "merges",
    about: "one row for each activity, or end of a network, that waits for several things",
    columns: &MERGE_COLUMNS,
    groups: |projection| projection.risk.merges.len(),
    rows: single,
};

/// Stories, with what comes of outcomes where each holds.
pub static BRANCHES: Table<Projection> = Table {
    name: "branches",
    about: "one row for each story of a branch and each outcome that it can move",
    columns: &BRANCH_COLUMNS,
    groups: |projection| stories(projection).count(),
    rows: |projection, story| told(projection, story).map_or(0, |(_, row)| row.given.len().max(1)),
};

/// Chances of several things together.
pub static JOINT: Table<Projection> = Table {
    name: "joint",
    about: "one row for each number of phases that keep their dates, then for each phase, date and size, and for each announced sum, date and cost",
    columns: &JOINT_COLUMNS,
    groups: |projection| projection.joint_confidence.len(),
    rows: |projection, row| {
        let row = &projection.joint_confidence[row];
        row.on_time.len() + row.dates.len() * row.levels.len()
    },
};

const ATTRITION_COLUMNS: [Column<Projection>; 12] = [
    Column::new("site", Kind::Text, "the site's id", |projection, at| {
        text(&projection.risk.attrition[at.group].site)
    }),
    Column::new("phase", Kind::Text, "the phase's id", |projection, at| {
        text(&projection.risk.attrition[at.group].phase)
    }),
    Column::new(
        "rung",
        Kind::Whole,
        "its place on the ladder, from 1",
        |_, at| Cell::Whole(i64::try_from(at.row + 1).unwrap_or(i64::MAX)),
    ),
    Column::new(
        "cause",
        Kind::Text,
        "what it is lost by: proceed, restart, a risk, the gate of an activity, or what it waits for",
        |projection, at| text(&projection.risk.attrition[at.group].rungs[at.row].cause),
    ),
    Column::new(
        "lost",
        Kind::Share,
        "share of all trials that are lost here",
        |projection, at| value(Some(projection.risk.attrition[at.group].rungs[at.row].lost)),
    ),
    Column::new(
        "lost_se",
        Kind::Share,
        "its standard error",
        |projection, at| error(Some(projection.risk.attrition[at.group].rungs[at.row].lost)),
    ),
    Column::new(
        "left",
        Kind::Share,
        "share of all trials that are left after this rung",
        |projection, at| {
            let rungs = &projection.risk.attrition[at.group].rungs[..=at.row];
            let lost: f64 = rungs.iter().map(|rung| rung.lost.value).sum();
            number(Some((1.0 - lost).clamp(0.0, 1.0)))
        },
    ),
    Column::new(
        "lost_p50",
        Kind::Date,
        "the median day of the loss, of a gate",
        |projection, at| {
            date(
                projection.risk.attrition[at.group].rungs[at.row]
                    .p50
                    .as_ref(),
            )
        },
    ),
    Column::new(
        "comes",
        Kind::Share,
        "share of trials in which the phase comes",
        |projection, at| value(Some(projection.risk.attrition[at.group].comes)),
    ),
    Column::new(
        "comes_se",
        Kind::Share,
        "its standard error",
        |projection, at| error(Some(projection.risk.attrition[at.group].comes)),
    ),
    Column::new(
        "size_share",
        Kind::Number,
        "mean share of its announced GPUs that come where it does",
        |projection, at| value(Some(projection.risk.attrition[at.group].size_share)),
    ),
    Column::new(
        "size_share_se",
        Kind::Number,
        "its standard error",
        |projection, at| error(Some(projection.risk.attrition[at.group].size_share)),
    ),
];

const MERGE_COLUMNS: [Column<Projection>; 6] = [
    Column::new("site", Kind::Text, "the site's id", |projection, at| {
        text(&projection.risk.merges[at.group].site)
    }),
    Column::new("phase", Kind::Text, "the phase's id", |projection, at| {
        text(&projection.risk.merges[at.group].phase)
    }),
    Column::new(
        "activity",
        Kind::Text,
        "the activity whose start waits; empty for the end of the network",
        |projection, at| maybe(projection.risk.merges[at.group].activity.as_ref()),
    ),
    Column::new(
        "waits_for",
        Kind::Text,
        "what it waits for",
        |projection, at| list(&projection.risk.merges[at.group].waits_for),
    ),
    Column::new(
        "bias_days",
        Kind::Number,
        "merge bias: the mean of the last of them less the last of their means, days",
        |projection, at| value(Some(projection.risk.merges[at.group].bias)),
    ),
    Column::new(
        "bias_days_se",
        Kind::Number,
        "its standard error",
        |projection, at| error(Some(projection.risk.merges[at.group].bias)),
    ),
];

/// All stories of all branches.
fn stories(projection: &Projection) -> impl Iterator<Item = (&BranchRow, &StoryRow)> {
    let branches = projection.risk.branches.iter();
    branches.flat_map(|branch| branch.options.iter().map(move |story| (branch, story)))
}

fn told(projection: &Projection, story: usize) -> Option<(&BranchRow, &StoryRow)> {
    stories(projection).nth(story)
}

/// A cell of a story.
fn story<'a>(
    projection: &'a Projection,
    group: usize,
    cell: impl Fn(&'a BranchRow, &'a StoryRow) -> Cell<'a>,
) -> Cell<'a> {
    told(projection, group).map_or(Cell::Empty, |(branch, story)| cell(branch, story))
}

/// A cell of an outcome given a story.
fn given<'a>(
    projection: &'a Projection,
    (group, row): (usize, usize),
    cell: impl Fn(&'a GivenRow) -> Cell<'a>,
) -> Cell<'a> {
    story(projection, group, |_, story| {
        story.given.get(row).map_or(Cell::Empty, &cell)
    })
}

const BRANCH_COLUMNS: [Column<Projection>; 14] = [
    Column::new("branch", Kind::Text, "the branch's id", |projection, at| {
        story(projection, at.group, |branch, _| text(&branch.id))
    }),
    Column::new("branch_name", Kind::Text, "its name", |projection, at| {
        story(projection, at.group, |branch, _| text(&branch.name))
    }),
    Column::new("story", Kind::Text, "the story's name", |projection, at| {
        story(projection, at.group, |_, story| text(&story.name))
    }),
    Column::new(
        "weight",
        Kind::Number,
        "its share of the weights",
        |projection, at| story(projection, at.group, |_, story| number(Some(story.weight))),
    ),
    Column::new(
        "share",
        Kind::Share,
        "share of trials in which it holds",
        |projection, at| story(projection, at.group, |_, story| value(Some(story.share))),
    ),
    Column::new(
        "share_se",
        Kind::Share,
        "its standard error",
        |projection, at| story(projection, at.group, |_, story| error(Some(story.share))),
    ),
    Column::new("set", Kind::Text, "what it sets", |projection, at| {
        story(projection, at.group, |_, story| list(&story.set))
    }),
    Column::new(
        "outcome",
        Kind::Text,
        "an outcome, given that the story holds",
        |projection, at| given(projection, (at.group, at.row), |row| text(&row.outcome)),
    ),
    Column::new(
        "unit",
        Kind::Text,
        "its unit; of a date days, since 1970-01-01",
        |projection, at| given(projection, (at.group, at.row), |row| text(&row.unit)),
    ),
    Column::new(
        "mean",
        Kind::Number,
        "its mean; a date that never comes counts as the horizon's end",
        |projection, at| given(projection, (at.group, at.row), |row| value(Some(row.mean))),
    ),
    Column::new(
        "mean_se",
        Kind::Number,
        "its standard error",
        |projection, at| given(projection, (at.group, at.row), |row| error(Some(row.mean))),
    ),
    Column::new(
        "p10",
        Kind::Number,
        "not exceeded in 10 % of the trials of the story; empty where a date never comes",
        |projection, at| given(projection, (at.group, at.row), |row| number(row.p10)),
    ),
    Column::new("p50", Kind::Number, "in 50 %", |projection, at| {
        given(projection, (at.group, at.row), |row| number(row.p50))
    }),
    Column::new("p90", Kind::Number, "in 90 %", |projection, at| {
        given(projection, (at.group, at.row), |row| number(row.p90))
    }),
];

/// The place of a row in a phase's grid: level and date. `None` in a portfolio's part.
fn in_grid(row: &JointRow, at: usize) -> Option<(usize, usize)> {
    let at = at.checked_sub(row.on_time.len())?;
    let wide = row.dates.len();
    (wide > 0).then(|| (at / wide, at % wide))
}

/// The chance of a portfolio's row.
fn on_time(row: &JointRow, at: usize) -> Option<Estimate> {
    row.on_time.get(at).copied()
}

/// The level of a grid's row, of a kind.
fn level(row: &JointRow, place: usize, kind: &str) -> Option<f64> {
    let (level, _) = in_grid(row, place).filter(|_| row.kind == kind)?;
    row.levels.get(level).copied()
}

const JOINT_COLUMNS: [Column<Projection>; 10] = [
    Column::new(
        "kind",
        Kind::Text,
        "portfolio (how many phases keep their dates), phase (date and size together) or money (date and cost together)",
        |projection, at| text(&projection.joint_confidence[at.group].kind),
    ),
    Column::new(
        "phase",
        Kind::Text,
        "site.phase of a phase; of money a site's id too",
        |projection, at| maybe(projection.joint_confidence[at.group].phase.as_ref()),
    ),
    Column::new(
        "of",
        Kind::Whole,
        "of a portfolio, phases that are counted",
        |projection, at| {
            let row = &projection.joint_confidence[at.group];
            match row.phases.len() {
                0 => Cell::Empty,
                count => Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX)),
            }
        },
    ),
    Column::new(
        "on_time",
        Kind::Whole,
        "of a portfolio, exactly so many of them are online by their announced dates",
        |projection, at| {
            let row = &projection.joint_confidence[at.group];
            match on_time(row, at.row) {
                Some(_) => Cell::Whole(i64::try_from(at.row).unwrap_or(i64::MAX)),
                None => Cell::Empty,
            }
        },
    ),
    Column::new(
        "date",
        Kind::Date,
        "online by the end of that day",
        |projection, at| {
            let row = &projection.joint_confidence[at.group];
            date(in_grid(row, at.row).and_then(|(_, day)| row.dates.get(day)))
        },
    ),
    Column::new(
        "gpus",
        Kind::Number,
        "of a phase, with at least so many GPUs",
        |projection, at| {
            number(level(
                &projection.joint_confidence[at.group],
                at.row,
                "phase",
            ))
        },
    ),
    Column::new(
        "chance",
        Kind::Share,
        "share of trials in which that is so",
        |projection, at| {
            let row = &projection.joint_confidence[at.group];
            let grid = in_grid(row, at.row);
            let chance = grid.and_then(|(level, day)| row.chance.get(level)?.get(day).copied());
            number(on_time(row, at.row).map(|chance| chance.value).or(chance))
        },
    ),
    Column::new(
        "chance_se",
        Kind::Share,
        "its standard error, of a portfolio",
        |projection, at| error(on_time(&projection.joint_confidence[at.group], at.row)),
    ),
    Column::new(
        "if_independent",
        Kind::Share,
        "of a portfolio, the same if the phases were independent, each with its own chance",
        |projection, at| {
            let row = &projection.joint_confidence[at.group];
            number(row.if_independent.get(at.row).copied())
        },
    ),
    Column::new(
        "cost",
        Kind::Number,
        "of money, at no more than that cost",
        |projection, at| {
            number(level(
                &projection.joint_confidence[at.group],
                at.row,
                "money",
            ))
        },
    ),
];
