//! Sessions.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::everything::{Era, Everything, Kind};

use super::{Legacy, era, request, text};

async fn session() -> (Everything, Legacy) {
    let (server, http) = era(Era::Legacy).await;
    let client = Legacy::open(http, "2025-11-25").await;
    (server, client)
}

fn answer(asked: &Value, result: Value) -> Value {
    let mut message = json!({ "jsonrpc": "2.0", "id": asked["id"] });
    message["result"] = result;
    message
}

#[tokio::test]
async fn ends_with_delete_and_with_a_restart() {
    let (server, client) = session().await;
    assert_eq!(server.sessions(), 1);
    let deleted = client
        .http
        .send(Method::DELETE, &client.headers(&[]), "")
        .await
        .expect("an answer");
    assert_eq!((deleted.status, server.sessions()), (StatusCode::OK, 0));
    let ping = || request(2, "ping", json!({}));
    assert_eq!(client.send(ping()).await.status, StatusCode::NOT_FOUND);
    let client = Legacy::open(client.http, "2025-11-25").await;
    let mut waiting = client.call(2, "wait", json!({})).await;
    server.forget_sessions();
    assert!(waiting.message().await.is_none());
    assert_eq!(client.send(ping()).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_restarted_server_does_not_know_the_sessions_of_the_first() {
    let (server, client) = session().await;
    let address = server.address();
    server.stop().await;
    assert!(
        client
            .http
            .send(Method::GET, &client.headers(&[]), "")
            .await
            .is_err()
    );
    let server = Everything::start_at(address, Era::Legacy.into())
        .await
        .expect("the same address");
    assert_eq!(
        client.send(request(2, "ping", json!({}))).await.status,
        StatusCode::NOT_FOUND
    );
    Legacy::open(client.http, "2025-11-25").await;
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn agrees_on_the_version_that_the_client_speaks() {
    let (_server, http) = era(Era::Legacy).await;
    for (asked, agreed) in [
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("1999-01-01", "2025-11-25"),
    ] {
        let opened = http.post(&super::JSON, super::initialize(asked)).await;
        assert!(
            opened.text.contains(&format!(r#""protocolVersion":"{agreed}""#)),
            "{}",
            opened.text
        );
    }
}

#[tokio::test]
async fn asks_on_the_stream_of_the_call() {
    let (_server, client) = session().await;
    let mut call = client.call(2, "test_sampling", json!({ "prompt": "Who?" })).await;
    let asked = call.next().await;
    assert_eq!(asked["method"], "sampling/createMessage");
    let said = json!({ "role": "assistant", "content": { "type": "text", "text": "Me" }, "model": "m" });
    assert_eq!(
        client.send(answer(&asked, said)).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(text(&call.next().await), "LLM response: Me");

    let mut call = client.call(3, "ask_roots", json!({})).await;
    let asked = call.next().await;
    assert_eq!(asked["method"], "roots/list");
    client
        .send(answer(&asked, json!({ "roots": [{ "uri": "file:///tmp" }] })))
        .await;
    assert_eq!(
        call.next().await["result"]["structuredContent"]["roots"][0]["uri"],
        "file:///tmp"
    );
}

#[tokio::test]
async fn what_the_suite_calls_again_is_asked_on_the_stream_too() {
    let (_server, client) = session().await;
    let mut call = client
        .call(2, "test_input_required_result_multi_round", json!({}))
        .await;
    let asked = call.next().await;
    client
        .send(answer(
            &asked,
            json!({ "action": "accept", "content": { "name": "Ada" } }),
        ))
        .await;
    let asked = call.next().await;
    client
        .send(answer(
            &asked,
            json!({ "action": "accept", "content": { "color": "red" } }),
        ))
        .await;
    assert_eq!(text(&call.next().await), "Ada likes red");
}

#[tokio::test]
async fn a_refused_question_is_the_tools_error() {
    let (_server, client) = session().await;
    let mut call = client
        .call(2, "test_elicitation", json!({ "message": "Who?" }))
        .await;
    let asked = call.next().await;
    let error = json!({ "code": -1, "message": "No user" });
    client
        .send(json!({ "jsonrpc": "2.0", "id": asked["id"], "error": error }))
        .await;
    let answer = call.next().await;
    assert_eq!(answer["result"]["isError"], true);
    assert!(text(&answer).contains("No user"), "{answer}");
}

#[tokio::test]
async fn a_cancelled_call_ends_its_stream_and_takes_its_question_back() {
    let (server, client) = session().await;
    let cancel = |id: u64| json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } });
    let mut asking = client
        .call(2, "test_elicitation", json!({ "message": "Who?" }))
        .await;
    let asked = asking.next().await;
    client.send(cancel(2)).await;
    let withdrawn = asking.next().await;
    assert_eq!(withdrawn["method"], "notifications/cancelled");
    assert_eq!(withdrawn["params"]["requestId"], asked["id"]);
    assert!(asking.message().await.is_none());

    let mut message = request(3, "tools/call", json!({ "name": "wait" }));
    message["params"]["_meta"]["progressToken"] = json!("arrived");
    let mut waiting = client.ask(message).await;
    waiting.next().await;
    assert_eq!((server.waiting(), server.cancelled()), (1, 0));
    client.send(cancel(3)).await;
    assert!(waiting.message().await.is_none());
    let count = client.call(4, "cancelled_count", json!({})).await.answer().await;
    assert_eq!((text(&count), server.waiting()), ("1", 0));
}

#[tokio::test]
async fn a_lost_connection_is_no_cancellation_and_can_be_resumed() {
    let (_server, client) = session().await;
    let mut call = client.call(2, "test_reconnection", json!({})).await;
    let first = call.event().await.expect("an event");
    assert_eq!((first.data.as_str(), first.retry.as_str()), ("", "500"));
    assert!(call.event().await.is_none(), "the stream ends before the answer");
    let last = [("last-event-id", first.id.as_str())];
    let mut rest = client.stream(Method::GET, &last, "").await;
    assert_eq!(rest.next().await["id"], 2);
    assert!(rest.message().await.is_none());
    // What was fetched can be fetched again.
    let mut again = client.stream(Method::GET, &last, "").await;
    assert_eq!(again.next().await["id"], 2);
}

#[tokio::test]
async fn announces_changes_to_those_who_listen() {
    let (server, client) = session().await;
    let mut announced = client.listen().await;
    for (kind, method) in [
        (Kind::Tools, "notifications/tools/list_changed"),
        (Kind::Prompts, "notifications/prompts/list_changed"),
        (Kind::Resources, "notifications/resources/list_changed"),
    ] {
        assert!(server.add(kind, "new") && !server.add(kind, "new"));
        assert_eq!(announced.next().await["method"], method);
    }
    assert_eq!(
        text(&client.call(2, "new", json!({})).await.answer().await),
        "new"
    );
    let read = request(3, "resources/read", json!({ "uri": "test://added/new" }));
    assert_eq!(
        client.ask(read).await.answer().await["result"]["contents"][0]["text"],
        "new"
    );

    // Only the second is subscribed to.
    client.call(4, "update_resource", json!({})).await.answer().await;
    let watched = || json!({ "uri": "test://watched-resource" });
    client
        .ask(request(5, "resources/subscribe", watched()))
        .await
        .answer()
        .await;
    client.call(6, "update_resource", json!({})).await.answer().await;
    client
        .ask(request(7, "resources/unsubscribe", watched()))
        .await
        .answer()
        .await;
    client.call(8, "update_resource", json!({})).await.answer().await;
    client
        .call(9, "remove_tool", json!({ "name": "new" }))
        .await
        .answer()
        .await;
    let updated = announced.next().await;
    assert_eq!(updated["method"], "notifications/resources/updated");
    assert_eq!(updated["params"], watched());
    assert_eq!(
        announced.next().await["method"],
        "notifications/tools/list_changed"
    );
}

#[tokio::test]
async fn announcements_wait_for_the_next_connection() {
    let (server, client) = session().await;
    server.add(Kind::Tools, "one");
    let mut first = client.listen().await;
    assert_eq!(first.next().await["method"], "notifications/tools/list_changed");
    let mut second = client.listen().await;
    assert!(first.message().await.is_none(), "one connection at a time");
    server.add(Kind::Prompts, "two");
    assert_eq!(
        second.next().await["method"],
        "notifications/prompts/list_changed"
    );
}

#[tokio::test]
async fn logs_from_the_level_on_that_the_client_sets() {
    let (_server, client) = session().await;
    let mut call = client.call(2, "test_logging_tool", json!({})).await;
    assert_eq!(call.next().await["method"], "notifications/message");
    let set = request(3, "logging/setLevel", json!({ "level": "error" }));
    assert_eq!(client.ask(set).await.answer().await["result"], json!({}));
    let mut call = client.call(4, "test_logging_tool", json!({})).await;
    assert_eq!(call.next().await["id"], 4);
    let set = request(5, "logging/setLevel", json!({ "level": "loud" }));
    assert_eq!(client.ask(set).await.answer().await["error"]["code"], -32602);
}

#[tokio::test]
async fn batches_are_of_one_version_only() {
    let (_server, http) = era(Era::Legacy).await;
    let client = Legacy::open(http, "2025-03-26").await;
    let batch = json!([request(2, "ping", json!({})), request(3, "ping", json!({}))]);
    let mut answers = client.ask(batch.clone()).await;
    let mut ids = [
        answers.next().await["id"].as_u64(),
        answers.next().await["id"].as_u64(),
    ];
    ids.sort_unstable();
    assert_eq!(ids, [Some(2), Some(3)]);
    assert!(answers.message().await.is_none());
    let client = Legacy::open(client.http, "2025-06-18").await;
    assert_eq!(client.send(batch).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn refuses_versions_that_no_session_has() {
    let (_server, client) = session().await;
    for (version, status) in [
        ("2025-06-18", StatusCode::OK),
        ("2026-07-28", StatusCode::BAD_REQUEST),
    ] {
        let headers = client.headers(&[("mcp-protocol-version", version)]);
        let answer = client.http.post(&headers, request(2, "ping", json!({}))).await;
        assert_eq!(answer.status, status);
    }
}
