//! Which era is served where, and what the other one is told.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::everything::{Answers, Era, EverythingOptions};

use super::{JSON, Legacy, Modern, era, initialize, started, text};
use crate::support::Process;

const ERAS: [Era; 3] = [Era::Legacy, Era::Modern, Era::Both];

#[tokio::test]
async fn a_legacy_server_refuses_modern_requests_as_servers_of_2025_do() {
    let (_server, http) = era(Era::Legacy).await;
    let modern = Modern::new(http);
    let mut refused = modern
        .stream(&modern.message(1, "server/discover", json!({})))
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let error = refused.next().await["error"].clone();
    assert_eq!(
        error["code"], -32000,
        "a modern code would say that it is a modern server"
    );
    assert!(
        error["message"].as_str().expect("text").contains("2025-11-25"),
        "{error}"
    );
    let legacy = Legacy::open(modern.http, "2025-06-18").await;
    assert_eq!(
        text(
            &legacy
                .call(2, "echo", json!({ "text": "hi" }))
                .await
                .answer()
                .await
        ),
        "hi"
    );
}

#[tokio::test]
async fn a_modern_server_refuses_sessions_and_says_what_it_speaks() {
    let (_server, http) = era(Era::Modern).await;
    let refused = http.post(&JSON, initialize("2025-11-25")).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["error"]["code"], -32602);
    assert_eq!(
        refused.json()["error"]["data"]["supported"],
        json!(["2026-07-28"])
    );
    for method in [Method::GET, Method::DELETE] {
        let answer = http.send(method, &JSON, "").await.expect("an answer");
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers["allow"], "POST");
    }
    let discovered = Modern::new(http).ask("server/discover", json!({})).await;
    assert_eq!(discovered["result"]["supportedVersions"], json!(["2026-07-28"]));
}

#[tokio::test]
async fn both_eras_have_the_same_tools_on_one_url() {
    let (_server, http) = era(Era::Both).await;
    let modern = Modern::new(http);
    let listed = modern.ask("tools/list", json!({})).await["result"]["tools"].clone();
    let legacy = Legacy::open(modern.http, "2025-11-25").await;
    let answer = legacy
        .ask(super::request(2, "tools/list", json!({})))
        .await
        .answer()
        .await;
    assert_eq!(answer["result"]["tools"], listed);
    let names: Vec<_> = listed
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .collect();
    assert_eq!(
        names[0], "test_simple_text",
        "the suite calls the first without arguments"
    );
    let echo = names.iter().position(|name| *name == "echo");
    assert!(
        echo > names.iter().rposition(|name| name.starts_with("test_")),
        "{names:?}"
    );
}

#[tokio::test]
async fn other_hosts_and_origins_are_kept_out() {
    for served in ERAS {
        let (_server, http) = era(served).await;
        for (name, value) in [
            ("host", "evil.example.com"),
            ("origin", "http://evil.example.com"),
            ("origin", "null"),
        ] {
            let headers = [&JSON[..], &[(name, value)]].concat();
            let answer = http.post(&headers, initialize("2025-11-25")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
    }
}

#[tokio::test]
async fn a_client_has_to_take_json_and_events() {
    for served in ERAS {
        let (_server, http) = era(served).await;
        let json_only = [JSON[0], ("accept", "application/json")];
        let answer = http.post(&json_only, initialize("2025-11-25")).await;
        assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE);
        let text = [("content-type", "text/plain"), JSON[1]];
        let answer = http.post(&text, initialize("2025-11-25")).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}

#[tokio::test]
async fn answers_are_json_where_nothing_comes_before_them() {
    let options = EverythingOptions {
        answers: Answers::Auto,
        ..EverythingOptions::default()
    };
    let (_server, http) = started(options).await;
    let modern = Modern::new(http);
    let call = |tool: &str| {
        modern.message(
            1,
            "tools/call",
            json!({ "name": tool, "_meta": { "progressToken": 7 } }),
        )
    };
    assert!(!modern.stream(&call("test_simple_text")).await.is_stream());
    let mut reporting = modern.stream(&call("test_tool_with_progress")).await;
    assert!(reporting.is_stream());
    assert_eq!(reporting.next().await["params"]["progressToken"], 7);
    let legacy = Legacy::open(modern.http, "2025-11-25").await;
    assert!(!legacy.call(2, "test_simple_text", json!({})).await.is_stream());
    assert!(
        legacy
            .call(3, "test_tool_with_logging", json!({}))
            .await
            .is_stream()
    );
}

#[tokio::test]
async fn lists_come_in_pages_when_told_to() {
    let options = EverythingOptions {
        page_size: Some(2),
        ..EverythingOptions::default()
    };
    let (_server, http) = started(options).await;
    let modern = Modern::new(http);
    let (mut names, mut params) = (Vec::new(), json!({}));
    loop {
        let page = modern.ask("prompts/list", params).await["result"].clone();
        let prompts = page["prompts"].as_array().expect("a list");
        names.extend(prompts.iter().map(|prompt| prompt["name"].to_string()));
        match &page["nextCursor"] {
            Value::Null => break,
            cursor => params = json!({ "cursor": cursor }),
        }
    }
    assert_eq!(names.len(), 5, "{names:?}");
    let error = modern.ask("prompts/list", json!({ "cursor": "beyond" })).await;
    assert_eq!(error["error"]["code"], -32602);
}

#[tokio::test]
async fn the_binary_says_where_it_listens() {
    let mut process = Process::start("testkit-everything", &["--era", "modern"]);
    let line = process.line().await.expect("a line");
    let url = line.strip_prefix("listening on ").expect("a URL");
    let modern = Modern::new(crate::support::Http::new(url.to_owned()));
    assert_eq!(text(&modern.call("echo", json!({ "text": "hi" })).await), "hi");
}
