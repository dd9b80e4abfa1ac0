//! What those who watch are told, held against what an independent recorder saw on the sockets.

use std::time::Duration;

use gateway::{
    GatewayOptions, Towards, TransportSpec, Watch, WatchMark, Watched, Wire, WireContent, WireEvent,
};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use model::EndpointAuth;
use serde_json::{Value, json};

use super::{
    caller::Caller,
    fake::Fake,
    relay::{Message, Relay},
    rig::{Rig, endpoint, server},
    stateless::Stateless,
};

/// Everything that passes until nothing more comes for a client's answer that is over.
async fn until_over(watch: &mut Watch, exchanges: usize) -> Vec<WireEvent> {
    let (mut events, mut over) = (Vec::new(), 0);
    while over < exchanges {
        let event = tokio::time::timeout(Duration::from_secs(20), watch.next());
        let event = event.await.expect("nothing more passes");
        let is_clients = matches!(event.wire, Wire::Client { .. });
        over += usize::from(is_clients && matches!(event.content, WireContent::End));
        events.push(event);
    }
    while let Some(event) = watch.waiting() {
        events.push(event);
    }
    events
}

/// What was told, as whole messages: requests, and answers.
fn told(events: &[WireEvent], is_wanted: impl Fn(&Wire) -> bool) -> (Vec<Message>, Vec<Message>) {
    let mut flows: Vec<(u64, Message, Message)> = Vec::new();
    let empty = || Message {
        start: String::new(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let lines = |headers: &http::HeaderMap| -> Vec<(String, String)> {
        headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect()
    };
    for event in events.iter().filter(|event| is_wanted(&event.wire)) {
        if !flows.iter().any(|(flow, ..)| *flow == event.flow) {
            flows.push((event.flow, empty(), empty()));
        }
        let (_, request, answer) = flows.iter_mut().find(|(flow, ..)| *flow == event.flow).unwrap();
        match &event.content {
            WireContent::Request {
                method,
                target,
                headers,
            } => {
                request.start = format!("{method} {target}");
                request.headers = lines(headers);
            }
            WireContent::Response { status, headers } => {
                status.as_str().clone_into(&mut answer.start);
                answer.headers = lines(headers);
            }
            WireContent::Data(Towards::Server, data) => request.body.extend_from_slice(data),
            WireContent::Data(Towards::Client, data) => answer.body.extend_from_slice(data),
            WireContent::Line(..) | WireContent::End | WireContent::Call(_) => {}
        }
    }
    flows
        .into_iter()
        .map(|(_, request, answer)| (request, answer))
        .unzip()
}

/// The bodies, in an order of their own: over several sockets there is no other.
fn bodies(messages: &[Message]) -> Vec<String> {
    let mut bodies: Vec<String> = messages
        .iter()
        .map(|message| String::from_utf8(message.body.clone()).unwrap())
        .filter(|body| !body.is_empty())
        .collect();
    bodies.sort();
    bodies
}

/// Every header that is told was on the socket, in the message with the same body.
fn assert_headers(told: &[Message], seen: &[Message]) {
    for message in told.iter().filter(|message| !message.body.is_empty()) {
        let same = seen
            .iter()
            .find(|it| it.body == message.body)
            .expect("on the socket");
        for header in &message.headers {
            assert!(same.headers.contains(header), "{header:?} in {same:?}");
        }
    }
}

fn calls(tool: &str) -> String {
    json!({"jsonrpc": "2.0", "id": "ä\u{1}", "method": "tools/call", "params": {
        "_meta": {"progressToken": "mine"}, "name": tool, "arguments": {"a": "\u{2028}", "b": 1.0}}})
    .to_string()
}

#[tokio::test]
async fn every_byte_on_both_wires_is_told_as_an_independent_recorder_saw_it() {
    let fake = Fake::start(&["echo", "odd", "progress", "fail"]).await;
    let behind = Relay::before(&fake.url).await;
    let rig = Rig::open(&behind.through(&fake.url)).await;
    let before = Relay::before(&rig.url("open")).await;
    let client = Caller::new(before.through(&rig.url("open")));
    let mut watch = rig.gateway.watch(Watched::Endpoint(endpoint(1))).expect("room");
    let client = client.begin().await;
    client.tools().await;
    for tool in [
        "fake__echo",
        "fake__odd",
        "fake__progress",
        "fake__fail",
        "fake__missing",
    ] {
        client
            .send(&calls(tool))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
    }
    let exchanges = 8;
    let events = until_over(&mut watch, exchanges).await;
    assert_eq!(watch.missed(), 0);

    let (requests, answers) = told(&events, |wire| matches!(wire, Wire::Client { .. }));
    let (seen_requests, seen_answers) = before.messages();
    assert_eq!(bodies(&requests), bodies(&seen_requests));
    assert_eq!(bodies(&answers), bodies(&seen_answers));
    assert_headers(&requests, &seen_requests);
    assert_headers(&answers, &seen_answers);
    assert!(
        requests[1..]
            .iter()
            .all(|it| it.start == "POST /metamcp/open/mcp")
    );

    // The gateway connects and lists for itself too; what it did for the client is told, and as it was.
    let (requests, answers) = told(&events, |wire| matches!(wire, Wire::Server { .. }));
    let (seen_requests, seen_answers) = behind.messages();
    let (seen_requests, seen_answers) = (bodies(&seen_requests), bodies(&seen_answers));
    for (told, seen) in [
        (bodies(&requests), seen_requests),
        (bodies(&answers), seen_answers),
    ] {
        assert!(
            told.iter().all(|body| seen.contains(body)),
            "{told:?} in {seen:?}"
        );
    }
    let asked: Vec<Value> = requests
        .iter()
        .filter_map(|it| serde_json::from_slice(&it.body).ok())
        .filter(|it: &Value| it["method"] == "tools/call")
        .collect();
    let names: Vec<_> = asked
        .iter()
        .map(|it| it["params"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["echo", "odd", "progress", "fail"]);

    // What belongs together says so, and how long each stage took.
    for name in names {
        let of = |wire: fn(&Wire) -> bool, needle: &str| {
            let is_it = |event: &&WireEvent| {
                wire(&event.wire)
                    && matches!(&event.content, WireContent::Data(Towards::Server, data)
                        if String::from_utf8_lossy(data).contains(needle))
            };
            events
                .iter()
                .find(is_it)
                .expect("told")
                .exchange
                .expect("of a client")
        };
        let on_server = of(
            |wire| matches!(wire, Wire::Server { .. }),
            &format!("\"name\":\"{name}\""),
        );
        let on_client = of(
            |wire| matches!(wire, Wire::Client { .. }),
            &format!("fake__{name}"),
        );
        assert_eq!(on_server, on_client, "{name}");
        let record = events.iter().find_map(|event| match &event.content {
            WireContent::Call(record) if event.exchange == Some(on_client) => Some(record),
            _ => None,
        });
        let record = record.expect("a record");
        assert_eq!(&*record.original_tool, name);
        let stages = record.stages;
        let sum = stages.before + stages.connecting + stages.server + stages.after;
        assert_eq!(sum, record.elapsed);
        assert!(!stages.server.is_zero());
        assert_eq!(record.server_id, Some(server(1)));
    }
}

#[tokio::test]
async fn a_watch_is_told_of_nobody_else() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::open(&fake.url).await;
    rig.add_endpoint(2, "other", &[1], EndpointAuth::None, None);
    rig.apply();
    let (mine, other) = (rig.client().await, rig.client().await);
    // The one that was used last stands first.
    mine.tools().await;
    let session = rig.gateway.session_list(endpoint(1))[0].handle;
    let mut watch = rig
        .gateway
        .watch(Watched::Session(endpoint(1), session))
        .expect("room");
    other.call("fake__echo").await;
    rig.caller("other").begin().await.call("other__echo").await;
    let mut stateless = rig.gateway.watch(Watched::Marked(WatchMark(7))).expect("room");
    Stateless::new(&rig, json!({}))
        .call("fake__echo", json!({}))
        .await;
    mine.call("fake__echo").await;
    let events = until_over(&mut watch, 1).await;
    let sessions: Vec<_> = events
        .iter()
        .filter_map(|event| match event.wire {
            Wire::Client { session } => Some(session),
            Wire::Server { .. } => None,
        })
        .collect();
    assert!(sessions.iter().all(|it| *it == Some(session)), "{sessions:?}");
    let asked = events.iter().filter(|event| {
        matches!(event.wire, Wire::Server { .. }) && matches!(event.content, WireContent::Request { .. })
    });
    assert_eq!(asked.count(), 1);
    assert!(stateless.waiting().is_none());
}

#[tokio::test]
async fn this_process_asks_in_somebodys_name_and_only_its_own_requests_are_marked() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::open(&fake.url).await;
    rig.add_endpoint(2, "guarded", &[1], EndpointAuth::ApiKey, Some(1));
    rig.apply();
    let refused = rig.caller("guarded").post("{}").await;
    assert_eq!(refused.status, 401);
    let mut watch = rig.gateway.watch(Watched::Marked(WatchMark(1))).expect("room");
    let sent = async |mark: u64, id: u64| {
        let body = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {
            "name": "fake__echo", "arguments": {"n": id}, "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientInfo": {"name": "inside", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {}}}});
        let request = Request::builder()
            .method(Method::POST)
            .uri("/metamcp/guarded/mcp")
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", "tools/call")
            .header("mcp-name", "fake__echo")
            .extension(WatchMark(mark))
            .body(Full::<bytes::Bytes>::from(body.to_string()))
            .unwrap();
        let principal = gateway::PrincipalId::User(super::rig::user(1));
        let response = rig.gateway.inspect(endpoint(2), principal, request).await;
        let body = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice::<Value>(&body).expect("an answer")
    };
    assert!(sent(2, 5).await.get("result").is_some());
    let answer = sent(1, 6).await;
    assert!(answer.get("result").is_some(), "{answer}");
    let events = until_over(&mut watch, 1).await;
    let (requests, _) = told(&events, |wire| matches!(wire, Wire::Client { .. }));
    assert_eq!(requests.len(), 1);
    assert_eq!(
        rig.record(2).await.principal,
        gateway::PrincipalId::User(super::rig::user(1))
    );
}

#[tokio::test]
async fn lines_of_a_process_are_told_as_they_passed_through_its_pipes() {
    let directory = tempfile::tempdir().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/upstream/fake_server.py");
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "process", "http://127.0.0.1:9/mcp");
    rig.snapshot.upstreams[0].transport = TransportSpec::Stdio {
        command: "sh".to_owned(),
        args: vec![
            "-c".to_owned(),
            format!("tee -a in | python3 {script} | tee -a out"),
        ],
        env: Vec::new(),
        cwd: Some(directory.path().to_owned()),
    };
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.apply();
    let mut watch = rig.gateway.watch(Watched::Endpoint(endpoint(1))).expect("room");
    // A client that can be asked has a process of its own: everything that it says is for this session.
    let client = rig
        .caller("open")
        .begin_with("2025-11-25", json!({"roots": {}}))
        .await;
    client.tools().await;
    client
        .send(&calls("process__raw"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let events = until_over(&mut watch, 4).await;
    let lines = |towards| -> Vec<String> {
        let of = |event: &WireEvent| match &event.content {
            WireContent::Line(to, line) if *to == towards => {
                Some(String::from_utf8_lossy(line.trim_ascii_end()).into_owned())
            }
            _ => None,
        };
        events.iter().filter_map(of).collect()
    };
    // Other connections to the same server write into the same files. `tee` passes a line on before the file has it.
    let of_call = [
        (Towards::Server, "in", "tools/call"),
        (Towards::Client, "out", "12345678901234567890123"),
    ];
    for (towards, file, of_call) in of_call {
        let told = lines(towards);
        // At least the call. Whose connection it is, is known or not when its handshake is made.
        assert!(told.iter().any(|line| line.contains(of_call)), "{told:?}");
        let file = directory.path().join(file);
        let has_all = || {
            let seen = std::fs::read_to_string(&file).unwrap();
            told.iter().all(|line| seen.lines().any(|it| it == line))
        };
        let deadline = std::time::Instant::now() + Duration::from_secs(10);
        while !has_all() {
            assert!(
                std::time::Instant::now() < deadline,
                "{told:?} in {}",
                file.display()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test]
async fn a_reader_that_is_too_slow_misses_events_and_holds_up_nobody() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let watch = rig.gateway.watch(Watched::Endpoint(endpoint(1))).expect("room");
    let client = rig.client().await;
    let mut calls = 0;
    while watch.missed() == 0 {
        assert!(client.call("fake__echo").await.get("result").is_some());
        calls += 1;
    }
    assert!(calls > 300, "{calls}");
    drop(watch);
    assert!(client.call("fake__echo").await.get("result").is_some());
}
