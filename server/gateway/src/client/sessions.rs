//! All sessions, bounded in total and per caller.

use std::{
    cmp::Reverse,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use dashmap::{DashMap, Entry};
use model::{EndpointId, ServerId, Timestamp};
use tokio::sync::broadcast;

use super::session::{Limits, Session};
use crate::{
    Error, Event, GatewayOptions, LiveSession, PrincipalId, SessionRecord, SessionStore,
    SessionStoreUnavailable, SessionUse,
    catalogue::ListChange,
    envelope::Envelope,
    recorder,
    registry::State,
    session_id::SessionId,
    upstream::{
        lane::{Lane, Peer},
        listener::{Stray, StrayContent},
        sharing::Rule,
        wishes::Wish,
    },
};

/// All sessions.
pub(crate) struct Sessions {
    by_id: DashMap<SessionId, Arc<Session>>,
    /// Sessions of each caller at each endpoint; no entry stands for none.
    of_principals: DashMap<(EndpointId, PrincipalId), usize>,
    total: AtomicUsize,
    closed: AtomicBool,
    limit: usize,
    limit_per_principal: usize,
    events: broadcast::Sender<Event>,
    /// Where they are kept, so that they outlive the process.
    store: Arc<dyn SessionStore>,
}

impl Sessions {
    pub(crate) fn new(
        options: &GatewayOptions,
        events: broadcast::Sender<Event>,
        store: Arc<dyn SessionStore>,
    ) -> Self {
        Self {
            by_id: DashMap::new(),
            of_principals: DashMap::new(),
            total: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            limit: options.max_sessions,
            limit_per_principal: options.max_sessions_per_principal,
            events,
            store,
        }
    }

    /// Takes in a session, if there is room.
    pub(crate) fn begin(&self, session: Session) -> Result<Arc<Session>, Error> {
        self.reserve((session.endpoint_id, session.principal))?;
        self.admit(session)
    }

    /// Takes in a session whose place is reserved: by [`Self::begin`], or by its line, which gives it back itself.
    pub(crate) fn admit(&self, session: Session) -> Result<Arc<Session>, Error> {
        let session = Arc::new(session);
        self.by_id.insert(session.id, session.clone());
        // Looked at after the insertion: `close` sets it before it empties the map.
        if self.closed.load(Ordering::SeqCst) {
            self.end(&session);
            return Err(Error::Closing);
        }
        let _ = self.events.send(Event::Sessions {
            endpoint_id: session.endpoint_id,
        });
        Ok(session)
    }

    /// The session with this id, if it belongs to this caller at this endpoint. Another's session does not exist.
    pub(crate) fn find(
        &self,
        id: SessionId,
        endpoint_id: EndpointId,
        principal: PrincipalId,
    ) -> Option<Arc<Session>> {
        let session = self.by_id.get(&id)?;
        let is_owner = session.endpoint_id == endpoint_id && session.principal == principal;
        is_owner.then(|| session.value().clone())
    }

    /// A session has this id, whoever it belongs to.
    pub(crate) fn knows(&self, id: SessionId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// The session with this hash, or all of them, as far as they are kept.
    pub(crate) fn kept_here(&self, hash: Option<[u8; 32]>) -> Vec<Arc<Session>> {
        self.which(|session| hash.is_none_or(|hash| hash == session.hash) && session.is_kept())
    }

    /// What is kept of a session.
    pub(crate) async fn kept(
        &self,
        hash: [u8; 32],
    ) -> Result<Option<SessionRecord>, SessionStoreUnavailable> {
        self.store.find(hash).await
    }

    /// Keeps a new session.
    pub(crate) async fn keep(&self, session: &Session, limits: &Limits) {
        if session.is_kept() {
            self.store.begin(session.record(limits)).await;
        }
    }

    /// The client of a session wants to hear something else.
    pub(crate) fn changed(&self, session: &Session) {
        if session.is_kept() {
            session.tell_wishes(|wishes| self.store.change(session.hash, wishes));
        }
    }

    /// Ends a session for good, wherever it is known.
    pub(crate) fn forget(&self, session: &Session) {
        self.end(session);
        if session.is_kept() {
            self.store.end(session.hash);
        }
    }

    /// Ends a session here: its streams end, its calls are cancelled, its id is unknown.
    pub(crate) fn end(&self, session: &Session) {
        if self.by_id.remove(&session.id).is_none() {
            return;
        }
        session.end();
        if !session.has_line() {
            self.release((session.endpoint_id, session.principal));
        }
    }

    /// Gives back a place that was reserved.
    pub(crate) fn release(&self, owner: (EndpointId, PrincipalId)) {
        self.total.fetch_sub(1, Ordering::Relaxed);
        if let Entry::Occupied(mut count) = self.of_principals.entry(owner) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
        let _ = self.events.send(Event::Sessions { endpoint_id: owner.0 });
    }

    /// The sessions at an endpoint, those used latest first.
    pub(crate) fn list(&self, endpoint_id: EndpointId) -> Vec<LiveSession> {
        let here = self.which(|session| session.endpoint_id == endpoint_id);
        let mut list: Vec<_> = here.iter().map(|session| LiveSession::of(session)).collect();
        list.sort_by_key(|session| (Reverse(session.last_use), session.handle));
        list
    }

    /// Ends the session of this handle at an endpoint for good; false when there is none.
    pub(crate) fn disconnect(&self, endpoint_id: EndpointId, handle: u64) -> bool {
        let is_meant = |session: &Session| session.endpoint_id == endpoint_id && session.handle() == handle;
        let found = self.which(is_meant);
        for session in &found {
            self.forget(session);
        }
        !found.is_empty()
    }

    /// Sessions at an endpoint.
    pub(crate) fn count(&self, endpoint_id: EndpointId) -> usize {
        self.of_principals
            .iter()
            .filter(|count| count.key().0 == endpoint_id)
            .map(|count| *count.value())
            .sum()
    }

    /// Tells the clients of an endpoint that lists changed. `as_seen_by` says how the lists look where they look
    /// different.
    pub(crate) fn tell_lists_changed(
        &self,
        endpoint_id: EndpointId,
        lists: &[ListChange],
        as_seen_by: impl Fn(&Peer) -> Option<Vec<ListChange>>,
    ) {
        for session in self.of_endpoint(endpoint_id) {
            let own = as_seen_by(&session.peer);
            session.tell_lists_changed(own.as_deref().unwrap_or(lists));
        }
    }

    /// The sessions of a principal.
    pub(crate) fn of_principal(&self, principal: PrincipalId) -> Vec<Arc<Session>> {
        self.which(|session| session.principal == principal)
    }

    /// The sessions that a lane serves.
    pub(crate) fn served(&self, lane: Lane, rule: Rule) -> Vec<Arc<Session>> {
        let all = self.by_id.iter().map(|entry| entry.value().clone());
        all.filter(|session| rule.lane(&session.peer).seen_from() == lane)
            .collect()
    }

    fn of_endpoint(&self, endpoint_id: EndpointId) -> Vec<Arc<Session>> {
        let all = self.by_id.iter().map(|entry| entry.value().clone());
        all.filter(|session| session.endpoint_id == endpoint_id).collect()
    }

    /// Brings what a server says by itself to the session that its connection belongs to, or to all that share the
    /// connection under its rule. A question on a shared one is refused: nobody there offered to answer.
    pub(crate) fn hear(&self, state: &State, rule: Rule, stray: Stray) {
        let server_id = stray.server_id;
        let frame = match (stray.lane, stray.content) {
            (Lane::Own(id), content) => {
                let session = self.by_id.get(&id).map(|session| session.value().clone());
                if let Some(session) = session {
                    session.hear(server_id, content);
                }
                return;
            }
            (Lane::Shared(_), StrayContent::Notification(frame)) => frame,
            _ => return,
        };
        // What is said to everybody may be about anybody, but for the name of a resource that has changed.
        if stray.lane.is_gateways() && !is_news_of_resource(&frame) {
            return;
        }
        for session in &self.by_id {
            if rule.lane(&session.peer) == stray.lane && state.reaches(session.endpoint_id, server_id) {
                session.hear(server_id, StrayContent::Notification(frame.clone()));
            }
        }
    }

    /// A session that a lane serves is subscribed to a resource.
    pub(crate) fn is_subscribed(&self, lane: Lane, rule: Rule, server_id: ServerId, uri: &str) -> bool {
        self.by_id.iter().any(|session| {
            rule.lane(&session.peer) == lane && session.subscriptions.exposed(server_id, uri).is_some()
        })
    }

    /// What the sessions that a lane serves want to hear of a server.
    pub(crate) fn wish(&self, server_id: ServerId, lane: Lane, rule: Rule) -> Wish {
        let wish = |session: &Session| Wish {
            level: session.logs.get(),
            uris: session.subscriptions.at(server_id).into_iter().collect(),
        };
        let served = self
            .by_id
            .iter()
            .filter(|session| rule.lane(&session.peer) == lane);
        served.fold(Wish::default(), |all, session| all.and(wish(&session)))
    }

    /// Ends what is not admitted any more.
    pub(crate) fn reconcile(&self, state: &State) {
        let now = recorder::now();
        for session in &self.by_id {
            session.close_streams_of_lost(|credential| state.credentials().has(credential, now));
        }
        for session in self.which(|session| !is_admitted(state, session, now)) {
            self.forget(&session);
        }
    }

    /// Ends sessions that are over, and tells the store of the uses of others.
    pub(crate) fn expire(&self, limits_at: impl Fn(EndpointId) -> Limits) {
        for session in self.which(|_| true) {
            let limits = limits_at(session.endpoint_id);
            if session.is_in_use() {
                session.touch();
            }
            if limits
                .lifetime
                .is_some_and(|lifetime| session.lifetime.is_older_than(lifetime))
            {
                self.forget(&session);
            } else if session.lifetime.idle() > limits.idle {
                // Another process may be the one that its client talks to.
                self.tell_use(&session, session.lifetime.used_last(&limits));
                self.end(&session);
            } else if session.lifetime.is_news(limits.touch_after()) {
                self.tell_use(&session, session.lifetime.used(&limits));
            }
        }
    }

    fn tell_use(&self, session: &Session, used: SessionUse) {
        if session.is_kept() {
            self.store.touch(session.hash, used);
        }
    }

    /// Ends the streams of all sessions and admits no new session; running calls go on.
    pub(crate) fn end_streams(&self) {
        self.closed.store(true, Ordering::SeqCst);
        for entry in &self.by_id {
            entry.value().end_streams();
        }
    }

    /// Ends all sessions here and admits no new one. Their clients may go on elsewhere, or after a restart.
    pub(crate) fn close(&self, limits_at: impl Fn(EndpointId) -> Limits) {
        self.closed.store(true, Ordering::SeqCst);
        for session in self.which(|_| true) {
            if session.lifetime.is_news(Duration::ZERO) {
                let limits = limits_at(session.endpoint_id);
                self.tell_use(&session, session.lifetime.used(&limits));
            }
            self.end(&session);
        }
    }

    /// The sessions of which this is true. Collected, because ending one removes it from the map that is walked.
    fn which(&self, is_meant: impl Fn(&Session) -> bool) -> Vec<Arc<Session>> {
        let all = self.by_id.iter();
        all.filter(|entry| is_meant(entry))
            .map(|entry| entry.value().clone())
            .collect()
    }

    /// Reserves a place for a session of this caller at this endpoint.
    pub(crate) fn reserve(&self, owner: (EndpointId, PrincipalId)) -> Result<(), Error> {
        let below = |limit: usize| move |count: usize| (count < limit).then_some(count + 1);
        if self
            .total
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, below(self.limit))
            .is_err()
        {
            return Err(Error::TooManySessions { limit: self.limit });
        }
        let mut count = self.of_principals.entry(owner).or_default();
        if *count >= self.limit_per_principal {
            drop(count);
            self.of_principals.remove_if(&owner, |_, count| *count == 0);
            self.total.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::TooManySessionsOfPrincipal {
                limit: self.limit_per_principal,
            });
        }
        *count += 1;
        Ok(())
    }
}

/// Its principal still has a right to it.
fn is_admitted(state: &State, session: &Session, now: Timestamp) -> bool {
    if session.is_inside {
        state.admits_inside(session.endpoint_id, session.principal)
    } else {
        state.admits(session.endpoint_id, session.principal, now)
    }
}

fn is_news_of_resource(frame: &bytes::Bytes) -> bool {
    Envelope::parse(frame).is_ok_and(|it| it.method.as_deref() == Some("notifications/resources/updated"))
}
