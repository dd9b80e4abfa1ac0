//! Brings sessions back that are not known here: they began before a restart, or in another process that shares what is
//! kept of them.

use std::{sync::Arc, time::Duration};

use dashmap::{DashMap, Entry};
use tokio::{
    sync::{Semaphore, watch},
    time::timeout,
};

use super::session::{Limits, Session};
use crate::{
    Error, SessionRecord,
    catalogue::{List, ListChange},
    gateway::Inner,
    pipeline::replay,
    recorder,
    registry::Endpoint,
    session_id::SessionId,
};

/// Look-ups that run at once, so that they leave the database to others.
const MAX_LOOK_UPS: usize = 4;

/// Sessions that are waited for at once. After a restart all clients come back together.
const MAX_WAITING: usize = 4096;

/// How long a client waits for its session before it is told to try again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sessions on their way back. Whoever asks for one meanwhile waits for the same attempt, so that there is never a second
/// session of the same id.
pub(crate) struct Restoring {
    attempts: DashMap<SessionId, watch::Receiver<Option<Outcome>>>,
    turns: Semaphore,
}

/// Of an attempt that came to its end; whether the session is there now is seen where sessions are.
type Outcome = Result<(), Error>;

impl Restoring {
    pub(crate) fn new() -> Self {
        Self {
            attempts: DashMap::new(),
            turns: Semaphore::new(MAX_LOOK_UPS),
        }
    }

    fn join_or_start(
        &self,
        gateway: &Arc<Inner>,
        id: SessionId,
    ) -> Result<watch::Receiver<Option<Outcome>>, Error> {
        if self.attempts.len() >= MAX_WAITING {
            return Err(Error::SessionUnavailable);
        }
        match self.attempts.entry(id) {
            Entry::Occupied(attempt) => Ok(attempt.get().clone()),
            Entry::Vacant(place) => {
                let (outcome, attempt) = watch::channel(None);
                place.insert(attempt.clone());
                let gateway = gateway.clone();
                gateway.clone().tasks.spawn(async move {
                    let bringing = timeout(PATIENCE, bring_back(&gateway, id));
                    let ended = gateway.closing.run_until_cancelled(bringing).await;
                    gateway.restoring.attempts.remove(&id);
                    let ended = ended.unwrap_or(Ok(Err(Error::Closing)));
                    outcome.send_replace(Some(ended.unwrap_or(Err(Error::SessionUnavailable))));
                });
                Ok(attempt)
            }
        }
    }
}

/// Looks for a session that is not known here. When it is kept, it is known when this returns.
pub(super) async fn restore(gateway: &Arc<Inner>, id: SessionId) -> Result<(), Error> {
    let mut attempt = gateway.restoring.join_or_start(gateway, id)?;
    let outcome = attempt.wait_for(Option::is_some).await;
    // The sender goes away without a word only when the program ends.
    let outcome = outcome.ok().and_then(|outcome| outcome.clone());
    outcome.unwrap_or(Err(Error::Closing))
}

async fn bring_back(gateway: &Arc<Inner>, id: SessionId) -> Outcome {
    let _turn = gateway.restoring.turns.acquire().await;
    // It may have come back between the look of a request and this attempt, or belong to somebody else.
    if gateway.sessions.knows(id) {
        return Ok(());
    }
    let kept = gateway.sessions.kept(id.hash()).await;
    let Some(record) = kept.map_err(|_| Error::SessionUnavailable)? else {
        return Ok(());
    };
    let Some(endpoint) = admitting(gateway, &record) else {
        return Ok(());
    };
    let Some(session) = Session::restored(id, &record) else {
        return Ok(());
    };
    owe_lists(gateway, &endpoint, &session);
    let session = gateway.sessions.begin(session)?;
    replay::begin(gateway, endpoint, session);
    Ok(())
}

/// The session's endpoint, as long as it admits the session.
fn admitting(gateway: &Inner, record: &SessionRecord) -> Option<Arc<Endpoint>> {
    let state = gateway.registry.state();
    let endpoint = state.endpoint_by_id(record.endpoint_id)?;
    let limits = Limits::of(endpoint, &gateway.options);
    let is_admitted = state.admits(record.endpoint_id, record.principal, recorder::now())
        && limits.admit(record.began_at, record.used.last_at);
    is_admitted.then(|| endpoint.clone())
}

/// Nobody knows which lists the client has seen: its next stream says that they changed, unless it asks for them before.
fn owe_lists(gateway: &Inner, endpoint: &Arc<Endpoint>, session: &Session) {
    let seen = gateway.seen_by(&session.peer, endpoint.clone());
    let changes = List::ALL.map(|list| ListChange {
        list,
        now: seen.namespace.catalogue.fingerprint(list),
    });
    session.tell_lists_changed(&changes);
}
