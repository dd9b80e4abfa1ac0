//! Namespaces that stand as servers in others.

use std::collections::{HashMap, HashSet};

use model::NamespaceId;

use super::listings::Listings;
use crate::NamespaceSpec;

/// The namespaces that a namespace contains.
pub(super) fn inside(spec: &NamespaceSpec, listings: &Listings) -> impl Iterator<Item = NamespaceId> {
    let members = spec.members.iter();
    members.filter_map(|member| listings.namespace(member.server_id))
}

/// All namespaces, each behind those that it contains. Circles are refused when they are saved; should there be one, some
/// namespace of it comes before what it contains, and is built without that.
pub(super) fn inner_first<'a>(
    namespaces: &'a [NamespaceSpec],
    listings: &Listings,
) -> Vec<&'a NamespaceSpec> {
    let mut sorting = Sorting {
        by_id: namespaces.iter().map(|spec| (spec.id, spec)).collect(),
        listings,
        seen: HashSet::new(),
        sorted: Vec::with_capacity(namespaces.len()),
    };
    for spec in namespaces {
        sorting.visit(spec);
    }
    sorting.sorted
}

struct Sorting<'a, 'l> {
    by_id: HashMap<NamespaceId, &'a NamespaceSpec>,
    listings: &'l Listings,
    seen: HashSet<NamespaceId>,
    sorted: Vec<&'a NamespaceSpec>,
}

impl<'a> Sorting<'a, '_> {
    fn visit(&mut self, spec: &'a NamespaceSpec) {
        if !self.seen.insert(spec.id) {
            return;
        }
        for inner in inside(spec, self.listings) {
            if let Some(inner) = self.by_id.get(&inner).copied() {
                self.visit(inner);
            }
        }
        self.sorted.push(spec);
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use model::{NamespaceId, NamingPolicy, ServerId, middleware::Chain};
    use uuid::Uuid;

    use super::inner_first;
    use crate::{MemberSpec, NamespaceSpec, TransportSpec, UpstreamSpec, registry::listings::Listings};

    /// Namespaces of these numbers, each with those that it contains; the server `n` stands for the namespace `n`.
    fn sorted(containing: &[(u128, &[u128])]) -> Vec<u128> {
        let namespace_id = |n| NamespaceId::from_uuid(Uuid::from_u128(n));
        let server_id = |n| ServerId::from_uuid(Uuid::from_u128(n));
        let namespaces: Vec<_> = containing
            .iter()
            .map(|(n, inner)| NamespaceSpec {
                id: namespace_id(*n),
                name: n.to_string(),
                instructions: String::new(),
                naming: NamingPolicy::Always,
                members: inner
                    .iter()
                    .map(|n| MemberSpec {
                        server_id: server_id(*n),
                        enabled: true,
                        alias: None,
                        disabled_tools: Vec::new(),
                        overrides: BTreeMap::new(),
                        approved: None,
                    })
                    .collect(),
                chain: Chain::default(),
            })
            .collect();
        let specs: Vec<_> = containing
            .iter()
            .map(|(n, _)| {
                Arc::new(UpstreamSpec {
                    id: server_id(*n),
                    name: n.to_string(),
                    transport: TransportSpec::Namespace {
                        namespace_id: namespace_id(*n),
                    },
                    run: crate::RunSpec::default(),
                })
            })
            .collect();
        let mut listings = Listings::default();
        assert_eq!(listings.apply(&specs, Vec::new()), [], "nobody has to be asked");
        let sorted = inner_first(&namespaces, &listings);
        sorted.iter().map(|spec| spec.id.as_uuid().as_u128()).collect()
    }

    #[test]
    fn what_is_contained_comes_first() {
        assert_eq!(
            sorted(&[(1, &[2, 3]), (2, &[3]), (3, &[]), (4, &[1])]),
            [3, 2, 1, 4]
        );
    }

    #[test]
    fn each_namespace_comes_once_even_in_a_circle() {
        assert_eq!(sorted(&[(1, &[2]), (2, &[1]), (3, &[3])]), [2, 1, 3]);
    }
}
