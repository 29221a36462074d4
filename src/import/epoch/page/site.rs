//! A site as text.
//!
//! What it does not know: other sites.

use super::super::chips;
use super::super::register::{Party, spaced};
use super::super::sites::{Phase, Site, State};
use super::{Sources, decimal, quoted};
use std::fmt::Write as _;

/// A step due within so many days has the record of such forecasts; a later one that of AI sites.
const NEAR: i32 = 366;

/// Writes a site with its phases.
pub(super) fn write(page: &mut String, site: &Site, sources: &Sources<'_>) {
    page.push('\n');
    remarks(page, site);
    let _ = writeln!(page, "[site.{}]\nname = {}", site.id, quoted(&site.name));
    let mut assumed = Vec::new();
    for (key, party) in [("operator", &site.owner), ("customer", &site.user)] {
        if let Some(party) = party {
            let _ = writeln!(page, "{key} = {}", quoted(&party.name));
            if !party.is_sure() {
                assumed.push(key.to_owned());
            }
        }
    }
    if let Some(code) = site.entry.country {
        let _ = writeln!(page, "country = \"{code}\"");
    }
    let peak = site.pue.value;
    let _ = writeln!(page, "pue_peak = {}", decimal(peak));
    if site.pue.is_assumed {
        assumed.push("pue_peak".to_owned());
    }
    if let Some(mean) = mean_pue(peak) {
        let _ = writeln!(page, "pue = {mean}");
        assumed.push("pue".to_owned());
    }
    for phase in site.phases.iter().filter(|phase| phase.is_assumed) {
        assumed.push(format!("phase.{}.chip", phase.id));
    }
    let newest = sources.newest;
    let _ = writeln!(
        page,
        "seen = {}\nsources = [{}]",
        newest.day(),
        quoted(&newest.vintage.source())
    );
    if !assumed.is_empty() {
        let all: Vec<String> = assumed.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(page, "assumptions = [{}]", all.join(", "));
    }
    let _ = writeln!(page, "[site.{}.phase]", site.id);
    for one in &site.phases {
        phase(page, one, sources);
    }
}

/// What the table says of a site and no key holds.
fn remarks(page: &mut String, site: &Site) {
    let mut said = Vec::new();
    let others = |parties: &[Party]| {
        let names: Vec<String> = parties
            .iter()
            .skip(1)
            .map(|party| party.name.clone())
            .collect();
        names.join(", ")
    };
    if site.entry.owners.len() > 1 {
        said.push(format!("owned by {} too", others(&site.entry.owners)));
    }
    if site.entry.users.len() > 1 {
        said.push(format!("used by {} too", others(&site.entry.users)));
    }
    if site.entry.chips.is_empty() {
        said.push("no chip is named".to_owned());
    } else {
        said.push(format!("chips named: {}", site.entry.chips.join(", ")));
    }
    said.extend(site.notes.iter().cloned());
    let _ = writeln!(page, "# {}.", spaced(&said.join("; ")));
}

fn phase(page: &mut String, phase: &Phase, sources: &Sources<'_>) {
    let mut said = format!(
        "name = {}, chip = {}, gpus = {}",
        quoted(&phase.name),
        quoted(&phase.chip),
        grouped(phase.gpus)
    );
    let newest = sources.newest.vintage.source();
    let both = |table: usize| {
        let before = &sources.earlier[table];
        let ids = [before.vintage.source(), newest.clone()].map(|id| quoted(&id));
        (before.day(), ids.join(", "))
    };
    let announced = match &phase.state {
        State::Runs {
            since,
            forecast: None,
        } => {
            let _ = write!(said, ", online = {since}, actual_online = {since}");
            None
        }
        State::Runs {
            since,
            forecast: Some((table, online)),
        } => {
            let (day, ids) = both(*table);
            let _ = write!(
                said,
                ", announced = {day}, online = {online}, actual_online = {since}, sources = [{ids}]"
            );
            None
        }
        State::Open {
            online,
            table: Some(table),
        } => {
            let (day, ids) = both(*table);
            let _ = write!(
                said,
                ", announced = {day}, seen = {day}, online = {online}, sources = [{ids}]"
            );
            Some((day, online))
        }
        State::Open {
            online,
            table: None,
        } => {
            let day = sources.newest.day();
            let _ = write!(said, ", announced = {day}, online = {online}");
            Some((day, online))
        }
    };
    if announced.is_some_and(|(day, online)| (*online - day).get_days() <= NEAR) {
        said.push_str(", overrun = { reference = \"epoch-forecast\" }");
    }
    let _ = writeln!(page, "{} = {{ {said} }}", phase.id);
}

/// The yearly mean that goes with a design ratio below the default's: its overhead in proportion.
fn mean_pue(peak: f64) -> Option<String> {
    const DEFAULT_PEAK: f64 = 1.2;
    const OVERHEADS: [f64; 3] = [0.08, 0.15, 0.20];
    if peak >= DEFAULT_PEAK {
        return None;
    }
    if peak <= 1.0 {
        return Some("1".to_owned());
    }
    let share = (peak - 1.0) / (DEFAULT_PEAK - 1.0);
    let [p10, p50, p90] =
        OVERHEADS.map(|overhead| chips::rounded((1.0 + overhead * share).min(peak), 6));
    (p10 < p50 && p50 < p90)
        .then(|| format!("{{ p10 = {p10}, p50 = {p50}, p90 = {p90} }}"))
        .or_else(|| Some("1".to_owned()))
}

fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_pue_is_written_where_the_default_would_be_above_the_peak() {
        assert_eq!(mean_pue(1.3), None);
        assert_eq!(mean_pue(1.2), None);
        assert_eq!(mean_pue(1.0).as_deref(), Some("1"));
        let mean = mean_pue(1.1).unwrap();
        assert_eq!(mean, "{ p10 = 1.04, p50 = 1.075, p90 = 1.1 }");
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(grouped(1_234_567), "1_234_567");
        assert_eq!(grouped(999), "999");
    }
}
