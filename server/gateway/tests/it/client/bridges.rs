//! Clients of each era at servers of each era: whatever one can say reaches the other.

use std::time::Duration;

use model::CallOutcome;
use serde_json::{Value, json};
use testkit::everything::{Era, Everything};

use super::{
    caller::{Caller, Events},
    rig::Rig,
    stateless::{Stateless, everything},
};

type UrlOf = fn(&Everything) -> String;

/// Servers of each era, and of each transport that a URL can lead to.
const PEERS: [(Era, UrlOf); 3] = [
    (Era::Legacy, Everything::url),
    (Era::Modern, Everything::url),
    (Era::Legacy, Everything::sse_url),
];

/// A session of a client that can be asked everything.
pub(crate) async fn askable(rig: &Rig) -> Caller {
    let capabilities = json!({"sampling": {}, "elicitation": {}, "roots": {"listChanged": true}});
    rig.caller("open").begin_with("2025-11-25", capabilities).await
}

fn call(tool: &str, arguments: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": "c", "method": "tools/call", "params": {"name": tool, "arguments": arguments}})
        .to_string()
}

/// What a person, a model or an editor would answer.
fn reply(method: &str) -> Value {
    match method {
        "elicitation/create" => {
            json!({"action": "accept", "content": {"name": "Alice", "username": "alice", "email": "a@b.c"}})
        }
        "sampling/createMessage" => {
            json!({"role": "assistant", "content": {"type": "text", "text": "Paris"}, "model": "m", "stopReason": "endTurn"})
        }
        "roots/list" => json!({"roots": [{"uri": "file:///test/root", "name": "Root"}]}),
        other => panic!("nobody should ask {other}"),
    }
}

/// Calls a tool in a session and answers what its server asks. The answer, and the methods that were asked.
pub(crate) async fn converse(client: &Caller, tool: &str, arguments: &Value) -> (Value, Vec<String>) {
    let response = client.send(&call(tool, arguments)).send().await.unwrap();
    let mut events = Events::of(response);
    let mut asked = Vec::new();
    while let Some(event) = events.next().await {
        let message: Value = serde_json::from_str(&event).unwrap();
        match message["method"].as_str() {
            None => return (message, asked),
            Some(method) if message.get("id").is_some() => {
                asked.push(method.to_owned());
                let answer = json!({"jsonrpc": "2.0", "id": message["id"], "result": reply(method)});
                assert_eq!(client.post(&answer.to_string()).await.status, 202);
            }
            Some(_) => {}
        }
    }
    panic!("no answer after {asked:?}");
}

#[tokio::test]
async fn a_session_is_asked_by_servers_of_both_eras() {
    for (era, url) in PEERS {
        let upstream = everything(era).await;
        let rig = Rig::plain(&url(&upstream)).await;
        let client = askable(&rig).await;
        let cases = [
            (
                "test_sampling",
                json!({"prompt": "Capital?"}),
                "sampling/createMessage",
            ),
            (
                "test_elicitation",
                json!({"message": "Who?"}),
                "elicitation/create",
            ),
            ("ask_roots", json!({}), "roots/list"),
        ];
        for (tool, arguments, method) in cases {
            let (answer, asked) = converse(&client, tool, &arguments).await;
            assert_eq!(asked, [method], "{era:?} {answer}");
            assert_eq!(answer["id"], "c");
            assert!(answer["result"]["content"].is_array(), "{era:?} {answer}");
        }
    }
}

#[tokio::test]
async fn a_client_without_sessions_is_asked_by_servers_of_both_eras() {
    for (era, url) in PEERS {
        let upstream = everything(era).await;
        let rig = Rig::plain(&url(&upstream)).await;
        let client = Stateless::new(&rig, json!({"sampling": {}, "elicitation": {}, "roots": {}}));
        let arguments = json!({"name": "test_input_required_result_multiple_inputs", "arguments": {}});
        let mut params = arguments.clone();
        let mut asked = Vec::new();
        let result = loop {
            let answer = client.ask("tools/call", params.clone()).await;
            let result = answer["result"].clone();
            if result["resultType"] != "input_required" {
                break result;
            }
            let requests = result["inputRequests"].as_object().expect("questions").clone();
            asked.extend(
                requests
                    .values()
                    .map(|request| request["method"].as_str().unwrap().to_owned()),
            );
            let responses: serde_json::Map<_, _> = requests
                .iter()
                .map(|(key, request)| (key.clone(), reply(request["method"].as_str().unwrap())))
                .collect();
            params = arguments.clone();
            params["inputResponses"] = responses.into();
            params["requestState"] = result["requestState"].clone();
        };
        asked.sort();
        assert_eq!(
            asked,
            ["elicitation/create", "roots/list", "sampling/createMessage"],
            "{era:?}"
        );
        assert_eq!(result["resultType"], "complete", "{era:?} {result}");
    }
}

#[tokio::test]
async fn a_state_is_good_for_its_own_request_only() {
    for (era, url) in PEERS {
        let upstream = everything(era).await;
        let rig = Rig::plain(&url(&upstream)).await;
        let client = Stateless::new(&rig, json!({"elicitation": {}}));
        let tool = "test_input_required_result_request_state";
        let first = client.call(tool, json!({})).await;
        let state = first["requestState"].as_str().expect("a state").to_owned();
        let key = first["inputRequests"]
            .as_object()
            .unwrap()
            .keys()
            .next()
            .unwrap()
            .clone();
        let again = |name: &str, state: &str| json!({"name": name, "arguments": {}, "requestState": state, "inputResponses": {key.clone(): {"action": "accept", "content": {"ok": true}}}});
        for (name, state) in [
            (tool, format!("{state}-TAMPERED")),
            (tool, "nonsense".to_owned()),
            ("test_input_required_result_elicitation", state.clone()),
        ] {
            let refused = client.ask("tools/call", again(name, &state)).await;
            assert_eq!(
                refused["error"]["data"]["class"], "request_state",
                "{era:?} {refused}"
            );
        }
        let done = client.ask("tools/call", again(tool, &state)).await;
        assert_eq!(done["result"]["resultType"], "complete", "{era:?} {done}");
        if era == Era::Legacy {
            // The call it named is over.
            let replayed = client.ask("tools/call", again(tool, &state)).await;
            assert_eq!(replayed["error"]["data"]["class"], "request_state");
        }
    }
}

#[tokio::test]
async fn odd_results_pass_byte_for_byte() {
    for (era, url) in PEERS {
        let upstream = everything(era).await;
        let rig = Rig::plain(&url(&upstream)).await;
        let legacy = rig
            .client()
            .await
            .post(&call("unknown_fields", &json!({})))
            .await
            .text;
        let modern = Stateless::new(&rig, json!({}))
            .send("tools/call", json!({"name": "unknown_fields", "arguments": {}}))
            .await
            .text()
            .await
            .unwrap();
        for text in [legacy, modern] {
            assert!(text.contains("1.0") && text.contains("1e2"), "{era:?} {text}");
        }
    }
}

#[tokio::test]
async fn a_large_result_arrives_whole() {
    const SIZE: usize = 3 * 1024 * 1024;
    for (era, url) in PEERS {
        let upstream = everything(era).await;
        let rig = Rig::plain(&url(&upstream)).await;
        let session = rig
            .client()
            .await
            .ask(
                "tools/call",
                json!({"name": "large", "arguments": {"bytes": SIZE}}),
            )
            .await;
        let stateless = Stateless::new(&rig, json!({}))
            .call("large", json!({"bytes": SIZE}))
            .await;
        for result in [&session["result"], &stateless] {
            assert_eq!(
                result["content"][0]["text"].as_str().map(str::len),
                Some(SIZE),
                "{era:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_cancelled_call_ends_at_its_server() {
    for (era, url) in PEERS {
        let upstream = everything(era).await;
        let rig = Rig::plain(&url(&upstream)).await;
        let session = rig.client().await;
        let calling = call("wait", &json!({}));
        let cancelling = async {
            until(|| upstream.waiting() == 1).await;
            let cancel = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c"}}"#;
            session.post(cancel).await;
            until(|| upstream.cancelled() == 1).await;
        };
        let (answer, ()) = tokio::join!(session.post(&calling), cancelling);
        assert_eq!(answer.error().2, "cancelled");

        // Without a session, closing the line is the way to say it.
        let client = Stateless::new(&rig, json!({}));
        let waiting = client.send("tools/call", json!({"name": "wait", "arguments": {}}));
        tokio::select! {
            _ = waiting => panic!("nobody answers it"),
            () = until(|| upstream.waiting() == 1) => {}
        }
        until(|| upstream.cancelled() == 2).await;
        assert_eq!(rig.record(2).await.outcome, CallOutcome::Cancelled, "{era:?}");
    }
}

#[tokio::test]
async fn a_session_hears_of_resources_that_servers_of_both_eras_watch() {
    for (era, url) in PEERS {
        let upstream = everything(era).await;
        let rig = Rig::plain(&url(&upstream)).await;
        let client = askable(&rig).await;
        let mut stream = client.listen().await;
        let uri = json!({"uri": "test://watched-resource"});
        assert_eq!(
            client.ask("resources/subscribe", uri.clone()).await["result"],
            json!({})
        );
        client
            .ask(
                "tools/call",
                json!({"name": "update_resource", "arguments": {"text": "x"}}),
            )
            .await;
        loop {
            let event: Value = serde_json::from_str(&stream.next().await.expect("an update")).unwrap();
            if event["method"] == "notifications/resources/updated" {
                assert_eq!(event["params"]["uri"], uri["uri"], "{era:?}");
                break;
            }
        }
        assert_eq!(
            client.ask("resources/unsubscribe", uri).await["result"],
            json!({})
        );
    }
}

#[tokio::test]
async fn a_resource_comes_back_under_the_uri_that_it_was_read_by() {
    let (first, second) = (everything(Era::Legacy).await, everything(Era::Modern).await);
    let mut rig = Rig::start(gateway::GatewayOptions::default()).await;
    rig.add_server(1, "first", &first.url());
    rig.add_server(2, "second", &second.url());
    rig.add_endpoint(1, "open", &[1, 2], model::EndpointAuth::None, None);
    rig.apply();
    let client = rig.client().await;
    client.tools().await;
    for uri in ["test://static-text", "metamcp+second:test://static-text"] {
        let read = client.ask("resources/read", json!({"uri": uri})).await;
        assert_eq!(read["result"]["contents"][0]["uri"], uri, "{read}");
        assert!(read["result"]["contents"][0]["text"].is_string(), "{read}");
    }
}

pub(crate) async fn until(mut is_so: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(tokio::time::Instant::now() < deadline, "it never came to that");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
