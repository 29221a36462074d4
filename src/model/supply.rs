//! Chips over time: pools of deliveries that phases draw on, and generations that are on sale.

use super::ledger::likeliest;
use super::{Chip, ChipChoice, Curve, Milestone, Model, Phase, PhaseState, Uncertain};
use crate::calendar::{Horizon, Instant};
use crate::distribution::Distribution;
use crate::units::{Days, Gpus, Share};
use std::collections::BTreeSet;

/// A pool of deliveries: what comes of some chips up to each date, for all that draw on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// Id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// Its chips, as indices into the model's.
    pub chips: Vec<usize>,
    /// Deliveries up to a date, GPUs.
    pub cumulative: Curve<Gpus>,
    /// Phases, (site, phase), that may draw on it where their chip is one of its own, sorted.
    pub selected: Vec<(usize, usize)>,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// Generations of chips by the date from which they are on sale.
#[derive(Clone, Debug, PartialEq)]
pub struct Roadmap {
    /// Id.
    pub id: String,
    /// From when each is on sale, and its index in the model's chips, in the order of dates; at
    /// least one.
    pub steps: Vec<(Instant, usize)>,
}

/// What stays fixed where the chip changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// The IT load of the hall; the number of GPUs follows.
    ItLoad,
    /// The number of GPUs.
    Gpus,
}

/// How a phase's chips are ordered, where a roadmap says what is on sale.
#[derive(Clone, Debug, PartialEq)]
pub struct Ordering {
    /// How long before they are needed.
    pub lead: Uncertain<Days>,
    /// What stays fixed.
    pub hold: Hold,
}

/// How long GPUs serve.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// From when they came to when they leave.
    pub life: Uncertain<Days>,
    /// Whether they are renewed then.
    pub refresh: bool,
}

/// How GPUs fail for good.
#[derive(Clone, Debug, PartialEq)]
pub struct Failures {
    /// The share of those in service that fail in a year.
    pub rate: Uncertain<Share>,
    /// GPUs bought beside to take their place, as a share of those in service.
    pub spares: Option<Uncertain<Share>>,
}

/// A phase is renewed at most so often within a horizon.
pub const MOST_RENEWALS: usize = 12;
/// The least uniform that is drawn.
const LEAST: f64 = 0.5 / 4_294_967_296.0;

impl Roadmap {
    /// The number of the step that is on sale at an instant; before the first the first.
    #[must_use]
    pub fn on_sale(&self, at: Instant) -> usize {
        let begun = self.steps.iter().filter(|(from, _)| *from <= at).count();
        begun.max(1) - 1
    }
}

impl ChipChoice {
    /// Every chip that it may come to, in its order.
    #[must_use]
    pub fn chips(&self) -> Vec<usize> {
        match self {
            ChipChoice::One(chip) => vec![*chip],
            ChipChoice::OneOf { options, .. } => options.iter().map(|&(chip, _)| chip).collect(),
            ChipChoice::Roadmap(roadmap) => roadmap.steps.iter().map(|&(_, chip)| chip).collect(),
        }
    }
}

impl Phase {
    /// How often its GPUs can be renewed within a horizon, in the trial of the shortest service
    /// life; `told` are laws that stories tell, by path.
    #[must_use]
    pub fn renewals(&self, horizon: &Horizon, told: &[(&str, &Distribution)]) -> usize {
        let Some(Life {
            life,
            refresh: true,
        }) = &self.life
        else {
            return 0;
        };
        let told = told.iter().filter(|(path, _)| *path == life.path());
        let laws = told.map(|(_, law)| *law).chain([life.distribution()]);
        let least = laws.map(|law| law.quantile(LEAST)).fold(f64::MAX, f64::min);
        let from = Instant::start_of(horizon.from()).days();
        let open = self.seen.or(self.announced.map(Instant::start_of));
        let earliest = match &self.state {
            PhaseState::Online(fact) => fact.date.distribution().quantile(LEAST),
            PhaseState::Open {
                observed: Some(part),
                ..
            } => part.date.distribution().quantile(LEAST),
            PhaseState::Open { .. } => open.map_or(from, Instant::days).min(from),
        };
        let to = Instant::end_of(horizon.to()).days();
        ((to - earliest) / least).max(0.0) as usize
    }

    /// Whether a milestone waits for the chips of what does not run yet.
    #[must_use]
    pub fn waits_for_chips(&self, milestone: Milestone) -> bool {
        match (&self.state, milestone) {
            (PhaseState::Online(_), _) | (_, Milestone::Ready) => false,
            (PhaseState::Open { observed, .. }, Milestone::Online) => observed.is_none(),
            (PhaseState::Open { .. }, Milestone::Complete) => true,
        }
    }

    /// Of a roadmap the number of the step whose chip the phase would have had as announced: what is
    /// on sale the median of `order_lead` before the announced date; without one, at the
    /// announcement, else the first.
    #[must_use]
    pub fn announced_step(&self, roadmap: &Roadmap) -> usize {
        let lead = self
            .ordering
            .as_ref()
            .map_or(0.0, |ordering| ordering.lead.median());
        let online = self.announced_online.map(|period| period.deadline().days());
        let at = online.map(|online| Instant::from_days(online - lead));
        let at = at.or(self.announced.map(Instant::start_of));
        at.map_or(0, |at| roadmap.on_sale(at))
    }
}

impl Model {
    /// How often a phase's GPUs can be renewed within the horizon, in the trial of the shortest
    /// service life.
    #[must_use]
    pub fn renewals(&self, phase: &Phase) -> usize {
        let branches = self.dependence.branches.iter();
        let told = branches.flat_map(|branch| branch.options.iter().flat_map(|told| &told.laws));
        let told: Vec<(&str, &Distribution)> =
            told.map(|(path, law)| (path.as_str(), law)).collect();
        phase.renewals(&self.horizon, &told)
    }

    /// Every choice of a chip that a phase may have: its own, a restart's, those of stories.
    #[must_use]
    pub fn choices_of<'a>(&'a self, phase: &'a Phase) -> Vec<&'a ChipChoice> {
        let mut choices = vec![&phase.chip];
        if let PhaseState::Open {
            paused: Some(pause),
            ..
        } = &phase.state
        {
            choices.extend(pause.chip.as_ref());
        }
        let path = format!("{}.chip", phase.path);
        let branches = self.dependence.branches.iter();
        let options = branches.flat_map(|branch| &branch.options);
        let told = options.flat_map(|option| &option.chips);
        choices.extend(told.filter(|(of, _)| *of == path).map(|(_, chip)| chip));
        choices
    }

    /// Every chip that a phase may have, and may be renewed with.
    #[must_use]
    pub fn chips_of(&self, phase: &Phase) -> BTreeSet<usize> {
        let choices = self.choices_of(phase).into_iter();
        choices.flat_map(ChipChoice::chips).collect()
    }

    /// The phases, (site, phase), that may draw on a pool, in their order.
    #[must_use]
    pub fn draw_on(&self, supply: &Supply) -> Vec<(usize, usize)> {
        let draws = |&(site, phase): &(usize, usize)| {
            let chips = self.chips_of(&self.sites[site].phases[phase]);
            supply.chips.iter().any(|chip| chips.contains(chip))
        };
        supply.selected.iter().copied().filter(draws).collect()
    }

    /// The likeliest chip of a phase as it was announced.
    #[must_use]
    pub fn announced_chip(&self, phase: &Phase) -> &Chip {
        announced_chip(&self.chips, phase)
    }
}

/// The likeliest of `chips` for a phase as it was announced.
pub(super) fn announced_chip<'a>(chips: &'a [Chip], phase: &Phase) -> &'a Chip {
    match &phase.chip {
        ChipChoice::Roadmap(roadmap) => &chips[roadmap.steps[phase.announced_step(roadmap)].1],
        choice => likeliest(chips, choice),
    }
}
