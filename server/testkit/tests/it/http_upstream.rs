//! The demo server over HTTP.

use http::{Method, StatusCode};
use serde_json::json;
use testkit::http_upstream::{HttpOptions, HttpUpstream};

use super::support::{Http, Process, call, initialize};

async fn started(options: HttpOptions) -> (HttpUpstream, Http) {
    let upstream = HttpUpstream::start(options).await.expect("a free port");
    let http = Http::new(upstream.url());
    (upstream, http)
}

#[tokio::test]
async fn a_session_lives_from_initialize_to_delete() {
    let (upstream, http) = started(HttpOptions::default()).await;
    let opened = http.post(&[], initialize()).await;
    assert_eq!(opened.json()["result"]["protocolVersion"], "2025-06-18");
    let id = opened.headers["mcp-session-id"]
        .to_str()
        .expect("text")
        .to_owned();
    let session = [("mcp-session-id", id.as_str())];
    let noted = http
        .post(
            &session,
            json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        )
        .await;
    assert_eq!(noted.status, StatusCode::ACCEPTED);
    let echoed = http
        .post(&session, call(2, "echo", json!({ "message": "hello" })))
        .await;
    assert_eq!(echoed.json()["result"]["content"][0]["text"], "hello");
    assert_eq!(upstream.sessions(), 1);

    let deleted = http.send(Method::DELETE, &session, "").await.expect("an answer");
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    let after = http
        .post(&session, call(3, "echo", json!({ "message": "hello" })))
        .await;
    assert_eq!(after.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn refuses_what_is_no_session_no_message_and_no_post() {
    let (upstream, http) = started(HttpOptions::default()).await;
    assert_eq!(
        http.post(&[], call(1, "now", json!({}))).await.status,
        StatusCode::BAD_REQUEST
    );
    let opened = http.post(&[], initialize()).await;
    let id = opened.headers["mcp-session-id"]
        .to_str()
        .expect("text")
        .to_owned();
    let broken = http
        .send(Method::POST, &[("mcp-session-id", &id)], "{")
        .await
        .expect("an answer");
    assert_eq!(
        (broken.status, &broken.json()["error"]["code"]),
        (StatusCode::BAD_REQUEST, &json!(-32700))
    );
    let get = http.send(Method::GET, &[], "").await.expect("an answer");
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
    upstream.forget_sessions();
    let forgotten = http
        .post(&[("mcp-session-id", &id)], call(2, "now", json!({})))
        .await;
    assert_eq!(forgotten.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn asks_for_the_token_and_the_header_it_was_told_to() {
    let options = HttpOptions {
        bearer: Some("secret".to_owned()),
        require_header: Some("x-tenant=blue".to_owned()),
        ..HttpOptions::default()
    };
    let (_upstream, http) = started(options).await;
    let (bearer, tenant) = (("authorization", "Bearer secret"), ("x-tenant", "blue"));
    for headers in [
        &[][..],
        &[bearer],
        &[tenant],
        &[("authorization", "Bearer wrong"), tenant],
    ] {
        assert_eq!(
            http.post(headers, initialize()).await.status,
            StatusCode::UNAUTHORIZED,
            "{headers:?}"
        );
    }
    assert_eq!(
        http.post(&[bearer, tenant], initialize()).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn progress_comes_as_events_before_the_result() {
    let options = HttpOptions {
        stateless: true,
        ..HttpOptions::default()
    };
    let (_upstream, http) = started(options).await;
    let mut message = call(5, "slow_count", json!({ "to": 2, "interval_ms": 5 }));
    message["params"]["_meta"] = json!({ "progressToken": "p" });
    let answer = http.post(&[], message).await;
    assert_eq!(answer.headers["content-type"], "text/event-stream");
    let data: Vec<_> = answer
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .collect();
    assert_eq!(data.len(), 3, "{answer:?}");
    assert!(
        data[0].contains(r#""progressToken":"p","progress":1,"total":2"#),
        "{}",
        data[0]
    );
    assert!(data[2].contains(r#""id":5,"result""#), "{}", data[2]);
}

#[tokio::test]
async fn a_cancelled_call_ends_its_stream_without_a_result() {
    let options = HttpOptions {
        stateless: true,
        ..HttpOptions::default()
    };
    let (_upstream, http) = started(options).await;
    let cancel =
        json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 9 } });
    let cancelling = async {
        // The call may not have arrived yet, and cancelling nothing is no error: again until it ends.
        loop {
            http.post(&[], cancel.clone()).await;
            tokio::task::yield_now().await;
        }
    };
    let counting = http.post(
        &[],
        call(9, "slow_count", json!({ "to": 1000, "interval_ms": 1000 })),
    );
    tokio::select! {
        answer = counting => assert_eq!(answer.text, ""),
        () = cancelling => unreachable!("it never ends"),
    }
}

#[tokio::test]
async fn answers_with_events_when_told_to() {
    let options = HttpOptions {
        events: true,
        ..HttpOptions::default()
    };
    let (_upstream, http) = started(options).await;
    let opened = http.post(&[], initialize()).await;
    assert_eq!(opened.headers["content-type"], "text/event-stream");
    assert!(opened.headers.contains_key("mcp-session-id"));
    assert!(
        opened.text.starts_with("event: message\ndata: {\"jsonrpc\""),
        "{}",
        opened.text
    );
}

#[tokio::test]
async fn the_binary_says_where_it_listens() {
    let mut process = Process::start("testkit-http-upstream", &["--stateless"]);
    let url = process.line().await.expect("a line");
    let answer = Http::new(url)
        .post(&[], call(1, "add", json!({ "a": 1, "b": 2 })))
        .await;
    assert_eq!(answer.json()["result"]["structuredContent"], json!({ "sum": 3 }));
}
