//! What every part of the page looks things up in: names of sites, numbers of sources, values.

use super::words;
use crate::chart::Picture;
use crate::projection::{AssumptionRow, Projection, ScheduleRow};
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the page is made of, with its look-up tables.
pub(super) struct Desk<'a> {
    pub projection: &'a Projection,
    pub charts: &'a [Arc<Picture>],
    /// Sites in the projection's order: id and name.
    pub sites: Vec<(&'a str, String)>,
    /// The number of each source in the list of them, from 1.
    numbers: BTreeMap<&'a str, usize>,
    values: BTreeMap<&'a str, &'a AssumptionRow>,
}

impl<'a> Desk<'a> {
    pub fn new(projection: &'a Projection, charts: &'a [Arc<Picture>]) -> Self {
        let mut sites: Vec<(&str, String)> = Vec::new();
        let mut add = |id: &'a str, name: &str| {
            if sites.iter().all(|(known, _)| *known != id) {
                let name = words::clean(name);
                let name = if name.is_empty() {
                    words::clean(id)
                } else {
                    name
                };
                sites.push((id, name));
            }
        };
        for row in &projection.schedule {
            add(&row.site, &row.site_name);
        }
        for series in projection
            .series
            .iter()
            .filter(|series| series.scope.kind == "site")
        {
            if let Some(id) = &series.scope.id {
                add(id, series.scope.name.as_deref().unwrap_or_default());
            }
        }
        let numbers = projection.sources.iter().zip(1..);
        Self {
            projection,
            charts,
            sites,
            numbers: numbers
                .map(|(source, number)| (source.id.as_str(), number))
                .collect(),
            values: projection
                .assumptions
                .iter()
                .map(|row| (row.path.as_str(), row))
                .collect(),
        }
    }

    /// The place of a site among them, from 1: its anchors end in it.
    pub fn site_number(&self, id: &str) -> Option<usize> {
        let place = self.sites.iter().position(|(known, _)| *known == id)?;
        Some(place + 1)
    }

    /// The value at an address.
    pub fn value(&self, path: &str) -> Option<&'a AssumptionRow> {
        self.values.get(path).copied()
    }

    /// Who runs a phase.
    pub fn operator(&self, row: &ScheduleRow) -> Option<String> {
        let site = format!("site.{}", row.site);
        let phase = row.phase.as_ref();
        let own = phase.and_then(|phase| self.value(&format!("{site}.phase.{phase}.operator")));
        let value = own.or_else(|| self.value(&format!("{site}.operator")))?;
        Some(words::clean(&value.value))
    }

    /// The numbers of sources, each a link to its entry; an unknown id stands for itself.
    pub fn cited(&self, ids: &[String]) -> Markup {
        html! {
            @for (place, id) in ids.iter().enumerate() {
                @if place > 0 { " " }
                @if let Some(number) = self.numbers.get(id.as_str()) {
                    a.cite href={ "#source-" (number) } title=(self.source_title(*number)) { (number) }
                } @else {
                    (words::clean(id))
                }
            }
        }
    }

    fn source_title(&self, number: usize) -> String {
        let source = self.projection.sources.get(number - 1);
        source.map_or_else(String::new, |source| words::clean(&source.title))
    }
}
