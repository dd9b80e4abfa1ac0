//! Calls that went through the gateway.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// A result.
    Ok,
    /// A result with `isError`: the tool says it failed.
    ToolError,
    /// A JSON-RPC error, of the upstream or of the gateway.
    Error,
    /// The client cancelled.
    Cancelled,
}

words!(CallOutcome: Ok = "ok", ToolError = "tool_error", Error = "error", Cancelled = "cancelled");

impl CallOutcome {
    /// Something went wrong.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::ToolError | Self::Error)
    }
}

/// What a call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// `tools/call`.
    Tool,
    /// `prompts/get`.
    Prompt,
    /// `resources/read`, and subscriptions to resources where they pass a chain.
    Resource,
}

words!(CallKind: Tool = "tool", Prompt = "prompt", Resource = "resource");

impl CallKind {
    /// The key of lists of it.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Tool => "tools",
            Self::Prompt => "prompts",
            Self::Resource => "resources",
        }
    }
}

/// One finished call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    /// When it ended.
    pub at: Timestamp,
    /// Name of the endpoint it came in at.
    pub endpoint: String,
    /// The tool's name as the client called it.
    pub tool: String,
    /// Name and version that the client gave itself; empty when it gave none.
    pub client: String,
    /// How it ended.
    pub outcome: CallOutcome,
    /// Microseconds from the last byte of the request to the first of the answer.
    pub elapsed_us: u64,
    /// What is told of its arguments: nothing where the namespace does not have it told, and nothing to those who may not
    /// change the endpoint.
    pub arguments: Option<CallPart>,
    /// What is told of its result, in the same way.
    pub result: Option<CallPart>,
}

/// What is told of a part of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPart {
    /// How large it was, in bytes.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits, where that is told.
    pub sha256: Option<String>,
    /// What it was, as JSON, where that is told; the beginning of what is long.
    pub text: Option<String>,
}
