//! How long GPUs serve, whether they are renewed, and how they fail.

use super::context::Context;
use super::reader::Reader;
use crate::calendar::Horizon;
use crate::model::{Failures, Life, MOST_RENEWALS, Site};
use crate::scenario::problem::Problem;

/// Reads `service_life` and `refresh`.
pub(super) fn life(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Life> {
    let life = reader.quantity(cx, "service_life");
    let refresh = reader.flag(cx, "refresh");
    if let (true, false, Some(node)) = (refresh, reader.has("service_life"), reader.get("refresh"))
    {
        let message = format!("`{}` is renewed, and nothing says when", reader.path());
        let problem = Problem::error("phase::refresh", message).at(&node.key, "after which time?");
        cx.push(problem.help("say how long its GPUs serve: `service_life = \"5 to 7 years\"`"));
    }
    life.map(|life| Life { life, refresh })
}

/// Reads `failure_rate` and `spares`.
pub(super) fn failures(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Failures> {
    let rate = reader.quantity(cx, "failure_rate");
    let spares = reader.quantity(cx, "spares");
    if let (false, Some(node)) = (reader.has("failure_rate"), reader.get("spares")) {
        let message = format!("`spares` of `{}` are never needed", reader.path());
        let problem = Problem::warning("phase::spares", message).at(&node.key, "nothing fails");
        cx.push(
            problem.help("say how many fail: `failure_rate = \"2.5 to 6 %\"`, or leave it out"),
        );
    }
    let whole = |law: &crate::distribution::Distribution| {
        law.support().1 >= 1.0 && law.quantile(0.5) >= 1.0
    };
    if let (Some(rate), Some(node)) = (&rate, reader.get("failure_rate"))
        && whole(crate::model::Uncertain::<crate::units::Share>::distribution(rate))
    {
        let message = format!("all GPUs of `{}` fail within a year", reader.path());
        let problem =
            Problem::error("phase::failures", message).at(&node.place, "needs to be below 1");
        cx.push(problem.help("it is a share a year: `failure_rate = \"2.5 to 6 %\"`"));
        return None;
    }
    rate.map(|rate| Failures { rate, spares })
}

/// Reports phases that would be renewed too often to be told apart.
pub(super) fn check(sites: &[Site], horizon: &Horizon, cx: &mut Context<'_>) {
    for site in sites {
        for phase in &site.phases {
            let renewals = phase.renewals(horizon, &[]);
            let parts = ["site", &site.id, "phase", &phase.id, "service_life"];
            let Some(node) = cx.root.at(&parts).filter(|_| renewals > MOST_RENEWALS) else {
                continue;
            };
            let place = node.place.clone();
            let message = format!(
                "`{}` may be renewed {renewals} times within the horizon, more than {MOST_RENEWALS}",
                phase.path
            );
            let problem = Problem::error("phase::renewals", message).at(
                &place,
                "may be too short: the shortest that a trial can draw counts",
            );
            cx.push(problem.help(
                "give a longer life, cut it off below (`within = [\"3 years\", \"9 years\"]`), or end the horizon earlier",
            ));
        }
    }
}
