use std::time::Duration;

use gateway::{Event, GatewayOptions, PrincipalId};
use http_body_util::Full;
use model::EndpointAuth;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{
    caller::{Answer, Events},
    fake::Fake,
    rig::{Rig, endpoint},
};

const PING: &str = r#"{"jsonrpc":"2.0","id":7,"method":"ping"}"#;

#[tokio::test]
async fn initialize_agrees_on_a_version_and_introduces_the_namespace() {
    let fake = Fake::start(&["echo"]).await;
    fake.hold();
    let rig = Rig::open(&fake.url).await;
    let cases = [
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2026-07-28", "2025-11-25"),
        ("yesterday", "2025-11-25"),
    ];
    for (asked, agreed) in cases {
        let response = rig.caller("open").initialize(asked).await;
        let session = response.headers()["mcp-session-id"].to_str().unwrap().to_owned();
        assert!(
            session.len() >= 32 && session.bytes().all(|byte| byte.is_ascii_graphic()),
            "{session}"
        );
        let result = Answer::read(response).await.json()["result"].clone();
        assert_eq!(
            result,
            json!({
                "protocolVersion": agreed,
                // Nothing is known of the server yet, so nothing is left out.
                "capabilities": {
                    "completions": {},
                    "logging": {},
                    "prompts": {"listChanged": true},
                    "resources": {"listChanged": true, "subscribe": true},
                    "tools": {"listChanged": true},
                },
                "serverInfo": {"name": "metamcp-open", "title": "open", "version": env!("CARGO_PKG_VERSION")},
                "instructions": "Use open well.",
            })
        );
    }
}

#[tokio::test]
async fn a_request_needs_a_session_that_exists() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    let client = rig.client().await;
    let answer = rig.caller("open").post(PING).await;
    assert_eq!(answer.error(), (400, -32000, "session_missing".to_owned()));
    for id in [
        "nonsense",
        "",
        "00000000000000000000000000000000",
        &client.session().to_uppercase(),
        "+0",
    ] {
        let answer = rig.caller("open").with_session(id).post(PING).await;
        assert_eq!(
            answer.error(),
            (404, -32001, "session_unknown".to_owned()),
            "{id}"
        );
        assert_eq!(answer.json()["id"], 7);
        assert!(answer.text.contains("initialize"), "{}", answer.text);
    }
    let answer = client.post(PING).await;
    assert_eq!(
        (answer.status, &*answer.text),
        (StatusCode::OK, r#"{"jsonrpc":"2.0","id":7,"result":{}}"#)
    );
}

#[tokio::test]
async fn a_session_ends_with_delete() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    let client = rig.client().await;
    let stream = client.listen().await;
    assert_eq!(rig.gateway.sessions(endpoint(1)), 1);
    assert_eq!(client.end().await, StatusCode::NO_CONTENT);
    assert!(stream.rest().await.is_empty());
    assert_eq!(rig.gateway.sessions(endpoint(1)), 0);
    assert_eq!(client.post(PING).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.end().await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_version_header_must_name_a_known_version() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    let client = rig.client().await;
    for (version, status) in [
        ("2025-11-25", 200),
        ("2025-06-18", 200),
        ("2026-07-28", 400),
        ("x", 400),
        ("", 400),
    ] {
        let response = client
            .send(PING)
            .header("mcp-protocol-version", version)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), status, "{version}");
    }
    let response = client
        .send(PING)
        .header("mcp-protocol-version", "1")
        .send()
        .await
        .unwrap();
    let message = Answer::read(response).await.text;
    assert!(
        message.contains("2025-03-26, 2025-06-18, 2025-11-25"),
        "{message}"
    );
    // `initialize` agrees on a version by its body; some clients send a header with it all the same.
    let initialize = rig.caller("open").initialize("2025-06-18").await;
    assert_eq!(initialize.status(), StatusCode::OK);
}

#[tokio::test]
async fn requests_before_initialized_are_tolerated() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let response = rig.caller("open").initialize("2025-11-25").await;
    let session = response.headers()["mcp-session-id"].to_str().unwrap().to_owned();
    assert_eq!(
        rig.caller("open").with_session(&session).tools().await,
        ["fake__echo"]
    );
}

/// Without a socket, so that the test decides the time.
#[tokio::test(start_paused = true)]
async fn idle_sessions_are_forgotten_and_listening_ones_are_not() {
    let options = GatewayOptions {
        session_idle: Duration::from_hours(1),
        ..GatewayOptions::default()
    };
    let mut rig = Rig::start(options).await;
    rig.add_endpoint(1, "open", &[], EndpointAuth::None, None);
    rig.apply();
    let gateway = &rig.gateway;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        let params = json!({"protocolVersion": "2025-11-25"});
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).to_string();
        let request = http::Request::post("/")
            .header("content-type", "application/json")
            .body(Full::from(body));
        let response = gateway.streamable_http("open", request.unwrap()).await;
        sessions.push(response.headers()["mcp-session-id"].clone());
    }
    let request = |method: &str, session: usize, body: &'static str| {
        let request = http::Request::builder()
            .method(method)
            .header("mcp-session-id", &sessions[session]);
        let request = request
            .header("content-type", "application/json")
            .body(Full::from(body))
            .unwrap();
        gateway.streamable_http("open", request)
    };
    let stream = request("GET", 0, "").await;
    tokio::time::sleep(Duration::from_mins(50)).await;
    assert_eq!(request("POST", 1, PING).await.status(), StatusCode::OK);
    tokio::time::sleep(Duration::from_mins(20)).await;
    assert_eq!(request("POST", 0, PING).await.status(), StatusCode::OK);
    assert_eq!(request("POST", 1, PING).await.status(), StatusCode::OK);
    assert_eq!(request("POST", 2, PING).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(gateway.sessions(endpoint(1)), 2);
    // An open stream counts as use for as long as it is open.
    tokio::time::sleep(Duration::from_mins(150)).await;
    assert_eq!(gateway.sessions(endpoint(1)), 1);
    drop(stream);
    tokio::time::sleep(Duration::from_mins(150)).await;
    assert_eq!(gateway.sessions(endpoint(1)), 0);
}

#[tokio::test]
async fn sessions_are_listed_without_their_ids_and_disconnected() {
    let mut rig = Rig::open("http://127.0.0.1:9/mcp").await;
    rig.add_endpoint(2, "other", &[1], EndpointAuth::None, None);
    rig.apply();
    let (client, other) = (rig.client().await, rig.caller("other").begin().await);
    let mut stream = client.listen().await;
    let list = rig.gateway.session_list(endpoint(1));
    let [one] = &list[..] else { panic!("{list:?}") };
    assert_eq!((&*one.client, one.version), ("tester 7", "2025-11-25"));
    assert_eq!((one.calls, one.streams), (0, 1));
    assert_eq!(one.principal, PrincipalId::Anonymous(endpoint(1)));
    assert!(one.last_use >= one.began_at);
    assert!(!client.session().contains(&format!("{:x}", one.handle)));

    assert!(!rig.gateway.disconnect(endpoint(2), one.handle), "not there");
    assert!(rig.gateway.disconnect(endpoint(1), one.handle));
    assert!(!rig.gateway.disconnect(endpoint(1), one.handle), "once");
    assert_eq!(stream.next().await, None);
    assert_eq!(client.post(PING).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(PING).await.status, StatusCode::OK);
}

#[tokio::test]
async fn listeners_hear_of_sessions_that_come_and_go() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    let mut events = rig.gateway.events();
    let mut next = async || loop {
        if let Event::Sessions { endpoint_id } = events.recv().await.unwrap() {
            return endpoint_id;
        }
    };
    let client = rig.client().await;
    assert_eq!(next().await, endpoint(1));
    client.end().await;
    assert_eq!(next().await, endpoint(1));
}

#[tokio::test]
async fn an_endpoint_that_is_gone_takes_its_sessions_along() {
    let mut rig = Rig::open("http://127.0.0.1:9/mcp").await;
    rig.add_endpoint(2, "other", &[1], EndpointAuth::None, None);
    rig.apply();
    let (client, other) = (rig.client().await, rig.caller("other").begin().await);
    let stream = client.listen().await;
    rig.snapshot.endpoints.remove(0);
    rig.apply();
    assert!(stream.rest().await.is_empty());
    assert_eq!(
        client.post(PING).await.error(),
        (404, -32000, "unknown_endpoint".to_owned())
    );
    assert_eq!(other.post(PING).await.status, StatusCode::OK);
}

#[tokio::test]
async fn shutting_down_ends_streams_and_refuses_the_rest() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    let client = rig.client().await;
    let stream = client.listen().await;
    rig.gateway.shutdown().await;
    assert!(stream.rest().await.is_empty());
    assert_eq!(
        client.post(PING).await.error(),
        (503, -32000, "closing".to_owned())
    );
    assert_eq!(
        rig.caller("open").initialize("2025-11-25").await.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
}

#[tokio::test]
async fn a_quiet_stream_is_kept_alive_by_comments() {
    let options = GatewayOptions {
        keep_alive: Duration::from_millis(20),
        ..GatewayOptions::default()
    };
    let mut rig = Rig::start(options).await;
    rig.add_endpoint(1, "open", &[], EndpointAuth::None, None);
    rig.apply();
    let client = rig.client().await;
    let mut response = client.request(Method::GET).send().await.unwrap();
    for _ in 0..3 {
        assert_eq!(response.chunk().await.unwrap().unwrap(), ": keep-alive\n\n");
    }
    Events::of(response).stays_silent(Duration::from_millis(50)).await;
}
