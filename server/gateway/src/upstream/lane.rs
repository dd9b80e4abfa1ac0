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
    /// Which connection.
    pub(crate) lane: Lane,
    offer: Option<Arc<Offer>>,
}

/// What a client says of itself.
#[derive(Debug)]
struct Offer {
    /// Its capabilities, a raw object.
    capabilities: Box<str>,
    /// Its name and version, a raw object.
    client_info: Option<Box<str>>,
    /// Cancelled with the session.
    over: CancellationToken,
}

impl Peer {
    /// Somebody who offers nothing.
    pub(crate) const fn shared(principal: PrincipalId) -> Self {
        Self {
            lane: Lane::Shared(principal),
            offer: None,
        }
    }

    /// A client without sessions, whose requests say themselves what it offers.
    pub(crate) const fn stateless(principal: PrincipalId) -> Self {
        Self {
            lane: Lane::Stateless(principal),
            offer: None,
        }
    }

    /// A session that offers something. `capabilities` and `client_info` are raw objects; its connections end when
    /// `over` is cancelled.
    pub(crate) fn own(
        session: SessionId,
        capabilities: &str,
        client_info: Option<&str>,
        over: CancellationToken,
    ) -> Self {
        Self::offering(Lane::Own(session), capabilities, client_info, over)
    }

    /// As [`Peer::own`], for calls without a session.
    pub(crate) fn rented(principal: PrincipalId, capabilities: &str, over: CancellationToken) -> Self {
        let id = SessionId::random();
        Self::offering(Lane::Rented { principal, id }, capabilities, None, over)
    }

    fn offering(lane: Lane, capabilities: &str, client_info: Option<&str>, over: CancellationToken) -> Self {
        Self {
            lane,
            offer: Some(Arc::new(Offer {
                capabilities: capabilities.into(),
                client_info: client_info.map(Into::into),
                over,
            })),
        }
    }

    /// It can be asked.
    pub(super) fn is_askable(&self) -> bool {
        self.offer.is_some()
    }

    /// Cancelled when its connections are not needed any more.
    pub(super) fn over(&self) -> Option<&CancellationToken> {
        self.offer.as_ref().map(|offer| &offer.over)
    }

    /// A server that speaks both eras is to be spoken to in the modern one.
    pub(super) fn prefers_modern(&self) -> bool {
        matches!(self.lane, Lane::Stateless(_))
    }

    /// What the client offers, a raw object.
    pub(super) fn capabilities(&self) -> &str {
        self.offer.as_ref().map_or("{}", |offer| &offer.capabilities)
    }

    /// Name and version of the client, a raw object.
    pub(super) fn client_info(&self) -> &str {
        let own = self.offer.as_ref().and_then(|offer| offer.client_info.as_deref());
        own.unwrap_or(OUR_INFO)
    }

    /// The parameters of `initialize`.
    pub(super) fn introduction(&self) -> Vec<u8> {
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
        serde_json::from_slice(&peer.introduction()).expect("JSON")
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
        let peer = Peer::own(
            session,
            r#"{"roots":{},"x":1.0}"#,
            Some(r#"{"name":"ide"}"#),
            CancellationToken::new(),
        );
        assert_eq!(peer.lane, Lane::Own(session));
        let text = String::from_utf8(peer.introduction()).expect("UTF-8");
        assert!(
            text.contains(r#""capabilities":{"roots":{},"x":1.0},"clientInfo":{"name":"ide"}"#),
            "{text}"
        );
    }
}
