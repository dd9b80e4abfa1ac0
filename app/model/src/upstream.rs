//! What a server's connections do, and why they do not.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Where the supervisor of a server stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UpstreamState {
    /// No connection; one is made with the first call.
    #[default]
    Idle,
    /// A first connection is being made.
    Connecting,
    /// At least one connection works.
    Ready,
    /// Connections work, and something recently failed.
    Degraded,
    /// The last attempt failed; the next is at `next_probe_at`.
    Backoff,
    /// Switched off.
    Disabled,
}

impl UpstreamState {
    /// Every state, from working to switched off.
    pub const ALL: [Self; 6] = [
        Self::Ready,
        Self::Degraded,
        Self::Connecting,
        Self::Idle,
        Self::Backoff,
        Self::Disabled,
    ];

    /// The word for it in what programs read.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Degraded => "degraded",
            Self::Connecting => "connecting",
            Self::Idle => "idle",
            Self::Backoff => "backoff",
            Self::Disabled => "disabled",
        }
    }
}

/// Why a connection failed, so that advice can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// The command does not exist or cannot be run.
    Spawn,
    /// The process ended.
    Exited,
    /// It answered, but not as an MCP server does.
    Handshake,
    /// It wrote something that is not JSON-RPC.
    Garbage,
    /// The host name is unknown.
    Dns,
    /// Nothing listens there, or the connection was cut.
    Connect,
    /// The certificate or the TLS handshake was refused.
    Tls,
    /// 401 or 403.
    Unauthorized,
    /// Another HTTP status than expected.
    HttpStatus,
    /// No answer in time.
    Timeout,
    /// It speaks no protocol version that we speak.
    Version,
    /// A bound of the gateway was hit.
    Limit,
    /// The address is refused by policy.
    Refused,
    /// `${VAR}` names a variable that is not set.
    Variable,
    /// The stored secrets cannot be opened with the gateway's key.
    Secret,
}

/// One explained failure: what was tried, what came back, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its kind.
    pub class: FailureClass,
    /// One sentence: what happened.
    pub message: String,
    /// One sentence: what to do about it.
    pub advice: String,
    /// The command line or `POST https://…` that was tried, secrets masked.
    pub tried: String,
    /// The last lines of stderr, or the start of the HTTP body; empty when there is none.
    pub output: String,
    /// When it happened.
    pub at: Timestamp,
}

/// What a server's connections do now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpstreamStatus {
    /// Where the supervisor stands.
    pub state: UpstreamState,
    /// Live connections that somebody has.
    pub connections: usize,
    /// Live connections that are kept ready for whoever comes next.
    #[serde(default)]
    pub spares: usize,
    /// How often somebody got no connection since the start, because a bound was reached.
    #[serde(default)]
    pub refused: u64,
    /// Failed attempts in a row.
    pub attempts: u32,
    /// When the next attempt is made by itself, in [`UpstreamState::Backoff`].
    pub next_probe_at: Option<Timestamp>,
    /// The latest failure, kept until something works again.
    pub failure: Option<Failure>,
    /// Protocol version agreed on, when one was.
    pub protocol_version: Option<String>,
    /// Name and version that the server gave itself.
    pub server_info: Option<String>,
}

/// A process that runs for a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessView {
    /// Its number.
    pub pid: u32,
    /// The number of the process that started it, if that runs for the server too.
    pub parent: Option<u32>,
    /// Its command line, secrets masked; its name in brackets where it hides that.
    pub command: String,
    /// Memory that it holds now.
    pub rss_bytes: u64,
    /// Processor time that it has used in its whole life.
    pub cpu_ms: u64,
    /// When it was started.
    pub started_at: Timestamp,
}

/// What a trial connection found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeView {
    /// Milliseconds from start to the list of tools.
    pub elapsed_ms: u64,
    /// Protocol version agreed on.
    pub protocol_version: String,
    /// Name and version that the server gave itself.
    pub server_info: String,
    /// Its tools: name and first line of the description.
    pub tools: Vec<(String, String)>,
}
