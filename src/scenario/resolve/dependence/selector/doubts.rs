//! What is doubtful about a selector: it finds nothing, or only what is over, or a name in it looks
//! misspelt.

use super::{Condition, ENERGISATION, Found, ONLINE, Selector, chips_of, fits};
use crate::model::Schedule;
use crate::scenario::problem::Problem;
use crate::scenario::resolve::context::Context;
use crate::scenario::resolve::dependence::World;
use crate::scenario::suggest;
use std::collections::BTreeSet;

impl Selector {
    /// Every name that a key could match.
    fn known(key: &str, world: World<'_>, chips: &[String]) -> BTreeSet<String> {
        let phases = || world.sites.iter().flat_map(|site| &site.phases);
        match key {
            "site" => world.sites.iter().map(|site| site.id.clone()).collect(),
            "zone" => world.zones.iter().map(|zone| zone.id.clone()).collect(),
            "country" => world
                .sites
                .iter()
                .filter_map(|site| site.country.clone())
                .collect(),
            "phase" => phases().map(|phase| phase.id.clone()).collect(),
            "operator" => phases()
                .filter_map(|phase| phase.operator.clone())
                .collect(),
            "customer" => phases()
                .filter_map(|phase| phase.customer.clone())
                .collect(),
            "programme" => world
                .programmes
                .iter()
                .map(|programme| programme.id.clone())
                .collect(),
            "chip" => phases()
                .flat_map(|phase| chips_of(phase, chips))
                .map(str::to_string)
                .collect(),
            "tag" => phases().flat_map(|phase| phase.tags.clone()).collect(),
            _ => {
                let networks = phases().filter_map(|phase| match &phase.schedule {
                    Schedule::Network(activities) => Some(activities),
                    _ => None,
                });
                let own = networks.flatten().map(|activity| activity.id.clone());
                own.chain([ENERGISATION, ONLINE].map(str::to_string))
                    .collect()
            }
        }
    }

    /// Warns of a selector whose finding is hardly what was meant; notes one of a shared part that finds nothing.
    pub(super) fn warn(&self, path: &str, found: &Found, world: World<'_>, cx: &mut Context<'_>) {
        let is_empty = found.reach.work.is_empty() && found.reach.phases.is_empty();
        if cx.is_of_part(&self.place) {
            if is_empty {
                cx.idle.insert(path.to_string());
            }
            return;
        }
        if let Some(kept) = &mut cx.kept {
            // What a name means may be left out: whether it is misspelt is told of the scenario as it stands.
            if is_empty && found.facts == 0 {
                kept.idle(path, "applies to what is left out alone");
            }
            return;
        }
        if is_empty && found.facts > 0 {
            let problem = Problem::warning(
                "selector::facts",
                format!("`{path}` applies to what is over alone: nothing moves a fact"),
            );
            cx.push(
                problem
                    .at(
                        &self.place,
                        "all that matches is finished, runs, or is energised",
                    )
                    .help("leave it out, or widen `applies_to`"),
            );
            return;
        }
        let mut nothing: Option<Problem> = None;
        for Condition { key, patterns } in &self.conditions {
            let known = Self::known(key, world, &cx.chips);
            let names = || known.iter().map(String::as_str);
            let unknown = patterns
                .iter()
                .filter(|(pattern, _)| !names().any(|name| fits(pattern, name)));
            for (pattern, place) in unknown {
                let label = format!("no {key} of the scenario is called so");
                let hint = suggest::hint(pattern, names());
                if is_empty {
                    // One problem, however many names are at fault.
                    let problem = match nothing {
                        Some(problem) => problem.also(place, label),
                        None => finds_nothing(path).at(place, label),
                    };
                    nothing = Some(match hint {
                        Some(hint) => problem.help(format!("`{pattern}`: {hint}")),
                        None => problem.help(format!(
                            "no {key} of the scenario has a name like `{pattern}`"
                        )),
                    });
                } else if let Some(near) = suggest::nearest(pattern, names()) {
                    // One list may serve several scenarios: what is like nothing here may be of another.
                    let message =
                        format!("nothing that `{path}` may apply to is called `{pattern}`");
                    let problem = Problem::warning("selector::unknown", message).at(place, label);
                    cx.push(problem.help(format!("did you mean `{near}`?")));
                }
            }
        }
        if is_empty {
            cx.push(nothing.unwrap_or_else(|| {
                finds_nothing(path)
                    .at(
                        &self.place,
                        "each name is known, and nothing matches all keys",
                    )
                    .help("all keys must match; leave one of them out to widen it")
            }));
        }
    }
}

fn finds_nothing(path: &str) -> Problem {
    Problem::warning("selector::nothing", format!("`{path}` applies to nothing"))
}
