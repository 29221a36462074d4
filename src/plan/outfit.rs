//! What a phase is equipped with: how many GPUs of which chip.

use super::columns::{Column, Columns};
use super::effects::Effects;
use super::phase::Compiled;
use crate::model::{Chip, ChipChoice, Hold, Model, Phase, PhaseState, Roadmap, Size, Uncertain};
use crate::units::{Gpus, WATTS_PER_MEGAWATT};

/// A phase's GPUs as columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outfit {
    /// GPUs when full.
    pub(super) size: Column,
    /// IT load when full, MW, where that is known though the number of GPUs differs from trial to
    /// trial.
    pub(super) it_full: Option<Column>,
    /// The share of the announced GPUs that come, where drivers or risks act on the size.
    pub(super) share: Option<Column>,
    /// IT load of a GPU, MW.
    pub(super) it_load: Column,
    /// Peak dense 8-bit operations per second of a GPU.
    pub(super) compute: Column,
    /// The chip, by its index in the model, where a roadmap tells it.
    pub(super) generation: Option<Column>,
}

/// Which phase is equipped, and when its chips are needed.
pub(super) struct Fitting<'a> {
    pub(super) model: &'a Model,
    pub(super) key: (usize, usize),
    /// When the phase is ready, or was first seen running.
    pub(super) needed: Column,
}

impl<'a> Fitting<'a> {
    pub(super) fn phase(&self) -> &'a Phase {
        &self.model.sites[self.key.0].phases[self.key.1]
    }

    /// The columns of what is installed.
    pub(super) fn outfit(&self, effects: &mut Effects<'_>, columns: &mut Columns) -> Outfit {
        let phase = self.phase();
        let open = !matches!(phase.state, PhaseState::Online(_));
        let factor = open.then(|| effects.size(self.key, columns)).flatten();
        let (size, choice) = future(phase);
        let (it_load, compute) = self.chip(columns);
        let share = comes(phase, factor, columns);
        let of_sum = self.implied(it_load, effects, columns);
        let (size, it_full) = self.gpus((&size, choice), (it_load, of_sum), share, columns);
        let choices = self.model.choices_of(phase);
        let by_roadmap = choices
            .iter()
            .any(|choice| matches!(choice, ChipChoice::Roadmap(_)));
        let generation = by_roadmap.then(|| {
            self.of_chip(choice, columns, &|_, chip, _, columns| {
                columns.constant(chip as f64)
            })
        });
        Outfit {
            size,
            it_full,
            share: share.filter(|_| factor.is_some()),
            it_load,
            compute,
            generation,
        }
    }

    /// The fitting of a compiled phase.
    pub(super) fn of(model: &'a Model, key: (usize, usize), compiled: &Compiled) -> Self {
        Self {
            model,
            key,
            needed: compiled.observed.unwrap_or(compiled.plan.ready),
        }
    }

    /// A field of the phase's chip.
    pub(super) fn field(
        &self,
        columns: &mut Columns,
        field: impl Fn(&Chip, &mut Columns) -> Column,
    ) -> Column {
        let (_, choice) = future(self.phase());
        self.of_chip(choice, columns, &|fitting, chip, _, columns| {
            field(&fitting.model.chips[chip], columns)
        })
    }

    /// IT load of a GPU, MW, and its peak rate.
    pub(super) fn chip(&self, columns: &mut Columns) -> (Column, Column) {
        let watts = self.field(columns, |chip, columns| columns.quantity(&chip.watts));
        let compute = self.field(columns, |chip, columns| columns.quantity(&chip.ops_8bit));
        let it_load = columns.affine(watts, 1.0 / WATTS_PER_MEGAWATT, 0.0, 0.0);
        (it_load, compute)
    }

    /// How many GPUs come for each that leaves, by the IT loads of both.
    pub(super) fn more(&self, was: Column, is: Column, columns: &mut Columns) -> Column {
        let ordering = self.phase().ordering.as_ref();
        let holds_gpus = ordering.is_some_and(|ordering| ordering.hold == Hold::Gpus);
        if was == is || holds_gpus {
            return columns.constant(1.0);
        }
        columns.quotient(was, is)
    }

    /// What a renewal of a first outfit may ask of a pool, by when it orders: from when, GPUs, and 1
    /// where the chip is one of the pool's.
    pub(super) fn renewals(
        &self,
        first: &Outfit,
        chips: &[usize],
        columns: &mut Columns,
    ) -> Vec<(f64, Column, Option<Column>)> {
        let (_, choice) = future(self.phase());
        let ChipChoice::Roadmap(roadmap) = choice else {
            let takes = self.takes(chips, columns);
            return vec![(f64::NEG_INFINITY, first.size, takes)];
        };
        let steps = roadmap.steps.iter();
        steps
            .map(|&(from, chip)| {
                let watts = columns.quantity(&self.model.chips[chip].watts);
                let it_load = columns.affine(watts, 1.0 / WATTS_PER_MEGAWATT, 0.0, 0.0);
                let more = self.more(first.it_load, it_load, columns);
                let takes = columns.constant(f64::from(u8::from(chips.contains(&chip))));
                (from.days(), columns.product(first.size, more), Some(takes))
            })
            .collect()
    }

    /// How long before it is needed a chip is ordered.
    pub(super) fn lead(&self, columns: &mut Columns) -> Option<Column> {
        let ordering = self.phase().ordering.as_ref();
        ordering.map(|ordering| columns.quantity(&ordering.lead))
    }

    /// 1 where the chip is one of these; `None` where that is certain.
    pub(super) fn takes(&self, chips: &[usize], columns: &mut Columns) -> Option<Column> {
        let (_, choice) = future(self.phase());
        let takes = self.of_chip(choice, columns, &|_, chip, _, columns| {
            columns.constant(f64::from(u8::from(chips.contains(&chip))))
        });
        (columns.value(takes) != Some(1.0)).then_some(takes)
    }

    /// GPUs when full and, where that is known, the IT load when full.
    fn gpus(
        &self,
        (size, choice): (&Future<'_>, &ChipChoice),
        (it_load, of_sum): (Column, Option<Column>),
        share: Option<Column>,
        columns: &mut Columns,
    ) -> (Column, Option<Column>) {
        let (announced, power) = match (size, &self.phase().size) {
            (Future::Gpus(gpus), _) => (columns.quantity(gpus), None),
            (Future::Announced, Size::Gpus(gpus)) => {
                let gpus = columns.quantity(gpus);
                self.held(gpus, choice, columns)
            }
            (Future::Announced, Size::ItLoad(power)) => {
                let power = of_sum.unwrap_or_else(|| columns.quantity(power));
                (columns.quotient(power, it_load), Some(power))
            }
        };
        let Some(share) = share else {
            return (announced, power);
        };
        let power = power.map(|power| columns.product(power, share));
        (columns.product(announced, share), power)
    }

    /// The GPUs that fit into the IT load of those that were announced, and that load; where a
    /// roadmap changes the chip and the phase does not hold their number.
    fn held(
        &self,
        gpus: Column,
        choice: &ChipChoice,
        columns: &mut Columns,
    ) -> (Column, Option<Column>) {
        let ordering = self.phase().ordering.as_ref();
        if ordering.is_none_or(|ordering| ordering.hold == Hold::Gpus) {
            return (gpus, None);
        }
        let more = self.of_chip(choice, columns, &|fitting, chip, roadmap, columns| {
            let as_announced = fitting.announced(chip, roadmap);
            if as_announced == chip {
                return columns.constant(1.0);
            }
            let [was, is] =
                [as_announced, chip].map(|chip| columns.quantity(&fitting.model.chips[chip].watts));
            columns.quotient(was, is)
        });
        if columns.value(more) == Some(1.0) {
            return (gpus, None);
        }
        let watts = self.of_chip(choice, columns, &|fitting, chip, roadmap, columns| {
            let chip = fitting.announced(chip, roadmap);
            columns.quantity(&fitting.model.chips[chip].watts)
        });
        let each = columns.affine(watts, 1.0 / WATTS_PER_MEGAWATT, 0.0, 0.0);
        let load = columns.product(gpus, each);
        (columns.product(gpus, more), Some(load))
    }

    /// The chip that was announced in the place of one.
    fn announced(&self, chip: usize, roadmap: Option<&Roadmap>) -> usize {
        roadmap.map_or(chip, |roadmap| {
            roadmap.steps[self.phase().announced_step(roadmap)].1
        })
    }

    /// Something of a phase's chip, of `choice` or of what rival stories say in its place.
    fn of_chip(&self, choice: &ChipChoice, columns: &mut Columns, field: Field<'_>) -> Column {
        let phase = self.phase();
        // A restart may bring a chip of its own, which no story tells.
        let own = std::ptr::eq(choice, &raw const phase.chip);
        let told = own.then(|| columns.chips_told(&format!("{}.chip", phase.path)));
        let Some(told) = told.flatten() else {
            return self.of_choice(choice, "", columns, field);
        };
        let story = columns.story(&told.choice, &told.weights);
        let options = told.options.iter().enumerate();
        let from = options.map(|(option, said)| match said {
            Some(choice) => self.of_choice(choice, &format!("#{option}"), columns, field),
            None => self.of_choice(choice, "", columns, field),
        });
        let from = from.collect();
        columns.pick(story, from)
    }

    /// Something of the chip that is chosen; `story` marks the draw of a story's own choice.
    fn of_choice(
        &self,
        choice: &ChipChoice,
        story: &str,
        columns: &mut Columns,
        field: Field<'_>,
    ) -> Column {
        match choice {
            ChipChoice::One(chip) => field(self, *chip, None, columns),
            ChipChoice::OneOf { path, options } => {
                let values = (0..options.len()).map(|index| index as f64).collect();
                let weights = options.iter().map(|&(_, weight)| weight).collect();
                let from = options
                    .iter()
                    .map(|&(chip, _)| field(self, chip, None, columns))
                    .collect();
                // Weights are positive by the model's own rule, so the law always exists.
                let law = crate::distribution::Distribution::discrete(values, weights)
                    .unwrap_or_else(|_| crate::distribution::Distribution::constant(0.0));
                let choice = columns.draw(&format!("{path}{story}"), path, &law);
                columns.pick(choice, from)
            }
            ChipChoice::Roadmap(roadmap) => {
                let lead = self.phase().ordering.as_ref();
                let lead = lead.map(|ordering| columns.quantity(&ordering.lead));
                let step = columns.on_sale(self.needed, lead, roadmap);
                let from = roadmap.steps.iter();
                let from = from
                    .map(|&(_, chip)| field(self, chip, Some(roadmap), columns))
                    .collect();
                columns.pick_known(step, from)
            }
        }
    }
}

/// What is asked of a chip, by its index, that may be on a roadmap.
type Field<'f> = &'f dyn Fn(&Fitting<'_>, usize, Option<&Roadmap>, &mut Columns) -> Column;

/// What a phase will be, as opposed to what was announced.
enum Future<'a> {
    /// As announced.
    Announced,
    /// A known or revised number of GPUs.
    Gpus(&'a Uncertain<Gpus>),
}

fn future(phase: &Phase) -> (Future<'_>, &ChipChoice) {
    match &phase.state {
        PhaseState::Online(fact) => (
            fact.gpus.as_ref().map_or(Future::Announced, Future::Gpus),
            &phase.chip,
        ),
        PhaseState::Open {
            paused: Some(pause),
            ..
        } => (
            pause.gpus.as_ref().map_or(Future::Announced, Future::Gpus),
            pause.chip.as_ref().unwrap_or(&phase.chip),
        ),
        PhaseState::Open { .. } => (Future::Announced, &phase.chip),
    }
}

/// The share of the announced GPUs that come; `None` of a fact.
fn comes(phase: &Phase, factor: Option<Column>, columns: &mut Columns) -> Option<Column> {
    if matches!(phase.state, PhaseState::Online(_)) {
        return None;
    }
    let delivered = columns.quantity(&phase.delivered);
    Some(match factor {
        Some(factor) => columns.product(delivered, factor),
        None => delivered,
    })
}
