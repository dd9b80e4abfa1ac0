//! Connections for clients without sessions that can be asked, at servers with sessions.
//!
//! Such a server learns what its client offers when the connection is made, and what it asks belongs to whoever has the
//! connection. So one call has it at a time; afterwards the next call of the same principal with the same offer may.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio_util::sync::CancellationToken;

use crate::{PrincipalId, upstream::lane::Peer};

/// Lanes that are kept for one principal and offer.
const MAX_FREE: usize = 8;

/// Offers that are remembered. Beyond that nothing is kept.
const MAX_OFFERS: usize = 1000;

/// The lanes that nobody uses at the moment.
#[derive(Default)]
pub(crate) struct Rentals(Mutex<HashMap<Offer, Vec<Lane>>>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Offer {
    principal: PrincipalId,
    capabilities: Box<str>,
}

/// A lane, which may have connections.
struct Lane {
    peer: Peer,
    over: CancellationToken,
}

/// A lane in use, given back when this is dropped.
pub(crate) struct Rented {
    rentals: Arc<Rentals>,
    offer: Offer,
    lane: Option<Lane>,
    /// Whom the requests are made for.
    pub(crate) peer: Peer,
}

impl Rentals {
    /// A lane for one call.
    pub(crate) fn rent(self: &Arc<Self>, principal: PrincipalId, capabilities: &str) -> Rented {
        let offer = Offer {
            principal,
            capabilities: capabilities.into(),
        };
        let free = self.lock().get_mut(&offer).and_then(Vec::pop);
        let lane = free.unwrap_or_else(|| {
            let over = CancellationToken::new();
            Lane {
                peer: Peer::rented(principal, capabilities, over.clone()),
                over,
            }
        });
        Rented {
            rentals: self.clone(),
            offer,
            peer: lane.peer.clone(),
            lane: Some(lane),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Offer, Vec<Lane>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Rented {
    fn drop(&mut self) {
        let Some(lane) = self.lane.take() else { return };
        let mut all = self.rentals.lock();
        if all.len() >= MAX_OFFERS && !all.contains_key(&self.offer) {
            return lane.over.cancel();
        }
        let free = all.entry(self.offer.clone()).or_default();
        if free.len() < MAX_FREE {
            free.push(lane);
        } else {
            lane.over.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Rentals;
    use crate::PrincipalId;

    #[test]
    fn a_lane_has_one_user_at_a_time_and_then_the_next() {
        let rentals = Arc::new(Rentals::default());
        let first = rentals.rent(PrincipalId::Gateway, "{}");
        let (lane, other) = (
            first.peer.lane,
            rentals.rent(PrincipalId::Gateway, "{}").peer.lane,
        );
        assert_ne!(lane, other);
        drop(first);
        assert_eq!(rentals.rent(PrincipalId::Gateway, "{}").peer.lane, lane);
        assert_ne!(
            rentals.rent(PrincipalId::Gateway, r#"{"roots":{}}"#).peer.lane,
            lane
        );
    }
}
