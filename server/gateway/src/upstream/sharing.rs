//! Who shares the connections of a server.
//!
//! A server says so in its settings, or it follows from what is known of it: a request of 2026-07-28 says everything
//! itself, so all that offer nothing can share one connection; a session of an HTTP server costs little and may hold
//! state, so each client session has its own; a process costs much, so one principal has one. A client that can be asked
//! has its own connection in any case, unless the settings say otherwise: a server that asks over a shared one could not
//! say whom it means.

use model::Sharing;

use super::{
    eras::Spoken,
    lane::{Lane, Peer},
};
use crate::spec::{PrincipalId, SignIn, TransportSpec, UpstreamSpec};

/// How the connections of a server are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// One for everybody.
    Everybody,
    /// One for each principal.
    Principal,
    /// One for each session.
    Session,
    /// One for each principal, and for each client that can be asked.
    Client,
    /// One for everybody, and for each client that can be asked.
    Stateless,
}

impl Rule {
    /// The rule of a server.
    pub(super) fn of(spec: &UpstreamSpec, spoken: Spoken) -> Self {
        let rule = match (spec.run.connections.sharing, &spec.transport) {
            (Some(Sharing::Shared), _) => Self::Everybody,
            (Some(Sharing::User), _) => Self::Principal,
            (None, TransportSpec::StreamableHttp { .. }) if spoken == Spoken::Modern => Self::Stateless,
            (Some(Sharing::Session), _)
            | (None, TransportSpec::StreamableHttp { .. } | TransportSpec::Sse { .. }) => Self::Session,
            (None, TransportSpec::Stdio { .. } | TransportSpec::Namespace { .. }) => Self::Client,
        };
        match (spec.run.connections.sign_in, rule) {
            // Whose token it is, is whose connection it is.
            (Some(SignIn::Person), Self::Everybody) => Self::Principal,
            (Some(SignIn::Person), Self::Stateless) => Self::Client,
            (_, rule) => rule,
        }
    }

    /// The lane that serves a client.
    pub(crate) fn lane(self, peer: &Peer) -> Lane {
        const EVERYBODY: Lane = Lane::Shared(PrincipalId::Gateway);
        match self {
            Self::Everybody => EVERYBODY,
            Self::Stateless if !peer.is_askable() => EVERYBODY,
            Self::Client | Self::Stateless => peer.lane,
            Self::Session => peer.own_lane().unwrap_or(peer.lane),
            Self::Principal => match peer.lane {
                Lane::Own(_) | Lane::Shared(_) => Lane::Shared(peer.principal),
                Lane::Stateless(principal) | Lane::Rented { principal, .. } => Lane::Stateless(principal),
            },
        }
    }

    /// The client as the server gets to know it.
    pub(super) fn peer(self, peer: &Peer) -> Peer {
        peer.on(self.lane(peer))
    }
}

#[cfg(test)]
mod tests {
    use model::UserId;
    use tokio_util::sync::CancellationToken;
    use uuid::Uuid;

    use super::Rule;
    use crate::{
        session_id::SessionId,
        spec::PrincipalId,
        upstream::lane::{Lane, Peer},
    };

    const EVERYBODY: Lane = Lane::Shared(PrincipalId::Gateway);

    fn user() -> PrincipalId {
        PrincipalId::User(UserId::from_uuid(Uuid::from_u128(1)))
    }

    fn session(id: SessionId, capabilities: Option<&str>) -> Peer {
        Peer::of_session(id, user(), capabilities, None, CancellationToken::new())
    }

    #[test]
    fn serves_each_kind_of_client_on_its_lane() {
        let id = SessionId::random();
        let (silent, askable) = (session(id, None), session(id, Some("{\"roots\":{}}")));
        let stateless = Peer::stateless(user());
        let (own, shared) = (Lane::Own(id), Lane::Shared(user()));
        let cases = [
            (Rule::Everybody, [EVERYBODY, EVERYBODY, EVERYBODY]),
            (Rule::Principal, [shared, shared, stateless.lane]),
            (Rule::Session, [own, own, stateless.lane]),
            (Rule::Client, [shared, own, stateless.lane]),
            (Rule::Stateless, [EVERYBODY, own, EVERYBODY]),
        ];
        for (rule, lanes) in cases {
            let served = [&silent, &askable, &stateless].map(|peer| rule.lane(peer));
            assert_eq!(served, lanes, "{rule:?}");
        }
    }

    #[test]
    fn nobody_can_be_asked_on_a_lane_that_others_share() {
        let askable = session(SessionId::random(), Some("{\"roots\":{}}"));
        for rule in [Rule::Everybody, Rule::Principal] {
            assert!(!rule.peer(&askable).is_askable(), "{rule:?}");
            assert!(rule.peer(&askable).over().is_none(), "{rule:?}");
        }
        assert!(Rule::Session.peer(&askable).is_askable());
    }

    #[test]
    fn a_session_of_its_own_ends_its_connections() {
        let silent = session(SessionId::random(), None);
        assert!(silent.over().is_none(), "it shares its connections");
        assert!(Rule::Session.peer(&silent).over().is_some());
    }
}
