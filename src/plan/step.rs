//! Column operations: what a plan is written in.

use super::{Address, PoolPlan};
use crate::distribution::{Distribution, StudentT};

/// Index of a column.
pub type Column = usize;

/// Where a step takes its uniforms from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uniforms {
    /// Those of an address.
    At(Address),
    /// A column of uniforms that depend on others'.
    Tied(Column),
}

impl Uniforms {
    /// The column read, where they depend on others'.
    #[must_use]
    pub fn column(self) -> Option<Column> {
        match self {
            Uniforms::At(_) => None,
            Uniforms::Tied(column) => Some(column),
        }
    }

    /// The address read, where they depend on no others.
    #[must_use]
    pub fn address(self) -> Option<Address> {
        match self {
            Uniforms::At(address) => Some(address),
            Uniforms::Tied(_) => None,
        }
    }
}

/// One operation on whole columns.
#[derive(Clone, Debug)]
pub enum Step {
    /// `out = Q(u)`.
    Draw {
        /// Column written.
        out: Column,
        /// Where the uniforms come from.
        from: Uniforms,
        /// Index of the quantile function.
        sampler: usize,
    },
    /// What is left of a duration at `until`, given that it outlasts it: `D - e` with `D` drawn
    /// given `D > e`, `e = max(until - started, 0)`. For starts that differ from trial to trial.
    Remaining {
        /// Column written, days.
        out: Column,
        /// Where the uniforms come from.
        from: Uniforms,
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
        /// Where the uniforms come from.
        from: Uniforms,
        /// Probability.
        chance: Column,
    },
    /// `out = sum of parts, each times its weight`: independent normal scores become a dependent one.
    Mix {
        /// Column written.
        out: Column,
        /// Columns with their weights; at least one.
        parts: Vec<(Column, f64)>,
    },
    /// `out = Phi(score)`: a dependent score becomes a uniform; of a t copula `T(score / sqrt(W / df))`.
    Uniform {
        /// Column written.
        out: Column,
        /// Normal scores.
        score: Column,
        /// Of a t copula, the column of W and the distribution of T.
        tail: Option<(Column, StudentT)>,
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
    /// The number of the step of a roadmap that is on sale some days before a date: the last that
    /// has begun, before the first the first.
    OnSale {
        /// Column written.
        out: Column,
        /// The date.
        date: Column,
        /// How long before it, days.
        lead: Option<Column>,
        /// When each step begins, ascending.
        steps: Vec<f64>,
    },
    /// Hands out a pool's deliveries.
    HandOut(Box<PoolPlan>),
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
            | Step::Mix { out, .. }
            | Step::Uniform { out, .. }
            | Step::Sum { out, .. }
            | Step::Product { out, .. }
            | Step::Quotient { out, .. }
            | Step::Affine { out, .. }
            | Step::Latest { out, .. }
            | Step::Earliest { out, .. }
            | Step::Pick { out, .. }
            | Step::OnSale { out, .. } => *out,
            // A pool that nobody asks anything of has no step.
            Step::HandOut(pool) => pool.requests[0].before,
            Step::Settle(settle) => settle.ready_out,
        }
    }

    /// All columns that it writes.
    #[must_use]
    pub fn outs(&self) -> Vec<Column> {
        match self {
            Step::Settle(settle) => vec![settle.ready_out, settle.service_out, settle.fate_out],
            Step::HandOut(pool) => pool.outs(),
            _ => vec![self.out()],
        }
    }

    /// The addresses whose uniforms it reads.
    #[must_use]
    pub fn addresses(&self) -> Vec<Address> {
        match self {
            Step::Draw { from, .. } | Step::Remaining { from, .. } | Step::Happens { from, .. } => {
                from.address().into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The columns that it reads.
    #[must_use]
    pub fn inputs(&self) -> Vec<Column> {
        match self {
            Step::Draw { from, .. } => from.column().into_iter().collect(),
            Step::Remaining { from, started, .. } => {
                from.column().into_iter().chain([*started]).collect()
            }
            Step::Happens { from, chance, .. } => {
                from.column().into_iter().chain([*chance]).collect()
            }
            Step::Mix { parts, .. } => parts.iter().map(|&(column, _)| column).collect(),
            Step::Uniform { score, tail, .. } => [Some(*score), tail.as_ref().map(|&(w, _)| w)]
                .into_iter()
                .flatten()
                .collect(),
            Step::Sum { a, b, .. } | Step::Product { a, b, .. } | Step::Quotient { a, b, .. } => {
                vec![*a, *b]
            }
            Step::Affine { a, .. } => vec![*a],
            Step::Latest { links, .. } => links.iter().map(|&(date, _)| date).collect(),
            Step::Earliest { of, .. } => of.clone(),
            Step::Pick { choice, from, .. } => {
                [*choice].into_iter().chain(from.iter().copied()).collect()
            }
            Step::OnSale { date, lead, .. } => [*date].into_iter().chain(*lead).collect(),
            Step::HandOut(pool) => pool.inputs(),
            Step::Settle(settle) => [Some(settle.ready), settle.power, settle.goes, settle.stands]
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
    /// 1 where no gate and no risk takes it; absent where nothing can.
    pub stands: Option<Column>,
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
    /// Of a member of a correlation group, the column of its uniform, which depends on others'; what
    /// lives at the address is then its own part of it.
    pub tied: Option<Column>,
}
