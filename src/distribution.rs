//! placeholder until the distributions land.
#![allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    Positive,
    Share,
    AtLeastOne,
    Real,
}
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution(f64);
impl Distribution {
    pub fn constant(x: f64) -> Self {
        Self(x)
    }
    pub fn median(&self) -> f64 {
        self.0
    }
    pub fn as_constant(&self) -> Option<f64> {
        None
    }
    pub fn beyond(&self, _: f64) -> Result<Self, String> {
        Ok(self.clone())
    }
    pub fn quantile(&self, _u: f64) -> f64 {
        0.
    }
    pub fn quantile_upper(&self, _u: f64) -> f64 {
        0.
    }
    pub fn quantile_beyond(&self, _u: f64, _e: f64) -> f64 {
        0.
    }
    pub fn discrete(_: Vec<f64>, _: Vec<f64>) -> Result<Self, String> {
        Ok(Self(0.))
    }
}
#[derive(Clone, Debug)]
pub struct Sampler;
impl Sampler {
    pub fn new(_: &Distribution) -> Self {
        Self
    }
    pub fn fill_in_place(&self, _: &mut [f64]) {}
}
