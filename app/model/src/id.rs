//! Typed ids: UUID v7, so that rows sort by age and an id of one noun cannot stand for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is not the id of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected a UUID such as 0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d")]
pub struct ParseIdError;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id with this value. Minting new values is the service's business.
            pub const fn from_uuid(value: Uuid) -> Self {
                Self(value)
            }

            /// The value to store.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self).map_err(|_| ParseIdError)
            }
        }
    )+ };
}

ids! {
    /// A person who signs in.
    UserId,
    /// One way a person proves who they are (a password, an OIDC subject).
    IdentityId,
    /// People who keep things together.
    TeamId,
    /// A provider of `OpenID Connect` that people sign in by.
    OidcProviderId,
    /// Somebody who signed in by a provider and waits to be let in.
    SignUpRequestId,
    /// A link that somebody new, or without a password, opens.
    PersonLinkId,
    /// A configured MCP server.
    ServerId,
    /// A tool of a server, as last seen.
    ToolId,
    /// A change of a tool.
    ToolChangeId,
    /// A group of servers with chosen tools.
    NamespaceId,
    /// A save of a namespace.
    NamespaceSaveId,
    /// A call that waits until a person allows it.
    ApprovalId,
    /// All checks of conformance, tried at an endpoint.
    ConformanceRunId,
    /// A client of the dashboard that somebody looks through.
    InspectionId,
    /// A client of the inspector on its way to a token.
    InspectorSignInId,
    /// A request of the inspector that somebody keeps.
    SavedRequestId,
    /// What was watched on the wires.
    RecordingId,
    /// A published namespace.
    EndpointId,
    /// A key that clients present.
    ApiKeyId,
    /// A client that people let act for them.
    OauthClientId,
    /// A key that signs who calls.
    SigningKeyId,
    /// One client acting for one person at one endpoint.
    AuthorizationId,
    /// A call that is written down.
    AuditCallId,
    /// An administrative act that is written down.
    AuditActId,
    /// Rows of the audit that follow each other.
    AuditStrandId,
}
