//! Charts of capacity: what they hold, and when there are none.

use super::capable::capable;
use super::{chart, sample, shapes};
use capcast::chart::{Chart, Place, Role, Shape, Subject, charts};
use capcast::projection::Projection;

fn of_capacity(projection: &Projection) -> Vec<Chart> {
    let all = charts(projection).into_iter();
    all.filter(|chart| chart.subject == Subject::Capacity)
        .collect()
}

fn message(projection: &Projection, stem: &str) -> String {
    chart(projection, stem).message.replace('\u{a0}', " ")
}

fn row_names(chart: &Chart) -> Vec<(u8, String)> {
    let names = chart.labels.iter().filter_map(|label| match label.place {
        Place::Row(indent) => Some((indent, label.text.replace('\u{a0}', " "))),
        _ => None,
    });
    names.collect()
}

#[test]
fn a_scenario_that_has_none_of_it_has_no_such_chart() {
    assert!(of_capacity(&sample::projection()).is_empty());
}

#[test]
fn what_binds_is_stacked_to_the_whole() {
    let projection = capable();
    let chart = chart(&projection, "what-binds");
    let areas: Vec<&Shape> = chart
        .marks
        .iter()
        .map(|mark| &mark.shape)
        .filter(|shape| matches!(shape, Shape::Area(_)))
        .collect();
    assert_eq!(areas.len(), 6);
    let edges = |shape: &Shape| match shape {
        Shape::Area(points) => points.clone(),
        _ => Vec::new(),
    };
    for pair in areas.windows(2) {
        let (below, above) = (edges(pair[0]), edges(pair[1]));
        assert!(below.iter().zip(&above).all(|(a, b)| a.2 == b.1));
    }
    assert!(edges(areas[0]).iter().all(|point| point.1 == 0.0));
    let tops = edges(areas[5]);
    assert!(tops.iter().all(|point| (point.2 - 1.0).abs() < 1e-9));
}

#[test]
fn the_message_names_what_binds_most_at_the_headlines_date() {
    let mut projection = capable();
    let at = projection.headline_period().unwrap();
    let row = &mut projection.binding[0];
    for (list, share) in [
        (&mut row.grid, 0.41),
        (&mut row.building, 0.3),
        (&mut row.zone, 0.0),
        (&mut row.chips, 0.08),
        (&mut row.lost, 0.09),
        (&mut row.nothing, 0.12),
    ] {
        list[at] = share;
    }
    assert_eq!(
        message(&projection, "what-binds"),
        "The grid limits 41 % of the announced 709 MW at the end of 2027; 30 % is still being built, chips 8 %, \
         9 % is lost, 12 % runs in full."
    );
    let row = &mut projection.binding[0];
    (row.grid[at], row.building[at]) = (0.2, 0.51);
    (row.nothing[at], row.lost[at]) = (0.0, 0.21);
    assert_eq!(
        message(&projection, "what-binds"),
        "51 % of the announced 709 MW is still being built at the end of 2027; the grid limits 20 %, chips 8 %, \
         21 % is lost, none runs in full."
    );
}

#[test]
fn only_sites_with_a_fifth_of_the_megawatts_have_what_binds_to_themselves() {
    let mut projection = capable();
    let stems = |projection: &Projection| -> Vec<String> {
        let all = of_capacity(projection).into_iter();
        all.map(|chart| chart.stem)
            .filter(|stem| stem.starts_with("what-binds"))
            .collect()
    };
    assert_eq!(
        stems(&projection),
        ["what-binds", "what-binds-site-cambois"]
    );
    // Nothing but its own schedule holds anything back: there is nothing to show.
    for row in &mut projection.binding {
        for list in [&mut row.grid, &mut row.zone, &mut row.chips] {
            list.fill(0.0);
        }
    }
    assert!(stems(&projection).is_empty());
}

#[test]
fn each_target_has_a_curve_and_a_point_at_its_date() {
    let projection = capable();
    let chart = chart(&projection, "targets");
    let points = shapes(&chart, Role::Percentile);
    let mut wanted: Vec<&_> = projection.targets.iter().collect();
    wanted.sort_by(|a, b| a.by.cmp(&b.by));
    let wanted: Vec<Shape> = wanted
        .iter()
        .map(|target| {
            let day = target.by.parse().unwrap();
            let end = f64::from(capcast::calendar::day_number(day)) + 1.0;
            Shape::Point(end, target.chance.value)
        })
        .collect();
    assert_eq!(points.into_iter().cloned().collect::<Vec<_>>(), wanted);
    let curves = chart
        .marks
        .iter()
        .filter(|mark| matches!(mark.role, Role::Scenario(_)));
    assert_eq!(curves.count(), 4);
    let mut one = projection.clone();
    one.targets.truncate(1);
    assert_eq!(
        message(&one, "targets"),
        "6 GW of AI data centres by 2030: 1 %."
    );
    assert!(
        chart
            .message
            .starts_with("Of 4 targets 2 are likelier met than not. 100")
    );
    assert!(
        chart.footnotes[1].contains("2 of 4"),
        "{:?}",
        chart.footnotes
    );
}

#[test]
fn programmes_stand_under_what_they_are_part_of() {
    let projection = capable();
    let chart = chart(&projection, "programmes");
    let names = row_names(&chart);
    let indents: Vec<(u8, &str)> = names
        .iter()
        .map(|(indent, name)| (*indent, name.split([',', ':', ' ']).next().unwrap()))
        .collect();
    assert_eq!(
        indents,
        [
            (0, "NVIDIA"),
            (1, "Nscale"),
            (2, "Stargate"),
            (1, "CoreWeave"),
            (0, "AI")
        ]
    );
    // 27,000 claimed of 20,000: the claim runs over by 35 %.
    let over = shapes(&chart, Role::Lowers);
    assert!(
        matches!(over[..], [Shape::Tile(from, to, ..)] if *from == 1.0 && (to - 1.35).abs() < 1e-12)
    );
    // 91,000 of 120,000, 31,000 of 60,000 and 700 of 2,000 MW leave something without a site.
    let left: Vec<f64> = shapes(&chart, Role::Rest)
        .into_iter()
        .map(|shape| match shape {
            Shape::Hatched(from, to, ..) => to - from,
            _ => 0.0,
        })
        .collect();
    let shares = [29.0 / 120.0, 29.0 / 60.0, 0.65];
    assert!(left.iter().zip(shares).all(|(a, b)| (a - b).abs() < 1e-12));
    assert_eq!(left.len(), 3);
    // 29,000 of NVIDIA's own, and 29,000 of Nscale's 60,000, which NVIDIA's total counts as claimed.
    assert_eq!(
        chart.message.replace('\u{a0}', " "),
        "58k of 120k GPUs announced by programmes have no site (48 %); CoreWeave and DataVita in Scotl… is claimed beyond \
         its total, by 7k GPUs; of NVIDIA UK: 120,000 GPUs by the… 17 % are powered by Dec 2028 at the median."
    );
}

#[test]
fn a_programme_that_is_a_sum_alone_is_drawn_by_what_the_sum_implies() {
    let mut projection = capable();
    projection
        .programmes
        .retain(|row| row.announced_gpus.is_none());
    for row in &mut projection.programmes {
        row.implied_mw = row.announced_mw.take();
    }
    let chart = chart(&projection, "programmes");
    assert_eq!(
        chart.message.replace('\u{a0}', " "),
        "1.3 of 2 GW announced by programmes, or implied by their sums, have no site (65 %)."
    );
    let beside = chart.labels.iter().find(|label| label.role == Role::Quiet);
    assert_eq!(
        beside.unwrap().text.replace('\u{a0}', " "),
        "2 GW implied; 1.3 without a site"
    );
    assert!(chart.footnotes.join(" ").contains("Implied: what a sum"));
}

#[test]
fn programmes_that_are_part_of_each_other_are_drawn_once() {
    let mut projection = capable();
    projection.programmes.truncate(2);
    projection.programmes[0].part_of = vec!["nscale".into()];
    let names = row_names(&chart(&projection, "programmes"));
    assert_eq!(names.len(), 2);
}

#[test]
fn a_pool_that_is_short_says_when_and_by_how_much() {
    let mut projection = capable();
    let told = message(&projection, "supply-nvidia");
    assert!(
        told.starts_with("At the end of Jan 2029, when chips are shortest: phases wait for chips in 74 % of trials; at the median"),
        "{told}"
    );
    assert!(
        told.ends_with("; at the end of 2027 they wait in 44 % of trials."),
        "{told}"
    );
    let pool = &mut projection.capacity.supply[0];
    pool.short.fill(0.0);
    pool.handed_out = pool.wanted.clone();
    let chart = chart(&projection, "supply-nvidia");
    assert!(chart.message.starts_with("No phase waits for chips"));
    assert!(shapes(&chart, Role::Stranded).is_empty());
    projection.capacity.supply[0].short.truncate(3);
    assert!(
        of_capacity(&projection)
            .iter()
            .all(|chart| !chart.stem.starts_with("supply"))
    );
}

#[test]
fn chips_of_a_roadmap_are_stacked_to_the_whole() {
    let projection = capable();
    let chart = chart(&projection, "generations");
    let mut ends: Vec<f64> = Vec::new();
    for mark in &chart.marks {
        if let Shape::Tile(from, to, ..) = mark.shape {
            match ends.last_mut() {
                Some(end) if from > 0.0 => {
                    assert!((*end - from).abs() < 1e-12);
                    *end = to;
                }
                _ => ends.push(to),
            }
        }
    }
    assert_eq!(ends.len(), 3);
    assert!(ends.iter().all(|end| (end - 1.0).abs() < 1e-12), "{ends:?}");
    assert_eq!(
        chart.message.replace('\u{a0}', " "),
        "Cambois: first comes with NVIDIA Rubin Ultra NVL576 in 62 % of trials, another chip than its announced date \
         would have had."
    );
    let keys: Vec<String> = chart
        .key
        .iter()
        .map(|key| key.text.replace('\u{a0}', " "))
        .collect();
    assert_eq!(keys[0], "NVIDIA GB300 NVL72: 2.5 H100e each");
}

#[test]
fn years_have_a_bar_at_the_median_and_a_whisker() {
    let projection = capable();
    let chart = chart(&projection, "years-energy");
    let rows = projection.capacity.years.iter();
    let rows: Vec<_> = rows.filter(|row| row.metric == "energy").collect();
    let (bars, whiskers) = (shapes(&chart, Role::Phase), shapes(&chart, Role::Whisker));
    assert_eq!((bars.len(), whiskers.len()), (rows.len(), rows.len()));
    for (n, row) in rows.iter().enumerate() {
        let beside = n as f64 + 0.74;
        assert!(
            matches!(bars[n], Shape::Tile(_, _, upper, lower) if (*upper, *lower) == (row.p50, 0.0))
        );
        assert_eq!(*whiskers[n], Shape::Error(beside, row.p10, row.p90));
    }
    // What is announced adds up over the periods of a year.
    let energy = projection.find("total", None, "energy").unwrap();
    let in_2028 = projection.periods.iter().zip(&energy.announced);
    let in_2028 = in_2028.filter(|(end, _)| end.starts_with("2028"));
    let announced: f64 = in_2028.map(|(_, value)| value).sum();
    assert!(announced > 0.0);
    assert_eq!(
        *shapes(&chart, Role::Announced)[3],
        Shape::Point(3.74, announced)
    );
    assert_eq!(chart.x.ticks[0].text, "2025*");
    assert_eq!(chart.x.ticks[1].text, "2026");
    assert!(chart.y.title.starts_with("TWh"));
    assert!(message(&projection, "years-spend").contains("USD 3.23 bn in 2032"));
    let mut stems = of_capacity(&projection).into_iter().map(|chart| chart.stem);
    assert!(stems.any(|stem| stem == "years-curtailed"));
}

#[test]
fn carbon_names_the_basis_that_its_intensity_has() {
    let mut projection = capable();
    let row = capcast::projection::AssumptionRow {
        path: "zone.gb.carbon_basis".into(),
        value: "life-cycle".into(),
        unit: String::new(),
        standing: "stated".into(),
        sources: Vec::new(),
        file: "x.toml".into(),
        line: 1,
        reason: None,
    };
    projection.assumptions = vec![row];
    let has = |projection: &Projection, stem: &str| {
        let mut all = of_capacity(projection).into_iter();
        all.any(|chart| chart.stem == stem)
    };
    assert!(!has(&projection, "fan-emissions-total"));
    let mut without_years = projection.clone();
    without_years.capacity.years.clear();
    for (projection, stem) in [
        (&projection, "years-emissions"),
        (&without_years, "fan-emissions-total"),
    ] {
        let notes = chart(projection, stem).footnotes.join("\n");
        assert!(
            notes.contains("Basis of the carbon intensity: life-cycle."),
            "{notes}"
        );
    }
}

#[test]
fn announced_sums_are_levels_over_what_is_spent() {
    let mut projection = capable();
    let mut own = projection
        .find("total", None, "spend_to_date")
        .unwrap()
        .clone();
    own.scope.kind = "programme".into();
    own.scope.id = Some("nvidia-uk".into());
    own.scope.name = Some("NVIDIA UK".into());
    projection.series.push(own);
    let total = chart(&projection, "spend-to-date-total");
    assert!(shapes(&total, Role::Mean).is_empty());
    let told = total.message.replace('\u{a0}', " ");
    assert!(told.contains("; if all came as announced USD "), "{told}");
    let chart = chart(&projection, "spend-to-date-programme-nvidia-uk");
    let levels: Vec<f64> = shapes(&chart, Role::Mean)
        .into_iter()
        .map(|shape| match shape {
            Shape::Line(points) => points[0].1,
            _ => f64::NAN,
        })
        .collect();
    assert_eq!(levels, [14.7e9]);
    let told = chart.message.replace('\u{a0}', " ");
    assert!(told.ends_with("; announced: USD 14.7 bn."), "{told}");
    let notes = chart.footnotes.join("\n");
    assert!(
        notes.contains("USD, prices of 2025; 1 GBP = 1.33 USD"),
        "{notes}"
    );
    // A sum beyond all that can be spent would squeeze the fan.
    let mut vast = projection.clone();
    let money = vast.capacity.money.as_mut().unwrap();
    money.announced[0].announced.p50 = 1e13;
    let chart = super::chart(&vast, "spend-to-date-programme-nvidia-uk");
    assert!(shapes(&chart, Role::Mean).is_empty());
    assert!(
        chart
            .footnotes
            .join(" ")
            .contains("Announced and not drawn: NVIDIA UK")
    );
}

#[test]
fn circles_on_the_map_are_as_large_as_their_megawatts() {
    let projection = capable();
    let chart = chart(&projection, "map");
    let rings: Vec<(f64, f64, f64)> = shapes(&chart, Role::Promised)
        .into_iter()
        .map(|shape| match shape {
            Shape::Ring(x, y, radius) => (*x, *y, *radius),
            _ => (0.0, 0.0, 0.0),
        })
        .collect();
    // Iver has no place.
    assert_eq!(rings.len(), 7);
    let (cambois, cobalt) = (rings[0], rings[1]);
    let areas = (cambois.2 / cobalt.2).powi(2);
    assert!((areas - 350.0 / 110.0).abs() < 1e-9, "{areas}");
    // Cambois lies a little north and west of Cobalt Park.
    assert!(cambois.1 > cobalt.1 && cambois.0 < cobalt.0);
    assert!(chart.marks.iter().any(|mark| mark.role == Role::Land));
    assert!(
        chart.footnotes[1].contains("Without a place: Iver Heath"),
        "{:?}",
        chart.footnotes
    );
    let mut nowhere = projection;
    for site in &mut nowhere.capacity.sites {
        site.location = None;
    }
    assert!(
        of_capacity(&nowhere)
            .iter()
            .all(|chart| chart.stem != "map")
    );
}

#[test]
fn what_runs_of_a_programme_is_said_under_its_bar() {
    let mut projection = capable();
    for row in &mut projection.programmes {
        // All of it runs: no room is left beside the bar.
        row.installed_p50 = row.announced_gpus;
        row.powered_p50 = row.announced_gpus;
    }
    let chart = chart(&projection, "programmes");
    let bars: Vec<f64> = shapes(&chart, Role::Median)
        .into_iter()
        .map(|shape| match shape {
            Shape::Tile(0.0, 1.0, _, lower) => *lower,
            other => panic!("{other:?}"),
        })
        .collect();
    let said = chart
        .labels
        .iter()
        .filter(|label| label.role == Role::Median);
    let said: Vec<f64> = said.map(|label| label.at.1).collect();
    assert_eq!((bars.len(), said.len()), (4, 4));
    let row = chart.y.to
        / chart
            .labels
            .iter()
            .filter(|label| matches!(label.place, Place::Row(_)))
            .count() as f64;
    for (bar, words) in bars.iter().zip(&said) {
        assert!(bar < words && words - bar < 0.2 * row, "{bar} {words}");
    }
}
