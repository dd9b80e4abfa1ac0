//! The words for what a call was and how it ended, as metrics and traces say them.

use model::{CallKind, CallOutcome};

/// The method that a call had.
pub(crate) fn method(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Tool => "tools/call",
        CallKind::Prompt => "prompts/get",
        CallKind::Resource => "resources/read",
    }
}

/// How it ended.
pub(crate) fn outcome(outcome: CallOutcome) -> &'static str {
    match outcome {
        CallOutcome::Ok => "ok",
        CallOutcome::ToolError => "tool_error",
        CallOutcome::Error => "error",
        CallOutcome::Cancelled => "cancelled",
    }
}

/// `error.type` as the conventions want it: `tool_error` for a result that says so, `_OTHER` for what has no name.
pub(crate) fn error_type(outcome: CallOutcome) -> Option<&'static str> {
    match outcome {
        CallOutcome::Ok => None,
        CallOutcome::ToolError => Some("tool_error"),
        CallOutcome::Error => Some("_OTHER"),
        CallOutcome::Cancelled => Some("cancelled"),
    }
}
