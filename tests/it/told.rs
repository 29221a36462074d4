//! What inputs tell of outcomes, against exact answers, over many seeds.
//!
//! Each statement about a spread is made over 100 seeds that are pinned. Where an error is right, a
//! 95 % interval misses with chance 5 % a seed: more than 12 of 100 miss with a chance of 1 in 650
//! (binomial), and 14 are allowed, for an estimate's law is itself not quite normal.

use capcast::engine::uniforms;
use capcast::plan::Address;
use capcast::stats::{
    Bins, Estimate, Outcome, Told, order_of_uniforms, told_by_event, told_by_groups, told_by_order,
};
use std::f64::consts::PI;

const TRIALS: usize = 16_384;
const SEEDS: u64 = 100;
const MISSES: u64 = 14;

fn drawn(seed: u64, name: &str, trials: usize) -> Vec<f64> {
    let mut column = vec![0.0; trials];
    uniforms(seed, Address::of(name), 0, &mut column);
    column
}

/// What each input tells of an outcome that is a function of all of them.
fn told<const N: usize>(seed: u64, trials: usize, of: impl Fn([f64; N]) -> f64) -> [Told; N] {
    let inputs: [Vec<f64>; N] =
        std::array::from_fn(|index| drawn(seed, &format!("input.{index}"), trials));
    let values: Vec<f64> = (0..trials)
        .map(|trial| of(std::array::from_fn(|index| inputs[index][trial])))
        .collect();
    let outcome = Outcome::new(&values).unwrap();
    let bins = Bins::new(trials);
    inputs.map(|input| told_by_order(&order_of_uniforms(&input), &outcome, &bins))
}

/// How the estimates of many seeds lie about the truth: the mean's distance from it in its own
/// errors, and how many 95 % intervals miss it.
fn lie(truth: f64, estimates: &[Estimate]) -> (f64, u64) {
    let n = estimates.len() as f64;
    let mean = estimates.iter().map(|one| one.value).sum::<f64>() / n;
    let squares: f64 = estimates.iter().map(|one| (one.value - mean).powi(2)).sum();
    let misses = estimates
        .iter()
        .filter(|one| (one.value - truth).abs() > 1.96 * one.se)
        .count();
    (
        (mean - truth) / (squares / (n - 1.0) / n).sqrt(),
        misses as u64,
    )
}

/// Inverse of the normal law by bisection: slow and plain.
fn normal(u: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if 0.5 * libm::erfc(-middle / 2.0_f64.sqrt()) < u {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The normal law's inverse: straight between points of a table, to 1e-6 but in the last tails.
struct Normals(Vec<f64>);

impl Normals {
    const POINTS: usize = 1 << 14;

    fn new() -> Self {
        let point = |k: usize| normal((k as f64 + 0.5) / Self::POINTS as f64);
        Self((0..Self::POINTS).map(point).collect())
    }

    fn at(&self, u: f64) -> f64 {
        let place = (u * Self::POINTS as f64 - 0.5).clamp(0.0, Self::POINTS as f64 - 1.001);
        let below = place as usize;
        self.0[below] + (place - below as f64) * (self.0[below + 1] - self.0[below])
    }
}

fn covers(what: &str, truth: f64, estimates: &[Estimate]) {
    let (off, misses) = lie(truth, estimates);
    // 4.5 errors: a false alarm in 150,000.
    assert!(
        off.abs() < 4.5,
        "{what}: the mean is {off:.1} errors off {truth}"
    );
    assert!(misses <= MISSES, "{what}: {misses} of {SEEDS} miss {truth}");
}

/// Ishigami's function with a = 7, b = 0.1: first-order shares 0.313905, 0.442411 and 0; the swing
/// of its first input is (1 + b pi⁴/5) 6 / (2 pi) = 2.815..: twice the mean of the sine over (pi/3, pi).
#[test]
fn ishigami_has_its_exact_shares() {
    let of = |[a, b, c]: [f64; 3]| {
        let [a, b, c] = [a, b, c].map(|u| PI * (2.0 * u - 1.0));
        a.sin() + 7.0 * b.sin().powi(2) + 0.1 * c.powi(4) * a.sin()
    };
    let all: Vec<[Told; 3]> = (0..SEEDS).map(|seed| told(seed, TRIALS, of)).collect();
    for (input, truth) in [0.313_905, 0.442_411, 0.0].into_iter().enumerate() {
        let shares: Vec<Estimate> = all.iter().map(|told| told[input].share).collect();
        covers(&format!("share of input {input}"), truth, &shares);
    }
    let swing = (1.0 + 0.1 * PI.powi(4) / 5.0) * 2.0 * (1.0 + (PI / 3.0).cos()) / (2.0 * PI / 3.0);
    let swings: Vec<Estimate> = all.iter().map(|told| told[0].swing).collect();
    covers("swing", swing, &swings);
    for input in [1, 2] {
        let ranks: Vec<Estimate> = all
            .iter()
            .map(|told| told[input].rank_correlation)
            .collect();
        covers(&format!("rank correlation of input {input}"), 0.0, &ranks);
    }
}

/// Y = X1 + X2, normal with deviations 1 and 2 and correlation 0.5. E(Y | X1) = 2 X1 and
/// E(Y | X2) = 1.25 X2, so that the shares are 4/7 and 6.25/7: they add up to more than 1, for what
/// the two share is counted in both. The correlations are their roots, 6/pi asin(r/2) in ranks.
#[test]
fn shares_of_inputs_that_depend_on_each_other_overlap() {
    let mut found = vec![Vec::new(); 4];
    let normals = Normals::new();
    for seed in 0..SEEDS {
        let (common, own) = (drawn(seed, "a", TRIALS), drawn(seed, "b", TRIALS));
        let first: Vec<f64> = common.iter().map(|u| normals.at(*u)).collect();
        let second = own.iter().zip(&first);
        let second: Vec<f64> = second
            .map(|(u, first)| first + 3.0_f64.sqrt() * normals.at(*u))
            .collect();
        let values: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a + b).collect();
        let outcome = Outcome::new(&values).unwrap();
        let bins = Bins::new(TRIALS);
        let uniform = |x: &f64| 0.5 * libm::erfc(-x / 2.0 / 2.0_f64.sqrt());
        let second: Vec<f64> = second.iter().map(uniform).collect();
        for (input, uniforms) in [common, second].into_iter().enumerate() {
            let told = told_by_order(&order_of_uniforms(&uniforms), &outcome, &bins);
            found[input].push(told.share);
            found[2 + input].push(told.rank_correlation);
        }
    }
    let exact = [4.0 / 7.0, 6.25 / 7.0];
    for (input, share) in exact.into_iter().enumerate() {
        covers(&format!("share {input}"), share, &found[input]);
        let rank = 6.0 / PI * (share.sqrt() / 2.0).asin();
        covers(
            &format!("rank correlation {input}"),
            rank,
            &found[2 + input],
        );
    }
    let both = found[0][0].value + found[1][0].value;
    assert!((both - 1.4643).abs() < 0.02, "{both}");
}

/// A sum of independent terms: 3 U1, 2 [U2 < 0.3] and 1.5 (-ln(1 - U3)), of variances 9/12,
/// 4 x 0.21 and 2.25. The shares are theirs over 3.84 and add up to 1; the swings are 3 x 2/3,
/// 2 and 1.5 (1 + ln 3 - (1 + 2 ln (2/3))) = 1.5 (ln 3 - 2 ln (2/3)) = 2.8643.
#[test]
fn a_sum_of_independent_terms_has_shares_that_add_up() {
    let of =
        |[a, b, c]: [f64; 3]| 3.0 * a + if b < 0.3 { 2.0 } else { 0.0 } - 1.5 * libm::log(1.0 - c);
    let mut found: [Vec<Told>; 3] = Default::default();
    for seed in 0..SEEDS {
        let mut all = told(seed, TRIALS, of);
        let [a, b, c] = [0, 1, 2].map(|index| drawn(seed, &format!("input.{index}"), TRIALS));
        let values: Vec<f64> = (0..TRIALS).map(|t| of([a[t], b[t], c[t]])).collect();
        let outcome = Outcome::new(&values).unwrap();
        let happened: Vec<u8> = b.iter().map(|u| u8::from(*u < 0.3)).collect();
        all[1] = told_by_event(&happened, &outcome).unwrap();
        for (found, told) in found.iter_mut().zip(all) {
            found.push(told);
        }
    }
    let total = 0.75 + 0.84 + 2.25;
    let shares = [0.75, 0.84, 2.25].map(|part| part / total);
    let swings = [
        2.0,
        2.0,
        1.5 * (libm::log(3.0) - 2.0 * libm::log(2.0 / 3.0)),
    ];
    for input in 0..3 {
        let of = |part: fn(&Told) -> Estimate| -> Vec<Estimate> {
            found[input].iter().map(part).collect()
        };
        covers(
            &format!("share {input}"),
            shares[input],
            &of(|told| told.share),
        );
        covers(
            &format!("swing {input}"),
            swings[input],
            &of(|told| told.swing),
        );
    }
}

/// What decides a chance: 1 where U1 + U2 < 0.5. E(Y | u) = max(0.5 - u, 0), p = 1/8, and
/// Var(E(Y | U)) = 1/24 - 1/64 = 5/192: knowing one input is worth that much of p (1 - p) = 21/192.
#[test]
fn knowing_an_input_is_worth_what_it_takes_off_p_times_1_less_p() {
    let of = |[a, b]: [f64; 2]| if a + b < 0.5 { 1.0 } else { 0.0 };
    let all: Vec<[Told; 2]> = (0..SEEDS).map(|seed| told(seed, TRIALS, of)).collect();
    let of_first = |part: fn(&Told) -> Estimate| -> Vec<Estimate> {
        all.iter().map(|told| part(&told[0])).collect()
    };
    covers("share", 5.0 / 21.0, &of_first(|told| told.share));
    // Top third: none. Bottom third: the mean of 0.5 - u over (0, 1/3) is 1/3.
    covers("swing", -1.0 / 3.0, &of_first(|told| told.swing));
}

/// Where inputs tell nothing the shares lie about zero, even of few trials and a skewed outcome.
#[test]
fn what_tells_nothing_has_no_share() {
    for trials in [200, 1_000, TRIALS] {
        let of = |[_, b]: [f64; 2]| libm::exp(1.2 * normal_fast(b));
        let all: Vec<Estimate> = (0..SEEDS)
            .map(|seed| told(seed, trials, of)[0].share)
            .collect();
        covers(&format!("{trials} trials"), 0.0, &all);
    }
}

/// A logistic stand-in for a normal quantile: any skewed law will do.
fn normal_fast(u: f64) -> f64 {
    libm::log(u / (1.0 - u)) / 1.7
}

/// Two groups by hand. Outcomes 1 2 3 6 with the event in the last two: means 1.5 and 4.5, so the
/// swing is 3 with error sqrt(0.25 + 2.25); SST 14, SSE 5, S = 1 - (5/2) / (14/3) = 13/28; ranks
/// against (-1, -1, 1, 1): 4 / sqrt(5 x 4).
#[test]
fn an_event_has_its_exact_numbers() {
    let outcome = Outcome::new(&[1.0, 2.0, 3.0, 6.0]).unwrap();
    let told = told_by_event(&[0, 0, 1, 1], &outcome).unwrap();
    assert!((told.swing.value - 3.0).abs() < 1e-12);
    assert!((told.swing.se - 2.5_f64.sqrt()).abs() < 1e-12);
    assert!((told.share.value - 13.0 / 28.0).abs() < 1e-12);
    assert!((told.rank_correlation.value - 4.0 / 20.0_f64.sqrt()).abs() < 1e-12);
    assert_eq!(told_by_event(&[1, 1, 1, 1], &outcome), None);
    assert_eq!(told_by_event(&[0, 0, 0, 0], &outcome), None);
    let told = told_by_groups(&[0, 2, 0, 2], &outcome, |_| (2, 0)).unwrap();
    assert!((told.swing.value + 2.0).abs() < 1e-12, "{told:?}");
    assert!(Outcome::new(&[4.0; 9]).is_none());
}
