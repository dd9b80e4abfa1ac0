//! W3C trace context from clients to servers, through doors and to servers of both eras.

use gateway::{GatewayOptions, Sampler};
use model::EndpointAuth;
use serde_json::{Value, json};

use super::{
    rig::Rig,
    stateless::Stateless,
    witness::{Request, Witness},
};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const UNSAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

async fn rig(witness: &Witness, tracing: Option<Sampler>) -> Rig {
    let options = GatewayOptions {
        tracing,
        ..GatewayOptions::default()
    };
    let mut rig = Rig::start(options).await;
    rig.add_server(1, "witness", &witness.url);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.snapshot.namespaces[0].naming = model::NamingPolicy::Never;
    rig.apply();
    rig.caller("open").begin().await.tools().await;
    witness.take();
    rig
}

const ALWAYS: Sampler = Sampler {
    follows_client: true,
    ratio: 1.0,
};

/// A call of a session, with this `_meta` and these headers.
async fn call(rig: &Rig, meta: Value, headers: &[(&str, &str)]) {
    let params = json!({"name": "look", "arguments": {}, "_meta": meta});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let client = rig.caller("open").begin().await;
    let mut request = client.send(&message.to_string());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap();
}

fn one(mut calls: Vec<Request>) -> Request {
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls.remove(0)
}

#[tokio::test]
async fn a_server_of_either_era_is_within_the_span_of_the_gateway() {
    for is_modern in [false, true] {
        let witness = Witness::start(is_modern).await;
        let rig = rig(&witness, Some(ALWAYS)).await;
        let meta = json!({"traceparent": PARENT, "tracestate": "a=1", "baggage": "user=7", "x": 1});
        call(
            &rig,
            meta.clone(),
            &[("traceparent", UNSAMPLED), ("tracestate", "no=1")],
        )
        .await;
        let stateless = Stateless::new(&rig, json!({}));
        let params = json!({"name": "look", "arguments": {}, "_meta": meta});
        stateless.request("tools/call", params).send().await.unwrap();

        let calls = witness.take_calls();
        assert_eq!(calls.len(), 2);
        for (n, came) in calls.iter().enumerate() {
            let trace = rig.record(n + 1).await.trace.expect("traced");
            assert_eq!(format!("{:032x}", trace.trace_id), TRACE);
            assert_eq!(trace.parent, Some(0xb7ad_6b71_6920_3331));
            assert!(trace.is_sampled && trace.span != trace.server_span);
            let own = format!("00-{TRACE}-{:016x}-01", trace.server_span);
            assert_eq!(
                came.header("traceparent"),
                Some(own.as_str()),
                "modern: {is_modern}"
            );
            assert_eq!(came.header("tracestate"), Some("a=1"));
            assert_eq!(came.header("baggage"), Some("user=7"));
            let meta = &came.params["_meta"];
            assert_eq!(meta["traceparent"], own);
            assert_eq!(
                (&meta["tracestate"], &meta["baggage"]),
                (&json!("a=1"), &json!("user=7"))
            );
            assert_eq!(meta["x"], 1);
        }
    }
}

#[tokio::test]
async fn headers_of_a_client_are_as_good_as_what_stands_in_its_message() {
    let witness = Witness::start(false).await;
    let rig = rig(&witness, Some(ALWAYS)).await;
    let headers = [
        ("traceparent", PARENT),
        ("tracestate", "a=1"),
        ("baggage", "user=7"),
    ];
    call(&rig, json!({}), &headers).await;
    let rest = rig.url("open").replace("/mcp", "/api/look");
    let rest = rig
        .caller("open")
        .http()
        .post(rest)
        .header("traceparent", UNSAMPLED);
    rest.send().await.unwrap();

    let calls = witness.take_calls();
    let first = rig.record(1).await.trace.expect("traced");
    assert_eq!(first.parent, Some(0xb7ad_6b71_6920_3331));
    assert_eq!(calls[0].params["_meta"]["tracestate"], "a=1");
    assert_eq!(calls[0].params["_meta"]["baggage"], "user=7");
    let second = rig.record(2).await.trace.expect("traced");
    assert!(!second.is_sampled, "the client decides");
    let own = format!("00-{TRACE}-{:016x}-00", second.server_span);
    assert_eq!(calls[1].header("traceparent"), Some(own.as_str()));
}

#[tokio::test]
async fn a_call_without_a_trace_begins_one_and_the_next_call_another() {
    let witness = Witness::start(true).await;
    let never = Sampler {
        follows_client: true,
        ratio: 0.0,
    };
    let rig = rig(&witness, Some(never)).await;
    for _ in 0..2 {
        call(&rig, json!({"traceparent": "nonsense"}), &[]).await;
    }
    let (one, two) = (
        rig.record(1).await.trace.expect("traced"),
        rig.record(2).await.trace.expect("traced"),
    );
    assert_eq!((one.parent, one.is_sampled), (None, false));
    assert_ne!(one.trace_id, two.trace_id);
    let said = witness.take_calls()[0].params["_meta"]["traceparent"].clone();
    assert_eq!(
        said,
        format!("00-{:032x}-{:016x}-02", one.trace_id, one.server_span)
    );
}

#[tokio::test]
async fn without_tracing_everything_passes_as_it_is() {
    let witness = Witness::start(false).await;
    let rig = rig(&witness, None).await;
    let meta = json!({"traceparent": PARENT, "tracestate": "a=1"});
    call(&rig, meta.clone(), &[("traceparent", PARENT)]).await;
    let came = one(witness.take_calls());
    assert_eq!(came.params["_meta"], meta);
    assert_eq!(came.header("traceparent"), None);
    assert_eq!(rig.record(1).await.trace, None);
}

#[tokio::test]
async fn what_is_not_there_has_its_place_in_the_trace_too() {
    let witness = Witness::start(false).await;
    let rig = rig(&witness, Some(ALWAYS)).await;
    let params = json!({"name": "nothing", "_meta": {"traceparent": PARENT}});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let client = rig.caller("open").begin().await;
    client.post(&message.to_string()).await;
    let record = rig.record(1).await;
    let trace = record.trace.expect("traced");
    assert_eq!(
        (record.server_id, trace.parent),
        (None, Some(0xb7ad_6b71_6920_3331))
    );
}
