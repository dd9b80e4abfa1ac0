//! The tokens for servers: read from the database when they are first needed, renewed before they expire, and kept in
//! memory as long as the configuration is.
//!
//! A token is renewed by one task of one process at a time: an authorization server may take a refresh token that comes
//! twice for a stolen one. What it issues is stored before it is used.

use std::{
    collections::HashMap,
    error::Error as StdError,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use dashmap::DashMap;
use gateway::{Credentials, Gateway, NoToken, Refusal, Token, TokenHolder};
use http::HeaderValue;
use model::{ReconnectReason, ServerId, Timestamp, UserId};
use store::{Store, UpstreamGrantRecord};
use tokio::time::sleep;
use tokio_util::task::TaskTracker;
use url::Url;

use super::{
    permitted::is_for,
    scopes,
    sealed::Grant,
    token::{self, Denied, Issued},
};
use crate::{
    Changed, Clock, Sealer,
    changes::Changes,
    clock::{later, until},
};

/// A token is renewed so long before it expires, or at half its life where that is shorter.
const REFRESH_AHEAD: Duration = Duration::from_mins(1);
/// One process has so long to renew a token; longer than an authorization server may take to answer.
const LEASE: Duration = Duration::from_secs(30);
/// Whoever waits for another process looks this often.
const LOOK: Duration = Duration::from_millis(100);
/// So often at most: longer than a lease.
const MOST_LOOKS: usize = 350;
/// After an authorization server failed it is left alone for so long, twice as long each time, up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// How often a new token is stored anew when the database does not take it.
const MOST_TRIES: usize = 5;
const TRY_AGAIN: Duration = Duration::from_millis(500);

type Key = (ServerId, TokenHolder);

/// What a keyring is made of.
pub(crate) struct KeyringParts {
    pub(crate) store: Store,
    pub(crate) gateway: Gateway,
    pub(crate) sealer: Sealer,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) public_url: Url,
    pub(crate) tasks: TaskTracker,
    pub(crate) changes: Changes,
}

/// The tokens. Cloning gives another handle.
#[derive(Clone)]
pub(crate) struct Keyring(Arc<Inner>);

struct Inner {
    parts: KeyringParts,
    held: DashMap<Key, Held>,
    /// Counts the times that everything was forgotten.
    generation: AtomicU64,
    /// Who renews a token waits for whoever does so already.
    turns: Mutex<HashMap<Key, Arc<tokio::sync::Mutex<Pause>>>>,
}

/// A token in memory.
struct Held {
    token: Token,
    /// It is renewed from then on.
    fresh_until: Option<Timestamp>,
}

/// How long an authorization server is left alone.
#[derive(Default)]
struct Pause {
    until: Option<Timestamp>,
    length: Duration,
    why: String,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("held", &self.0.held.len())
            .finish_non_exhaustive()
    }
}

impl Keyring {
    pub(crate) fn new(parts: KeyringParts) -> Self {
        Self(Arc::new(Inner {
            parts,
            held: DashMap::new(),
            generation: AtomicU64::new(0),
            turns: Mutex::default(),
        }))
    }

    /// Reads every token anew: somebody may have connected or disconnected servers, in any process.
    pub(crate) fn forget(&self) {
        self.0.generation.fetch_add(1, Ordering::SeqCst);
        self.0.held.clear();
        // Those that nobody holds: holders come and go, and a change of the settings is a reason to try again.
        let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
    }

    /// Goes on when whoever asked does not wait any more: what an authorization server issues must not get lost.
    async fn to_its_end<F>(&self, work: F) -> Result<Token, NoToken>
    where
        F: Future<Output = Result<Token, NoToken>> + Send + 'static,
    {
        let done = self.0.parts.tasks.spawn(work).await;
        done.unwrap_or_else(|error| Err(stopped(&error)))
    }
}

#[async_trait]
impl Credentials for Keyring {
    fn ready(&self, server: ServerId, holder: TokenHolder) -> Option<Token> {
        self.0.ready((server, holder))
    }

    async fn obtain(&self, server: ServerId, holder: TokenHolder) -> Result<Token, NoToken> {
        let inner = Arc::clone(&self.0);
        self.to_its_end(async move { inner.obtain((server, holder)).await })
            .await
    }

    async fn refused(
        &self,
        server: ServerId,
        holder: TokenHolder,
        version: i64,
        refusal: Refusal,
    ) -> Result<Token, NoToken> {
        let inner = Arc::clone(&self.0);
        let key = (server, holder);
        self.to_its_end(async move {
            match refusal {
                Refusal::Token => inner.renewed(key, version).await,
                Refusal::TokenAgain => Err(inner
                    .needs(key, version, ReconnectReason::Refused, String::new())
                    .await),
                Refusal::Scopes(wanted) => {
                    Err(inner.needs(key, version, ReconnectReason::Scopes, wanted).await)
                }
            }
        })
        .await
    }
}

impl Inner {
    fn ready(&self, key: Key) -> Option<Token> {
        let held = self.held.get(&key)?;
        let now = self.parts.clock.now();
        let is_fresh = held.fresh_until.is_none_or(|then| !until(now, then).is_zero());
        is_fresh.then(|| held.token.clone())
    }

    async fn obtain(&self, key: Key) -> Result<Token, NoToken> {
        let turn = self.turn(key);
        let mut pause = turn.lock().await;
        match self.ready(key) {
            Some(token) => Ok(token),
            None => self.current(key, None, &mut pause).await,
        }
    }

    async fn renewed(&self, key: Key, refused: i64) -> Result<Token, NoToken> {
        let turn = self.turn(key);
        let mut pause = turn.lock().await;
        self.current(key, Some(refused), &mut pause).await
    }

    /// The stored token, renewed when it is too old or of the version that was refused.
    async fn current(&self, key: Key, refused: Option<i64>, pause: &mut Pause) -> Result<Token, NoToken> {
        for _ in 0..MOST_LOOKS {
            let generation = self.generation.load(Ordering::SeqCst);
            let (record, grant) = self.stored(key).await?;
            let now = self.parts.clock.now();
            let is_other = refused != Some(record.version);
            let is_good_until =
                |then: Option<Timestamp>| is_other && then.is_none_or(|then| !until(now, then).is_zero());
            let fresh_until = fresh_until(&record, &grant);
            if is_good_until(fresh_until) {
                return self.hold(key, generation, &record, &grant, fresh_until);
            }
            let is_good = is_good_until(record.expires_at);
            let Some(refresh) = grant.refresh.clone() else {
                if is_good {
                    return self.hold(key, generation, &record, &grant, record.expires_at);
                }
                let reason = if is_other {
                    ReconnectReason::Expired
                } else {
                    ReconnectReason::Refused
                };
                return Err(self.mark(record, reason, String::new()).await);
            };
            if let Some(then) = pause.until.filter(|then| !until(now, *then).is_zero()) {
                if is_good {
                    return self.hold(key, generation, &record, &grant, Some(then));
                }
                return Err(later_perhaps(&pause.why));
            }
            if !self.lease(&record).await? {
                sleep(LOOK).await;
                continue;
            }
            return match self.refresh(&grant, &refresh).await {
                Ok(issued) => {
                    *pause = Pause::default();
                    self.replace(key, generation, record, grant, issued).await
                }
                Err(Denied::Never(reason, said)) => {
                    tracing::info!(server.id = %key.0, said, "a server has to be connected again");
                    Err(self.mark(record, reason, String::new()).await)
                }
                Err(Denied::Later(said)) => {
                    tracing::warn!(server.id = %key.0, said, "could not renew the token for a server");
                    self.release(&record).await;
                    pause.lengthen(now, said);
                    if is_good {
                        return self.hold(key, generation, &record, &grant, pause.until);
                    }
                    Err(later_perhaps(&pause.why))
                }
            };
        }
        Err(later_perhaps(
            "Another process has renewed the token for very long.",
        ))
    }

    /// What is stored for a holder, as far as it still is for the server as it is now.
    async fn stored(&self, (server, holder): Key) -> Result<(UpstreamGrantRecord, Grant), NoToken> {
        let user = user(holder);
        let found = async {
            let configured = self.parts.store.servers().find(server).await?;
            let grant = self.parts.store.upstream_grants().find(server, user).await?;
            Ok::<_, store::Error>((configured, grant))
        };
        let (configured, record) = found.await.map_err(|error| unstored(&error))?;
        let opened = record.and_then(|record| {
            let grant = Grant::open(&self.parts.sealer, server, user, &record.sealed)?;
            is_for(&configured?, user, &grant).then_some((record, grant))
        });
        let (record, grant) = opened.ok_or_else(|| self.not_connected(server, holder))?;
        match record.reason {
            // It can still be used for what it allows.
            None | Some(ReconnectReason::Scopes) => Ok((record, grant)),
            Some(reason) => Err(self.reconnect(server, reason)),
        }
    }

    /// Gives a token out, and keeps it unless everything was forgotten since it was read.
    fn hold(
        &self,
        key: Key,
        generation: u64,
        record: &UpstreamGrantRecord,
        grant: &Grant,
        fresh_until: Option<Timestamp>,
    ) -> Result<Token, NoToken> {
        let mut header = HeaderValue::try_from(format!("Bearer {}", grant.access))
            .map_err(|_| self.reconnect(key.0, ReconnectReason::Refused))?;
        header.set_sensitive(true);
        let token = Token {
            header,
            version: record.version,
        };
        let held = Held {
            token: token.clone(),
            fresh_until,
        };
        self.held.insert(key, held);
        if self.generation.load(Ordering::SeqCst) != generation {
            self.held.remove(&key);
        }
        Ok(token)
    }

    async fn refresh(&self, grant: &Grant, refresh: &str) -> Result<Issued, Denied> {
        let fields = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("resource", &*grant.resource),
        ];
        token::request(&self.parts.gateway, &grant.client, &grant.token_endpoint, fields).await
    }

    /// Stores what was issued, and then gives it out.
    async fn replace(
        &self,
        key: Key,
        generation: u64,
        mut record: UpstreamGrantRecord,
        mut grant: Grant,
        issued: Issued,
    ) -> Result<Token, NoToken> {
        let now = self.parts.clock.now();
        grant.access = issued.access;
        // One that stays is not said again (RFC 6749 §6).
        grant.refresh = issued.refresh.or(grant.refresh);
        grant.issued_at = now.as_millis();
        record.scopes = issued.scopes.unwrap_or(record.scopes);
        record.expires_at = issued
            .lifetime
            .map(|seconds| later(now, Duration::from_secs(seconds)));
        record.sealed = grant.seal(&self.parts.sealer, record.server_id, record.user_id);
        for attempt in 1.. {
            match self.update(&record).await {
                Ok(Some(version)) => {
                    record.version = version;
                    break;
                }
                // Somebody has connected the server anew, or disconnected it.
                Ok(None) => return Err(later_perhaps("It has just been connected anew.")),
                Err(error) if attempt >= MOST_TRIES => {
                    tracing::error!(server.id = %key.0, error = &error as &dyn StdError, "a new token could not be stored: the server may have to be connected again");
                    return Err(unstored(&error));
                }
                Err(_) => sleep(TRY_AGAIN).await,
            }
        }
        self.parts.changes.tell(Changed::Servers);
        self.hold(key, generation, &record, &grant, fresh_until(&record, &grant))
    }

    async fn update(&self, record: &UpstreamGrantRecord) -> Result<Option<i64>, store::Error> {
        let tx = self.parts.store.begin().await?;
        let version = tx.upstream_grants().update(record).await?;
        tx.commit().await?;
        Ok(version)
    }

    async fn lease(&self, record: &UpstreamGrantRecord) -> Result<bool, NoToken> {
        let leased = async {
            let now = self.parts.clock.now();
            let tx = self.parts.store.begin().await?;
            let leased = tx.upstream_grants().lease(record, now, later(now, LEASE)).await?;
            tx.commit().await?;
            Ok::<_, store::Error>(leased)
        };
        leased.await.map_err(|error| unstored(&error))
    }

    async fn release(&self, record: &UpstreamGrantRecord) {
        let released = async {
            let tx = self.parts.store.begin().await?;
            tx.upstream_grants().release(record).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            tracing::debug!(
                error = &error as &dyn StdError,
                "a right to renew a token ends by itself"
            );
        }
    }

    /// A server refused a token for good: the words for whoever called.
    async fn needs(&self, key: Key, version: i64, reason: ReconnectReason, wanted: String) -> NoToken {
        let turn = self.turn(key);
        let _pause = turn.lock().await;
        match self.stored(key).await {
            // Somebody has connected it anew meanwhile.
            Ok((record, _)) if record.version != version && reason == ReconnectReason::Refused => {
                later_perhaps("It has just been connected anew.")
            }
            Ok((record, _)) => self.mark(record, reason, wanted).await,
            Err(why) => why,
        }
    }

    /// Notes that a grant has to be made again.
    async fn mark(
        &self,
        mut record: UpstreamGrantRecord,
        reason: ReconnectReason,
        wanted: String,
    ) -> NoToken {
        let key = (record.server_id, record.user_id);
        let wanted = scopes::joined(&record.wanted_scopes, &wanted);
        let is_news = record.reason != Some(reason) || record.wanted_scopes != wanted;
        if is_news {
            record.reason = Some(reason);
            record.wanted_scopes = wanted;
            if let Err(error) = self.update(&record).await {
                tracing::warn!(server.id = %key.0, error = &error as &dyn StdError, "could not note that a server has to be connected again");
            }
            let holder = key.1.map_or(TokenHolder::Everybody, TokenHolder::Person);
            self.held.remove(&(key.0, holder));
            self.parts.changes.tell(Changed::Servers);
        }
        self.reconnect(key.0, reason)
    }

    fn turn(&self, key: Key) -> Arc<tokio::sync::Mutex<Pause>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(key).or_default())
    }

    fn page(&self, server: ServerId) -> String {
        let base = self.parts.public_url.as_str().trim_end_matches('/');
        // A browser without JavaScript finds the place by the fragment.
        format!("{base}/servers/{server}?connect#sign-in")
    }

    fn not_connected(&self, server: ServerId, holder: TokenHolder) -> NoToken {
        let message = match holder {
            TokenHolder::Everybody => "The server wants a sign-in, and nobody has connected it yet.",
            TokenHolder::Person(_) => {
                "The server wants each person to sign in, and you have not connected it yet."
            }
        };
        let page = self.page(server);
        NoToken {
            message: message.to_owned(),
            advice: format!("Connect it at {page}, then try again."),
            connect_url: Some(page),
        }
    }

    fn reconnect(&self, server: ServerId, reason: ReconnectReason) -> NoToken {
        let message = match reason {
            ReconnectReason::Expired => "The sign-in at the server has expired.",
            ReconnectReason::Revoked => "The sign-in at the server was revoked, or has expired.",
            ReconnectReason::Client => "The server's authorization server does not know MetaMCP any more.",
            ReconnectReason::Refused => "The server does not accept the sign-in any more.",
            ReconnectReason::Scopes => "The server wants more to be allowed for this.",
        };
        let page = self.page(server);
        NoToken {
            message: message.to_owned(),
            advice: format!("Connect it again at {page}, then try again."),
            connect_url: Some(page),
        }
    }
}

impl Pause {
    fn lengthen(&mut self, now: Timestamp, why: String) {
        self.length = (self.length * 2).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        self.until = Some(later(now, self.length));
        self.why = why;
    }
}

/// Until when a token needs not be renewed; without a word on its life, until it is refused.
fn fresh_until(record: &UpstreamGrantRecord, grant: &Grant) -> Option<Timestamp> {
    let expires_at = record.expires_at?;
    let lifetime = until(Timestamp::from_millis(grant.issued_at), expires_at);
    let ahead = REFRESH_AHEAD.min(lifetime / 2);
    Some(later(
        Timestamp::from_millis(grant.issued_at),
        lifetime.saturating_sub(ahead),
    ))
}

fn user(holder: TokenHolder) -> Option<UserId> {
    match holder {
        TokenHolder::Everybody => None,
        TokenHolder::Person(user) => Some(user),
    }
}

fn later_perhaps(why: &str) -> NoToken {
    NoToken {
        message: format!("The token for the server cannot be renewed now. {why}"),
        advice: "Try again in a moment.".to_owned(),
        connect_url: None,
    }
}

fn unstored(error: &store::Error) -> NoToken {
    NoToken {
        message: format!("The token for the server cannot be read or stored now: {error}."),
        advice: "Try again in a moment.".to_owned(),
        connect_url: None,
    }
}

fn stopped(error: &tokio::task::JoinError) -> NoToken {
    tracing::error!(error = error as &dyn StdError, "renewing a token failed");
    later_perhaps("MetaMCP is stopping, or has a fault.")
}
