//! Calls that wait until a person allows them.

use serde::{Deserialize, Serialize};

use crate::{ApprovalId, FieldErrors, NamespaceId, Reference, Timestamp, ToolView, length::at_most};

/// Characters of what somebody says about a refusal.
const MAX_REASON: usize = 500;

/// What became of a call that had to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    /// Nobody has said anything yet.
    Waiting,
    /// Somebody allowed it, once.
    Allowed,
    /// Somebody refused it.
    Refused,
    /// Nobody said anything in time.
    Expired,
    /// Its client left before.
    Withdrawn,
}

words!(ApprovalState:
    Waiting = "waiting",
    Allowed = "allowed",
    Refused = "refused",
    Expired = "expired",
    Withdrawn = "withdrawn",
);

/// In whose name a call would be made, as it was called when it asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum Asker {
    /// Anyone: the endpoint is open.
    Anyone,
    /// A person.
    Person(String),
    /// The holder of a key.
    Key(String),
}

/// A call that waits, or waited, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalView {
    /// Id.
    pub id: ApprovalId,
    /// Whose rule it is.
    pub namespace: Reference<NamespaceId>,
    /// Name of the endpoint where it came in.
    pub endpoint: String,
    /// Name of the server.
    pub server: String,
    /// The tool's name as the client called it.
    pub tool: String,
    /// The tool's name at the server.
    pub original_tool: String,
    /// Name and version that the client gave itself; empty when it gave none.
    pub client: String,
    /// In whose name.
    pub asker: Asker,
    /// What became of it.
    pub state: ApprovalState,
    /// Who decided, where somebody did.
    pub decided_by: Option<String>,
    /// When it was over.
    pub decided_at: Option<Timestamp>,
    /// What they said about it; often empty.
    pub reason: String,
    /// Since when.
    pub created_at: Timestamp,
    /// It is refused then.
    pub expires_at: Timestamp,
}

/// Calls that wait, and the last that waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalsView {
    /// Those that wait, the oldest first.
    pub waiting: Vec<ApprovalView>,
    /// Those that are over, the latest first.
    pub over: Vec<ApprovalView>,
    /// The namespaces whose calls the caller decides about, by name.
    pub namespaces: Vec<Reference<NamespaceId>>,
}

/// A call with everything that somebody has to know who decides about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalDetail {
    /// The call.
    pub approval: ApprovalView,
    /// Exactly what the server would be given, a JSON object; nothing when it cannot be read any more.
    pub arguments: Option<String>,
    /// The same, indented and without escapes.
    pub readable: Option<String>,
    /// SHA-256 of the arguments, hexadecimal: a decision names it, and is about nothing else.
    pub digest: String,
    /// The tool as its server describes it now, where it does.
    pub tool: Option<ToolView>,
}

/// What somebody says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalInput {
    /// Why, for the model; may be empty.
    #[serde(default)]
    pub reason: String,
    /// The digest of the arguments that they saw.
    #[serde(default)]
    pub digest: String,
}

impl RefusalInput {
    /// Checks the fields.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("reason", at_most(&self.reason, MAX_REASON));
        errors.into_result()
    }
}
