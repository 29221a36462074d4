//! Service lives, renewals and failures: answers worked out by hand.

use crate::supply::{answer, medians, model, row, spec};
use capcast::calendar::day_number;
use capcast::engine::trace;
use capcast::plan::{Metric, Plan};
use jiff::civil::Date;

fn day(date: &str) -> f64 {
    f64::from(day_number(date.parse::<Date>().unwrap()))
}

/// Runs from 2026-06-15; the new chip is on sale in 2027.
const HALL: &str = r#"
[scenario]
from = 2026-01-01
to   = 2028-05-31
[roadmap.r]
steps = { 2025-01-01 = "old", 2027-01-01 = "new" }
[chip.old]
watts = 1_000
ops_8bit = 2e15
[chip.new]
watts = 2_000
ops_8bit = 8e15
[site.a]
announced = 2025-09-16
pue_peak = 1.2
pue = 1.1
[site.a.phase.one]
chip = { roadmap = "r" }
order_lead = "10 days"
gpus = 10_000
online = "2026-06-30"
expected = 2026-06-15
proceed = 1
delivered = 1
ramp = "0 days"
service_life = "365 days"
"#;

#[test]
fn gpus_leave_a_service_life_after_they_came_and_over_the_ramp_as_they_came() {
    let check = |set: &[&str], expected: &dyn Fn(f64) -> f64| {
        let answer = answer(&model(HALL, set), 8);
        let installed = medians(&answer, "", "gpus_installed");
        for (period, installed) in answer.periods.iter().zip(installed) {
            let expected = expected(day(period) + 1.0);
            assert!(
                (installed - expected).abs() < 0.02,
                "{period}: {installed} {expected}"
            );
        }
        // The milestones are those of the first.
        assert_eq!(
            row(&answer, "one", "online").p50.as_deref(),
            Some("2026-06-15")
        );
        assert!(row(&answer, "one", "complete").p50.is_some());
    };
    let (came, left) = (day("2026-06-15"), day("2027-06-15"));
    check(&[], &|at| {
        if at >= came && at < left {
            10_000.0
        } else {
            0.0
        }
    });
    let share = |at: f64, from: f64| ((at - from) / 100.0).clamp(0.0, 1.0) * 10_000.0;
    check(&["site.a.phase.one.ramp=\"100 days\""], &|at| {
        share(at, came) - share(at, left)
    });
}

#[test]
fn a_renewed_hall_keeps_its_power_and_computes_more() {
    let set = [
        "site.a.phase.one.refresh=true",
        "site.a.phase.one.ramp=\"2 to 4 months\"",
        "site.a.phase.one.service_life=\"11 to 14 months\"",
        "site.a.phase.one.expected=\"2026-02 to 2026-04\"",
    ];
    let model = model(HALL, &set);
    let plan = Plan::compile(&model, &spec(&model, 500));
    let series = |metric| {
        let mut series = plan.scopes[0].series.iter();
        let index = series.position(|series| series.metric == metric).unwrap();
        trace(&plan, 500, 0, index).levels
    };
    let (load, compute) = (series(Metric::ItLoad), series(Metric::Compute));
    let mut renewed = 0;
    for trial in 0..500 {
        let full = (0..load.len()).find(|&period| (load[period][trial] - 10.0).abs() < 1e-6);
        for now in load.iter().skip(full.unwrap()).map(|levels| levels[trial]) {
            assert!((now - 10.0).abs() < 1e-6, "{trial}: {now}");
        }
        let last = compute[load.len() - 1][trial];
        renewed += usize::from((last / 4e19 - 1.0).abs() < 1e-9);
        assert!(
            last > 2e19 * (1.0 - 1e-9) && last < 4e19 * (1.0 + 1e-9),
            "{last}"
        );
    }
    assert!(renewed > 450, "{renewed}");
}

#[test]
fn a_renewal_without_a_roadmap_is_as_if_nothing_left() {
    let text = HALL
        .replace("{ roadmap = \"r\" }", "\"old\"")
        .replace("order_lead = \"10 days\"\n", "");
    let life = "service_life = \"365 days\"\n";
    let stays = answer(&model(&text.replace(life, ""), &[]), 32);
    let renewed = answer(&model(&text, &["site.a.phase.one.refresh=true"]), 32);
    for metric in ["gpus_installed", "facility_load", "h100e", "energy"] {
        assert_eq!(
            medians(&stays, "", metric),
            medians(&renewed, "", metric),
            "{metric}"
        );
    }
}

#[test]
fn renewals_ask_the_pool_when_the_first_leave() {
    let text = format!(
        "{}\n[supply.p]\nchips = [\"old\"]\ncumulative = {{ 2026-01-01 = 10_000, 2027-06-15 = 10_000, 2028-06-14 = 20_000 }}\n",
        HALL.replace("{ roadmap = \"r\" }", "\"old\"")
            .replace("order_lead = \"10 days\"\n", "")
    );
    let answer = answer(&model(&text, &["site.a.phase.one.refresh=true"]), 8);
    let installed = medians(&answer, "", "gpus_installed");
    for (period, installed) in answer.periods.iter().zip(installed) {
        let at = day(period) + 1.0;
        let first = if at >= day("2026-06-15") && at < day("2027-06-15") {
            10_000.0
        } else {
            0.0
        };
        let second = ((at - day("2027-06-16")) / 365.0).clamp(0.0, 1.0) * 10_000.0;
        let expected = first + second;
        assert!(
            (installed - expected).abs() < 0.02,
            "{period}: {installed} {expected}"
        );
    }
    let pool = &answer.capacity.supply[0];
    let place = answer
        .periods
        .iter()
        .position(|period| period == "2027-06-30")
        .unwrap();
    assert_eq!(
        (pool.wanted.p50[place - 1], pool.wanted.p50[place]),
        (10_000.0, 20_000.0)
    );
    assert_eq!((pool.short[place - 1], pool.short[place]), (0.0, 1.0));
}

#[test]
fn what_fails_is_replaced_while_spares_last_and_then_missed() {
    let set = [
        "site.a.phase.one.failure_rate=0.06",
        "site.a.phase.one.spares=0.05",
    ];
    let text = HALL.replace("service_life = \"365 days\"\n", "");
    let answer = answer(&model(&text, &set), 8);
    let installed = medians(&answer, "", "gpus_installed");
    let load = medians(&answer, "", "it_load");
    for (period, (installed, load)) in answer.periods.iter().zip(installed.iter().zip(load)) {
        let age = day(period) + 1.0 - day("2026-06-15");
        let lasts = 0.05 / -libm::log(0.94) * 365.25;
        let share = libm::pow(0.94, (age - lasts).max(0.0) / 365.25);
        let expected = if age < 0.0 { 0.0 } else { share * 10_000.0 };
        assert!(
            (installed - expected).abs() < 0.05,
            "{period}: {installed} {expected}"
        );
        assert!((load - expected / 1_000.0).abs() < 1e-4, "{period}: {load}");
    }
    // 295 days of spares, and 14 months without.
    let last = installed.last().unwrap();
    assert!((9_300.0..9_400.0).contains(last), "{last}");
}

/// A hall of 10 MW is paid for once, 100 m; its 10,000 GPUs and the 5,000 of 2 kW that renew them at 20 k
/// each: 200 m and 100 m. Nobody announced the renewal.
#[test]
fn a_renewal_pays_for_its_gpus_and_not_for_the_hall_again() {
    let costs = "[cost]\nper_mw = \"10 m USD/MW\"\nper_gpu = \"20 k USD\"\nbuild = \"3 months\"\n";
    let set = ["site.a.phase.one.refresh=true"];
    let model = model(&format!("{HALL}{costs}"), &set);
    let answer = answer(&model, 8);
    let spent = answer.find("total", None, "spend_to_date").unwrap();
    let last = spent.mean.len() - 1;
    assert!(
        (spent.mean[last] / 400e6 - 1.0).abs() < 1e-6,
        "{}",
        spent.mean[last]
    );
    assert!((spent.announced[last] / 300e6 - 1.0).abs() < 1e-6);
    let before = answer.periods.iter().position(|end| end == "2027-05-31");
    assert!((spent.mean[before.unwrap()] / 300e6 - 1.0).abs() < 1e-6);
}
