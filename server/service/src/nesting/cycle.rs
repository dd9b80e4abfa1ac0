//! Cycles that new edges of a directed graph close.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
};

/// The cycle that the first of the `added` edges closes that closes one: the nodes it leads through, from the start of
/// that edge back to it. `edges` are all that there are to be, the added ones too.
pub(super) fn closed_by<N: Copy + Eq + Hash>(added: &[(N, N)], edges: &[(N, N)]) -> Option<Vec<N>> {
    let mut next: HashMap<N, Vec<N>> = HashMap::new();
    for &(from, to) in edges {
        next.entry(from).or_default().push(to);
    }
    added.iter().find_map(|&(from, to)| {
        let mut cycle = vec![from];
        cycle.extend(shortest_way(&next, to, from)?);
        Some(cycle)
    })
}

/// The nodes of a shortest way, both ends included.
fn shortest_way<N: Copy + Eq + Hash>(next: &HashMap<N, Vec<N>>, start: N, end: N) -> Option<Vec<N>> {
    let mut reached_from = HashMap::from([(start, start)]);
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        if node == end {
            return Some(way_to(end, start, &reached_from));
        }
        for &neighbour in next.get(&node).into_iter().flatten() {
            reached_from.entry(neighbour).or_insert_with(|| {
                queue.push_back(neighbour);
                node
            });
        }
    }
    None
}

fn way_to<N: Copy + Eq + Hash>(end: N, start: N, reached_from: &HashMap<N, N>) -> Vec<N> {
    let mut way = vec![end];
    let mut node = end;
    while node != start {
        node = reached_from[&node];
        way.push(node);
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests;
