//! Connections to servers as they are now, for people to look at.

use model::{ProcessView, Timestamp};

use crate::PrincipalId;

/// A connection that works, or one that is about to end.
#[derive(Debug, Clone)]
pub struct LiveConnection {
    /// Whose it is.
    pub holder: ConnectionHolder,
    /// Name and version that its client gave itself; empty where the gateway introduced itself.
    pub client: String,
    /// The version agreed on; empty before that.
    pub protocol_version: &'static str,
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
    /// What runs for it, parents before their children; empty for a server behind a URL.
    pub processes: Vec<ProcessView>,
}

/// Whose a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionHolder {
    /// Nobody's: it is kept ready for whoever comes next.
    Spare,
    /// All clients of a principal share it; those of everybody that of [`PrincipalId::Gateway`].
    Shared(PrincipalId),
    /// It belongs to one session of a client, or to one call of a client without sessions.
    Own(PrincipalId),
}
