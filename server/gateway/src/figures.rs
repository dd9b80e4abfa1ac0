//! What there is and what was refused, for monitoring.

use std::sync::Arc;

use model::{ServerId, UpstreamStatus};

/// The gateway in numbers, at one moment.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The servers that connections are made to, by name. Two people may have servers of the same name.
    pub servers: Vec<ServerFigures>,
    /// The client sessions that this process serves, by endpoint's name.
    pub sessions: Vec<(Arc<str>, usize)>,
}

/// A server in numbers.
#[derive(Debug, Clone)]
pub struct ServerFigures {
    /// The server.
    pub id: ServerId,
    /// Its name.
    pub name: Arc<str>,
    /// `pipe` or `tcp`; nothing where it stands for a namespace.
    pub transport: Option<&'static str>,
    /// How it is doing.
    pub status: UpstreamStatus,
}
