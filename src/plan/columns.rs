//! Columns while a plan is made: the small machine that it is written in.
//!
//! A column holds one value a trial. Each is written by one step, once a block; constants are
//! folded when the plan is made and written once a run.

use super::Address;
use super::stories::{self, Stories, ToldChips};
use super::ties::Ties;
use crate::distribution::{Distribution, Sampler};
use crate::model::{Branch, Dependence, Uncertain};
use crate::units::Unit;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) use super::step::{Column, Input, Settle, Step, Uniforms};

/// What a plan keeps of its columns.
pub(super) struct Finished {
    pub(super) columns: usize,
    pub(super) constants: Vec<(Column, f64)>,
    pub(super) steps: Vec<Step>,
    pub(super) samplers: Vec<Sampler>,
    pub(super) inputs: Vec<Input>,
}

/// A column with more levels is taken for one without.
const MOST_LEVELS: usize = 8;

/// Builds columns: one for each variable, one for each distinct constant, one for each result.
#[derive(Default)]
pub(super) struct Columns {
    count: usize,
    steps: Vec<Step>,
    /// Laws that are drawn from; each gets one sampler.
    laws: Vec<Distribution>,
    constants: BTreeMap<u64, Column>,
    values: BTreeMap<Column, f64>,
    drawn: BTreeMap<String, Column>,
    addresses: BTreeMap<Address, String>,
    /// Variables whose uniforms depend on others'.
    ties: Ties,
    /// Quantities that rival stories tell differently.
    stories: Stories,
    /// Of a column that is no constant, values that many trials share exactly.
    levels: BTreeMap<Column, Vec<f64>>,
}

impl Columns {
    /// No columns yet, and what is to be heeded when they are made.
    pub(super) fn new(dependence: &Dependence) -> Self {
        Self {
            ties: Ties::new(&dependence.groups),
            stories: Stories::new(&dependence.branches),
            ..Self::default()
        }
    }

    /// Samplers are made here, in parallel, but for those that are known: their tables cost more
    /// than all else of compiling.
    pub(super) fn finish(self, known: &[Sampler]) -> Finished {
        let sampler = |law: &Distribution| {
            let same = known.iter().find(|sampler| sampler.is_of(law));
            same.cloned().unwrap_or_else(|| Sampler::new(law))
        };
        Finished {
            inputs: self.inputs(),
            columns: self.count,
            constants: self.values.into_iter().collect(),
            steps: self.steps,
            samplers: self.laws.par_iter().map(sampler).collect(),
        }
    }

    /// What is drawn, in the order of the steps; quantities that share a uniform are one input.
    fn inputs(&self) -> Vec<Input> {
        let mut inputs: Vec<Input> = Vec::new();
        for step in &self.steps {
            let (from, chance) = match step {
                Step::Draw { from, .. } | Step::Remaining { from, .. } => (*from, None),
                Step::Happens { from, chance, .. } => (*from, Some(*chance)),
                _ => continue,
            };
            let address = match from {
                Uniforms::At(address) => address,
                Uniforms::Tied(column) => match self.ties.address_of(column) {
                    Some(address) => address,
                    None => continue,
                },
            };
            if let Some(known) = inputs.iter_mut().find(|input| input.address == address) {
                known.tied = known.tied.or(from.column());
                known.chance = known.chance.or(chance);
            } else if let Some(path) = self.addresses.get(&address) {
                inputs.push(Input {
                    path: path.clone(),
                    address,
                    chance,
                    tied: from.column(),
                });
            }
        }
        inputs
    }

    /// A new column, to be written by the step that the caller pushes.
    pub(super) fn fresh(&mut self) -> Column {
        self.count += 1;
        self.count - 1
    }

    pub(super) fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The value of a column that is the same in every trial.
    pub(super) fn value(&self, column: Column) -> Option<f64> {
        self.values.get(&column).copied()
    }

    pub(super) fn constant(&mut self, value: f64) -> Column {
        if let Some(&column) = self.constants.get(&value.to_bits()) {
            return column;
        }
        let column = self.fresh();
        self.constants.insert(value.to_bits(), column);
        self.values.insert(column, value);
        column
    }

    /// The address of a variable.
    ///
    /// Panics if two paths share a 64-bit hash: a chance of about one in 10^13 for a thousand
    /// variables, and better stopped than two quantities tied together unseen.
    pub(super) fn address(&mut self, path: &str) -> Address {
        let address = Address::of(path);
        let owner = self
            .addresses
            .entry(address)
            .or_insert_with(|| path.to_owned());
        assert!(
            owner == path,
            "the addresses of {owner} and {path} collide: rename one of them"
        );
        address
    }

    /// The column of an uncertain quantity: one draw a trial, however many use it.
    pub(super) fn quantity<U: Unit>(&mut self, quantity: &Uncertain<U>) -> Column {
        self.quantity_at(quantity, "")
    }

    /// The same, drawn for a place of its own ("@site.a"); for none where the place is empty.
    pub(super) fn quantity_at<U: Unit>(&mut self, quantity: &Uncertain<U>, place: &str) -> Column {
        let path = format!("{}{place}", quantity.path());
        self.told(
            quantity.path(),
            quantity.distribution(),
            |columns, story, law| columns.draw(&format!("{path}{story}"), &path, law),
        )
    }

    /// The column of what is made of a quantity's law; where rival stories tell it differently, of
    /// each of its laws, with the story's mark in the name of what is drawn.
    pub(super) fn told(
        &mut self,
        path: &str,
        law: &Distribution,
        mut column: impl FnMut(&mut Self, &str, &Distribution) -> Column,
    ) -> Column {
        let Some(told) = self.stories.of(path) else {
            return column(self, "", law);
        };
        let choice = self.story(&told.choice, &told.weights);
        let from: Vec<Column> = told
            .options
            .iter()
            .enumerate()
            .map(|(option, law_told)| match law_told {
                Some(law) => column(self, &format!("#{option}"), law),
                None => column(self, "", law),
            })
            .collect();
        self.pick_known(choice, from)
    }

    /// Which story of a branch holds: its number.
    pub(super) fn branch(&mut self, branch: &Branch) -> Column {
        self.story(&stories::choice(branch), &stories::weights(branch))
    }

    /// Which story holds, by the path of the choice and the law of its number.
    pub(super) fn story(&mut self, path: &str, weights: &Distribution) -> Column {
        self.draw(path, path, weights)
    }

    /// What rival stories say of a phase's chip.
    pub(super) fn chips_told(&self, path: &str) -> Option<Rc<ToldChips>> {
        self.stories.chips_of(path)
    }

    /// The column that goes by a name, made by `make` where there is none yet.
    pub(super) fn named(&mut self, name: String, make: impl FnOnce(&mut Self) -> Column) -> Column {
        if let Some(&known) = self.drawn.get(&name) {
            return known;
        }
        let out = make(self);
        self.drawn.insert(name, out);
        out
    }

    /// The column `name` of a law drawn with the uniforms at `path`.
    pub(super) fn draw(&mut self, name: &str, path: &str, law: &Distribution) -> Column {
        // Worked out of others, it is no constant though its law be.
        if let Some(&column) = self.drawn.get(name) {
            return column;
        }
        if let Some(value) = law.as_constant() {
            return self.constant(value);
        }
        let from = self.uniforms(path);
        self.draw_from(name, from, law)
    }

    /// The column `name` of a law drawn with some uniforms.
    fn draw_from(&mut self, name: &str, from: Uniforms, law: &Distribution) -> Column {
        let out = self.fresh();
        let sampler = self.sampler(law);
        self.push(Step::Draw { out, from, sampler });
        self.drawn.insert(name.to_owned(), out);
        out
    }

    /// Where the uniforms of a variable come from.
    pub(super) fn uniforms(&mut self, path: &str) -> Uniforms {
        let address = self.address(path);
        let Some(tie) = self.ties.of(path) else {
            return Uniforms::At(address);
        };
        if let ([(only, 1.0)], None) = (tie.parts.as_slice(), &tie.tail) {
            return Uniforms::At(self.address(only));
        }
        if let Some(column) = self.ties.column_of(address) {
            return Uniforms::Tied(column);
        }
        let parts = tie.parts.iter();
        let parts = parts
            .map(|(path, weight)| (self.score(path), *weight))
            .collect();
        let score = self.mix(parts);
        let tail = tie.tail.as_ref().map(|tail| {
            let from = Uniforms::At(self.address(&tail.path));
            let known = self.drawn.get(&tail.path).copied();
            let w = known.unwrap_or_else(|| self.draw_from(&tail.path, from, &tail.law));
            (w, tail.student)
        });
        let out = self.fresh();
        self.push(Step::Uniform { out, score, tail });
        self.ties.note(address, out);
        Uniforms::Tied(out)
    }

    /// The normal scores of an address.
    fn score(&mut self, path: &str) -> Column {
        let name = format!("score of {path}");
        if let Some(&column) = self.drawn.get(&name) {
            return column;
        }
        let from = Uniforms::At(self.address(path));
        self.draw_from(&name, from, &Distribution::standard_normal())
    }

    fn mix(&mut self, parts: Vec<(Column, f64)>) -> Column {
        if let [(only, 1.0)] = parts.as_slice() {
            return *only;
        }
        let out = self.fresh();
        self.push(Step::Mix { out, parts });
        out
    }

    fn sampler(&mut self, law: &Distribution) -> usize {
        if let Some(index) = self.laws.iter().position(|known| known == law) {
            return index;
        }
        self.laws.push(law.clone());
        self.laws.len() - 1
    }

    /// A yes/no column with the chance in `chance`; certain chances fold.
    pub(super) fn happens(&mut self, path: &str, chance: Column) -> Column {
        match self.value(chance) {
            Some(chance) if chance >= 1.0 => self.constant(1.0),
            Some(chance) if chance <= 0.0 => self.constant(0.0),
            _ => {
                let from = self.uniforms(path);
                let out = self.fresh();
                self.push(Step::Happens { out, from, chance });
                out
            }
        }
    }

    pub(super) fn sum(&mut self, a: Column, b: Column) -> Column {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.constant(x + y),
            (Some(0.0), None) => b,
            (None, Some(0.0)) => a,
            _ => {
                let out = self.fresh();
                self.push(Step::Sum { out, a, b });
                out
            }
        }
    }

    pub(super) fn product(&mut self, a: Column, b: Column) -> Column {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.constant(x * y),
            (Some(1.0), None) => b,
            (None, Some(1.0)) => a,
            _ => {
                let out = self.fresh();
                self.push(Step::Product { out, a, b });
                self.multiply_levels(out, a, b);
                out
            }
        }
    }

    pub(super) fn quotient(&mut self, a: Column, b: Column) -> Column {
        if let (Some(x), Some(y)) = (self.value(a), self.value(b)) {
            return self.constant(x / y);
        }
        let out = self.fresh();
        self.push(Step::Quotient { out, a, b });
        if let (Some(levels), Some(by)) = (self.levels.get(&a), self.value(b)) {
            let levels = levels.iter().map(|level| level / by).collect();
            self.note_levels(out, levels);
        }
        out
    }

    pub(super) fn affine(&mut self, a: Column, scale: f64, add: f64, floor: f64) -> Column {
        if let Some(x) = self.value(a) {
            return self.constant((x * scale + add).max(floor));
        }
        let out = self.fresh();
        self.push(Step::Affine {
            out,
            a,
            scale,
            add,
            floor,
        });
        out
    }

    pub(super) fn latest(&mut self, floor: f64, links: Vec<(Column, f64)>) -> Column {
        if links
            .iter()
            .all(|&(column, _)| self.value(column).is_some())
        {
            let dates = links
                .iter()
                .filter_map(|&(column, lag)| Some(self.value(column)? + lag));
            let latest = dates.fold(floor, f64::max);
            return self.constant(latest);
        }
        if floor == f64::NEG_INFINITY && links.len() == 1 && links[0].1 == 0.0 {
            return links[0].0;
        }
        let out = self.fresh();
        self.push(Step::Latest { out, floor, links });
        out
    }

    /// The earliest of some dates; `None` of none.
    pub(super) fn earliest(&mut self, of: Vec<Column>) -> Option<Column> {
        match of.as_slice() {
            [] => None,
            [only] => Some(*only),
            _ => {
                let out = self.fresh();
                self.push(Step::Earliest { out, of });
                Some(out)
            }
        }
    }

    pub(super) fn pick(&mut self, choice: Column, from: Vec<Column>) -> Column {
        if let Some(choice) = self.value(choice) {
            return from[choice as usize];
        }
        if from.iter().all(|column| *column == from[0]) {
            return from[0];
        }
        let out = self.fresh();
        self.push(Step::Pick { out, choice, from });
        out
    }

    /// The same, where the values that can be picked are to be known as levels.
    pub(super) fn pick_known(&mut self, choice: Column, from: Vec<Column>) -> Column {
        let mut levels: Vec<f64> = from.iter().flat_map(|&from| self.levels(from)).collect();
        let out = self.pick(choice, from);
        if self.value(out).is_none() {
            levels.sort_unstable_by(f64::total_cmp);
            levels.dedup();
            self.note_levels(out, levels);
        }
        out
    }

    /// Values that a column has in many trials, where that is known: of a constant its only one.
    pub(super) fn levels(&self, column: Column) -> Vec<f64> {
        match self.value(column) {
            Some(value) => vec![value],
            None => self.levels.get(&column).cloned().unwrap_or_default(),
        }
    }

    fn multiply_levels(&mut self, out: Column, a: Column, b: Column) {
        if !self.levels.contains_key(&a) && !self.levels.contains_key(&b) {
            return;
        }
        let (of_a, of_b) = (self.levels(a), self.levels(b));
        let products = of_a.iter().flat_map(|a| of_b.iter().map(move |b| a * b));
        self.note_levels(out, products.collect());
    }

    fn note_levels(&mut self, column: Column, levels: Vec<f64>) {
        if !levels.is_empty() && levels.len() <= MOST_LEVELS {
            self.levels.insert(column, levels);
        }
    }
}
