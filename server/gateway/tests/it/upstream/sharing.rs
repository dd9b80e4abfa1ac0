//! Who shares a connection.

use std::collections::HashSet;

use gateway::{ConnectionSpec, RunSpec, UpstreamSpec};
use model::Sharing;
use serde_json::{Value, json};

use super::rig::{Rig, fake, options, server_id, soon, spec, user};

fn shared(sharing: Sharing, mode: &str) -> UpstreamSpec {
    UpstreamSpec {
        run: RunSpec {
            connections: ConnectionSpec {
                sharing: Some(sharing),
                ..ConnectionSpec::default()
            },
            ..RunSpec::default()
        },
        ..spec(server_id(), fake(mode))
    }
}

fn askable() -> Value {
    json!({"roots": {}, "sampling": {}})
}

#[tokio::test]
async fn one_for_everybody() {
    let rig = Rig::new(options(), shared(Sharing::Shared, "plain"));
    let ask = rig.begin("ide", askable()).await;
    let all = [
        rig.pid(user(1)).await,
        rig.pid(user(2)).await,
        rig.begin("test", json!({})).await.pid().await,
        ask.pid().await,
    ];
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 1, "{all:?}");
    // It cannot say whom it means, so it is not offered to ask.
    assert_eq!(ask.told().await, json!([["initialize", "metamcp", {}]]));
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn one_for_each_principal() {
    let rig = Rig::new(options(), shared(Sharing::User, "plain"));
    let (silent, ask) = (
        rig.begin("test", json!({})).await,
        rig.begin("ide", askable()).await,
    );
    assert_eq!(silent.pid().await, ask.pid().await);
    assert_ne!(silent.pid().await, rig.pid(user(1)).await);
    assert_eq!(ask.told().await, json!([["initialize", "metamcp", {}]]));
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn one_for_each_session() {
    let rig = Rig::new(options(), shared(Sharing::Session, "plain"));
    let (first, second) = (
        rig.begin("one", json!({})).await,
        rig.begin("two", json!({})).await,
    );
    assert_ne!(first.pid().await, second.pid().await);
    assert_eq!(first.pid().await, first.pid().await);
    assert_eq!(
        first.told().await,
        json!([["initialize", "one", {}]]),
        "in its own words"
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_client_that_can_be_asked_has_a_process_of_its_own_unless_the_settings_say_otherwise() {
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    let silent = [rig.begin("a", json!({})).await, rig.begin("b", json!({})).await];
    let ask = [rig.begin("c", askable()).await, rig.begin("d", askable()).await];
    assert_eq!(silent[0].pid().await, silent[1].pid().await);
    assert_ne!(ask[0].pid().await, ask[1].pid().await);
    assert_ne!(ask[0].pid().await, silent[0].pid().await);
    assert_eq!(ask[0].told().await, json!([["initialize", "c", askable()]]));
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn what_a_process_shows_is_seen_by_all_that_share_it_and_by_nobody_else() {
    let rig = Rig::new(options(), shared(Sharing::User, "plain"));
    let (silent, ask) = (
        rig.begin("test", json!({})).await,
        rig.begin("ide", askable()).await,
    );
    assert_eq!(ask.text("grow", json!({})).await, "grown");
    for client in [&silent, &ask] {
        let grown = async {
            while !client.ask("tools/list", json!({})).await.contains("fake__grown") {
                tokio::task::yield_now().await;
            }
        };
        soon(Box::pin(grown)).await;
    }
    // A session that begins later shares it too.
    let later = rig.begin("later", askable()).await;
    assert!(later.ask("tools/list", json!({})).await.contains("fake__grown"));
    assert!(
        rig.call(user(1), "grown", json!({})).await.is_err(),
        "it is somebody else's"
    );
    rig.gateway.shutdown().await;
}
