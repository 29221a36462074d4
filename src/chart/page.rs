//! The form of a chart inside a web page: the renderer's drawing with the page's colours, and the
//! values to read from it.
//!
//! What it does not know: the page.

use super::{Chart, Form, palette, svg, theme};
use std::fmt::Write as _;

/// What the drawing library says of every mark or word though it goes without saying, or is said
/// once by the page.
const UNSAID: [&str; 4] = [
    " opacity=\"1\"",
    " stroke=\"none\"",
    " text-anchor=\"start\"",
    " font-family=\"Inter, sans-serif\"",
];

/// The chart as an SVG element of a page. Colours are the page's custom properties; `data-plot` holds
/// the plot's left, top, right and bottom edge in the units of its view box.
pub(super) fn draw(chart: &Chart, form: Form) -> String {
    let layout = chart.layout(form);
    let frame = layout.frame;
    let edges = [frame.left, frame.top, frame.right, frame.bottom].map(svg::fine);
    let [left, top, right, bottom] = edges;
    let (width, height) = (svg::fine(layout.width), svg::fine(layout.height));
    let name = if form == Form::Narrow {
        "narrow"
    } else {
        "wide"
    };
    format!(
        "<svg class=\"{name}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\" \
         stroke-linejoin=\"round\" data-plot=\"{left} {top} {right} {bottom}\">\n{}\n",
        svg::escaped(&chart.title),
        coloured(&joined(&svg::body(chart, &layout))),
    )
}

/// The colours replaced by the page's. Words cannot be taken for one: their quotes are escaped.
fn coloured(drawing: &str) -> String {
    let bare = UNSAID.iter().fold(drawing.to_owned(), |drawing, unsaid| {
        drawing.replace(unsaid, "")
    });
    palette::all().fold(bare, |drawing, colour| {
        let fixed = format!("\"{}\"", palette::hex(colour.light));
        drawing.replace(&fixed, &format!("\"var(--chart-{})\"", colour.name))
    })
}

/// Lines of one look that follow each other, such as the dashes of one, as a single path.
fn joined(drawing: &str) -> String {
    let mut out = String::with_capacity(drawing.len());
    let mut open: Option<&str> = None;
    for line in drawing.lines() {
        let parts = line
            .strip_prefix("<polyline ")
            .and_then(|line| line.strip_suffix(" \"/>"))
            .and_then(|line| line.split_once(" points=\""));
        let look = parts.map(|(look, _)| look);
        if open.is_some() && open != look {
            out.push_str("\"/>\n");
        }
        match parts {
            Some((look, points)) => {
                if open != Some(look) {
                    let _ = write!(out, "<path {look} d=\"");
                }
                let _ = write!(out, "M{points}");
            }
            None => {
                let _ = writeln!(out, "{line}");
            }
        }
        open = look;
    }
    out
}

/// The chart's readings as JSON that may stand in a script element: `unit`; `at`, places between the
/// plot's left edge (0) and right edge (1); `when`, their names; `rows` of name, colour and values.
pub(super) fn readings(chart: &Chart) -> Option<String> {
    let readings = chart.readings.as_ref()?;
    let share = |day: &f64| {
        let share = (day - chart.x.from) / (chart.x.to - chart.x.from);
        libm::round(share * 1e4) / 1e4
    };
    let rows = readings.rows.iter().map(|row| {
        let colour = theme::style(row.role).ink.colour.name;
        serde_json::json!([row.name, colour, row.values])
    });
    let json = serde_json::json!({
        "unit": readings.unit,
        "at": readings.at.iter().map(share).collect::<Vec<f64>>(),
        "when": readings.when,
        "rows": rows.collect::<Vec<_>>(),
    });
    // Nothing in a text can end the element, or begin a comment in it.
    Some(json.to_string().replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_look_become_a_path_and_keep_their_points() {
        let drawing = "<rect a/>\n<polyline x=\"1\" points=\"1,2 3,4 \"/>\n\
                       <polyline x=\"1\" points=\"5,6 7,8 \"/>\n\
                       <polyline x=\"2\" points=\"9,9 1,1 \"/>\n</svg>";
        let path = "<rect a/>\n<path x=\"1\" d=\"M1,2 3,4M5,6 7,8\"/>\n\
                    <path x=\"2\" d=\"M9,9 1,1\"/>\n</svg>\n";
        assert_eq!(joined(drawing), path);
    }
}
