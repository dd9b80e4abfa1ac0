//! Clients that start commands only, carried to an endpoint.

use std::time::Duration;

use gateway::{Bridge, GatewayOptions};
use model::EndpointAuth;
use serde_json::{Value, json};
use testkit::everything::{Era, Everything, Kind};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines},
    task::JoinSet,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    caller::Caller,
    fake::{Fake, ODD_RESULT},
    rig::{Rig, endpoint},
    stateless::everything,
};

const PATIENCE: Duration = Duration::from_secs(20);

/// A client of the bridge.
struct Stdio {
    input: Option<DuplexStream>,
    lines: Lines<BufReader<DuplexStream>>,
    running: JoinSet<()>,
    stop: CancellationToken,
}

impl Stdio {
    fn start(url: &str, key: Option<&str>) -> Self {
        // Installs the TLS provider.
        Caller::new(url.to_owned());
        let bridge = Bridge::new(url, key, &[]).expect("fits");
        let (input, theirs) = tokio::io::duplex(1024);
        let (output, ours) = tokio::io::duplex(1024);
        let stop = CancellationToken::new();
        let mut running = JoinSet::new();
        running.spawn(bridge.run(theirs, output, stop.clone()));
        Self {
            input: Some(input),
            lines: BufReader::new(ours).lines(),
            running,
            stop,
        }
    }

    async fn begin(url: &str, key: Option<&str>, capabilities: Value) -> Self {
        let mut client = Self::start(url, key);
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": {"name": "desktop", "version": "1"}});
        let answer = client.ask("initialize", params).await;
        assert_eq!(answer["result"]["protocolVersion"], "2025-11-25", "{answer}");
        client
            .send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
            .await;
        client
    }

    async fn line(&mut self, line: &str) {
        let input = self.input.as_mut().expect("open");
        input.write_all(line.as_bytes()).await.unwrap();
        input.write_all(b"\n").await.unwrap();
    }

    async fn send(&mut self, message: &Value) {
        self.line(&message.to_string()).await;
    }

    async fn read(&mut self) -> Option<String> {
        timeout(PATIENCE, self.lines.next_line())
            .await
            .expect("nothing comes")
            .unwrap()
    }

    async fn next(&mut self) -> Value {
        serde_json::from_str(&self.read().await.expect("goes on")).unwrap()
    }

    /// The answer to a request; notifications before it are passed over.
    async fn answer(&mut self, id: &Value) -> Value {
        loop {
            let message = self.next().await;
            if message.get("method").is_none() && message["id"] == *id {
                return message;
            }
        }
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.send(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
            .await;
        self.answer(&json!(1)).await
    }

    async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": tool, "arguments": arguments}))
            .await
    }

    /// Closes stdin and waits for the end of everything.
    async fn leave(mut self) -> Vec<String> {
        self.input.take();
        let mut rest = Vec::new();
        while let Some(line) = self.read().await {
            rest.push(line);
        }
        self.ended().await;
        rest
    }

    async fn ended(&mut self) {
        let ended = timeout(PATIENCE, self.running.join_next()).await;
        ended.expect("it hangs").unwrap().unwrap();
    }
}

#[tokio::test]
async fn messages_pass_byte_for_byte_and_the_session_ends_with_stdin() {
    let fake = Fake::start(&["odd", "echo"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "keyed", &[1], EndpointAuth::ApiKey, None);
    rig.add_key(1, None);
    rig.apply();
    let mut client = Stdio::begin(&rig.url("keyed"), Some("sk_1"), json!({})).await;
    assert_eq!(rig.gateway.sessions(endpoint(1)), 1);
    client.ask("tools/list", json!({})).await;
    client
        .line(r#" {"jsonrpc":"2.0","id":"é","method":"tools/call","params":{"name":"fake__odd"}} "#)
        .await;
    client
        .line(r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"fake__echo","arguments":{"z":1.0,"a":[1e5]}}}"#)
        .await;
    let mut answers = [String::new(), String::new()];
    let mut seen = 0;
    while seen < 2 {
        let line = client.read().await.unwrap();
        if line.contains("result") {
            let place = usize::from(line.contains(r#""id":2"#));
            answers[place] = line;
            seen += 1;
        }
    }
    assert_eq!(
        answers[0],
        format!(r#"{{"jsonrpc":"2.0","id":"é","result":{ODD_RESULT}}}"#)
    );
    assert!(answers[1].contains("1.0"), "{}", answers[1]);
    assert!(
        fake.received(&["tools/call", "echo"])
            .await
            .contains(r#"{"z":1.0,"a":[1e5]}"#)
    );
    assert_eq!(&*rig.record(1).await.client, "desktop 1");
    client.leave().await;
    assert_eq!(rig.gateway.sessions(endpoint(1)), 0);
}

#[tokio::test]
async fn answers_that_are_on_their_way_are_waited_for() {
    let fake = Fake::start(&["hang"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut client = Stdio::begin(&rig.url("open"), None, json!({})).await;
    client.ask("tools/list", json!({})).await;
    fake.hold();
    client
        .send(&json!({"jsonrpc": "2.0", "id": "last", "method": "tools/call", "params": {"name": "fake__hang", "arguments": {}}}))
        .await;
    let releasing = async {
        fake.received(&["tools/call"]).await;
        fake.release();
    };
    let (rest, ()) = tokio::join!(client.leave(), releasing);
    assert!(rest.iter().any(|line| line.contains("at last")), "{rest:?}");
}

#[tokio::test]
async fn progress_comes_in_its_order() {
    let fake = Fake::start(&["progress"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut client = Stdio::begin(&rig.url("open"), None, json!({})).await;
    client.ask("tools/list", json!({})).await;
    let params = json!({"name": "fake__progress", "arguments": {}, "_meta": {"progressToken": 7}});
    client
        .send(&json!({"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": params}))
        .await;
    let mut seen = Vec::new();
    loop {
        let line = client.read().await.unwrap();
        if line.contains("progressToken") {
            seen.push(line);
        } else if line.contains("done") {
            break;
        }
    }
    assert_eq!(seen.len(), 3);
    for (step, line) in (1..).zip(&seen) {
        assert!(
            line.contains(&format!(r#""progress":{step}.0"#)) && line.contains("1e2"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn what_servers_ask_reaches_the_client_and_changes_do_too() {
    let upstream = everything(Era::Legacy).await;
    let rig = Rig::plain(&upstream.url()).await;
    let mut client = Stdio::begin(&rig.url("open"), None, json!({"roots": {}})).await;
    client.ask("tools/list", json!({})).await;
    client
        .send(&json!({"jsonrpc": "2.0", "id": "c", "method": "tools/call", "params": {"name": "ask_roots", "arguments": {}}}))
        .await;
    let asked = loop {
        let message = client.next().await;
        if message["method"] == "roots/list" {
            break message;
        }
    };
    client
        .send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"roots": [{"uri": "file:///r"}]}}))
        .await;
    let answer = client.answer(&json!("c")).await;
    assert!(answer["result"].to_string().contains("file:///r"), "{answer}");
    upstream.add(Kind::Tools, "new");
    loop {
        if client.next().await["method"] == "notifications/tools/list_changed" {
            break;
        }
    }
    assert!(
        client
            .ask("tools/list", json!({}))
            .await
            .to_string()
            .contains("\"new\"")
    );
}

#[tokio::test]
async fn a_forgotten_session_is_begun_anew_without_the_client_noticing() {
    let server = Everything::start(Era::Legacy.into()).await.expect("a free port");
    let mut client = Stdio::begin(&server.url(), None, json!({})).await;
    client.call("echo", json!({"message": "a"})).await;
    server.forget_sessions();
    for _ in 0..3 {
        client
            .send(&json!({"jsonrpc": "2.0", "id": "p", "method": "ping"}))
            .await;
    }
    let (mut pongs, mut changes) = (0, 0);
    while pongs < 3 || changes < 1 {
        let message = client.next().await;
        if message["id"] == "p" {
            assert!(message["result"].is_object(), "{message}");
            pongs += 1;
        } else if message["method"] == "notifications/tools/list_changed" {
            changes += 1;
        }
    }
    assert_eq!((server.sessions(), changes), (1, 1));
    client.leave().await;
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_taken_up_again() {
    let server = Everything::start(Era::Legacy.into()).await.expect("a free port");
    let mut client = Stdio::begin(&server.url(), None, json!({})).await;
    let answer = client.call("test_reconnection", json!({})).await;
    assert!(answer["result"]["content"].is_array(), "{answer}");
}

#[tokio::test]
async fn cancelling_reaches_the_server_in_both_eras() {
    let upstream = everything(Era::Both).await;
    let rig = Rig::plain(&upstream.url()).await;
    let mut client = Stdio::begin(&rig.url("open"), None, json!({})).await;
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}});
    for (cancelled, meta) in [(1, None), (2, Some(meta))] {
        let mut params = json!({"name": "wait", "arguments": {}});
        if let Some(meta) = meta {
            params["_meta"] = meta;
        }
        client
            .send(&json!({"jsonrpc": "2.0", "id": "w", "method": "tools/call", "params": params}))
            .await;
        until(|| upstream.waiting() == 1).await;
        client
            .send(
                &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "w"}}),
            )
            .await;
        until(|| upstream.cancelled() == cancelled).await;
    }
}

#[tokio::test]
async fn a_client_without_sessions_needs_none() {
    let upstream = everything(Era::Modern).await;
    let rig = Rig::plain(&upstream.url()).await;
    let mut client = Stdio::start(&rig.url("open"), None);
    let with_meta = |mut params: Value| {
        params["_meta"] = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}});
        params
    };
    let discovered = client.ask("server/discover", with_meta(json!({}))).await;
    assert!(
        discovered["result"]["supportedVersions"].is_array(),
        "{discovered}"
    );
    let listed = client.ask("tools/list", with_meta(json!({}))).await;
    let tools = listed["result"]["tools"].as_array().expect("tools");
    // Its arguments are repeated in headers, as the list says.
    let repeats = tools
        .iter()
        .find(|tool| tool.to_string().contains("x-mcp-header"));
    let repeats = repeats.expect("one of them")["name"].as_str().unwrap().to_owned();
    let arguments = json!({"value": "naïve", "count": 42, "flag": true, "place": {"region": "us"}});
    let called = client
        .ask(
            "tools/call",
            with_meta(json!({"name": repeats, "arguments": arguments})),
        )
        .await;
    assert!(called["result"]["content"].is_array(), "{called}");
    assert_eq!(
        rig.gateway.sessions(endpoint(1)),
        1,
        "the one that looked at the list"
    );
    client.leave().await;
}

#[tokio::test]
async fn every_request_is_answered_whatever_goes_wrong() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "keyed", &[1], EndpointAuth::ApiKey, None);
    rig.apply();
    let mut keyless = Stdio::start(&rig.url("keyed"), None);
    let refused = keyless
        .ask(
            "initialize",
            json!({"protocolVersion": "2025-11-25", "capabilities": {}}),
        )
        .await;
    assert_eq!(refused["error"]["data"]["class"], "key_missing", "{refused}");
    keyless.line("what is this?").await;
    let unparsable = keyless.next().await;
    assert_eq!(
        (&unparsable["id"], &unparsable["error"]["code"]),
        (&Value::Null, &json!(-32700))
    );

    let mut alone = Stdio::start("http://127.0.0.1:1/mcp", None);
    let lost = alone.ask("initialize", json!({})).await;
    let message = lost["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("Nothing listens at 127.0.0.1, port 1."),
        "{message}"
    );

    let mut page = Stdio::start(&rig.url("keyed").replace("/metamcp/keyed/mcp", "/nothing"), None);
    let nowhere = page.ask("initialize", json!({})).await;
    let message = nowhere["error"]["message"].as_str().unwrap();
    assert!(message.contains("404") && message.contains("/mcp"), "{message}");
}

#[tokio::test]
async fn ends_at_once_when_it_is_stopped_or_nobody_reads() {
    let fake = Fake::start(&["hang"]).await;
    let rig = Rig::open(&fake.url).await;
    let mut client = Stdio::begin(&rig.url("open"), None, json!({})).await;
    client.stop.cancel();
    client.ended().await;
    assert_eq!(rig.gateway.sessions(endpoint(1)), 0);

    let client = Stdio::begin(&rig.url("open"), None, json!({})).await;
    let Stdio {
        lines,
        mut running,
        input,
        ..
    } = client;
    drop(lines);
    let mut input = input.unwrap();
    input
        .write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n")
        .await
        .unwrap();
    timeout(PATIENCE, running.join_next()).await.expect("it hangs");
    assert_eq!(rig.gateway.sessions(endpoint(1)), 0);
}

async fn until(mut is_so: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !is_so() {
        assert!(tokio::time::Instant::now() < deadline, "it never came to that");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
