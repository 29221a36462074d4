//! A made-up answer of risk over the sample: every part filled, none of it meant.

use super::sample;
use capcast::projection::{
    ActivityRow, AttritionRow, BranchRow, CommonVariance, CorrelationRow, DrivenOutcome, Estimate,
    Exclusion, ExclusionRow, GivenRow, JointRow, LinkRow, MergeRow, Projection, RiskAnswer,
    RiskRow, RungRow, ScheduleRow, SensitivityRow, StoryRow, Together,
};

pub fn estimate(value: f64, se: f64) -> Estimate {
    Estimate { value, se }
}

/// The sample with all that is said of risk.
pub fn risky() -> Projection {
    let mut projection = sample::projection();
    let first = projection
        .schedule
        .iter_mut()
        .find(|row| row.phase.is_some());
    network(first.unwrap());
    let open: Vec<String> = open(&projection);
    let dates = open
        .iter()
        .map(|phase| (format!("online of {phase}"), "date"));
    let others = [
        ("facility_load of total at 2028-12-31".to_owned(), "level"),
        ("gpus_powered of total at 2028-12-31".to_owned(), "level"),
        (
            "online of loughton.first by 2027-03-31".to_owned(),
            "chance",
        ),
    ];
    let outcomes: Vec<DrivenOutcome> = others.into_iter().chain(dates).map(outcome).collect();
    projection.sensitivity = outcomes.iter().flat_map(inputs).collect();
    projection.joint_confidence = joint(&open);
    projection.risk = RiskAnswer {
        outcomes,
        register: register(),
        correlations: vec![group()],
        together: together(&open),
        common: vec![CommonVariance {
            metric: "facility_load".into(),
            at: "2028-12-31".into(),
            sd: 64.0,
            sd_independent: 50.4,
            share: estimate(0.38, 0.01),
        }],
        branches: vec![branch(&open)],
        attrition: open.iter().take(6).map(|phase| ladder(phase)).collect(),
        merges: merges(),
    };
    projection
}

/// "site.phase" of all phases to come.
fn open(projection: &Projection) -> Vec<String> {
    let rows = projection.schedule.iter();
    rows.filter(|row| row.milestone == "online" && row.phase.is_some() && !row.fact)
        .map(|row| format!("{}.{}", row.site, row.phase.as_deref().unwrap()))
        .collect()
}

fn activity(
    id: &str,
    start: &str,
    finish: &str,
    criticality: f64,
    after: Vec<LinkRow>,
) -> ActivityRow {
    ActivityRow {
        id: id.into(),
        state: "open".into(),
        criticality,
        criticality_se: 0.001,
        cruciality: Some(0.4),
        cruciality_rank: Some(0.38),
        sensitivity_index: Some(0.31),
        float_days: Some(12.0),
        after,
        p10: Some("2026-12-01".into()),
        p50: Some(finish.into()),
        p90: Some("2028-06-30".into()),
        start_p10: Some("2026-11-01".into()),
        start_p50: Some(start.into()),
        start_p90: Some("2027-12-31".into()),
    }
}

/// Seven activities, two grid stages and another phase, with merges.
fn network(row: &mut ScheduleRow) {
    let link = |from: &str, criticality| LinkRow {
        from: from.into(),
        lag_days: 0.0,
        criticality,
    };
    row.activities = vec![
        activity("planning", "2025-10-01", "2026-11-30", 0.81, vec![]),
        activity(
            "substation",
            "2026-03-01",
            "2027-04-30",
            0.22,
            vec![link("energised.full-import", 0.1)],
        ),
        activity(
            "shell",
            "2026-12-01",
            "2027-05-31",
            0.63,
            vec![link("planning", 0.63)],
        ),
        activity(
            "procurement",
            "2026-11-01",
            "2027-06-30",
            0.18,
            vec![link("planning", 0.18)],
        ),
        activity(
            "fit-out",
            "2027-06-01",
            "2027-10-15",
            0.78,
            vec![link("shell", 0.6), link("procurement", 0.18)],
        ),
        activity(
            "install",
            "2027-07-01",
            "2027-11-01",
            0.04,
            vec![
                link("lanarkshire.first.online", 0.02),
                link("procurement", 0.02),
            ],
        ),
        activity(
            "commissioning",
            "2027-10-16",
            "2027-12-15",
            1.0,
            vec![
                link("fit-out", 0.76),
                link("substation", 0.2),
                link("install", 0.04),
            ],
        ),
    ];
}

fn merges() -> Vec<MergeRow> {
    let merge = |activity: Option<&str>, waits_for: &[&str], bias| MergeRow {
        site: "loughton".into(),
        phase: "first".into(),
        activity: activity.map(str::to_owned),
        waits_for: waits_for.iter().map(|id| (*id).to_owned()).collect(),
        bias: estimate(bias, 0.4),
    };
    vec![
        merge(Some("fit-out"), &["shell", "procurement"], 18.0),
        merge(
            Some("commissioning"),
            &["fit-out", "substation", "install"],
            41.6,
        ),
    ]
}

fn outcome((name, kind): (String, &str)) -> DrivenOutcome {
    let (unit, mean, sd) = match kind {
        "date" => ("days", 21_300.0, 190.0),
        "chance" => ("share", 0.21, 0.4),
        _ if name.starts_with("gpus") => ("GPUs", 61_000.0, 21_000.0),
        _ => ("MW", 132.0, 47.0),
    };
    DrivenOutcome {
        outcome: name,
        kind: kind.into(),
        unit: unit.into(),
        trials: 10_000,
        mean,
        sd,
        shares_sum: 1.24,
    }
}

/// Twelve inputs with their kinds, swings and shares, of which two are chance.
fn named(site: &str, phase: &str) -> Vec<(String, &'static str, f64, f64)> {
    vec![
        ("driver.contractors".to_owned(), "driver", 1.0, 0.44),
        (
            format!("site.{site}.phase.{phase}.activity.shell.duration"),
            "quantity",
            0.72,
            0.18,
        ),
        (
            "risk.transformers@site.loughton".to_owned(),
            "risk",
            0.55,
            0.11,
        ),
        (
            "correlation.grid-queue.country.GB".to_owned(),
            "group",
            0.5,
            0.12,
        ),
        ("branch.plan".to_owned(), "branch", -0.42, 0.08),
        (
            format!("site.{site}.phase.{phase}.proceed"),
            "proceeds",
            -0.4,
            0.07,
        ),
        (
            format!("site.{site}.phase.{phase}.activity.planning.gate"),
            "gate",
            -0.31,
            0.05,
        ),
        (
            format!("site.{site}.grid.full-import.energised"),
            "quantity",
            0.28,
            0.04,
        ),
        (
            format!("site.{site}.phase.{phase}.delivered"),
            "quantity",
            -0.2,
            0.03,
        ),
        (
            "site.culham.phase.pilot.activity.site-preparation-and-enabling-works.duration"
                .to_owned(),
            "quantity",
            0.12,
            0.02,
        ),
        ("driver.chips".to_owned(), "driver", 0.1, 0.01),
        ("site.crawley.pue_peak".to_owned(), "quantity", 0.01, 0.0),
        (
            "site.docklands.load_factor".to_owned(),
            "quantity",
            -0.005,
            0.0,
        ),
    ]
}

fn inputs(outcome: &DrivenOutcome) -> Vec<SensitivityRow> {
    let own = outcome
        .outcome
        .strip_prefix("online of ")
        .and_then(|rest| rest.split(' ').next())
        .and_then(|place| place.split_once('.'))
        .unwrap_or(("loughton", "first"));
    let (site, phase) = own;
    let sign = if outcome.kind == "date" { 1.0 } else { -1.0 };
    named(site, phase)
        .into_iter()
        .map(|(input, kind, size, share)| {
            let swing = sign * size * 1.9 * outcome.sd;
            SensitivityRow {
                outcome: outcome.outcome.clone(),
                input,
                kind: kind.into(),
                rank_correlation: sign * size * 0.6,
                rank_se: 0.01,
                share_of_variance: share,
                share_se: 0.012,
                swing,
                swing_se: 0.04 * outcome.sd,
                low: outcome.mean - 0.42 * swing,
                high: outcome.mean + 0.58 * swing,
                unit: outcome.unit.clone(),
                value_of_information: (outcome.kind == "chance").then(|| estimate(0.02, 0.001)),
            }
        })
        .collect()
}

fn register() -> Vec<RiskRow> {
    let row = |kind: &str, id: &str, name: &str, what: &str, each: &str| RiskRow {
        kind: kind.into(),
        id: id.into(),
        name: name.into(),
        what: what.into(),
        each: each.into(),
        applies_to: vec![
            "site.loughton.phase.first.activity.shell".into(),
            "site.lanarkshire.phase.first".into(),
        ],
        probability: (kind == "risk").then_some(0.3),
        happened: (kind == "risk").then(|| estimate(0.297, 0.002)),
        off: id == "strike",
        has_mitigation: id == "transformers",
        sources: vec!["dcd-queue".into()],
    };
    vec![
        row(
            "driver",
            "contractors",
            "Pace of contractors",
            "stretches durations",
            "once",
        ),
        row(
            "driver",
            "chips",
            "Chip generation",
            "stretches durations",
            "once",
        ),
        row(
            "risk",
            "transformers",
            "Transformers late",
            "delay 3 to 12 months",
            "site",
        ),
        row("risk", "strike", "Strike", "delay 1 to 2 months", "once"),
    ]
}

fn group() -> CorrelationRow {
    CorrelationRow {
        id: "grid-queue".into(),
        name: "Grid queue".into(),
        copula: "t".into(),
        df: Some(4.0),
        members: vec![
            "site.loughton.grid.full-import.energised".into(),
            "site.lanarkshire.grid.first-import.energised".into(),
            "site.cambois.phase.first.activity.online".into(),
        ],
        asked: vec![0.5, 0.5, 0.3],
        achieved: vec![0.496, 0.503, 0.298],
        se: 0.01,
        repaired: Some(0.02),
    }
}

/// A correlation for each pair: more within a site.
pub fn together(phases: &[String]) -> Together {
    let site = |n: usize| phases[n].split('.').next().unwrap();
    let value = |i: usize, j: usize| match i.abs_diff(j) {
        0 => 1.0,
        _ if site(i) == site(j) => 0.62,
        apart => 0.34 - 0.05 * apart as f64,
    };
    let count = phases.len();
    Together {
        phases: phases.to_vec(),
        correlation: (0..count)
            .map(|i| (0..count).map(|j| value(i, j)).collect())
            .collect(),
        se: 0.003,
    }
}

fn branch(phases: &[String]) -> BranchRow {
    let story = |name: &str, weight: f64, late: f64| {
        let dates = phases.iter().enumerate().map(|(n, phase)| GivenRow {
            outcome: format!("online of {phase}"),
            unit: "days".into(),
            mean: estimate(21_200.0 + late * (200.0 - 20.0 * n as f64), 1.2),
            p10: Some(20_900.0 + late * 100.0),
            p50: Some(21_150.0 + late * (220.0 - 20.0 * n as f64)),
            p90: (late < 1.0).then_some(21_800.0),
        });
        let levels = [
            ("facility_load", "MW", 130.0),
            ("gpus_powered", "GPUs", 60_000.0),
        ];
        let levels = levels.map(|(metric, unit, size)| GivenRow {
            outcome: format!("{metric} of total at 2028-12-31"),
            unit: unit.into(),
            mean: estimate(size * (1.0 - 0.4 * late), 0.4),
            p10: Some(size * (0.5 - 0.2 * late)),
            p50: Some(size * (1.0 - 0.4 * late)),
            p90: Some(size * (1.6 - 0.4 * late)),
        });
        StoryRow {
            name: name.into(),
            set: vec!["site.loughton.phase.full.gpus = 23040".into()],
            weight,
            share: estimate(weight, 0.002),
            given: levels.into_iter().chain(dates).collect(),
        }
    };
    BranchRow {
        id: "plan".into(),
        name: "Planning regime".into(),
        options: vec![
            story("fast track as announced", 0.3, 0.0),
            story("as it was", 0.5, 0.6),
            story("judicial reviews", 0.2, 1.2),
        ],
    }
}

fn ladder(phase: &str) -> AttritionRow {
    let (site, id) = phase.split_once('.').unwrap();
    let rung = |cause: &str, lost: f64, p50: Option<&str>| RungRow {
        cause: cause.into(),
        lost: estimate(lost, 0.001),
        p50: p50.map(str::to_owned),
    };
    AttritionRow {
        site: site.into(),
        phase: id.into(),
        rungs: vec![
            rung("proceed", 0.05, None),
            rung("restart", 0.0, None),
            rung("risk.transformers", 0.04, None),
            rung("gate.planning", 0.12, Some("2027-02-14")),
            rung("waits for lanarkshire.first", 0.06, None),
        ],
        comes: estimate(0.73, 0.001),
        size_share: estimate(0.86, 0.001),
    }
}

fn joint(phases: &[String]) -> Vec<JointRow> {
    let count = phases.len();
    let shares = |p: f64, tail: f64| -> Vec<f64> {
        let weights: Vec<f64> = (0..=count)
            .map(|k| libm::pow(p, k as f64) + if k > 3 { tail } else { 0.0 })
            .collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / sum).collect()
    };
    let mut independent = shares(0.4, 0.0);
    independent.swap(0, 1);
    let none = JointRow {
        kind: "portfolio".into(),
        phase: None,
        phases: phases.to_vec(),
        on_time: shares(0.5, 0.02)
            .into_iter()
            .map(|share| estimate(share, 0.003))
            .collect(),
        if_independent: independent,
        dates: Vec::new(),
        levels: Vec::new(),
        chance: Vec::new(),
        scatter: Vec::new(),
        budget: None,
    };
    let mut all = vec![none.clone()];
    for phase in phases {
        let dates: Vec<String> = (2027..=2032).map(|year| format!("{year}-12-31")).collect();
        let levels: Vec<f64> = (0..8).map(|n| f64::from(n) * 3_000.0).collect();
        let chance = |level: usize, date: usize| {
            (1.0 - libm::exp(-0.6 * (date as f64 + 0.4)))
                * libm::exp(-0.12 * level as f64)
                * if level > 5 { 0.3 } else { 1.0 }
        };
        all.push(JointRow {
            kind: "phase".into(),
            phase: Some(phase.clone()),
            phases: Vec::new(),
            on_time: Vec::new(),
            if_independent: Vec::new(),
            budget: None,
            chance: (0..8)
                .map(|level| (0..6).map(|date| chance(level, date)).collect())
                .collect(),
            scatter: (0..300)
                .map(|n| {
                    let (a, b) = (f64::from(n * 7919 % 300), f64::from(n * 104_729 % 300));
                    (
                        20_900.0 + 5.0 * a,
                        21_000.0 * (0.5 + 0.5 * b / 300.0) - 10.0 * a,
                    )
                })
                .collect(),
            dates,
            levels,
        });
    }
    all
}

/// An exclusion analysis of a date, a chance or a level.
pub fn exclusion(kind: &str) -> Exclusion {
    let (outcome, unit, all, none) = match kind {
        "date" => ("online of loughton.first", "days", 21_150.0, 20_890.0),
        "chance" => (
            "online of loughton.first by 2027-03-31",
            "share",
            0.12,
            0.44,
        ),
        _ => ("facility_load of total at 2028-12-31", "MW", 132.0, 201.0),
    };
    let names = [
        "Pace of contractors",
        "Transformers late",
        "Grid queue",
        "Strike",
    ];
    let ids = [
        "driver.contractors",
        "risk.transformers",
        "correlation.grid-queue",
        "risk.strike",
    ];
    let parts = [0.55, 0.3, 0.15, 0.0];
    let mut level = all;
    let rows = names
        .iter()
        .zip(ids)
        .zip(parts)
        .map(|((name, path), part)| {
            level += part * (none - all);
            let change = 0.9 * part * (none - all);
            ExclusionRow {
                path: path.into(),
                name: (*name).into(),
                without: all + change,
                change: estimate(change, 0.02 * (none - all).abs()),
                cumulative: level,
            }
        });
    Exclusion {
        outcome: outcome.into(),
        unit: unit.into(),
        with_all: estimate(all, 0.01 * all.abs().min(300.0)),
        with_none: estimate(none, 0.01),
        rows: rows.collect(),
    }
}

/// The same under strain: forty phases with endless names, all of them in every part.
pub fn crowded() -> Projection {
    let mut projection = risky();
    let rows = projection.schedule.clone();
    for n in 2..5 {
        for mut row in rows.clone() {
            row.site = format!("{}-{n}", row.site);
            row.site_name =
                format!("{} & sons, number {n} of an endless name ", row.site_name).repeat(4);
            row.phase_name = Some("a phase that is told at great length ".repeat(3));
            projection.schedule.push(row);
        }
    }
    let open = open(&projection);
    let dates = open
        .iter()
        .map(|phase| (format!("online of {phase}"), "date"));
    projection.risk.outcomes.extend(dates.map(outcome));
    projection.sensitivity = projection.risk.outcomes.iter().flat_map(inputs).collect();
    projection.risk.together = together(&open);
    projection.risk.attrition = open.iter().map(|phase| ladder(phase)).collect();
    projection.risk.branches = vec![branch(&open); 3];
    for row in &mut projection.risk.register {
        row.name = format!(
            "{} of the whole supply chain and of all that hangs on it ",
            row.name
        )
        .repeat(3);
    }
    for story in projection
        .risk
        .branches
        .iter_mut()
        .flat_map(|branch| &mut branch.options)
    {
        story.name = story.name.repeat(9);
    }
    for ladder in &mut projection.risk.attrition {
        let gates = (0..14).map(|n| RungRow {
            cause: format!("gate.{}-{n}", "a-gate-with-a-very-long-id-".repeat(3)),
            lost: estimate(0.001 * f64::from(n), 0.0001),
            p50: Some("2027-05-05".into()),
        });
        ladder.rungs.extend(gates);
    }
    projection.joint_confidence = joint(&open);
    for row in &mut projection.schedule {
        for activity in &mut row.activities {
            activity.id = format!("{}-{}", activity.id, "endless-".repeat(6));
            for link in &mut activity.after {
                if !link.from.contains('.') {
                    link.from = format!("{}-{}", link.from, "endless-".repeat(6));
                }
            }
        }
    }
    projection
}

/// A single phase that never comes.
pub fn lost() -> Projection {
    let mut projection = risky();
    projection.schedule.truncate(1);
    let row = &mut projection.schedule[0];
    row.curve.clear();
    (row.p10, row.p50, row.p80, row.p90) = (None, None, None, None);
    (
        row.given_online.p10,
        row.given_online.p50,
        row.given_online.p90,
    ) = (None, None, None);
    row.cancelled = estimate(1.0, 0.0);
    for activity in &mut row.activities {
        (activity.p10, activity.p50, activity.p90) = (None, None, None);
        (activity.start_p10, activity.start_p50, activity.start_p90) = (None, None, None);
    }
    projection.series.clear();
    projection.sensitivity.clear();
    projection.joint_confidence.clear();
    projection.risk.outcomes.clear();
    projection.risk.together = together(&["loughton.first".to_owned()]);
    projection.risk.branches.clear();
    projection.risk.attrition.truncate(1);
    let ladder = &mut projection.risk.attrition[0];
    ladder.rungs.truncate(1);
    ladder.rungs[0].lost = estimate(1.0, 0.0);
    ladder.comes = estimate(0.0, 0.0);
    ladder.size_share = estimate(0.0, 0.0);
    projection
}
