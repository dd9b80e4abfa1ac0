//! What processes of servers write beside the protocol, for whoever wants to show it.

use std::{fmt, sync::Arc};

use model::ServerId;

/// A line of stderr, without secrets of its server.
#[derive(Debug, Clone)]
pub struct OutputLine {
    /// Whose process wrote it. A trial connection may be of a server that is not saved.
    pub server_id: ServerId,
    /// That server's name.
    pub server: Arc<str>,
    /// The process, where the system names it.
    pub process_id: Option<u32>,
    /// What it wrote; the beginning of what is long.
    pub text: String,
}

/// Hears what processes of servers write on stderr.
pub trait ServerOutput: fmt::Debug + Send + Sync {
    /// Takes one line. Called by the task that reads it: it must not block or wait.
    fn line(&self, line: OutputLine);
}
