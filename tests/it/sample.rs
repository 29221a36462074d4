//! A small projection by hand: two phases, one of them running, and totals over three years.

use capcast::projection::{
    AssumptionRow, Estimate, FORMAT, FileRow, Given, Projection, Scenario, ScheduleRow, Scope,
    Series,
};

/// Two sites, three year ends, every part present.
pub fn projection() -> Projection {
    let periods = ["2026-12-31", "2027-12-31", "2028-12-31"];
    Projection {
        format: FORMAT,
        capcast: "0.1.0".to_owned(),
        scenario: Scenario {
            name: "Two sites".to_owned(),
            files: vec![FileRow {
                path: "two.toml".to_owned(),
                sha256: "00".repeat(32),
            }],
            set: Vec::new(),
            as_of: Some("2026-10-31".to_owned()),
            from: "2025-09-01".to_owned(),
            step: "month".to_owned(),
            credits: Vec::new(),
            mitigated: false,
            independent: false,
            replay: false,
        },
        seed: 1,
        trials: 100_000,
        sampler: "monte-carlo".to_owned(),
        periods: periods.map(str::to_owned).to_vec(),
        bin_width: 0.0,
        series: vec![
            series("gpus_powered", "GPUs", [100_000.0, 123_000.0, 123_000.0]),
            series("facility_load", "MW", [200.0, 246.0, 246.0]),
            series("h100e", "H100e", [410_000.0, 512_000.0, 512_000.0]),
        ],
        schedule: vec![
            forecast("loughton", "Loughton", "first"),
            fact("crawley", "Crawley", "hall"),
        ],
        power: Vec::new(),
        binding: Vec::new(),
        targets: Vec::new(),
        programmes: Vec::new(),
        sensitivity: Vec::new(),
        joint_confidence: Vec::new(),
        risk: capcast::projection::RiskAnswer::default(),
        capacity: capcast::projection::CapacityAnswer::default(),
        assumptions: vec![
            assumption("site.loughton.pue", "=1.3"),
            assumption("x", "-5"),
        ],
        sources: Vec::new(),
        not_modelled: Vec::new(),
        conflicts: Vec::new(),
        not_on_announced_path: Vec::new(),
        replay: None,
    }
}

/// A series of the total whose percentiles are tenths of the announced path.
pub fn series(metric: &str, unit: &str, announced: [f64; 3]) -> Series {
    let share = |share: f64| announced.map(|value| value * share).to_vec();
    Series {
        scope: Scope {
            kind: "total".to_owned(),
            id: None,
            name: None,
        },
        metric: metric.to_owned(),
        unit: unit.to_owned(),
        announced: announced.to_vec(),
        mean: share(0.12),
        mean_se: share(0.0001),
        sd: share(0.1),
        above_zero: Vec::new(),
        p5: share(0.02),
        p10: share(0.04),
        p25: share(0.07),
        p50: share(0.1),
        p75: share(0.15),
        p80: share(0.18),
        p90: share(0.25),
        p95: share(0.3),
        p10_lo: share(0.0399),
        p10_hi: share(0.0401),
        p50_lo: share(0.0999),
        p50_hi: share(0.1001),
        p90_lo: share(0.2499),
        p90_hi: share(0.2501),
    }
}

/// The `online` row of a phase that is late and may never come.
pub fn forecast(site: &str, name: &str, phase: &str) -> ScheduleRow {
    let date = |day: &str| Some(day.to_owned());
    let none = Estimate {
        value: 0.0,
        se: 0.0,
    };
    ScheduleRow {
        site: site.to_owned(),
        site_name: name.to_owned(),
        phase: Some(phase.to_owned()),
        phase_name: Some(phase.to_owned()),
        stage: None,
        milestone: "online".to_owned(),
        announced: date("2027-03-31"),
        seen: date("2026-03-09"),
        fact: false,
        on_time: Some(Estimate {
            value: 0.1234,
            se: 0.001,
        }),
        cancelled: Estimate {
            value: 0.11,
            se: 0.001,
        },
        never_restarted: none,
        maybe_already: none,
        p10: date("2027-05-03"),
        p50: date("2027-11-20"),
        p80: date("2028-08-01"),
        p90: None,
        p10_lo: date("2027-05-01"),
        p10_hi: date("2027-05-05"),
        p50_lo: date("2027-11-18"),
        p50_hi: date("2027-11-22"),
        p90_lo: None,
        p90_hi: None,
        given_online: Given {
            p10: date("2027-05-03"),
            p50: date("2027-10-20"),
            p80: date("2028-05-01"),
            p90: date("2028-09-01"),
            mean_slip_months: Some(-9.1),
            mean_slip_se: Some(0.01),
            waits: None,
            mean_wait_months: None,
            mean_wait_se: None,
        },
        curve: Vec::new(),
        activities: Vec::new(),
        announced_mw: None,
    }
}

/// The `online` row of a phase that runs.
pub fn fact(site: &str, name: &str, phase: &str) -> ScheduleRow {
    let since = Some("2024-10-01".to_owned());
    let none = Estimate {
        value: 0.0,
        se: 0.0,
    };
    ScheduleRow {
        fact: true,
        announced: None,
        on_time: None,
        cancelled: none,
        p10: since.clone(),
        p50: since.clone(),
        p80: since.clone(),
        p90: since,
        ..forecast(site, name, phase)
    }
}

fn assumption(path: &str, value: &str) -> AssumptionRow {
    AssumptionRow {
        path: path.to_owned(),
        value: value.to_owned(),
        unit: "ratio".to_owned(),
        standing: "assumed".to_owned(),
        sources: vec!["a".to_owned(), "b".to_owned()],
        file: "two.toml".to_owned(),
        line: 7,
        reason: None,
    }
}
