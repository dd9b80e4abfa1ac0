use std::time::Duration;

use gateway::GatewayOptions;
use model::EndpointAuth;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{fake::Fake, rig::Rig};

#[tokio::test]
async fn lists_servers_in_the_namespaces_order_and_tools_in_the_servers_order() {
    let (one, two) = (Fake::start(&["b", "a"]).await, Fake::start(&["z", "y"]).await);
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "one", &one.url);
    rig.add_server(2, "two", &two.url);
    rig.add_endpoint(1, "open", &[2, 1], EndpointAuth::None, None);
    rig.apply();
    let client = rig.client().await;
    let expected = ["two__z", "two__y", "one__b", "one__a"];
    assert_eq!(client.tools().await, expected);
    let raw = client
        .post(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
        .await
        .text;
    assert!(
        raw.contains(r#"{"name":"two__z","inputSchema":{"type":"object"},"x":1.0}"#),
        "{raw}"
    );
    for _ in 0..3 {
        rig.apply();
        let again = rig
            .client()
            .await
            .post(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
            .await
            .text;
        assert_eq!(again, raw);
    }
}

#[tokio::test]
async fn the_first_list_waits_for_servers_that_were_never_asked() {
    let fake = Fake::start(&["echo"]).await;
    fake.hold();
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    let release = async {
        fake.received(&["tools/list"]).await;
        fake.release();
    };
    let (tools, ()) = tokio::join!(client.tools(), release);
    assert_eq!(tools, ["fake__echo"]);
}

#[tokio::test]
async fn the_first_call_waits_for_servers_that_were_never_asked() {
    let fake = Fake::start(&["echo"]).await;
    fake.hold();
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    let release = async {
        fake.received(&["tools/list"]).await;
        fake.release();
    };
    let (answer, ()) = tokio::join!(client.call("fake__echo"), release);
    assert!(answer["result"].is_object(), "{answer}");
}

#[tokio::test]
async fn a_silent_server_delays_the_first_list_for_a_bounded_time_and_is_listed_later() {
    let (slow, quick) = (Fake::start(&["late"]).await, Fake::start(&["echo"]).await);
    slow.hold();
    let first_list_wait = Duration::from_millis(200);
    let mut rig = Rig::start(GatewayOptions {
        first_list_wait,
        ..GatewayOptions::default()
    })
    .await;
    rig.add_server(1, "slow", &slow.url);
    rig.add_server(2, "quick", &quick.url);
    rig.add_endpoint(1, "open", &[1, 2], EndpointAuth::None, None);
    rig.apply();
    let began = Instant::now();
    let client = rig.client().await;
    let mut stream = client.listen().await;
    assert_eq!(client.tools().await, ["quick__echo"]);
    assert!(began.elapsed() >= first_list_wait);
    let again = Instant::now();
    assert_eq!(client.tools().await, ["quick__echo"]);
    assert!(again.elapsed() < first_list_wait, "only the first list waits");
    slow.release();
    while client.tools().await.len() < 2 {
        assert!(stream.next().await.unwrap().contains("list_changed"));
    }
    assert_eq!(client.tools().await, ["slow__late", "quick__echo"]);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_delays_nobody() {
    let quick = Fake::start(&["echo"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "down", "http://127.0.0.1:9/mcp");
    rig.add_server(2, "quick", &quick.url);
    rig.add_endpoint(1, "open", &[1, 2], EndpointAuth::None, None);
    rig.apply();
    let began = Instant::now();
    assert_eq!(rig.client().await.tools().await, ["quick__echo"]);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_remembered_list_is_answered_without_its_server() {
    let mut rig = Rig::start(GatewayOptions {
        spares: 0,
        ..GatewayOptions::default()
    })
    .await;
    rig.add_server(1, "down", "http://127.0.0.1:9/mcp");
    rig.add_seed(1, &["b", "a"]);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.apply();
    assert_eq!(rig.client().await.tools().await, ["down__b", "down__a"]);
    assert_eq!(
        rig.gateway.status(super::rig::server(1)).attempts,
        0,
        "nobody asked it"
    );
}

#[tokio::test]
async fn a_server_of_which_only_the_tools_are_known_is_listed_at_once_and_asked_for_the_rest() {
    let fake = Fake::start(&["new"]).await;
    fake.hold();
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_seed(1, &["old"]);
    rig.snapshot.catalogues[0].is_complete = false;
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.apply();
    let client = rig.client().await;
    let mut stream = client.listen().await;
    fake.received(&["tools/list"]).await;
    assert_eq!(client.tools().await, ["fake__old"], "nobody waits");
    assert_eq!(
        client.ask("prompts/list", json!({})).await["result"]["prompts"],
        json!([])
    );
    fake.release();
    assert!(stream.next().await.unwrap().contains("tools/list_changed"));
    assert_eq!(client.tools().await, ["fake__new"]);
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let names: Vec<_> = (0..2500).map(|n| format!("tool{n}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "many", "http://127.0.0.1:9/mcp");
    rig.add_seed(1, &names);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.apply();
    let client = rig.client().await;
    let (mut all, mut params) = (Vec::<Value>::new(), json!({}));
    loop {
        let page = client.ask("tools/list", params).await["result"].clone();
        all.extend(
            page["tools"]
                .as_array()
                .unwrap()
                .iter()
                .map(|tool| tool["name"].clone()),
        );
        match page.get("nextCursor") {
            Some(cursor) => params = json!({"cursor": cursor}),
            None => break,
        }
    }
    assert_eq!(all.len(), 2500);
    assert_eq!(
        (&all[0], &all[2499]),
        (&json!("many__tool0"), &json!("many__tool2499"))
    );
}

#[tokio::test]
async fn an_endpoint_without_servers_has_an_empty_list() {
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_endpoint(1, "open", &[], EndpointAuth::None, None);
    rig.apply();
    let answer = rig
        .client()
        .await
        .post(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":null}"#)
        .await;
    assert_eq!(answer.text, r#"{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}"#);
}
