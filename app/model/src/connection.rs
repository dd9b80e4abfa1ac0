//! Connections of a server, as its page shows them.

use serde::{Deserialize, Serialize};

use crate::{ProcessView, Timestamp};

/// A connection of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionView {
    /// Whose it is.
    pub holder: ConnectionHolder,
    /// Name and version that its client gave itself; empty where the gateway introduced itself.
    pub client: String,
    /// The version agreed on; empty before that.
    pub protocol_version: String,
    /// Made at.
    pub began_at: Timestamp,
    /// The latest request ended then.
    pub last_used_at: Timestamp,
    /// Requests in progress.
    pub calls: usize,
    /// It takes no new requests.
    pub is_ending: bool,
    /// The last lines of stderr, secrets masked.
    pub stderr: String,
    /// What runs for it, parents before their children.
    pub processes: Vec<ProcessView>,
}

/// Whose a connection is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionHolder {
    /// Nobody's: it is kept ready for whoever comes next.
    Spare,
    /// The gateway's own, on which it looks at what the server offers; those share it who share with everybody.
    Gateway,
    /// All clients without a key at an endpoint share it.
    Anyone,
    /// All clients of a person or a public key share it.
    Shared(String),
    /// It belongs to one client, of this person or public key if there is one.
    Own(Option<String>),
}
