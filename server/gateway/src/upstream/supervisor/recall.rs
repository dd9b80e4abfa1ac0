//! What clients want of a server is told to each new connection: it knows nothing of the one before.

use std::{sync::Arc, time::Duration};

use tracing::debug;

use super::Supervisor;
use crate::upstream::{caller::Beside, connection::Connection, lane::Lane, limits::Limits, wishes::Wish};

/// A call waits for this at the longest.
const PATIENCE: Duration = Duration::from_secs(5);

impl Supervisor {
    /// What the clients that a lane serves want to hear of.
    pub(super) fn wish(&self, lane: Lane) -> Wish {
        self.shared.wishes.of(self.id, lane, self.rule())
    }

    /// Tells a connection what the clients want that it serves. What a server refuses now it refused before, or it will
    /// be told with the next change.
    pub(super) async fn recall(&self, lane: Lane, connection: &Arc<Connection>) {
        let wish = self.wish(lane);
        let core = connection.core();
        let Some(agreed) = core.agreed.load_full().filter(|_| !wish.is_empty()) else {
            return;
        };
        if core.is_modern() {
            return core.wants(&wish);
        }
        for (method, params) in wish.requests(agreed.capabilities) {
            let id = core.next_id();
            let told = connection.exchange(
                id,
                method,
                Some(&params),
                Limits::within(PATIENCE),
                Beside::default(),
                None,
            );
            if let Err(error) = told.await {
                return debug!(%error, method, "a server could not be told what its clients want");
            }
        }
    }

    /// Tells it again whenever it has forgotten.
    pub(super) async fn remind(&self, lane: Lane, connection: &Arc<Connection>) {
        loop {
            connection.core().has_forgotten.notified().await;
            self.recall(lane, connection).await;
        }
    }
}
