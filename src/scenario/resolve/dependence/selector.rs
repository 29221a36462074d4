//! Selectors: what `applies_to` means in this scenario.
//!
//! A list matches any of its members, `*` any letters, and all keys must match. What it does not
//! know: what is done to what it finds.

mod doubts;

use super::World;
use crate::model::{
    ActivityState, Energised, Phase, PhaseState, Programme, Reach, Schedule, Site, Work,
};
use crate::scenario::problem::Problem;
use crate::scenario::resolve::context::Context;
use crate::scenario::resolve::reader::Reader;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Place, Value};
use std::collections::BTreeSet;

/// The keys of a selector.
pub(in crate::scenario) const KEYS: [&str; 10] = [
    "site",
    "phase",
    "activity",
    "zone",
    "country",
    "operator",
    "customer",
    "programme",
    "chip",
    "tag",
];
/// Those that a site has.
const OF_SITE: [&str; 3] = ["site", "zone", "country"];
/// The activity that a grid stage's wait is.
const ENERGISATION: &str = "energisation";
/// The activity that the way of a phase without a network is.
const ONLINE: &str = "online";

/// One key with what it may be.
#[derive(Clone, Debug)]
struct Condition {
    key: &'static str,
    patterns: Vec<(String, Place)>,
}

/// What is written under `applies_to`.
#[derive(Clone, Debug)]
pub(super) struct Selector {
    conditions: Vec<Condition>,
    place: Place,
}

/// What a selector finds.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub reach: Reach,
    /// How many things it matches that are facts.
    facts: usize,
}

/// Reads `applies_to`; `None` where it is not written, or after a problem.
pub(super) fn read(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Selector> {
    let node = reader.get("applies_to")?;
    let fields = reader.fields(cx, "applies_to")?;
    reader.record(cx, "applies_to");
    let mut is_sound = true;
    let mut conditions = Vec::new();
    for (name, value) in fields {
        let Some(key) = KEYS.into_iter().find(|key| *key == name) else {
            cx.push(unknown(&name, &value));
            is_sound = false;
            continue;
        };
        if let Some(patterns) = patterns(&value) {
            conditions.push(Condition { key, patterns });
        } else {
            is_sound = false;
            cx.push(no_text(key, &value));
        }
    }
    is_sound.then(|| Selector {
        conditions,
        place: node.place.clone(),
    })
}

fn no_text(key: &str, node: &Node) -> Problem {
    let message = format!("`{key}` in `applies_to` needs a text or a list of texts");
    let label = match &node.value {
        Value::Array(members) if members.is_empty() => "an empty list".to_string(),
        Value::Text(_) => "an empty text".to_string(),
        Value::Array(_) => "not all of it is text".to_string(),
        other => format!("this is {}", other.kind()),
    };
    Problem::error("selector::form", message)
        .at(&node.place, label)
        .help(format!(
            "for example `{key} = \"{}\"`; leave `{key}` out to match any",
            example(key)
        ))
}

const fn example(key: &str) -> &'static str {
    match key.as_bytes() {
        b"country" => "GB",
        b"zone" => "gb-*",
        b"operator" => "Nscale",
        b"customer" => "Microsoft",
        b"activity" => "shell",
        b"chip" => "gb300",
        _ => "first",
    }
}

/// The texts of a condition, none of them empty.
fn patterns(node: &Node) -> Option<Vec<(String, Place)>> {
    let members = match &node.value {
        Value::Array(members) => members.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let texts: Option<Vec<(String, Place)>> = members
        .iter()
        .map(|member| {
            let text = member.as_text().filter(|text| !text.trim().is_empty())?;
            Some((text.to_string(), member.place.clone()))
        })
        .collect();
    texts.filter(|texts| !texts.is_empty())
}

fn unknown(name: &str, node: &Node) -> Problem {
    let problem = Problem::error(
        "key::unknown",
        format!("unknown key `{}` in `applies_to`", name.escape_debug()),
    )
    .at(&node.key, "nothing is selected by this");
    if let Some(near) = suggest::nearest(name, KEYS) {
        return problem.help(format!("did you mean `{near}`?"));
    }
    let keys: Vec<String> = KEYS.iter().map(|key| format!("`{key}`")).collect();
    problem.help(format!("its keys are {}", keys.join(", ")))
}

impl Selector {
    /// Finds what it matches, and warns where that is nothing, or where a name looks misspelt.
    pub fn find(&self, path: &str, world: World<'_>, cx: &mut Context<'_>) -> Found {
        let found = self.found(world, &cx.chips);
        if world.whole {
            self.warn(path, &found, world, cx);
        }
        found
    }

    /// The phases that it matches, facts among them, sorted; warns as [`find`](Self::find) does.
    pub fn phases(
        &self,
        path: &str,
        world: World<'_>,
        cx: &mut Context<'_>,
    ) -> Vec<(usize, usize)> {
        let mut conditions = self.conditions.iter();
        if let Some(activity) = conditions.find(|condition| condition.key == "activity") {
            let message = format!("`{path}` applies to phases as a whole");
            let problem = Problem::error("selector::activity", message);
            let places = activity.patterns.iter().map(|(_, place)| place);
            let problem = places.fold(problem, |problem, place| problem.at(place, "an activity"));
            cx.push(problem.help("leave `activity` out: a phase has its chips once"));
        }
        let mut found = Found::default();
        for (site, of) in world.sites.iter().enumerate() {
            let phases = of.phases.iter().enumerate();
            let taken = phases.filter(|(_, phase)| {
                self.takes_site(of, world) && self.takes_phase(phase, world, &cx.chips)
            });
            let taken = taken.map(|(phase, _)| (site, phase));
            found.reach.phases.extend(taken);
        }
        if world.whole {
            self.warn(path, &found, world, cx);
        }
        found.reach.phases
    }

    /// Where it is written.
    pub const fn place(&self) -> &Place {
        &self.place
    }

    fn patterns(&self, key: &str) -> Option<&[(String, Place)]> {
        let condition = self
            .conditions
            .iter()
            .find(|condition| condition.key == key);
        condition.map(|condition| condition.patterns.as_slice())
    }

    /// Whether a key is not there, or matches one of these names.
    fn takes<'n>(&self, key: &str, names: impl IntoIterator<Item = &'n str>) -> bool {
        let Some(patterns) = self.patterns(key) else {
            return true;
        };
        names
            .into_iter()
            .any(|name| patterns.iter().any(|(pattern, _)| fits(pattern, name)))
    }

    fn found(&self, world: World<'_>, chips: &[String]) -> Found {
        let mut found = Found::default();
        found.reach.by_activity = self.patterns("activity").is_some();
        let sites = world.sites.iter().enumerate();
        for (site, of) in sites.filter(|(_, site)| self.takes_site(site, world)) {
            let phases: Vec<bool> = of
                .phases
                .iter()
                .map(|phase| self.takes_phase(phase, world, chips))
                .collect();
            self.waits(site, of, &phases, &mut found);
            for (phase, of) in of.phases.iter().enumerate() {
                if phases[phase] {
                    self.works((site, phase), of, &mut found);
                }
            }
        }
        found.reach.work.sort_unstable();
        found
    }

    fn takes_site(&self, site: &Site, world: World<'_>) -> bool {
        let zone = site.zone.map(|zone| world.zones[zone].id.as_str());
        self.takes("site", [site.id.as_str()])
            && self.takes("zone", zone)
            && self.takes("country", site.country.as_deref())
    }

    fn takes_phase(&self, phase: &Phase, world: World<'_>, chips: &[String]) -> bool {
        let of_chip = chips_of(phase, chips);
        let programmes = with_wider(&phase.programmes, world.programmes);
        self.takes("phase", [phase.id.as_str()])
            && self.takes("operator", phase.operator.as_deref())
            && self.takes("customer", phase.customer.as_deref())
            && self.takes(
                "programme",
                programmes
                    .iter()
                    .map(|index| world.programmes[*index].id.as_str()),
            )
            && self.takes("chip", of_chip)
            && self.takes("tag", phase.tags.iter().map(String::as_str))
    }

    fn waits(&self, site: usize, of: &Site, phases: &[bool], found: &mut Found) {
        let names_phases = self
            .conditions
            .iter()
            .any(|condition| condition.key != "activity" && !OF_SITE.contains(&condition.key));
        let is_taken = found.reach.by_activity && self.takes("activity", [ENERGISATION]);
        if !is_taken || (names_phases && !phases.contains(&true)) {
            return;
        }
        for (stage, of) in of.grid.iter().enumerate() {
            match of.energised {
                Energised::Fact(_) => found.facts += 1,
                Energised::Expected { .. } => found.reach.work.push(Work::Wait { site, stage }),
            }
        }
    }

    fn works(&self, (site, phase): (usize, usize), of: &Phase, found: &mut Found) {
        let before = found.reach.work.len();
        let mut open = Vec::new();
        let mut facts = 0;
        match &of.schedule {
            Schedule::Network(activities) => {
                let taken = activities.iter().enumerate();
                for (activity, of) in
                    taken.filter(|(_, of)| self.takes("activity", [of.id.as_str()]))
                {
                    match of.state {
                        ActivityState::Finished { .. } => facts += 1,
                        _ => open.push(Work::Activity {
                            site,
                            phase,
                            activity,
                        }),
                    }
                }
            }
            Schedule::Overrun { .. } | Schedule::Expected(_) => {
                if self.takes("activity", [ONLINE]) {
                    open.push(Work::Span { site, phase });
                }
            }
            Schedule::Known => facts += usize::from(self.takes("activity", [ONLINE])),
        }
        if matches!(of.state, PhaseState::Online(_)) {
            found.facts += facts + open.len() + usize::from(!found.reach.by_activity);
            return;
        }
        found.facts += facts;
        found.reach.work.extend(open);
        if !found.reach.by_activity || found.reach.work.len() > before {
            found.reach.phases.push((site, phase));
        }
    }
}

impl Found {
    /// The address of the first wait of which nothing says when it began.
    pub fn wait_without_origin(&self, world: World<'_>) -> Option<String> {
        self.reach.work.iter().find_map(|work| {
            let Work::Wait { site, stage } = *work else {
                return None;
            };
            let site = &world.sites[site];
            let stage = &site.grid[stage];
            let is_lost = matches!(
                stage.energised,
                Energised::Expected {
                    seen: None,
                    from: None,
                    ..
                }
            );
            is_lost.then(|| format!("site.{}.grid.{}", site.id, stage.id))
        })
    }
}

/// Ids of the chips that a phase may have.
fn chips_of<'c>(phase: &Phase, chips: &'c [String]) -> Vec<&'c str> {
    let indices = phase.chip.chips().into_iter();
    indices.map(|index| chips[index].as_str()).collect()
}

/// Programmes with all that they are part of.
fn with_wider(of: &[usize], programmes: &[Programme]) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut next: Vec<usize> = of.to_vec();
    while let Some(index) = next.pop() {
        if let Some(programme) = programmes.get(index)
            && all.insert(index)
        {
            next.extend(&programme.part_of);
        }
    }
    all
}

/// Whether a name is what a pattern means, `*` standing for any letters.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let Some(mut last) = parts.next() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(last) else {
            return false;
        };
        rest = &rest[at + last.len()..];
        last = part;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters_and_a_name_for_itself() {
        for (pattern, name, expected) in [
            ("shell", "shell", true),
            ("shell", "shells", false),
            ("b-*", "b-12", true),
            ("b-*", "b", false),
            ("*", "", true),
            ("*-east", "gb-south-east", true),
            ("gb-*-east", "gb-south-east", true),
            ("gb-*-east", "gb-east", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*south*", "gb-south-east", true),
            ("*a*b*", "xbxa", false),
            ("**", "any", true),
            ("é*", "école", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
