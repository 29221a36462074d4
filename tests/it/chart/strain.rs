//! Projections that strain a drawing: endless names, crowds, nothing, far too much.

use super::{capable, power, risky, sample};
use capcast::projection::Projection;

/// Each with a name for messages.
pub fn strained() -> Vec<(&'static str, Projection)> {
    let mut named = sample::projection();
    for series in &mut named.series {
        if series.scope.id.is_some() {
            series.scope.name = Some(format!(
                "{} 東京データセンター",
                "Very long name ".repeat(40)
            ));
        }
    }
    for row in &mut named.schedule {
        row.site_name = "Длинное имя 🙂 ".repeat(30);
        row.phase_name = Some("an endless phase ".repeat(30));
    }
    named.scenario.name = "a scenario ".repeat(60);
    named.scenario.as_of = Some("2025-09-02".into());
    named.not_on_announced_path = (0..40).map(|n| format!("loughton.phase-{n}")).collect();
    let mut crowded = sample::projection();
    let sites: Vec<_> = crowded
        .series
        .iter()
        .filter(|s| s.scope.id.is_some())
        .cloned()
        .collect();
    for mut series in sites {
        series.scope.id = series.scope.id.map(|id| format!("{id}-b"));
        crowded.series.push(series);
    }
    for mut row in crowded.schedule.clone() {
        row.site += "-b";
        crowded.schedule.push(row);
    }
    let many = many();
    let mut year = sample::projection();
    year.periods.truncate(12);
    year.series.clear();
    year.series
        .push(sample::with_series(1.0, 12).series.remove(0));
    let mut all = vec![
        ("sample", sample::projection()),
        ("named", named),
        ("crowded", crowded),
        ("many", many),
        ("year", year),
        ("zero", sample::with_series(0.0, 88)),
        ("huge", sample::with_series(1e7, 88)),
        ("vast", sample::with_series(1e290, 88)),
        ("tiny", sample::with_series(1e-5, 88)),
        ("one", sample::with_series(1.0, 1)),
    ];
    all.extend(power::strained());
    all.push(("risky", risky::risky()));
    all.push(("risky crowd", risky::crowded()));
    all.push(("lost", risky::lost()));
    all.push(("capable", capable::alone()));
    all.push(("capable crowd", capable::crowded()));
    all
}

/// Forty sites of two operators, some a thousand times as large as others, with long names.
pub fn many() -> Projection {
    let mut many = sample::projection();
    let sites = many.series.iter().filter(|s| s.scope.id.is_some());
    let sites: Vec<_> = sites.cloned().collect();
    for n in 1..5 {
        for mut series in sites.clone() {
            let scale = 6.0_f64.powi(n - 3);
            sample::scale(&mut series, scale);
            series.scope.id = series.scope.id.map(|id| format!("{id}-{n}"));
            let name = series.scope.name.unwrap_or_default();
            series.scope.name = Some(format!(
                "{name} & <i>sons</i> 🙂 number {n} of the long name"
            ));
            many.series.push(series);
        }
    }
    for (operator, from) in [("Großrechner & Söhne", 0), ("東京 Compute", 1)] {
        for mut series in sites[3 * from..3 * from + 3].iter().cloned() {
            series.scope.kind = "operator".into();
            series.scope.id = Some(operator.into());
            series.scope.name = Some(operator.into());
            many.series.push(series);
        }
    }
    many
}
