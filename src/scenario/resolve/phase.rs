//! A phase: its size, its chip, its chances, and what it takes from its site.

use super::activity::OfPhase;
use super::chips;
use super::context::{Context, Origin};
use super::facts::{self, Seen};
use super::life;
use super::plausible;
use super::reader::Reader;
use super::roadmap;
use super::schedule;
use super::state;
use super::world;
use crate::calendar::Period;
use crate::distribution::Distribution;
use crate::model::{Chip, ChipChoice, Ordering, Phase, PhaseState, Size, Standing, Uncertain};
use crate::scenario::catalogue;
use crate::scenario::problem::Problem;
use crate::scenario::quantity::{self, Measure};
use crate::units::{Gpus, Megawatts, Share, WATTS_PER_MEGAWATT};
use jiff::civil::Date;

/// What a phase takes from its site where it says nothing itself.
#[derive(Clone, Debug)]
pub(super) struct OfSite {
    pub site: usize,
    pub operator: Option<String>,
    pub customer: Option<String>,
    pub developer: Option<String>,
    pub programmes: Vec<usize>,
    pub tags: Vec<String>,
    pub announced: Option<Date>,
    pub seen: Seen,
}

/// GPUs and IT load further apart than this are worth a warning.
const FAR_APART: f64 = 1.25;

/// Reads a phase; `None` after a problem.
pub(super) fn read(
    index: usize,
    id: &str,
    reader: &mut Reader<'_>,
    of: &OfSite,
    model: &[Chip],
    cx: &mut Context<'_>,
) -> Option<Phase> {
    let announced = facts::announced(reader, cx).or(of.announced);
    reader.set_since(announced);
    let reader = &*reader;
    // Its keys were laid under the phase's; here only a name that is none is left to be found.
    reader.reference(cx, "template");
    let seen = facts::seen(reader, &of.seen, cx);
    let announced_online = reader.period(cx, "online");
    check_span(reader, announced, announced_online, cx);
    let paused = reader.day(cx, "paused");
    let state = state::read(reader, &seen, paused, cx);
    let of_phase = OfPhase {
        site: of.site,
        phase: index,
        seen: &seen,
        announced,
        paused,
        is_online: reader.has("actual_online"),
    };
    let schedule = schedule::read(reader, &of_phase, announced_online, cx);
    let chip = chips::choice(reader, cx);
    let ordering = ordering(reader, chip.as_ref(), state.as_ref(), cx);
    let life = life::life(reader, cx);
    let failures = life::failures(reader, cx);
    let size = size(reader, chip.as_ref(), model, cx);
    if let (
        Some(PhaseState::Open {
            observed: Some(observed),
            ..
        }),
        Some(size),
    ) = (&state, &size)
    {
        let whole = gpus_of(size, chip.as_ref(), model, cx);
        plausible::observed(reader, observed, whole, cx);
    }
    let delivered = reader.quantity(cx, "delivered");
    let proceed = proceed(reader, cx);
    let ramp = reader.quantity(cx, "ramp");
    let mfu = reader.quantity(cx, "mfu");
    let availability = reader.quantity(cx, "availability");
    Some(Phase {
        id: id.to_string(),
        name: reader.label(cx, "name").unwrap_or_else(|| id.to_string()),
        path: reader.path().to_string(),
        operator: reader.text(cx, "operator").or_else(|| of.operator.clone()),
        customer: reader.text(cx, "customer").or_else(|| of.customer.clone()),
        developer: reader
            .text(cx, "developer")
            .or_else(|| of.developer.clone()),
        programmes: programmes(reader, cx).unwrap_or_else(|| of.programmes.clone()),
        tags: tags(reader, cx).unwrap_or_else(|| of.tags.clone()),
        announced,
        announced_online,
        chip: chip?,
        ordering,
        life,
        failures,
        size: size?,
        delivered: delivered?,
        proceed: proceed?,
        schedule: schedule?,
        state: state?,
        ramp: ramp?,
        mfu: mfu?,
        availability: availability?,
        money: super::money::announced(reader, cx),
        seen: seen.instant(),
        seen_on: seen.day,
        sources: reader.sources(cx),
    })
}

/// What is said of how its chips are ordered.
fn ordering(
    reader: &Reader<'_>,
    chip: Option<&ChipChoice>,
    state: Option<&PhaseState>,
    cx: &mut Context<'_>,
) -> Option<Ordering> {
    let restart = match state {
        Some(PhaseState::Open {
            paused: Some(pause),
            ..
        }) => pause.chip.as_ref(),
        _ => None,
    };
    roadmap::ordering(reader, &[chip, restart], cx)
}

/// Reads `programme`: indices of those that it names.
pub(super) fn programmes(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Vec<usize>> {
    let named = reader.ids(cx, "programme")?;
    Some(world::indices(&named, &world::ids_of(cx.root, "programme")))
}

/// Reads `tags`.
pub(super) fn tags(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Vec<String>> {
    let tags = reader.texts(cx, "tags")?;
    reader.record(cx, "tags");
    Some(tags.into_iter().map(|(tag, _)| tag).collect())
}

fn check_span(
    reader: &Reader<'_>,
    announced: Option<Date>,
    online: Option<Period>,
    cx: &mut Context<'_>,
) {
    let (Some(announced), Some(online), Some(node)) = (announced, online, reader.get("online"))
    else {
        return;
    };
    if online.last >= announced {
        return;
    }
    let mut problem = Problem::error(
        "phase::span",
        format!(
            "`{}` was to be online by {}, before it was announced on {announced}",
            reader.path(),
            online.last
        ),
    )
    .at(&node.place, "before the announcement");
    if let Some(node) = reader.get("announced") {
        problem = problem.also(&node.place, "announced");
    }
    cx.push(
        problem.help("if it ran by then, say `actual_online`; else correct one of the two dates"),
    );
}

/// The chance that it goes ahead: stated, by its commitment, or the default.
fn proceed(reader: &Reader<'_>, cx: &mut Context<'_>) -> Option<Uncertain<Share>> {
    let path = reader.join("proceed");
    if reader.has("actual_online") {
        // A fact. `commitment` may come from a template; `proceed` was reported.
        return Some(Uncertain::new(path, Distribution::constant(1.0)));
    }
    if let (Some(chance), Some(word)) = (reader.get("proceed"), reader.get("commitment")) {
        cx.push(
            Problem::error(
                "phase::two-chances",
                format!("`{}` has both `proceed` and `commitment`", reader.path()),
            )
            .at(&chance.key, "the chance itself")
            .also(&word.key, "a word that stands for a chance")
            .help("keep one of the two"),
        );
        return None;
    }
    if !reader.has("commitment") {
        return reader.quantity(cx, "proceed");
    }
    let word = reader.id(cx, "commitment")?;
    let catalogue = cx.catalogue;
    let entry = catalogue.commitments().table(&word)?;
    let node = entry.get("proceed")?;
    let reason = entry.get("reason").and_then(|node| node.as_text());
    let origin = Origin {
        standing: Standing::Catalogue,
        sources: catalogue::sources_of(entry),
        reason: reason.map(str::to_string),
        since: None,
    };
    cx.record(&path, node, "", origin);
    let law = quantity::quantity(node, Measure::Share, "proceed", cx.problems)?;
    Some(Uncertain::new(path, law))
}

fn size(
    reader: &Reader<'_>,
    chip: Option<&ChipChoice>,
    model: &[Chip],
    cx: &mut Context<'_>,
) -> Option<Size> {
    if !reader.has("gpus") && !reader.has("it_load") {
        if reader.lacks_template() {
            return None;
        }
        cx.push(
            Problem::error(
                "phase::size",
                format!("`{}` has neither `gpus` nor `it_load`", reader.path()),
            )
            .at(reader.place(), "nothing says how large it is")
            .help("add `gpus = 23_040`, or `it_load = \"50 MW\"` where only power was announced"),
        );
        return None;
    }
    let gpus = reader.quantity::<Gpus>(cx, "gpus");
    let it_load = reader.quantity::<Megawatts>(cx, "it_load");
    if !reader.has("gpus") {
        return it_load.map(Size::ItLoad);
    }
    if let (Some(gpus), Some(it_load), Some(chip)) = (&gpus, &it_load, chip) {
        check_sizes(reader, gpus, it_load, watts(chip, model, cx), cx);
    }
    gpus.map(Size::Gpus)
}

/// The median number of GPUs of a phase, where its chip can be told.
fn gpus_of(
    size: &Size,
    chip: Option<&ChipChoice>,
    model: &[Chip],
    cx: &Context<'_>,
) -> Option<f64> {
    match size {
        Size::Gpus(gpus) => Some(gpus.median()),
        Size::ItLoad(load) => {
            let watts = watts(chip?, model, cx)?;
            Some(load.median() * WATTS_PER_MEGAWATT / watts)
        }
    }
}

/// The mean over the choice of the chips' median watts.
fn watts(chip: &ChipChoice, model: &[Chip], cx: &Context<'_>) -> Option<f64> {
    let of = |index: usize| {
        let id = cx.chips.get(index)?;
        let chip = model.iter().find(|chip| &chip.id == id)?;
        Some(chip.watts.median())
    };
    match chip {
        ChipChoice::One(index) => of(*index),
        // As announced, where nothing says when.
        ChipChoice::Roadmap(roadmap) => of(roadmap.steps[0].1),
        ChipChoice::OneOf { options, .. } => {
            let total: f64 = options.iter().map(|(_, weight)| weight).sum();
            let mut mean = 0.0;
            for (index, weight) in options {
                mean += of(*index)? * weight / total;
            }
            Some(mean)
        }
    }
}

fn check_sizes(
    reader: &Reader<'_>,
    gpus: &Uncertain<Gpus>,
    it_load: &Uncertain<Megawatts>,
    watts: Option<f64>,
    cx: &mut Context<'_>,
) {
    let (Some(watts), Some(gpus_node), Some(load_node)) =
        (watts, reader.get("gpus"), reader.get("it_load"))
    else {
        return;
    };
    let need = gpus.median() * watts / WATTS_PER_MEGAWATT;
    let ratio = need / it_load.median();
    if (1.0 / FAR_APART..=FAR_APART).contains(&ratio) {
        return;
    }
    let would = it_load.median() * WATTS_PER_MEGAWATT / watts;
    cx.push(
        Problem::warning(
            "phase::sizes-apart",
            format!(
                "`gpus` and `it_load` of `{}` are {:.0} % apart",
                reader.path(),
                (ratio.max(1.0 / ratio) - 1.0) * 100.0
            ),
        )
        .at(
            &load_node.place,
            format!(
                "{:.1} MW would feed {would:.0} GPUs of {watts:.0} W",
                it_load.median()
            ),
        )
        .also(
            &gpus_node.place,
            format!(
                "{:.0} GPUs of {watts:.0} W need {need:.1} MW",
                gpus.median()
            ),
        )
        .help("`gpus` is used; leave out the one that was not announced"),
    );
}
