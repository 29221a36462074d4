//! placeholder until the distributions land.
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
}
