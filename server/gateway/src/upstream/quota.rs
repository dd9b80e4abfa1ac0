//! How many connections there may be: in all, to one server, and in the name of one principal.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use dashmap::{DashMap, Entry};

use crate::spec::{GatewayOptions, PrincipalId};

/// A bound on the number of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// All there are.
    Total(usize),
    /// To one server.
    Server(usize),
    /// Of one principal.
    Principal(usize),
}

/// Counts all connections.
pub(super) struct Quota {
    total: AtomicUsize,
    /// No entry stands for none.
    principals: DashMap<PrincipalId, usize>,
    max_total: usize,
    max_per_principal: usize,
}

/// Counts the connections to one server.
#[derive(Debug, Default)]
pub(super) struct OfServer {
    count: AtomicUsize,
    refused: AtomicU64,
}

/// The right to one connection, given back when this is dropped.
pub(super) struct Permit {
    quota: Arc<Quota>,
    server: Arc<OfServer>,
    /// Nobody's, while it waits for somebody to claim it.
    principal: Mutex<Option<PrincipalId>>,
}

// === impl Quota ===

impl Quota {
    /// Nothing counted yet.
    pub(super) fn new(options: &GatewayOptions) -> Arc<Self> {
        Arc::new(Self {
            total: AtomicUsize::new(0),
            principals: DashMap::new(),
            max_total: options.max_connections,
            max_per_principal: options.max_connections_per_principal,
        })
    }

    /// Takes a place under every bound, or names the one that is reached. The gateway's own connections are nobody's.
    pub(super) fn take(
        self: &Arc<Self>,
        server: &Arc<OfServer>,
        max_of_server: usize,
        principal: Option<PrincipalId>,
    ) -> Result<Permit, Bound> {
        if !count_up(&server.count, max_of_server) {
            return Err(Bound::Server(max_of_server));
        }
        if !count_up(&self.total, self.max_total) {
            server.count.fetch_sub(1, Ordering::Relaxed);
            return Err(Bound::Total(self.max_total));
        }
        let permit = Permit {
            quota: self.clone(),
            server: server.clone(),
            principal: Mutex::default(),
        };
        match principal {
            Some(principal) => permit.assign(principal).map(|()| permit),
            None => Ok(permit),
        }
    }
}

fn count_up(count: &AtomicUsize, max: usize) -> bool {
    let below = |count: usize| (count < max).then_some(count + 1);
    count
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, below)
        .is_ok()
}

// === impl OfServer ===

impl OfServer {
    /// Notes that somebody got no connection for lack of room.
    pub(super) fn refuse(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// How often that was.
    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

// === impl Permit ===

impl Permit {
    /// The connection is for this principal from now on.
    pub(super) fn assign(&self, principal: PrincipalId) -> Result<(), Bound> {
        if principal == PrincipalId::Gateway {
            return Ok(());
        }
        let max = self.quota.max_per_principal;
        let mut count = self.quota.principals.entry(principal).or_default();
        if *count >= max {
            return Err(Bound::Principal(max));
        }
        *count += 1;
        drop(count);
        self.owner().replace(principal);
        Ok(())
    }

    /// In whose name the connection is.
    pub(super) fn principal(&self) -> Option<PrincipalId> {
        *self.owner()
    }

    fn owner(&self) -> std::sync::MutexGuard<'_, Option<PrincipalId>> {
        self.principal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.server.count.fetch_sub(1, Ordering::Relaxed);
        self.quota.total.fetch_sub(1, Ordering::Relaxed);
        let principal = self.owner().take();
        let Some(Entry::Occupied(mut count)) = principal.map(|it| self.quota.principals.entry(it)) else {
            return;
        };
        *count.get_mut() -= 1;
        if *count.get() == 0 {
            count.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::UserId;
    use uuid::Uuid;

    use super::{Bound, OfServer, Quota};
    use crate::spec::{GatewayOptions, PrincipalId};

    fn user(number: u128) -> PrincipalId {
        PrincipalId::User(UserId::from_uuid(Uuid::from_u128(number)))
    }

    fn quota(max_connections: usize, max_connections_per_principal: usize) -> Arc<Quota> {
        Quota::new(&GatewayOptions {
            max_connections,
            max_connections_per_principal,
            ..GatewayOptions::default()
        })
    }

    #[test]
    fn names_the_bound_that_is_reached_and_gives_places_back() {
        let (quota, one, other) = (quota(3, 2), Arc::default(), Arc::<OfServer>::default());
        let take = |server, max, who| quota.take(server, max, who);
        let first = take(&one, 1, None).expect("room");
        assert_eq!(take(&one, 1, None).err(), Some(Bound::Server(1)));
        let _second = take(&other, 9, Some(user(1))).expect("room");
        let _third = take(&other, 9, None).expect("room");
        assert_eq!(take(&other, 9, None).err(), Some(Bound::Total(3)));
        drop(first);
        let _fourth = take(&one, 1, Some(user(1))).expect("given back");
    }

    #[test]
    fn a_principal_that_has_enough_leaves_nothing_counted() {
        let (quota, server) = (quota(9, 1), Arc::<OfServer>::default());
        let first = quota.take(&server, 9, Some(user(1))).expect("room");
        assert_eq!(
            quota.take(&server, 9, Some(user(1))).err(),
            Some(Bound::Principal(1))
        );
        let spare = quota.take(&server, 9, None).expect("room");
        assert_eq!(spare.assign(user(1)), Err(Bound::Principal(1)));
        assert_eq!(spare.assign(user(2)), Ok(()));
        drop((first, spare));
        assert!(quota.principals.is_empty());
        let all: Vec<_> = (0..9).filter_map(|_| quota.take(&server, 9, None).ok()).collect();
        assert_eq!(all.len(), 9);
    }
}
