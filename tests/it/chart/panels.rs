//! Panels: many small plots in one picture, each with its own values and a scale that holds them.

use super::{chart, sample, strain};
use capcast::chart::{Chart, Form, Mark, Panel, Role, Shape, Subject, charts, png};
use capcast::projection::{Projection, Series};

fn titled<'a>(chart: &'a Chart, title: &str) -> &'a Panel {
    let mut panels = chart.panels.iter().flat_map(|row| &row.panels);
    panels.find(|panel| panel.title == title).unwrap()
}

fn sheets(projection: &Projection) -> Vec<Chart> {
    let all = charts(projection).into_iter();
    all.filter(|chart| !chart.panels.is_empty()).collect()
}

fn highest(mark: &Mark) -> f64 {
    match &mark.shape {
        Shape::Line(points) => points.iter().map(|p| p.1).fold(0.0, f64::max),
        Shape::Area(points) => points.iter().map(|p| p.2).fold(0.0, f64::max),
        _ => 0.0,
    }
}

fn of_site<'a>(projection: &'a Projection, id: &str) -> &'a Series {
    let is_its = |series: &&Series| {
        series.metric == "facility_load" && series.scope.id.as_deref() == Some(id)
    };
    projection.series.iter().find(is_its).unwrap()
}

#[test]
fn a_panel_holds_the_fan_of_its_site() {
    let projection = sample::projection();
    let sheet = chart(&projection, "fans-facility-load-by-site");
    assert_eq!((sheet.subject, &sheet.site), (Subject::Sites, &None));
    assert_eq!(sheet.y.title, "MW");
    let count: usize = sheet.panels.iter().map(|row| row.panels.len()).sum();
    assert_eq!(count, 8);
    for (id, title) in [("loughton", "Loughton"), ("culham", "Culham")] {
        let alone = chart(&projection, &format!("fan-facility-load-site-{id}"));
        let own = alone.marks.iter().filter(|mark| mark.role != Role::Status);
        let panel = titled(&sheet, title);
        assert_eq!(panel.marks, own.cloned().collect::<Vec<_>>());
    }
    let roles: Vec<Role> = sheet.marks.iter().map(|mark| mark.role).collect();
    assert_eq!(roles, [Role::Status, Role::Guide]);
}

#[test]
fn figures_and_message_are_read_at_one_date_which_is_named() {
    let mut projection = sample::projection();
    let end = projection.periods.iter().position(|p| p == "2032-12-31");
    let end = end.unwrap();
    for series in &mut projection.series {
        series.p50[end] = series.announced[end];
    }
    let loughton = projection.series.iter_mut().find(|series| {
        series.metric == "facility_load" && series.scope.id.as_deref() == Some("loughton")
    });
    let loughton = loughton.unwrap();
    loughton.p50[end] = 12.34;
    let announced = loughton.announced[end];
    let sheet = chart(&projection, "fans-facility-load-by-site");
    let figures = &titled(&sheet, "Loughton").figures;
    let said = |n: usize| figures[n].1.replace('\u{a0}', " ");
    assert_eq!(
        (figures[0].0, said(0).as_str()),
        (Role::Median, "median 12.3")
    );
    assert_eq!(figures[1].0, Role::Announced);
    assert_eq!(said(1), format!("announced {announced:.0}"));
    assert_eq!(titled(&sheet, "Culham").figures.len(), 1);
    let date = sheet.key.iter().find(|key| key.role == Role::Guide);
    let date = date.unwrap().text.replace('\u{a0}', " ");
    assert_eq!(date, "date of the figures: end 2032");
    let message = sheet.message.replace('\u{a0}', " ");
    let tail = format!("at 1 of 7 sites, most at Loughton: 12.3 of {announced:.0} MW.");
    assert!(message.ends_with(&tail), "{message}");
    assert!(message.starts_with("End 2032: the median falls short"));
}

#[test]
fn the_largest_come_first_and_every_row_holds_its_own() {
    for (name, projection) in strain::strained() {
        for sheet in sheets(&projection) {
            let mut before = f64::INFINITY;
            for row in &sheet.panels {
                assert!((1..=4).contains(&row.panels.len()));
                assert_eq!(row.y.from, 0.0);
                for panel in &row.panels {
                    let highest = panel.marks.iter().map(highest).fold(0.0, f64::max);
                    assert!(highest <= row.y.to && highest <= before, "{name}");
                    before = highest;
                }
            }
        }
    }
}

#[test]
fn panels_keep_apart_in_every_form() {
    for (name, projection) in strain::strained() {
        for sheet in sheets(&projection) {
            for (form, width, most) in [
                (Form::File, 230.0, 4),
                (Form::Wide, 190.0, 4),
                (Form::Narrow, 120.0, 2),
            ] {
                let frames = sheet.layout(form).panels;
                let rows = sheet.panels.iter().map(|row| row.panels.len());
                assert_eq!(frames.len(), rows.sum::<usize>());
                for (n, frame) in frames.iter().enumerate() {
                    assert!(frame.right - frame.left >= width, "{name} {form:?}");
                    assert!(frame.bottom - frame.top >= 100.0);
                    let beside = frames.iter().filter(|other| other.top == frame.top);
                    assert!(beside.count() <= most);
                    for other in &frames[..n] {
                        let apart = other.right < frame.left || other.bottom < frame.top;
                        assert!(apart, "{name} {form:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_picture_has_room_for_so_many_and_names_the_rest() {
    let projection = strain::many();
    let sheet = chart(&projection, "fans-facility-load-by-site");
    let count: usize = sheet.panels.iter().map(|row| row.panels.len()).sum();
    assert_eq!(count, 28);
    let note = &sheet.footnotes[1];
    assert!(
        note.starts_with("Smaller ones without a panel, all of them in the tables: "),
        "{note}"
    );
    assert!(note.ends_with(" and 6 more."), "{note}");
    let largest = of_site(&projection, "cambois-4");
    assert_eq!(sheet.panels[0].panels[0].marks[0].role, Role::OuterBand);
    assert_eq!(
        highest(&sheet.panels[0].panels[0].marks[0]),
        largest.p90.iter().copied().fold(0.0, f64::max)
    );
    assert!(!png(&sheet.bare_svg()).unwrap().is_empty());
}

#[test]
fn operators_have_fans_only_if_there_are_several() {
    let projection = strain::many();
    let sheet = chart(&projection, "fans-facility-load-by-operator");
    assert_eq!(sheet.subject, Subject::Operators);
    let alone = chart(
        &projection,
        "fan-facility-load-operator----Compute"
            .to_lowercase()
            .as_str(),
    );
    assert_eq!((alone.subject, &alone.site), (Subject::Operators, &None));
    assert!(alone.title.starts_with("東京 Compute: "));
    let mut one = projection.clone();
    one.series
        .retain(|s| s.scope.kind != "operator" || s.scope.id.as_deref() == Some("東京 Compute"));
    assert!(charts(&one).iter().all(|c| c.subject != Subject::Operators));
    let mut alone = sample::projection();
    alone.series.retain(|series| {
        series.scope.kind == "total" || series.scope.id.as_deref() == Some("loughton")
    });
    assert!(sheets(&alone).is_empty());
}
