//! What passed between clients, the gateway and servers, as people see it.

use serde::{Deserialize, Serialize};

use crate::{CallOutcome, EndpointId, RecordingId, Reference, ServerId, Timestamp};

/// A recording of what passed at an endpoint, or in one session of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingView {
    /// The recording.
    pub id: RecordingId,
    /// Where.
    pub endpoint: Reference<EndpointId>,
    /// The only session that it is about, by its handle.
    pub session: Option<String>,
    /// When it began.
    pub began_at: Timestamp,
    /// It still records.
    pub is_running: bool,
    /// Entries that it has had; the number of the latest.
    pub entries: u64,
    /// Entries at the beginning that it has forgotten, to make room.
    pub forgotten: u64,
    /// Bytes that it holds.
    pub bytes: u64,
    /// Events that were not seen, since too many came at once.
    pub missed: u64,
}

/// What is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingInput {
    /// What passes at this endpoint.
    pub endpoint: EndpointId,
    /// In this session alone, by its handle; empty for all of them.
    #[serde(default)]
    pub session: String,
}

/// A part of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WirePage {
    /// The recording as it is now.
    pub recording: RecordingView,
    /// Entries in the order of their time.
    pub entries: Vec<WireEntry>,
    /// There are more that fit.
    pub has_more: bool,
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WireFilter {
    /// A text that an entry has in it, in any case of letters; empty for all.
    pub text: String,
    /// Only on this side.
    pub side: Option<WireSide>,
    /// Only what belongs to this exchange.
    pub exchange: Option<u64>,
    /// Only errors, and answers of HTTP that are none of success.
    pub errors: bool,
}

/// A side of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WireSide {
    /// Between a client and the gateway.
    Client,
    /// Between the gateway and a server.
    Server,
}

impl WireSide {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Client, Self::Server];

    /// The word in URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == text)
    }
}

/// Something that passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireEntry {
    /// Its number in the recording, counted from 1.
    pub n: u64,
    /// When, in microseconds since the Unix epoch.
    pub at_us: i64,
    /// What it belongs to: a request of a client, with everything that was done for its sake.
    pub exchange: Option<u64>,
    /// One request of HTTP with its answer, or one connection to a process.
    pub flow: u64,
    /// Where it passed.
    pub side: WireSide,
    /// The server, on its side.
    pub server: Option<Reference<ServerId>>,
    /// The session that the client's request named, by its handle.
    pub session: Option<String>,
    /// It went from the client towards the server.
    pub is_forth: bool,
    /// What it is.
    pub kind: WireKind,
    /// Headers, with secrets masked.
    pub headers: Vec<(String, String)>,
    /// What was said, with secrets masked.
    pub body: Option<WireBody>,
    /// What of a message of JSON-RPC people look for.
    pub message: Option<WireMessage>,
    /// Places of a request to a server that are not as its client wrote them, as JSON pointers (RFC 6901).
    pub rewritten: Vec<String>,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WireKind {
    /// A request of HTTP.
    Request {
        /// Its method.
        method: String,
        /// Path and query, or the URI.
        target: String,
    },
    /// An answer of HTTP, whole, or the head of a stream.
    Answer {
        /// Its status.
        status: u16,
    },
    /// An event of a stream.
    Event,
    /// A line of a process, or to it.
    Line,
    /// The end of a call, which says where its time went.
    Call(WireCall),
}

/// A text that passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireBody {
    /// As it passed, byte for byte; where [`Self::is_masked`], with dots in place of secrets.
    pub text: String,
    /// How many bytes passed.
    pub bytes: u64,
    /// Something in it is nobody's to read.
    pub is_masked: bool,
    /// It is only the beginning.
    pub is_cut: bool,
}

/// A message of JSON-RPC in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireMessage {
    /// Its method, where it has one.
    pub method: Option<String>,
    /// Its id, raw.
    pub id: Option<String>,
    /// The tool, prompt or resource that it is about.
    pub name: Option<String>,
    /// It is an error, or a result that says so.
    pub is_error: bool,
}

/// A call that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireCall {
    /// What was called, as its client names it.
    pub tool: String,
    /// How it ended.
    pub outcome: CallOutcome,
    /// All of its time, in microseconds.
    pub elapsed_us: u64,
    /// Until its server was asked.
    pub before_us: u64,
    /// Until there was a connection.
    pub connecting_us: u64,
    /// Until the server's answer.
    pub server_us: u64,
    /// Behind that.
    pub after_us: u64,
}
