//! Live sessions of clients at an endpoint.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The live sessions of an endpoint, as far as a page shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionsView {
    /// Those used latest, the latest first.
    pub sessions: Vec<SessionView>,
    /// How many there are besides.
    pub more: usize,
}

/// A live session of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Names it here. Not its id, which opens it.
    pub handle: String,
    /// Name and version that the client gave itself; empty when it gave none.
    pub client: String,
    /// The protocol's version.
    pub version: String,
    /// The person, or the public key, in whose name it is; `None` where no key is asked for.
    pub holder: Option<String>,
    /// Began at.
    pub began_at: Timestamp,
    /// Last used at.
    pub last_used_at: Timestamp,
    /// Calls in progress.
    pub calls: usize,
    /// Open streams.
    pub streams: usize,
}
