//! Small plots by site: the medians of all scenarios, and what a variant differs by.
//!
//! What it does not know: how panels are arranged.

use super::super::metric::{self, Metric};
use super::super::panels::{self, Sized, Values};
use super::super::{Chart, Key, Mark, Role, Shape, Subject, Swatch, fan, fans, text, theme};
use super::sheet::Sheet;
use super::{METRICS, Scene, difference};
use crate::comparison::{SeriesDifference, StandsIn};
use crate::projection::{Scope, Series};

/// Sites named in a note before the rest are counted.
const NAMED: usize = 6;

/// Of each metric: the medians of sites that differ in any variant, then each variant's
/// differences.
pub(super) fn charts(scene: &Scene<'_>) -> Vec<Chart> {
    let mut charts = Vec::new();
    for metric in &METRICS {
        charts.extend(medians(scene, metric));
        for variant in scene.variants() {
            charts.extend(differences(scene, metric, variant));
        }
    }
    charts
}

/// Sites that differ in a variant, with what they differ by.
pub(super) fn differing<'a>(
    scene: &Scene<'a>,
    metric: &Metric,
    variant: usize,
) -> Vec<&'a SeriesDifference> {
    let sites = scene.differences(variant, metric, "site").into_iter();
    sites.filter(|series| series.differs()).collect()
}

fn differences(scene: &Scene<'_>, metric: &Metric, variant: usize) -> Option<Chart> {
    let all = differing(scene, metric, variant);
    let total = scene.differences(variant, metric, "total");
    let telling = total.first().or(all.first())?;
    let (period, when) = scene.telling(telling);
    let panels = all.iter().map(|series| Sized {
        range: difference::range(series),
        title: titled(scene, &series.scope, series.stands_in, variant),
        figures: vec![
            (Role::Mean, "mean".to_owned(), series.mean[period]),
            (Role::Median, "median".to_owned(), series.p50[period]),
        ],
        marks: difference::marks(scene, series),
    });
    let panels: Vec<Sized> = panels.collect();
    // What comes from one site alone is that of the total, and stands there.
    if panels.len() < 2 {
        return None;
    }
    let most = all
        .iter()
        .max_by(|a, b| a.mean[period].abs().total_cmp(&b.mean[period].abs()))?;
    let unit = super::Unit::for_max(metric.kind, most.mean[period].abs());
    let message = format!(
        "{when}: the largest difference is at {}: {}.",
        name(&most.scope),
        super::mean(unit, most.mean[period], most.mean_se[period]),
    );
    let arranged = panels::arranged(panels, metric.kind, Values::Differences);
    let mut notes = arranged.notes();
    notes.extend(the_same(scene, metric, variant));
    let mut key = difference::key();
    key.truncate(4);
    let sheet = Sheet {
        stem: format!(
            "differences-{}-by-site{}",
            metric.stem, scene.ends_of_stems[variant]
        ),
        subject: Subject::Sites,
        title: format!(
            "{} by site: {}",
            fans::capital(metric.noun),
            scene.less(variant)
        ),
        message,
        notes,
        key,
    };
    Some(sheet.chart(scene, arranged, (period, &when)))
}

/// The sites at which a variant differs in no trial.
fn the_same(scene: &Scene<'_>, metric: &Metric, variant: usize) -> Option<String> {
    let sites = scene.differences(variant, metric, "site").into_iter();
    let same: Vec<String> = sites
        .filter(|series| !series.differs())
        .map(|series| {
            text::shorten(
                &metric::scope_name(&series.scope),
                theme::SMALL,
                false,
                150.0,
            )
        })
        .collect();
    if same.is_empty() {
        return None;
    }
    let more = match same.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = same[..same.len().min(NAMED)].join("; ");
    Some(format!("The same in every trial: {named}{more}."))
}

fn name(scope: &Scope) -> String {
    text::shorten(&metric::scope_name(scope), theme::MESSAGE, false, 320.0)
}

/// A site's name, and where it is missing.
fn titled(scene: &Scene<'_>, scope: &Scope, stands_in: StandsIn, variant: usize) -> String {
    let name = metric::scope_name(scope);
    let missing = match stands_in {
        StandsIn::Both => return name,
        StandsIn::Base => &scene.names[variant + 1],
        StandsIn::Variant => &scene.names[0],
    };
    format!("{name} (not in {missing})")
}

/// The medians of every scenario at each site that differs in any of the variants.
fn medians(scene: &Scene<'_>, metric: &Metric) -> Option<Chart> {
    let mut sites: Vec<(&Scope, usize)> = Vec::new();
    for variant in scene.variants() {
        for series in differing(scene, metric, variant) {
            if sites.iter().all(|(scope, _)| scope.id != series.scope.id) {
                sites.push((&series.scope, variant));
            }
        }
    }
    let totals = scene.variants().filter_map(|variant| {
        let total = scene
            .differences(variant, metric, "total")
            .first()
            .copied()?;
        let (period, when) = scene.telling(total);
        Some((total.mean[period].abs(), period, when))
    });
    let (_, period, when) = totals.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let panels: Vec<Sized> = sites
        .iter()
        .filter_map(|(scope, _)| site(scene, metric, scope, period))
        .collect();
    if panels.is_empty() {
        return None;
    }
    let message = format!(
        "Medians of each scenario at the {} where any of them differs; the figures are of {}.",
        if sites.len() == 1 {
            "one site"
        } else {
            "sites"
        },
        fans::lower(&when),
    );
    let arranged = panels::arranged(panels, metric.kind, Values::Amounts);
    let key = (0..scene.names.len()).map(|n| Key {
        role: Role::Scenario(n),
        swatch: Swatch::Line,
        text: scene.name(n),
    });
    let sheet = Sheet {
        stem: format!("medians-{}-by-site", metric.stem),
        subject: Subject::Sites,
        title: format!("{} by site in each scenario", fans::capital(metric.noun)),
        message,
        notes: arranged.notes(),
        key: key.collect(),
    };
    Some(sheet.chart(scene, arranged, (period, &when)))
}

/// A site's medians, one line a scenario that has the site.
fn site(scene: &Scene<'_>, metric: &Metric, scope: &Scope, period: usize) -> Option<Sized> {
    let id = scope.id.as_deref()?;
    let of_site = scene.projections().filter_map(|(n, projection)| {
        let series = metric::of_site(projection, metric, id)?;
        (n < scene.names.len() && series.p50.len() == scene.ends.len()).then_some((n, series))
    });
    let of_site: Vec<(usize, _)> = of_site.collect();
    let highest = of_site.iter().flat_map(|(_, series)| &series.p50).copied();
    let line = |(n, series): &(usize, &Series)| Mark {
        role: Role::Scenario(*n),
        shape: Shape::Line(fan::held(
            series.p50.iter().copied(),
            &scene.ends,
            scene.from,
        )),
    };
    // Of those that are as the base's there is nothing to read.
    let base = of_site.first().filter(|(n, _)| *n == 0);
    let base = base.map(|(_, series)| series.p50[period]);
    let figures = of_site.iter().filter_map(|(n, series)| {
        let median = series.p50[period];
        let told = *n == 0 || base != Some(median);
        told.then(|| (Role::Scenario(*n), scene.names[*n].clone(), median))
    });
    Some(Sized {
        range: (0.0, highest.fold(0.0, f64::max)),
        title: titled_of(scene, scope, &of_site),
        figures: figures.collect(),
        marks: of_site.iter().rev().map(line).collect(),
    })
}

/// A site's name, and the scenarios that do not have it.
fn titled_of(scene: &Scene<'_>, scope: &Scope, of_site: &[(usize, &Series)]) -> String {
    let name = metric::scope_name(scope);
    let without = (0..scene.names.len()).filter(|n| of_site.iter().all(|(other, _)| other != n));
    let without: Vec<&str> = without.map(|n| scene.names[n].as_str()).collect();
    if without.is_empty() {
        return name;
    }
    format!("{name} (not in {})", without.join(", "))
}
