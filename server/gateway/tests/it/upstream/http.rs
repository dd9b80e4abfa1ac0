//! Servers behind a URL.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use futures::future::join_all;
use gateway::{TransportSpec, UpstreamErrorKind};
use model::FailureClass;
use serde_json::json;

use super::{
    fake_http::{Asked, FakeHttp, events, events_without_end, result, text, works, works_as},
    rig::{Rig, eventually, failed_probe, next_tools, options, server_id, spec, url, user},
};

async fn echo(rig: &Rig) -> String {
    rig.text(user(1), "echo", json!({"text": "hello"})).await
}

#[tokio::test]
async fn shakes_hands_calls_and_says_goodbye() {
    let server = FakeHttp::start(works).await;
    let headers = vec![
        ("Authorization".to_owned(), "Bearer ${TOKEN}".to_owned()),
        ("X-Org".to_owned(), "acme".to_owned()),
        ("Accept".to_owned(), "nonsense".to_owned()),
    ];
    let mut options = options();
    options.variables.insert("TOKEN".to_owned(), "abc123".to_owned());
    let transport = TransportSpec::StreamableHttp {
        url: server.url.clone(),
        headers,
    };
    let rig = Rig::new(options, spec(server_id(), transport));
    assert_eq!(echo(&rig).await, "hello");
    assert_eq!(echo(&rig).await, "hello");
    rig.gateway.shutdown().await;

    let [initialize] = &server.asked("initialize")[..] else {
        panic!("more than one handshake")
    };
    assert_eq!(initialize.message["params"]["protocolVersion"], "2025-11-25");
    assert_eq!(initialize.message["params"]["clientInfo"]["name"], "metamcp");
    assert_eq!(initialize.header("mcp-session-id"), None);
    let [initialized] = &server.asked("notifications/initialized")[..] else {
        panic!("not exactly one")
    };
    let [first, _] = &server.asked("tools/call")[..] else {
        panic!("not two calls")
    };
    for asked in [initialized, first] {
        assert_eq!(asked.header("mcp-session-id"), Some("s1"));
        assert_eq!(asked.header("mcp-protocol-version"), Some("2025-06-18"));
    }
    for asked in [initialize, first] {
        assert_eq!(asked.header("authorization"), Some("Bearer abc123"));
        assert_eq!(asked.header("x-org"), Some("acme"));
        assert_eq!(
            asked.header("accept"),
            Some("application/json, text/event-stream")
        );
        assert_eq!(asked.header("content-type"), Some("application/json"));
    }
    let [delete] = &server.asked("DELETE")[..] else {
        panic!("not exactly one goodbye")
    };
    assert_eq!(delete.header("mcp-session-id"), Some("s1"));
}

#[tokio::test]
async fn passes_the_bytes_of_a_result_through_untouched() {
    let server = FakeHttp::start(|asked| match asked.method() {
        "tools/call" => {
            let id = &asked.message["id"];
            let frame = format!(r#"{{ "result": {{"z":1.0,"a":1e400}}, "jsonrpc":"2.0","id":{id}}}"#);
            ([(header::CONTENT_TYPE, "application/json")], frame).into_response()
        }
        _ => works(asked),
    })
    .await;
    let rig = Rig::new(options(), spec(server_id(), url(&server.url)));
    let answer = rig.call(user(1), "echo", json!({})).await.expect("a result");
    assert_eq!(answer.get(), r#"{"z":1.0,"a":1e400}"#);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn reads_progress_and_the_answer_from_a_stream() {
    let server = FakeHttp::start(|asked| {
        let id = &asked.message["id"];
        let token = &asked.message["params"]["_meta"]["progressToken"];
        let progress = |step| {
            format!("data: {{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\ndata: \"params\":{{\"progressToken\":{token},\"progress\":{step}}}}}\n\n")
        };
        let ping = "data: {\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}\r\n\r\n";
        let answer = format!("id: 3\ndata: {}\n\n", json!({"jsonrpc": "2.0", "id": id, "result": text("done")}));
        match asked.method() {
            "tools/call" => events([": hi\n\n", &progress(1), ping, &progress(2), &answer].concat()),
            _ => works(asked),
        }
    })
    .await;
    let rig = Rig::new(options(), spec(server_id(), url(&server.url)));
    let body = rig.call_with_progress("echo", json!({})).await;
    let at = |text: &str| {
        body.find(text)
            .unwrap_or_else(|| panic!("{text} is missing in {body}"))
    };
    assert!(
        at(r#""progress":1"#) < at(r#""progress":2"#) && at(r#""progress":2"#) < at("done"),
        "{body}"
    );
    let pong = || {
        server
            .asked("POST")
            .into_iter()
            .find(|asked| asked.message["id"] == "p")
    };
    assert_eq!(
        eventually("the answer to ping", pong).await.message["result"],
        json!({})
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn comes_again_for_the_answer_when_the_server_ends_the_stream_early() {
    let call = Arc::new(std::sync::Mutex::new(json!(null)));
    let server = FakeHttp::start(move |asked| {
        if asked.method() == "tools/call" {
            *call.lock().expect("not poisoned") = asked.message["id"].clone();
            return events("id: 41\nretry: 30\ndata:\n\n".to_owned());
        }
        match asked.header("last-event-id") {
            Some("41") => events("id: 42\ndata:\n\n".to_owned()),
            Some("42") => {
                let id = call.lock().expect("not poisoned").clone();
                events(format!(
                    "data: {}\n\n",
                    json!({"jsonrpc": "2.0", "id": id, "result": text("late")})
                ))
            }
            _ => works(asked),
        }
    })
    .await;
    let rig = Rig::new(options(), spec(server_id(), url(&server.url)));
    assert_eq!(echo(&rig).await, "late");
    assert_eq!(server.asked("GET").len(), 2);
    assert_eq!(server.asked("tools/call").len(), 1);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn starts_a_new_session_once_when_the_server_forgot_the_old_one() {
    for (status, body) in [
        (StatusCode::NOT_FOUND, ""),
        (StatusCode::BAD_REQUEST, "No valid session ID provided"),
    ] {
        let sessions = Arc::new(AtomicUsize::new(0));
        let current = sessions.clone();
        let server = FakeHttp::start(move |asked: &Asked| {
            if asked.method() == "initialize" {
                let number = current.fetch_add(1, Ordering::SeqCst) + 1;
                return works_as(asked, &format!("s{number}"));
            }
            let known = format!("s{}", current.load(Ordering::SeqCst));
            if asked.header("mcp-session-id") == Some(&known) {
                works(asked)
            } else {
                (status, body).into_response()
            }
        })
        .await;
        let rig = Rig::new(options(), spec(server_id(), url(&server.url)));
        assert_eq!(echo(&rig).await, "hello");
        // The server is started anew.
        sessions.fetch_add(10, Ordering::SeqCst);
        assert_eq!(join_all((0..20).map(|_| echo(&rig))).await, vec!["hello"; 20]);
        assert_eq!(server.asked("initialize").len(), 2, "{status}");
        rig.gateway.shutdown().await;
    }
}

#[tokio::test]
async fn lists_the_tools_again_when_a_notification_comes_on_the_stream() {
    let listed = Arc::new(AtomicUsize::new(0));
    let server = FakeHttp::start(move |asked: &Asked| match asked.method() {
        "initialize" => {
            let capabilities = json!({"tools": {"listChanged": true}});
            result(
                asked,
                &json!({"protocolVersion": "2025-03-26", "capabilities": capabilities}),
            )
        }
        "tools/list" => {
            let name = format!("tool{}", listed.fetch_add(1, Ordering::SeqCst));
            result(asked, &json!({"tools": [{"name": name}]}))
        }
        _ if asked.http_method == Method::GET => {
            let changed = "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n";
            let stream = futures::stream::once(async move { Ok::<_, std::io::Error>(changed) });
            let open = futures::stream::pending();
            let body = Body::from_stream(futures::StreamExt::chain(stream, open));
            ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
        }
        _ => works(asked),
    })
    .await;
    let id = server_id();
    let rig = Rig::new(options(), spec(id, url(&server.url)));
    let mut events = rig.gateway.events();
    rig.gateway.refresh(id).await.expect("a server");
    let mut tools = next_tools(&mut events).await;
    let get = eventually("a stream", || server.asked("GET").pop()).await;
    assert_eq!(get.header("accept"), Some("text/event-stream"));
    assert_eq!(get.header("mcp-protocol-version"), Some("2025-03-26"));
    while tools != ["tool1"] {
        tools = next_tools(&mut events).await;
    }
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn tells_the_server_when_nobody_waits_any_more() {
    let server = FakeHttp::start(|asked: &Asked| match asked.method() {
        "tools/call" => events_without_end(),
        _ => works(asked),
    })
    .await;
    let rig = Rig::new(options(), spec(server_id(), url(&server.url)));
    let call = rig.call(user(1), "echo", json!({}));
    let asked = async { eventually("the call", || server.asked("tools/call").pop()).await };
    let asked = tokio::select! {
        _ = call => panic!("nothing can come back"),
        asked = asked => asked,
    };
    let cancelled = || server.asked("notifications/cancelled").pop();
    let cancelled = eventually("the cancellation", cancelled).await;
    assert_eq!(cancelled.message["params"]["requestId"], asked.message["id"]);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn follows_redirects_at_the_same_origin_and_nowhere_else() {
    let server = FakeHttp::start(|asked: &Asked| match asked.path.as_str() {
        "/mcp" => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/mcp/")]).into_response(),
        _ => works(asked),
    })
    .await;
    let rig = Rig::new(options(), spec(server_id(), url(&server.url)));
    assert_eq!(echo(&rig).await, "hello");
    assert_eq!(
        server
            .asked("POST")
            .iter()
            .filter(|asked| asked.path == "/mcp")
            .count(),
        1,
        "it is remembered"
    );
    rig.gateway.shutdown().await;

    let target = server.url.clone();
    let elsewhere = FakeHttp::start(move |_: &Asked| {
        (
            StatusCode::PERMANENT_REDIRECT,
            [(header::LOCATION, target.clone())],
        )
            .into_response()
    })
    .await;
    let before = server.asked("POST").len();
    let failure = failed_probe(options(), url(&elsewhere.url)).await;
    assert_eq!(failure.class, FailureClass::HttpStatus);
    assert!(failure.message.contains(&server.url), "{}", failure.message);
    assert_eq!(server.asked("POST").len(), before, "nothing was sent there");
}

type Case = (fn(&Asked) -> Response, FailureClass, &'static str, &'static str);

#[tokio::test]
async fn explains_what_is_not_an_mcp_endpoint() {
    let cases: [Case; 6] = [
        (
            |_| Html("<!doctype html><title>Docs</title>").into_response(),
            FailureClass::Handshake,
            "web page",
            "sign-in page",
        ),
        (
            |_| StatusCode::UNAUTHORIZED.into_response(),
            FailureClass::Unauthorized,
            "401",
            "bearer token",
        ),
        (
            |_| StatusCode::NOT_FOUND.into_response(),
            FailureClass::HttpStatus,
            "404",
            "documentation",
        ),
        (
            |_| "hello".into_response(),
            FailureClass::Handshake,
            "not an MCP message",
            "MCP endpoint",
        ),
        (
            |_| (StatusCode::BAD_GATEWAY, "upstream down").into_response(),
            FailureClass::HttpStatus,
            "502",
            "runs",
        ),
        (
            |asked| {
                let error = json!({"code": -32000, "message": "Licence expired"});
                let frame = json!({"jsonrpc": "2.0", "id": asked.message["id"], "error": error});
                (StatusCode::BAD_REQUEST, axum::Json(frame)).into_response()
            },
            FailureClass::Handshake,
            "Licence expired",
            "documentation",
        ),
    ];
    for (answer, class, message, advice) in cases {
        let server = FakeHttp::start(answer).await;
        let failure = failed_probe(options(), url(&server.url)).await;
        assert_eq!(failure.class, class, "{failure:?}");
        assert!(
            failure.message.contains(message) && failure.advice.contains(advice),
            "{failure:?}"
        );
    }
}

#[tokio::test]
async fn a_server_that_never_answers() {
    let server = FakeHttp::start(|_: &Asked| events_without_end()).await;
    let mut options = options();
    options.connect_timeout = std::time::Duration::from_millis(300);
    let failure = failed_probe(options, url(&server.url)).await;
    assert_eq!(failure.class, FailureClass::Timeout);
    assert!(
        failure.advice.contains("METAMCP_CONNECT_TIMEOUT_SECONDS"),
        "{}",
        failure.advice
    );
}

#[tokio::test]
async fn a_message_above_the_bound_fails_only_its_own_call() {
    let server =
        FakeHttp::start(
            |asked: &Asked| match asked.message["params"]["arguments"]["how"].as_str() {
                Some("json") => result(asked, &text(&"x".repeat(100_000))),
                Some("stream") => events(format!("data: {}\n\n", "x".repeat(100_000))),
                _ => works(asked),
            },
        )
        .await;
    let mut options = options();
    options.max_body_bytes = 50_000;
    let rig = Rig::new(options, spec(server_id(), url(&server.url)));
    for how in ["json", "stream"] {
        let error = rig.error(user(1), "echo", json!({"how": how})).await;
        assert_eq!(error.class(), FailureClass::Limit, "{how}");
        assert!(error.to_failure().advice.contains("METAMCP_MAX_BODY_BYTES"));
    }
    assert_eq!(echo(&rig).await, "hello");
    assert_eq!(server.asked("initialize").len(), 1);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn an_answer_that_is_cut_off_fails_only_its_own_call() {
    let server =
        FakeHttp::start(
            |asked: &Asked| match asked.message["params"]["arguments"]["how"].as_str() {
                Some("json") => {
                    let half =
                        futures::stream::iter([Ok("{\"jsonrpc\":"), Err(std::io::Error::other("cut"))]);
                    (
                        [(header::CONTENT_TYPE, "application/json")],
                        Body::from_stream(half),
                    )
                        .into_response()
                }
                Some("stream") => events(": nothing\n\n".to_owned()),
                _ => works(asked),
            },
        )
        .await;
    let rig = Rig::new(options(), spec(server_id(), url(&server.url)));
    for how in ["json", "stream"] {
        let error = rig.error(user(1), "echo", json!({"how": how})).await;
        assert_eq!(
            (error.kind(), error.class()),
            (UpstreamErrorKind::Interrupted, FailureClass::Connect),
            "{how}"
        );
    }
    assert_eq!(echo(&rig).await, "hello");
    assert_eq!(server.asked("initialize").len(), 1);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_token_that_is_refused_later_shows_in_the_status() {
    let valid = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let is_valid = valid.clone();
    let server = FakeHttp::start(move |asked: &Asked| {
        if is_valid.load(Ordering::SeqCst) {
            works(asked)
        } else {
            StatusCode::UNAUTHORIZED.into_response()
        }
    })
    .await;
    let id = server_id();
    let rig = Rig::new(options(), spec(id, url(&server.url)));
    assert_eq!(echo(&rig).await, "hello");
    valid.store(false, Ordering::SeqCst);
    for _ in 0..2 {
        assert_eq!(
            rig.error(user(1), "echo", json!({})).await.class(),
            FailureClass::Unauthorized
        );
    }
    let failure = rig.gateway.status(id).failure.expect("a failure");
    assert_eq!(failure.class, FailureClass::Unauthorized);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn works_with_the_demo_server_in_all_its_forms() {
    use testkit::http_upstream::{HttpOptions, HttpUpstream};
    for options_of_server in [
        HttpOptions::default(),
        HttpOptions {
            stateless: true,
            ..HttpOptions::default()
        },
        HttpOptions {
            events: true,
            ..HttpOptions::default()
        },
    ] {
        let server = HttpUpstream::start(options_of_server.clone())
            .await
            .expect("a server");
        let rig = Rig::new(options(), spec(server_id(), url(&server.url())));
        let probe = rig
            .gateway
            .probe(spec(server_id(), url(&server.url())))
            .await
            .expect("it works");
        assert!(!probe.offering.tools.is_empty(), "{options_of_server:?}");
        rig.gateway.shutdown().await;
        assert_eq!(server.sessions(), 0, "{options_of_server:?}");
    }
}
