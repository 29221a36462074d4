//! The reference values that `SciPy` computed, and the laws that they belong to.

use capcast::distribution::{Distribution, DistributionError, Domain};

/// One row of the fixture that `tests/fixtures/distribution/make.py` computes with `SciPy`.
pub struct Reference {
    pub name: String,
    pub distribution: Distribution,
    pub in_upper_tail: bool,
    pub level: f64,
    pub x: f64,
}

pub fn references() -> Vec<Reference> {
    let text = include_str!("../../fixtures/distribution/scipy.csv");
    let rows: Vec<Reference> = text.lines().skip(1).map(reference).collect();
    assert!(rows.len() > 700, "the fixture has only {} rows", rows.len());
    rows
}

fn reference(line: &str) -> Reference {
    let fields: Vec<&str> = line.split(',').collect();
    let parameters: Vec<f64> = fields[1].split(' ').map(|p| p.parse().unwrap()).collect();
    Reference {
        name: format!("{} {}", fields[0], fields[1]),
        distribution: build(fields[0], &parameters).unwrap(),
        in_upper_tail: fields[2] == "upper",
        level: fields[3].parse().unwrap(),
        x: fields[4].parse().unwrap(),
    }
}

fn build(law: &str, p: &[f64]) -> Result<Distribution, DistributionError> {
    use Distribution as D;
    match law {
        "normal" => D::normal(p[0], p[1]),
        "lognormal" => D::lognormal(p[0], p[1]),
        "gamma" => D::gamma(p[0], p[1]),
        "weibull" => D::weibull(p[0], p[1]),
        "exponential" => D::exponential(p[0]),
        "beta" => D::beta(p[0], p[1]),
        "uniform" => D::uniform(p[0], p[1]),
        "triangular" => D::triangular(p[0], p[1], p[2]),
        "pert" => D::pert(p[0], p[1], p[2]),
        "range_positive" => D::range(Domain::Positive, p[0], p[1]),
        "range_share" => D::range(Domain::Share, p[0], p[1]),
        "range_at_least_one" => D::range(Domain::AtLeastOne, p[0], p[1]),
        "range_real" => D::range(Domain::Real, p[0], p[1]),
        "split_positive" => D::split_range(Domain::Positive, p[0], p[1], p[2]),
        "split_share" => D::split_range(Domain::Share, p[0], p[1], p[2]),
        "split_at_least_one" => D::split_range(Domain::AtLeastOne, p[0], p[1], p[2]),
        "split_real" => D::split_range(Domain::Real, p[0], p[1], p[2]),
        "normal_within" => D::normal(p[0], p[1])?.within(p[2], p[3]),
        "pert_beyond" => D::pert(p[0], p[1], p[2])?.beyond(p[3]),
        "gamma_beyond" => D::gamma(p[0], p[1])?.beyond(p[2]),
        "lognormal_beyond" => D::lognormal(p[0], p[1])?.beyond(p[2]),
        "weibull_up_to" => D::weibull(p[0], p[1])?.up_to(p[2]),
        "mixture_normal" => {
            let (one, other) = (D::normal(p[1], p[2])?, D::normal(p[3], p[4])?);
            D::mixture(vec![(p[0], one), (1.0 - p[0], other)])
        }
        "mixture_gamma_uniform" => {
            let (one, other) = (D::gamma(p[1], p[2])?, D::uniform(p[3], p[4])?);
            D::mixture(vec![(p[0], one), (1.0 - p[0], other)])
        }
        "empirical" => D::empirical(p.to_vec()),
        _ => panic!("the fixture names an unknown law {law}"),
    }
}

/// The scale in which an error of a draw is judged: the value's own size and the width of the middle 80 %.
pub fn scale_at(distribution: &Distribution, x: f64) -> f64 {
    x.abs() + distribution.quantile(0.9) - distribution.quantile(0.1)
}
