use model::CallOutcome;
use serde_json::{Value, json};

use super::{caller::Events, fake::Fake, rig::Rig};

fn call(tool: &str, meta: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":"p","method":"tools/call","params":{{"name":"fake__{tool}","_meta":{meta}}}}}"#
    )
}

#[tokio::test]
async fn progress_comes_in_order_under_the_clients_token_before_the_answer() {
    let fake = Fake::start(&["progress"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    for token in ["\"mine \\u0041\"", "7", "1.0"] {
        let response = client
            .send(&call(
                "progress",
                &format!(r#"{{"progressToken":{token},"a":1.0}}"#),
            ))
            .send()
            .await;
        let events = Events::of(response.unwrap()).rest().await;
        let expected: Vec<_> = (1..=3)
            .map(|step| format!(r#"{{"jsonrpc":"2.0","method":"notifications/progress","params":{{"progressToken":{token},"progress":{step}.0,"note":1e2}}}}"#))
            .chain([r#"{"jsonrpc":"2.0","id":"p","result":{"content":[{"type":"text","text":"done"}]}}"#.to_owned()])
            .collect();
        assert_eq!(events, expected);
    }
    // The upstream saw our token, a number, in place of the client's, and the rest as it was.
    let sent: Value = serde_json::from_str(&fake.received(&["tools/call"]).await).unwrap();
    let meta = &sent["params"]["_meta"];
    assert!(
        meta["progressToken"].is_u64() && meta["a"] == json!(1.0),
        "{meta}"
    );
}

#[tokio::test]
async fn without_a_token_the_answer_is_plain_json() {
    let fake = Fake::start(&["progress"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    let answer = client.post(&call("progress", "{}")).await;
    assert_eq!(answer.json()["result"]["content"][0]["text"], "done");
    assert!(!fake.received(&["tools/call"]).await.contains("progressToken"));
}

#[tokio::test]
async fn with_a_token_but_without_progress_the_answer_is_plain_json() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    let answer = client.post(&call("echo", r#"{"progressToken":1}"#)).await;
    assert_eq!(answer.json()["id"], "p");
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_of_the_stream_cancels_its_call() {
    let fake = Fake::start(&["steps"]).await;
    fake.hold();
    let mut rig = Rig::start(gateway::GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_seed(1, &["steps"]);
    rig.add_endpoint(1, "open", &[1], model::EndpointAuth::None, None);
    rig.apply();
    // Clients of this version cannot come back to a stream.
    let client = rig.caller("open").begin_version("2025-06-18").await;
    let response = client
        .send(&call("steps", r#"{"progressToken":1}"#))
        .send()
        .await
        .unwrap();
    let mut events = Events::of(response);
    assert!(events.next().await.unwrap().contains("notifications/progress"));
    drop(events);
    fake.received(&["notifications/cancelled"]).await;
    assert_eq!(rig.record(1).await.outcome, CallOutcome::Cancelled);
}

#[tokio::test]
async fn a_client_that_comes_back_finds_its_call_and_misses_nothing() {
    let fake = Fake::start(&["steps"]).await;
    fake.hold();
    let rig = Rig::open(&fake.url).await;
    fake.release();
    let client = rig.client().await;
    client.tools().await;
    fake.hold();
    let response = client
        .send(&call("steps", r#"{"progressToken":1}"#))
        .send()
        .await
        .unwrap();
    let mut events = Events::of(response);
    assert!(events.next().await.unwrap().contains("1.0"));
    let last_id = events.last_id.clone().expect("an id");
    drop(events);
    fake.release();
    let rest = client.come_back(&last_id).await.rest().await;
    assert_eq!(rest.len(), 3, "{rest:?}");
    assert!(rest[0].contains("2.0") && rest[1].contains("3.0") && rest[2].contains("done"));
    // The same again: what was sent is kept for a while.
    assert_eq!(client.come_back(&last_id).await.rest().await, rest);
}
