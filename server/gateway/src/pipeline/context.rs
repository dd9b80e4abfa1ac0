//! Who asks, and where.

use std::sync::Arc;

use crate::{PrincipalId, client::session::Session, registry::Endpoint, upstream::lane::Peer};

/// What every request of a session carries with it. Cloning shares.
#[derive(Clone)]
pub(crate) struct Context {
    /// The endpoint as it was when the request came in.
    pub(crate) endpoint: Arc<Endpoint>,
    /// In whose name.
    pub(crate) principal: PrincipalId,
    /// Name and version that the client gave itself.
    pub(crate) client: Arc<str>,
    /// Whose connections it goes over.
    pub(crate) peer: Peer,
}

impl Context {
    /// A request of a session.
    pub(crate) fn of_session(endpoint: Arc<Endpoint>, session: &Session) -> Self {
        Self {
            endpoint,
            principal: session.principal,
            client: session.client.clone(),
            peer: session.peer.clone(),
        }
    }
}
