//! A chart on the page.

use crate::chart::Chart;
use maud::{Markup, PreEscaped, html};

/// The chart with its caption. Title and message stand in the drawing, and the caption repeats
/// them for who cannot see it.
pub(super) fn figure(chart: &Chart) -> Markup {
    html! {
        figure data-stem=(chart.stem) {
            div.chart { (PreEscaped(chart.bare_svg())) }
            figcaption.unseen { (chart.title) ". " (chart.message) }
        }
    }
}
