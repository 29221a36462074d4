//! The documents of the project, as they stand beside the code.

#[doc = include_str!("docs/architecture.md")]
pub mod architecture {}

#[doc = include_str!("docs/model.md")]
pub mod model {}

#[doc = include_str!("docs/scenario-reference.md")]
pub mod scenario_reference {}

#[doc = include_str!("docs/reference-classes.md")]
pub mod reference_classes {}

#[doc = include_str!("docs/glossary.md")]
pub mod glossary {}

#[doc = include_str!("docs/speed.md")]
pub mod speed {}

#[doc = include_str!("docs/morning.md")]
pub mod morning {}

#[doc = include_str!("docs/dependence.md")]
pub mod dependence {}
