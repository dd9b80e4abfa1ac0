//! Servers that stand for a namespace, declared.

use serde_json::{Value, json};
use service::Caller;

use super::{apply, refused, words};
use crate::support::Installation;

fn nested() -> Value {
    json!({
        "servers": {
            "all-of-it": { "namespace": "zeta" },
            "team": { "type": "namespace", "namespace": "alpha" },
            "time": { "command": "date" },
        },
        "namespaces": {
            "alpha": { "servers": ["time"] },
            "top": { "servers": [{ "name": "all-of-it", "tools": { "team__time__now": false } }] },
            "zeta": { "servers": [{ "name": "team", "alias": "t" }] },
        },
    })
}

#[tokio::test]
async fn namespaces_in_namespaces_are_declared_in_any_order() {
    let installation = Installation::new().await;
    let first = apply(&installation, nested()).await;
    assert_eq!(first.changes.len(), 6, "{:?}", words(&first.changes));
    assert!(apply(&installation, nested()).await.changes.is_empty());
    let transfer = installation.services.transfer();
    let exported = transfer.export(&Caller::system()).await.expect("exported");
    assert_eq!(
        serde_json::to_value(&exported.servers["team"]).expect("JSON"),
        json!({ "namespace": "alpha" })
    );
    let elsewhere = Installation::new().await;
    let there = elsewhere.services.transfer();
    there
        .apply(&Caller::system(), exported.clone())
        .await
        .expect("fits");
    assert_eq!(there.export(&Caller::system()).await.expect("exported"), exported);

    let mut moved = nested();
    moved["servers"]["all-of-it"]["namespace"] = json!("alpha");
    assert_eq!(
        words(&apply(&installation, moved).await.changes),
        ["change server all-of-it (namespace)"]
    );
}

#[tokio::test]
async fn a_declared_cycle_is_refused_with_its_path() {
    let installation = Installation::new().await;
    let mut declared = nested();
    declared["namespaces"]["alpha"]["servers"] = json!(["time", "all-of-it"]);
    let error = refused(&installation, declared).await;
    assert!(
        error.contains("namespaces.alpha.servers: this would put"),
        "{error}"
    );
    assert!(error.contains("`alpha → zeta → alpha`"), "{error}");

    // What is not declared counts as it is.
    apply(&installation, nested()).await;
    let error = refused(
        &installation,
        json!({ "servers": { "time": { "namespace": "top" } } }),
    )
    .await;
    assert!(
        error.starts_with("servers.time.namespace: this would put"),
        "{error}"
    );
    assert!(error.contains("alpha → top → zeta → alpha"), "{error}");
}

#[tokio::test]
async fn prune_takes_what_stands_for_a_namespace_before_it() {
    let installation = Installation::new().await;
    apply(&installation, nested()).await;
    let rest = json!({ "prune": true, "servers": { "time": { "command": "date" } }, "namespaces": { "alpha": { "servers": ["time"] } } });
    let applied = apply(&installation, rest.clone()).await;
    assert_eq!(
        words(&applied.changes),
        [
            "delete server all-of-it",
            "delete server team",
            "delete namespace top",
            "delete namespace zeta",
        ]
    );
    let kept = json!({ "prune": true, "servers": { "team": { "namespace": "alpha" } } });
    let error = refused(&installation, kept).await;
    assert!(
        error.contains("servers.team.namespace: `alpha` does not exist"),
        "{error}"
    );
}

#[tokio::test]
async fn a_declared_stand_in_says_for_what_and_uses_what_it_may() {
    let installation = Installation::new().await;
    let cases = [
        (
            json!({ "type": "namespace" }),
            "servers.s.namespace: this is required",
        ),
        (
            json!({ "namespace": "n", "url": "https://example.com" }),
            "servers.s.type: this is required",
        ),
        (
            json!({ "namespace": "n" }),
            "a public server can only use public things; `n` is private",
        ),
    ];
    for (server, told) in cases {
        let declared = json!({
            "users": { "ada@example.com": { "name": "Ada" } },
            "servers": { "s": server },
            "namespaces": { "n": { "owner": "ada@example.com" } },
        });
        let error = refused(&installation, declared).await;
        assert!(error.contains(told), "{error}");
    }
}
