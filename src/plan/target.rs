//! Targets: what is added up, and the level in every period that counts as reached or passed.

use super::announced;
use super::bounds::Bounds;
use super::capacity::SiteBuild;
use super::columns::Columns;
use super::scope::{Members, members, whole_sites, with_renewals};
use super::{CurvePlan, Flow, Metric, ScopeKind, Timeline, flows};
use crate::calendar::{Instant, Step};
use crate::model::{Baseline, BaselineLevel, Bound, Model, Target};
use crate::units::H100_OPS_8BIT;

/// A target, as its trials are held against it.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetPlan {
    /// Its index in the model.
    pub target: usize,
    /// The recorded metric.
    pub metric: Metric,
    /// What levels are whole multiples of.
    pub quantum: f64,
    /// What is added up: phases of the plan, or of unused capacity whole sites.
    pub parts: Vec<usize>,
    /// The period that holds its date.
    pub period: usize,
    /// What counts as reached, or of a level not to pass as passed.
    pub bar: Bar,
    /// Baselines that are added, as levels of the metric.
    pub baselines: Vec<CurvePlan>,
    /// Whether the announced path meets it.
    pub announced_meets: bool,
    /// What is worked out for it period by period; then it has no quantum and no bar.
    pub flow: Option<FlowTarget>,
}

/// A target of what is worked out period by period.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowTarget {
    /// What is worked out for it.
    pub flow: Flow,
    /// It adds up from before the horizon on.
    pub to_date: bool,
    /// Consecutive periods that are added up, the target's own the last of some of these.
    pub span: usize,
    /// What is added up: sites with their phases and renewals.
    pub members: Vec<(usize, usize)>,
    /// It is asked of everything.
    pub total: bool,
    /// The level.
    pub level: Bound,
}

impl FlowTarget {
    /// Whether the periods that are added up end with one; the target's own is `target`.
    #[must_use]
    pub fn ends(&self, period: usize, target: usize) -> bool {
        let (period, target) = (period as i64, target as i64);
        (target - period).rem_euclid(self.span.max(1) as i64) == 0
    }
}

/// The flow that a target is asked of, whether it adds up to date, and over how many periods it is
/// added up; `None` where it is of a level that is recorded as changes.
fn flow_of(model: &Model, target: &Target) -> Option<(Flow, bool, usize)> {
    let metric = Metric::from_word(&target.metric)?;
    let step = match model.horizon.step() {
        Step::Month => 1,
        Step::Quarter => 3,
    };
    let sums = matches!(
        metric,
        Metric::Energy | Metric::Curtailed | Metric::Emissions | Metric::Water | Metric::Spend
    );
    let span = if sums { target.months / step } else { 1 };
    let span = usize::from(span).max(1);
    match (metric.flow(flows::has_seasons(model)), metric) {
        (Some((flow, to_date)), _) => Some((flow, to_date, span)),
        (None, Metric::Energy) if span > 1 => Some((Flow::Energy, false, span)),
        (None, Metric::Curtailed) => Some((Flow::Curtailed, false, span)),
        _ => None,
    }
}

/// The flows that a model's targets are asked of.
pub(super) fn flows_of(model: &Model) -> Vec<Flow> {
    let targets = model.targets.iter();
    targets
        .filter_map(|target| Some(flow_of(model, target)?.0))
        .collect()
}

/// Levels that trials are held against, one a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// It is hit by levels at or above the bar; else by those at or below.
    pub above: bool,
    /// In quanta.
    pub at: Vec<i64>,
    /// The target is met where the bar is hit; else where it is not.
    pub meets: bool,
}

impl Bar {
    /// No bar.
    const fn none() -> Self {
        Self {
            above: true,
            at: Vec::new(),
            meets: true,
        }
    }

    /// Whether a level hits the bar of a period.
    #[must_use]
    #[inline]
    pub fn hit(&self, period: usize, level: i64) -> bool {
        if self.above {
            level >= self.at[period]
        } else {
            level <= self.at[period]
        }
    }
}

/// Compiles the targets of a model whose dates are in its horizon, which a comparison may have cut.
pub(super) fn compile(
    model: &Model,
    sites: &[SiteBuild],
    timeline: &Timeline,
    columns: &mut Columns,
) -> Vec<TargetPlan> {
    if model.targets.is_empty() {
        return Vec::new();
    }
    let bounds = Bounds::new(model);
    let all = members(model, &ScopeKind::ALL);
    let targets = model.targets.iter().enumerate();
    let compiled = targets.filter_map(|(index, target)| {
        let metric = Metric::from_word(&target.metric)?;
        let kind = ScopeKind::from_word(&target.scope)?;
        let is_it =
            |scope: &&(ScopeKind, String, Members)| scope.0 == kind && scope.1 == target.scope_id;
        let (_, _, members) = all.iter().find(is_it)?;
        let period = period(model, target)?;
        let parts = if metric == Metric::StrandedPower {
            whole_sites(model, members)
        } else {
            let parts = with_renewals(members, sites).into_iter();
            parts.map(|(site, build)| sites[site].part(build)).collect()
        };
        if let Some(worked_out) = flow_of(model, target) {
            let of_flow = of_flow(target, (kind, members), worked_out, sites);
            let path = flows::announced_path(model, members, metric, timeline);
            let sum = &path[(period + 1).saturating_sub(of_flow.span)..=period];
            return Some(TargetPlan {
                target: index,
                metric,
                quantum: 0.0,
                bar: Bar::none(),
                parts,
                period,
                announced_meets: target.level.holds(sum.iter().sum()),
                baselines: Vec::new(),
                flow: Some(of_flow),
            });
        }
        let counted: Vec<&Baseline> = model
            .baselines
            .iter()
            .filter(|baseline| target.counts(baseline, &model.zones))
            .collect();
        let announced_load = announced::path(model, members, Metric::FacilityLoad, timeline);
        let quantum = bounds.quantum(metric.base());
        let rounding = parts.len() + counted.len();
        let announced = announced::path(model, members, metric, timeline)[period];
        let end = Instant::from_days(timeline.edges()[period + 1]);
        let beside = counted
            .iter()
            .map(|baseline| median_at(baseline, metric, end));
        Some(TargetPlan {
            target: index,
            metric: metric.base(),
            quantum,
            bar: bar(
                target.level,
                metric,
                (quantum, rounding),
                timeline,
                &announced_load,
            ),
            parts,
            period,
            flow: None,
            announced_meets: target.level.holds(announced + beside.sum::<f64>()),
            baselines: curves(&counted, columns),
        })
    });
    compiled.collect()
}

/// A target of a flow, with whether that adds up to date and over how many periods it is added up.
fn of_flow(
    target: &Target,
    (kind, members): (ScopeKind, &Members),
    (flow, to_date, span): (Flow, bool, usize),
    sites: &[SiteBuild],
) -> FlowTarget {
    FlowTarget {
        flow,
        to_date,
        span,
        members: with_renewals(members, sites),
        total: kind == ScopeKind::Total,
        level: target.level,
    }
}

/// Baselines as curves of columns.
fn curves(baselines: &[&Baseline], columns: &mut Columns) -> Vec<CurvePlan> {
    let curve = |baseline: &&Baseline| match &baseline.level {
        BaselineLevel::FacilityLoad(curve) => columns.curve(curve),
        BaselineLevel::Compute(curve) => columns.curve(curve),
    };
    baselines.iter().map(curve).collect()
}

/// The period that holds a target's date.
fn period(model: &Model, target: &Target) -> Option<usize> {
    let ends = model.horizon.period_ends();
    let period = ends.partition_point(|end| *end < target.by);
    (target.by >= model.horizon.from() && period < ends.len()).then_some(period)
}

/// A baseline's median in the unit of a metric.
fn median_at(baseline: &Baseline, metric: Metric, instant: Instant) -> f64 {
    match &baseline.level {
        BaselineLevel::FacilityLoad(curve) => curve.quantile_at(instant, 0.5),
        BaselineLevel::Compute(curve) if metric == Metric::H100e => {
            curve.quantile_at(instant, 0.5) / H100_OPS_8BIT
        }
        BaselineLevel::Compute(curve) => curve.quantile_at(instant, 0.5),
    }
}

/// The bar of a level in a metric's unit. Each of the parts that are added up is rounded to whole
/// quanta, so that a sum that is the level exactly may stand half a quantum a part beside it: it
/// counts as the level.
fn bar(
    level: Bound,
    metric: Metric,
    (quantum, parts): (f64, usize),
    timeline: &Timeline,
    announced_load: &[f64],
) -> Bar {
    let (at_least, level) = match level {
        Bound::AtLeast(level) => (true, level),
        Bound::AtMost(level) => (false, level),
    };
    // A gap is reached where the load is at or below what is left.
    let mirrored = metric == Metric::DeliveryGap;
    let above = !mirrored;
    let hours = timeline.hours();
    let at = |period: usize| {
        let (recorded, ends) = match metric {
            Metric::H100e => (level * H100_OPS_8BIT, 1.0),
            // Counted as the sum of the loads at the period's two ends.
            metric if metric.is_of_ends() => (level / (hours[period] / 2.0), 2.0),
            Metric::DeliveryGap => (announced_load[period] - level, 1.0),
            _ => (level, 1.0),
        };
        let slack = 0.5 * ends * parts as f64;
        let exact = recorded / quantum;
        // To reach a level is to be at it; to pass it is to be beyond it.
        let (low, high) = (
            (exact - slack).ceil() as i64,
            (exact + slack).floor() as i64,
        );
        match (at_least, above) {
            (true, true) => low,
            (true, false) => high,
            (false, true) => high + 1,
            (false, false) => low - 1,
        }
    };
    Bar {
        above,
        at: (0..hours.len()).map(at).collect(),
        meets: at_least,
    }
}
