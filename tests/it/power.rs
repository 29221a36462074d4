//! Power that sites share, capacity that is not firm, and what binds: answers by hand, from scenario
//! files like a planner's.

use capcast::calendar::Instant;
use capcast::engine::{Unwatched, sample, trace};
use capcast::pipeline::{run, run_many};
use capcast::plan::{Metric, Plan, RunSpec, ScopeKind};
use capcast::projection::{BindingRow, Projection, ScheduleRow, Series};
use capcast::scenario::{LoadOptions, Loaded, load};
use jiff::civil::date as date_of;
use std::path::Path;

/// A fixture with overrides, "key=value".
fn read(file: &str, set: &[&str]) -> Loaded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/power")
        .join(file);
    let options = LoadOptions {
        set: set.iter().map(|&edit| edit.to_owned()).collect(),
        ..LoadOptions::default()
    };
    load(&path, &options).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// Its answer with all scopes, and what binds.
fn answer(file: &str, set: &[&str]) -> Projection {
    let loaded = read(file, set);
    let spec = RunSpec {
        scopes: ScopeKind::ALL.to_vec(),
        binding: true,
        ..RunSpec::of(&loaded.model)
    };
    run(&loaded, &spec)
}

fn series<'a>(answer: &'a Projection, kind: &str, id: &str, metric: &str) -> &'a Series {
    answer
        .find(kind, Some(id).filter(|id| !id.is_empty()), metric)
        .unwrap_or_else(|| panic!("{kind} {id} {metric}"))
}

/// The level of a metric of a site at the end of the period that ends on a day; all is certain.
fn level(answer: &Projection, site: &str, metric: &str, day: &str) -> f64 {
    let at = period(answer, day);
    let series = series(answer, "site", site, metric);
    assert_eq!(series.p10[at], series.p90[at], "{site} {metric} {day}");
    series.p50[at]
}

fn period(answer: &Projection, day: &str) -> usize {
    let place = answer.periods.iter().position(|period| period == day);
    place.unwrap_or_else(|| panic!("no period ends on {day}"))
}

fn date(answer: &Projection, site: &str, milestone: &str) -> Option<String> {
    let is = |row: &&ScheduleRow| row.site == site && row.milestone == milestone;
    let row = answer.schedule.iter().find(is).expect("a milestone");
    row.p50.clone()
}

fn binding<'a>(answer: &'a Projection, kind: &str, id: &str) -> &'a BindingRow {
    let wanted = Some(id.to_owned()).filter(|id| !id.is_empty());
    let mut rows = answer.binding.iter();
    rows.find(|row| row.scope.kind == kind && row.scope.id == wanted)
        .expect("a row")
}

/// Facility loads of both sites, MW, at the end of some months.
fn loads(answer: &Projection, days: &[&str]) -> Vec<[f64; 2]> {
    let at = |day: &&str| ["a", "b"].map(|site| level(answer, site, "facility_load", day));
    days.iter().map(at).collect()
}

const SPRING: [&str; 4] = ["2026-04-30", "2026-05-31", "2026-06-30", "2027-12-31"];

#[test]
fn the_second_by_date_gets_what_the_first_leaves() {
    let answer = answer("two-sites.toml", &[]);
    assert_eq!(
        loads(&answer, &SPRING),
        [[0.0, 0.0], [0.0, 100.0], [50.0, 100.0], [50.0, 100.0]]
    );
    assert_eq!(level(&answer, "a", "gpus_stranded", "2026-06-30"), 20_000.0);
    assert_eq!(date(&answer, "a", "online").as_deref(), Some("2026-06-10"));
    assert_eq!(
        date(&answer, "b", "complete").as_deref(),
        Some("2026-05-10")
    );
    assert_eq!(date(&answer, "a", "complete"), None);
    // The connection of a could carry 120 MW and b's 100; the zone has nothing left for more.
    for site in ["a", "b"] {
        assert_eq!(level(&answer, site, "stranded_power", "2026-06-30"), 0.0);
    }
    // Before a asks, 50 MW of the zone are free, but b draws all that it can.
    assert_eq!(level(&answer, "b", "stranded_power", "2026-05-31"), 0.0);
    assert_eq!(level(&answer, "b", "stranded_power", "2026-04-30"), 0.0);
    let zone = series(&answer, "zone", "south", "facility_load");
    assert!(zone.p50.iter().all(|load| *load <= 150.0));
}

#[test]
fn of_equal_dates_the_first_by_id_is_served_first() {
    let answer = answer("two-sites.toml", &["site.b.grid.full.energised=2026-06-10"]);
    assert_eq!(loads(&answer, &SPRING[2..]), [[100.0, 50.0]; 2]);
}

#[test]
fn what_a_connection_could_carry_and_the_zone_too_is_stranded() {
    // A zone with room for 210 MW leaves 10 of the 20 MW that a's connection has beyond its load.
    let answer = answer("two-sites.toml", &["zone.south.headroom=210 MW"]);
    assert_eq!(loads(&answer, &SPRING[2..]), [[100.0, 100.0]; 2]);
    assert_eq!(level(&answer, "a", "stranded_power", "2026-06-30"), 10.0);
    assert_eq!(
        date(&answer, "a", "complete").as_deref(),
        Some("2026-06-10")
    );
}

#[test]
fn headroom_that_grows_powers_what_waited_for_it() {
    // Nothing before March 2026, then 40 MW, from the end of August a line up to 190 MW a year on.
    let headroom = "zone.south.headroom={ 2026-02-28 = \"40 MW\", 2026-08-31 = \"40 MW\", 2027-08-31 = \"190 MW\" }";
    let answer = answer("two-sites.toml", &[headroom]);
    assert_eq!(
        loads(&answer, &SPRING[..3]),
        [[0.0, 0.0], [0.0, 40.0], [0.0, 40.0]]
    );
    // 150 MW in 365 days: 100 MW are there after 146 days, on 2027-01-24; until then a has none.
    let by_day = |days: f64| 40.0 + 150.0 * days / 365.0;
    let near = |got: f64, known: f64| assert!((got - known).abs() < 1e-4, "{got} for {known}");
    near(
        level(&answer, "b", "facility_load", "2026-10-31"),
        by_day(61.0),
    );
    assert_eq!(level(&answer, "a", "facility_load", "2026-12-31"), 0.0);
    near(
        level(&answer, "a", "facility_load", "2027-01-31"),
        by_day(153.0) - 100.0,
    );
    assert_eq!(loads(&answer, &SPRING[3..]), [[90.0, 100.0]]);
    assert_eq!(date(&answer, "b", "online").as_deref(), Some("2026-05-10"));
    // An instant before the midnight that ends its 146th day.
    assert_eq!(
        date(&answer, "b", "complete").as_deref(),
        Some("2027-01-24")
    );
    assert_eq!(date(&answer, "a", "online").as_deref(), Some("2027-01-24"));
    assert_eq!(date(&answer, "a", "complete"), None);
}

#[test]
fn a_withdrawn_request_frees_its_room() {
    let risk = "risk.withdrawn={ probability = 1, cancel = true, applies_to = { activity = \"energisation\", site = \"b\" } }";
    let answer = answer("two-sites.toml", &[risk]);
    assert_eq!(loads(&answer, &SPRING[2..]), [[100.0, 0.0]; 2]);
    assert_eq!(
        date(&answer, "a", "complete").as_deref(),
        Some("2026-06-10")
    );
    assert_eq!(binding(&answer, "phase", "b.hall").lost[0], 1.0);
}

#[test]
fn a_site_without_a_connection_asks_as_it_begins_to_serve() {
    // As a has no stage it asks on 2026-03-31, before b.
    let answer = answer("two-sites.toml", &["site.a.grid.full.energised=2027-06-10"]);
    assert_eq!(loads(&answer, &SPRING[2..3]), [[0.0, 100.0]]);
    let answer = self::answer("two-sites.toml", &["site.a.grid.full=false"]);
    assert_eq!(
        loads(&answer, &SPRING),
        [[100.0, 0.0], [100.0, 50.0], [100.0, 50.0], [100.0, 50.0]]
    );
    // Its own plant serves first, and draws nothing from the zone.
    let plant = "site.a.plant.gas={ capacity = \"60 MW\", availability = 1, from = 2026-05-01 }";
    let answer = self::answer("two-sites.toml", &["site.a.grid.full=false", plant]);
    assert_eq!(
        loads(&answer, &SPRING),
        [[0.0, 0.0], [60.0, 100.0], [60.0, 100.0], [60.0, 100.0]]
    );
    assert_eq!(date(&answer, "a", "online").as_deref(), Some("2026-05-01"));
}

#[test]
fn plant_serves_first_and_the_grid_what_is_beyond_it() {
    // 30 MW of plant leave 70 MW of a's 100 for the grid; b is first with its 100 of 150.
    let plant = "site.a.plant.gas={ capacity = \"60 MW\", availability = 0.5, from = 2026-04-10, role = \"bridge\", until = \"2026-12\" }";
    let backup = "site.a.plant.diesel={ capacity = \"500 MW\", availability = 1, from = 2026-01-01, role = \"backup\" }";
    let answer = answer("two-sites.toml", &[plant, backup]);
    assert_eq!(
        loads(&answer, &SPRING),
        [[30.0, 0.0], [30.0, 100.0], [80.0, 100.0], [50.0, 100.0]]
    );
    assert_eq!(date(&answer, "a", "online").as_deref(), Some("2026-04-10"));
}

#[test]
fn what_binds_is_told_month_by_month() {
    let answer = answer("two-sites.toml", &[]);
    let shares = |id: &str, day: &str| {
        let row = binding(
            &answer,
            if id.contains('.') { "phase" } else { "total" },
            id,
        );
        let at = period(&answer, day);
        [
            &row.building,
            &row.grid,
            &row.zone,
            &row.chips,
            &row.nothing,
            &row.lost,
        ]
        .map(|list| list[at])
    };
    let (grid, zone, nothing) = (
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
    );
    // Both halls are ready at the end of March 2026; power comes last from the beginning.
    for (day, of_a, of_b) in [
        ("2025-01-31", grid, grid),
        ("2026-04-30", grid, grid),
        ("2026-05-31", grid, nothing),
        ("2026-06-30", zone, nothing),
        ("2027-12-31", zone, nothing),
    ] {
        assert_eq!(shares("a.hall", day), of_a, "{day}");
        assert_eq!(shares("b.hall", day), of_b, "{day}");
    }
    assert_eq!(shares("", "2026-05-31"), [0.0, 0.5, 0.0, 0.0, 0.5, 0.0]);
    assert_eq!(binding(&answer, "total", "").announced_mw, 200.0);
}

#[test]
fn before_it_serves_what_comes_last_binds_and_then_the_ramp() {
    // Ready in March 2026 but power by then: building, then 61 days of ramp, then the grid's 60 MW.
    let answer = answer(
        "two-sites.toml",
        &[
            "site.a.grid.full.energised=2026-02-10",
            "site.a.grid.full.capacity=60 MW",
            "site.a.phase.hall.ramp=61 days",
            "zone.south.headroom=500 MW",
        ],
    );
    let row = binding(&answer, "phase", "a.hall");
    let held = |list: &[f64], day: &str| list[period(&answer, day)] == 1.0;
    assert!(held(&row.building, "2025-01-31") && held(&row.building, "2026-02-28"));
    // Half of 40,000 GPUs draw 50 MW; all of them ask for 100.
    assert!(held(&row.building, "2026-04-30"));
    assert!(held(&row.grid, "2026-05-31") && held(&row.grid, "2027-12-31"));
    // A zone that has no room for it at all is what comes last from the beginning.
    let answer = self::answer(
        "two-sites.toml",
        &[
            "zone.south.headroom={ 2026-01-31 = \"100 MW\", 2026-12-31 = \"100 MW\", 2027-01-31 = \"150 MW\" }",
        ],
    );
    let row = binding(&answer, "phase", "a.hall");
    assert!(row.zone.iter().all(|share| *share == 1.0));
    // The line begins to rise with the end of the year.
    assert_eq!(date(&answer, "a", "online").as_deref(), Some("2026-12-31"));
}

/// With a season the overhead of each month is its own, of what is drawn and of what is cut off.
#[test]
fn what_is_cut_off_follows_the_season_as_what_is_drawn_does() {
    let season = "zone.north.pue_season=[1.5, 1, 1, 1, 0.5, 0.5, 0.5, 1, 1, 1, 1.5, 1.5]";
    let zone = ["zone.north.country=GB", season, "site.a.zone=\"north\""];
    let answer = answer("not-firm.toml", &zone);
    let at = |metric: &str, day: &str| level(&answer, "a", metric, day);
    // 80 MW of IT x 0.8 x (1 + 0.1 x 1.5), of which 2.5 % is cut off, over the 744 hours of December;
    // and 2 % of the 720 of June 2027, when 70 MW are firm.
    let of = |overhead: f64, share: f64, hours: f64| 80.0 * 0.8 * (1.0 + overhead) * share * hours;
    let near = |number: f64, exact: f64| assert!((number / exact - 1.0).abs() < 1e-6, "{number}");
    near(at("curtailed", "2026-12-31"), of(0.15, 0.025, 744.0));
    near(at("energy", "2026-12-31"), of(0.15, 0.975, 744.0));
    near(at("curtailed", "2027-06-30"), of(0.05, 0.02, 720.0));
    near(at("energy", "2027-06-30"), of(0.05, 0.98, 720.0));
    // Both add up to what would be drawn, in every month.
    let never = [
        "site.a.grid.second.curtailed=0",
        "site.a.grid.third.curtailed=0",
    ];
    let firm = [zone.as_slice(), &never].concat();
    let firm = crate::power::answer("not-firm.toml", &firm);
    let energy =
        |answer: &Projection, metric: &str| series(answer, "site", "a", metric).mean.clone();
    let cut = energy(&answer, "curtailed");
    for (period, (left, all)) in energy(&answer, "energy")
        .iter()
        .zip(energy(&firm, "energy"))
        .enumerate()
    {
        assert!(
            (left + cut[period] - all).abs() <= 1e-6 * all,
            "{period}: {left} {all}"
        );
    }
    // By year too.
    let years = answer.capacity.years.iter();
    let mut of_year = years.filter(|row| row.metric == "curtailed" && row.year == 2027);
    let sum: f64 = answer
        .periods
        .iter()
        .zip(&cut)
        .filter(|(end, _)| end.starts_with("2027"))
        .map(|it| it.1)
        .sum();
    near(of_year.next().expect("a year").p50, sum);
}

#[test]
fn what_rests_on_capacity_that_is_not_firm_is_cut_off_for_its_share_of_the_hours() {
    // 100 MW at the meter, 60 of them firm: 30 rest on the second stage, cut off for 5 % of the hours,
    // and 10 on the third, cut off for 10 %. That is 2.5 MW, 2.5 % of the load.
    let answer = answer("not-firm.toml", &[]);
    let at = |metric: &str, day: &str| level(&answer, "a", metric, day);
    assert_eq!(at("facility_load", "2026-12-31"), 100.0);
    assert_eq!(at("gpus_powered", "2026-12-31"), 40_000.0);
    // 80 MW of IT x 0.8 x 1.1, of which 97.5 % is left; December has 744 hours.
    let average = 80.0 * 0.8 * 1.1;
    assert_eq!(average, 70.4);
    assert_eq!(at("average_load", "2026-12-31"), 68.64);
    assert_eq!(at("energy", "2026-12-31"), 51_068.16);
    assert_eq!(at("curtailed", "2026-12-31"), 1_309.44);
    let compute = at("compute", "2026-12-31");
    // 40,000 GPUs of 3.958e15 with an MFU of 0.4 and an availability of 0.9.
    assert_eq!(compute, 1.5832e20);
    assert_eq!(at("effective", "2026-12-31"), 5.557_032e19);
    // Before the second stage nothing that is drawn is cut off.
    assert_eq!(at("facility_load", "2026-05-31"), 60.0);
    assert_eq!(at("curtailed", "2026-05-31"), 0.0);
    assert_eq!(at("average_load", "2026-05-31"), 42.24);
    // From the fourth on 70 MW are firm: 20 x 0.05 + 10 x 0.1 = 2 MW are cut off.
    assert_eq!(at("average_load", "2027-12-31"), 68.992);
    // The whole is its parts, and what is firm adds nothing.
    let total = series(&answer, "total", "", "curtailed");
    let site = series(&answer, "site", "a", "curtailed");
    assert_eq!(total.p50, site.p50);
    assert_eq!(
        date(&answer, "a", "complete").as_deref(),
        Some("2026-06-15")
    );
    let stage = &answer.power[0].stages[2];
    assert_eq!(stage.id, "second");
    let hours = stage.curtailed_hours.as_ref().expect("not firm").p50;
    assert!((hours - 438.3).abs() < 1e-9, "{hours}");
    assert!(answer.power[0].stages[0].curtailed.is_none());
    // Where all is firm the metric is not there.
    let firm = self::answer("two-sites.toml", &[]);
    assert!(firm.find("total", None, "curtailed").is_none());
}

#[test]
fn a_changed_headroom_beside_its_base_is_as_if_run_alone() {
    let base = read("crowd.toml", &[]);
    let variants = [
        "zone.south.headroom=260 MW",
        "site.c.grid.full.curtailed=0.3",
        "site.b.zone=\"north\"",
        "site.d.grid.full.capacity=30 MW",
    ];
    let variants = variants.map(|edit| read("crowd.toml", &[edit]));
    let spec = RunSpec {
        scopes: ScopeKind::ALL.to_vec(),
        binding: true,
        ..RunSpec::of(&base.model)
    };
    let all: Vec<&Loaded> = [&base].into_iter().chain(&variants).collect();
    let together = run_many(&all, &spec, &Unwatched).expect("not stopped");
    for (loaded, together) in all.iter().zip(&together) {
        assert!(run(loaded, &spec) == *together);
    }
    let energy = |answer: &Projection| series(answer, "zone", "south", "energy").mean.clone();
    let of_base = energy(&together[0]);
    assert!(together[1..].iter().all(|answer| energy(answer) != of_base));
}

#[test]
fn no_trial_draws_more_than_the_zone_carries() {
    let loaded = read("crowd.toml", &[]);
    let spec = RunSpec {
        trials: 2_000,
        scopes: vec![ScopeKind::Zone, ScopeKind::Site],
        binding: true,
        ..RunSpec::of(&loaded.model)
    };
    let plan = Plan::compile(&loaded.model, &spec);
    let levels = |kind: ScopeKind, id: &str, metric: Metric| {
        let mut scopes = plan.scopes.iter();
        let scope = scopes
            .position(|scope| scope.kind == kind && scope.id == id)
            .expect("a scope");
        let mut series = plan.scopes[scope].series.iter();
        let series = series
            .position(|series| series.metric == metric)
            .expect("a series");
        trace(&plan, spec.trials, scope, series).levels
    };
    let (load, stranded) = (
        levels(ScopeKind::Zone, "south", Metric::FacilityLoad),
        levels(ScopeKind::Zone, "south", Metric::StrandedPower),
    );
    let headroom = loaded.model.zones[1].headroom.as_ref().expect("headroom");
    let mut full = 0;
    for (period, edge) in plan.timeline.edges()[1..].iter().enumerate() {
        // Certain but for the plant of a, 30 MW from 2026-07-01 on.
        let carries = headroom.quantile_at(Instant::from_days(*edge), 0.5);
        let plant = if *edge > Instant::start_of(date_of(2026, 7, 1)).days() {
            30.0
        } else {
            0.0
        };
        for (load, stranded) in load[period].iter().zip(&stranded[period]) {
            assert!(
                load + stranded <= (carries + plant) * (1.0 + 1e-9),
                "{load} {stranded} {carries}"
            );
            full += u32::from((load + stranded - carries - plant).abs() < 1e-6);
        }
    }
    // Not an empty law: often nothing is left.
    assert!(full > 10_000, "{full}");
    for site in ["a", "b", "c", "d", "e"] {
        let [installed, powered] = [Metric::GpusInstalled, Metric::GpusPowered]
            .map(|metric| levels(ScopeKind::Site, site, metric));
        let pairs = installed.iter().flatten().zip(powered.iter().flatten());
        assert!(
            pairs
                .clone()
                .all(|(installed, powered)| powered <= installed)
        );
        assert!(
            pairs
                .clone()
                .any(|(installed, powered)| powered < installed),
            "{site}"
        );
    }
}

#[test]
fn first_power_and_what_binds_agree_with_what_stands_at_each_edge() {
    let loaded = read("crowd.toml", &[]);
    let spec = RunSpec {
        trials: 1_024,
        scopes: vec![ScopeKind::Phase],
        binding: true,
        ..RunSpec::of(&loaded.model)
    };
    let plan = Plan::compile(&loaded.model, &spec);
    let answer = run(&loaded, &spec);
    for (index, phase) in plan.phases.iter().enumerate() {
        let columns = [phase.online, phase.complete];
        let dates = sample(&plan, spec.trials, &columns);
        let build = plan.build(index);
        let site = &loaded.model.sites[phase.site];
        let id = format!("{}.{}", site.id, site.phases[phase.phase].id);
        let mut scopes = plan.scopes.iter();
        let scope = scopes.position(|scope| scope.id == id).expect("a scope");
        let of = |metric: Metric| {
            let mut series = plan.scopes[scope].series.iter();
            let series = series
                .position(|series| series.metric == metric)
                .expect("a series");
            trace(&plan, spec.trials, scope, series).levels
        };
        let (powered, installed) = (of(Metric::GpusPowered), of(Metric::GpusInstalled));
        let size = sample(&plan, spec.trials, &[build.size]).remove(0);
        let row = binding(&answer, "phase", &id);
        for (period, edge) in plan.timeline.edges()[1..].iter().enumerate() {
            let mut whole = 0;
            for trial in 0..spec.trials as usize {
                let (online, complete) = (dates[0][trial], dates[1][trial]);
                assert!(complete >= online);
                let runs = powered[period][trial];
                assert!(runs == 0.0 || online <= *edge, "{id} {period} {trial}");
                let all = (runs - size[trial]).abs() < 1e-3;
                assert!(
                    !all || complete <= *edge + 1e-6,
                    "{id} {period} {trial} {complete}"
                );
                whole += u32::from(all && installed[period][trial] == runs);
            }
            let nothing = f64::from(whole) / spec.trials as f64;
            assert!(
                (row.nothing[period] - nothing).abs() < 1e-6,
                "{id} {period}"
            );
        }
    }
    let mut seen = [false; 6];
    for row in &answer.binding {
        for period in 0..answer.periods.len() {
            let shares = [
                &row.building,
                &row.grid,
                &row.zone,
                &row.chips,
                &row.nothing,
                &row.lost,
            ]
            .map(|list| list[period]);
            let sum: f64 = shares.iter().sum();
            assert!((sum - 1.0).abs() < 1e-6, "{:?}", row.scope);
            for (seen, share) in seen.iter_mut().zip(shares) {
                *seen |= share > 0.0;
            }
        }
    }
    assert_eq!(seen, [true, true, true, false, true, true]);
}

#[test]
fn a_zone_with_room_for_all_changes_nothing() {
    let north = ["a", "b", "c", "d", "e"].map(|site| format!("site.{site}.zone=north"));
    let north: Vec<&str> = north.iter().map(String::as_str).collect();
    let free = read("crowd.toml", &north);
    let room = read("crowd.toml", &["zone.south.headroom=500 MW"]);
    let answer = |loaded: &Loaded| {
        let spec = RunSpec {
            scopes: vec![ScopeKind::Total, ScopeKind::Site, ScopeKind::Phase],
            binding: true,
            ..RunSpec::of(&loaded.model)
        };
        run(loaded, &spec)
    };
    let (free, room) = (answer(&free), answer(&room));
    assert!(free.series == room.series && free.binding == room.binding);
    for (free, room) in free.schedule.iter().zip(&room.schedule) {
        let dates = |row: &ScheduleRow| (row.p10.clone(), row.p50.clone(), row.p90.clone());
        assert_eq!(dates(free), dates(room));
    }
}

#[test]
fn a_phase_without_its_chips_is_held_by_them() {
    // Both ask at the end of March 2026; a is first by id and has the first 40,000 of the pool.
    let pool = "supply.plain={ chips = [\"plain\"], cumulative = { 2026-08-31 = 10_000, 2027-08-31 = 40_000 } }";
    let answer = answer("two-sites.toml", &[pool, "zone.south.headroom=500 MW"]);
    let of_a = binding(&answer, "phase", "a.hall");
    let held = |list: &[f64], day: &str| list[period(&answer, day)] == 1.0;
    for day in ["2025-01-31", "2026-07-31", "2026-09-30", "2027-07-31"] {
        assert!(held(&of_a.chips, day), "{day}");
    }
    assert!(held(&of_a.nothing, "2027-09-30"));
    // What never gets its chips waits for them.
    let of_b = binding(&answer, "phase", "b.hall");
    assert!(of_b.chips.iter().all(|share| *share == 1.0));
}

/// The mean of an outcome that is not the same in all trials, and the inputs that are held against it.
fn driven(loaded: &Loaded, outcome: &str) -> (Option<f64>, Vec<String>) {
    let mut spec = RunSpec::of(&loaded.model);
    (spec.drivers, spec.scopes) = (true, ScopeKind::ALL.to_vec());
    let plan = Plan::compile(&loaded.model, &spec);
    let asked = [outcome.parse().unwrap()];
    let mut nowhere = capcast::engine::Untaken;
    let answer =
        capcast::pipeline::run_asked(loaded, &plan, &asked, &Unwatched, &mut nowhere).unwrap();
    let name = outcome.split_once(' ').unwrap().1;
    let row = answer.risk.outcomes.iter().find(|of| of.outcome == name);
    let rows = answer.sensitivity.iter();
    let mut inputs: Vec<String> = rows
        .filter(|row| row.outcome == name)
        .map(|row| row.input.clone())
        .collect();
    inputs.sort_unstable();
    (row.map(|row| row.mean), inputs)
}

/// What a zone can carry reaches the levels and dates of all its sites, and so does what another of
/// its sites asks of it before; GPUs that stand there do not depend on it.
#[test]
fn what_a_zone_can_carry_drives_what_its_sites_come_to() {
    let set = [
        "scenario.trials=2000",
        "zone.south.headroom=\"90 to 180 MW\"",
        "site.b.grid.full.capacity=\"60 to 100 MW\"",
    ];
    let loaded = read("two-sites.toml", &set);
    let both = ["site.b.grid.full.capacity", "zone.south.headroom"];
    for outcome in [
        "mean facility_load of site a at 2027-12-31",
        "mean gpus_powered of site a at 2027-12-31",
        "mean it_load of phase a.hall at 2027-12-31",
        "mean h100e of total at 2027-12-31",
        "chance gpus_stranded of zone south at most 100 GPUs at 2027-12-31",
        "p50 complete of a.hall",
        "p50 online of a.hall",
    ] {
        let (mean, inputs) = driven(&loaded, outcome);
        assert!(mean.is_some() && inputs == both, "{outcome}: {inputs:?}");
    }
    let none = driven(&loaded, "mean gpus_installed of site a at 2027-12-31");
    assert_eq!(none, (None, Vec::new()));
}

/// A level that is the bar exactly is at least it and at most it, however its parts were rounded:
/// seven phases of 1,000 GPUs of 2.3 kW at 1.37 are 22.057 MW, or none where a risk takes all.
#[test]
fn a_level_that_is_the_bar_is_on_both_sides_of_it() {
    let text = "
[scenario]
from = 2025-01-01
to = 2027-12-31
trials = 64
[chip.plain]
watts = \"2.3 kW\"
ops_8bit = 3.958e15
[risk.all]
probability = 0.5
cancel = true
applies_to = { site = \"a\" }
[site.a]
announced = 2025-01-01
pue_peak = 1.37
pue = 1.1
[site.a.phase.p]
copies = 7
chip = \"plain\"
gpus = 1_000
proceed = 1
delivered = 1
ramp = 0
online = 2026-03-31
overrun = 1
";
    let loaded = crate::ledger::loaded(text);
    let chance = |words: &str| {
        let of = format!("chance facility_load of total {words} MW at 2027-12-31");
        driven(&loaded, &of).0
    };
    let (reached, below) = (chance("at least 22.057"), chance("at most 22.0569"));
    let (reached, below) = (reached.unwrap(), below.unwrap());
    assert!(reached > 0.2 && below > 0.2 && (reached + below - 1.0).abs() < 1e-12);
    // Never, and always.
    assert_eq!(
        ["at least 22.0571", "at most 22.057"].map(chance),
        [None; 2]
    );
}
