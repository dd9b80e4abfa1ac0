//! Which connection of a server a request goes over.
//!
//! What a client offers (to elicit, to sample, its roots) is told to a server once, when a connection is made, and what
//! a server asks has to reach the client it asks. So a client that offers something has connections of its own;
//! those that offer nothing share one, as long as they act in the same name.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::{raw::write_string, session_id::SessionId, spec::PrincipalId};

/// The version that we offer to servers of the legacy era.
const OFFERED_VERSION: &str = "2025-11-25";

/// Names a connection of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    /// Shared by everything that is done in one name.
    Shared(PrincipalId),
    /// As [`Lane::Shared`], of clients that have no sessions.
    Stateless(PrincipalId),
    /// Of one client session.
    Own(SessionId),
    /// Of one call at a time, for clients without sessions that can be asked something.
    Rented {
        /// In whose name.
        principal: PrincipalId,
        /// Names the lane.
        id: SessionId,
    },
}

impl Lane {
    /// The gateway's own, on which it looks at what a server offers to everybody.
    pub(crate) fn is_gateways(self) -> bool {
        self == Self::Shared(PrincipalId::Gateway)
    }

    /// The lane whose clients see what is offered on this one. A client without sessions does not know on which lane its
    /// next call will be, so all of one principal see the same.
    pub(crate) fn seen_from(self) -> Self {
        match self {
            Self::Rented { principal, .. } => Self::Stateless(principal),
            other => other,
        }
    }
}

/// Who asks a server, and what it offers to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    /// Whose connections its requests go over, where the server leaves that to the client.
    pub(crate) lane: Lane,
    /// In whose name.
    pub(crate) principal: PrincipalId,
    client: Option<Arc<Client>>,
}

/// A client that is known beyond one request, or offers something with it.
#[derive(Debug)]
struct Client {
    /// Names its own lane.
    id: SessionId,
    /// Its capabilities, a raw object; `None` when it cannot be asked.
    capabilities: Option<Box<str>>,
    /// Its name and version, a raw object.
    info: Option<Box<str>>,
    /// Cancelled with the session.
    over: CancellationToken,
}

impl Peer {
    /// Somebody who offers nothing.
    pub(crate) const fn shared(principal: PrincipalId) -> Self {
        Self {
            lane: Lane::Shared(principal),
            principal,
            client: None,
        }
    }

    /// The gateway itself, and those who share its connection.
    pub(crate) const fn gateway() -> Self {
        Self::shared(PrincipalId::Gateway)
    }

    /// A client without sessions, whose requests say themselves what it offers.
    pub(crate) const fn stateless(principal: PrincipalId) -> Self {
        Self {
            lane: Lane::Stateless(principal),
            principal,
            client: None,
        }
    }

    /// A session. `capabilities` and `client_info` are raw objects; without capabilities it cannot be asked. Its own
    /// connections end when `over` is cancelled.
    pub(crate) fn of_session(
        id: SessionId,
        principal: PrincipalId,
        capabilities: Option<&str>,
        client_info: Option<&str>,
        over: CancellationToken,
    ) -> Self {
        let lane = match capabilities {
            Some(_) => Lane::Own(id),
            None => Lane::Shared(principal),
        };
        Self::known(lane, principal, Client::new(id, capabilities, client_info, over))
    }

    /// As a session that can be asked, for calls without one.
    pub(crate) fn rented(principal: PrincipalId, capabilities: &str, over: CancellationToken) -> Self {
        let id = SessionId::random();
        let client = Client::new(id, Some(capabilities), None, over);
        Self::known(Lane::Rented { principal, id }, principal, client)
    }

    fn known(lane: Lane, principal: PrincipalId, client: Client) -> Self {
        let client = Some(Arc::new(client));
        Self {
            lane,
            principal,
            client,
        }
    }

    /// The lane of this client alone, if it has a session.
    pub(super) fn own_lane(&self) -> Option<Lane> {
        let client = self.client.as_ref()?;
        match self.lane {
            Lane::Own(_) | Lane::Shared(_) => Some(Lane::Own(client.id)),
            Lane::Stateless(_) | Lane::Rented { .. } => None,
        }
    }

    /// The lanes on which servers may serve it, its own first.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = Lane> + use<> {
        let shared = match self.lane {
            Lane::Own(_) | Lane::Shared(_) => Lane::Shared(self.principal),
            Lane::Stateless(_) | Lane::Rented { .. } => Lane::Stateless(self.principal),
        };
        self.own_lane().into_iter().chain([shared])
    }

    /// The same client on another lane. On one that it shares, nobody can tell who is asked.
    pub(super) fn on(&self, lane: Lane) -> Self {
        let principal = match lane {
            Lane::Shared(principal) | Lane::Stateless(principal) | Lane::Rented { principal, .. } => {
                principal
            }
            Lane::Own(_) => self.principal,
        };
        let client = match lane {
            Lane::Own(_) | Lane::Rented { .. } => self.client.clone(),
            Lane::Shared(_) | Lane::Stateless(_) => None,
        };
        Self {
            lane,
            principal,
            client,
        }
    }

    /// What the client offers, where that is anything, a raw object.
    pub(crate) fn capabilities(&self) -> Option<&str> {
        self.client.as_ref()?.capabilities.as_deref()
    }

    /// Name and version of the client, a raw object.
    pub(crate) fn client_info(&self) -> Option<&str> {
        self.client.as_ref()?.info.as_deref()
    }

    /// It can be asked.
    pub(crate) fn is_askable(&self) -> bool {
        self.client
            .as_ref()
            .is_some_and(|client| client.capabilities.is_some())
    }

    /// Cancelled when its own connections are not needed any more.
    pub(super) fn over(&self) -> Option<&CancellationToken> {
        let is_own = matches!(self.lane, Lane::Own(_) | Lane::Rented { .. });
        self.client.as_ref().filter(|_| is_own).map(|client| &client.over)
    }

    /// What a server is told of it.
    pub(super) fn introduction(&self) -> Introduction {
        let client = self.client.as_ref();
        Introduction {
            capabilities: client.and_then(|client| client.capabilities.clone()),
            client_info: client.and_then(|client| client.info.clone()),
            prefers_modern: matches!(self.lane, Lane::Stateless(_)),
        }
    }
}

impl Client {
    fn new(
        id: SessionId,
        capabilities: Option<&str>,
        client_info: Option<&str>,
        over: CancellationToken,
    ) -> Self {
        Self {
            id,
            capabilities: capabilities.map(Into::into),
            info: client_info.map(Into::into),
            over,
        }
    }
}

/// What a server is told of a client when a connection is made. Connections that were made with the same words are as
/// good as each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Introduction {
    capabilities: Option<Box<str>>,
    client_info: Option<Box<str>>,
    /// A server that speaks both eras is to be spoken to in the modern one.
    pub(super) prefers_modern: bool,
}

impl Introduction {
    /// The client can be asked.
    pub(super) fn is_askable(&self) -> bool {
        self.capabilities.is_some()
    }

    /// What the client offers, a raw object.
    pub(super) fn capabilities(&self) -> &str {
        self.capabilities.as_deref().unwrap_or("{}")
    }

    /// Name and version of the client, a raw object.
    pub(super) fn client_info(&self) -> &str {
        self.named().unwrap_or(OUR_INFO)
    }

    /// As [`Self::client_info`], if it is not the gateway's own.
    pub(super) fn named(&self) -> Option<&str> {
        self.client_info.as_deref()
    }

    /// The parameters of `initialize`.
    pub(super) fn params(&self) -> Vec<u8> {
        let mut params = br#"{"protocolVersion":"#.to_vec();
        write_string(&mut params, OFFERED_VERSION);
        params.extend_from_slice(br#","capabilities":"#);
        params.extend_from_slice(self.capabilities().as_bytes());
        params.extend_from_slice(br#","clientInfo":"#);
        params.extend_from_slice(self.client_info().as_bytes());
        params.push(b'}');
        params
    }
}

/// How the gateway introduces itself.
const OUR_INFO: &str = concat!(
    r#"{"name":"metamcp","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}"#
);

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use tokio_util::sync::CancellationToken;

    use super::{Lane, Peer};
    use crate::{session_id::SessionId, spec::PrincipalId, upstream::handshake::VERSIONS};

    fn introduction(peer: &Peer) -> Value {
        serde_json::from_slice(&peer.introduction().params()).expect("JSON")
    }

    #[test]
    fn offers_the_latest_version_it_speaks() {
        let params = introduction(&Peer::shared(PrincipalId::Gateway));
        assert_eq!(params["protocolVersion"], VERSIONS[0]);
        assert_eq!(params["clientInfo"]["name"], "metamcp");
        assert_eq!(params["capabilities"], serde_json::json!({}));
    }

    #[test]
    fn a_session_introduces_itself_in_its_own_words() {
        let session = SessionId::random();
        let peer = Peer::of_session(
            session,
            PrincipalId::Gateway,
            Some(r#"{"roots":{},"x":1.0}"#),
            Some(r#"{"name":"ide"}"#),
            CancellationToken::new(),
        );
        assert_eq!(peer.lane, Lane::Own(session));
        let text = String::from_utf8(peer.introduction().params()).expect("UTF-8");
        assert!(
            text.contains(r#""capabilities":{"roots":{},"x":1.0},"clientInfo":{"name":"ide"}"#),
            "{text}"
        );
    }
}
