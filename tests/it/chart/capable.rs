//! A made-up answer of capacity over the sample: every part filled, none of it meant.

use super::risky::estimate;
use super::sample::{self, site, total};
use capcast::projection::{
    Band, BaselineRow, BindingRow, Budget, CapacityAnswer, DelayCostRow, GenerationRow, JointRow,
    MoneyAnswer, MoneyRow, Percentiles, ProgrammeRow, Projection, Scope, SiteRow, SupplyRow,
    TargetRow, YearRow,
};

/// The sample with all that is said of capacity.
pub fn capable() -> Projection {
    let mut projection = sample::projection();
    let count = projection.periods.len();
    let sites = [
        (total(), 709.0),
        (site("loughton", "Loughton"), 90.0),
        (site("cambois", "Cambois"), 350.0),
        (site("cobalt-park", "Cobalt Park (Stargate UK)"), 110.0),
        (site("lanarkshire", "DataVita Lanarkshire"), 90.0),
    ];
    let rows = sites.into_iter();
    projection.binding = rows.map(|(scope, mw)| bound(scope, mw, count)).collect();
    projection.targets = targets(count);
    projection.programmes = programmes();
    projection.series.extend(flows(&projection));
    projection.joint_confidence.push(both());
    projection.capacity = CapacityAnswer {
        sites: places(),
        baselines: baselines(count),
        supply: vec![pool("nvidia", "NVIDIA GB300 for the UK", 1.0, count)],
        generations: generations(),
        money: Some(money()),
        years: years(),
    };
    projection
}

/// How far a period lies along an S from 0 to 1 around a middle.
fn rise(n: usize, middle: f64, width: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-(n as f64 - middle) / width))
}

/// Shares that add up to 1.
pub fn bound(scope: Scope, announced_mw: f64, count: usize) -> BindingRow {
    let mut row = BindingRow {
        scope,
        announced_mw,
        building: Vec::new(),
        grid: Vec::new(),
        zone: Vec::new(),
        chips: Vec::new(),
        nothing: Vec::new(),
        lost: Vec::new(),
    };
    for n in 0..count {
        let ready = rise(n, 34.0, 7.0);
        let lost = 0.16 * rise(n, 40.0, 9.0);
        let come = (ready - lost).max(0.0);
        let grid = come * (1.0 - rise(n, 48.0, 9.0)) * 0.75;
        let zone = come * (1.0 - rise(n, 60.0, 10.0)) * 0.12;
        let chips = come * (1.0 - rise(n, 30.0, 6.0)) * 0.5;
        row.building.push(1.0 - ready.max(lost));
        row.grid.push(grid);
        row.zone.push(zone);
        row.chips.push(chips.min(come - grid - zone));
        row.nothing
            .push(come - grid - zone - chips.min(come - grid - zone));
        row.lost.push(lost.min(ready.max(lost)));
    }
    row
}

fn target(id: &str, name: &str, by: &str, level: f64, chances: Vec<f64>, at: usize) -> TargetRow {
    TargetRow {
        id: id.into(),
        name: name.into(),
        scope: total(),
        metric: "facility_load".into(),
        unit: "MW".into(),
        summed: None,
        at_least: Some(level),
        at_most: None,
        by: by.into(),
        chance: estimate(chances[at.min(chances.len() - 1)], 0.0007),
        p10: Some("2030-11-30".into()),
        p50: None,
        p90: None,
        chances_se: chances.iter().map(|_| 0.0007).collect(),
        chances,
        announced_meets: level < 500.0,
        baselines: vec!["gb-today".into()],
    }
}

fn targets(count: usize) -> Vec<TargetRow> {
    let curve = |middle, width, top| -> Vec<f64> {
        (0..count).map(|n| top * rise(n, middle, width)).collect()
    };
    vec![
        target(
            "six",
            "6 GW of AI data centres by 2030",
            "2030-12-31",
            6000.0,
            curve(90.0, 8.0, 0.4),
            63,
        ),
        target(
            "half",
            "500 MW at the meter",
            "2029-12-31",
            500.0,
            curve(56.0, 5.0, 0.7),
            51,
        ),
        target(
            "hundred",
            "100 MW by the end of 2027",
            "2027-12-31",
            100.0,
            curve(24.0, 3.0, 0.995),
            27,
        ),
        TargetRow {
            summed: None,
            at_least: None,
            at_most: Some(250.0),
            ..target(
                "cap",
                "No more than 250 MW in the London zone",
                "2028-12-31",
                250.0,
                (0..count)
                    .map(|n| 1.0 - 0.35 * rise(n, 50.0, 6.0))
                    .collect(),
                39,
            )
        },
    ]
}

fn programmes() -> Vec<ProgrammeRow> {
    let row = |id: &str, name: &str, gpus: f64, claimed: f64| ProgrammeRow {
        id: id.into(),
        name: name.into(),
        announced: Some("2025-09-16".into()),
        announced_gpus: Some(gpus),
        claimed_gpus: claimed,
        unsited_gpus: (gpus - claimed).max(0.0),
        over_subscribed_gpus: (claimed - gpus).max(0.0),
        by: Some("2028-12-31".into()),
        installed_p50: Some(0.34 * claimed),
        powered_p50: Some(0.22 * claimed),
        ..ProgrammeRow::default()
    };
    vec![
        ProgrammeRow {
            announced_money: Some(11e9),
            ..row(
                "nvidia-uk",
                "NVIDIA UK: 120,000 GPUs by the end of 2026",
                120_000.0,
                91_000.0,
            )
        },
        ProgrammeRow {
            part_of: vec!["nvidia-uk".into()],
            fills_totals: true,
            remainder: Some("nscale-rest".into()),
            ..row("nscale", "Nscale", 60_000.0, 31_000.0)
        },
        ProgrammeRow {
            part_of: vec!["nscale".into()],
            ..row("stargate-uk", "Stargate UK", 8_000.0, 8_000.0)
        },
        ProgrammeRow {
            part_of: vec!["nvidia-uk".into()],
            ..row(
                "coreweave",
                "CoreWeave and DataVita in Scotland",
                20_000.0,
                27_000.0,
            )
        },
        ProgrammeRow {
            announced_gpus: None,
            announced_mw: Some(2_000.0),
            claimed_mw: 700.0,
            unsited_mw: 1300.0,
            ..row("zones", "AI growth zones", 0.0, 0.0)
        },
        ProgrammeRow {
            announced_gpus: None,
            ..row("words", "Partnership without figures", 0.0, 3000.0)
        },
    ]
}

/// Deliveries with demand that runs ahead of them.
pub fn pool(id: &str, name: &str, scale: f64, count: usize) -> SupplyRow {
    let band = |middle: f64, width: f64, top: f64, spread: f64| Band {
        p10: (0..count)
            .map(|n| scale * top * (1.0 - spread) * rise(n, middle * 1.1, width))
            .collect(),
        p50: (0..count)
            .map(|n| scale * top * rise(n, middle, width))
            .collect(),
        p90: (0..count)
            .map(|n| scale * top * (1.0 + spread) * rise(n, middle * 0.9, width))
            .collect(),
    };
    let supplied = band(44.0, 9.0, 160_000.0, 0.14);
    let wanted = band(34.0, 8.0, 120_000.0, 0.22);
    let least = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a.min(*b)).collect();
    SupplyRow {
        id: id.into(),
        name: name.into(),
        chips: vec!["NVIDIA GB300 NVL72".into(), "NVIDIA B300".into()],
        phases: vec!["loughton.first".into(), "cambois.first".into()],
        handed_out: Band {
            p10: least(&supplied.p10, &wanted.p10),
            p50: least(&supplied.p50, &wanted.p50),
            p90: least(&supplied.p90, &wanted.p90),
        },
        short: (0..count)
            .map(|n| 0.78 * rise(n, 26.0, 4.0) * (1.0 - rise(n, 55.0, 4.0)))
            .collect(),
        supplied,
        wanted,
    }
}

fn generations() -> Vec<GenerationRow> {
    let row = |site: &str, phase: &str, name: &str, chip: (&str, &str, f64), announced, share| {
        GenerationRow {
            site: site.into(),
            phase: phase.into(),
            name: name.into(),
            chip: chip.0.into(),
            chip_name: chip.1.into(),
            announced,
            share: estimate(share, 0.001),
            online_p50: Some("2029-06-30".into()),
            gpus: 23_000.0,
            h100e: 23_000.0 * chip.2,
        }
    };
    let blackwell = ("gb300", "NVIDIA GB300 NVL72", 2.5);
    let rubin = ("vr200", "NVIDIA VR200 NVL144", 8.4);
    let ultra = ("vr300", "NVIDIA Rubin Ultra NVL576", 16.8);
    vec![
        row("loughton", "full", "Loughton: full", blackwell, true, 0.57),
        row("loughton", "full", "Loughton: full", rubin, false, 0.43),
        row("cambois", "first", "Cambois: first", blackwell, false, 0.03),
        row("cambois", "first", "Cambois: first", rubin, true, 0.35),
        row("cambois", "first", "Cambois: first", ultra, false, 0.62),
        row("cambois", "second", "Cambois: second", ultra, true, 1.0),
    ]
}

fn spread(p50: f64) -> Percentiles {
    Percentiles {
        p10: 0.8 * p50,
        p50,
        p90: 1.25 * p50,
    }
}

fn money() -> MoneyAnswer {
    let row = |kind: &str, id: &str, name: &str, stated: &str, sum: f64, modelled: Option<f64>| {
        MoneyRow {
            kind: kind.into(),
            id: id.into(),
            name: name.into(),
            stated: stated.into(),
            announced: spread(sum),
            covers: vec!["capex".into()],
            modelled: modelled.map(spread),
            gpus: Some(120_000.0),
            it_mw: Some(240.0),
            implied_per_gpu: Some(sum / 120_000.0),
            implied_per_mw: Some(sum / 240.0),
            evidence_per_gpu: Some((35_000.0, 52_000.0)),
            evidence_per_mw: Some((28e6, 42e6)),
            verdict: Some("above".into()),
        }
    };
    MoneyAnswer {
        currency: "USD".into(),
        price_year: Some(2025),
        rates: vec![
            "1 GBP = 1.33 USD".into(),
            "prices grow by 2 % a year".into(),
        ],
        opening: spread(0.2e9),
        announced: vec![
            row(
                "programme",
                "nvidia-uk",
                "NVIDIA UK",
                "11 bn GBP",
                14.7e9,
                Some(9.1e9),
            ),
            row(
                "site",
                "cambois",
                "Cambois",
                "10 bn GBP",
                13.3e9,
                Some(17.2e9),
            ),
            row(
                "phase",
                "loughton.first",
                "Loughton: first",
                "2.5 bn USD",
                2.5e9,
                None,
            ),
        ],
        delay: vec![DelayCostRow {
            site: "loughton".into(),
            phase: "first".into(),
            name: "Loughton: first".into(),
            tied_up: spread(1.9e9),
            per_month: spread(14e6),
        }],
    }
}

/// Spend to date, energy, emissions and peak load of the total, after its load.
fn flows(projection: &Projection) -> Vec<capcast::projection::Series> {
    let load = projection.find("total", None, "facility_load").unwrap();
    let scaled = |metric: &str, unit: &str, scale: f64| {
        let mut flow = load.clone();
        sample::scale(&mut flow, scale);
        flow.metric = metric.into();
        flow.unit = unit.into();
        flow
    };
    let mut spend = scaled("spend_to_date", "USD", 32e6);
    spend.announced.iter_mut().for_each(|sum| *sum *= 1.1);
    vec![
        spend,
        scaled("energy", "MWh", 610.0),
        scaled("emissions", "tCO2", 92.0),
        scaled("peak_load", "MW", 1.12),
        scaled("training_run", "FLOP", 4e24),
        scaled("flop_to_date", "FLOP", 9e25),
    ]
}

/// Date and cost of a site: 40 trials in a row, later and dearer each.
fn both() -> JointRow {
    JointRow {
        kind: "money".into(),
        phase: Some("cambois".into()),
        phases: Vec::new(),
        on_time: Vec::new(),
        if_independent: Vec::new(),
        dates: vec!["2028-12-31".into(), "2030-12-31".into()],
        levels: vec![12e9, 16e9],
        chance: vec![vec![0.1, 0.2], vec![0.2, 0.6]],
        scatter: (0..40)
            .map(|n| (21_200.0 + 30.0 * f64::from(n), 11e9 + 0.2e9 * f64::from(n)))
            .collect(),
        budget: Some(Budget {
            by: "2029-06-30".into(),
            amount: 13.3e9,
            comes: estimate(0.8, 0.003),
            on_time: estimate(0.31, 0.003),
            in_budget: estimate(0.24, 0.003),
            both: estimate(0.17, 0.003),
        }),
    }
}

fn years() -> Vec<YearRow> {
    let mut all = Vec::new();
    for (metric, unit, scale) in [
        ("energy", "MWh", 2_400_000.0),
        ("emissions", "tCO2", 390_000.0),
        ("water", "m3", 610_000.0),
        ("curtailed", "MWh", 14_000.0),
        ("spend", "USD", 5.1e9),
    ] {
        for year in 2025..=2032_i16 {
            let size = scale * rise(usize::try_from(year - 2025).unwrap(), 3.5, 1.1);
            all.push(YearRow {
                scope: total(),
                metric: metric.into(),
                unit: unit.into(),
                year,
                whole: year > 2025,
                mean: 0.7 * size,
                mean_se: 0.001 * size,
                p10: 0.3 * size,
                p50: 0.66 * size,
                p90: 1.1 * size,
            });
        }
    }
    all
}

fn places() -> Vec<SiteRow> {
    let row = |id: &str, name: &str, location, announced_mw| SiteRow {
        id: id.into(),
        name: name.into(),
        country: Some("GB".into()),
        zone: Some("gb".into()),
        location,
        announced_mw,
    };
    vec![
        row("loughton", "Loughton", Some((51.65, 0.07)), 90.0),
        row(
            "cobalt-park",
            "Cobalt Park (Stargate UK)",
            Some((55.02, -1.49)),
            110.0,
        ),
        row(
            "lanarkshire",
            "DataVita Lanarkshire",
            Some((55.86, -3.9)),
            90.0,
        ),
        row("crawley", "Crawley", Some((51.12, -0.18)), 16.0),
        row("docklands", "London Docklands", Some((51.51, 0.0)), 16.0),
        row("cambois", "Cambois", Some((55.15, -1.53)), 350.0),
        row("culham", "Culham", Some((51.66, -1.23)), 25.0),
        row("iver", "Iver Heath", None, 12.0),
    ]
}

fn baselines(count: usize) -> Vec<BaselineRow> {
    let level = |scale: f64| (0..count).map(|n| scale * (400.0 + n as f64)).collect();
    vec![BaselineRow {
        id: "gb-today".into(),
        name: "AI load in Great Britain that runs today".into(),
        scope: Scope {
            kind: "country".into(),
            id: Some("GB".into()),
            name: None,
        },
        metric: "facility_load".into(),
        unit: "MW".into(),
        p10: level(0.8),
        p50: level(1.0),
        p90: level(1.2),
    }]
}

/// The same without what other charts strain on.
pub fn alone() -> Projection {
    let mut projection = capable();
    projection.schedule.clear();
    projection.series.retain(|series| {
        let flows = [
            "spend_to_date",
            "energy",
            "emissions",
            "peak_load",
            "training_run",
            "flop_to_date",
        ];
        flows.contains(&series.metric.as_str())
    });
    projection
}

/// More of everything than there is room for, under long names.
pub fn crowded() -> Projection {
    let mut projection = alone();
    let long = |name: &str, n: usize| {
        format!("{name} 東京 & <i>sons</i> {n} of a very long name").repeat(3)
    };
    let targets = projection.targets.clone();
    let programmes = projection.programmes.clone();
    for n in 0..12 {
        for target in &targets {
            let mut target = target.clone();
            target.id = format!("{}-{n}", target.id);
            target.name = long(&target.name, n);
            target
                .chances
                .iter_mut()
                .for_each(|chance| *chance *= 0.1 * n as f64 / 1.2);
            projection.targets.push(target);
        }
        for programme in &programmes {
            let mut programme = programme.clone();
            programme.id = format!("{}-{n}", programme.id);
            programme.name = long(&programme.name, n);
            programme.part_of = programme
                .part_of
                .iter()
                .map(|of| format!("{of}-{n}"))
                .collect();
            programme.claimed_gpus *= 0.4 * n as f64;
            programme.powered_p50 = programme.powered_p50.map(|gpus| 0.4 * n as f64 * gpus);
            projection.programmes.push(programme);
        }
        for site in capable().capacity.sites {
            let (id, name) = (format!("{}-{n}", site.id), long(&site.name, n));
            let near = |(north, east): (f64, f64)| (north + 0.01 * n as f64, east);
            let location = site.location.map(near);
            projection.capacity.sites.push(SiteRow {
                id,
                name,
                location,
                ..site
            });
        }
        for row in generations() {
            let (phase, name) = (format!("{}-{n}", row.phase), long(&row.name, n));
            projection
                .capacity
                .generations
                .push(GenerationRow { phase, name, ..row });
        }
    }
    for n in 0..10 {
        let pool = pool(
            &format!("pool-{n}"),
            &long("pool", n),
            libm::pow(10.0, f64::from(n as u8) - 5.0),
            projection.periods.len(),
        );
        projection.capacity.supply.push(pool);
    }
    for row in &mut projection.binding {
        row.scope.name = row.scope.name.as_deref().map(|name| long(name, 1));
    }
    let money = projection.capacity.money.as_mut().unwrap();
    for n in 0..9 {
        let mut row = money.announced[0].clone();
        row.name = long(&row.name, n);
        row.announced.p50 *= n as f64;
        money.announced.push(row);
    }
    projection
}
