//! What is kept of client sessions outside of the process, so that they outlive it.

use async_trait::async_trait;
use model::{EndpointId, ServerId, Timestamp};

use crate::PrincipalId;

/// A client session, as much of it as makes it go on. Its id is not part of it: who reads what is kept opens no session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// SHA-256 of the id.
    pub hash: [u8; 32],
    /// Where it began.
    pub endpoint_id: EndpointId,
    /// In whose name.
    pub principal: PrincipalId,
    /// The protocol's version that was agreed on.
    pub version: String,
    /// `clientInfo` as the client wrote it.
    pub client_info: Option<String>,
    /// What the client offers to be asked, as it wrote it; `None` when that is nothing.
    pub capabilities: Option<String>,
    /// What it wants to hear.
    pub wishes: SessionWishes,
    /// When it began.
    pub began_at: Timestamp,
    /// Its latest use.
    pub used: SessionUse,
}

/// What a client wants to hear in its session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionWishes {
    /// The least severe log message; `None` until the client says so.
    pub log_level: Option<String>,
    /// Resources whose changes it wants to hear of.
    pub subscriptions: Vec<SessionSubscription>,
}

/// A resource that a session is subscribed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSubscription {
    /// The server that has it.
    pub server_id: ServerId,
    /// Its URI there.
    pub original: String,
    /// The URI that the client knows.
    pub exposed: String,
}

/// The latest use of a session that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionUse {
    /// When it was used.
    pub last_at: Timestamp,
    /// When it is over, unless it is used again.
    pub expires_at: Timestamp,
}

/// What is kept cannot be looked at now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sessions cannot be looked up now")]
pub struct SessionStoreUnavailable;

/// Keeps client sessions. But for [`SessionStore::begin`] and [`SessionStore::find`], its methods are called on the data
/// path: they must not block, wait or panic. What they are told must not get lost, and an order of them must be kept for
/// each session.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// A session began. Returns once other processes that share what is kept can find it, or when that takes longer than a
    /// client should wait; at once where there are none.
    async fn begin(&self, session: SessionRecord);

    /// The client wants to hear something else.
    fn change(&self, hash: [u8; 32], wishes: SessionWishes);

    /// It was used.
    fn touch(&self, hash: [u8; 32], used: SessionUse);

    /// It ended.
    fn end(&self, hash: [u8; 32]);

    /// The session as it is kept, and as everything said here before has made it. One that is over does not count.
    async fn find(&self, hash: [u8; 32]) -> Result<Option<SessionRecord>, SessionStoreUnavailable>;
}

/// Keeps nothing: sessions end with the process.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSessionStore;

#[async_trait]
impl SessionStore for NoSessionStore {
    async fn begin(&self, _: SessionRecord) {}

    fn change(&self, _: [u8; 32], _: SessionWishes) {}

    fn touch(&self, _: [u8; 32], _: SessionUse) {}

    fn end(&self, _: [u8; 32]) {}

    async fn find(&self, _: [u8; 32]) -> Result<Option<SessionRecord>, SessionStoreUnavailable> {
        Ok(None)
    }
}
