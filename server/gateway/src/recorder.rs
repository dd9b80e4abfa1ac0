//! The tap on finished calls: who called what, how it ended, how long it took.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use model::{CallOutcome, EndpointId, ServerId, Timestamp};

use crate::PrincipalId;

/// One finished call. Cloning is cheap: the texts are shared with the catalogue and the session.
#[derive(Debug, Clone)]
pub struct CallRecord {
    /// When it ended.
    pub at: Timestamp,
    /// The endpoint it came in at.
    pub endpoint_id: EndpointId,
    /// That endpoint's name.
    pub endpoint: Arc<str>,
    /// The server that was called.
    pub server_id: ServerId,
    /// The tool's name as the client called it.
    pub tool: Arc<str>,
    /// The tool's name at the server.
    pub original_tool: Arc<str>,
    /// Name and version that the client gave itself; empty when it gave none.
    pub client: Arc<str>,
    /// In whose name it was made.
    pub principal: PrincipalId,
    /// How it ended.
    pub outcome: CallOutcome,
    /// From the last byte of the request to the first of the answer.
    pub elapsed: Duration,
    /// What is told of its arguments, where the namespace has that told.
    pub arguments: Option<PartDetail>,
    /// What is told of its result.
    pub result: Option<PartDetail>,
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
