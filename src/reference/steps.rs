//! Building steps of large sites as three states of one table tell them, and the cases that a fit draws from them.
//!
//! A table's rows up to its own day are history, later ones its forecast. History grows by itself: once its day has
//! passed, a forecast that nobody looked at again stands among it. So what happened on the very day that an earlier
//! table forecast is not taken for observed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use serde::Deserialize;

use super::catalogue::{Reading, selection};
use super::records::{Case, LeftOut, Sample, day, days_between};

/// Sites whose first row is older are left out: they were begun for other machines.
const SINCE: Date = date(2021, 1, 1);
/// The share of the forecast power at which a step with all its buildings counts as the step forecast.
const SAME_POWER: f64 = 0.75;

/// A dated state of a site.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    date: Date,
    buildings: u32,
    mw: f64,
}

/// One state of the table.
struct Table {
    seen: Date,
    sites: BTreeMap<String, Vec<Step>>,
}

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let text = include_str!("../catalogue/epoch_steps.csv");
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows: Result<Vec<Row>, csv::Error> = reader.deserialize().collect();
    let mut tables: Vec<Table> = Vec::new();
    for row in rows.expect("the steps compiled in are valid") {
        if tables.last().is_none_or(|last| last.seen != row.table) {
            tables.push(Table {
                seen: row.table,
                sites: BTreeMap::new(),
            });
        }
        // A row without a count of buildings tells no step.
        if let (Some(table), Some(buildings)) = (tables.last_mut(), row.buildings) {
            let steps = table.sites.entry(row.site).or_default();
            steps.push(Step {
                date: row.date,
                buildings,
                mw: row.mw,
            });
        }
    }
    tables
});

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "day")]
    table: Date,
    site: String,
    #[serde(deserialize_with = "day")]
    date: Date,
    buildings: Option<u32>,
    mw: f64,
}

/// What a class reads from the tables that were to be had on a day.
pub(super) fn sample(reading: Reading, as_of: Option<Date>) -> Sample {
    let known = TABLES.partition_point(|table| as_of.is_none_or(|day| table.seen <= day));
    let mut sample = Sample::default();
    if let Some((newest, earlier)) = TABLES[..known].split_last() {
        match reading {
            Reading::NewBuild | Reading::Retrofit => {
                for (site, steps) in &newest.sites {
                    first_building(reading, site, steps, newest, earlier, &mut sample);
                }
            }
            Reading::Forecast => forecasts(newest, earlier, &mut sample),
        }
    }
    sample
}

/// From a site's first row to its first building in operation.
fn first_building(
    reading: Reading,
    site: &str,
    steps: &[Step],
    newest: &Table,
    earlier: &[Table],
    sample: &mut Sample,
) {
    let retrofit = selection().retrofits.get(site);
    let mut leave = |reason: String| {
        sample.left_out.push(LeftOut {
            id: site.to_owned(),
            reason,
        });
    };
    match (reading, retrofit) {
        // What was built anew belongs to the other class, and is named there.
        (Reading::Retrofit, None) => return,
        (Reading::NewBuild, Some(why)) => return leave(format!("a retrofit: {why}")),
        _ => {}
    }
    let Some(first) = steps.first() else { return };
    if first.buildings > 0 {
        return leave("in operation from its first row on, so that no start is to be seen".into());
    }
    if first.date < SINCE {
        return leave(format!("begun before 2021, on {}", first.date));
    }
    let opened = |step: &&Step| step.buildings > 0 && step.date <= newest.seen;
    let (end, online) = match steps.iter().find(opened) {
        Some(step) if was_forecast(site, step.date, earlier) => {
            let before = steps.iter().take_while(|other| other.date < step.date);
            (before.last().map_or(first.date, |last| last.date), false)
        }
        Some(step) => (step.date, true),
        None => (newest.seen, false),
    };
    if end <= first.date {
        return leave("nothing is known of it after its first row".into());
    }
    sample.cases.push(Case {
        id: site.to_owned(),
        begun: first.date,
        seen: end,
        value: days_between(first.date, end),
        online,
    });
}

/// Whether a table forecast a step of the site on that very day.
fn was_forecast(site: &str, day: Date, tables: &[Table]) -> bool {
    tables.iter().any(|table| {
        let steps = table.sites.get(site).map_or(&[][..], Vec::as_slice);
        day > table.seen && steps.iter().any(|step| step.date == day)
    })
}

/// What earlier tables forecast, against what the newest tells: each step once, as it was first forecast.
fn forecasts(newest: &Table, earlier: &[Table], sample: &mut Sample) {
    let mut counted = BTreeSet::new();
    for table in earlier {
        for (site, steps) in &table.sites {
            for step in forecast_steps(steps, table.seen) {
                if counted.insert((site, step.buildings)) {
                    forecast(table, site, step, newest, earlier, sample);
                }
            }
        }
    }
}

/// The rows after a table's day at which a site grows beyond all rows before.
fn forecast_steps(steps: &[Step], seen: Date) -> Vec<Step> {
    let (mut buildings, mut mw) = (0, 0.0_f64);
    let mut grown = Vec::new();
    for step in steps {
        if step.date > seen && (step.buildings > buildings || step.mw > mw) {
            grown.push(*step);
        }
        buildings = buildings.max(step.buildings);
        mw = mw.max(step.mw);
    }
    grown
}

fn forecast(
    table: &Table,
    site: &str,
    step: Step,
    newest: &Table,
    earlier: &[Table],
    sample: &mut Sample,
) {
    let count = if step.buildings == 1 {
        "building"
    } else {
        "buildings"
    };
    let id = format!("{site}: {} {count}, {} MW", step.buildings, step.mw);
    let case = resolved(table, site, step, newest, earlier).map(|(end, online)| Case {
        id: id.clone(),
        begun: table.seen,
        seen: end,
        value: days_between(table.seen, end) / days_between(table.seen, step.date),
        online,
    });
    match case {
        Ok(case) => sample.cases.push(case),
        Err(reason) => sample.left_out.push(LeftOut {
            id,
            reason: format!("forecast on {} for {}: {reason}", table.seen, step.date),
        }),
    }
}

/// The day of a forecast step by the newest table and true, or the newest table's day and false; or why the two
/// tables cannot be compared.
fn resolved(
    table: &Table,
    site: &str,
    step: Step,
    newest: &Table,
    earlier: &[Table],
) -> Result<(Date, bool), String> {
    let now = newest.sites.get(site).ok_or("the site is gone")?;
    let history = table.sites[site]
        .iter()
        .filter(|row| row.date <= table.seen);
    let stood = history.map(|row| row.buildings).max().unwrap_or(0);
    if stood > 0 && now.iter().all(|row| row.buildings != stood) {
        return Err(format!(
            "the site then had {stood} buildings, a count that the last table does not have: counted anew"
        ));
    }
    let same = |row: &&Step| row.buildings == step.buildings && row.mw >= SAME_POWER * step.mw;
    let Some(found) = now.iter().find(same) else {
        return Err(
            "no such step in the last table, by buildings and three quarters of the power: re-scoped"
                .into(),
        );
    };
    if found.date > newest.seen {
        return Ok((newest.seen, false));
    }
    if was_forecast(site, found.date, earlier) {
        return Err(format!(
            "the last table has it on {}, as an earlier one forecast to the day: not looked at since",
            found.date
        ));
    }
    if found.date <= table.seen {
        return Err(format!(
            "by the last table it stood on {} already",
            found.date
        ));
    }
    Ok((found.date, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_keep_their_names_and_tables_ascend() {
        let (last, earlier) = TABLES.split_last().expect("three tables");
        assert_eq!(earlier.len(), 2);
        assert!(TABLES.windows(2).all(|pair| pair[0].seen < pair[1].seen));
        for table in earlier {
            for (site, steps) in &table.sites {
                assert!(last.sites.contains_key(site), "{site} of {}", table.seen);
                assert!(steps.is_sorted_by_key(|step| step.date), "{site}");
            }
        }
        let rows = |table: &Table| table.sites.values().map(Vec::len).sum::<usize>();
        // Of 282 rows of the last one, one has no count of buildings.
        assert_eq!(TABLES.iter().map(rows).collect::<Vec<_>>(), [112, 152, 281]);
    }

    #[test]
    fn a_repeated_forecast_is_no_observation() {
        // The tables of December and of April both forecast 2026-05-19; that of 2026-05-23 has the same day.
        let builds = sample(Reading::NewBuild, None);
        let ridgeland = |sample: &Sample| {
            let mut cases = sample.cases.iter();
            cases.find(|case| case.id == "Amazon Ridgeland").cloned()
        };
        let case = ridgeland(&builds).expect("a site that was begun in 2024");
        assert!(!case.online);
        assert_eq!(case.seen, date(2025, 10, 4));
        let forecasts = sample(Reading::Forecast, None);
        let reason = |id: &str| {
            let mut rows = forecasts.left_out.iter();
            rows.find(|row| row.id.starts_with(id))
                .map(|row| row.reason.clone())
        };
        let repeated = reason("Amazon Ridgeland: 4 buildings").expect("left out");
        assert!(repeated.contains("not looked at since"), "{repeated}");
        let anew = reason("Meta Prometheus: 17").expect("left out");
        assert!(anew.contains("counted anew"), "{anew}");
        let scoped = reason("Goodnight: 7").expect("left out");
        assert!(scoped.contains("re-scoped"), "{scoped}");
    }

    #[test]
    fn a_forecast_is_held_against_a_later_table() {
        let sample = sample(Reading::Forecast, None);
        let case = |id: &str| {
            let mut cases = sample.cases.iter();
            cases
                .find(|case| case.id.starts_with(id))
                .expect("a forecast step")
        };
        // Said on 2025-12-14 for 2026-01-09, 26 days; in operation on 2026-03-23, after 99.
        let late = case("Anthropic-Amazon New Carlisle: 16 buildings");
        assert!(late.online);
        assert!((late.value - 99.0 / 26.0).abs() < 1e-12);
        // Said on 2025-12-14 for 2026-07-01, 199 days; open on 2026-05-23, after 160.
        let open = case("OpenAI Stargate Abilene: 8 buildings");
        assert!(!open.online);
        assert!((open.value - 160.0 / 199.0).abs() < 1e-12);
        let ids: BTreeSet<&String> = sample.cases.iter().map(|case| &case.id).collect();
        assert_eq!(ids.len(), sample.cases.len(), "a step is counted twice");
    }

    #[test]
    fn before_the_second_table_no_forecast_has_an_outcome() {
        let early = Some(date(2026, 4, 2));
        let forecasts = sample(Reading::Forecast, early);
        assert!(forecasts.cases.is_empty());
        let builds = sample(Reading::NewBuild, early);
        assert!(!builds.cases.is_empty());
        assert!(
            builds
                .cases
                .iter()
                .all(|case| case.seen <= date(2025, 12, 14))
        );
        assert!(
            sample(Reading::NewBuild, Some(date(2025, 12, 13)))
                .cases
                .is_empty()
        );
    }
}
