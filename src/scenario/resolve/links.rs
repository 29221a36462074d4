//! Links: what an activity waits for, and the names that it may use.

use super::context::Context;
use super::evidence::texts_of;
use super::ids;
use super::reader::Reader;
use crate::model::{Link, LinkFrom, Milestone};
use crate::scenario::copies::PREVIOUS;
use crate::scenario::date;
use crate::scenario::problem::Problem;
use crate::scenario::suggest;
use crate::scenario::tree::{Node, Place, Table};

/// Ids of everything that a link can refer to, each list in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub sites: Vec<SiteNames>,
}

/// A site's ids.
#[derive(Clone, Debug)]
pub(super) struct SiteNames {
    pub id: String,
    pub stages: Vec<String>,
    pub phases: Vec<PhaseNames>,
}

/// A phase's ids.
#[derive(Clone, Debug)]
pub(super) struct PhaseNames {
    pub id: String,
    pub activities: Vec<String>,
}

/// A link with the activity that it is of.
#[derive(Clone, Debug)]
pub(super) struct LinkAt {
    pub site: usize,
    pub phase: usize,
    pub activity: usize,
    pub link: Link,
    /// As written.
    pub text: String,
    pub place: Place,
}

/// Where an activity stands: indices of the site, the phase, the activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub site: usize,
    pub phase: usize,
    pub activity: usize,
}

impl Names {
    /// All names of a document.
    pub fn of(root: &Table) -> Self {
        let keys = |table: &Table, name: &str| super::world::ids_of(table, name);
        let mut sites = Vec::new();
        for (id, site) in root.table("site").into_iter().flat_map(ids::in_order) {
            let empty = Table::default();
            let site = site.as_table().unwrap_or(&empty);
            let phases = site.table("phase").into_iter().flat_map(ids::in_order);
            let phases = phases.map(|(id, phase)| PhaseNames {
                id: id.to_string(),
                activities: phase
                    .as_table()
                    .map_or(Vec::new(), |phase| keys(phase, "activity")),
            });
            sites.push(SiteNames {
                id: id.to_string(),
                stages: keys(site, "grid"),
                phases: phases.collect(),
            });
        }
        Self { sites }
    }

    /// What a reference in an activity of this phase means.
    fn find(&self, at: Address, reference: &str) -> Option<LinkFrom> {
        let site = &self.sites[at.site];
        let parts: Vec<&str> = reference.split('.').collect();
        match parts.as_slice() {
            [activity] => {
                let activities = &site.phases[at.phase].activities;
                position(activities, activity).map(LinkFrom::Activity)
            }
            ["energised", stage] if position(&site.stages, stage).is_some() => {
                position(&site.stages, stage).map(LinkFrom::Stage)
            }
            [phase, milestone] => self.milestone(at.site, phase, milestone),
            [site, phase, milestone] => {
                let site = self
                    .sites
                    .binary_search_by(|known| ids::natural(&known.id, site))
                    .ok()?;
                self.milestone(site, phase, milestone)
            }
            _ => None,
        }
    }

    fn milestone(&self, site: usize, phase: &str, milestone: &str) -> Option<LinkFrom> {
        let phases = &self.sites[site].phases;
        let phase = phases
            .binary_search_by(|known| ids::natural(&known.id, phase))
            .ok()?;
        let milestone = MILESTONES
            .into_iter()
            .find(|known| known.word() == milestone)?;
        Some(LinkFrom::Phase {
            site,
            phase,
            milestone,
        })
    }

    /// What a reference to a phase that was copied can say in its place: "`b-1.online`, `b-2.online`".
    fn copies(&self, at: Address, reference: &str) -> Option<String> {
        /// More than these need not be spelt out.
        const SHOWN: usize = 3;
        let parts: Vec<&str> = reference.split('.').collect();
        let (site, prefix, phase, milestone) = match parts.as_slice() {
            [phase, milestone] => (&self.sites[at.site], String::new(), phase, milestone),
            [id, phase, milestone] => {
                let site = self.sites.iter().find(|site| site.id == *id)?;
                (site, format!("{id}."), phase, milestone)
            }
            _ => return None,
        };
        MILESTONES
            .into_iter()
            .find(|known| known.word() == *milestone)?;
        let is_copy = |id: &&str| {
            let number = id
                .strip_prefix(phase)
                .and_then(|rest| rest.strip_prefix('-'));
            number.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let ids: Vec<&str> = site
            .phases
            .iter()
            .map(|phase| phase.id.as_str())
            .filter(is_copy)
            .collect();
        let shown = ids
            .iter()
            .take(SHOWN)
            .map(|id| format!("`{prefix}{id}.{milestone}`"));
        let shown: Vec<String> = shown.collect();
        let rest = if ids.len() > SHOWN { " and so on" } else { "" };
        (!ids.is_empty()).then(|| format!("{}{rest}", shown.join(", ")))
    }

    /// What an activity of this phase could have meant by a reference: anything in its own site, and
    /// in the site that the reference seems to name.
    fn candidates(&self, at: Address, reference: &str) -> Vec<String> {
        let own = &self.sites[at.site];
        let mut all = own.phases[at.phase].activities.clone();
        all.extend(own.stages.iter().map(|stage| format!("energised.{stage}")));
        all.extend(own.milestones(""));
        let ids = self.sites.iter().map(|site| site.id.as_str());
        let named = reference.split('.').next().unwrap_or("");
        if let Some(id) = suggest::nearest(named, ids) {
            let meant = self.sites.iter().find(|site| site.id == id);
            all.extend(
                meant
                    .into_iter()
                    .flat_map(|site| site.milestones(&format!("{id}."))),
            );
        }
        all
    }
}

impl SiteNames {
    /// The milestones of its phases, as they are written with this before them.
    fn milestones(&self, prefix: &str) -> Vec<String> {
        let phases = self.phases.iter();
        phases
            .flat_map(|phase| {
                MILESTONES.map(|word| format!("{prefix}{}.{}", phase.id, word.word()))
            })
            .collect()
    }
}

const MILESTONES: [Milestone; 3] = [Milestone::Ready, Milestone::Online, Milestone::Complete];

fn position(sorted: &[String], id: &str) -> Option<usize> {
    sorted
        .binary_search_by(|known| ids::natural(known, id))
        .ok()
}

/// Reads an activity's `after`; `None` if any link is wrong.
pub(super) fn read(reader: &Reader<'_>, at: Address, cx: &mut Context<'_>) -> Option<Vec<Link>> {
    let Some(texts) = reader.texts(cx, "after") else {
        return Some(Vec::new());
    };
    reader.record(cx, "after");
    let count = texts.len();
    let mut links = Vec::new();
    for (text, node) in texts {
        let is_of_template = reader.lacks_template() && !text.contains('.');
        if !is_of_template {
            links.extend(one(&text, &node, at, cx));
        }
    }
    (links.len() == count).then_some(links)
}

fn one(text: &str, node: &Node, at: Address, cx: &mut Context<'_>) -> Option<Link> {
    let Some((reference, lag_days)) = date::lag(text) else {
        cx.push(no_link(text, node));
        return None;
    };
    let Some(from) = cx.names.find(at, &reference) else {
        let problem = unknown(&reference, node, at, cx);
        cx.push(problem);
        return None;
    };
    let link = Link { from, lag_days };
    cx.links.push(LinkAt {
        site: at.site,
        phase: at.phase,
        activity: at.activity,
        link: link.clone(),
        text: reference,
        place: node.place.clone(),
    });
    Some(link)
}

fn no_link(text: &str, node: &Node) -> Problem {
    Problem::error("link::form", format!("`{text}` is not a link"))
        .at(&node.place, "expected a name, with a lag if need be")
        .help("write for example `\"shell\"`, `\"delivery + 1 months\"` or `\"energised.first - 2 weeks\"`")
}

/// Checks the links between the activities of a template that no phase uses. What has a dot in it
/// is of a site, and there is none.
pub(super) fn check_within(activities: &Table, cx: &mut Context<'_>) {
    let afters = activities
        .iter()
        .filter_map(|(_, activity)| activity.as_table()?.get("after"));
    for (text, node) in afters.flat_map(texts_of) {
        let Some((reference, _)) = date::lag(text) else {
            cx.push(no_link(text, node));
            continue;
        };
        if reference.contains('.') || activities.get(&reference).is_some() {
            continue;
        }
        let problem = Problem::error(
            "reference::predecessor",
            format!("there is no predecessor `{reference}`"),
        )
        .at(&node.place, "nothing of this name to wait for");
        let ids: Vec<String> = activities.keys().map(|id| format!("`{id}`")).collect();
        cx.push(match suggest::nearest(&reference, activities.keys()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!(
                "activities of this template are {}",
                ids.join(", ")
            )),
        });
    }
}

fn unknown(reference: &str, node: &Node, at: Address, cx: &Context<'_>) -> Problem {
    let candidates = cx.names.candidates(at, reference);
    let problem = Problem::error(
        "reference::predecessor",
        format!("there is no predecessor `{reference}`"),
    )
    .at(&node.place, "nothing of this name to wait for");
    let mut parts = reference.split('.');
    if parts.next() == Some(PREVIOUS) && parts.count() == 1 {
        return problem.help(format!(
            "`{PREVIOUS}` is the copy before, in a phase with `copies`, and has the milestones `ready`, `online` and `complete`"
        ));
    }
    if let Some(copies) = cx.names.copies(at, reference) {
        return problem.help(format!("it has copies, each with its own dates: {copies}"));
    }
    if let Some(near) = suggest::nearest(reference, candidates.iter().map(String::as_str)) {
        return problem.help(format!("did you mean `{near}`?"));
    }
    let activities: Vec<String> = cx.names.sites[at.site].phases[at.phase]
        .activities
        .iter()
        .map(|id| format!("`{id}`"))
        .collect();
    let problem = problem.help(format!(
        "activities of this phase are {}",
        activities.join(", ")
    ));
    problem.help("a grid stage of the site is `energised.STAGE`; another phase's milestone is `PHASE.online` or `SITE.PHASE.online` (also `ready`, `complete`)")
}
