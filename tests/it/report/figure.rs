//! Figures of the report: both forms of a chart, its words, and its values.

use super::{all, full, parsed};
use capcast::chart;
use scraper::Selector;

#[test]
fn a_figure_holds_its_words_both_forms_and_its_values() {
    let projection = full();
    let page = parsed(&projection);
    let inside = |figure: scraper::ElementRef<'_>, selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        figure
            .select(&selector)
            .map(|found| found.text().collect::<String>())
            .collect::<Vec<_>>()
    };
    for chart in chart::charts(&projection) {
        let figure = all(&page, &format!("figure.chart[data-stem='{}']", chart.stem));
        let [figure] = figure[..] else {
            panic!("{} is there {} times", chart.stem, figure.len());
        };
        assert_eq!(inside(figure, "figcaption > h4"), [chart.title.as_str()]);
        assert_eq!(inside(figure, "figcaption > p"), [chart.message.as_str()]);
        for form in ["wide", "narrow"] {
            assert_eq!(
                inside(figure, &format!("svg.{form}[viewBox][data-plot]")).len(),
                1
            );
        }
        // What holds for all charts, and the run, the page says once.
        let notes = inside(figure, "p.note");
        let general =
            |note: &&String| note.starts_with("P90: ") || note.starts_with("capcast\u{a0}");
        let own: Vec<&String> = chart.footnotes.iter().filter(|n| !general(n)).collect();
        assert_eq!(notes.iter().collect::<Vec<_>>(), own);
        let data = inside(figure, "script[type='application/json']");
        let read: Vec<serde_json::Value> = data
            .iter()
            .map(|json| serde_json::from_str(json).unwrap())
            .collect();
        let Some(readings) = chart.readings else {
            assert!(read.is_empty());
            continue;
        };
        assert_eq!(read[0]["when"].as_array().unwrap().len(), readings.at.len());
        assert_eq!(read[0]["unit"], readings.unit);
        // Without the script there is nothing to read from, and so no empty frame for it.
        assert_eq!(inside(figure, "output[hidden]"), [""]);
    }
}
