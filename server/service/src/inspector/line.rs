//! What an inspection says to the gateway and hears from it: Streamable HTTP of 2025-11-25, in process.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::FutureExt;
use gateway::{Body, PrincipalId};
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

use super::inspection::Inspection;
use crate::{Changed, services::Inner};

const SESSION: &str = "mcp-session-id";
const VERSION: &str = "2025-11-25";
/// The largest message that is read.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// Between two looks at whether an inspection is still in use.
const LOOK: Duration = Duration::from_secs(30);
/// An inspection that nobody looks at for so long is over.
const IDLE: Duration = Duration::from_mins(30);

/// Says the first words. The answer to `initialize`, or why there is none.
pub(super) async fn greet(inner: &Arc<Inner>, inspection: &Arc<Inspection>, n: u64) -> Result<Value, String> {
    let params = json!({
        "protocolVersion": VERSION,
        "capabilities": { "sampling": {}, "elicitation": { "form": {}, "url": {} }, "roots": { "listChanged": true } },
        "clientInfo": { "name": "metamcp-inspector", "title": "MetaMCP inspector", "version": env!("CARGO_PKG_VERSION") },
    });
    let message = json!({ "jsonrpc": "2.0", "id": n, "method": "initialize", "params": params });
    let response = send(inner, inspection, Method::POST, Some(&message)).await;
    let session = response.headers().get(SESSION).and_then(|it| it.to_str().ok());
    let session = session.map(str::to_owned);
    let answer = read(inner, inspection, response, Some(n)).await?;
    if let Some(result) = answer.get("result") {
        inspection.greeted(session, result);
        notify(inner, inspection, "notifications/initialized", &json!({})).await;
    }
    Ok(answer)
}

/// Sends a request and waits for what comes back.
pub(super) async fn ask(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    n: u64,
    method: &str,
    mut params: Value,
) -> Result<Value, String> {
    if let Some(params) = params.as_object_mut() {
        let meta = params.entry("_meta").or_insert_with(|| json!({}));
        if let Some(meta) = meta.as_object_mut() {
            meta.entry("progressToken").or_insert_with(|| n.into());
        }
    }
    let message = json!({ "jsonrpc": "2.0", "id": n, "method": method, "params": params });
    let response = send(inner, inspection, Method::POST, Some(&message)).await;
    read(inner, inspection, response, Some(n)).await
}

/// Sends a notification.
pub(super) async fn notify(inner: &Arc<Inner>, inspection: &Arc<Inspection>, method: &str, params: &Value) {
    let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
    send(inner, inspection, Method::POST, Some(&message)).await;
}

/// Answers a question of a server: `answer` has a `result` or an `error`.
pub(super) async fn reply(inner: &Arc<Inner>, inspection: &Arc<Inspection>, id: &Value, mut answer: Value) {
    answer["jsonrpc"] = "2.0".into();
    answer["id"] = id.clone();
    send(inner, inspection, Method::POST, Some(&answer)).await;
}

/// Listens for as long as the inspection lives, and tidies up after it.
pub(super) async fn listen(inner: Arc<Inner>, inspection: Arc<Inspection>) {
    let hear = async {
        while inspection.session().is_some() {
            let response = send(&inner, &inspection, Method::GET, None).await;
            if !response.status().is_success() {
                break;
            }
            // A stream that ends is opened again: streams have a longest time.
            if read(&inner, &inspection, response, None).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    let grow_old = async {
        loop {
            tokio::time::sleep(LOOK).await;
            let now = inner.parts.clock.instant();
            if now.saturating_duration_since(inspection.used_at()) > IDLE {
                break;
            }
        }
    };
    tokio::select! {
        () = hear => {}
        () = grow_old => {}
        () = inspection.over.cancelled() => {}
    }
    inspection.over.cancel();
    inner.inspections.remove(inspection.id);
    if inspection.session().is_some() {
        send(&inner, &inspection, Method::DELETE, None).await;
    }
    inner.keeper.reveal(inspection.endpoint_id).await;
    inner.changes.tell(Changed::Inspections);
}

async fn send(
    inner: &Inner,
    inspection: &Inspection,
    method: Method,
    message: Option<&Value>,
) -> Response<Body> {
    let accept = if method == Method::GET {
        "text/event-stream"
    } else {
        "application/json, text/event-stream"
    };
    let mut request = Request::new(Full::new(
        message.map_or_else(Bytes::new, |message| Bytes::from(message.to_string())),
    ));
    *request.method_mut() = method;
    let headers = request.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/json"),
    );
    headers.insert(header::ACCEPT, header::HeaderValue::from_static(accept));
    if let Some(session) = inspection.session().and_then(|it| it.parse().ok()) {
        headers.insert(SESSION, session);
        headers.insert("mcp-protocol-version", header::HeaderValue::from_static(VERSION));
    }
    let principal = PrincipalId::User(inspection.owner);
    let gateway = &inner.parts.gateway;
    // Boxed: the way of a request is a deep type, and this one is part of several tasks.
    gateway
        .inspect(inspection.endpoint_id, principal, request)
        .boxed()
        .await
}

/// Hears everything in a body. The answer to `n`, which is the last word; else nothing when the stream is over.
async fn read(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    response: Response<Body>,
    n: Option<u64>,
) -> Result<Value, String> {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_stream = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    let mut body = response.into_body();
    let mut text = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.unwrap_or_else(|never| match never {}).into_data() else {
            continue;
        };
        text.extend_from_slice(&data);
        if text.len() > MAX_MESSAGE {
            return Err(format!("a message is longer than {MAX_MESSAGE} bytes"));
        }
        while let Some(event) = is_stream.then(|| take_event(&mut text)).flatten() {
            if let Some(answer) = hear(inner, inspection, event, n).await {
                return Ok(answer);
            }
        }
    }
    if is_stream {
        return match n {
            Some(_) => Err("the stream ended before there was an answer".to_owned()),
            None => Ok(Value::Null),
        };
    }
    match serde_json::from_slice::<Value>(&text) {
        Ok(message) if message.get("result").is_some() || message.get("error").is_some() => Ok(message),
        _ => Err(format!("{status} {}", String::from_utf8_lossy(&text))
            .trim()
            .to_owned()),
    }
}

/// The data of the next event that is there as a whole.
fn take_event(text: &mut Vec<u8>) -> Option<Value> {
    loop {
        let end = text.windows(2).position(|two| two == b"\n\n")?;
        let event: Vec<u8> = text.drain(..end + 2).collect();
        let event = String::from_utf8_lossy(&event);
        let data: Vec<_> = event
            .lines()
            .filter_map(|line| line.strip_prefix("data:"))
            .collect();
        // Comments keep lines open and say nothing.
        if let Ok(message) = serde_json::from_str(data.join("\n").trim()) {
            return Some(message);
        }
    }
}

/// One message: the answer to `n` comes back, everything else is kept.
async fn hear(
    inner: &Arc<Inner>,
    inspection: &Arc<Inspection>,
    message: Value,
    n: Option<u64>,
) -> Option<Value> {
    let method = message["method"].as_str().map(str::to_owned);
    match (method, message.get("id")) {
        (None, Some(id)) if id.as_u64() == n => return Some(message),
        (None, _) => return None,
        (Some(method), None) => {
            if method == "notifications/cancelled" {
                inspection.withdrawn(&message["params"]["requestId"]);
            }
            inspection.noticed(&method, &message["params"], inner.parts.clock.now());
        }
        (Some(method), Some(id)) => {
            let refused = |code: i64, text: &str| json!({ "error": { "code": code, "message": text } });
            let answer = match method.as_str() {
                "ping" => Some(json!({ "result": {} })),
                "roots/list" => Some(json!({ "result": { "roots": [] } })),
                "sampling/createMessage" | "elicitation/create" => {
                    let was_kept = inspection.asked(id, &method, &message["params"]);
                    (!was_kept).then(|| refused(-32603, "too many questions wait already"))
                }
                _ => Some(refused(-32601, "the inspector does not know this method")),
            };
            if let Some(answer) = answer {
                reply(inner, inspection, id, answer).await;
            }
        }
    }
    inner.changes.tell(Changed::Inspections);
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::take_event;

    #[test]
    fn events_are_taken_whole_and_in_order() {
        let mut text = b": hello\n\nid: 1\ndata: {\"a\":\ndata: 1}\n\ndata: {\"b\":2}\n\ndata: {\"c".to_vec();
        assert_eq!(take_event(&mut text), Some(json!({ "a": 1 })));
        assert_eq!(take_event(&mut text), Some(json!({ "b": 2 })));
        assert_eq!(take_event(&mut text), None);
        assert_eq!(text, b"data: {\"c");
    }
}
