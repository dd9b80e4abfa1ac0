//! What passes: as large as it may be, as its schema says, without secrets, and once where once is enough.

use gateway::TransportSpec;
use http::HeaderName;
use model::middleware::{
    AuditDetail, Cache, Detail, Excess, Filter, Middleware, Redaction, SizeLimit, Validation,
};
use serde_json::{Value, json};

use super::{Fake, behind, call, refused, set, text};
use crate::client::stateless::Stateless;

#[tokio::test]
async fn what_is_hidden_is_neither_listed_nor_called_whatever_its_name_is() {
    let fake = Fake::start(&["echo", "drop_table"]).await;
    let filter = Filter {
        tools: vec!["fake__drop_*".to_owned()],
        ..Filter::default()
    };
    let mut rig = behind(&fake, [Middleware::Filter(filter)]).await;
    let client = rig.client().await;
    assert_eq!(client.tools().await, ["fake__echo"]);
    assert_eq!(client.call("fake__drop_table").await["error"]["code"], -32602);
    rig.member(0).alias = Some("other".to_owned());
    rig.apply();
    assert_eq!(client.tools().await, ["other__echo"]);
    assert_eq!(client.call("other__drop_table").await["error"]["code"], -32602);
    set(&mut rig, []);
    assert_eq!(client.tools().await, ["other__echo", "other__drop_table"]);
}

#[tokio::test]
async fn large_results_are_cut_or_refused_and_large_arguments_never_sent() {
    let fake = Fake::start(&["large", "echo", "typed"]).await;
    let cut = SizeLimit {
        arguments: Some(1),
        result: Some(4),
        excess: Excess::Cut,
    };
    let mut rig = behind(&fake, [Middleware::SizeLimit(cut.clone())]).await;
    let client = rig.client().await;
    let answer = client.call("fake__large").await;
    assert!(text(&answer).ends_with(" of 2097152 bytes]"));
    assert!(text(&answer).len() < 4200);
    let long = "x".repeat(2000);
    let why = call(&client, "fake__echo", json!({"a": long})).await;
    assert!(refused(&why).contains("and 1024 are allowed"), "{why}");
    assert!(fake.calls().iter().all(|call| call["params"]["name"] != "echo"));

    let refusing = SizeLimit {
        excess: Excess::Refuse,
        ..cut
    };
    set(&mut rig, [Middleware::SizeLimit(refusing)]);
    let answer = client.call("fake__large").await;
    assert!(refused(&answer).contains("and 4096 are allowed"), "{answer}");
}

#[tokio::test]
async fn arguments_and_results_that_do_not_fit_their_schemas_do_not_pass() {
    let fake = Fake::start(&["typed"]).await;
    let rig = behind(&fake, [Middleware::Validation(Validation::default())]).await;
    let client = rig.client().await;
    let good = call(&client, "fake__typed", json!({"a": 1})).await;
    assert_eq!(good["result"]["structuredContent"], json!({"a": 1}));
    let missing = call(&client, "fake__typed", json!({})).await;
    assert!(refused(&missing).contains("inputSchema"), "{missing}");
    assert_eq!(fake.calls().len(), 1);
    let wrong = call(&client, "fake__typed", json!({"a": "s3cret"})).await;
    assert!(refused(&wrong).contains("At /a: "), "{wrong}");
    assert!(!refused(&wrong).contains("s3cret"), "{wrong}");
    // In the era without sessions the error is as whole as any result.
    let stateless = Stateless::new(&rig, json!({}));
    let missing = stateless.call("fake__typed", json!({})).await;
    assert_eq!(
        (&missing["isError"], &missing["resultType"]),
        (&json!(true), &json!("complete"))
    );
}

#[tokio::test]
async fn secrets_are_taken_out_on_both_ways() {
    let fake = Fake::start(&["echo"]).await;
    let redaction = Redaction {
        arguments: true,
        ..Redaction::default()
    };
    let mut rig = behind(&fake, []).await;
    let TransportSpec::StreamableHttp { headers, .. } = &mut rig.snapshot.upstreams[0].transport else {
        panic!("it is a URL");
    };
    headers.push(("Authorization".to_owned(), "Bearer of-the-server".to_owned()));
    set(&mut rig, [Middleware::Redaction(redaction)]);
    let client = rig.client().await;
    let key = "sk_mt_0123456789abcdefghij";
    let answer = call(
        &client,
        "fake__echo",
        json!({"a": key, "b": "it is of-the-server", "n": 1.0}),
    )
    .await;
    let expected = json!({"a": "[redacted: MetaMCP key]", "b": "it is [redacted: secret]", "n": 1.0});
    assert_eq!(fake.calls()[0]["params"]["arguments"], expected);
    assert_eq!(text(&answer), expected.to_string());
    // What is not asked for passes as it is, both ways.
    let results = Redaction {
        known: false,
        built_in: Vec::new(),
        ..Redaction::default()
    };
    set(&mut rig, [Middleware::Redaction(results)]);
    let answer = call(&client, "fake__echo", json!({"a": key})).await;
    assert_eq!(text(&answer), json!({"a": key}).to_string());
}

#[tokio::test]
async fn the_same_call_of_a_tool_that_only_reads_is_answered_again() {
    let fake = Fake::start(&["read", "echo"]).await;
    let mut rig = behind(&fake, [Middleware::Cache(Cache::default())]).await;
    let client = rig.client().await;
    for (tool, arguments, reached) in [
        ("fake__read", json!({"a": 1}), 1),
        ("fake__read", json!({"a": 1}), 1),
        ("fake__read", json!({"a": 2}), 2),
        ("fake__echo", json!({"a": 1}), 3),
        ("fake__echo", json!({"a": 1}), 4),
    ] {
        let answer = call(&client, tool, arguments.clone()).await;
        assert_eq!(text(&answer), arguments.to_string());
        assert_eq!(fake.calls().len(), reached, "{tool} {arguments}");
    }
    // Nobody gets what another person was answered, unless the namespace says so.
    let stateless = Stateless::new(&rig, json!({}));
    stateless.call("fake__read", json!({"a": 1})).await;
    assert_eq!(fake.calls().len(), 4, "the same anonymous people");
    set(&mut rig, []);
    call(&client, "fake__read", json!({"a": 1})).await;
    assert_eq!(fake.calls().len(), 5);
}

#[tokio::test]
async fn a_call_that_is_told_apart_by_more_than_its_arguments_is_not_answered_again() {
    let fake = Fake::start(&["read"]).await;
    let mut rig = behind(&fake, [Middleware::Cache(Cache::default())]).await;
    rig.snapshot.upstreams[0].run.caller.passed = vec![HeaderName::from_static("x-tenant")];
    rig.apply();
    let client = rig.client().await;
    let read = |more: Value| {
        let mut params = json!({"name": "fake__read", "arguments": {"a": 1}});
        let more = more.as_object().expect("an object").clone();
        params.as_object_mut().expect("an object").extend(more);
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).to_string()
    };
    let sent = async |more: Value, tenant: Option<&str>| {
        let request = client.send(&read(more));
        let request = tenant
            .into_iter()
            .fold(request, |it, tenant| it.header("x-tenant", tenant));
        request.send().await.expect("sent").text().await.expect("read")
    };
    sent(json!({}), None).await;
    sent(json!({}), None).await;
    assert_eq!(fake.calls().len(), 1, "the same call");
    for reached in [2, 3] {
        sent(json!({}), Some("one")).await;
        assert_eq!(fake.calls().len(), reached, "for a tenant");
    }
    for reached in [4, 5] {
        sent(json!({"task": {"ttl": 1000}}), None).await;
        assert_eq!(fake.calls().len(), reached, "as a task");
    }
}

#[tokio::test]
async fn records_tell_as_much_as_the_namespace_wants_told() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = behind(&fake, []).await;
    let client = rig.client().await;
    let secret = json!({"a": "sk_mt_0123456789abcdefghij"});
    call(&client, "fake__echo", secret.clone()).await;
    assert_eq!(rig.record(1).await.arguments, None);
    let redaction = Redaction {
        arguments: true,
        ..Redaction::default()
    };
    let detail = AuditDetail {
        arguments: Detail::Full,
        results: Detail::Digest,
    };
    set(
        &mut rig,
        [Middleware::Redaction(redaction), Middleware::AuditDetail(detail)],
    );
    call(&client, "fake__echo", secret).await;
    let record = rig.record(2).await;
    let arguments = record.arguments.expect("noted");
    assert_eq!(
        arguments.text.as_deref(),
        Some(r#"{"a":"[redacted: MetaMCP key]"}"#)
    );
    let result = record.result.expect("noted");
    assert_eq!((result.text, result.digest.is_some()), (None, true));
}
