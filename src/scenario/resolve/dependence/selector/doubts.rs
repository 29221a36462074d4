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

    /// Warns of a selector whose finding is hardly what was meant.
    pub(super) fn warn(&self, path: &str, found: &Found, world: World<'_>, cx: &mut Context<'_>) {
        let is_empty = found.reach.work.is_empty() && found.reach.phases.is_empty();
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
        let mut told = false;
        for Condition { key, patterns } in &self.conditions {
            let known = Self::known(key, world, &cx.chips);
            for (pattern, place) in patterns {
                if known.iter().any(|name| fits(pattern, name)) {
                    continue;
                }
                let names = || known.iter().map(String::as_str);
                let near = suggest::nearest(pattern, names());
                if !is_empty && near.is_none() {
                    // One list may serve several scenarios.
                    continue;
                }
                told = true;
                let (code, message) = if is_empty {
                    ("selector::nothing", format!("`{path}` applies to nothing"))
                } else {
                    let message =
                        format!("nothing that `{path}` may apply to is called `{pattern}`");
                    ("selector::unknown", message)
                };
                let problem = Problem::warning(code, message)
                    .at(place, format!("no {key} of the scenario is called so"));
                cx.push(match suggest::hint(pattern, names()) {
                    Some(hint) => problem.help(hint),
                    None => problem.help(format!("no {key} of the scenario has this name")),
                });
            }
        }
        if is_empty && !told {
            let problem =
                Problem::warning("selector::nothing", format!("`{path}` applies to nothing"));
            cx.push(
                problem
                    .at(
                        &self.place,
                        "each name is known, and nothing matches all keys",
                    )
                    .help("all keys must match; leave one of them out to widen it"),
            );
        }
    }
}
