//! `tools/call`: one request to the upstream, recorded exactly once however it ends.

use std::time::Instant;

use model::CallOutcome;
use tokio_util::sync::CancellationToken;

use super::{context::Context, forward, resolve::Forward};
use crate::{
    Error,
    envelope::Answer,
    gateway::Inner,
    raw::RawObject,
    recorder::{CallRecord, now},
    upstream::listener::Ears,
};

/// Runs a call. Dropping the future cancels it at the upstream. `ears` hear what the upstream says meanwhile, all of
/// it before this resolves.
pub(crate) async fn run(
    gateway: &Inner,
    context: &Context,
    call: &Forward,
    cancelled: &CancellationToken,
    ears: Ears,
    began: Instant,
) -> Result<Answer, Error> {
    let mut recording = Recording {
        gateway,
        context,
        call,
        began,
        outcome: CallOutcome::Cancelled,
    };
    let answer = forward::run(gateway, context, "tools/call", call, cancelled, ears).await;
    recording.outcome = match &answer {
        Ok(answer) => outcome(answer),
        Err(Error::Cancelled) => CallOutcome::Cancelled,
        Err(_) => CallOutcome::Error,
    };
    answer
}

/// Records on drop, so that a call whose client has left is not forgotten: it counts as cancelled.
struct Recording<'a> {
    gateway: &'a Inner,
    context: &'a Context,
    call: &'a Forward,
    began: Instant,
    outcome: CallOutcome,
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        let (endpoint, tool) = (&self.context.endpoint, &self.call.target);
        self.gateway.usage.count(tool);
        self.gateway.recorder.record(CallRecord {
            at: now(),
            endpoint_id: endpoint.id,
            endpoint: endpoint.name.clone(),
            server_id: tool.server_id,
            tool: tool.exposed.clone(),
            original_tool: tool.original.clone(),
            client: self.context.client.clone(),
            principal: self.context.principal,
            outcome: self.outcome,
            elapsed: self.began.elapsed(),
            arguments: self.call.details.arguments(),
            result: self.call.details.result(),
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
