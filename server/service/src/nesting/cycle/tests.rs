//! The graph stays without cycles, and nothing is refused that would not have closed one.

use proptest::{collection::vec, prelude::*};

use super::closed_by;

/// Takes away nodes that nothing leads to until none is left, or none can be taken: another way to look for cycles.
fn is_cyclic(edges: &[(u8, u8)]) -> bool {
    let mut left = edges.to_vec();
    loop {
        let before = left.len();
        let targets: Vec<u8> = left.iter().map(|(_, to)| *to).collect();
        left.retain(|(from, _)| targets.contains(from));
        if left.len() == before {
            return before > 0;
        }
    }
}

#[test]
fn the_way_back_is_told_from_the_added_edge_on() {
    let edges = [(1, 2), (2, 3), (3, 4), (1, 4)];
    let with = |edge| [&edges[..], &[edge]].concat();
    assert_eq!(closed_by(&[(2, 4)], &with((2, 4))), None);
    assert_eq!(
        closed_by(&[(4, 1)], &with((4, 1))),
        Some(vec![4, 1, 4]),
        "the shortest"
    );
    assert_eq!(closed_by(&[(3, 1)], &with((3, 1))), Some(vec![3, 1, 2, 3]));
    assert_eq!(closed_by(&[(5, 5)], &with((5, 5))), Some(vec![5, 5]));
    assert_eq!(closed_by(&[], &with((4, 1))), None, "it was there before");
}

#[test]
fn several_edges_may_close_a_cycle_together() {
    let added = [(1, 2), (2, 3), (3, 1)];
    assert_eq!(closed_by(&added, &added), Some(vec![1, 2, 3, 1]));
    assert_eq!(closed_by(&added[..2], &added[..2]), None);
}

proptest! {
    #[test]
    fn a_graph_never_gets_a_cycle(changes in vec(vec((0..8_u8, 0..8_u8), 1..4), 0..40)) {
        let mut edges: Vec<(u8, u8)> = Vec::new();
        for added in changes {
            let after = [&edges[..], &added].concat();
            match closed_by(&added, &after) {
                None => edges = after,
                Some(cycle) => {
                    prop_assert!(is_cyclic(&after));
                    prop_assert!(cycle.len() > 1 && cycle.first() == cycle.last());
                    prop_assert!(added.contains(&(cycle[0], cycle[1])));
                    for step in cycle.windows(2) {
                        prop_assert!(after.contains(&(step[0], step[1])), "{step:?} is no edge");
                    }
                }
            }
            prop_assert!(!is_cyclic(&edges));
        }
    }
}
