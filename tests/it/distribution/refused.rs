//! What the constructors refuse, and how they say so.

use capcast::distribution::{Distribution, DistributionError, Domain, Sampler};

#[test]
fn errors_name_the_requirement_and_the_numbers() {
    use Distribution as D;
    let cases: Vec<(Result<D, DistributionError>, &str)> = vec![
        (
            D::range(Domain::Positive, 18.0, 12.0),
            "`p10` (18) is above `p90` (12)",
        ),
        (
            D::triangular(1.0, 9.0, 4.0),
            "`mode` (9) is above `max` (4)",
        ),
        (D::pert(3.0, 1.0, 4.0), "`mode` (1) is below `min` (3)"),
        (D::uniform(2.0, 1.0), "`min` (2) is above `max` (1)"),
        (D::normal(1.0, 0.0), "`sd` (0) is not above zero"),
        (D::gamma(-2.0, 1.0), "`shape` (-2) is not above zero"),
        (
            D::discrete(vec![1.0], vec![1.0, 2.0]),
            "`values` has 1 entries and `weights` has 2",
        ),
        (
            D::discrete(vec![1.0, 2.0], vec![1.0, -2.0]),
            "`weights` entry 2 (-2) is not a finite number of zero or more",
        ),
        (D::discrete(vec![1.0], vec![0.0]), "`weights` are all zero"),
        (D::discrete(vec![], vec![]), "`values` is empty"),
        (D::empirical(vec![]), "`samples` is empty"),
        (D::mixture(vec![]), "`mixture` is empty"),
        (
            D::uniform(0.0, 1.0).unwrap().within(2.0, 3.0),
            "`within` [2, 3] holds none of the distribution, which lies in [0, 1]",
        ),
        (
            D::pert(2.0, 5.0, 14.0).unwrap().beyond(20.0),
            "`elapsed` (20) leaves nothing of the distribution, whose greatest value is 14",
        ),
        (
            D::uniform(2.0, 5.0).unwrap().up_to(1.0),
            "`limit` (1) leaves nothing of the distribution, whose least value is 2",
        ),
    ];
    for (result, message) in cases {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
    let boundary = D::range(Domain::Share, 0.0, 0.4).unwrap_err().to_string();
    assert!(
        boundary.starts_with("`p10` (0) must be above 0 and below 1"),
        "{boundary}"
    );
    assert!(boundary.contains("PERT"), "{boundary}");
    let past = D::range(Domain::AtLeastOne, 1.1, f64::INFINITY).unwrap_err();
    assert_eq!(
        past,
        DistributionError::NotFinite {
            name: "p90",
            value: f64::INFINITY
        }
    );
}

#[test]
fn not_a_number_is_refused_everywhere() {
    use Distribution as D;
    let nan = f64::NAN;
    let unit = D::uniform(0.0, 1.0).unwrap();
    let results = [
        D::range(Domain::Real, nan, 1.0),
        D::range(Domain::Positive, 1.0, nan),
        D::split_range(Domain::Real, 0.0, nan, 1.0),
        D::normal(nan, 1.0),
        D::normal(0.0, nan),
        D::lognormal(nan, 1.0),
        D::lognormal(1.0, nan),
        D::gamma(nan, 1.0),
        D::weibull(1.0, nan),
        D::exponential(nan),
        D::beta(nan, 1.0),
        D::uniform(nan, 1.0),
        D::triangular(0.0, nan, 1.0),
        D::pert(0.0, 0.5, nan),
        D::discrete(vec![nan], vec![1.0]),
        D::discrete(vec![1.0], vec![nan]),
        D::empirical(vec![1.0, nan]),
        D::mixture(vec![(nan, unit.clone())]),
        unit.clone().within(nan, 1.0),
        unit.clone().within(0.0, nan),
        unit.beyond(nan),
        unit.up_to(nan),
    ];
    for (index, result) in results.into_iter().enumerate() {
        assert!(result.is_err(), "case {index} was accepted");
    }
}

#[test]
fn equal_bounds_are_a_constant() {
    use Distribution as D;
    let results = [
        D::range(Domain::Positive, 7.0, 7.0),
        D::split_range(Domain::Positive, 7.0, 7.0, 7.0),
        D::uniform(7.0, 7.0),
        D::triangular(7.0, 7.0, 7.0),
        D::pert(7.0, 7.0, 7.0),
        D::empirical(vec![7.0, 7.0]),
    ];
    for result in results {
        let d = result.unwrap();
        assert_eq!(d.as_constant(), Some(7.0));
        assert_eq!(Sampler::new(&d).draw(0.3), 7.0);
    }
    assert!(D::split_range(Domain::Positive, 7.0, 7.0, 8.0).is_err());
}
