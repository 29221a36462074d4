//! Document to model: the rules of the format, applied to a tree of values.
//!
//! Every problem is collected, so that a planner sees all of them at once; a model is made only if
//! there is none. What it does not know: how text is parsed, and what a run does with the model.

mod activity;
mod chips;
mod conflicts;
mod context;
mod cycles;
mod dependence;
mod evidence;
mod facts;
mod ids;
mod ledger;
mod life;
mod links;
mod money;
mod phase;
mod plausible;
mod power;
mod reader;
mod remainders;
mod roadmap;
mod schedule;
mod sequence;
mod site;
mod sources;
mod state;
mod supply;
mod targets;
mod world;

use super::Document;
use super::catalogue::Catalogue;
use super::problem::{Problem, Problems};
use super::tree::{Node, Place, Table, Value};
use context::Context;
use dependence::Draft;
pub(super) use dependence::SELECTOR_KEYS;
pub(super) use evidence::addresses;
pub(super) use evidence::texts_of;
pub(super) use ids::natural;
use jiff::civil::Date;
use links::LinkAt;
use reader::Reader;
use remainders::Asked;
use std::borrow::Cow;
use std::collections::BTreeSet;
use world::Heading;

use crate::calendar::Horizon;
use crate::model::{Model, Replay, Rest, Site, UsedValue};

/// The nearest id to a name.
pub(super) fn suggested_id(name: &str) -> String {
    ids::suggested(name)
}

/// Resolves a document, its layers merged and its templates copied, into a model.
///
/// `name` serves where the scenario gives itself none. `None` if `problems` has errors, of this step
/// or of an earlier one; warnings may stand beside a model.
pub fn resolve(document: &Document, name: &str, problems: &mut Problems) -> Option<Model> {
    if document.is_part() {
        // Whatever else it lacks, such as a horizon or rates, is what a scenario brings.
        problems.push(no_scenario(&document.root));
        return None;
    }
    let mut catalogue = Catalogue::read(problems);
    if let Some(then) = &document.then {
        if then.failed {
            return None;
        }
        catalogue.date(then.day);
    }
    let asked = remainders::asked(&document.root);
    let document = &mut filled(document, name, &catalogue, &asked, problems)?;
    let World {
        mut model,
        drafts,
        links,
        ..
    } = used(document, name, &catalogue, problems)?;
    let document = &**document;
    remainders::mark(&mut model, &asked);
    remainders::tell(&mut model, &asked);
    ledger::check(&model, &document.root, problems);
    let of_story = |story: &Document, problems: &mut Problems| {
        world(story, name, &catalogue, problems).map(|world| world.model)
    };
    model.dependence.branches = dependence::stories(document, &model, drafts, problems, &of_story);
    if !problems.has_errors() {
        supply::check(&model, &links, &document.root, problems);
    }
    if document.mitigated {
        model.dependence = model.dependence.mitigated();
    }
    if document.independent {
        model.dependence = model.dependence.independent();
    }
    (!problems.has_errors()).then_some(model)
}

/// That a file is for scenarios to extend.
fn no_scenario(root: &Table) -> Problem {
    let begin = root
        .iter()
        .map(|(_, node)| &node.key)
        .min_by_key(|place| place.start);
    let problem = Problem::error(
        "scenario::part",
        "a part for scenarios to extend, and no scenario itself",
    );
    let problem = match begin {
        Some(place) => problem.at(place, "no `[scenario]` and no `[site.ID]` in this file"),
        None => problem,
    };
    problem
        .help("name a scenario that extends it: what it says is checked there")
        .help("or make it a scenario: add `[scenario]` and a `[site.ID]` with a phase")
}

/// A document with what no site accounts for as sites of their own, where that is to fill totals;
/// `None` after an error.
fn filled<'a>(
    document: &'a Document,
    name: &str,
    catalogue: &Catalogue,
    asked: &[Asked],
    problems: &mut Problems,
) -> Option<Cow<'a, Document>> {
    if asked.is_empty() {
        return Some(Cow::Borrowed(document));
    }
    // How much is left is known once all is read; what this reading says, the other says again.
    let mut of_draft = problems.clone();
    let draft = remainders::lay(document, asked, |_| Some(Rest::Gpus(1.0)), &mut of_draft);
    let Some(World { mut model, .. }) = world(&draft, name, catalogue, &mut of_draft) else {
        *problems = of_draft;
        return None;
    };
    remainders::mark(&mut model, asked);
    let accounts = model.accounts();
    let rest = |remainder: &Asked| {
        let mut programmes = model.programmes.iter();
        let index = programmes.position(|programme| programme.id == remainder.id)?;
        accounts[index].rest()
    };
    let filled = remainders::lay(document, asked, rest, problems);
    Some(Cow::Owned(filled))
}

/// The world of a document that has of its shared parts only what it uses: the rest is taken out.
fn used(
    document: &mut Cow<'_, Document>,
    name: &str,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Option<World> {
    if document.parts.is_empty() {
        return world(document, name, catalogue, problems);
    }
    document.to_mut().leave_out_unnamed();
    loop {
        // What this reading says, the next one says again.
        let mut of_draft = problems.clone();
        let draft = world(document, name, catalogue, &mut of_draft);
        if draft.as_ref().is_none_or(|world| world.idle.is_empty()) {
            *problems = of_draft;
            return draft;
        }
        let idle = draft.map(|world| world.idle).unwrap_or_default();
        // What only they named goes with them: the zone that an idle driver is of.
        let document = document.to_mut();
        document.leave_out(&idle);
        document.leave_out_unnamed();
    }
}

/// Addresses of what a document has of shared parts and does not use; what is wrong with it is told elsewhere.
pub(super) fn idle(document: &Document, problems: &Problems) -> BTreeSet<String> {
    let mut unheard = problems.clone();
    let catalogue = Catalogue::read(&mut unheard);
    let asked = remainders::asked(&document.root);
    let filled = filled(document, "", &catalogue, &asked, &mut unheard);
    let Some(mut whole) = filled.filter(|document| !document.parts.is_empty()) else {
        return BTreeSet::new();
    };
    used(&mut whole, "", &catalogue, &mut unheard);
    let removed = whole.removed.difference(&document.removed);
    removed.cloned().collect()
}

/// What a document makes without its branches.
struct World {
    model: Model,
    /// Its branches as they are written.
    drafts: Vec<Draft>,
    links: Vec<LinkAt>,
    /// Addresses of what came with a shared part and has nothing to act on.
    idle: BTreeSet<String>,
}

/// The world of a document without its branches, which stand beside it as they are written.
fn world(
    document: &Document,
    name: &str,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Option<World> {
    let root = &document.root;
    let cx = &mut Context::of(document, catalogue, problems);
    let top = Reader::root(root, cx);
    top.check_templates(cx);
    let heading = heading(&top, cx)?;
    let output = world::output(&top, cx);
    world::sweep(&top, cx);
    let zones = world::zones(&top, cx);
    let money = money::read(&top, &zones, cx);
    let programmes = ledger::programmes(&top, &zones, cx);
    let chips = chips::read(&top, cx);
    roadmap::check(&top, cx);
    let sites = site::read(&top, &zones, &chips, cx);
    plausible::zones(&top, &zones, &sites, cx);
    let horizon = heading.horizon.as_ref();
    in_time(&sites, horizon, cx);
    money::metrics(&top, &output, (&zones, &sites, &money), cx);
    let seen = dependence::World {
        costs: money.costs.as_ref(),
        zones: &zones,
        programmes: &programmes,
        sites: &sites,
        chips: &chips,
        whole: !cx.problems.has_errors(),
    };
    let baselines = targets::baselines(&top, &zones, cx);
    let targets = targets::read(&top, (&seen, &money), &baselines, horizon, cx);
    let dependence = dependence::read(&top, seen, cx);
    let supply = supply::read(&top, seen, cx);
    let drafts = dependence::drafts(&top, cx);
    let conflicts = conflicts::read(&top, cx);
    let sources = sources::read(&top, (&heading.not_modelled, &conflicts), cx);
    if cx.problems.has_errors() {
        return None;
    }
    let (values, replay) = noted(cx);
    let links = std::mem::take(&mut cx.links);
    let idle = std::mem::take(&mut cx.idle);
    let model = Model {
        name: heading.name.unwrap_or_else(|| name.to_string()),
        horizon: heading.horizon?,
        as_of: cx.as_of,
        seed: heading.seed?,
        trials: heading.trials?,
        currency: heading.currency?,
        rates: money.rates,
        costs: money.costs,
        training: money.training,
        chips,
        zones,
        supply,
        programmes,
        sites,
        targets,
        baselines,
        dependence,
        sources,
        values,
        not_modelled: heading.not_modelled,
        conflicts,
        output,
        replay,
    };
    Some(World {
        model,
        drafts,
        links,
        idle,
    })
}

/// Every value that was used, by path, and what a replay left out.
fn noted(cx: &mut Context<'_>) -> (Vec<UsedValue>, Option<Replay>) {
    let mut values = std::mem::take(&mut cx.values);
    let kept = cx.kept.take();
    if let Some(kept) = &kept {
        values.retain(|value| !kept.is_idle_value(&value.path));
    }
    values.sort_by(|a, b| natural(&a.path, &b.path));
    (values, kept.and_then(|kept| kept.finish()))
}

/// What `[scenario]` says, whether or not it is written.
fn heading(top: &Reader<'_>, cx: &mut Context<'_>) -> Option<Heading> {
    let empty = Node {
        value: Value::Table(Table::default()),
        place: Place::new(0, 0..0),
        key: Place::new(0, 0..0),
    };
    let scenario = top.section_or(cx, "scenario", &empty)?;
    cx.as_of = world::as_of(&scenario, cx);
    let earliest = earliest_announcement(cx.root);
    Some(world::heading(&scenario, earliest, cx))
}

/// Checks what comes after what, and how often it is renewed.
fn in_time(sites: &[Site], horizon: Option<&Horizon>, cx: &mut Context<'_>) {
    cycles::of_schedule(cx);
    if !cx.problems.has_errors() {
        // Indices of links are those of the whole lists, which an error may have left short.
        sequence::check(sites, cx);
    }
    if let Some(horizon) = horizon {
        life::check(sites, horizon, cx);
    }
}

/// The first day on which anything in the scenario was announced.
fn earliest_announcement(root: &Table) -> Option<Date> {
    let day = |table: &Table| {
        let node = table.get("announced")?;
        super::date::read(&node.value).ok()?.middle().date()
    };
    let tables = |table: &Table, name: &str| -> Vec<Table> {
        let entries = table.table(name).into_iter().flat_map(Table::iter);
        entries
            .filter_map(|(_, node)| node.as_table().cloned())
            .collect()
    };
    let mut days: Vec<Date> = Vec::new();
    for site in tables(root, "site") {
        days.extend(day(&site));
        for phase in tables(&site, "phase") {
            days.extend(day(&phase));
        }
    }
    days.into_iter().min()
}
