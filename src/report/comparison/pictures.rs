//! The charts, by the question that they answer; of each the first few stand open.

use super::super::figure::figure;
use super::super::words;
use crate::chart::{Chart, Subject};
use maud::{Markup, html};

/// Charts of one subject that stand open; the others are folded.
const OPEN: usize = 4;

/// `None` without any.
pub(super) fn body(charts: &[Chart]) -> Option<Markup> {
    let mut charts: Vec<&Chart> = charts.iter().collect();
    charts.sort_by_key(|chart| chart.subject);
    if charts.is_empty() {
        return None;
    }
    let groups = charts.chunk_by(|a, b| a.subject == b.subject);
    Some(html! {
        @for group in groups {
            h3 { (question(group[0].subject)) }
            @for chart in &group[..group.len().min(OPEN)] { (figure(chart)) }
            @if group.len() > OPEN {
                details.more {
                    summary { (words::count(group.len() - OPEN, "more chart", "more charts")) }
                    @for chart in &group[OPEN..] { (figure(chart)) }
                }
            }
        }
    })
}

const fn question(subject: Subject) -> &'static str {
    match subject {
        Subject::Outlook => "How much more or less, in all",
        Subject::Schedule => "Which dates move",
        Subject::Power => "What power allows",
        Subject::Operators => "How much more or less for each operator",
        Subject::Sites => "How much more or less at each site",
        Subject::Odds => "How sure the dates are in each scenario",
        Subject::Capacity => "What it takes in each scenario",
        Subject::Risk => "What drives it in each scenario",
    }
}
