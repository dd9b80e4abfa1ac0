//! Calls that a person has to allow.

use std::{fmt, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use model::{EndpointId, NamespaceId, ServerId};
use serde_json::value::RawValue;

use super::PrincipalId;

/// A call that waits for a person.
#[derive(Debug, Clone)]
pub struct ApprovalRequest {
    /// Whose rule it is.
    pub namespace_id: NamespaceId,
    /// Where the call came in.
    pub endpoint_id: EndpointId,
    /// The server that would be called.
    pub server_id: ServerId,
    /// The tool's name as the client called it.
    pub tool: Arc<str>,
    /// The tool's name at the server.
    pub original_tool: Arc<str>,
    /// Name and version that the client gave itself; empty when it gave none.
    pub client: Arc<str>,
    /// In whose name it would be made.
    pub principal: PrincipalId,
    /// Exactly what the server would be given, a JSON object.
    pub arguments: Arc<RawValue>,
    /// How long it waits.
    pub patience: Duration,
}

/// What a person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The call is made, once.
    Allowed,
    /// It is not, with what they said about it; may be empty.
    Refused(String),
    /// Nobody said anything in time.
    Expired,
    /// There is no room for more calls that wait, or nobody can be asked now; with what to do.
    Unavailable(String),
}

/// Asks people.
pub trait Approver: fmt::Debug + Send + Sync {
    /// Asks, and waits until somebody has said something or the patience is over. Dropping the future takes the question
    /// back: its client has left.
    fn ask(&self, request: ApprovalRequest) -> BoxFuture<'static, Decision>;
}
