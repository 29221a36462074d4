//! Charts of what comes within reach: power that is cut off at times, training runs, dates with sums, and
//! what announced money buys.

use super::capable::{capable, crowded};
use super::{chart, shapes};
use capcast::chart::{Chart, Form, Role, Shape, Swatch, charts};
use capcast::pipeline;
use capcast::plan::RunSpec;
use capcast::projection::Projection;
use capcast::scenario::{LoadOptions, load};
use std::path::Path;

fn said(chart: &Chart) -> String {
    chart.message.replace('\u{a0}', " ")
}

fn words(chart: &Chart, role: Role) -> Vec<String> {
    let labels = chart.labels.iter().filter(|label| label.role == role);
    labels
        .map(|label| label.text.replace('\u{a0}', " "))
        .collect()
}

/// The run of a fixture.
fn run(name: &str) -> Projection {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/power");
    let loaded = load(path.join(name), &LoadOptions::default())
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    pipeline::run(&loaded, &RunSpec::of(&loaded.model))
}

#[test]
fn what_is_cut_off_at_times_stands_in_stripes_over_what_is_firm() {
    let chart = chart(&run("ladder.toml"), "power-ladder-site-moor");
    let boxes: Vec<[f64; 4]> = shapes(&chart, Role::Curtailable)
        .into_iter()
        .filter_map(|shape| match shape {
            Shape::Hatched(from, to, upper, lower) => Some([*from, *to, *upper, *lower]),
            _ => None,
        })
        .collect();
    // The connection of 120 MW over the 40 MW that are firm, until the firm 200 MW; plant under both.
    assert_eq!(boxes.len(), 2, "before the biomass, and with it");
    for [from, to, upper, lower] in &boxes {
        assert!((upper - lower - 80.0).abs() < 1e-9 && from < to);
    }
    assert_eq!(boxes[0][1], boxes[1][0]);
    let firm = shapes(&chart, Role::Firm);
    let Some(Shape::Line(firm)) = firm.first() else {
        panic!("no line of firm capacity");
    };
    let full = firm.last().unwrap();
    assert!(full.1 > 200.0 && full.1 < 210.0, "{full:?}");
    assert!(
        firm.iter()
            .all(|(day, level)| *day >= boxes[1][1] || *level < 110.0),
        "firm capacity holds nothing that is cut off"
    );
    let named = words(&chart, Role::Grid);
    assert!(
        named
            .iter()
            .any(|name| name.ends_with(", curtailed 2 to 8 %")),
        "{named:?}"
    );
    let plant = words(&chart, Role::Plant);
    assert!(
        plant
            .iter()
            .any(|name| name.starts_with("bridge gas engines: ") && name.contains('–')),
        "{plant:?}"
    );
    assert!(chart.key.iter().any(|key| key.swatch == Swatch::Hatched));
    assert!(
        said(&chart)
            .contains(" of firm capacity and 80 MW that is cut off at times at the P50 dates")
    );
    let readings = chart.readings.unwrap();
    assert_eq!(readings.rows[0].name, "with curtailable");
}

#[test]
fn a_run_says_by_when_it_comes_within_reach() {
    let mut projection = capable();
    let chart_of = |projection: &Projection| chart(projection, "training-run-total");
    let series = projection
        .series
        .iter_mut()
        .find(|series| series.metric == "training_run")
        .unwrap();
    let count = series.p50.len();
    let climb = |steps: &[(usize, f64)]| -> Vec<f64> {
        let level = |period: usize| {
            let come = steps.iter().filter(|(from, _)| *from <= period);
            come.map(|(_, level)| *level).fold(0.0, f64::max)
        };
        (0..count).map(level).collect()
    };
    series.p10 = climb(&[(30, 2.1e27)]);
    series.p50 = climb(&[(20, 2.2e27), (40, 4.9e27)]);
    series.p90 = climb(&[(10, 5.2e27)]);
    series.announced = climb(&[(15, 3e27)]);
    let chart = chart_of(&projection);
    let month = |period: usize| {
        let end = &projection.periods[period];
        let names = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let month: usize = end[5..7].parse().unwrap();
        format!("{} {}", names[month - 1], &end[..4])
    };
    let start = format!(
        "A run of 2 × 10²⁷ FLOP is within reach by {} at the median, by {} in 90 % of trials; as announced by {}. At the end of 2027",
        month(20),
        month(30),
        month(15)
    );
    assert!(said(&chart).starts_with(&start), "{}", said(&chart));
    assert_eq!(chart.y.title.replace('\u{a0}', " "), "× 10²⁷ FLOP");
    assert_eq!(chart.site, None);
    let ticks: Vec<&str> = chart
        .y
        .ticks
        .iter()
        .map(|tick| tick.text.as_str())
        .collect();
    assert_eq!(ticks, ["0", "1", "2", "3", "4", "5", "6"]);
    let series = projection
        .series
        .iter_mut()
        .find(|series| series.metric == "training_run")
        .unwrap();
    series.p10.fill(0.0);
    assert!(said(&chart_of(&projection)).contains(", in fewer than 90 % of trials ever"));
    projection
        .series
        .retain(|series| series.metric != "training_run");
    assert!(
        charts(&projection)
            .iter()
            .all(|chart| !chart.stem.starts_with("training-run"))
    );
}

#[test]
fn date_and_sum_part_the_trials_in_four() {
    let projection = capable();
    let chart = chart(&projection, "date-and-cost-cambois");
    assert_eq!(
        chart.title.replace('\u{a0}', " "),
        "Cambois: 17 % on time and within the announced sum"
    );
    assert_eq!(
        said(&chart),
        "Online by 30 Jun 2029: 31 % of trials; at no more than USD 13.3 bn: 24 %; both: 17 %. It comes at all in 80 %."
    );
    // 80 - 31 - 24 + 17 of a hundred are late and dearer: the four add up to what comes.
    assert_eq!(words(&chart, Role::Raises), ["17 % on time, within"]);
    assert_eq!(
        words(&chart, Role::Text),
        [
            "7 % late, within",
            "14 % on time, dearer",
            "42 % late, dearer"
        ]
    );
    let by = f64::from(capcast::calendar::day_number("2029-06-30".parse().unwrap())) + 1.0;
    assert_eq!(
        shapes(&chart, Role::Goal),
        [&Shape::Tile(chart.x.from, by, 13.3e9, 0.0)]
    );
    assert!(shapes(&chart, Role::Trial).len() > 30);
    // Words on both sides of the date, whatever the form.
    for form in [Form::File, Form::Wide, Form::Narrow] {
        let layout = chart.layout(form);
        let frame = layout.frame;
        let share = (by - chart.x.from) / (chart.x.to - chart.x.from);
        assert!((0.36..=0.64).contains(&share), "{share}");
        assert!(frame.right > frame.left);
    }
    let mut undated = projection;
    undated.joint_confidence.last_mut().unwrap().budget = None;
    assert!(
        charts(&undated)
            .iter()
            .all(|chart| !chart.stem.starts_with("date-and-cost"))
    );
}

#[test]
fn announced_money_is_held_against_what_it_is_to_buy() {
    let projection = capable();
    let chart = chart(&projection, "announced-money");
    // 14.7 for 9.1, 13.3 for 17.2; what has no cost is not drawn.
    let (enough, short) = (shapes(&chart, Role::Raises), shapes(&chart, Role::Lowers));
    assert_eq!(enough, [&Shape::Bar(0.0, 14.7 / 9.1, 0.5)]);
    assert_eq!(short, [&Shape::Bar(0.0, 13.3 / 17.2, 1.5)]);
    assert_eq!(words(&chart, Role::Lowers), ["77 %"]);
    assert_eq!(words(&chart, Role::Raises), ["1.6 times"]);
    assert_eq!(
        said(&chart),
        "1 of 2 announced sums falls short of what it is to buy; most so Cambois, USD 13.3 bn for what comes to USD 17.2 bn."
    );
    let notes = chart.footnotes.join("\n");
    assert!(
        notes.contains("Not drawn, for lack of sites or costs: 1."),
        "{notes}"
    );
    let many = super::chart(&crowded(), "announced-money");
    assert!(many.x.to <= 3.0);
}
