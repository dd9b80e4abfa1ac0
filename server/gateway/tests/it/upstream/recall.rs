//! What clients said once holds on every connection.

use std::time::Duration;

use gateway::GatewayOptions;
use serde_json::{Value, json};

use super::rig::{Rig, eventually, fake, fake_with, mark, options, processes_with, server_id, spec};

async fn told(client: &super::rig::Client) -> Vec<Value> {
    let told = client.told().await;
    let told = told.as_array().expect("a list").iter();
    told.filter(|it| it[0] != "initialize").cloned().collect()
}

#[tokio::test]
async fn a_new_process_is_told_what_the_one_before_knew() {
    let rig = Rig::new(options(), spec(server_id(), fake("talkative")));
    rig.gateway.refresh(rig.server).await.expect("lists");
    let client = rig.begin("ide", json!({"roots": {}})).await;
    client.ask("logging/setLevel", json!({"level": "warning"})).await;
    for uri in ["file:///b", "file:///a", "file:///gone"] {
        let answer = client.ask("resources/subscribe", json!({"uri": uri})).await;
        assert!(answer.contains("\"result\""), "{answer}");
    }
    client
        .ask("resources/unsubscribe", json!({"uri": "file:///gone"}))
        .await;
    let first = client.pid().await;
    client
        .ask("tools/call", json!({"name": "fake__crash", "arguments": {}}))
        .await;
    assert_ne!(client.pid().await, first);
    assert_eq!(
        told(&client).await,
        [
            json!(["logging/setLevel", "warning"]),
            json!(["resources/subscribe", "file:///a"]),
            json!(["resources/subscribe", "file:///b"]),
        ]
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn who_shares_a_connection_loses_nothing_to_a_more_modest_one() {
    let rig = Rig::new(options(), spec(server_id(), fake("talkative")));
    rig.gateway.refresh(rig.server).await.expect("lists");
    let (curious, modest) = (rig.begin("a", json!({})).await, rig.begin("b", json!({})).await);
    curious.ask("logging/setLevel", json!({"level": "debug"})).await;
    modest.ask("logging/setLevel", json!({"level": "error"})).await;
    for client in [&curious, &modest] {
        client
            .ask("resources/subscribe", json!({"uri": "file:///a"}))
            .await;
    }
    modest
        .ask("resources/unsubscribe", json!({"uri": "file:///a"}))
        .await;
    let levels: Vec<_> = told(&curious).await;
    assert_eq!(levels[1], json!(["logging/setLevel", "debug"]), "{levels:?}");
    assert!(
        !levels.contains(&json!(["resources/unsubscribe", "file:///a"])),
        "{levels:?}"
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_connection_that_somebody_listens_on_stays_and_comes_back() {
    let mark = mark();
    let rig = Rig::new(
        GatewayOptions {
            connection_idle: Duration::from_millis(100),
            ..options()
        },
        spec(server_id(), fake_with("talkative", &[], &[("MARK", &mark)])),
    );
    rig.gateway.refresh(rig.server).await.expect("lists");
    let client = rig.begin("ide", json!({"roots": {}})).await;
    client
        .ask("resources/subscribe", json!({"uri": "file:///a"}))
        .await;
    let pid = client.pid().await;
    // The gateway's own goes, this one does not.
    eventually("the end of the other", || {
        (processes_with(&mark) == [pid.clone()]).then_some(())
    })
    .await;
    client
        .ask("tools/call", json!({"name": "fake__crash", "arguments": {}}))
        .await;
    eventually("another one without a call", || {
        let now = processes_with(&mark);
        (now.len() == 1 && now[0] != pid).then_some(())
    })
    .await;
    assert_eq!(told(&client).await, [json!(["resources/subscribe", "file:///a"])]);
    rig.gateway.shutdown().await;
}
