//! Calls that are written down, as people read them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ApiKeyId, AuditCallId, AuditStrandId, CallKind, CallOutcome, CallPart, EndpointId, Reference, ServerId,
    Timestamp, UserId,
};

/// In whose name a call was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallerKind {
    /// Anyone: the endpoint was open.
    Anyone,
    /// A person, also by a key of theirs.
    Person,
    /// The holder of a key that is no person's.
    Key,
}

words!(CallerKind: Anyone = "anyone", Person = "person", Key = "key");

/// Who called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerView {
    /// As what.
    pub kind: CallerKind,
    /// The person's or the key's id.
    pub id: Option<Uuid>,
    /// Their name then; empty for anyone.
    pub name: String,
}

/// What a client showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// An API key.
    Key,
    /// An access token of somebody's client.
    Client,
}

words!(CredentialKind: Key = "key", Client = "client");

/// What a client showed, as it was called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialView {
    /// What it is.
    pub kind: CredentialKind,
    /// The key's id, or that of the client's authorization.
    pub id: Uuid,
    /// Name and beginning of the key, or name of the client.
    pub name: String,
}

/// Where the time of a call went, in microseconds. Together they are all of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallStages {
    /// Until its server was asked.
    pub before_us: u64,
    /// Until there was a connection to the server.
    pub connecting_us: u64,
    /// Until the server's answer.
    pub server_us: u64,
    /// The way back.
    pub after_us: u64,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditCallView {
    /// Id.
    pub id: AuditCallId,
    /// When it ended.
    pub at: Timestamp,
    /// What it was about.
    pub kind: CallKind,
    /// The endpoint it came in at, as it was called then.
    pub endpoint: Reference<EndpointId>,
    /// The server that was called, as it was called then; nothing for what was not there.
    pub server: Option<Reference<ServerId>>,
    /// The name, as the client wrote it.
    pub tool: String,
    /// The name at the server.
    pub original_tool: String,
    /// It may have changed something: it is a tool that does not say that it only reads.
    pub is_write: bool,
    /// Who called.
    pub caller: CallerView,
    /// What the client showed.
    pub credential: Option<CredentialView>,
    /// Name and version that the client gave itself; empty when it gave none.
    pub client: String,
    /// Names the client's session, where it had one.
    pub session: Option<String>,
    /// From where it was sent, where that is known.
    pub address: Option<String>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// What the error said.
    pub error: Option<String>,
    /// How long it took, in microseconds.
    pub elapsed_us: u64,
}

/// One call with everything that is written down of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditCallDetail {
    /// The call.
    pub call: AuditCallView,
    /// Where its time went.
    pub stages: CallStages,
    /// Bytes of the parameters as the server got them.
    pub request_bytes: u64,
    /// Bytes of the result or the error.
    pub answer_bytes: u64,
    /// The reader may change the endpoint: arguments and result are theirs to read.
    pub may_read_parts: bool,
    /// What is told of its arguments, where the namespace had that told.
    pub arguments: Option<CallPart>,
    /// What is told of its result.
    pub result: Option<CallPart>,
    /// The endpoint is still there and the reader sees it.
    pub has_endpoint: bool,
    /// The server is still there and the reader sees it.
    pub has_server: bool,
    /// Its place in the log.
    pub strand: AuditStrandId,
    /// The number there.
    pub seq: i64,
    /// Its hash, over itself and the call before it, in hexadecimal digits.
    pub hash: String,
}

/// A page of calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditCallsView {
    /// The calls, the newest first.
    pub calls: Vec<AuditCallView>,
    /// Where the next page begins, if there is one.
    pub next: Option<AuditCallId>,
    /// What can be chosen to filter by.
    pub choices: AuditChoices,
    /// How the log is.
    pub state: AuditState,
    /// The reader sees what everybody called, and what everybody changed.
    pub sees_all: bool,
}

/// What can be chosen to filter by: what there is now and the reader sees.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditChoices {
    /// Endpoints.
    pub endpoints: Vec<Reference<EndpointId>>,
    /// Servers.
    pub servers: Vec<Reference<ServerId>>,
    /// People; nobody for those who see their own calls only.
    pub people: Vec<Reference<UserId>>,
    /// Keys.
    pub keys: Vec<Reference<ApiKeyId>>,
}

/// How the log of calls is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditState {
    /// Calls are written down.
    pub is_on: bool,
    /// For so many days; 0 for ever.
    pub days: u64,
    /// So many at most; 0 without a bound.
    pub most_rows: u64,
    /// Calls that this process could not write down since its start, because too many came at once or the database did
    /// not take them.
    pub missing: u64,
    /// Calls that wait to be written down.
    pub waiting: u64,
}
