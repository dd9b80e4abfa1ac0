//! Clients of HTTP+SSE, the transport of 2024-11-05.

use std::time::Duration;

use gateway::GatewayOptions;
use model::{CallOutcome, EndpointAuth};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use testkit::everything::Era;

use super::{
    caller::{Answer, Caller, Events},
    fake::{Fake, ODD_RESULT},
    rig::{Rig, endpoint},
    stateless::everything,
};

const CHANGED: &str = r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#;

/// A client with an open stream.
struct Old {
    caller: Caller,
    to: String,
    events: Events,
}

/// A request for the stream of an endpoint.
fn stream_of(rig: &Rig, name: &str, key: Option<u128>) -> RequestBuilder {
    let mut caller = rig.caller(name);
    caller.url = format!("{}/metamcp/{name}/sse", rig.base());
    if let Some(key) = key {
        caller = caller.with_key(key);
    }
    caller.request(Method::GET)
}

impl Old {
    /// Opens the stream and reads where messages go.
    async fn open(rig: &Rig, name: &str, key: Option<u128>) -> Self {
        let response = stream_of(rig, name, key).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Self::of(rig, name, key, Events::of(response)).await
    }

    async fn of(rig: &Rig, name: &str, key: Option<u128>, mut events: Events) -> Self {
        let to = events.next().await.expect("where messages go");
        assert!(
            to.starts_with(&format!("/metamcp/{name}/message?sessionId=")),
            "{to}"
        );
        let to = format!("{}{to}", rig.base());
        let mut caller = Caller::new(to.clone());
        if let Some(key) = key {
            caller = caller.with_key(key);
        }
        Self { caller, to, events }
    }

    /// With a session.
    async fn begin(rig: &Rig, name: &str, key: Option<u128>, capabilities: Value) -> Self {
        let mut client = Self::open(rig, name, key).await;
        let params = json!({"protocolVersion": "2024-11-05", "capabilities": capabilities, "clientInfo": {"name": "old", "version": "1"}});
        let answer = client.ask("initialize", params).await;
        assert_eq!(answer["result"]["protocolVersion"], "2024-11-05", "{answer}");
        client
            .send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
            .await;
        client
    }

    /// POSTs a message, which is taken.
    async fn send(&self, message: &Value) {
        let answer = self.caller.post(&message.to_string()).await;
        assert_eq!((answer.status, &*answer.text), (StatusCode::ACCEPTED, ""));
    }

    /// The next event. That tools changed is passed over: the first look at a server may tell it late.
    async fn event(&mut self) -> String {
        loop {
            let event = self.events.next().await.expect("the stream goes on");
            if event != CHANGED {
                return event;
            }
        }
    }

    async fn next(&mut self) -> Value {
        serde_json::from_str(&self.event().await).unwrap()
    }

    /// The answer to a request with id 1; what comes before it is passed over.
    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.send(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
            .await;
        loop {
            let message = self.next().await;
            if message.get("id") == Some(&json!(1)) && message.get("method").is_none() {
                return message;
            }
        }
    }

    async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": tool, "arguments": arguments}))
            .await
    }
}

/// A session at the endpoint `open`, whose server is known.
async fn open(rig: &Rig) -> Old {
    rig.client().await.tools().await;
    Old::begin(rig, "open", None, json!({})).await
}

#[tokio::test]
async fn lists_and_calls_with_every_byte_of_the_result() {
    let fake = Fake::start(&["echo", "odd", "large"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut client = open(&rig).await;
    let list = client.ask("tools/list", json!({})).await;
    assert_eq!(list["result"]["tools"][0]["name"], "fake__echo");
    let call = json!({"jsonrpc": "2.0", "id": "x", "method": "tools/call", "params": {"name": "fake__odd"}});
    client.send(&call).await;
    let event = client.events.next().await.unwrap();
    assert_eq!(
        event,
        format!(r#"{{"jsonrpc":"2.0","id":"x","result":{ODD_RESULT}}}"#)
    );
    let large = client.call("fake__large", json!({})).await;
    assert_eq!(
        large["result"]["content"][0]["text"].as_str().map(str::len),
        Some(2 * 1024 * 1024)
    );
    assert_eq!(rig.record(1).await.outcome, CallOutcome::Ok);
    assert_eq!(&*rig.record(1).await.client, "old 1");
}

#[tokio::test]
async fn progress_and_answers_come_in_order_on_the_one_stream() {
    let fake = Fake::start(&["progress"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut client = open(&rig).await;
    let params = json!({"name": "fake__progress", "arguments": {}, "_meta": {"progressToken": "mine"}});
    client
        .send(&json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}))
        .await;
    for step in 1..=3 {
        let event = client.event().await;
        assert!(
            event.contains(r#""progressToken":"mine""#) && event.contains(&format!("{step}.0")),
            "{event}"
        );
    }
    assert_eq!(client.next().await["id"], 2);
    assert_eq!(
        client.events.last_id, None,
        "nobody could come back to this stream"
    );
}

#[tokio::test]
async fn many_requests_run_at_once() {
    let fake = Fake::start(&["echo", "hang"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut client = open(&rig).await;
    fake.hold();
    let call = |id: u64, tool: &str| json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool, "arguments": {"n": id}}});
    for id in 0..64 {
        client.send(&call(id, "fake__hang")).await;
    }
    let refused = client.caller.post(&call(99, "fake__echo").to_string()).await;
    assert_eq!(refused.error(), (429, -32050, "too_many_requests".to_owned()));
    fake.release();
    let mut answered = Vec::new();
    for _ in 0..64 {
        answered.push(client.next().await["id"].as_u64().unwrap());
    }
    answered.sort_unstable();
    assert_eq!(answered, (0..64).collect::<Vec<_>>());
    assert!(client.call("fake__echo", json!({})).await["result"].is_object());
}

#[tokio::test]
async fn a_client_is_asked_and_told() {
    let upstream = everything(Era::Legacy).await;
    let rig = Rig::plain(&upstream.url()).await;
    let capabilities = json!({"sampling": {}, "elicitation": {}, "roots": {}});
    let mut client = Old::begin(&rig, "open", None, capabilities).await;
    let cases = [
        (
            "test_sampling",
            json!({"prompt": "?"}),
            json!({"role": "assistant", "content": {"type": "text", "text": "Paris"}, "model": "m"}),
        ),
        (
            "test_elicitation",
            json!({"message": "?"}),
            json!({"action": "accept", "content": {"username": "a", "email": "a@b.c"}}),
        ),
        ("ask_roots", json!({}), json!({"roots": []})),
    ];
    for (tool, arguments, reply) in cases {
        client
            .send(&json!({"jsonrpc": "2.0", "id": "c", "method": "tools/call", "params": {"name": tool, "arguments": arguments}}))
            .await;
        let asked = client.next().await;
        assert!(asked["method"].is_string(), "{tool}: {asked}");
        client
            .send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": reply}))
            .await;
        let answer = client.next().await;
        assert_eq!(answer["id"], "c", "{tool}: {answer}");
        assert!(answer["result"]["content"].is_array(), "{tool}: {answer}");
    }
    let uri = json!({"uri": "test://watched-resource"});
    assert_eq!(
        client.ask("resources/subscribe", uri.clone()).await["result"],
        json!({})
    );
    client
        .send(&json!({"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": "update_resource", "arguments": {"text": "x"}}}))
        .await;
    let mut told = Vec::new();
    while told.len() < 2 {
        told.push(client.next().await);
    }
    assert!(
        told.iter()
            .any(|it| it["method"] == "notifications/resources/updated" && it["params"] == uri),
        "{told:?}"
    );
    let text = client
        .ask("prompts/get", json!({"name": "test_simple_prompt"}))
        .await;
    assert!(text["result"]["messages"].is_array(), "{text}");
    let read = client
        .ask("resources/read", json!({"uri": "test://static-text"}))
        .await;
    assert!(read["result"]["contents"].is_array(), "{read}");
}

#[tokio::test]
async fn hears_that_lists_changed() {
    let fake = Fake::start(&["echo", "other"]).await;
    let mut rig = Rig::open(&fake.url).await;
    let mut client = open(&rig).await;
    client.ask("tools/list", json!({})).await;
    rig.member(0).disabled_tools.push("echo".to_owned());
    rig.apply();
    assert_eq!(client.events.next().await.as_deref(), Some(CHANGED));
}

#[tokio::test]
async fn cancelling_reaches_the_server_and_so_does_leaving() {
    let upstream = everything(Era::Legacy).await;
    let rig = Rig::plain(&upstream.url()).await;
    let mut client = open(&rig).await;
    let wait = json!({"jsonrpc": "2.0", "id": "w", "method": "tools/call", "params": {"name": "wait", "arguments": {}}});
    client.send(&wait).await;
    until(|| upstream.waiting() == 1).await;
    client
        .send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "w"}}))
        .await;
    assert_eq!(client.next().await["error"]["data"]["class"], "cancelled");
    until(|| upstream.cancelled() == 1).await;
    client.send(&wait).await;
    until(|| upstream.waiting() == 1).await;
    drop(client);
    until(|| upstream.cancelled() == 2).await;
    assert_eq!(rig.record(2).await.outcome, CallOutcome::Cancelled);
}

#[tokio::test]
async fn the_session_lives_as_long_as_the_stream() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = open(&rig).await;
    // One more made sure that the list is known.
    assert_eq!(rig.gateway.sessions(endpoint(1)), 2);
    let late = client.caller.clone();
    drop(client);
    until(|| rig.gateway.sessions(endpoint(1)) == 1).await;
    let answer = late.post(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).await;
    assert_eq!(answer.error(), (404, -32001, "stream_unknown".to_owned()));
}

#[tokio::test]
async fn a_client_that_is_disconnected_loses_its_stream() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    let mut client = Old::begin(&rig, "open", None, json!({})).await;
    let [session] = &rig.gateway.session_list(endpoint(1))[..] else {
        panic!("one client")
    };
    assert!(rig.gateway.disconnect(endpoint(1), session.handle));
    assert_eq!(client.events.next().await, None);
    until(|| rig.gateway.sessions(endpoint(1)) == 0).await;
}

#[tokio::test]
async fn initialize_comes_first_and_once() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut client = Old::open(&rig, "open", None).await;
    assert_eq!(client.ask("ping", json!({})).await["result"], json!({}));
    let early = client.ask("tools/list", json!({})).await;
    assert_eq!(early["error"]["data"]["class"], "not_initialized");
    let modern = json!({"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}});
    let probed = client.ask("server/discover", modern).await;
    assert_eq!(probed["error"]["code"], -32601, "so that a prober falls back");
    let cancel = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#;
    assert_eq!(client.caller.post(cancel).await.error().2, "not_initialized");
    let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}});
    let first = client.ask("initialize", params.clone()).await;
    assert_eq!(first["result"]["protocolVersion"], "2025-11-25");
    let second = client.ask("initialize", params).await;
    assert_eq!(second["error"]["code"], -32602);
    let unknown = client.ask("tools/call", json!({"name": "nothing"})).await;
    assert_eq!(unknown["error"]["message"], "Unknown tool: nothing");
}

#[tokio::test]
async fn what_is_not_a_message_is_refused_at_once() {
    let fake = Fake::start(&["echo"]).await;
    let options = GatewayOptions {
        max_body_bytes: 1000,
        ..GatewayOptions::default()
    };
    let rig = Rig::start_with(&fake.url, options).await;
    let client = open(&rig).await;
    for (body, error) in [
        ("{", (400, -32700, "unparsable")),
        ("{}", (400, -32600, "invalid_request")),
        (
            r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#,
            (400, -32600, "batch_refused"),
        ),
        (
            &*format!("\"{}\"", "x".repeat(1000)),
            (413, -32050, "body_too_large"),
        ),
    ] {
        let (status, code, class) = error;
        assert_eq!(
            client.caller.post(body).await.error(),
            (status, code, class.to_owned()),
            "{body}"
        );
    }
    let no_type = client
        .caller
        .request(Method::POST)
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(no_type.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let nowhere = Caller::new(client.to.split('?').next().unwrap().to_owned());
    assert_eq!(nowhere.post("{}").await.error().2, "stream_missing");
    let wrong = Caller::new(format!("{}0", client.to));
    assert_eq!(
        wrong.post("{}").await.error(),
        (404, -32001, "stream_unknown".to_owned())
    );
}

#[tokio::test]
async fn a_batch_is_answered_message_by_message() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut client = Old::open(&rig, "open", None).await;
    client
        .ask(
            "initialize",
            json!({"protocolVersion": "2025-03-26", "capabilities": {}}),
        )
        .await;
    client
        .send(&json!([
            {"jsonrpc": "2.0", "id": "a", "method": "ping"},
            {"jsonrpc": "2.0", "method": "notifications/initialized"},
            {"jsonrpc": "2.0", "id": "b", "method": "tools/call", "params": {"name": "fake__echo", "arguments": {"x": 1}}},
            {"id": "c"},
        ]))
        .await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(client.next().await["id"].as_str().unwrap_or("null").to_owned());
    }
    ids.sort();
    assert_eq!(ids, ["a", "b", "null"]);
}

#[tokio::test]
async fn the_key_is_asked_for_at_both_doors_and_a_stream_is_its_callers_own() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "keyed", &[1], EndpointAuth::ApiKey, None);
    rig.add_endpoint(2, "query", &[1], EndpointAuth::ApiKeyOrQuery, None);
    rig.add_key(1, None);
    rig.add_key(2, None);
    rig.apply();
    let refused = stream_of(&rig, "keyed", None).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(refused.headers().contains_key("www-authenticate"));
    let mut mine = Old::begin(&rig, "keyed", Some(1), json!({})).await;
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let keyless = Caller::new(mine.to.clone());
    assert_eq!(keyless.post(ping).await.status, StatusCode::UNAUTHORIZED);
    let stranger = Caller::new(mine.to.clone()).with_key(2);
    assert_eq!(
        stranger.post(ping).await.error(),
        (404, -32001, "stream_unknown".to_owned())
    );
    let elsewhere = mine.to.replace("/keyed/", "/query/");
    assert_eq!(
        Caller::new(elsewhere).with_key(1).post(ping).await.status,
        StatusCode::NOT_FOUND
    );

    // A client that shows its key in the URL knows no other way to show it.
    let url = format!("{}/metamcp/query/sse?api_key=sk_1", rig.base());
    let events = Events::of(Caller::new(url).request(Method::GET).send().await.unwrap());
    let mut by_query = Old::of(&rig, "query", None, events).await;
    assert!(by_query.to.ends_with("&api_key=sk_1"), "{}", by_query.to);
    assert_eq!(by_query.ask("ping", json!({})).await["result"], json!({}));

    // Without its key, a stream ends.
    rig.snapshot.keys.clear();
    rig.apply();
    assert!(mine.events.next().await.is_none());
}

#[tokio::test]
async fn streams_count_as_sessions_and_give_their_place_back() {
    let fake = Fake::start(&["echo"]).await;
    let options = GatewayOptions {
        max_sessions_per_principal: 2,
        ..GatewayOptions::default()
    };
    let rig = Rig::start_with(&fake.url, options).await;
    let begin = || Old::begin(&rig, "open", None, json!({}));
    let (silent, speaking) = (Old::open(&rig, "open", None).await, begin().await);
    let answer = Answer::read(stream_of(&rig, "open", None).send().await.unwrap()).await;
    assert_eq!(
        answer.error(),
        (429, -32050, "too_many_sessions_of_caller".to_owned())
    );
    assert_eq!(rig.caller("open").initialize("2025-11-25").await.status(), 429);
    drop((silent, speaking));
    until(|| rig.gateway.sessions(endpoint(1)) == 0).await;
    let _again = (begin().await, begin().await);
}

#[tokio::test]
async fn other_methods_pages_and_types_are_refused() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = open(&rig).await;
    let posted = stream_of(&rig, "open", None).build().unwrap().url().clone();
    let posted = Caller::new(posted.to_string()).post("{}").await;
    // Clients that try Streamable HTTP first take this as the sign to open the stream.
    assert_eq!(posted.error(), (405, -32000, "method_not_allowed".to_owned()));
    let got = client.caller.request(Method::GET).send().await.unwrap();
    assert_eq!(got.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(got.headers()["allow"], "POST, OPTIONS");
    let foreign = stream_of(&rig, "open", None).header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let json_only = rig
        .caller("open")
        .http()
        .get(format!("{}/metamcp/open/sse", rig.base()));
    let json_only = json_only
        .header("accept", "application/json")
        .send()
        .await
        .unwrap();
    assert_eq!(json_only.status(), StatusCode::NOT_ACCEPTABLE);
    let nowhere = stream_of(&rig, "nowhere", None).send().await.unwrap();
    assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn silence_is_broken_by_comments() {
    let fake = Fake::start(&["echo"]).await;
    let options = GatewayOptions {
        keep_alive: Duration::from_millis(50),
        ..GatewayOptions::default()
    };
    let rig = Rig::start_with(&fake.url, options).await;
    let mut response = stream_of(&rig, "open", None).send().await.unwrap();
    let first = response.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"event: endpoint\ndata: /metamcp/open/message?sessionId="));
    assert_eq!(response.chunk().await.unwrap().unwrap(), ": keep-alive\n\n");
}

#[tokio::test]
async fn stopping_waits_for_calls_and_ends_silent_streams() {
    let fake = Fake::start(&["hang"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut idle = Old::open(&rig, "open", None).await;
    let mut busy = open(&rig).await;
    fake.hold();
    busy.send(&json!({"jsonrpc": "2.0", "id": "h", "method": "tools/call", "params": {"name": "fake__hang", "arguments": {}}}))
        .await;
    fake.received(&["tools/call", "hang"]).await;
    rig.gateway.end_streams();
    assert!(idle.events.next().await.is_none());
    let refused = stream_of(&rig, "open", None).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    fake.release();
    assert_eq!(busy.next().await["result"]["content"][0]["text"], "at last");
    assert!(busy.events.next().await.is_none());
    rig.gateway.shutdown().await;
}

async fn until(mut is_so: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(tokio::time::Instant::now() < deadline, "it never came to that");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
