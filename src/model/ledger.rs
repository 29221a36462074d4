//! Ledgers: what of each announced programme its sites and the programmes within it account for.
//!
//! Announcements nest and overlap. A claim is what was announced, before anything can be lost: so a
//! phase that is cancelled never opens a remainder.

use super::supply::announced_chip;
use super::{Chip, ChipChoice, Costs, Model, Phase, Programme, Site, Size};
use crate::units::WATTS_PER_MEGAWATT;
use std::collections::BTreeSet;

/// What a programme's total is held against.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Account {
    /// In GPUs.
    pub gpus: Balance,
    /// In MW of IT load.
    pub it_load: Balance,
    /// In money, of the scenario's currency and the costs' price year: its sum against those of the
    /// programmes that are part of it. Sites and phases claim none of it: what one says of itself may
    /// be another party's money.
    pub money: Balance,
    /// MW of IT load that its announced sum builds at what a megawatt costs all in, by medians; of a
    /// programme that was announced as a sum alone.
    pub implied: Option<f64>,
}

/// One side of an account: an announced total, and what is claimed of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Balance {
    /// The announced total, its median; `None` where none was announced.
    pub total: Option<f64>,
    /// Announced for its own phases and for the programmes that are part of it.
    pub claimed: f64,
}

impl Balance {
    /// Its own remainder: announced less claimed, where that is above zero.
    #[must_use]
    pub fn remainder(&self) -> f64 {
        self.total
            .map_or(0.0, |total| (total - self.claimed).max(0.0))
    }

    /// Claimed less announced, where that is above zero.
    #[must_use]
    pub fn over_subscribed(&self) -> f64 {
        self.total
            .map_or(0.0, |total| (self.claimed - total).max(0.0))
    }
}

/// Which of the two totals a remainder is counted in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rest {
    /// GPUs.
    Gpus(f64),
    /// MW of IT load, where no number of GPUs was announced.
    ItLoad(f64),
    /// MW of IT load that follow from a sum, where that alone was announced.
    Implied(f64),
}

impl Account {
    /// Its own remainder: of GPUs, or of IT load where no number of GPUs was announced, or of what its
    /// sum implies where that alone was; `None` where nothing is left.
    #[must_use]
    pub fn rest(&self) -> Option<Rest> {
        let (gpus, it_load) = (self.gpus.remainder(), self.it_load.remainder());
        let implied = self.implied_rest();
        if self.gpus.total.is_some() {
            return (gpus > 0.0).then_some(Rest::Gpus(gpus));
        }
        if self.implied.is_some() {
            return (implied > 0.0).then_some(Rest::Implied(implied));
        }
        (it_load > 0.0).then_some(Rest::ItLoad(it_load))
    }

    /// What its sum implies less what is claimed, MW of IT load, where that is above zero.
    fn implied_rest(&self) -> f64 {
        let implied = self.implied.unwrap_or_default();
        (implied - self.it_load.claimed).max(0.0)
    }
}

/// The accounts of programmes, in their order.
///
/// claimed(P) = sum over the programmes that are part of it of max(total, claimed) + sum over its
/// direct phases of what was announced of them. What is in P and in a programme within P counts in
/// the one within alone. A programme within that was announced in the other unit alone counts with
/// its claim, and with its remainder at the watts of the chip that this is described with; so does
/// one that was announced as a sum alone, where its remainder is in the totals.
#[must_use]
pub fn accounts(
    programmes: &[Programme],
    sites: &[Site],
    chips: &[Chip],
    costs: Option<&Costs>,
) -> Vec<Account> {
    let wider: Vec<BTreeSet<usize>> = (0..programmes.len())
        .map(|index| wider(programmes, index))
        .collect();
    // Those that nothing else of the same list is part of.
    let narrowest = |named: &[usize]| -> Vec<usize> {
        let holds = |outer: usize| {
            let mut inner = named.iter().filter(|&&inner| inner != outer);
            inner.any(|&inner| wider[inner].contains(&outer))
        };
        named
            .iter()
            .copied()
            .filter(|&outer| !holds(outer))
            .collect()
    };
    let mut own = vec![(0.0, 0.0); programmes.len()];
    for site in sites.iter().filter(|site| site.remainder_of.is_none()) {
        for phase in &site.phases {
            let (gpus, it_load) = announced(chips, phase);
            for programme in narrowest(&phase.programmes) {
                own[programme].0 += gpus;
                own[programme].1 += it_load;
            }
        }
    }
    let parents: Vec<Vec<usize>> = programmes
        .iter()
        .map(|programme| narrowest(&programme.part_of))
        .collect();
    let mut all = vec![Account::default(); programmes.len()];
    for index in inside_out(&parents) {
        let programme = &programmes[index];
        let account = &mut all[index];
        account.gpus.total = programme.gpus.as_ref().map(super::Uncertain::median);
        account.gpus.claimed += own[index].0;
        account.it_load.total = programme.it_load.as_ref().map(super::Uncertain::median);
        account.it_load.claimed += own[index].1;
        let sum = programme.money.as_ref();
        account.money.total = sum.map(|sum| sum.median_in_prices_of(costs));
        let remainder = programme.remainder.as_ref();
        let chip = remainder.map(|rest| likeliest(chips, &rest.chip));
        let each = chip.map(|chip| chip.watts.median() / WATTS_PER_MEGAWATT);
        let of_sum = chip.or_else(|| chip_within(sites, chips, index));
        account.implied = of_sum.and_then(|chip| implied(programme, chip, costs));
        let part = *account;
        let in_totals = wider[index]
            .iter()
            .any(|&outer| programmes[outer].fills_totals);
        let implied = if in_totals { part.implied_rest() } else { 0.0 };
        let gpus = claim(part.gpus, || {
            each.map_or(0.0, |each| (part.it_load.remainder() + implied) / each)
        });
        let it_load = claim(part.it_load, || {
            each.map_or(0.0, |each| part.gpus.remainder() * each + implied)
        });
        for &outer in &parents[index] {
            all[outer].gpus.claimed += gpus;
            all[outer].it_load.claimed += it_load;
            all[outer].money.claimed += claim(part.money, || 0.0);
        }
    }
    all
}

impl Programme {
    /// The sum that it was announced as, where no GPUs and no IT load were named.
    #[must_use]
    pub fn sum_alone(&self) -> Option<&super::AnnouncedMoney> {
        let sizeless = self.gpus.is_none() && self.it_load.is_none();
        self.money.as_ref().filter(|_| sizeless)
    }
}

/// MW of IT load that a programme's sum builds, where that alone was announced: the sum over what a
/// megawatt costs all in, building and GPUs, by medians. A sum that pays for running costs too does
/// not say how much it builds.
fn implied(programme: &Programme, chip: &Chip, costs: Option<&Costs>) -> Option<f64> {
    let money = programme.sum_alone().filter(|money| money.builds())?;
    let costs = costs?;
    let per_gpu = chip.price.as_ref().or(costs.per_gpu.as_ref())?.median();
    let each = chip.watts.median() / WATTS_PER_MEGAWATT;
    let all_in = costs.per_mw.as_ref()?.median() + per_gpu / each;
    Some(money.median_in_prices_of(Some(costs)) / all_in)
}

/// The chip of the first phase that belongs to a programme itself.
fn chip_within<'a>(sites: &[Site], chips: &'a [Chip], programme: usize) -> Option<&'a Chip> {
    let mut phases = sites.iter().flat_map(|site| &site.phases);
    let own = phases.find(|phase| phase.programmes.contains(&programme))?;
    Some(announced_chip(chips, own))
}

/// Programmes in an order in which each comes after those within it; there are no cycles.
fn inside_out(parents: &[Vec<usize>]) -> Vec<usize> {
    let mut waits = vec![0_usize; parents.len()];
    for &outer in parents.iter().flatten() {
        waits[outer] += 1;
    }
    let mut order: Vec<usize> = (0..parents.len())
        .filter(|&index| waits[index] == 0)
        .collect();
    let mut next = 0;
    while let Some(&index) = order.get(next) {
        next += 1;
        for &outer in &parents[index] {
            waits[outer] -= 1;
            if waits[outer] == 0 {
                order.push(outer);
            }
        }
    }
    order
}

/// What a programme claims of one that it is part of.
fn claim(part: Balance, rest_of_other: impl Fn() -> f64) -> f64 {
    match part.total {
        Some(total) => total.max(part.claimed),
        None => part.claimed + rest_of_other(),
    }
}

/// GPUs and MW of IT load announced for a phase: medians, of the likeliest chip.
fn announced(chips: &[Chip], phase: &Phase) -> (f64, f64) {
    let each = announced_chip(chips, phase).watts.median() / WATTS_PER_MEGAWATT;
    match &phase.size {
        Size::Gpus(gpus) => (gpus.median(), gpus.median() * each),
        Size::ItLoad(load) => (load.median() / each, load.median()),
    }
}

/// The chip, or the one with the greatest weight (the first of equals); of a roadmap the first.
#[must_use]
pub(super) fn likeliest<'a>(chips: &'a [Chip], choice: &ChipChoice) -> &'a Chip {
    let index = match choice {
        ChipChoice::One(chip) => *chip,
        ChipChoice::OneOf { options, .. } => {
            let first = options[0];
            let heavier = |best: (usize, f64), &option: &(usize, f64)| {
                if option.1 > best.1 { option } else { best }
            };
            options.iter().fold(first, heavier).0
        }
        // Of what has no date of its own the generation that was on sale first.
        ChipChoice::Roadmap(roadmap) => roadmap.steps[0].1,
    };
    &chips[index]
}

/// A programme with all that it is part of.
#[must_use]
pub fn wider(programmes: &[Programme], index: usize) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut open = vec![index];
    while let Some(index) = open.pop() {
        if let Some(programme) = programmes.get(index)
            && all.insert(index)
        {
            open.extend(&programme.part_of);
        }
    }
    all
}

impl Model {
    /// The accounts of its programmes, in their order; see [`accounts`].
    #[must_use]
    pub fn accounts(&self) -> Vec<Account> {
        accounts(
            &self.programmes,
            &self.sites,
            &self.chips,
            self.costs.as_ref(),
        )
    }

    /// Whether a programme is in a ledger whose remainders are in the totals.
    #[must_use]
    pub fn is_filled(&self, programme: usize) -> bool {
        let mut above = wider(&self.programmes, programme).into_iter();
        above.any(|index| self.programmes[index].fills_totals)
    }
}
