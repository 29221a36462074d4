//! A made-up projection of realistic shape: enough trials to look like a run, none of its meaning.

use capcast::projection::{
    ActivityRow, CurvePoint, Estimate, FORMAT, Given, Projection, Scenario, ScheduleRow, Scope,
    Series,
};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use std::sync::OnceLock;

const TRIALS: usize = 1000;

/// A phase of the sample.
struct Phase {
    site: usize,
    id: &'static str,
    megawatts: f64,
    gpus: f64,
    announced: Option<Date>,
    /// Median days after the announced date (or after 2027-06-30).
    slip: f64,
    /// Log-spread of the remaining time.
    spread: f64,
    never: f64,
    fact: bool,
}

const SITES: [(&str, &str); 8] = [
    ("loughton", "Loughton"),
    ("cobalt-park", "Cobalt Park (Stargate UK)"),
    ("lanarkshire", "DataVita Lanarkshire"),
    ("crawley", "Crawley"),
    ("docklands", "London Docklands"),
    ("cambois", "Cambois"),
    ("culham", "Culham"),
    ("iver", "Iver Heath <b>&\" \u{7}"),
];

fn phases() -> Vec<Phase> {
    let phase = |site, id, megawatts, announced, slip, spread, never| Phase {
        site,
        id,
        megawatts,
        gpus: megawatts * 460.0,
        announced,
        slip,
        spread,
        never,
        fact: false,
    };
    let mut all = vec![
        phase(0, "first", 50.0, Some(date(2027, 3, 31)), 240.0, 0.35, 0.05),
        phase(0, "full", 40.0, Some(date(2028, 6, 30)), 420.0, 0.4, 0.12),
        phase(1, "first", 20.0, Some(date(2027, 6, 30)), 600.0, 0.5, 0.56),
        phase(1, "full", 90.0, Some(date(2028, 12, 31)), 700.0, 0.5, 0.7),
        phase(2, "first", 30.0, Some(date(2027, 1, 31)), 200.0, 0.3, 0.02),
        phase(
            2,
            "second",
            60.0,
            Some(date(2028, 12, 31)),
            500.0,
            0.45,
            0.2,
        ),
        phase(3, "hall-1", 16.0, Some(date(2025, 1, 31)), 0.0, 0.0, 0.0),
        phase(4, "hall-1", 16.0, Some(date(2025, 3, 31)), 0.0, 0.0, 0.0),
        phase(
            5,
            "first",
            110.0,
            Some(date(2029, 12, 31)),
            900.0,
            0.35,
            0.35,
        ),
        phase(
            5,
            "second",
            240.0,
            Some(date(2031, 12, 31)),
            1200.0,
            0.4,
            0.5,
        ),
        phase(6, "pilot", 25.0, None, 600.0, 0.5, 0.3),
        phase(7, "refit", 12.0, Some(date(2026, 12, 31)), 30.0, 0.15, 0.0),
    ];
    all[6].fact = true;
    all[7].fact = true;
    all
}

/// A small generator: the sample needs no better.
struct Dice(u64);

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

fn day(date: Date) -> f64 {
    f64::from(capcast::calendar::day_number(date))
}

fn text(day: f64) -> Option<String> {
    capcast::calendar::date_of_day(day.floor()).map(|date| date.to_string())
}

/// Online days of a phase in all trials; infinite where it never comes.
fn online(phase: &Phase, dice: &mut Dice) -> Vec<f64> {
    let as_of = day(date(2026, 10, 31));
    (0..TRIALS)
        .map(|_| {
            let announced = day(phase.announced.unwrap_or(date(2027, 6, 30)));
            if phase.fact {
                return announced;
            }
            let (lost, jitter) = (dice.uniform(), dice.normal());
            if lost < phase.never {
                return f64::INFINITY;
            }
            let left = announced + phase.slip - as_of;
            as_of + left * libm::exp(phase.spread * jitter)
        })
        .collect()
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

fn at(sorted: &[f64], share: f64) -> f64 {
    sorted[((share * sorted.len() as f64) as usize).min(sorted.len() - 1)]
}

/// A series of the values by period and trial, and of the announced path.
pub fn series(
    scope: Scope,
    metric: &str,
    unit: &str,
    values: &[Vec<f64>],
    announced: Vec<f64>,
) -> Series {
    let ordered: Vec<Vec<f64>> = values.iter().cloned().map(sorted).collect();
    let of = |share: f64| -> Vec<f64> { ordered.iter().map(|v| at(v, share)).collect() };
    let mean: Vec<f64> = values
        .iter()
        .map(|v| v.iter().sum::<f64>() / v.len() as f64)
        .collect();
    Series {
        scope,
        metric: metric.into(),
        unit: unit.into(),
        announced,
        mean_se: vec![0.0; mean.len()],
        sd: vec![0.0; mean.len()],
        mean,
        above_zero: Vec::new(),
        p5: of(0.05),
        p10: of(0.1),
        p25: of(0.25),
        p50: of(0.5),
        p75: of(0.75),
        p80: of(0.8),
        p90: of(0.9),
        p95: of(0.95),
        p10_lo: of(0.1),
        p10_hi: of(0.1),
        p50_lo: of(0.5),
        p50_hi: of(0.5),
        p90_lo: of(0.9),
        p90_hi: of(0.9),
    }
}

pub fn total() -> Scope {
    Scope {
        kind: "total".into(),
        id: None,
        name: None,
    }
}

pub fn site(id: &str, name: &str) -> Scope {
    Scope {
        kind: "site".into(),
        id: Some(id.into()),
        name: Some(name.into()),
    }
}

const NONE: Estimate = Estimate {
    value: 0.0,
    se: 0.0,
};

fn curve(days: &[f64]) -> Vec<CurvePoint> {
    let count = days.len();
    (1..=200)
        .map(|n| (n * count / 200).max(1))
        .filter(|n| days[n - 1].is_finite())
        .filter_map(|n| {
            Some(CurvePoint {
                date: text(days[n - 1])?,
                share: n as f64 / count as f64,
            })
        })
        .collect()
}

fn activities(days: &[f64], finished: usize) -> Vec<ActivityRow> {
    let came: Vec<f64> = days.iter().copied().filter(|d| d.is_finite()).collect();
    let begin = day(date(2025, 10, 1));
    let names = ["planning", "shell", "fit-out", "commissioning"];
    let shares = [0.0, 0.25, 0.6, 0.85, 1.0];
    (0..4)
        .map(|n| {
            let part = |p: f64, share: f64| text(begin + (at(&came, p) - begin) * share);
            let known = n < finished;
            let early = if known { 0.5 } else { 0.1 };
            ActivityRow {
                id: names[n].into(),
                state: if known { "finished" } else { "open" }.into(),
                criticality: 0.5,
                criticality_se: 0.0,
                cruciality: None,
                cruciality_rank: None,
                sensitivity_index: None,
                float_days: None,
                after: Vec::new(),
                p10: part(early, shares[n + 1]),
                p50: part(0.5, shares[n + 1]),
                p90: part(1.0 - early, shares[n + 1]),
                start_p10: part(early, shares[n]),
                start_p50: part(0.5, shares[n]),
                start_p90: part(1.0 - early, shares[n]),
            }
        })
        .collect()
}

/// Percentiles of the trials in which it comes.
fn given(days: &[f64]) -> Given {
    let came: Vec<f64> = days.iter().copied().filter(|d| d.is_finite()).collect();
    let at = |share| {
        if came.is_empty() {
            None
        } else {
            text(at(&came, share))
        }
    };
    Given {
        p10: at(0.1),
        p50: at(0.5),
        p80: at(0.8),
        p90: at(0.9),
        mean_slip_months: None,
        mean_slip_se: None,
        waits: None,
        mean_wait_months: None,
        mean_wait_se: None,
    }
}

fn row(phase: &Phase, days: &[f64]) -> ScheduleRow {
    let days = sorted(days.to_vec());
    let at = |share: f64| text(at(&days, share));
    let deadline = phase.announced.map_or(0.0, |d| day(d) + 1.0);
    let on_time = days.iter().filter(|d| **d < deadline).count() as f64 / TRIALS as f64;
    let estimate = |value| Estimate { value, se: 0.001 };
    let detailed = !phase.fact && phase.id == "first";
    ScheduleRow {
        site: SITES[phase.site].0.into(),
        site_name: SITES[phase.site].1.into(),
        phase: Some(phase.id.into()),
        phase_name: Some(format!("{} phase", phase.id)),
        stage: None,
        milestone: "online".into(),
        announced: phase.announced.map(|d| d.to_string()),
        seen: None,
        fact: phase.fact,
        on_time: phase.announced.map(|_| estimate(on_time)),
        cancelled: estimate(phase.never),
        never_restarted: NONE,
        maybe_already: NONE,
        p10: at(0.1),
        p50: at(0.5),
        p80: at(0.8),
        p90: at(0.9),
        p10_lo: at(0.1),
        p10_hi: at(0.1),
        p50_lo: at(0.5),
        p50_hi: at(0.5),
        p90_lo: at(0.9),
        p90_hi: at(0.9),
        given_online: given(&days),
        curve: curve(&days),
        activities: if detailed {
            activities(&days, 1)
        } else {
            Vec::new()
        },
        announced_mw: Some(phase.megawatts),
    }
}

fn stage(site: usize, id: &str, middle: Date, days: i64) -> ScheduleRow {
    let phase = Phase {
        site,
        id: "",
        megawatts: 0.0,
        gpus: 0.0,
        announced: None,
        slip: 0.0,
        spread: 0.0,
        never: 0.0,
        fact: days == 0,
    };
    let mut row = row(&phase, &vec![day(middle); TRIALS]);
    row.phase = None;
    row.phase_name = None;
    row.stage = Some(id.into());
    row.milestone = "energised".into();
    row.p10 = text(day(middle) - days as f64);
    row.p90 = text(day(middle) + 2.0 * days as f64);
    (row.given_online.p10, row.given_online.p90) = (row.p10.clone(), row.p90.clone());
    row.curve = Vec::new();
    row
}

/// Twelve phases at eight sites over 88 months.
pub fn projection() -> Projection {
    static ONCE: OnceLock<Projection> = OnceLock::new();
    ONCE.get_or_init(simulated).clone()
}

/// Facility load, H100-equivalents and GPUs of the total and each site.
fn all_series(phases: &[Phase], online: &[Vec<f64>], ends: &[Date]) -> Vec<Series> {
    let ramp = |end: &Date, online: f64| ((day(*end) - online) / 150.0 + 0.2).clamp(0.0, 1.0);
    let come = |end: &Date, online: f64| {
        if day(*end) + 1.0 > online {
            ramp(end, online)
        } else {
            0.0
        }
    };
    let mut all = Vec::new();
    let scopes = std::iter::once((total(), None)).chain(
        SITES
            .iter()
            .enumerate()
            .map(|(n, s)| (site(s.0, s.1), Some(n))),
    );
    for (scope, only) in scopes {
        let own: Vec<usize> = (0..phases.len())
            .filter(|n| only.is_none_or(|site| phases[*n].site == site))
            .collect();
        for (metric, unit, per_mw) in [
            ("facility_load", "MW", 0.0),
            ("h100e", "H100e", 2.5),
            ("gpus_powered", "GPUs", 1.0),
        ] {
            let size = |n: usize| {
                if metric == "facility_load" {
                    phases[n].megawatts
                } else {
                    phases[n].gpus * per_mw
                }
            };
            let values: Vec<Vec<f64>> = ends
                .iter()
                .map(|end| {
                    (0..TRIALS)
                        .map(|t| {
                            own.iter()
                                .map(|n| size(*n) * come(end, online[*n][t]))
                                .sum()
                        })
                        .collect()
                })
                .collect();
            let announced = ends
                .iter()
                .map(|end| {
                    own.iter()
                        .filter_map(|n| Some(size(*n) * come(end, day(phases[*n].announced?))))
                        .sum()
                })
                .collect();
            all.push(series(scope.clone(), metric, unit, &values, announced));
        }
    }
    all
}

fn simulated() -> Projection {
    let phases = phases();
    let mut dice = Dice(7);
    let online: Vec<Vec<f64>> = phases
        .iter()
        .map(|phase| online(phase, &mut dice))
        .collect();
    let first = date(2025, 9, 30);
    let ends: Vec<Date> = (0..88)
        .map(|n| first.saturating_add(n.months()).last_of_month())
        .collect();
    let all = all_series(&phases, &online, &ends);
    let mut schedule: Vec<ScheduleRow> =
        phases.iter().zip(&online).map(|(p, o)| row(p, o)).collect();
    schedule.push(stage(0, "full-import", date(2027, 5, 1), 70));
    schedule.push(stage(2, "first-import", date(2026, 3, 1), 0));
    Projection {
        format: FORMAT,
        capcast: "0.1.0".into(),
        scenario: Scenario {
            name: "UK AI build-out, as announced in September 2025".into(),
            files: Vec::new(),
            set: Vec::new(),
            as_of: Some("2026-10-31".into()),
            from: "2025-09-01".into(),
            step: "month".into(),
            credits: Vec::new(),
            mitigated: false,
            independent: false,
            replay: false,
        },
        seed: 1,
        trials: 100_000,
        sampler: "monte-carlo".into(),
        periods: ends.iter().map(ToString::to_string).collect(),
        bin_width: 0.0,
        series: all,
        schedule,
        power: Vec::new(),
        binding: Vec::new(),
        targets: Vec::new(),
        programmes: Vec::new(),
        sensitivity: Vec::new(),
        joint_confidence: Vec::new(),
        risk: capcast::projection::RiskAnswer::default(),
        capacity: capcast::projection::CapacityAnswer::default(),
        assumptions: Vec::new(),
        sources: Vec::new(),
        not_modelled: Vec::new(),
        conflicts: Vec::new(),
        not_on_announced_path: vec!["culham.pilot".into()],
        replay: None,
    }
}

/// The sample cut to one metric of one scope, whose values are replaced.
pub fn with_series(scale: f64, periods: usize) -> Projection {
    let mut cut = projection();
    cut.periods.truncate(periods);
    cut.series.truncate(1);
    let series = &mut cut.series[0];
    for list in lists(series) {
        list.truncate(periods);
    }
    self::scale(series, scale);
    cut
}

/// What of a series is drawn.
fn lists(series: &mut Series) -> [&mut Vec<f64>; 7] {
    [
        &mut series.announced,
        &mut series.mean,
        &mut series.p10,
        &mut series.p25,
        &mut series.p50,
        &mut series.p75,
        &mut series.p90,
    ]
}

/// Multiplies all that is drawn of a series.
pub fn scale(series: &mut Series, scale: f64) {
    for value in lists(series).into_iter().flatten() {
        *value *= scale;
    }
}
