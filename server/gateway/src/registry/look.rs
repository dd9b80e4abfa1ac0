//! Looks at servers of which it is not known (any more) what they offer, in the background and in the gateway's own name.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::FutureExt;
use model::{ServerId, Timestamp};
use tokio::sync::Notify;

use crate::{UpstreamErrorKind, gateway::Inner, recorder};

/// Between two attempts: the first is short, and each is twice as long as the one before.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The looks under way: one per server.
#[derive(Default)]
pub(crate) struct Looks {
    running: Mutex<HashMap<ServerId, Arc<Notify>>>,
}

impl Looks {
    /// Begins a look at a server. One that is under way begins anew: what led here may be newer than its answer.
    pub(crate) fn begin(gateway: &Arc<Inner>, server_id: ServerId) {
        let again = match gateway.looks.running().entry(server_id) {
            Entry::Occupied(running) => return running.get().notify_one(),
            Entry::Vacant(free) => free.insert(Arc::default()).clone(),
        };
        let inner = gateway.clone();
        let looking = async move {
            loop {
                look(&inner, server_id, &again).await;
                if inner.looks.end(server_id, &again) {
                    return;
                }
            }
        };
        gateway
            .tasks
            .spawn(gateway.closing.clone().run_until_cancelled_owned(looking));
    }

    /// Forgets a look, unless another was asked for meanwhile.
    fn end(&self, server_id: ServerId, again: &Notify) -> bool {
        let mut running = self.running();
        if again.notified().now_or_never().is_some() {
            return false;
        }
        running.remove(&server_id);
        true
    }

    fn running(&self) -> MutexGuard<'_, HashMap<ServerId, Arc<Notify>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks until there is an answer or the server is gone.
async fn look(gateway: &Inner, server_id: ServerId, again: &Notify) {
    let mut pause = SHORTEST_PAUSE;
    loop {
        match gateway.upstreams.list(server_id).await {
            Ok(offering) => return gateway.learn_and_tell(server_id, Arc::new(offering)),
            Err(error) if error.kind() == UpstreamErrorKind::Unknown => return,
            Err(error) => {
                tracing::debug!(server.id = %server_id, error = &error as &dyn std::error::Error, "cannot list what a server offers");
                gateway.registry.give_up(server_id);
            }
        }
        let next_probe_at = gateway.upstreams.status(server_id).next_probe_at;
        // A new snapshot or "retry now" does not wait.
        let until = next_probe_at.map_or(pause, until);
        if tokio::time::timeout(until, again.notified()).await.is_ok() {
            pause = SHORTEST_PAUSE;
        } else {
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// From now until the supervisor tries again by itself.
fn until(at: Timestamp) -> Duration {
    let millis = u64::try_from(at.as_millis() - recorder::now().as_millis()).unwrap_or(0);
    // A moment later than the supervisor's own attempt, to use its outcome.
    (Duration::from_millis(millis) + SHORTEST_PAUSE).min(LONGEST_PAUSE)
}
