//! A chart as a figure of a page: its words as HTML, its drawing for wide and for narrow windows,
//! and its values for a reader who asks for them by pointer, touch or keyboard.
//!
//! Without the script it is a picture and its words. What it does not know: what the chart shows.

use crate::chart::{self, Chart, Form, Picture};
use maud::{Markup, PreEscaped, html};

/// The script that all figures of a page share; it touches nothing outside them.
pub(super) const SCRIPT: &str = include_str!("figure.js");

/// The style that all figures of a page share, colours included.
pub(super) fn style() -> String {
    chart::colour_css() + include_str!("figure.css")
}

/// The figure. Its page has the typeface, [`style`], and [`SCRIPT`] at its end.
pub(super) fn figure(chart: &Chart) -> Markup {
    let [wide, narrow] = [Form::Wide, Form::Narrow].map(|form| chart.page_svg(form));
    framed(chart, &wide, &narrow)
}

/// The figure of a picture, which is drawn if it is not yet.
pub(super) fn pictured(picture: &Picture) -> Markup {
    let [wide, narrow] = [Form::Wide, Form::Narrow].map(|form| picture.page_svg(form));
    framed(picture, wide, narrow)
}

fn framed(chart: &Chart, wide: &str, narrow: &str) -> Markup {
    let readings = chart.page_readings();
    // How percentiles read and which run it was, the last two notes, the page says once.
    let own = chart.own_notes();
    html! {
        figure.chart data-stem=(chart.stem) {
            figcaption {
                h4 { (chart.title) }
                p { (chart.message) }
            }
            div.plot {
                (PreEscaped(wide))
                (PreEscaped(narrow))
            }
            @if readings.is_some() {
                output.reading hidden {}
            }
            @for note in own {
                p.note { (note) }
            }
            @if let Some(readings) = readings {
                script type="application/json" { (PreEscaped(readings)) }
            }
        }
    }
}
