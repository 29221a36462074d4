//! The network of a phase: its activities from left to right, linked by what waits for what, with how
//! often each is on the driving path.
//!
//! What it does not know: where a box stands; that is `arranged`'s.

mod arranged;

use super::super::number::{grouped, percent};
use super::super::{
    Axis, Chart, Height, Key, Place, Role, Shape, Swatch, footer, scale, text, theme, time,
};
use super::{CHOSEN, Draft, Drawing, SUBJECT, choice, key, stem};
use crate::projection::{MergeRow, Projection, ScheduleRow};
use arranged::{Arranged, Place as Spot};

/// Px of a lane.
const LANE: f64 = 88.0;
/// Px from line to line in a box.
const LINE: f64 = 16.5;
/// A box within its column, and within its lane.
const BOX: (f64, f64) = (0.05, 0.79);
const TALL: (f64, f64) = (0.09, 0.91);
/// Columns at most: beyond them no name could be read.
const COLUMNS: usize = 10;
/// Columns up to which a box says when its work starts, too.
const ROOMY: usize = 5;
/// Criticalities from which on a link is drawn wider.
const WIDER: [f64; 4] = [0.05, 0.25, 0.5, 0.75];
/// Steps of the scale of amounts that dark words are read on.
const LIGHT: usize = 5;
/// Days from which on a merge is marked.
const TELLING: f64 = 0.5;

/// What a box stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Activity,
    Grid,
    Phase,
    End,
}

/// A box.
struct Node {
    id: String,
    kind: Kind,
    name: String,
    when: Option<String>,
    critical: Option<f64>,
    merge: Option<f64>,
}

/// A network: boxes, and links between them with their criticality.
struct Network {
    nodes: Vec<Node>,
    links: Vec<(usize, usize, f64)>,
}

/// One of each phase with most at stake that has a network with links.
pub(super) fn charts(projection: &Projection, stakes: &[&ScheduleRow]) -> Vec<Chart> {
    let linked = |row: &&&ScheduleRow| {
        row.activities.len() > 1 && row.activities.iter().any(|a| !a.after.is_empty())
    };
    let all: Vec<&ScheduleRow> = stakes.iter().filter(linked).copied().collect();
    let note = choice(all.len().min(CHOSEN), all.len(), "activities.csv");
    let charts = all
        .iter()
        .take(CHOSEN)
        .map(|row| chart(projection, row, note.clone()));
    charts.flatten().collect()
}

impl Network {
    fn new(projection: &Projection, row: &ScheduleRow) -> Self {
        let merges = &projection.risk.merges;
        let bias = |activity: Option<&str>| {
            let its = |merge: &&MergeRow| {
                merge.site == row.site
                    && Some(&merge.phase) == row.phase.as_ref()
                    && merge.activity.as_deref() == activity
            };
            let merge = merges.iter().find(its)?;
            let sure = merge.bias.value > 2.0 * merge.bias.se && merge.bias.value >= TELLING;
            sure.then_some(merge.bias.value)
        };
        let mut network = Self {
            nodes: Vec::new(),
            links: Vec::new(),
        };
        for activity in &row.activities {
            network.nodes.push(Node {
                id: activity.id.clone(),
                kind: Kind::Activity,
                name: text::words(&activity.id),
                when: when(activity.start_p50.as_deref(), activity.p50.as_deref()),
                critical: Some(activity.criticality.clamp(0.0, 1.0)),
                merge: bias(Some(&activity.id)),
            });
        }
        let own = network.nodes.len();
        for (to, activity) in row.activities.iter().enumerate() {
            for link in &activity.after {
                let from = network.node(projection, row, &link.from);
                network
                    .links
                    .push((from, to, link.criticality.clamp(0.0, 1.0)));
            }
        }
        let end = network.nodes.len();
        let ends: Vec<usize> = (0..own)
            .filter(|node| !network.links.iter().any(|(from, ..)| from == node))
            .collect();
        for node in ends {
            let critical = network.nodes[node].critical.unwrap_or(0.0);
            network.links.push((node, end, critical));
        }
        let ready = projection.schedule.iter().find(|other| {
            other.milestone == "ready" && other.site == row.site && other.phase == row.phase
        });
        let day = ready.and_then(|ready| ready.given_online.p50.as_deref());
        network.nodes.push(Node {
            id: String::new(),
            kind: Kind::End,
            name: "ready".to_owned(),
            when: day
                .and_then(time::month_of)
                .map(|month| format!("P50 {month}")),
            critical: None,
            merge: bias(None),
        });
        network
    }

    /// The box of what a link comes from; outside ones are made when first met.
    fn node(&mut self, projection: &Projection, row: &ScheduleRow, from: &str) -> usize {
        if let Some(found) = self.nodes.iter().position(|node| node.id == from) {
            return found;
        }
        let (kind, name, day) = outside(projection, row, from);
        self.nodes.push(Node {
            id: from.to_owned(),
            kind,
            name: text::clean(&name),
            when: day
                .and_then(|day| time::month_of(&day))
                .map(|month| format!("P50 {month}")),
            critical: None,
            merge: None,
        });
        self.nodes.len() - 1
    }

    /// The path that leads to the end by the most critical link at each step, from its start.
    fn likeliest_path(&self) -> Vec<&str> {
        let mut at = self.nodes.len() - 1;
        let mut path: Vec<&str> = Vec::new();
        while path.len() < self.nodes.len() {
            let into = self.links.iter().filter(|(_, to, _)| *to == at);
            let Some((from, ..)) = into.max_by(|a, b| a.2.total_cmp(&b.2)) else {
                break;
            };
            at = *from;
            path.push(&self.nodes[at].name);
        }
        path.reverse();
        path
    }
}

/// "Nov 2026 – Mar 2027", or the finish alone.
fn when(start: Option<&str>, finish: Option<&str>) -> Option<String> {
    let finish = finish.and_then(time::month_of)?;
    let start = start.and_then(time::month_of);
    Some(match start {
        Some(start) if start != finish => format!("{start} – {finish}"),
        _ => finish,
    })
}

/// What stands outside the phase's own network: its kind, its name and its P50.
fn outside(
    projection: &Projection,
    row: &ScheduleRow,
    from: &str,
) -> (Kind, String, Option<String>) {
    if let Some(stage) = from.strip_prefix("energised.") {
        let mut rows = projection.schedule.iter();
        let found =
            rows.find(|other| other.site == row.site && other.stage.as_deref() == Some(stage));
        let day = found.and_then(|found| found.given_online.p50.clone());
        return (Kind::Grid, format!("grid {}", text::words(stage)), day);
    }
    let (place, milestone) = from.rsplit_once('.').unwrap_or((from, ""));
    let mut rows = projection.schedule.iter();
    let found = rows.find(|other| {
        let phase = other.phase.as_deref().unwrap_or_default();
        other.milestone == milestone && format!("{}.{phase}", other.site) == place
    });
    let day = found.and_then(|found| found.given_online.p50.clone());
    let label = found.map_or_else(
        || place.to_owned(),
        |found| {
            let same = found.site == row.site;
            let phase = found.phase_name.clone().filter(|_| same);
            phase.unwrap_or_else(|| found.label())
        },
    );
    (Kind::Phase, format!("{label} {milestone}"), day)
}

fn chart(projection: &Projection, row: &ScheduleRow, note: Option<String>) -> Option<Chart> {
    let network = Network::new(projection, row);
    let links: Vec<(usize, usize)> = network
        .links
        .iter()
        .map(|(from, to, _)| (*from, *to))
        .collect();
    let arranged = Arranged::new(network.nodes.len(), &links)?;
    if arranged.columns > COLUMNS {
        return None;
    }
    let mut drawing = Drawing::default();
    for step in 0..=WIDER.len() {
        for (n, (.., critical)) in network.links.iter().enumerate() {
            if width(*critical) == step {
                let line = curve(&arranged.routes[n]);
                drawing.mark(Role::Link(step), Shape::Line(line));
            }
        }
    }
    for (node, spot) in network.nodes.iter().zip(&arranged.nodes) {
        draw(&mut drawing, node, *spot, arranged.columns <= ROOMY);
    }
    let label = text::clean(&row.label());
    let mut notes = vec![
        "Boxes: P50 of start and finish, given that they come, and the share of trials in which the driving path to \
         the phase being ready runs through."
            .to_owned(),
    ];
    if network.nodes.iter().any(|node| node.merge.is_some()) {
        notes.push(
            "Merge: by how much waiting for several things is later on average than the latest of their means."
                .to_owned(),
        );
    }
    notes.extend(note);
    let axis = |count: usize| Axis {
        title: String::new(),
        from: 0.0,
        to: count as f64,
        ticks: Vec::new(),
        lines: Vec::new(),
    };
    let draft = Draft {
        subject: SUBJECT,
        stem: format!("network-{}", stem(row)),
        site: Some(row.site.clone()),
        title: format!(
            "{} – what waits for what",
            text::shorten_label(&label, theme::TITLE, true, 600.0)
        ),
        message: message(&network),
        notes,
        reads: footer::Reads::Plain,
        x: axis(arranged.columns),
        y: axis(arranged.lanes),
        height: Height::Plot(arranged.lanes as f64 * LANE),
        key: network_key(&drawing),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// How wide a link is drawn.
fn width(critical: f64) -> usize {
    WIDER.iter().take_while(|least| critical >= **least).count()
}

/// From the right edge of a box, through the middles between boxes, to the left edge of another.
fn curve(route: &[Spot]) -> Vec<(f64, f64)> {
    /// Points from one column to the next.
    const POINTS: usize = 10;
    let mut points = Vec::new();
    for pair in route.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (x, end) = (from.column + BOX.1, to.column + BOX.0);
        let (y, at) = (from.lane + 0.5, to.lane + 0.5);
        for n in 0..=POINTS {
            let t = n as f64 / POINTS as f64;
            let bend = t * t * (3.0 - 2.0 * t);
            points.push((x + (end - x) * t, y + (at - y) * bend));
        }
    }
    points
}

fn draw(drawing: &mut Drawing, node: &Node, spot: Spot, roomy: bool) {
    let (left, right) = (spot.column + BOX.0, spot.column + BOX.1);
    let (upper, lower) = (spot.lane + TALL.0, spot.lane + TALL.1);
    let role = match (node.kind, node.critical) {
        (Kind::Grid, _) => Role::OutsideGrid,
        (Kind::Phase, _) => Role::OutsidePhase,
        (Kind::Activity, Some(critical)) => {
            Role::Heat(((critical * LIGHT as f64) as usize).min(LIGHT - 1))
        }
        _ => Role::Contrast(scale::STEPS / 2),
    };
    drawing.mark(role, Shape::Tile(left, right, upper, lower));
    let when = node.when.clone().map(|when| {
        let finish = when.rsplit(" – ").next().unwrap_or_default().to_owned();
        if roomy || !when.contains(" – ") {
            when
        } else {
            format!("to {finish}")
        }
    });
    let merge = node.merge.map(|days| {
        let days = grouped(&format!("{days:.0}"));
        format!("merge +{days}\u{a0}days")
    });
    let mut middle = spot.lane + 0.5;
    if let Some(merge) = merge {
        // On a strip of its own: letters of its colour are not read on dark boxes.
        let strip = 1.15 * LINE / LANE;
        let paper = Role::Contrast(scale::STEPS / 2);
        let shape = Shape::Tile(left, right, lower - strip, lower);
        drawing.mark(paper, shape);
        let at = (f64::midpoint(left, right), lower - strip / 2.0);
        drawing.label(Role::Announced, merge, at, Place::Boxed(right - left));
        middle -= strip / 2.0;
    }
    let lines = [
        Some((Role::Text, node.name.clone())),
        when.map(|when| (Role::OnLight, when)),
        node.critical
            .map(|critical| (Role::OnLight, format!("{} critical", percent(critical)))),
    ];
    let lines: Vec<(Role, String)> = lines.into_iter().flatten().collect();
    let first = middle - (lines.len() - 1) as f64 / 2.0 * LINE / LANE;
    for (n, (role, line)) in lines.into_iter().enumerate() {
        let at = (f64::midpoint(left, right), first + n as f64 * LINE / LANE);
        drawing.label(role, line, at, Place::Boxed(right - left));
    }
}

fn network_key(drawing: &Drawing) -> Vec<Key> {
    let mut entries: Vec<Key> = (0..LIGHT)
        .map(|step| {
            let text = match step {
                0 => "0\u{a0}% critical",
                step if step + 1 == LIGHT => "100\u{a0}%",
                _ => "",
            };
            key(Role::Heat(step), Swatch::Area, text)
        })
        .collect();
    entries.extend([
        key(
            Role::Link(0),
            Swatch::Line,
            "link seldom on the driving path",
        ),
        key(
            Role::Link(4),
            Swatch::Line,
            "in 75\u{a0}% of trials or more",
        ),
    ]);
    entries.extend(drawing.key(&[
        (Role::OutsideGrid, Swatch::Area, "the grid"),
        (Role::OutsidePhase, Swatch::Area, "another phase"),
    ]));
    entries
}

/// The path that drives it most often, and the merge that costs most.
fn message(network: &Network) -> String {
    let path = network.likeliest_path().join(" → ");
    let path = text::shorten(&path, theme::MESSAGE, false, 900.0);
    let merges = network
        .nodes
        .iter()
        .filter_map(|node| Some((node, node.merge?)));
    let worst = merges.max_by(|a, b| a.1.total_cmp(&b.1));
    let merge = match worst {
        Some((node, days)) => {
            let what = match node.kind {
                Kind::End => "to be ready".to_owned(),
                _ => format!(
                    "for {}",
                    text::shorten(&node.name, theme::MESSAGE, false, 240.0)
                ),
            };
            format!(
                " Waiting for several things at once {what} costs {days:.0}\u{a0}days on average."
            )
        }
        None => String::new(),
    };
    let stop = if path.ends_with('…') { "" } else { "." };
    format!("By its most critical links the path runs {path}{stop}{merge}")
}
