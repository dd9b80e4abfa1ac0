//! What is told of the wires.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use model::ServerId;

use crate::CallRecord;

/// Something that passed.
#[derive(Debug, Clone)]
pub struct WireEvent {
    /// When, in microseconds since the Unix epoch.
    pub at: i64,
    /// The exchange of a client that it belongs to, if it is known: all events of one number are one story.
    pub exchange: Option<u64>,
    /// What it is a part of: one HTTP request with its answer, or one connection to a process.
    pub flow: u64,
    /// Where it passed.
    pub wire: Wire,
    /// What passed.
    pub content: WireContent,
}

/// One of the two sides of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// Between a client and the gateway.
    Client {
        /// [`crate::LiveSession::handle`] of the session that the request named.
        session: Option<u64>,
    },
    /// Between the gateway and a server.
    Server {
        /// The server.
        server_id: ServerId,
        /// Tells its connections apart.
        connection: u64,
    },
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    /// From the client, or to the server.
    Server,
    /// To the client, or from the server.
    Client,
}

/// What passed, with every byte of it. Headers have secrets in them, and so may the rest.
#[derive(Debug, Clone)]
pub enum WireContent {
    /// The head of an HTTP request.
    Request {
        /// Its method.
        method: Method,
        /// Path and query, or the whole URI towards servers.
        target: String,
        /// Its headers.
        headers: HeaderMap,
    },
    /// The head of an HTTP answer.
    Response {
        /// Its status.
        status: StatusCode,
        /// Its headers.
        headers: HeaderMap,
    },
    /// A part of the body of a request or an answer.
    Data(Towards, Bytes),
    /// A line of a process, or to it, with its end of line where it had one.
    Line(Towards, Bytes),
    /// The flow is over.
    End,
    /// The call that the exchange was has ended. Its stages say where its time went.
    Call(Box<CallRecord>),
}

impl WireContent {
    /// Bytes that it holds in memory, roughly.
    pub(super) fn size(&self) -> usize {
        let of_headers = |headers: &HeaderMap| -> usize {
            let each = headers
                .iter()
                .map(|(name, value)| name.as_str().len() + value.len());
            each.sum()
        };
        match self {
            Self::Request { target, headers, .. } => target.len() + of_headers(headers),
            Self::Response { headers, .. } => of_headers(headers),
            Self::Data(_, bytes) | Self::Line(_, bytes) => bytes.len(),
            Self::End | Self::Call(_) => 0,
        }
    }
}
