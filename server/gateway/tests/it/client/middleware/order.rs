//! The order of links, and of namespaces within each other.

use gateway::{RunSpec, TransportSpec, UpstreamSpec};
use model::{
    EndpointAuth,
    middleware::{Cache, Chain, Middleware, Per, RateLimit, Redaction, SizeLimit},
};
use serde_json::json;

use super::{Fake, behind, call, refused, set, text};
use crate::client::rig::{namespace, server};

fn rate(count: u32) -> Middleware {
    Middleware::RateLimit(RateLimit {
        count,
        seconds: 3600,
        per: Per::Everyone,
        ..RateLimit::default()
    })
}

#[tokio::test]
async fn what_stands_first_sees_requests_first_and_answers_last() {
    let fake = Fake::start(&["read"]).await;
    let cache = || Middleware::Cache(Cache::default());
    // A cache before a limit spares its requests, one behind it does not.
    for (links, passes) in [([cache(), rate(1)], true), ([rate(1), cache()], false)] {
        let rig = behind(&fake, links).await;
        let client = rig.client().await;
        client.call("fake__read").await;
        let second = client.call("fake__read").await;
        assert_eq!(second.get("result").is_some(), passes, "{second}");
    }
    // What is kept is as it came from behind: redacted, when that comes later on the way there.
    let size = Middleware::SizeLimit(SizeLimit {
        result: Some(1),
        ..SizeLimit::default()
    });
    let mut rig = behind(&fake, [size, Middleware::Redaction(Redaction::default())]).await;
    let client = rig.client().await;
    let long = format!("sk_mt_{}", "x".repeat(5000));
    let answer = call(&client, "fake__read", json!({"a": long})).await;
    // Redacted first, so nothing was left to cut.
    assert_eq!(text(&answer), r#"{"a":"[redacted: MetaMCP key]"}"#);
    set(&mut rig, []);
    assert!(text(&call(&client, "fake__read", json!({"a": long})).await).len() > 5000);
}

#[tokio::test]
async fn the_links_of_an_inner_namespace_hold_for_whoever_comes_through_an_outer_one() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = behind(&fake, []).await;
    rig.snapshot.upstreams.push(UpstreamSpec {
        id: server(20),
        name: "team".to_owned(),
        transport: TransportSpec::Namespace {
            namespace_id: namespace(1),
        },
        run: RunSpec::default(),
    });
    rig.add_endpoint(2, "outer", &[20], EndpointAuth::None, None);
    let mut inner = Chain::default();
    inner
        .add(Middleware::SizeLimit(SizeLimit {
            arguments: Some(1),
            ..SizeLimit::default()
        }))
        .expect("room");
    rig.snapshot.namespaces[0].chain = inner;
    let mut outer = Chain::default();
    let limit = RateLimit {
        count: 3,
        seconds: 3600,
        // The outer namespace knows it by the name that the inner one gives it.
        tools: vec!["team__fake__echo".to_owned()],
        ..RateLimit::default()
    };
    outer.add(Middleware::RateLimit(limit)).expect("room");
    rig.snapshot.namespaces[1].chain = outer;
    rig.apply();
    let client = rig.caller("outer").begin().await;
    assert_eq!(client.tools().await, ["team__fake__echo"]);
    let long = call(&client, "team__fake__echo", json!({"a": "x".repeat(2000)})).await;
    assert!(refused(&long).contains("1024 are allowed"), "{long}");
    call(&client, "team__fake__echo", json!({})).await;
    call(&client, "team__fake__echo", json!({})).await;
    let fourth = call(&client, "team__fake__echo", json!({})).await;
    assert_eq!(fourth["error"]["data"]["class"], "rate_limited");
    // Clients of the inner one are not counted there.
    assert_eq!(
        text(&call(&rig.client().await, "fake__echo", json!({})).await),
        "{}"
    );
}
