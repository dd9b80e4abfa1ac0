//! Sessions that began in another process: before a restart, or in another replica.

use std::{sync::Arc, time::Duration};

use gateway::{GatewayOptions, SessionWishes};
use http_body_util::Full;
use model::{EndpointAuth, Timestamp};
use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::everything::Era;

use super::{
    bridges::{askable, until},
    caller::{Caller, Events},
    fake::Fake,
    rig::{Rig, endpoint},
    shelf::{Shelf, State},
    stateless::everything,
};

const PING: &str = r#"{"jsonrpc":"2.0","id":7,"method":"ping"}"#;
const NOWHERE: &str = "http://127.0.0.1:9/mcp";

/// A process with one server behind the open endpoint `open`.
async fn process(url: &str, shelf: &Arc<Shelf>, options: GatewayOptions) -> Rig {
    let mut rig = Rig::start_over(options, shelf.clone()).await;
    rig.add_server(1, "fake", url);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.apply();
    rig
}

/// The same client, sent to another process.
fn at(rig: &Rig, client: &Caller) -> Caller {
    let mut client = client.clone();
    client.url = rig.url("open");
    client
}

#[tokio::test]
async fn a_session_goes_on_in_another_process() {
    let fake = Fake::start(&["echo"]).await;
    let shelf = Shelf::new();
    let before = process(&fake.url, &shelf, GatewayOptions::default()).await;
    let client = before.client().await;
    before.gateway.shutdown().await;

    let after = process(&fake.url, &shelf, GatewayOptions::default()).await;
    let client = at(&after, &client);
    assert_eq!(client.tools().await, ["fake__echo"]);
    assert!(client.call("fake__echo").await["result"].is_object());
    assert_eq!(after.record(1).await.client.as_ref(), "tester 7");
    assert_eq!(after.gateway.sessions(endpoint(1)), 1);
    assert_eq!(shelf.looks(), 1, "from then on it is known");
}

#[tokio::test]
async fn what_is_kept_does_not_open_the_session() {
    let shelf = Shelf::new();
    let rig = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let client = rig.client().await;
    let kept = format!("{:?}", shelf.all());
    assert!(kept.contains("tester"), "{kept}");
    assert!(!kept.contains(client.session()), "{kept}");
}

#[tokio::test]
async fn requests_at_once_bring_one_session_back() {
    let shelf = Shelf::new();
    let client = process(NOWHERE, &shelf, GatewayOptions::default())
        .await
        .client()
        .await;
    let rig = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let client = at(&rig, &client);
    shelf.set(State::Held);
    let let_go = async {
        until(|| shelf.looks() == 1).await;
        shelf.set(State::Open);
    };
    let (one, two, three, ()) = tokio::join!(client.post(PING), client.post(PING), client.post(PING), let_go);
    for answer in [one, two, three] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    assert_eq!(rig.gateway.sessions(endpoint(1)), 1);
    assert_eq!(shelf.looks(), 1);
}

#[tokio::test]
async fn a_session_is_brought_back_for_its_owner_only() {
    let shelf = Shelf::new();
    let guarded = async || {
        let mut rig = Rig::start_over(GatewayOptions::default(), shelf.clone()).await;
        rig.add_key(1, Some(1));
        rig.add_key(2, Some(2));
        rig.add_endpoint(1, "open", &[], EndpointAuth::ApiKey, None);
        rig.add_endpoint(2, "other", &[], EndpointAuth::ApiKey, None);
        rig.apply();
        rig
    };
    let begun = guarded().await.caller("open").with_key(1).begin().await;
    let rig = guarded().await;
    let unknown = (404, -32001, "session_unknown".to_owned());
    let elsewhere = rig.caller("other").with_key(1).with_session(begun.session());
    for other in [at(&rig, &begun).with_key(2), elsewhere] {
        assert_eq!(other.post(PING).await.error(), unknown);
    }
    assert_eq!(at(&rig, &begun).post(PING).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_a_client_wanted_to_hear_still_holds() {
    for era in [Era::Legacy, Era::Modern] {
        let upstream = everything(era).await;
        let shelf = Shelf::new();
        let before = Rig::plain_over(&upstream.url(), shelf.clone()).await;
        let client = askable(&before).await;
        let uri = json!({"uri": "test://watched-resource"});
        client.ask("resources/subscribe", uri.clone()).await;
        client.ask("logging/setLevel", json!({"level": "error"})).await;
        before.gateway.shutdown().await;

        let after = Rig::plain_over(&upstream.url(), shelf.clone()).await;
        let client = at(&after, &client);
        // The first request brings it back, and its server is told in the background.
        assert_eq!(client.post(PING).await.status, StatusCode::OK);
        let mut stream = client.listen().await;
        let updated = async {
            loop {
                let event: Value = serde_json::from_str(&stream.next().await.expect("an update")).unwrap();
                if event["method"] == "notifications/resources/updated" {
                    return event["params"]["uri"].clone();
                }
            }
        };
        let changing = async {
            loop {
                let change = json!({"name": "update_resource", "arguments": {"text": "x"}});
                client.ask("tools/call", change).await;
            }
        };
        tokio::select! {
            heard = updated => assert_eq!(heard, uri["uri"], "{era:?}"),
            () = changing => {}
        }
        // Its messages are of the level info: nothing comes before the answer.
        let logging = json!({"name": "test_tool_with_logging", "arguments": {}});
        assert!(client.ask("tools/call", logging).await["result"].is_object());
        client.ask("resources/unsubscribe", uri).await;
        let level = Some("error".to_owned());
        let wishes = SessionWishes {
            log_level: level,
            subscriptions: Vec::new(),
        };
        assert!(
            shelf.all().iter().any(|session| session.wishes == wishes),
            "{era:?}"
        );
    }
}

#[tokio::test]
async fn a_client_that_waits_for_a_lost_answer_hears_that_it_is_lost() {
    let fake = Fake::start(&["steps"]).await;
    let shelf = Shelf::new();
    let before = process(&fake.url, &shelf, GatewayOptions::default()).await;
    let client = before.client().await;
    client.tools().await;
    fake.hold();
    let call = json!({"jsonrpc": "2.0", "id": "p-\u{e9}", "method": "tools/call",
        "params": {"name": "fake__steps", "_meta": {"progressToken": 1}}});
    let response = client.send(&call.to_string()).send().await.unwrap();
    let mut events = Events::of(response);
    assert!(events.next().await.unwrap().contains("progress"));
    let last_id = events.last_id.clone().expect("an id");
    before.gateway.shutdown().await;

    let after = process(&fake.url, &shelf, GatewayOptions::default()).await;
    let client = at(&after, &client);
    let told = client.come_back(&last_id).await.rest().await;
    let [lost] = &told[..] else { panic!("{told:?}") };
    let lost: Value = serde_json::from_str(lost).unwrap();
    assert_eq!(lost["id"], call["id"]);
    assert_eq!(lost["error"]["data"]["class"], "answer_lost", "{lost}");
    assert!(
        lost["error"]["message"].as_str().unwrap().contains("restarted"),
        "{lost}"
    );
    // A new call gets a stream whose events are none of those before.
    fake.release();
    let response = client.send(&call.to_string()).send().await.unwrap();
    let mut events = Events::of(response);
    while events.next().await.is_some() {}
    let stream = |id: &str| id.split('-').next().unwrap().to_owned();
    assert_ne!(stream(&events.last_id.unwrap()), stream(&last_id));
}

#[tokio::test]
async fn a_stream_says_that_lists_may_have_changed() {
    let fake = Fake::start(&["echo"]).await;
    let shelf = Shelf::new();
    let begun = process(&fake.url, &shelf, GatewayOptions::default())
        .await
        .client()
        .await;
    let rig = process(&fake.url, &shelf, GatewayOptions::default()).await;
    let mut stream = at(&rig, &begun).listen().await;
    let said = stream.next().await.unwrap();
    assert!(said.contains("notifications/tools/list_changed"), "{said}");
}

#[tokio::test]
async fn a_client_keeps_its_session_while_nobody_can_look_it_up() {
    let shelf = Shelf::new();
    let begun = process(NOWHERE, &shelf, GatewayOptions::default())
        .await
        .client()
        .await;
    let rig = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let client = at(&rig, &begun);
    shelf.set(State::Away);
    let response = client.send(PING).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "1");
    let refused: Value = response.json().await.unwrap();
    assert_eq!(refused["error"]["data"]["class"], "session_unavailable");
    assert_eq!(refused["id"], 7);
    shelf.set(State::Open);
    assert_eq!(client.post(PING).await.status, StatusCode::OK);
}

#[tokio::test]
async fn sessions_that_come_back_count() {
    let shelf = Shelf::new();
    let before = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let begun = [before.client().await, before.client().await];
    let narrow = GatewayOptions {
        max_sessions_per_principal: 1,
        ..GatewayOptions::default()
    };
    let rig = process(NOWHERE, &shelf, narrow).await;
    let [one, two] = begun.map(|client| at(&rig, &client));
    assert_eq!(one.post(PING).await.status, StatusCode::OK);
    let refused = (429, -32050, "too_many_sessions_of_caller".to_owned());
    assert_eq!(two.post(PING).await.error(), refused);
    assert_eq!(one.end().await, StatusCode::NO_CONTENT);
    assert_eq!(two.post(PING).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_that_ended_is_gone_everywhere() {
    let shelf = Shelf::new();
    let first = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let begun = [first.client().await, first.client().await];
    assert_eq!(begun[0].end().await, StatusCode::NO_CONTENT);
    let mut second = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let [one, two] = begun.map(|client| at(&second, &client));
    assert_eq!(one.post(PING).await.status, StatusCode::NOT_FOUND);
    assert_eq!(two.end().await, StatusCode::NO_CONTENT, "without a word before");
    assert!(shelf.all().is_empty());
    assert_eq!(two.post(PING).await.status, StatusCode::NOT_FOUND);

    // What the configuration does not admit any more is not kept either.
    at(&second, &second.client().await);
    assert_eq!(shelf.all().len(), 1);
    second.snapshot.endpoints[0].auth = EndpointAuth::ApiKey;
    second.apply();
    assert!(shelf.all().is_empty());
}

#[tokio::test]
async fn a_session_that_is_too_old_does_not_come_back() {
    let shelf = Shelf::new();
    let begun = process(NOWHERE, &shelf, GatewayOptions::default())
        .await
        .client()
        .await;
    let mut rig = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let client = at(&rig, &begun);
    let aged = |minutes: i64| move |at: Timestamp| Timestamp::from_millis(at.as_millis() - minutes * 60_000);
    rig.snapshot.endpoints[0].session_lifetime = Some(Duration::from_mins(30));
    rig.apply();
    shelf.rewrite(|session| session.began_at = aged(31)(session.began_at));
    assert_eq!(client.post(PING).await.status, StatusCode::NOT_FOUND);
    rig.snapshot.endpoints[0].session_lifetime = None;
    rig.snapshot.endpoints[0].session_idle = Some(Duration::from_mins(8));
    rig.apply();
    shelf.rewrite(|session| session.used.last_at = aged(10)(session.used.last_at));
    assert_eq!(client.post(PING).await.status, StatusCode::NOT_FOUND);
    shelf.rewrite(|session| session.used.last_at = aged(-5)(session.used.last_at));
    assert_eq!(client.post(PING).await.status, StatusCode::OK);
}

/// Without a socket, so that the test decides the time.
#[tokio::test(start_paused = true)]
async fn endpoints_say_how_long_their_sessions_last() {
    let shelf = Shelf::new();
    let mut rig = Rig::start_over(GatewayOptions::default(), shelf.clone()).await;
    rig.add_endpoint(1, "open", &[], EndpointAuth::None, None);
    rig.snapshot.endpoints[0].session_idle = Some(Duration::from_mins(80));
    rig.snapshot.endpoints[0].session_lifetime = Some(Duration::from_hours(10));
    rig.apply();
    let begin = async || {
        let body =
            r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#;
        let request = http::Request::post("/").header("content-type", "application/json");
        let response = rig
            .gateway
            .streamable_http("open", request.body(Full::from(body)).unwrap())
            .await;
        response.headers()["mcp-session-id"].clone()
    };
    let ping = async |session: &http::HeaderValue| {
        let request = http::Request::post("/")
            .header("content-type", "application/json")
            .header("mcp-session-id", session);
        let response = rig
            .gateway
            .streamable_http("open", request.body(Full::from(PING)).unwrap());
        response.await.status()
    };
    let (used, idle) = (begin().await, begin().await);
    assert_eq!(shelf.all().len(), 2);
    // It is told seldom that a session is used.
    for _ in 0..18 {
        tokio::time::sleep(Duration::from_mins(5)).await;
        assert_eq!(ping(&used).await, StatusCode::OK);
    }
    let told = shelf.uses().len();
    assert!((5..=9).contains(&told), "told {told} times");
    assert_eq!(rig.gateway.sessions(endpoint(1)), 1, "the other one was idle");
    drop(idle);
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_mins(5)).await;
        assert_eq!(ping(&used).await, StatusCode::OK);
    }
    tokio::time::sleep(Duration::from_mins(12)).await;
    assert_eq!(ping(&used).await, StatusCode::NOT_FOUND, "used or not");
}

#[tokio::test]
async fn the_last_use_is_told_at_the_end() {
    let shelf = Shelf::new();
    let rig = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let client = rig.client().await;
    let began_at = shelf.all()[0].began_at;
    let later = async || loop {
        client.post(PING).await;
        if std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_millis()
            > u128::try_from(began_at.as_millis()).unwrap() + 5
        {
            return;
        }
    };
    later().await;
    assert!(shelf.uses().is_empty());
    rig.gateway.shutdown().await;
    let [used] = shelf.uses()[..] else {
        panic!("{:?}", shelf.uses())
    };
    assert!(used.last_at > began_at);
    assert_eq!(shelf.all().len(), 1, "its client may come back");
}

#[tokio::test]
async fn a_session_that_says_too_much_of_itself_ends_with_its_process() {
    let shelf = Shelf::new();
    let rig = process(NOWHERE, &shelf, GatewayOptions::default()).await;
    let much = json!({"experimental": {"x": "x".repeat(100_000)}});
    let client = rig.caller("open").begin_with("2025-11-25", much).await;
    assert_eq!(client.post(PING).await.status, StatusCode::OK);
    assert!(shelf.all().is_empty());
}

#[tokio::test]
async fn what_another_process_did_to_a_session_holds_here() {
    let upstream = everything(Era::Legacy).await;
    let shelf = Shelf::new();
    let one = Rig::plain_over(&upstream.url(), shelf.clone()).await;
    let other = Rig::plain_over(&upstream.url(), shelf.clone()).await;
    let before = shelf.hashes();
    let here = one.client().await;
    let there = at(&other, &here);
    let begun: Vec<_> = shelf.hashes().difference(&before).copied().collect();
    let [hash] = begun[..] else { panic!("{begun:?}") };
    there.ask("logging/setLevel", json!({"level": "error"})).await;
    one.gateway.session_changed(hash).await;
    let logging = json!({"name": "test_tool_with_logging", "arguments": {}});
    assert!(here.ask("tools/call", logging).await["result"].is_object());

    let stream = here.listen().await;
    one.gateway.session_ended([0; 32]);
    assert_eq!(one.gateway.sessions(endpoint(1)), 2, "with the one that lists");
    assert_eq!(there.end().await, StatusCode::NO_CONTENT);
    one.gateway.session_ended(hash);
    stream.rest().await;
    assert_eq!(here.post(PING).await.status, StatusCode::NOT_FOUND);

    let [kept, lost] = [one.client().await, one.client().await];
    assert_eq!(at(&other, &lost).end().await, StatusCode::NO_CONTENT);
    one.gateway.sessions_changed().await;
    assert_eq!(lost.post(PING).await.status, StatusCode::NOT_FOUND);
    assert_eq!(kept.post(PING).await.status, StatusCode::OK);
}
