use std::time::Duration;

use gateway::Event;
use model::EndpointAuth;
use serde_json::json;

use super::{
    fake::Fake,
    rig::{Rig, server},
    stateless::Stateless,
};

const CHANGED: &str = r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#;
const A_MOMENT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn a_disabled_tool_leaves_the_list_and_cannot_be_called() {
    let fake = Fake::start(&["echo", "other"]).await;
    let mut rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    assert_eq!(client.tools().await, ["fake__echo", "fake__other"]);
    let mut stream = client.listen().await;

    rig.member(0).disabled_tools.push("echo".to_owned());
    rig.apply();
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert_eq!(client.tools().await, ["fake__other"]);
    assert_eq!(
        client.call("fake__echo").await["error"]["message"],
        "Unknown tool: fake__echo"
    );

    rig.member(0).disabled_tools.clear();
    rig.apply();
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert!(client.call("fake__echo").await["result"].is_object());

    rig.member(0).enabled = false;
    rig.apply();
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert!(client.tools().await.is_empty());
    assert_eq!(client.call("fake__other").await["error"]["code"], -32602);
}

#[tokio::test]
async fn clients_are_told_only_of_what_they_can_see() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::open(&fake.url).await;
    rig.add_endpoint(2, "other", &[1], EndpointAuth::None, None);
    rig.apply();
    let (client, other) = (rig.client().await, rig.caller("other").begin().await);
    client.tools().await;
    let (mut stream, mut of_other) = (client.listen().await, other.listen().await);
    // Nothing changed; a tool that does not exist was disabled; another namespace changed.
    rig.apply();
    rig.member(0).disabled_tools.push("nothing".to_owned());
    rig.apply();
    rig.snapshot.namespaces[1].members[0].enabled = false;
    rig.apply();
    assert_eq!(of_other.next().await.as_deref(), Some(CHANGED));
    stream.stays_silent(A_MOMENT).await;
}

#[tokio::test]
async fn a_change_announced_by_the_upstream_reaches_clients_and_listeners() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    client.tools().await;
    let mut stream = client.listen().await;
    let mut events = rig.gateway.events();
    fake.listened_to().await;
    fake.set_tools(&["echo", "new"]);
    fake.announce_change();
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert_eq!(client.tools().await, ["fake__echo", "fake__new"]);
    loop {
        if let Event::Offering { server_id, offering } = events.recv().await.unwrap() {
            assert_eq!((server_id, offering.tools.len()), (server(1), 2));
            break;
        }
    }
}

#[tokio::test]
async fn refreshing_a_server_tells_clients_when_there_is_news() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    client.tools().await;
    let mut stream = client.listen().await;
    rig.gateway.refresh(server(1)).await.unwrap();
    stream.stays_silent(A_MOMENT).await;
    fake.set_tools(&["renamed"]);
    rig.gateway.refresh(server(1)).await.unwrap();
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert_eq!(client.tools().await, ["fake__renamed"]);
    assert!(rig.gateway.refresh(server(9)).await.is_err());
}

#[tokio::test]
async fn each_message_goes_to_one_stream_and_waits_for_one_when_there_is_none() {
    let fake = Fake::start(&["echo", "other"]).await;
    let mut rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    client.tools().await;
    rig.member(0).disabled_tools.push("echo".to_owned());
    rig.apply();
    let mut first = client.listen().await;
    assert_eq!(first.next().await.as_deref(), Some(CHANGED));
    let mut second = client.listen().await;
    rig.member(0).disabled_tools.clear();
    rig.apply();
    assert_eq!(second.next().await.as_deref(), Some(CHANGED));
    first.stays_silent(A_MOMENT).await;
    second.stays_silent(A_MOMENT).await;
}

#[tokio::test]
async fn a_client_that_does_not_read_holds_nobody_up() {
    let fake = Fake::start(&["echo", "other"]).await;
    let mut rig = Rig::open(&fake.url).await;
    let (client, deaf) = (rig.client().await, rig.client().await);
    client.tools().await;
    let mut stream = client.listen().await;
    let _unread = deaf.listen().await;
    for n in 0..500 {
        rig.member(0).disabled_tools = if n % 2 == 0 {
            vec!["echo".to_owned()]
        } else {
            Vec::new()
        };
        rig.apply();
        assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    }
    assert_eq!(client.tools().await.len(), 2);
}

#[tokio::test]
async fn changed_settings_of_a_server_lead_to_its_new_tools() {
    let (old, new) = (Fake::start(&["old"]).await, Fake::start(&["new"]).await);
    let mut rig = Rig::open(&old.url).await;
    let client = rig.client().await;
    assert_eq!(client.tools().await, ["fake__old"]);
    let mut stream = client.listen().await;
    rig.snapshot.upstreams.clear();
    rig.add_server(1, "fake", &new.url);
    rig.apply();
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert_eq!(client.tools().await, ["fake__new"]);
    let answer = client
        .ask("tools/call", json!({"name": "fake__new", "arguments": {}}))
        .await;
    assert!(answer["result"].is_object(), "{answer}");
}

#[tokio::test]
async fn what_a_server_shows_to_one_client_only_is_seen_by_no_other() {
    let fake = Fake::start(&["echo"]).await;
    fake.show_more("ask_me");
    let rig = Rig::open(&fake.url).await;
    let plain = rig.client().await;
    assert_eq!(plain.tools().await, ["fake__echo"]);
    let rich = rig
        .caller("open")
        .begin_with("2025-11-25", json!({"elicitation": {}}))
        .await;
    let mut stream = rich.listen().await;
    // The first call makes the connection on which the server shows more.
    rich.call("fake__echo").await;
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert_eq!(rich.tools().await, ["fake__echo", "fake__ask_me"]);
    assert!(rich.call("fake__ask_me").await["result"].is_object());
    assert_eq!(plain.tools().await, ["fake__echo"]);
    assert_eq!(plain.call("fake__ask_me").await["error"]["code"], -32602);

    // What is for everybody is still for both.
    let mut other = plain.listen().await;
    fake.listened_to().await;
    fake.set_tools(&["two"]);
    fake.announce_change();
    assert_eq!(other.next().await.as_deref(), Some(CHANGED));
    assert_eq!(plain.tools().await, ["fake__two"]);
    loop {
        let seen = rich.tools().await;
        if seen == ["fake__two", "fake__ask_me"] {
            break;
        }
        assert_eq!(seen, ["fake__echo", "fake__ask_me"]);
        assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    }
}

#[tokio::test]
async fn a_client_without_sessions_sees_what_is_shown_to_its_own_calls() {
    let fake = Fake::start(&["echo"]).await;
    fake.show_more("ask_me");
    let rig = Rig::open(&fake.url).await;
    let client = Stateless::new(&rig, json!({"elicitation": {}}));
    client.call("fake__echo", json!({})).await;
    let listed = async {
        loop {
            let tools = client.ask("tools/list", json!({})).await["result"]["tools"].take();
            if tools.as_array().expect("tools").len() == 2 {
                return tools;
            }
        }
    };
    let tools = tokio::time::timeout(Duration::from_secs(20), listed)
        .await
        .unwrap();
    assert_eq!(tools[1]["name"], "fake__ask_me");
    assert!(client.call("fake__ask_me", json!({})).await["content"].is_array());
    assert_eq!(rig.client().await.tools().await, ["fake__echo"]);
}

#[tokio::test]
async fn a_server_that_hangs_while_it_lists_does_not_keep_the_connections_of_a_session() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    rig.client().await.tools().await;
    let before = rig.gateway.status(server(1)).connections;
    fake.hold();
    let rich = rig
        .caller("open")
        .begin_with("2025-11-25", json!({"elicitation": {}}))
        .await;
    rich.call("fake__echo").await;
    let mut events = rig.gateway.events();
    assert_eq!(rig.gateway.status(server(1)).connections, before + 1);
    rich.end().await;
    let ended = async {
        while rig.gateway.status(server(1)).connections > before {
            events.recv().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(20), ended)
        .await
        .expect("the connection goes with its session");
}
