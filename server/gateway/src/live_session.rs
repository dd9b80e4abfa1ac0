//! Client sessions as people may see them.

use std::sync::Arc;

use model::Timestamp;

use crate::{PrincipalId, client::session::Session};

/// A client session that this process serves. Nothing of it opens the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSession {
    /// Names it, in place of its id.
    pub handle: u64,
    /// In whose name it is.
    pub principal: PrincipalId,
    /// Name and version that the client gave itself; empty when it gave none.
    pub client: Arc<str>,
    /// The protocol's version that was agreed on.
    pub version: &'static str,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was used last.
    pub last_use: Timestamp,
    /// Calls in progress.
    pub calls: usize,
    /// Open streams.
    pub streams: usize,
}

impl LiveSession {
    /// A session at this moment.
    pub(crate) fn of(session: &Session) -> Self {
        Self {
            handle: session.handle(),
            principal: session.principal,
            client: session.client.clone(),
            version: session.version.as_str(),
            began_at: session.lifetime.began_at,
            last_use: session.lifetime.last_use(),
            calls: session.calls_in_progress(),
            streams: session.open_streams(),
        }
    }
}
