//! Where the boxes of a network stand: columns by what waits for what, lanes so that few links cross,
//! long links with a lane of their own between the boxes that they pass.
//!
//! After Sugiyama, Tagawa and Toda (1981): layers by longest paths, then sweeps that put each box
//! at the mean place of its neighbours. What it does not know: what a box says.

/// Sweeps to and fro.
const SWEEPS: usize = 8;

/// A place: column and lane, from 0; lanes may be halves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) column: f64,
    pub(super) lane: f64,
}

/// A network with its places.
#[derive(Debug, PartialEq)]
pub(super) struct Arranged {
    pub(super) columns: usize,
    pub(super) lanes: usize,
    /// Of each box.
    pub(super) nodes: Vec<Place>,
    /// Of each link, from box to box through the lanes kept free for it.
    pub(super) routes: Vec<Vec<Place>>,
}

impl Arranged {
    /// Places for boxes 0 to `count` and links between them; `None` if links run in a circle.
    pub(super) fn new(count: usize, links: &[(usize, usize)]) -> Option<Self> {
        let column = columns(count, links)?;
        let mut all = column.clone();
        let mut chains: Vec<Vec<usize>> = Vec::new();
        for (from, to) in links {
            let mut chain = vec![*from];
            for between in column[*from] + 1..column[*to] {
                chain.push(all.len());
                all.push(between);
            }
            chain.push(*to);
            chains.push(chain);
        }
        let steps: Vec<(usize, usize)> = chains
            .iter()
            .flat_map(|chain| chain.windows(2).map(|pair| (pair[0], pair[1])))
            .collect();
        let columns = 1 + all.iter().copied().max()?;
        let layers = ordered(&all, &steps, columns);
        let lanes = layers.iter().map(Vec::len).max()?;
        let mut lane = vec![0.0; all.len()];
        for layer in &layers {
            // Each layer stands in the middle.
            let first = (lanes - layer.len()) as f64 / 2.0;
            for (n, node) in layer.iter().enumerate() {
                lane[*node] = first + n as f64;
            }
        }
        let place = |node: usize| Place {
            column: all[node] as f64,
            lane: lane[node],
        };
        Some(Self {
            columns,
            lanes,
            nodes: (0..count).map(place).collect(),
            routes: chains
                .iter()
                .map(|chain| chain.iter().map(|node| place(*node)).collect())
                .collect(),
        })
    }
}

/// The column of each box: one after the last of those that it waits for; what waits for nothing
/// stands just before the first that waits for it.
fn columns(count: usize, links: &[(usize, usize)]) -> Option<Vec<usize>> {
    let mut column = vec![0; count];
    for round in 0..=count {
        let mut moved = false;
        for (from, to) in links {
            if column[*to] <= column[*from] {
                column[*to] = column[*from] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
        if round == count {
            return None;
        }
    }
    for node in 0..count {
        let waits = links.iter().any(|(_, to)| *to == node);
        let next = links.iter().filter(|(from, _)| *from == node);
        let next = next.map(|(_, to)| column[*to]).min();
        if let (false, Some(next)) = (waits, next) {
            column[node] = next - 1;
        }
    }
    Some(column)
}

/// The boxes of each column, from top to bottom.
fn ordered(column: &[usize], steps: &[(usize, usize)], columns: usize) -> Vec<Vec<usize>> {
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); columns];
    for (node, column) in column.iter().enumerate() {
        layers[*column].push(node);
    }
    let mut best = (crossings(&layers, steps), layers.clone());
    for sweep in 0..SWEEPS {
        let forward = sweep % 2 == 0;
        let order: Vec<usize> = if forward {
            (1..columns).collect()
        } else {
            (0..columns.saturating_sub(1)).rev().collect()
        };
        for at in order {
            let beside = if forward { at - 1 } else { at + 1 };
            let place = |node: usize| layers[beside].iter().position(|other| *other == node);
            let mean = |node: usize| {
                let linked = steps.iter().filter_map(|(from, to)| match forward {
                    true if *to == node => place(*from),
                    false if *from == node => place(*to),
                    _ => None,
                });
                let (sum, count) = linked.fold((0, 0), |(sum, n), place| (sum + place, n + 1));
                (count > 0).then(|| {
                    (sum as f64 + 0.5 * count as f64) / (count * layers[beside].len()) as f64
                })
            };
            let size = layers[at].len() as f64;
            let mut keyed: Vec<(f64, usize)> = layers[at]
                .iter()
                .enumerate()
                .map(|(n, node)| (mean(*node).unwrap_or((n as f64 + 0.5) / size), *node))
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            layers[at] = keyed.into_iter().map(|(_, node)| node).collect();
        }
        let crossed = crossings(&layers, steps);
        if crossed < best.0 {
            best = (crossed, layers.clone());
        }
    }
    best.1
}

/// How many pairs of steps between the same columns cross.
fn crossings(layers: &[Vec<usize>], steps: &[(usize, usize)]) -> usize {
    let place = |node: usize| {
        let found = layers.iter().enumerate().find_map(|(column, layer)| {
            Some((column, layer.iter().position(|other| *other == node)?))
        });
        found.unwrap_or((0, 0))
    };
    let placed: Vec<_> = steps
        .iter()
        .map(|(from, to)| (place(*from), place(*to)))
        .collect();
    let cross = |a: &((usize, usize), (usize, usize)), b: &((usize, usize), (usize, usize))| {
        a.0.0 == b.0.0 && (a.0.1 < b.0.1 && a.1.1 > b.1.1 || a.0.1 > b.0.1 && a.1.1 < b.1.1)
    };
    let pairs = placed.iter().enumerate();
    pairs
        .map(|(n, a)| placed[..n].iter().filter(|b| cross(a, b)).count())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_stands_after_what_it_waits_for_and_lanes_are_not_shared() {
        // 0 and 1 lead to 2; 0 also to 3 beyond it.
        let links = [(0, 2), (1, 2), (2, 3), (0, 3)];
        let arranged = Arranged::new(4, &links).expect("no circle");
        assert_eq!(arranged.columns, 3);
        let column = |n: usize| arranged.nodes[n].column;
        assert_eq!(
            [column(0), column(1), column(2), column(3)],
            [0.0, 0.0, 1.0, 2.0]
        );
        let long = &arranged.routes[3];
        assert_eq!(long.len(), 3, "one free lane between");
        assert!(long[1].column == 1.0 && long[1].lane != arranged.nodes[2].lane);
    }

    #[test]
    fn links_that_need_not_cross_do_not() {
        let links = [(0, 3), (1, 2)];
        let arranged = Arranged::new(4, &links).expect("no circle");
        let lane = |n: usize| arranged.nodes[n].lane;
        assert_eq!(lane(0) < lane(1), lane(3) < lane(2));
    }

    #[test]
    fn a_circle_is_refused() {
        assert_eq!(Arranged::new(2, &[(0, 1), (1, 0)]), None);
    }
}
