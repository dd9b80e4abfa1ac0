//! What declared namespaces do with requests and answers.

use model::{
    LinkDeclaration,
    middleware::{Chain, Link},
};

/// The declared links. Those that are there already keep their ids, and with these their figures.
pub(super) fn declared(before: Option<&Chain>, links: &[LinkDeclaration]) -> Chain {
    let mut left: Vec<&Link> = before.map_or_else(Vec::new, |chain| chain.0.iter().collect());
    let mut highest = left.iter().map(|link| link.id).max().unwrap_or_default();
    let links = links.iter().map(|declared| {
        let same = left
            .iter()
            .position(|link| link.middleware == declared.middleware);
        let id = same.map_or_else(
            || {
                highest += 1;
                highest
            },
            |at| left.remove(at).id,
        );
        Link {
            id,
            enabled: declared.enabled,
            middleware: declared.middleware.clone(),
        }
    });
    Chain(links.collect())
}

#[cfg(test)]
mod tests {
    use model::{
        LinkDeclaration,
        middleware::{Chain, Middleware, MiddlewareKind as K},
    };

    use super::declared;

    fn links(kinds: &[K]) -> Vec<LinkDeclaration> {
        let links = kinds.iter().map(|kind| LinkDeclaration {
            enabled: true,
            middleware: Middleware::usual(*kind),
        });
        links.collect()
    }

    fn ids(chain: &Chain) -> Vec<u32> {
        chain.0.iter().map(|link| link.id).collect()
    }

    #[test]
    fn what_is_there_keeps_its_id() {
        let first = declared(None, &links(&[K::Filter, K::Cache, K::Cache]));
        assert_eq!(ids(&first), [1, 2, 3]);
        assert_eq!(
            declared(Some(&first), &links(&[K::Filter, K::Cache, K::Cache])),
            first
        );
        let second = declared(Some(&first), &links(&[K::Cache, K::Webhook, K::Filter]));
        assert_eq!(ids(&second), [2, 4, 1]);
        let mut off = links(&[K::Cache]);
        off[0].enabled = false;
        let third = declared(Some(&second), &off);
        assert_eq!((ids(&third), third.0[0].enabled), (vec![2], false));
    }
}
