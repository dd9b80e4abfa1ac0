//! What a target says and asks.

use std::sync::Arc;

use serde_json::{json, value::RawValue};

use super::say;
use crate::{
    Changed,
    inspector::{
        inspection::{Asker, Inspection},
        message::{self, Message, raw},
    },
    services::Inner,
};

/// One message that is not the answer that somebody reads for. `n` is the request on whose stream it came.
pub(super) async fn hear(inner: &Arc<Inner>, inspection: &Arc<Inspection>, message: Message, n: Option<u64>) {
    let now = inner.parts.clock.now();
    match (message.method.clone(), &message.id) {
        (None, _) => {
            if let Some(n) = message.number() {
                inspection.came(n, message);
            }
            return;
        }
        (Some(method), None) => inspection.noticed(&method, message.params(), now),
        (Some(method), Some(id)) => {
            if let Some(reply) = reply(inspection, id, &method, message.params(), n) {
                say(inner, inspection, reply).await;
            }
        }
    }
    inner.changes.tell(Changed::Inspections);
}

/// The answer to a question, where the person is not asked.
fn reply(
    inspection: &Inspection,
    id: &RawValue,
    method: &str,
    params: &str,
    n: Option<u64>,
) -> Option<String> {
    let refused = |code: i64, text: &str| {
        let error = raw(&json!({ "code": code, "message": text }));
        Some(message::reply(id, "error", &error))
    };
    match method {
        "ping" => Some(message::reply(id, "result", &raw(&json!({})))),
        "roots/list" => Some(message::reply(id, "result", &inspection.roots_result())),
        "sampling/createMessage" | "elicitation/create" => {
            if inspection.asked(Asker::Server(id.to_owned()), method, params, n) {
                None
            } else {
                refused(-32603, "too many questions wait already")
            }
        }
        _ => refused(-32601, "the inspector does not know this method"),
    }
}
