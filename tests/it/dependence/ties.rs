//! Correlation groups against their closed forms.

use super::*;
use capcast::distribution::{Domain, StudentT};

const TRIALS: u64 = 100_000;

fn normal(mean: f64, sd: f64) -> Distribution {
    Distribution::normal(mean, sd).unwrap()
}

/// One phase of activities side by side, or one after the other.
fn one(laws: &[Distribution], chained: bool) -> (Model, Vec<String>) {
    let mut one = abreast("a", "p", laws);
    if let capcast::model::Schedule::Network(list) = &mut one.schedule
        && chained
    {
        for (index, activity) in list.iter_mut().enumerate().skip(1) {
            activity.after = vec![capcast::model::Link {
                from: capcast::model::LinkFrom::Activity(index - 1),
                lag_days: 0.0,
            }];
        }
    }
    let members = (0..laws.len()).map(|index| format!("site.a.phase.p.activity.a{index}.duration"));
    (model(vec![site("a", vec![one])]), members.collect())
}

fn finish(laws: &[Distribution], rho: f64, chained: bool) -> Vec<f64> {
    let (mut world, members) = one(laws, chained);
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    world.dependence.groups = vec![tied(&members, rho)];
    let [ends] = ends(&world, [0], TRIALS);
    ends
}

#[test]
fn the_later_of_two_normals_has_clarks_mean_and_spread() {
    let two = [normal(100.0, 10.0), normal(100.0, 10.0)];
    for (rho, mean, sd) in [
        (0.0, 105.6419, 8.2565),
        (0.5, 103.9894, 9.1698),
        (0.9, 101.7841, 9.8396),
    ] {
        let ends = finish(&two, rho, false);
        near_mean(&format!("mean at {rho}"), &ends, mean);
        near_sd(&format!("sd at {rho}"), &ends, sd);
    }
    let unlike = [normal(100.0, 10.0), normal(95.0, 15.0)];
    let ends = finish(&unlike, 0.3, false);
    near_mean("mean", &ends, 103.9381);
    near_sd("sd", &ends, 10.5508);
    let (mut world, members) = one(&unlike, false);
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    world.dependence.groups = vec![tied(&members, 0.3)];
    let [first, second] = durations(&world);
    let later = first.iter().zip(&second).filter(|(a, b)| a > b).count();
    near_share(
        "first is critical",
        later as f64 / TRIALS as f64,
        0.627_85,
        TRIALS,
    );
}

#[test]
fn ten_normals_in_a_row_spread_as_their_correlation_says() {
    let ten = vec![normal(10.0, 2.0); 10];
    for (rho, sd, p80) in [
        (0.0, 6.3246, 105.323),
        (0.2, 10.583, 108.907),
        (0.3, 12.1655, 110.239),
        (0.5, 14.8324, 112.483),
        (1.0, 20.0, 116.832),
    ] {
        let ends = finish(&ten, rho, true);
        near_sd(&format!("sd at {rho}"), &ends, sd);
        let by = share(&ends, |days| days <= p80);
        near_share(&format!("P80 at {rho}"), by, 0.8, TRIALS);
    }
}

#[test]
fn rank_correlations_are_those_of_the_normal_scores_whatever_the_laws() {
    let laws = [
        Distribution::range(Domain::Positive, 50.0, 400.0).unwrap(),
        Distribution::exponential(100.0).unwrap(),
    ];
    for (rho, rank) in [
        (0.2, 0.191_31),
        (0.3, 0.287_56),
        (0.5, 0.482_58),
        (0.8, 0.785_94),
    ] {
        let (mut world, members) = one(&laws, false);
        let members: Vec<&str> = members.iter().map(String::as_str).collect();
        world.dependence.groups = vec![tied(&members, rho)];
        let [a, b] = durations(&world);
        let got = correlation(&ranks(&a), &ranks(&b));
        // Of independent ranks 1 / sqrt(n); less where they depend.
        near(
            &format!("rho {rho}"),
            got,
            rank,
            1.0 / (TRIALS as f64).sqrt(),
        );
    }
}

fn durations<const N: usize>(world: &Model) -> [Vec<f64>; N] {
    let plan = plan(world);
    let networks = plan
        .phases
        .iter()
        .filter_map(|phase| phase.network.as_ref());
    let columns: Vec<Column> = networks
        .flat_map(|network| network.activities.iter().filter_map(|one| one.duration))
        .collect();
    sample(&plan, TRIALS, &columns).try_into().unwrap()
}

#[test]
fn nested_levels_add_up_where_they_are_shared() {
    let mut world = alike(&["a", "b", "c"], &normal(100.0, 10.0));
    world.sites[0]
        .phases
        .push(abreast("a", "q", &[normal(100.0, 10.0)]));
    let members = ["a.phase.p", "a.phase.q", "b.phase.p", "c.phase.p"]
        .map(|phase| format!("site.{phase}.activity.a0.duration"));
    let mut group = tied(&members.each_ref().map(String::as_str), 0.0);
    group.tie = Tie::Levels(vec![
        level("country", 0.2, &["GB", "GB", "GB", "US"]),
        level("operator", 0.3, &["x", "x", "x", "x"]),
        level("site", 0.25, &["a", "a", "b", "c"]),
    ]);
    world.dependence.groups = vec![group];
    let all: [Vec<f64>; 4] = durations(&world);
    for (i, j, rho) in [
        (0, 1, 0.75),
        (0, 2, 0.5),
        (1, 2, 0.5),
        (0, 3, 0.3),
        (2, 3, 0.3),
    ] {
        let se = (1.0 - rho * rho) / (TRIALS as f64).sqrt();
        near(&format!("{i}, {j}"), correlation(&all[i], &all[j]), rho, se);
    }
    for values in &all {
        near_mean("mean", values, 100.0);
        near_sd("sd", values, 10.0);
    }
}

#[test]
fn a_matrix_gives_the_correlations_it_states_singular_or_not() {
    let half = 0.5_f64.sqrt();
    let scores = vec![
        vec![1.0, -0.4, half, 0.3],
        vec![-0.4, 1.0, 0.0, 0.2],
        vec![half, 0.0, 1.0, half * 0.3 + 0.4],
        vec![0.3, 0.2, half * 0.3 + 0.4, 1.0],
    ];
    let (mut world, members) = one(&vec![normal(100.0, 10.0); 4], false);
    world.dependence.groups = vec![CorrelationGroup {
        members,
        tie: Tie::Matrix {
            scores: scores.clone(),
            asked: scores.clone(),
            repaired: None,
        },
        ..tied(&[], 0.0)
    }];
    let all: [Vec<f64>; 4] = durations(&world);
    for (i, j) in (0..4).flat_map(|i| (0..i).map(move |j| (i, j))) {
        let rho: f64 = scores[i][j];
        let se = (1.0 - rho * rho) / (TRIALS as f64).sqrt();
        near(&format!("{i}, {j}"), correlation(&all[i], &all[j]), rho, se);
    }
    // Two that are one: the second has no part of its own.
    world.dependence.groups[0].members.truncate(2);
    let ones = vec![vec![1.0; 2]; 2];
    world.dependence.groups[0].tie = Tie::Matrix {
        asked: ones.clone(),
        scores: ones,
        repaired: None,
    };
    let [a, b, ..]: [Vec<f64>; 4] = durations(&world);
    assert!(a == b, "two that are one");
}

fn t_world(df: f64, rho: f64) -> Model {
    let (mut world, members) = one(&vec![normal(0.0, 1.0); 2], false);
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let mut group = tied(&members, rho);
    group.df = Some(df);
    world.dependence.groups = vec![group];
    world
}

#[test]
fn a_t_copula_has_kendalls_tau_and_more_in_the_corner() {
    let (df, rho) = (4.0, 0.5_f64);
    let [a, b] = durations(&t_world(df, rho));
    near_mean("mean", &a, 0.0);
    near_sd("sd", &b, 1.0);
    // Kendall's tau is (2 / pi) asin(rho) of every elliptical copula; its standard error is below
    // 2 / (3 sqrt(n)) sqrt(1 + tau).
    let n = 4_000;
    let mut concordant = 0_i64;
    for i in 0..n {
        for j in 0..i {
            concordant += if (a[i] - a[j]) * (b[i] - b[j]) > 0.0 {
                1
            } else {
                -1
            };
        }
    }
    let tau = concordant as f64 / (n * (n - 1) / 2) as f64;
    near(
        "tau",
        tau,
        1.0 / 3.0,
        2.0 / 3.0 * (4.0 / 3.0 / n as f64).sqrt(),
    );
    // P(U > q, V > q) / (1 - q) by quadrature over W: 0.287678 at 0.99. Its limit is
    // 2 T(-sqrt((df + 1)(1 - rho) / (1 + rho)); df + 1) = 0.253170; a Gaussian copula's is 0.
    let limit = 2.0 * StudentT::new(df + 1.0).cdf(-((df + 1.0) * (1.0 - rho) / (1.0 + rho)).sqrt());
    assert!((limit - 0.253_169_995_1).abs() < 1e-9, "{limit}");
    let beyond = 2.326_347_874_040_841;
    let both = a
        .iter()
        .zip(&b)
        .filter(|(a, b)| **a > beyond && **b > beyond)
        .count();
    near_share("corner", both as f64 / TRIALS as f64, 0.002_876_784, TRIALS);
}

#[test]
fn members_may_be_under_way_and_constants_fall_out() {
    let law = Distribution::lognormal(100.0, 40.0).unwrap();
    let (mut world, members) = one(&[law.clone(), law.clone(), constant(5.0)], false);
    let seen = start() + 80.0;
    let capcast::model::Schedule::Network(list) = &mut world.sites[0].phases[0].schedule else {
        panic!("a network");
    };
    for (activity, started) in list
        .iter_mut()
        .zip([constant(start()), normal(start() - 5.0, 2.0)])
    {
        activity.state = capcast::model::ActivityState::Started {
            started: uncertain(&format!("{}.started", activity.path), started),
        };
        activity.seen = Some(Instant::from_days(seen));
    }
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    world.dependence.groups = vec![tied(&members, 0.8)];
    let plan = plan(&world);
    let network = plan.phases[0].network.as_ref().unwrap();
    let finishes = [0, 1].map(|index| network.activities[index].finish);
    let [a, b] = since_start(&plan, TRIALS, finishes);
    assert!(a.iter().chain(&b).all(|finish| *finish >= 80.0));
    // The first is the law given that it outlasts 80 days, by its own distribution function.
    let given = law.beyond(80.0).unwrap();
    let below = share(&a, |days| days <= given.quantile(0.3));
    near_share("given", below, 0.3, TRIALS);
    // The second differs by when it started alone.
    assert!(correlation(&ranks(&a), &ranks(&b)) > 0.75);
    let paths: Vec<&str> = plan
        .inputs
        .iter()
        .map(|input| input.path.as_str())
        .collect();
    assert_eq!(
        paths
            .iter()
            .filter(|path| path.starts_with("correlation."))
            .collect::<Vec<_>>(),
        [&"correlation.g.all.all"]
    );
    assert!(paths.iter().all(|path| !path.contains("a2")));
    let tied: Vec<bool> = plan
        .inputs
        .iter()
        .filter(|input| input.path.ends_with("duration"))
        .map(|input| input.tied.is_some())
        .collect();
    assert_eq!(tied, [true, true]);
}
