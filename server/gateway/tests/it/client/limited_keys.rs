//! Keys that open some endpoints, show some tools, or end.

use std::time::Duration;

use gateway::GatewayOptions;
use model::{
    EndpointAuth::{ApiKey, None as Open},
    Timestamp,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::everything::Era;
use tokio::time::Instant;

use super::{
    fake::Fake,
    rig::{Rig, endpoint, key, server},
    stateless::everything,
};

const PING: &str = r#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#;

/// Two endpoints of the tools `fake__read`, `fake__reread` and `fake__write`; the keys 1 and 2 are of user 2.
async fn rig() -> (Rig, Fake) {
    let fake = Fake::start(&["read", "reread", "write"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "one", &[1], ApiKey, None);
    rig.add_endpoint(2, "other", &[1], ApiKey, None);
    rig.add_key(1, Some(2));
    rig.add_key(2, Some(2));
    rig.apply();
    rig.caller("one").with_key(1).begin().await.tools().await;
    (rig, fake)
}

fn in_millis(millis: i64) -> Timestamp {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Timestamp::from_millis(i64::try_from(now.as_millis()).unwrap() + millis)
}

#[tokio::test]
async fn a_key_opens_the_endpoints_that_it_is_limited_to() {
    let (mut rig, _fake) = rig().await;
    let elsewhere = rig.caller("other").with_key(1).begin().await;
    let stream = elsewhere.listen().await;
    rig.snapshot.keys[0].endpoints = Some(vec![endpoint(1)]);
    rig.apply();
    assert_eq!(rig.caller("one").with_key(1).begin().await.tools().await.len(), 3);
    let (status, _, class) = elsewhere.post(PING).await.error();
    assert_eq!((status, class.as_str()), (403, "key_elsewhere"));
    // The other key of the same person goes on with the session. What the first one heard there is over.
    let by_other = elsewhere.clone().with_key(2);
    assert_eq!(by_other.tools().await.len(), 3);
    drop(stream);

    rig.snapshot.keys[1].endpoints = Some(Vec::new());
    rig.apply();
    assert_eq!(rig.gateway.sessions(endpoint(2)), 0);
    assert_eq!(by_other.post(PING).await.error().2, "key_elsewhere");
}

#[tokio::test]
async fn a_key_shows_and_calls_the_tools_that_it_is_limited_to() {
    let (mut rig, fake) = rig().await;
    rig.snapshot.keys[0].tools = vec!["fake__re*".to_owned()];
    rig.apply();
    let limited = rig.caller("one").with_key(1).begin().await;
    assert_eq!(limited.tools().await, ["fake__read", "fake__reread"]);
    assert_eq!(limited.call("fake__read").await["result"]["isError"], Value::Null);
    let refused = limited.call("fake__write").await;
    assert_eq!(refused["error"]["data"]["class"], "unknown_tool", "{refused}");
    let unlimited = rig.caller("one").with_key(2).begin().await;
    assert_eq!(unlimited.tools().await.len(), 3);

    // Its session is its own: the other key of the same person has more rights.
    for (stranger, session) in [(2, limited.session()), (1, unlimited.session())] {
        let caller = rig.caller("one").with_key(stranger).with_session(session);
        assert_eq!(caller.post(PING).await.error().2, "session_unknown");
    }

    // What its server lists now is told, and what the key shows now. Both count with the next request of the same session.
    let mut stream = limited.listen().await;
    fake.set_tools(&["read", "write"]);
    rig.gateway.refresh(server(1)).await.unwrap();
    let told = stream.next().await.expect("a notification");
    assert!(told.contains("notifications/tools/list_changed"), "{told}");
    assert_eq!(limited.tools().await, ["fake__read"]);
    rig.snapshot.keys[0].tools = vec!["fake__write".to_owned()];
    rig.apply();
    let told = stream.next().await.expect("a notification");
    assert!(told.contains("notifications/tools/list_changed"), "{told}");
    assert_eq!(limited.tools().await, ["fake__write"]);
    assert_eq!(
        limited.call("fake__read").await["error"]["data"]["class"],
        "unknown_tool"
    );
}

#[tokio::test]
async fn a_key_of_some_tools_reaches_nothing_else() {
    for era in [Era::Legacy, Era::Modern] {
        let server = everything(era).await;
        let mut rig = Rig::start(GatewayOptions::default()).await;
        rig.add_server(1, "all", &server.url());
        rig.add_endpoint(1, "open", &[1], Open, None);
        rig.add_endpoint(2, "guarded", &[1], ApiKey, None);
        rig.add_key(1, None);
        rig.snapshot.keys[0].tools = vec!["all__echo".to_owned()];
        rig.apply();
        rig.client().await.tools().await;

        let limited = rig.caller("guarded").with_key(1).begin().await;
        assert_eq!(limited.tools().await, ["all__echo"]);
        for (method, list) in [
            ("prompts/list", "prompts"),
            ("resources/list", "resources"),
            ("resources/templates/list", "resourceTemplates"),
        ] {
            let everything = rig.client().await.ask(method, json!({})).await;
            assert_ne!(everything["result"][list], json!([]), "{everything}");
            let shown = limited.ask(method, json!({})).await;
            assert_eq!(shown["result"][list], json!([]), "{shown}");
        }
        let uri = "test://static-text";
        for (method, params) in [
            ("resources/read", json!({ "uri": uri })),
            ("resources/subscribe", json!({ "uri": uri })),
            ("prompts/get", json!({ "name": "all__test_simple_prompt" })),
            ("something/else", json!({})),
        ] {
            let open = rig.client().await.ask(method, params.clone()).await;
            let refused = limited.ask(method, params).await;
            assert!(refused["error"].is_object(), "{era:?} {method}: {refused}");
            if method == "resources/read" || method == "prompts/get" {
                assert!(open["result"].is_object(), "{era:?} {method}: {open}");
            }
        }
        let introduced = limited.initialize("2025-11-25").await;
        let introduced: Value = introduced.json().await.unwrap();
        let capabilities = &introduced["result"]["capabilities"];
        assert!(
            capabilities["tools"].is_object() && capabilities["prompts"].is_null(),
            "{introduced}"
        );
        assert!(capabilities["resources"].is_null(), "{introduced}");
    }
}

#[tokio::test]
async fn a_key_ends_at_its_time_with_what_it_began() {
    let (mut rig, _fake) = rig().await;
    rig.snapshot.keys.truncate(1);
    rig.snapshot.keys[0].expires_at = Some(in_millis(1500));
    rig.apply();
    let client = rig.caller("one").with_key(1).begin().await;
    let stream = client.listen().await;
    let begun = Instant::now();
    assert!(stream.rest().await.is_empty());
    assert!(begun.elapsed() > Duration::from_millis(500), "ended too early");
    assert_eq!(rig.gateway.sessions(endpoint(1)), 0);
    let (status, _, class) = client.post(PING).await.error();
    assert_eq!((status, class.as_str()), (401, "key_expired"));
}

#[tokio::test]
async fn a_text_that_was_replaced_is_accepted_until_its_time() {
    let (mut rig, _fake) = rig().await;
    let session = rig.caller("one").with_key(1).begin().await;
    let old = rig.snapshot.keys[0].hash;
    rig.snapshot.keys[0].hash = Sha256::digest("sk_7").into();
    rig.snapshot.keys[0].previous = Some((old, in_millis(60_000)));
    rig.apply();
    // Both are the same key: the session goes on with either.
    for n in [1, 7] {
        assert_eq!(session.clone().with_key(n).tools().await.len(), 3, "{n}");
    }
    rig.snapshot.keys[0].previous = Some((old, in_millis(-1)));
    rig.apply();
    assert_eq!(session.post(PING).await.error().2, "key_unknown");
    assert_eq!(session.clone().with_key(7).tools().await.len(), 3);
    assert_eq!(
        rig.gateway.take_key_uses().first().map(|(id, _)| *id),
        Some(key(1))
    );
}

#[tokio::test]
async fn a_public_key_that_shows_fewer_tools_or_all_again_says_so() {
    let (mut rig, _fake) = rig().await;
    rig.add_key(3, None);
    rig.apply();
    let client = rig.caller("one").with_key(3).begin().await;
    assert_eq!(client.tools().await.len(), 3);
    let mut stream = client.listen().await;
    for (tools, shown) in [(vec!["*write".to_owned()], 1), (Vec::new(), 3)] {
        rig.snapshot.keys[2].tools = tools;
        rig.apply();
        let told = stream.next().await.expect("a notification");
        assert!(told.contains("notifications/tools/list_changed"), "{told}");
        assert_eq!(client.tools().await.len(), shown);
    }
    // Nothing looks different to it: nothing is told.
    rig.snapshot.keys[2].tools = vec!["fake__*".to_owned()];
    rig.apply();
    stream.stays_silent(Duration::from_millis(200)).await;
}
