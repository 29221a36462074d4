//! Templates: what a phase takes from one.
//!
//! Done on the document, so that every phase of the model has its own activities with their own
//! draws. What it does not know: what any other key means.

use super::copies;
use super::layers::Merger;
use super::problem::Problems;
use super::tree::{Node, Table, Value};

/// Lays its template under each phase that names one, then makes the copies that phases ask for.
///
/// A phase's own keys win; activities merge key by key. A template that does not exist is left for
/// the check of references. The key `template` stays, `copies` goes.
pub(super) fn expand(root: &mut Table, merger: &mut Merger, problems: &mut Problems) {
    let templates = root.table("template").cloned().unwrap_or_default();
    for (_, template) in templates.iter() {
        // One that no phase uses is read by nothing else.
        if let Some(asked) = template.as_table().and_then(|own| own.get("copies")) {
            copies::count(asked, problems);
        }
    }
    under_remainders(root, &templates, merger);
    let Some(sites) = root.get_mut("site").and_then(Node::as_table_mut) else {
        return;
    };
    for (site_id, site) in &mut sites.entries {
        let phases = site.as_table_mut().and_then(|site| site.get_mut("phase"));
        let Some(phases) = phases.and_then(Node::as_table_mut) else {
            continue;
        };
        for (phase_id, phase) in &mut phases.entries {
            let path = ["site", site_id, "phase", phase_id];
            if let Value::Table(own) = &mut phase.value {
                lay_under(own, &templates, &path, merger);
            }
        }
        copies::make(site_id, phases, merger, problems);
    }
}

/// Lays templates under what describes remainders, which takes the keys of a phase.
fn under_remainders(root: &mut Table, templates: &Table, merger: &mut Merger) {
    let programmes = root.get_mut("programme").and_then(Node::as_table_mut);
    for (id, programme) in programmes.into_iter().flat_map(|all| &mut all.entries) {
        let own = programme
            .as_table_mut()
            .and_then(|own| own.get_mut("remainder"));
        if let Some(own) = own.and_then(Node::as_table_mut) {
            lay_under(own, templates, &["programme", id, "remainder"], merger);
        }
    }
}

/// Lays the template that a phase names under the phase's own keys.
fn lay_under(own: &mut Table, templates: &Table, path: &[&str], merger: &mut Merger) {
    let name = own.get("template").and_then(Node::as_text);
    let Some(template) = name.and_then(|name| templates.table(name)) else {
        return;
    };
    let mut merged = template.clone();
    merger.lay(&mut merged, std::mem::take(own), path);
    *own = merged;
}
