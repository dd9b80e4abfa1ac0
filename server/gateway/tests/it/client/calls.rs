use std::time::Duration;

use gateway::{Error, PrincipalId};
use model::CallOutcome;
use serde_json::{Value, json, value::RawValue};

use super::{
    fake::{Fake, ODD_RESULT},
    rig::{Rig, endpoint, server, user},
};

const ALL: [&str; 6] = ["echo", "odd", "fail", "error", "hang", "large"];

#[tokio::test]
async fn a_call_reaches_the_upstream_with_only_its_name_changed() {
    let fake = Fake::start(&ALL).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    let params = r#"{"x-unknown":1.0, "name":"fake__echo", "arguments":{"b":1e5,"a":[123456789012345678901234567890, 0.10]},"_meta":{"trace":"00-a","n":-0}}"#;
    client
        .post(&format!(
            r#"{{"jsonrpc":"2.0","id":1,"params":{params},"method":"tools/call"}}"#
        ))
        .await;
    let received = fake.received(&["tools/call"]).await;
    let expected = r#""params":{"x-unknown":1.0,"name":"echo","arguments":{"b":1e5,"a":[123456789012345678901234567890, 0.10]},"_meta":{"trace":"00-a","n":-0}}"#;
    assert!(received.contains(expected), "{received}");
}

#[tokio::test]
async fn an_answer_comes_back_with_the_clients_id_and_not_a_byte_changed() {
    let fake = Fake::start(&ALL).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    for id in [
        "1",
        "1.0",
        "-7",
        "\"x\\u0041\"",
        "123456789012345678901234567890",
        "\"\"",
    ] {
        let request =
            format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"fake__odd"}}}}"#);
        let answer = client.post(&request).await;
        assert_eq!(
            answer.text,
            format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{ODD_RESULT}}}"#)
        );
    }
}

#[tokio::test]
async fn a_large_result_arrives_whole() {
    let fake = Fake::start(&ALL).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    let answer = client.call("fake__large").await;
    assert_eq!(answer["id"], 1);
    assert_eq!(
        answer["result"]["content"][0]["text"].as_str().unwrap().len(),
        2 * 1024 * 1024
    );
}

#[tokio::test]
async fn what_the_upstream_says_about_failure_passes_untouched() {
    let fake = Fake::start(&ALL).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    assert_eq!(
        client.call("fake__fail").await["result"],
        json!({"content": [], "isError": true})
    );
    let error = json!({"code": -32099, "message": "no", "data": {"x": 1.5}});
    assert_eq!(client.call("fake__error").await["error"], error);
}

#[tokio::test]
async fn every_call_is_recorded_once_with_its_outcome() {
    let fake = Fake::start(&ALL).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    for tool in ["fake__echo", "fake__fail", "fake__error"] {
        client.call(tool).await;
    }
    let outcomes = [CallOutcome::Ok, CallOutcome::ToolError, CallOutcome::Error];
    for (n, outcome) in outcomes.into_iter().enumerate() {
        assert_eq!(rig.record(n + 1).await.outcome, outcome);
    }
    let record = rig.record(1).await;
    assert_eq!((record.endpoint_id, &*record.endpoint), (endpoint(1), "open"));
    assert_eq!(
        (record.server_id, &*record.tool, &*record.original_tool),
        (Some(server(1)), "fake__echo", "echo")
    );
    assert_eq!(
        (&*record.client, record.principal),
        ("tester 7", PrincipalId::Anonymous(endpoint(1)))
    );
    assert!(record.at.as_millis() > 1_700_000_000_000 && record.elapsed > Duration::ZERO);
}

#[tokio::test]
async fn a_server_that_is_down_is_an_error_that_explains_itself() {
    let mut rig = Rig::open("http://127.0.0.1:9/mcp").await;
    rig.snapshot = gateway::Snapshot::default();
    rig.add_server(2, "down", "http://127.0.0.1:9/mcp");
    rig.add_seed(2, &["echo"]);
    rig.add_endpoint(1, "open", &[2], model::EndpointAuth::None, None);
    rig.apply();
    let error = rig.client().await.call("down__echo").await["error"].clone();
    assert_eq!(
        (&error["code"], &error["data"]),
        (&json!(-32051), &json!({"source": "upstream", "class": "connect"}))
    );
    assert!(
        error["message"].as_str().unwrap().contains(". "),
        "one sentence what happened, one what to do: {error}"
    );
    assert_eq!(rig.record(1).await.outcome, CallOutcome::Error);
}

#[tokio::test]
async fn a_client_cancels_its_own_call_by_id() {
    let fake = Fake::start(&ALL).await;
    let rig = Rig::open(&fake.url).await;
    let (client, other) = (rig.client().await, rig.client().await);
    fake.hold();
    let call = r#"{"jsonrpc":"2.0","id":"c1","method":"tools/call","params":{"name":"fake__hang"}}"#;
    let cancel = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c1"}}"#;
    let running = client.post(call);
    let cancelling = async {
        fake.received(&["tools/call", "hang"]).await;
        // The same id in another session is another call.
        other.post(cancel).await;
        assert_eq!(client.call("fake__echo").await["id"], 1);
        client.post(cancel).await;
    };
    let (answer, ()) = tokio::join!(running, cancelling);
    assert_eq!(answer.json()["error"]["data"]["class"], "cancelled");
    let told = fake.received(&["notifications/cancelled"]).await;
    let asked = fake.received(&["tools/call", "hang"]).await;
    let id = |message: &str, path: &str| {
        serde_json::from_str::<Value>(message)
            .unwrap()
            .pointer(path)
            .cloned()
    };
    assert_eq!(id(&told, "/params/requestId"), id(&asked, "/id"));
    assert_eq!(rig.record(2).await.outcome, CallOutcome::Cancelled);
}

#[tokio::test]
async fn a_client_that_leaves_cancels_its_call() {
    let fake = Fake::start(&ALL).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    fake.hold();
    let call =
        client.send(r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fake__hang"}}"#);
    tokio::select! {
        _ = call.send() => panic!("nobody answers"),
        _ = fake.received(&["tools/call", "hang"]) => {}
    }
    fake.received(&["notifications/cancelled"]).await;
    assert_eq!(rig.record(1).await.outcome, CallOutcome::Cancelled);
    fake.release();
    assert!(client.call("fake__echo").await["result"].is_object());
}

#[tokio::test]
async fn the_dashboard_calls_tools_on_the_same_path() {
    let fake = Fake::start(&ALL).await;
    let rig = Rig::open(&fake.url).await;
    let principal = PrincipalId::User(user(5));
    let arguments: Box<RawValue> = serde_json::from_str(r#"{"n":1.0}"#).unwrap();
    let call = |tool: &'static str| rig.gateway.call_tool(endpoint(1), principal, tool, &arguments);
    assert_eq!(call("fake__odd").await.unwrap().get(), ODD_RESULT);
    assert!(
        matches!(call("fake__error").await, Err(Error::Answered { code: -32099, message }) if message == "no")
    );
    assert!(matches!(call("fake__gone").await, Err(Error::UnknownTool(_))));
    assert_eq!(rig.record(1).await.principal, principal);
    let nowhere = rig
        .gateway
        .call_tool(endpoint(9), principal, "fake__odd", &arguments)
        .await;
    assert!(matches!(nowhere, Err(Error::UnknownEndpoint(_))));
}
