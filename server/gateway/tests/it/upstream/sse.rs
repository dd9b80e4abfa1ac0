//! Servers of HTTP+SSE, the transport of 2024-11-05.

use std::time::Duration;

use axum::{
    http::{Method, StatusCode, header},
    response::IntoResponse,
};
use futures::future::join_all;
use gateway::{TransportSpec, UpstreamErrorKind};
use model::{FailureClass, UpstreamState};
use serde_json::json;
use testkit::everything::{Era, Everything, Kind};

use super::{
    fake_http::{FakeHttp, events, events_without_end, works},
    fake_sse::{Behaviour, FakeSse},
    rig::{Rig, eventually, failed_probe, next_tools, options, server_id, spec, sse, url, user},
};

async fn echo(rig: &Rig) -> String {
    rig.text(user(1), "echo", json!({"text": "hello"})).await
}

async fn fake(greeting: &'static str) -> FakeSse {
    FakeSse::start(Behaviour {
        greeting,
        ..Behaviour::default()
    })
    .await
}

#[tokio::test]
async fn shakes_hands_calls_and_leaves() {
    let server = FakeSse::start(Behaviour {
        key: Some("abc123"),
        ..Behaviour::default()
    })
    .await;
    let mut options = options();
    options.variables.insert("KEY".to_owned(), "abc123".to_owned());
    let transport = TransportSpec::Sse {
        url: server.url.clone(),
        headers: vec![("X-Api-Key".to_owned(), "${KEY}".to_owned())],
    };
    let id = server_id();
    let rig = Rig::new(options, spec(id, transport));
    assert_eq!(echo(&rig).await, "hello");
    let status = rig.gateway.status(id);
    assert_eq!(status.protocol_version.as_deref(), Some("2024-11-05"));
    assert_eq!(status.server_info.as_deref(), Some("old 1"));
    let raw = rig.call(user(1), "raw", json!({})).await.expect("a result");
    assert_eq!(raw.get(), r#"{"z":1.0,"a":1e400}"#);
    assert_eq!(server.received("notifications/initialized").len(), 1);
    for (headers, _) in server.received("tools/call") {
        assert_eq!(headers["x-api-key"], "abc123");
        assert_eq!(headers["content-type"], "application/json");
        assert!(!headers.contains_key("mcp-session-id"));
    }
    assert_eq!(server.opened(), 1);
    rig.gateway.shutdown().await;
    eventually("the end of the stream", || server.is_left().then_some(())).await;
}

#[tokio::test]
async fn answers_find_their_calls_however_many_run() {
    let server = FakeSse::start(Behaviour::default()).await;
    let rig = Rig::new(options(), spec(server_id(), sse(&server.url)));
    let calls = (0..50).map(|number| {
        let (rig, text) = (&rig, format!("number {number}"));
        async move {
            assert_eq!(rig.text(user(1), "echo", json!({"text": text})).await, text);
        }
    });
    join_all(calls).await;
    assert_eq!(server.opened(), 1);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn follows_a_redirect_to_the_stream() {
    let server = FakeSse::start(Behaviour::default()).await;
    let moved = server.url.replace("/sse", "/moved");
    let rig = Rig::new(options(), spec(server_id(), sse(&moved)));
    assert_eq!(echo(&rig).await, "hello");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn the_end_of_the_stream_interrupts_calls_and_the_next_one_connects_anew() {
    let server = FakeSse::start(Behaviour::default()).await;
    let id = server_id();
    let rig = Rig::new(options(), spec(id, sse(&server.url)));
    assert_eq!(echo(&rig).await, "hello");
    let hanging = rig.error(user(1), "sleep", json!({}));
    let ending = async {
        eventually("the call", || {
            let calls = server.received("tools/call");
            calls
                .iter()
                .any(|(_, call)| call["params"]["name"] == "sleep")
                .then_some(())
        })
        .await;
        server.end_streams();
    };
    let (error, ()) = tokio::join!(hanging, ending);
    assert_eq!(error.kind(), UpstreamErrorKind::Interrupted);
    assert_eq!(error.to_failure().message, "The server ended its event stream.");
    assert_eq!(echo(&rig).await, "hello");
    assert_eq!(server.opened(), 2);
    assert_eq!(rig.gateway.status(id).state, UpstreamState::Ready);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn what_a_restarted_server_did_not_take_is_sent_again() {
    let server = Everything::start(Era::Legacy.into()).await.expect("a free port");
    let (address, id) = (server.address(), server_id());
    let rig = Rig::new(options(), spec(id, sse(&server.sse_url())));
    let mut events = rig.gateway.events();
    rig.call(user(1), "echo", json!({"message": "a"}))
        .await
        .expect("a result");
    next_tools(&mut events).await;
    server.stop().await;
    let server = Everything::start_at(address, Era::Legacy.into())
        .await
        .expect("the same address");
    let calls = (0..20).map(|_| rig.call(user(1), "echo", json!({"message": "b"})));
    for outcome in join_all(calls).await {
        outcome.expect("a result");
    }
    assert!(server.sessions() >= 1);
    rig.gateway.shutdown().await;
    eventually("no stream", || (server.sessions() == 0).then_some(())).await;
}

#[tokio::test]
async fn a_post_to_a_forgotten_stream_is_sent_again_on_a_new_one() {
    // The stream stays open while the server, or another instance behind the same address, does not know it.
    let server = FakeSse::start(Behaviour::default()).await;
    let rig = Rig::new(options(), spec(server_id(), sse(&server.url)));
    assert_eq!(echo(&rig).await, "hello");
    server.forget_streams();
    assert_eq!(echo(&rig).await, "hello");
    assert_eq!(server.opened(), 2);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn everything_that_the_reference_server_says_arrives() {
    let server = Everything::start(Era::Legacy.into()).await.expect("a free port");
    let rig = Rig::new(options(), spec(server_id(), sse(&server.sse_url())));
    let mut events = rig.gateway.events();
    rig.call(user(1), "echo", json!({"message": "a"}))
        .await
        .expect("a result");
    next_tools(&mut events).await;
    let body = rig.call_with_progress("test_tool_with_progress", json!({})).await;
    let at = |text: &str| {
        body.find(text)
            .unwrap_or_else(|| panic!("{text} is missing in {body}"))
    };
    assert!(
        at(r#""progress":0"#) < at(r#""progress":50"#) && at(r#""progress":50"#) < at(r#""progress":100"#)
    );
    server.add(Kind::Tools, "new");
    assert!(next_tools(&mut events).await.contains(&"new".to_owned()));
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn an_event_above_the_bound_ends_the_connection() {
    let server = FakeSse::start(Behaviour::default()).await;
    let mut options = options();
    options.max_body_bytes = 100_000;
    let rig = Rig::new(options, spec(server_id(), sse(&server.url)));
    let fits = rig.text(user(1), "huge", json!({"bytes": 90_000})).await;
    assert_eq!(fits.len(), 90_000);
    let error = rig.error(user(1), "huge", json!({"bytes": 110_000})).await;
    assert_eq!(error.kind(), UpstreamErrorKind::Interrupted);
    assert_eq!(error.class(), FailureClass::Limit);
    assert_eq!(echo(&rig).await, "hello");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_question_outside_of_capabilities_and_a_ping_are_answered() {
    let server = FakeSse::start(Behaviour::default()).await;
    let rig = Rig::new(options(), spec(server_id(), sse(&server.url)));
    assert_eq!(echo(&rig).await, "hello");
    server.say(&json!({"jsonrpc": "2.0", "id": "p", "method": "ping"}));
    server.say(&json!({"jsonrpc": "2.0", "id": "q", "method": "sampling/createMessage", "params": {}}));
    let answers = eventually("both answers", || {
        let answers = server.received("");
        (answers.len() == 2).then_some(answers)
    })
    .await;
    let of = |id: &str| {
        let found = answers.iter().find(|(_, answer)| answer["id"] == id);
        found.expect(id).1.clone()
    };
    assert_eq!(of("p")["result"], json!({}));
    assert_eq!(of("q")["error"]["code"], -32601);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn explains_what_is_not_an_old_server() {
    let status = |code: StatusCode| FakeHttp::start(move |_| (code, "no").into_response());
    let cases = [
        (
            status(StatusCode::NOT_FOUND).await,
            FailureClass::HttpStatus,
            "does not open",
            "choose that type",
        ),
        (
            status(StatusCode::UNAUTHORIZED).await,
            FailureClass::Unauthorized,
            "credentials",
            "bearer token",
        ),
        (
            status(StatusCode::BAD_GATEWAY).await,
            FailureClass::HttpStatus,
            "proxy",
            "runs",
        ),
        (
            FakeHttp::start(|_| axum::response::Html("<html>").into_response()).await,
            FailureClass::Handshake,
            "web page",
            "choose that type",
        ),
        (
            FakeHttp::start(|_| ([(header::CONTENT_TYPE, "application/json")], "{}").into_response()).await,
            FailureClass::Handshake,
            "not an event stream",
            "choose that type",
        ),
        (
            FakeHttp::start(|_| events("data: {}\n\n".repeat(9))).await,
            FailureClass::Handshake,
            "`endpoint`",
            "HTTP+SSE address",
        ),
        (
            FakeHttp::start(|_| events(String::new())).await,
            FailureClass::Handshake,
            "`endpoint`",
            "HTTP+SSE address",
        ),
    ];
    for (server, class, message, advice) in cases {
        let failure = failed_probe(options(), sse(&server.url)).await;
        assert_eq!(failure.class, class, "{failure:?}");
        assert!(failure.message.contains(message), "{failure:?}");
        assert!(failure.advice.contains(advice), "{failure:?}");
        assert_eq!(failure.tried, format!("GET {}", server.url));
    }
}

#[tokio::test]
async fn sends_nothing_to_an_endpoint_elsewhere() {
    for greeting in [
        "event: endpoint\ndata: http://127.0.0.1:1/messages\n\n",
        "event: endpoint\ndata: //example.com/messages\n\n",
        "event: endpoint\ndata: https://127.0.0.1/messages\n\n",
    ] {
        let server = fake(greeting).await;
        let failure = failed_probe(options(), sse(&server.url)).await;
        assert!(failure.message.contains("at another place"), "{failure:?}");
        assert!(server.received("initialize").is_empty());
    }
}

#[tokio::test]
async fn a_stream_that_says_nothing_is_explained() {
    let mut options = options();
    options.connect_timeout = Duration::from_millis(300);
    let silent = FakeHttp::start(|_| events_without_end()).await;
    let failure = failed_probe(options.clone(), sse(&silent.url)).await;
    assert!(failure.message.contains("`endpoint`"), "{failure:?}");
    // Says where messages go, and never answers them.
    let deaf = FakeSse::start(Behaviour {
        taken: StatusCode::INTERNAL_SERVER_ERROR,
        ..Behaviour::default()
    })
    .await;
    let failure = failed_probe(options, sse(&deaf.url)).await;
    assert!(failure.message.contains("500"), "{failure:?}");
}

#[tokio::test]
async fn a_server_registered_with_the_other_transport_is_recognised() {
    let old = FakeSse::start(Behaviour::default()).await;
    let failure = failed_probe(options(), url(&old.url)).await;
    assert_eq!(failure.class, FailureClass::Handshake);
    assert!(failure.message.contains("speaks HTTP+SSE"), "{failure:?}");
    assert!(failure.advice.contains("HTTP+SSE (old)"), "{failure:?}");

    let new = FakeHttp::start(works).await;
    let failure = failed_probe(options(), sse(&new.url)).await;
    assert!(failure.advice.contains("Streamable HTTP"), "{failure:?}");
    assert_eq!(new.asked("POST").len(), 0);
    assert_eq!(new.asked("GET")[0].http_method, Method::GET);
}
