//! Steps: edits that can be laid on the base by themselves, and the scenarios that their sets make.

use super::{contribution, label};
use crate::explanation::Contribution;
use crate::explanation::game::{Game, Method};
use crate::model::Model;
use crate::scenario::problem::Problems;
use crate::scenario::{Diff, Edit};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The steps of an explanation.
pub(super) struct Steps<'a> {
    diff: &'a Diff,
    problems: &'a Problems,
    all: Vec<Step<'a>>,
}

/// Edits that are laid on together.
struct Step<'a> {
    edits: Vec<&'a Edit>,
    /// They make no scenario without each other.
    joined: bool,
    /// The entity whose edits these are, where edits are taken by entity.
    entity: Option<String>,
}

impl<'a> Steps<'a> {
    /// A step for each edit, or for each entity.
    pub(super) fn new(
        diff: &'a Diff,
        problems: &'a Problems,
        edits: &[&'a Edit],
        by_entity: bool,
    ) -> Self {
        let mut steps: Vec<Step<'a>> = Vec::new();
        for &edit in edits {
            let entity = by_entity.then(|| edit.entity.clone());
            match steps.last_mut() {
                Some(last) if entity.is_some() && last.entity == entity => last.edits.push(edit),
                _ => steps.push(Step {
                    edits: vec![edit],
                    joined: false,
                    entity,
                }),
            }
        }
        Self {
            diff,
            problems,
            all: steps,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Joins steps until every set that the game runs makes a scenario; gives the game and the
    /// scenarios of its sets.
    pub(super) fn joined(&mut self) -> (Game, Vec<Model>) {
        loop {
            let game = Game::new(self.all.len());
            let mut models: BTreeMap<u64, Option<Model>> = self.models(&game.sets);
            let failing = models
                .iter()
                .filter(|(_, model)| model.is_none())
                .map(|(set, _)| *set);
            // The smallest shows what is missing most narrowly.
            let smallest = failing.min_by_key(|set| (set.count_ones(), *set));
            let Some(failing) = smallest else {
                let models = game
                    .sets
                    .iter()
                    .filter_map(|set| models.remove(set).flatten());
                let models = models.collect();
                return (game, models);
            };
            let join = self.belonging(failing, &mut models);
            self.join(join);
        }
    }

    /// The scenarios of some sets; `None` where a set makes none.
    fn models(&self, sets: &[u64]) -> BTreeMap<u64, Option<Model>> {
        sets.par_iter().map(|&set| (set, self.model(set))).collect()
    }

    /// The base with the edits of a set laid on.
    fn model(&self, set: u64) -> Option<Model> {
        let steps = self.all.iter().enumerate();
        let chosen = steps.filter(|(step, _)| set >> step & 1 == 1);
        let edits = chosen.flat_map(|(_, step)| step.edits.iter().copied());
        let mut unheard = self.problems.clone();
        self.diff.base.with(edits).bare().resolve("", &mut unheard)
    }

    /// The steps that belong together, of which a set that makes no scenario has but a part: it
    /// with as few others as make one of it, or, where fewer do, what it lacks with as few of it as
    /// can be left out.
    fn belonging(&self, failing: u64, models: &mut BTreeMap<u64, Option<Model>>) -> u64 {
        let all = self.every();
        let mut works = |set: u64| {
            let model = models.entry(set).or_insert_with(|| self.model(set));
            model.is_some()
        };
        let mut with = all;
        let mut without = all;
        for step in (0..self.all.len()).map(|step| 1_u64 << step) {
            if failing & step == 0 && works(with & !step) {
                with &= !step;
            }
            if failing & step != 0 && works(all & !(without & !step)) {
                without &= !step;
            }
        }
        if without.count_ones() < with.count_ones() && without.count_ones() > 1 {
            without
        } else {
            with
        }
    }

    fn every(&self) -> u64 {
        match self.all.len() {
            0 => 0,
            steps => u64::MAX >> (64 - steps),
        }
    }

    /// Makes the steps of a set one step, where the first of them stood.
    fn join(&mut self, set: u64) {
        let mut rest = Vec::new();
        let mut first = None;
        for (index, step) in std::mem::take(&mut self.all).into_iter().enumerate() {
            if set >> index & 1 == 0 {
                rest.push(step);
                continue;
            }
            let Some(place) = first else {
                first = Some(rest.len());
                rest.push(Step {
                    joined: true,
                    ..step
                });
                continue;
            };
            let joined: &mut Step<'a> = &mut rest[place];
            joined.edits.extend(step.edits);
            joined.entity = None;
        }
        self.all = rest;
    }

    /// A row for each step, and for what they do together, in the order of the game.
    pub(super) fn contributions(&self, game: &Game) -> Vec<Contribution> {
        let mut rows: Vec<Contribution> = self
            .all
            .iter()
            .map(|step| {
                let name = match (&step.entity, step.edits.as_slice()) {
                    (Some(entity), [_, _, ..]) => crate::explanation::short(entity, None),
                    (_, edits) => label(edits),
                };
                contribution(name, &step.edits, step.joined)
            })
            .collect();
        if game.method == Method::BothOrders {
            rows.push(contribution("together".to_owned(), &[], false));
        }
        rows
    }
}
