//! The tap on finished calls: who called what, how it ended, how long it took.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use model::{CallKind, CallOutcome, EndpointId, ServerId, Timestamp};

use crate::{PrincipalId, pipeline::trace::TraceContext, registry::credentials::Credential};

/// One finished call of a tool, prompt or resource. Cloning is cheap: the texts are shared with the catalogue and the session.
#[derive(Debug, Clone)]
pub struct CallRecord {
    /// When it ended.
    pub at: Timestamp,
    /// What it is about.
    pub kind: CallKind,
    /// The endpoint it came in at.
    pub endpoint_id: EndpointId,
    /// That endpoint's name.
    pub endpoint: Arc<str>,
    /// The server that was called; nothing for what the caller may not see, or what there is not.
    pub server_id: Option<ServerId>,
    /// The tool's or prompt's name, or the resource's URI, as the client wrote it.
    pub tool: Arc<str>,
    /// The same at the server.
    pub original_tool: Arc<str>,
    /// It changes nothing: its tool says so, or it is no tool.
    pub is_read_only: bool,
    /// Name and version that the client gave itself; empty when it gave none.
    pub client: Arc<str>,
    /// In whose name it was made.
    pub principal: PrincipalId,
    /// What its client showed.
    pub credential: Option<Credential>,
    /// From where it was sent, where that is known.
    pub address: Option<IpAddr>,
    /// [`crate::LiveSession::handle`] of its session, where it has one.
    pub session: Option<u64>,
    /// Its place in a trace, where calls are traced.
    pub trace: Option<TraceContext>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// What the error says, without secrets of the server; the beginning of what is long.
    pub error: Option<Box<str>>,
    /// From the last byte of the request to the first of the answer.
    pub elapsed: Duration,
    /// Where that time went.
    pub stages: Stages,
    /// Bytes of the parameters as the server gets them.
    pub request_bytes: usize,
    /// Bytes of the result or the error.
    pub answer_bytes: usize,
    /// What is told of its arguments, where the namespace has that told.
    pub arguments: Option<PartDetail>,
    /// What is told of its result.
    pub result: Option<PartDetail>,
}

/// Where the time of a call went. Together they are all of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stages {
    /// Until its server was asked: what the gateway checks, and the chain of its namespace.
    pub before: Duration,
    /// Until there was a connection to the server; nothing on one that was there.
    pub connecting: Duration,
    /// Until the server's answer.
    pub server: Duration,
    /// The chain's way back, and what the client was asked in between.
    pub after: Duration,
}

/// What is told of a part of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartDetail {
    /// How large it was.
    pub bytes: usize,
    /// Its SHA-256.
    pub digest: Option<[u8; 32]>,
    /// What it was, as JSON; the beginning of what is long.
    pub text: Option<Arc<str>>,
}

/// Receives every finished call.
pub trait CallRecorder: Send + Sync {
    /// Takes one record. Called on the data path: it must not block, wait or panic; when there is no room, it
    /// drops the record.
    fn record(&self, call: CallRecord);
}

/// The time of day, for what is shown, and for what outlives the process. Between two moments of one process it decides nothing:
/// it may be set meanwhile.
pub(crate) fn now() -> Timestamp {
    let since_epoch = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
