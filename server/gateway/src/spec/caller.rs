//! What servers are told of who calls them.

use std::fmt;

use http::{HeaderName, HeaderValue};
use model::{EndpointId, ServerId};

use super::PrincipalId;

/// Carries the statement of who makes a request.
pub const IDENTITY_HEADER: HeaderName = HeaderName::from_static("x-metamcp-identity");

/// What a server is told of who calls it. The default is nothing. Of no meaning to servers without a URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallerSpec {
    /// Headers of clients that pass on with their calls. Those of [`model::never_passed`] stay here even so.
    pub passed: Vec<HeaderName>,
    /// Each request carries a signed statement of who makes it.
    pub has_identity: bool,
}

/// Who makes a request, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Statement {
    /// To whom.
    pub server_id: ServerId,
    /// Who.
    pub principal: PrincipalId,
    /// Where the call came in that it is made for; nothing for what a connection needs for itself.
    pub endpoint_id: Option<EndpointId>,
}

/// Signs statements. It is asked on the data path: it must not block or wait.
pub trait Identities: fmt::Debug + Send + Sync {
    /// The value of [`IDENTITY_HEADER`], good for the next moments; nothing when there is no key to sign with.
    fn sign(&self, statement: Statement) -> Option<HeaderValue>;
}
