//! Sessions over HTTP+SSE.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::everything::{Era, Everything};

use super::{Events, JSON, era, initialize, request};
use crate::support::{Http, call};

const STREAM: [(&str, &str); 1] = [("accept", "text/event-stream")];

async fn open(server: &Everything) -> (Events, Http) {
    let stream = Http::new(server.sse_url()).open(Method::GET, &STREAM, "").await;
    let mut events = Events::new(stream.expect("an answer"));
    let path = events.event().await.expect("an event").data;
    (events, Http::new(format!("http://{}{path}", server.address())))
}

#[tokio::test]
async fn everything_comes_on_the_one_stream() {
    let (server, _) = era(Era::Both).await;
    let (mut events, messages) = open(&server).await;
    let send = async |message: Value| {
        let answer = messages.post(&JSON, message).await;
        assert_eq!((answer.status, &*answer.text), (StatusCode::ACCEPTED, ""));
    };
    send(initialize("2024-11-05")).await;
    let opened = events.message().await.expect("an answer");
    assert_eq!(opened["result"]["protocolVersion"], "2024-11-05");
    send(json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })).await;
    send(call(2, "ask_roots", json!({}))).await;
    let asked = events.message().await.expect("a question");
    assert_eq!(asked["method"], "roots/list");
    send(json!({ "jsonrpc": "2.0", "id": asked["id"], "result": { "roots": [] } })).await;
    assert_eq!(events.message().await.expect("an answer")["id"], 2);
    assert_eq!(server.sessions(), 1);
    drop(events);
    while server.sessions() > 0 {
        tokio::task::yield_now().await;
    }
    let late = messages.post(&JSON, request(3, "ping", json!({}))).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_restart_ends_the_stream_and_a_modern_server_has_none() {
    let (server, _) = era(Era::Legacy).await;
    let (mut events, messages) = open(&server).await;
    messages.post(&JSON, initialize("2024-11-05")).await;
    events.message().await.expect("an answer");
    server.forget_sessions();
    assert!(events.message().await.is_none());
    let (server, _) = era(Era::Modern).await;
    let refused = Http::new(server.sse_url()).send(Method::GET, &STREAM, "").await;
    assert_eq!(refused.expect("an answer").status, StatusCode::METHOD_NOT_ALLOWED);
}
