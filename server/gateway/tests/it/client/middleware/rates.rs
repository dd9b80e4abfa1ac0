//! Limits of rate: who is told what, and when.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::BoxFuture;
use gateway::{GatewayOptions, Rate, SharedCounts};
use model::{
    EndpointAuth,
    middleware::{Middleware, Per, RateLimit},
};
use reqwest::{Response, StatusCode, header::RETRY_AFTER};
use serde_json::{Value, json};

use super::{Caller, Fake, Rig, behind, set};
use crate::client::{
    rig::{endpoint, key, namespace},
    stateless::Stateless,
};

/// One in an hour, so that no test waits for the next.
fn one(per: Per) -> RateLimit {
    RateLimit {
        count: 1,
        seconds: 3600,
        per,
        ..RateLimit::default()
    }
}

const CALL: &str =
    r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fake__echo","arguments":{}}}"#;

async fn status(client: &Caller, header: (&str, &str)) -> StatusCode {
    let sent = client.send(CALL).header(header.0, header.1).send().await;
    sent.expect("sent").status()
}

async fn from(client: &Caller, address: &str) -> StatusCode {
    status(client, ("x-from", address)).await
}

fn retry_after(response: &Response) -> u64 {
    let value = response.headers()[RETRY_AFTER].to_str().expect("text");
    value.parse().expect("seconds")
}

#[tokio::test]
async fn a_busy_endpoint_says_when_to_come_back_and_the_session_goes_on() {
    let fake = Fake::start(&["echo"]).await;
    let rig = behind(&fake, [Middleware::RateLimit(one(Per::Everyone))]).await;
    let client = rig.client().await;
    let first = client.send(CALL).send().await.expect("sent");
    assert_eq!(first.status(), StatusCode::OK);
    let second = client.send(CALL).send().await.expect("sent");
    assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
    let seconds = retry_after(&second);
    assert!((3000..=3600).contains(&seconds), "{seconds}");
    let error = second.json::<Value>().await.expect("JSON")["error"].clone();
    assert_eq!(error["code"], -32050);
    assert_eq!(error["data"]["source"], "gateway");
    assert_eq!(error["data"]["class"], "rate_limited");
    assert_eq!(error["data"]["retryAfter"], seconds);
    assert_eq!(client.tools().await, ["fake__echo"]);
    assert_eq!(fake.calls().len(), 1);
    let figures = rig.gateway.chain_figures(namespace(1));
    assert_eq!((figures[0].seen, figures[0].acted), (2, 1));
    assert_eq!(figures[0].stopped[0].times, 1);
    assert!(figures[0].stopped[0].who.starts_with("everyone"));
}

#[tokio::test]
async fn clients_without_sessions_and_rest_are_told_the_same() {
    let fake = Fake::start(&["echo"]).await;
    let rig = behind(&fake, [Middleware::RateLimit(one(Per::Everyone))]).await;
    let stateless = Stateless::new(&rig, json!({}));
    let call = json!({"name": "fake__echo", "arguments": {}});
    assert_eq!(
        stateless.send("tools/call", call.clone()).await.status(),
        StatusCode::OK
    );
    let refused = stateless.send("tools/call", call).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(retry_after(&refused) > 3000);
    let url = format!("{}/metamcp/open/api/fake__echo", rig.base());
    let rest = Caller::new(url).send("{}").send().await.expect("sent");
    assert_eq!(rest.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(retry_after(&rest) > 3000);
}

#[tokio::test]
async fn each_address_key_and_header_has_a_count_of_its_own() {
    let fake = Fake::start(&["echo"]).await;
    let rig = behind(&fake, [Middleware::RateLimit(one(Per::Address))]).await;
    let client = rig.client().await;
    for (address, expected) in [
        ("10.0.0.1", StatusCode::OK),
        ("10.0.0.2", StatusCode::OK),
        ("10.0.0.1", StatusCode::TOO_MANY_REQUESTS),
        // One network.
        ("2001:db8::1", StatusCode::OK),
        ("2001:db8::2", StatusCode::TOO_MANY_REQUESTS),
    ] {
        assert_eq!(from(&client, address).await, expected, "{address}");
    }

    let per_header = RateLimit {
        header: "x-tenant".to_owned(),
        ..one(Per::Header)
    };
    let rig = behind(&fake, [Middleware::RateLimit(per_header)]).await;
    let client = rig.client().await;
    for (header, expected) in [
        (("x-tenant", "a"), StatusCode::OK),
        (("x-tenant", "b"), StatusCode::OK),
        (("x-tenant", "a"), StatusCode::TOO_MANY_REQUESTS),
        (("x-other", "a"), StatusCode::OK),
        (("x-other", "b"), StatusCode::TOO_MANY_REQUESTS),
    ] {
        assert_eq!(status(&client, header).await, expected, "{header:?}");
    }

    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::ApiKey, None);
    rig.add_key(1, None);
    rig.add_key(2, None);
    set(&mut rig, [Middleware::RateLimit(one(Per::Key))]);
    for (n, expected) in [
        (1, StatusCode::OK),
        (2, StatusCode::OK),
        (1, StatusCode::TOO_MANY_REQUESTS),
    ] {
        let client = rig.caller("open").with_key(n).begin().await;
        assert_eq!(from(&client, "10.0.0.1").await, expected, "{n}");
    }
    let stopped = rig.gateway.chain_figures(namespace(1))[0].stopped[0].who.clone();
    assert_eq!(stopped, format!("key {} · endpoint {}", key(1), endpoint(1)));
}

#[tokio::test]
async fn one_tool_at_one_endpoint_can_be_limited_and_a_change_counts_with_the_next_call() {
    let fake = Fake::start(&["echo", "other"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.add_endpoint(2, "second", &[], EndpointAuth::None, None);
    rig.snapshot.endpoints[1].namespace_id = namespace(1);
    let limit = RateLimit {
        tools: vec!["fake__ec*".to_owned()],
        endpoints: vec!["open".to_owned()],
        ..one(Per::Everyone)
    };
    set(&mut rig, [Middleware::RateLimit(limit.clone())]);
    let (open, second) = (rig.client().await, rig.caller("second").begin().await);
    let ok = |answer: Value| answer.get("result").is_some();
    assert!(ok(open.call("fake__echo").await));
    assert!(!ok(open.call("fake__echo").await));
    assert!(ok(open.call("fake__other").await));
    assert!(ok(second.call("fake__echo").await));
    assert!(ok(second.call("fake__echo").await));
    // Another name does not lead around it.
    rig.member(0).alias = Some("x".to_owned());
    rig.apply();
    assert!(!ok(open.call("x__echo").await));
    // What is set differently begins anew, at once.
    let more = RateLimit {
        count: 2,
        ..limit.clone()
    };
    set(&mut rig, [Middleware::RateLimit(more)]);
    assert!(ok(open.call("x__echo").await));
    assert!(ok(open.call("x__echo").await));
    assert!(!ok(open.call("x__echo").await));
    set(&mut rig, []);
    assert!(ok(open.call("x__echo").await));
}

#[tokio::test]
async fn a_limit_that_stays_as_it_is_goes_on_counting_when_others_change() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = behind(&fake, [Middleware::RateLimit(one(Per::Everyone))]).await;
    let client = rig.client().await;
    assert!(client.call("fake__echo").await.get("result").is_some());
    let loose = RateLimit {
        count: 1000,
        ..one(Per::Everyone)
    };
    set(&mut rig, [one(Per::Everyone), loose].map(Middleware::RateLimit));
    assert!(client.call("fake__echo").await.get("error").is_some());
}

#[derive(Debug, Default)]
struct Redislike {
    asked: Mutex<Vec<(String, Rate)>>,
    is_down: bool,
}

impl SharedCounts for Redislike {
    fn take<'a>(&'a self, bucket: &'a str, rate: Rate) -> BoxFuture<'a, Option<Result<(), Duration>>> {
        let mut asked = self.asked.lock().unwrap();
        asked.push((bucket.to_owned(), rate));
        let answer = if asked.len() > 1 {
            Err(Duration::from_millis(1500))
        } else {
            Ok(())
        };
        Box::pin(async move { (!self.is_down).then_some(answer) })
    }
}

#[tokio::test]
async fn processes_that_count_together_ask_first_and_count_alone_when_they_cannot() {
    let fake = Fake::start(&["echo"]).await;
    for is_down in [false, true] {
        let counts = Arc::new(Redislike {
            is_down,
            ..Redislike::default()
        });
        let options = GatewayOptions {
            shared_counts: Some(counts.clone()),
            ..GatewayOptions::default()
        };
        let mut rig = Rig::start_with(&fake.url, options).await;
        set(&mut rig, [Middleware::RateLimit(one(Per::Everyone))]);
        let client = rig.client().await;
        assert!(client.call("fake__echo").await.get("result").is_some());
        let refused = client.send(CALL).send().await.expect("sent");
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        let seconds = retry_after(&refused);
        assert_eq!(seconds == 2, !is_down, "{seconds}");
        let asked = counts.asked.lock().unwrap().clone();
        assert_eq!(
            asked[0].0,
            format!(
                "{}/1/3600000000x1/everyone · endpoint {}",
                namespace(1),
                endpoint(1)
            )
        );
        assert_eq!(asked[0].1.share, Duration::from_hours(1));
    }
}

#[tokio::test]
async fn two_limits_of_a_namespace_do_not_share_their_counts() {
    let fake = Fake::start(&["echo"]).await;
    let counts = Arc::new(Redislike::default());
    let options = GatewayOptions {
        shared_counts: Some(counts.clone()),
        ..GatewayOptions::default()
    };
    let mut rig = Rig::start_with(&fake.url, options).await;
    let twice = [one(Per::Everyone), one(Per::Everyone)];
    set(&mut rig, twice.map(Middleware::RateLimit));
    let client = rig.client().await;
    client.send(CALL).send().await.expect("sent");
    let asked = counts.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0].0, asked[1].0);
}
