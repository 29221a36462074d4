//! What a phase waits for before it serves: what binding is told from.

use super::capacity::SiteBuild;
use super::phase::Compiled;
use super::step::Column;

/// Dates that a phase waits for, and whether it comes at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holds {
    /// It could run if it had power and chips.
    pub ready: Column,
    /// First power at its site, where it waits for that.
    pub power: Option<Column>,
    /// Its first chips, where it waits for those of a pool.
    pub chips: Option<Column>,
    /// 0 where it comes.
    pub fate: Column,
}

impl Holds {
    /// The columns that are read.
    pub fn inputs(&self) -> impl Iterator<Item = Column> + use<> {
        let always = [self.ready, self.fate];
        always.into_iter().chain(self.power).chain(self.chips)
    }
}

/// Lets each phase tell what it waits for.
pub(super) fn tell(phases: &[Compiled], sites: &mut [SiteBuild]) {
    for site in sites {
        for (build, phase) in site.builds.iter_mut().zip(&phases[site.phases.clone()]) {
            build.holds = Some(Holds {
                ready: phase.plan.ready,
                power: phase.power,
                chips: phase.drawn.as_ref().map(|drawn| drawn.first),
                // What never gets its chips waits for them.
                fate: phase.fate,
            });
        }
    }
}
