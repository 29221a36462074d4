//! Which inputs can reach an outcome, told from the plan's data flow.

use super::asked::Source;
use crate::plan::{
    Address, Column, CurvePlan, Flow, FlowTarget, Metric, PhaseBuild, Plan, ScopePlan, SiteBuild,
    Step,
};
use std::collections::BTreeMap;

/// A plan whose data flow is followed back.
pub(super) struct Reach<'a> {
    plan: &'a Plan,
    inputs: BTreeMap<Address, usize>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let inputs = plan.inputs.iter().enumerate();
        Self {
            plan,
            inputs: inputs
                .map(|(index, input)| (input.address, index))
                .collect(),
        }
    }

    /// Indices of the plan's inputs that a number can depend on, ascending.
    pub(super) fn inputs_of(&self, source: Source) -> Vec<usize> {
        let mut wanted = vec![false; self.plan.columns];
        for column in self.columns_of(source) {
            wanted[column] = true;
        }
        let mut found = vec![false; self.plan.inputs.len()];
        for step in self.plan.steps.iter().rev() {
            if !step.outs().iter().any(|&out| wanted[out]) {
                continue;
            }
            for column in step.inputs() {
                wanted[column] = true;
            }
            let input = address(step).and_then(|address| self.inputs.get(&address));
            if let Some(&input) = input {
                found[input] = true;
            }
        }
        (0..found.len()).filter(|&input| found[input]).collect()
    }

    /// The columns that a number is read off or worked out from.
    fn columns_of(&self, source: Source) -> Vec<Column> {
        match source {
            Source::Day(column) => {
                let mut sites = self.plan.sites.iter();
                let site = sites.find(|site| {
                    let mut builds = site.builds.iter();
                    builds.any(|build| build.complete == column || build.online == Some(column))
                });
                site.map_or_else(|| vec![column], |site| self.plan.inputs_of_site(site))
            }
            Source::Level {
                series: (scope, series),
                ..
            } => {
                let scope = &self.plan.scopes[scope];
                self.columns_of_series(scope, scope.series[series].metric)
            }
            Source::Target(index) => {
                let target = &self.plan.targets[index];
                let baselines = target.baselines.iter().flat_map(CurvePlan::inputs);
                let mut columns: Vec<Column> = baselines.collect();
                if let Some(target) = &target.flow {
                    columns.extend(self.columns_of_flow(target));
                    return columns;
                }
                for &part in &target.parts {
                    if target.metric == Metric::StrandedPower {
                        let site = &self.plan.sites[part];
                        columns.extend(self.plan.inputs_of_site(site));
                        continue;
                    }
                    let (site, build) = (self.plan.site_of(part), self.plan.build(part));
                    columns.extend(self.columns_of_build(site, build, target.metric));
                }
                columns
            }
        }
    }

    /// Whole sites: what plant serves first depends on all of their phases.
    fn columns_of_flow(&self, target: &FlowTarget) -> Vec<Column> {
        let mut columns = Vec::new();
        let flows = &self.plan.flows;
        for &(index, build) in &target.members {
            let site = &self.plan.sites[index];
            let (part, build) = (site.part(build), &site.builds[build]);
            columns.extend(self.columns_of_build(site, build, Metric::FacilityLoad));
            columns.extend(build.weight(Metric::Energy));
            let plant = flows
                .sites
                .get(index)
                .is_some_and(|site| !site.plants.is_empty());
            if plant || site.curtailed {
                columns.extend(self.plan.inputs_of_site(site));
            }
            columns.extend(flows.inputs(target.flow, index, part));
        }
        if target.total && target.flow == Flow::Spend {
            columns.extend(flows.once.iter().map(|&(_, column)| column));
        }
        columns
    }

    fn columns_of_series(&self, scope: &ScopePlan, metric: Metric) -> Vec<Column> {
        let mut columns = Vec::new();
        if metric == Metric::StrandedPower {
            let sites = scope.whole_sites.iter();
            let sites = sites.map(|&site| &self.plan.sites[site]);
            columns.extend(sites.flat_map(|site| self.plan.inputs_of_site(site)));
            return columns;
        }
        for &(site, phase) in &scope.phases {
            let site = &self.plan.sites[site];
            columns.extend(self.columns_of_build(site, &site.builds[phase], metric));
        }
        columns
    }

    fn columns_of_build(
        &self,
        site: &SiteBuild,
        build: &PhaseBuild,
        metric: Metric,
    ) -> Vec<Column> {
        let mut columns = Vec::new();
        columns.extend([build.service, build.ramp, build.size]);
        columns.extend(build.observed.iter().flat_map(|&(date, gpus)| [date, gpus]));
        columns.extend(build.drawn.iter().flat_map(crate::plan::Drawn::inputs));
        columns.extend(build.ageing());
        columns.extend(build.weight(metric));
        // What another phase takes of the site's power is missing here.
        let shares = site.limited || site.zone.is_some();
        if shares && metric != Metric::GpusInstalled {
            columns.extend(self.plan.inputs_of_site(site));
        }
        columns
    }
}

/// Where the uniforms live that a step draws.
fn address(step: &Step) -> Option<Address> {
    match step {
        Step::Draw { from, .. } | Step::Remaining { from, .. } | Step::Happens { from, .. } => {
            from.address()
        }
        _ => None,
    }
}
