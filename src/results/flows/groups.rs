//! Parts of a site that belong to the same scopes: they are added up once for all of these.

use crate::plan::Plan;
use std::collections::BTreeMap;
use std::ops::Range;

/// The groups of a plan, site by site.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// For each group its parts among the plan's.
    parts: Vec<Vec<usize>>,
    /// For each site its groups.
    of_sites: Vec<Range<usize>>,
    /// For each scope, and then for each target of a flow, its groups, site by site.
    of_scopes: Vec<Vec<Vec<usize>>>,
}

impl Groups {
    pub(super) fn of(plan: &Plan) -> Self {
        // Who belongs to which scopes.
        let mut scopes_of: Vec<Vec<usize>> = vec![Vec::new(); plan.parts()];
        let scopes = plan.scopes.iter().map(|scope| &scope.phases);
        let targets = plan.targets.iter().filter_map(|it| it.flow.as_ref());
        let targets = targets.map(|target| &target.members);
        let mut count = 0;
        for (index, members) in scopes.chain(targets).enumerate() {
            for &(site, build) in members {
                scopes_of[plan.sites[site].part(build)].push(index);
            }
            count = index + 1;
        }
        let mut groups = Self {
            of_scopes: vec![Vec::new(); count],
            ..Self::default()
        };
        for site in &plan.sites {
            let mut of_site: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
            for part in (0..site.builds.len()).map(|build| site.part(build)) {
                of_site.entry(&scopes_of[part]).or_default().push(part);
            }
            let first = groups.parts.len();
            let mut of_scopes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (scopes, parts) in of_site {
                for &scope in scopes {
                    of_scopes.entry(scope).or_default().push(groups.parts.len());
                }
                groups.parts.push(parts);
            }
            groups.of_sites.push(first..groups.parts.len());
            for (scope, of_scope) in of_scopes {
                groups.of_scopes[scope].push(of_scope);
            }
        }
        groups
    }

    /// Number of groups.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// The parts of each group of a site.
    pub(super) fn of_site(&self, site: usize) -> &[Vec<usize>] {
        &self.parts[self.of_sites[site].clone()]
    }

    /// The groups of a scope, site by site; those of targets stand behind the scopes'.
    pub(super) fn of_scope(&self, scope: usize) -> &[Vec<usize>] {
        &self.of_scopes[scope]
    }
}
