//! The same over stdin and stdout.

use serde_json::{Value, json};

use super::{initialize, request, text};
use crate::support::{Process, call};

fn started(era: &str) -> Process {
    Process::start("testkit-everything", &["--stdio", "--era", era])
}

fn modern(id: u64, method: &str, mut params: Value) -> Value {
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({ "elicitation": {} });
    request(id, method, params)
}

#[tokio::test]
async fn a_legacy_client_is_asked_and_told_of_changes() {
    let mut server = started("legacy");
    server.send(modern(0, "server/discover", json!({}))).await;
    assert_eq!(
        server.receive().await["error"]["code"],
        -32601,
        "so that a prober falls back"
    );
    server.send(initialize("2025-11-25")).await;
    assert_eq!(server.receive().await["result"]["protocolVersion"], "2025-11-25");
    server
        .send(json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }))
        .await;
    server.send(call(2, "ask_roots", json!({}))).await;
    let asked = server.receive().await;
    assert_eq!(asked["method"], "roots/list");
    server
        .send(json!({ "jsonrpc": "2.0", "id": asked["id"], "result": { "roots": [] } }))
        .await;
    assert_eq!(server.receive().await["id"], 2);
    server.send(call(3, "add_tool", json!({ "name": "new" }))).await;
    let both = [server.receive().await, server.receive().await];
    assert!(
        both.iter()
            .any(|message| message["method"] == "notifications/tools/list_changed")
    );
    assert!(both.iter().any(|message| message["id"] == 3));
}

#[tokio::test]
async fn a_modern_client_needs_no_session() {
    let mut server = started("both");
    server
        .send(modern(
            1,
            "subscriptions/listen",
            json!({ "notifications": { "toolsListChanged": true } }),
        ))
        .await;
    assert_eq!(
        server.receive().await["method"],
        "notifications/subscriptions/acknowledged"
    );
    server
        .send(modern(
            2,
            "tools/call",
            json!({ "name": "test_streaming_elicitation" }),
        ))
        .await;
    assert_eq!(server.receive().await["result"]["resultType"], "input_required");
    let cancel = |id: u64| json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } });
    let params = json!({ "name": "wait", "_meta": { "progressToken": "arrived" } });
    server.send(modern(3, "tools/call", params)).await;
    assert_eq!(server.receive().await["method"], "notifications/progress");
    server.send(cancel(3)).await;
    server.send(cancel(1)).await;
    // Cancelled subscribers hear nothing of it.
    server
        .send(modern(
            4,
            "tools/call",
            json!({ "name": "test_trigger_tool_change" }),
        ))
        .await;
    assert_eq!(server.receive().await["id"], 4);
    server
        .send(modern(5, "tools/call", json!({ "name": "cancelled_count" })))
        .await;
    assert_eq!(text(&server.receive().await), "1");
}

#[tokio::test]
async fn a_modern_server_refuses_initialize() {
    let mut server = started("modern");
    server.send(initialize("2025-11-25")).await;
    let error = server.receive().await["error"].clone();
    assert_eq!(error["code"], -32602);
    assert!(
        error["message"].as_str().expect("text").contains("2026-07-28"),
        "{error}"
    );
}

#[tokio::test]
async fn answers_what_was_asked_before_the_end() {
    let mut server = started("legacy");
    server.send(initialize("2025-06-18")).await;
    server.send(call(2, "test_tool_with_logging", json!({}))).await;
    server.stdin.take();
    let mut last = Value::Null;
    while let Some(line) = server.line().await {
        last = serde_json::from_str(&line).expect("JSON");
    }
    assert_eq!(last["id"], 2);
    assert!(server.child.wait().await.expect("ends").success());
}
