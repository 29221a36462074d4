//! Column operations: the small machine that a plan is written in.
//!
//! A column holds one value a trial. Each is written by one step, once a block; constants are
//! folded when the plan is made and written once a run.

use super::Address;
use crate::distribution::{Distribution, Sampler};
use crate::units::Unit;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Index of a column.
pub type Column = usize;

/// One operation on whole columns.
#[derive(Clone, Debug)]
pub enum Step {
    /// `out = Q(u)`, u the uniforms of `address`.
    Draw {
        /// Column written.
        out: Column,
        /// Where the uniforms live.
        address: Address,
        /// Index of the quantile function.
        sampler: usize,
    },
    /// What is left of a duration at `until`, given that it outlasts it: `D - e` with `D` drawn
    /// given `D > e`, `e = max(until - started, 0)`. For starts that differ from trial to trial.
    Remaining {
        /// Column written, days.
        out: Column,
        /// Where the uniforms live.
        address: Address,
        /// Law of the whole duration.
        law: Box<Distribution>,
        /// When the work started.
        started: Column,
        /// When it was last known to be under way.
        until: f64,
    },
    /// `out = 1` where `u < chance`, else 0.
    Happens {
        /// Column written.
        out: Column,
        /// Where the uniforms live.
        address: Address,
        /// Probability.
        chance: Column,
    },
    /// `out = a + b`.
    Sum {
        /// Column written.
        out: Column,
        /// First term.
        a: Column,
        /// Second term.
        b: Column,
    },
    /// `out = a b`.
    Product {
        /// Column written.
        out: Column,
        /// First factor.
        a: Column,
        /// Second factor.
        b: Column,
    },
    /// `out = a / b`.
    Quotient {
        /// Column written.
        out: Column,
        /// Dividend.
        a: Column,
        /// Divisor.
        b: Column,
    },
    /// `out = max(a scale + add, floor)`.
    Affine {
        /// Column written.
        out: Column,
        /// Input.
        a: Column,
        /// Factor.
        scale: f64,
        /// Term.
        add: f64,
        /// Least value.
        floor: f64,
    },
    /// `out = max(floor, max over links (date + lag))`.
    Latest {
        /// Column written.
        out: Column,
        /// Earliest instant.
        floor: f64,
        /// Dates waited for, each with its lag in days.
        links: Vec<(Column, f64)>,
    },
    /// `out = min over dates`.
    Earliest {
        /// Column written.
        out: Column,
        /// Dates; at least one.
        of: Vec<Column>,
    },
    /// `out = from[choice]`, trial by trial.
    Pick {
        /// Column written.
        out: Column,
        /// Column of whole numbers, 0 to `from.len() - 1`.
        choice: Column,
        /// What to pick from.
        from: Vec<Column>,
    },
    /// Settles a phase: whether it comes, and when it could serve first.
    Settle(Settle),
}

impl Step {
    /// The column that it writes, or the first of them.
    #[must_use]
    pub fn out(&self) -> Column {
        match self {
            Step::Draw { out, .. }
            | Step::Remaining { out, .. }
            | Step::Happens { out, .. }
            | Step::Sum { out, .. }
            | Step::Product { out, .. }
            | Step::Quotient { out, .. }
            | Step::Affine { out, .. }
            | Step::Latest { out, .. }
            | Step::Earliest { out, .. }
            | Step::Pick { out, .. } => *out,
            Step::Settle(settle) => settle.ready_out,
        }
    }

    /// The columns that it reads.
    #[must_use]
    pub fn inputs(&self) -> Vec<Column> {
        match self {
            Step::Draw { .. } => Vec::new(),
            Step::Remaining { started, .. } => vec![*started],
            Step::Happens { chance, .. } => vec![*chance],
            Step::Sum { a, b, .. } | Step::Product { a, b, .. } | Step::Quotient { a, b, .. } => {
                vec![*a, *b]
            }
            Step::Affine { a, .. } => vec![*a],
            Step::Latest { links, .. } => links.iter().map(|&(date, _)| date).collect(),
            Step::Earliest { of, .. } => of.clone(),
            Step::Pick { choice, from, .. } => {
                [*choice].into_iter().chain(from.iter().copied()).collect()
            }
            Step::Settle(settle) => [Some(settle.ready), settle.power, settle.goes]
                .into_iter()
                .flatten()
                .collect(),
        }
    }
}

/// Columns of a phase's settling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settle {
    /// Written: `ready`, never where the phase is lost.
    pub ready_out: Column,
    /// Written: the first instant with building and power, never where the phase is lost.
    pub service_out: Column,
    /// Written: 0 it comes, 1 cancelled, 2 never restarted.
    pub fate_out: Column,
    /// The network's end.
    pub ready: Column,
    /// First firm power at the site.
    pub power: Option<Column>,
    /// 1 where the phase goes ahead; absent where that is certain.
    pub goes: Option<Column>,
    /// Whether a lost phase is one that stays paused.
    pub paused: bool,
}

/// An independent input of a plan: one uniform a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The path of what is drawn.
    pub path: String,
    /// Where its uniforms live.
    pub address: Address,
    /// Of an event, the column of its chance: it happens where the uniform is below.
    pub chance: Option<Column>,
}

/// What a plan keeps of its columns.
pub(super) struct Finished {
    pub(super) columns: usize,
    pub(super) constants: Vec<(Column, f64)>,
    pub(super) steps: Vec<Step>,
    pub(super) samplers: Vec<Sampler>,
    pub(super) inputs: Vec<Input>,
}

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
}

impl Columns {
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
            let (address, chance) = match step {
                Step::Draw { address, .. } | Step::Remaining { address, .. } => (*address, None),
                Step::Happens {
                    address, chance, ..
                } => (*address, Some(*chance)),
                _ => continue,
            };
            if let Some(path) = self.addresses.get(&address)
                && inputs.iter().all(|input| input.address != address)
            {
                inputs.push(Input {
                    path: path.clone(),
                    address,
                    chance,
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
    pub(super) fn quantity<U: Unit>(&mut self, quantity: &crate::model::Uncertain<U>) -> Column {
        self.draw(quantity.path(), quantity.path(), quantity.distribution())
    }

    /// The column `name` of a law drawn with the uniforms at `path`.
    pub(super) fn draw(&mut self, name: &str, path: &str, law: &Distribution) -> Column {
        if let Some(value) = law.as_constant() {
            return self.constant(value);
        }
        if let Some(&column) = self.drawn.get(name) {
            return column;
        }
        let out = self.fresh();
        let address = self.address(path);
        let sampler = self.sampler(law);
        self.push(Step::Draw {
            out,
            address,
            sampler,
        });
        self.drawn.insert(name.to_owned(), out);
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
                let out = self.fresh();
                let address = self.address(path);
                self.push(Step::Happens {
                    out,
                    address,
                    chance,
                });
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
        if from.iter().all(|column| *column == from[0]) {
            return from[0];
        }
        let out = self.fresh();
        self.push(Step::Pick { out, choice, from });
        out
    }
}
