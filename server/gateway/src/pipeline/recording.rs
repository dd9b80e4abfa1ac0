//! The record of a call: made exactly once, however the call ends.

use std::{sync::Arc, time::Instant};

use model::{CallKind, CallOutcome};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    context::Context,
    resolve::Forward,
    sender::Came,
    trace::{Trace, TraceContext},
};
use crate::{
    Error, PrincipalId,
    envelope::Answer,
    gateway::Inner,
    middleware::Sending,
    raw::{RawObject, decode_string},
    recorder::{CallRecord, Stages, now},
    registry::Endpoint,
};

/// The most bytes of a text that a record has.
const MAX_TEXT: usize = 1024;

/// Records on drop, so that a call whose client has left is not forgotten: it counts as cancelled.
pub(crate) struct Recording<'a> {
    gateway: &'a Inner,
    context: &'a Context,
    kind: CallKind,
    call: &'a Forward,
    trace: Option<TraceContext>,
    outcome: CallOutcome,
    error: Option<Box<str>>,
    answer_bytes: usize,
}

impl<'a> Recording<'a> {
    /// Of a call that begins.
    pub(crate) fn of(sending: &Sending<'a>, kind: CallKind) -> Self {
        Self {
            gateway: sending.gateway,
            context: sending.context,
            kind,
            call: sending.forward,
            trace: sending.traced.as_ref().map(|traced| traced.context),
            outcome: CallOutcome::Cancelled,
            error: None,
            answer_bytes: 0,
        }
    }

    /// It has come to an end.
    pub(crate) fn ended(&mut self, answer: &Result<Answer, Error>) {
        let masked = |text: String| self.gateway.upstreams.masked(self.call.target.server_id, text);
        match answer {
            Ok(answer) => {
                self.outcome = outcome(answer);
                self.error = answer.error().map(|it| bounded(&masked(message(it))));
                self.answer_bytes = answer.result().or(answer.error()).map_or(0, <[u8]>::len);
            }
            Err(Error::Cancelled) => self.outcome = CallOutcome::Cancelled,
            Err(error) => {
                self.outcome = CallOutcome::Error;
                self.error = Some(bounded(&masked(error.message())));
            }
        }
    }
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        let (context, target) = (self.context, &self.call.target);
        if self.kind == CallKind::Tool {
            self.gateway.usage.count(target);
        }
        let elapsed = context.began.elapsed();
        let record = CallRecord {
            at: now(),
            kind: self.kind,
            endpoint_id: context.endpoint.id,
            endpoint: context.endpoint.name.clone(),
            server_id: Some(target.server_id),
            tool: target.exposed.clone(),
            original_tool: target.original.clone(),
            is_read_only: target.is_read_only || self.kind != CallKind::Tool,
            client: context.client.clone(),
            principal: context.principal,
            credential: context.sender.credential,
            address: context.sender.address,
            session: context.asker.as_ref().map(|asker| asker.session.handle()),
            trace: self.trace,
            outcome: self.outcome,
            error: self.error.take(),
            elapsed,
            stages: self.call.clock.stages(context.began, elapsed),
            request_bytes: self.call.bytes(),
            answer_bytes: self.answer_bytes,
            arguments: self.call.details.arguments(),
            result: self.call.details.result(),
        };
        if let Some(exchange) = &context.sender.exchange {
            exchange.call(&record);
        }
        self.gateway.recorder.record(record);
    }
}

/// Who asked for something that is not there for them.
pub(crate) struct Refused<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) principal: PrincipalId,
    pub(crate) came: Came<'a>,
    pub(crate) client: &'a Arc<str>,
    pub(crate) session: Option<u64>,
    pub(crate) began: Instant,
}

impl Refused<'_> {
    /// Records a call that reached no server.
    pub(crate) fn record(self, gateway: &Inner, method: &str, params: Option<&RawValue>, error: &Error) {
        let (kind, field) = match method {
            "tools/call" => (CallKind::Tool, "name"),
            "prompts/get" => (CallKind::Prompt, "name"),
            "resources/read" => (CallKind::Resource, "uri"),
            _ => return,
        };
        let name: Arc<str> = params
            .and_then(|params| RawObject::parse(params.get(), &[]).ok())
            .and_then(|params| decode_string(params.get(field)?).map(|name| bounded(&name)))
            .unwrap_or_default()
            .into();
        let trace = Trace::of(gateway.options.tracing, self.came.headers, params);
        let elapsed = self.began.elapsed();
        gateway.recorder.record(CallRecord {
            at: now(),
            kind,
            endpoint_id: self.endpoint.id,
            endpoint: self.endpoint.name.clone(),
            server_id: None,
            tool: name.clone(),
            original_tool: name,
            is_read_only: kind != CallKind::Tool,
            client: self.client.clone(),
            principal: self.principal,
            credential: self.came.credential,
            address: self.came.address,
            session: self.session,
            trace: trace.map(|trace| trace.call(self.began).context),
            outcome: CallOutcome::Error,
            error: Some(bounded(&error.message())),
            elapsed,
            stages: Stages {
                before: elapsed,
                ..Stages::default()
            },
            request_bytes: params.map_or(0, |params| params.get().len()),
            answer_bytes: 0,
            arguments: None,
            result: None,
        });
    }
}

fn outcome(answer: &Answer) -> CallOutcome {
    match answer.result() {
        None => CallOutcome::Error,
        Some(result) if is_tool_error(result) => CallOutcome::ToolError,
        Some(_) => CallOutcome::Ok,
    }
}

/// The message of a JSON-RPC error.
fn message(error: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Object {
        #[serde(default)]
        message: String,
    }
    serde_json::from_slice(error).map_or_else(|_| String::new(), |Object { message }| message)
}

fn bounded(text: &str) -> Box<str> {
    text[..text.floor_char_boundary(MAX_TEXT)].into()
}

/// The result has `"isError": true` at its top. Most results do not even have the word in them.
pub(crate) fn is_tool_error(result: &[u8]) -> bool {
    let Ok(result) = std::str::from_utf8(result) else {
        return false;
    };
    result.contains("\"isError\"")
        && RawObject::parse(result, &[])
            .is_ok_and(|object| object.get("isError").is_some_and(|value| value.get() == "true"))
}

#[cfg(test)]
mod tests {
    use super::is_tool_error;

    #[test]
    fn finds_the_error_flag_at_the_top_only() {
        let cases = [
            (r#"{"content":[],"isError":true}"#, true),
            (r#"{"isError" : true}"#, true),
            (r#"{"content":[],"isError":false}"#, false),
            (
                r#"{"content":[{"type":"text","text":"\"isError\":true"}]}"#,
                false,
            ),
            (r#"{"structuredContent":{"isError":true}}"#, false),
            (r"{}", false),
        ];
        for (result, is_error) in cases {
            assert_eq!(is_tool_error(result.as_bytes()), is_error, "{result}");
        }
    }
}
