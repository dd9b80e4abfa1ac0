//! What goes on in the background: following the database, the gateway and the clock.

use std::{
    collections::{HashMap, HashSet},
    error::Error as StdError,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use gateway::{Event, Offering};
use model::{ApiKeyId, AuthorizationId, ServerId, Timestamp};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use crate::{
    Error, Result, account::seen, approvals, audit, changes::Changed, identities::rotation, oauth::upkeep,
    offerings, services::Inner,
};

mod replicas;

/// How soon a change by another process is noticed where nobody tells of it.
const REVISION_POLL: Duration = Duration::from_millis(250);
/// Where somebody does, in case it gets lost.
const SAFETY_POLL: Duration = Duration::from_secs(5);
/// News of the gateway are gathered for so long: a start brings many at once, and each makes pages ask again.
const GATHER: Duration = Duration::from_millis(100);
/// When the database did not take what servers said.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// How late it is written down when something was last used.
const USES: Duration = Duration::from_mins(1);
/// So often at most a web session is noted as used.
const SEEN: Duration = Duration::from_mins(1);
/// How fresh a page shows what the processes of servers use.
const PROCESSES: Duration = Duration::from_secs(5);
const EXPIRED_SESSIONS: Duration = Duration::from_hours(1);

/// Starts everything, until the services' token is cancelled.
pub(crate) fn start(inner: &Arc<Inner>, events: Receiver<Event>) {
    let tasks = &inner.parts.tasks;
    tasks.spawn(follow_database(Arc::clone(inner)));
    if inner.parts.store.is_shared() {
        tasks.spawn(replicas::follow(Arc::clone(inner)));
    }
    tasks.spawn(follow_gateway(Arc::clone(inner), events));
    tasks.spawn(follow_calls(Arc::clone(inner)));
    tasks.spawn(tell_of_processes(Arc::clone(inner)));
    tasks.spawn(write_uses(Arc::clone(inner)));
    tasks.spawn(write_seen(Arc::clone(inner)));
    tasks.spawn(write_client_sessions(Arc::clone(inner)));
    tasks.spawn(delete_expired_sessions(Arc::clone(inner)));
    tasks.spawn(rotation::follow(Arc::clone(inner)));
    tasks.spawn(audit::writer::write(Arc::clone(inner)));
    if inner.parts.audit.is_on() {
        tasks.spawn(audit::follow_retention(Arc::clone(inner)));
    }
}

async fn follow_database(inner: Arc<Inner>) {
    let mut health = Health::new("cannot follow the configuration; what is loaded goes on running");
    loop {
        let pause = if inner.hears_replicas.load(Ordering::Relaxed) {
            SAFETY_POLL
        } else {
            REVISION_POLL
        };
        if inner.goes_on(sleep(pause)).await.is_none() {
            return;
        }
        health.note(inner.keeper.current().await.map(drop));
    }
}

/// Logs when the database is lost and when it is back, not four times a second.
struct Health {
    /// What it means that it is lost.
    consequence: &'static str,
    is_lost: bool,
}

impl Health {
    fn new(consequence: &'static str) -> Self {
        Self {
            consequence,
            is_lost: false,
        }
    }

    fn note(&mut self, result: Result<()>) {
        match result {
            Ok(()) if self.is_lost => tracing::info!("the database answers again"),
            Err(error) if !self.is_lost => {
                tracing::error!(error = &error as &dyn StdError, "{}", self.consequence);
            }
            _ => return,
        }
        self.is_lost = !self.is_lost;
    }
}

/// What the gateway said since it was last dealt with.
#[derive(Default)]
struct News {
    nouns: HashSet<Changed>,
    offerings: HashMap<ServerId, Arc<Offering>>,
}

impl News {
    /// Waits for the next event, or until what could not be stored is to be tried again; false at the end.
    async fn wait(&mut self, events: &mut Receiver<Event>) -> bool {
        let patience = if self.offerings.is_empty() {
            Duration::MAX
        } else {
            TRY_AGAIN
        };
        match timeout(patience, events.recv()).await {
            Ok(Ok(event)) => self.add(event),
            Ok(Err(RecvError::Lagged(missed))) => {
                tracing::warn!(missed, "events of the gateway were missed");
                self.nouns
                    .extend([Changed::Servers, Changed::Namespaces, Changed::Endpoints]);
            }
            Ok(Err(RecvError::Closed)) => return false,
            Err(_) => {}
        }
        true
    }

    fn add(&mut self, event: Event) {
        match event {
            // Only the latest of a server counts.
            Event::Offering { server_id, offering } => {
                self.offerings.insert(server_id, offering);
            }
            Event::Status { .. } => self.nouns.extend([Changed::Servers, Changed::Namespaces]),
            Event::Sessions { .. } => {
                self.nouns.insert(Changed::Endpoints);
            }
        }
    }
}

async fn follow_gateway(inner: Arc<Inner>, mut events: Receiver<Event>) {
    let mut news = News::default();
    let mut goes_on = true;
    // What is said last is stored too.
    while goes_on {
        goes_on = inner.goes_on(news.wait(&mut events)).await == Some(true)
            && inner.goes_on(sleep(GATHER)).await.is_some();
        while let Ok(event) = events.try_recv() {
            news.add(event);
        }
        news.nouns.drain().for_each(|noun| inner.changes.tell(noun));
        store_offerings(&inner, &mut news.offerings).await;
    }
}

/// Stores what servers offer; what cannot be stored now stays.
async fn store_offerings(inner: &Inner, news: &mut HashMap<ServerId, Arc<Offering>>) {
    let all = news.iter().map(|(server_id, offering)| (*server_id, &**offering));
    match offerings::remember(inner, all).await {
        Ok(()) => news.clear(),
        Err(Error::Unavailable(_)) => {}
        // One offering may be unfit for the database; it must not keep the others out.
        Err(_) => store_one_by_one(inner, news).await,
    }
}

async fn store_one_by_one(inner: &Inner, news: &mut HashMap<ServerId, Arc<Offering>>) {
    for (server_id, offering) in std::mem::take(news) {
        match offerings::remember(inner, [(server_id, &*offering)]).await {
            Ok(()) => {}
            Err(Error::Unavailable(_)) => {
                news.insert(server_id, offering);
            }
            Err(error) => {
                tracing::error!(server.id = %server_id, error = &error as &dyn StdError, "could not store what a server offers");
            }
        }
    }
}

async fn follow_calls(inner: Arc<Inner>) {
    while inner.goes_on(inner.parts.recorder.arrived()).await.is_some() {
        inner.changes.tell(Changed::Calls);
        // Many calls make one piece of news.
        if inner.goes_on(sleep(REVISION_POLL)).await.is_none() {
            return;
        }
    }
}

/// What processes use changes all the time: open pages are told now and then.
async fn tell_of_processes(inner: Arc<Inner>) {
    let mut tick = every(PROCESSES);
    while inner.goes_on(tick.tick()).await.is_some() {
        if inner.changes.is_watched() {
            inner.changes.tell(Changed::Processes);
        }
    }
}

async fn write_uses(inner: Arc<Inner>) {
    let mut tick = every(USES);
    let mut unwritten = Uses::default();
    loop {
        let goes_on = inner.goes_on(tick.tick()).await.is_some();
        unwritten.keys.extend(inner.parts.gateway.take_key_uses());
        unwritten
            .clients
            .extend(inner.parts.gateway.take_authorization_uses());
        match record_uses(&inner, &unwritten).await {
            Ok(()) => unwritten = Uses::default(),
            Err(error) => tracing::warn!(
                error = &error as &dyn StdError,
                "could not store when keys and clients were last used"
            ),
        }
        if !goes_on {
            return;
        }
    }
}

/// When something was last accepted, until it is written down.
#[derive(Default)]
struct Uses {
    keys: HashMap<ApiKeyId, Timestamp>,
    clients: HashMap<AuthorizationId, Timestamp>,
}

async fn record_uses(inner: &Inner, uses: &Uses) -> Result<()> {
    if uses.keys.is_empty() && uses.clients.is_empty() {
        return Ok(());
    }
    // Not a change of the configuration: the revision stays.
    let tx = inner.parts.store.begin().await?;
    tx.api_keys().record_uses(&pairs(&uses.keys)).await?;
    tx.authorizations().record_uses(&pairs(&uses.clients)).await?;
    tx.commit().await?;
    for (noun, is_empty) in [
        (Changed::ApiKeys, uses.keys.is_empty()),
        (Changed::ConnectedClients, uses.clients.is_empty()),
    ] {
        if !is_empty {
            inner.changes.tell(noun);
        }
    }
    Ok(())
}

fn pairs<K: Copy>(uses: &HashMap<K, Timestamp>) -> Vec<(K, Timestamp)> {
    uses.iter().map(|(id, at)| (*id, *at)).collect()
}

async fn write_seen(inner: Arc<Inner>) {
    let mut tick = every(SEEN);
    loop {
        let goes_on = inner.goes_on(tick.tick()).await.is_some();
        if let Err(error) = seen::write(&inner).await {
            tracing::warn!(
                error = &error as &dyn StdError,
                "could not store when people were last seen"
            );
        }
        if !goes_on {
            return;
        }
    }
}

async fn write_client_sessions(inner: Arc<Inner>) {
    let sessions = &inner.parts.client_sessions;
    let mut health = Health::new("cannot store client sessions; they go on, but would not outlive a restart");
    while inner.goes_on(sessions.arrived()).await.is_some() {
        loop {
            let written = sessions.write().await;
            let is_written = written.is_ok();
            health.note(written);
            if is_written || inner.goes_on(sleep(TRY_AGAIN)).await.is_none() {
                break;
            }
        }
    }
    // The gateway says more while it ends.
    inner.parts.gateway.closed().await;
    if let Err(error) = sessions.write().await {
        tracing::warn!(
            error = &error as &dyn StdError,
            "could not store the latest of client sessions"
        );
    }
}

async fn delete_expired_sessions(inner: Arc<Inner>) {
    let mut tick = every(EXPIRED_SESSIONS);
    while inner.goes_on(tick.tick()).await.is_some() {
        match inner
            .parts
            .store
            .sessions()
            .delete_expired(inner.parts.clock.now())
            .await
        {
            Ok(deleted) => tracing::debug!(deleted, "expired web sessions deleted"),
            Err(error) => tracing::warn!(
                error = &error as &dyn StdError,
                "could not delete expired web sessions"
            ),
        }
        match delete_expired_links(&inner).await {
            Ok(deleted) => tracing::debug!(deleted, "expired links deleted"),
            Err(error) => {
                tracing::warn!(error = &error as &dyn StdError, "could not delete expired links");
            }
        }
        match inner.parts.client_sessions.delete_expired().await {
            Ok(deleted) => tracing::debug!(deleted, "expired client sessions deleted"),
            Err(error) => tracing::warn!(
                error = &error as &dyn StdError,
                "could not delete expired client sessions"
            ),
        }
        match approvals::upkeep::delete_old(&inner).await {
            Ok(deleted) => tracing::debug!(deleted, "old approvals deleted"),
            Err(error) => {
                tracing::warn!(error = &error as &dyn StdError, "could not delete old approvals");
            }
        }
        match upkeep::delete_expired(&inner).await {
            Ok(deleted) => tracing::debug!(deleted, "expired things of OAuth deleted"),
            Err(error) => tracing::warn!(
                error = &error as &dyn StdError,
                "could not delete what is over of OAuth"
            ),
        }
    }
}

async fn delete_expired_links(inner: &Inner) -> Result<u64> {
    let tx = inner.parts.store.begin().await?;
    let deleted = tx.person_links().delete_expired(inner.parts.clock.now()).await?;
    tx.commit().await?;
    Ok(deleted)
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut tick = interval(period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tick
}
