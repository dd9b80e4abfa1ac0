//! Spans of a finished call: one for the gateway's part, within it one for each stage, of which the server's is that of a client.
//!
//! They are made after the call, from its record. Names are those of the semantic conventions for MCP, as far as they have any.

use std::time::Duration;

use gateway::{CallRecord, TraceContext};
use model::{CallKind, CallOutcome};
use service::hide_tokens;

use super::proto::{KeyValue, Kind, Span, Status};
use crate::telemetry::meter::words::{error_type, method};

/// `STATUS_CODE_ERROR`
const ERROR: i32 = 2;
/// The span says whether its parent is somebody else's (`SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK`).
const SAYS_REMOTE: u32 = 0x100;
/// The parent is somebody else's (`SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK`).
const IS_REMOTE: u32 = 0x200;
/// The trace is written down.
const SAMPLED: u32 = 1;

/// A server, as spans name it.
#[derive(Clone, Default)]
pub(in crate::telemetry) struct Server {
    /// Its name.
    pub(in crate::telemetry) name: String,
    /// `pipe` or `tcp`, where it is reached by either.
    pub(in crate::telemetry) transport: Option<&'static str>,
}

/// The spans of a call that is to be written down, the whole first.
pub(in crate::telemetry) fn of(call: &CallRecord, server: Option<&Server>) -> Vec<Span> {
    let Some(trace) = call.trace.filter(|trace| trace.is_sampled) else {
        return Vec::new();
    };
    let mut spans = vec![whole(call, trace, server)];
    let mut at = trace.began;
    for (stage, took) in [
        ("before", call.stages.before),
        ("connecting", call.stages.connecting),
        ("server", call.stages.server),
        ("after", call.stages.after),
    ] {
        let ended = at.saturating_add(nanos(took));
        if !took.is_zero() {
            let (start_time_unix_nano, end_time_unix_nano) = (at, ended);
            spans.push(Span {
                start_time_unix_nano,
                end_time_unix_nano,
                ..if stage == "server" {
                    of_server(call, trace, server)
                } else {
                    of_stage(stage, trace)
                }
            });
        }
        at = ended;
    }
    spans
}

fn whole(call: &CallRecord, trace: TraceContext, server: Option<&Server>) -> Span {
    let mut attributes = about(call, &call.tool);
    attributes.extend([
        KeyValue::text("metamcp.endpoint", call.endpoint.as_ref()),
        KeyValue::text(
            "metamcp.outcome",
            crate::telemetry::meter::words::outcome(call.outcome),
        ),
        KeyValue::flag("metamcp.read_only", call.is_read_only),
        KeyValue::number("metamcp.request.size", call.request_bytes),
        KeyValue::number("metamcp.answer.size", call.answer_bytes),
    ]);
    if !call.client.is_empty() {
        attributes.push(KeyValue::text("metamcp.client", hide_tokens(&call.client)));
    }
    attributes.extend(of_which(call, server));
    Span {
        trace_id: trace.trace_id.to_be_bytes().to_vec(),
        span_id: trace.span.to_be_bytes().to_vec(),
        parent_span_id: trace.parent.map_or_else(Vec::new, |id| id.to_be_bytes().to_vec()),
        name: name(call, &call.tool),
        kind: Kind::Server.into(),
        start_time_unix_nano: trace.began,
        end_time_unix_nano: trace.began.saturating_add(nanos(call.elapsed)),
        attributes,
        status: status(call),
        flags: SAMPLED | SAYS_REMOTE | if trace.parent.is_some() { IS_REMOTE } else { 0 },
    }
}

fn of_server(call: &CallRecord, trace: TraceContext, server: Option<&Server>) -> Span {
    let mut attributes = about(call, &call.original_tool);
    attributes.extend(of_which(call, server));
    if let Some(transport) = server.and_then(|server| server.transport) {
        attributes.push(KeyValue::text("network.transport", transport));
    }
    Span {
        span_id: trace.server_span.to_be_bytes().to_vec(),
        name: name(call, &call.original_tool),
        kind: Kind::Client.into(),
        attributes,
        status: status(call),
        ..of_stage("server", trace)
    }
}

fn of_stage(stage: &'static str, trace: TraceContext) -> Span {
    Span {
        trace_id: trace.trace_id.to_be_bytes().to_vec(),
        // Nobody else is told of it.
        span_id: inner(trace.span, stage).to_be_bytes().to_vec(),
        parent_span_id: trace.span.to_be_bytes().to_vec(),
        name: stage.to_owned(),
        kind: Kind::Internal.into(),
        attributes: vec![KeyValue::text("metamcp.stage", stage)],
        flags: SAMPLED | SAYS_REMOTE,
        ..Span::default()
    }
}

/// An id for a span within another one: as good as random, since the other one is.
fn inner(span: u64, stage: &str) -> u64 {
    let mixed = stage.bytes().fold(span, |id, byte| {
        (id ^ u64::from(byte))
            .wrapping_mul(0x0000_0100_0000_01b3)
            .rotate_left(29)
    });
    mixed.max(1)
}

fn about(call: &CallRecord, name: &str) -> Vec<KeyValue> {
    let mut attributes = vec![KeyValue::text("mcp.method.name", method(call.kind))];
    match call.kind {
        CallKind::Tool => attributes.extend([
            KeyValue::text("gen_ai.operation.name", "execute_tool"),
            KeyValue::text("gen_ai.tool.name", hide_tokens(name)),
        ]),
        CallKind::Prompt => attributes.push(KeyValue::text("gen_ai.prompt.name", hide_tokens(name))),
        CallKind::Resource => attributes.push(KeyValue::text("mcp.resource.uri", address(name))),
    }
    if let Some(kind) = error_type(call.outcome) {
        attributes.push(KeyValue::text("error.type", kind));
    }
    attributes
}

fn of_which(call: &CallRecord, server: Option<&Server>) -> Vec<KeyValue> {
    let Some(id) = call.server_id else {
        return Vec::new();
    };
    let mut attributes = vec![KeyValue::text("metamcp.server.id", id.to_string())];
    if let Some(server) = server {
        attributes.push(KeyValue::text("metamcp.server", server.name.clone()));
    }
    attributes
}

/// `{mcp.method.name} {target}`; a resource's URI has too many values for a name.
fn name(call: &CallRecord, target: &str) -> String {
    match call.kind {
        CallKind::Resource => method(call.kind).to_owned(),
        kind => format!("{} {}", method(kind), hide_tokens(target)),
    }
}

/// What stands behind the path of a URI may be anybody's.
fn address(uri: &str) -> String {
    let end = uri.find(['?', '#']).unwrap_or(uri.len());
    hide_tokens(&uri[..end]).into_owned()
}

fn status(call: &CallRecord) -> Option<Status> {
    let message = match call.outcome {
        CallOutcome::Ok | CallOutcome::Cancelled => return None,
        CallOutcome::ToolError => String::new(),
        CallOutcome::Error => {
            let error = call.error.as_deref().unwrap_or_default();
            hide_tokens(error).into_owned()
        }
    };
    Some(Status { message, code: ERROR })
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
