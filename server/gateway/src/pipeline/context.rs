//! Who asks, and where.

use std::{sync::Arc, time::Instant};

use super::{sender::Sender, trace::Trace};
use crate::{
    PrincipalId,
    client::session::{Session, outbox::Outbox},
    registry::Endpoint,
    upstream::{
        caller::{Brought, Calling},
        lane::Peer,
    },
};

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
    /// The session whose client can be asked.
    pub(crate) asker: Option<Asker>,
    /// What came with the request and goes along to its server.
    pub(crate) brought: Brought,
    /// Who sent it.
    pub(crate) sender: Sender,
    /// When it came.
    pub(crate) began: Instant,
    /// What it belongs to, where calls are traced.
    pub(crate) trace: Option<Arc<Trace>>,
}

/// A session's client, as one call reaches it.
#[derive(Clone)]
pub(crate) struct Asker {
    pub(crate) session: Arc<Session>,
    /// The stream of the call.
    pub(crate) outbox: Option<Arc<Outbox>>,
}

impl Context {
    /// A request of a session.
    pub(crate) fn of_session(
        endpoint: Arc<Endpoint>,
        session: &Arc<Session>,
        outbox: Option<Arc<Outbox>>,
        began: Instant,
    ) -> Self {
        Self {
            endpoint,
            principal: session.principal,
            client: session.client.clone(),
            peer: session.peer.clone(),
            asker: Some(Asker {
                session: session.clone(),
                outbox,
            }),
            brought: Brought::default(),
            sender: Sender::default(),
            began,
            trace: None,
        }
    }

    /// The same, with what came with the request.
    pub(crate) fn with(self, brought: Brought, sender: Sender, trace: Option<Arc<Trace>>) -> Self {
        Self {
            brought,
            sender,
            trace,
            ..self
        }
    }

    /// Who makes requests with it.
    pub(crate) fn calling(&self) -> Calling<'_> {
        Calling {
            principal: self.principal,
            endpoint_id: self.endpoint.id,
            brought: &self.brought,
        }
    }
}
