use std::time::Instant;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, value::RawValue};

use super::{Parent, Sampler, Trace, Traced};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const UNSAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
const OTHER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

const ALWAYS: Sampler = Sampler {
    follows_client: true,
    ratio: 1.0,
};
const NEVER: Sampler = Sampler {
    follows_client: true,
    ratio: 0.0,
};

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).expect("ASCII"),
        );
    }
    headers
}

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).expect("JSON")
}

fn traced(sampler: Sampler, pairs: &[(&'static str, &str)], params: &str) -> Traced {
    let trace = Trace::of(Some(sampler), &headers(pairs), Some(&raw(params))).expect("traced");
    trace.call(Instant::now())
}

/// What a server gets: its params, and its headers.
fn told(traced: &Traced, params: &str) -> (Value, HeaderMap) {
    let mut headers = HeaderMap::new();
    traced.tell(&mut headers);
    let params = traced.with(params.as_bytes().to_vec());
    (serde_json::from_slice(&params).expect("JSON"), headers)
}

#[test]
fn reads_parents_as_the_specification_writes_them() {
    let parent = Parent::parse(PARENT).expect("valid");
    assert_eq!(parent.trace_id, 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c);
    assert_eq!((parent.span, parent.flags), (0xb7ad_6b71_6920_3331, 1));
    // A version of the future may say more.
    assert!(Parent::parse("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what").is_some());
    for wrong in [
        "",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ] {
        assert_eq!(Parent::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn without_tracing_nothing_is_looked_at() {
    let params = raw(&format!(r#"{{"_meta":{{"traceparent":"{PARENT}"}}}}"#));
    assert!(Trace::of(None, &headers(&[("traceparent", PARENT)]), Some(&params)).is_none());
}

#[test]
fn what_stands_in_meta_wins_and_the_rest_of_it_stays() {
    let params = format!(
        r#"{{"name":"x","arguments":{{"n":1e5}},"_meta":{{"traceparent":"{PARENT}","tracestate":"a=1","baggage":"k=v","x":7}}}}"#
    );
    let traced = traced(
        ALWAYS,
        &[("traceparent", OTHER), ("tracestate", "b=2"), ("baggage", "no=1")],
        &params,
    );
    let context = traced.context;
    assert_eq!(context.trace_id, 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c);
    assert_eq!(context.parent, Some(0xb7ad_6b71_6920_3331));
    let own = format!(
        "00-0af7651916cd43dd8448eb211c80319c-{:016x}-01",
        context.server_span
    );
    let expected = params.replace(PARENT, &own);
    // But for the parent, byte for byte.
    assert_eq!(traced.with(params.clone().into_bytes()), expected.into_bytes());
    let (_, headers) = told(&traced, &params);
    assert_eq!(headers["traceparent"], own);
    assert_eq!(headers["tracestate"], "a=1");
    assert_eq!(headers["baggage"], "k=v");
}

#[test]
fn headers_reach_servers_that_have_none() {
    let traced = traced(
        ALWAYS,
        &[
            ("traceparent", PARENT),
            ("tracestate", "a=1"),
            ("tracestate", "b=2"),
            ("baggage", "k=v"),
        ],
        r#"{"name":"x"}"#,
    );
    let (params, headers) = told(&traced, r#"{"name":"x"}"#);
    assert_eq!(traced.context.parent, Some(0xb7ad_6b71_6920_3331));
    assert_eq!(params["_meta"]["tracestate"], "a=1,b=2");
    assert_eq!(params["_meta"]["baggage"], "k=v");
    assert_eq!(
        params["_meta"]["traceparent"],
        headers["traceparent"].to_str().expect("ASCII")
    );
    assert_eq!(headers["tracestate"], "a=1,b=2");
}

#[test]
fn a_parent_that_cannot_be_read_begins_a_trace_of_its_own() {
    let params = r#"{"_meta":{"traceparent":"nonsense","tracestate":"a=1","baggage":"k=v"}}"#;
    let traced = traced(ALWAYS, &[], params);
    assert_eq!(traced.context.parent, None);
    let (params, headers) = told(&traced, params);
    assert!(Parent::parse(params["_meta"]["traceparent"].as_str().expect("text")).is_some());
    assert_eq!(params["_meta"].get("tracestate"), None);
    assert_eq!(params["_meta"]["baggage"], "k=v");
    assert!(headers.get("tracestate").is_none());
}

#[test]
fn the_client_decides_what_is_written_down_unless_the_sampler_does() {
    let own = Sampler {
        follows_client: false,
        ratio: 1.0,
    };
    for (sampler, parent, is_sampled) in [
        (ALWAYS, Some(PARENT), true),
        (ALWAYS, Some(UNSAMPLED), false),
        (NEVER, Some(PARENT), true),
        (NEVER, Some(UNSAMPLED), false),
        (ALWAYS, None, true),
        (NEVER, None, false),
        (own, Some(UNSAMPLED), true),
    ] {
        let pairs: Vec<_> = parent.map(|parent| ("traceparent", parent)).into_iter().collect();
        let traced = traced(sampler, &pairs, "{}");
        assert_eq!(traced.context.is_sampled, is_sampled, "{sampler:?} {parent:?}");
        let (_, headers) = told(&traced, "{}");
        let said = Parent::parse(headers["traceparent"].to_str().expect("ASCII")).expect("valid");
        assert_eq!(said.flags & 1 == 1, is_sampled);
    }
}

#[test]
fn a_ratio_takes_about_as_many() {
    let sampler = Sampler {
        follows_client: true,
        ratio: 0.25,
    };
    let taken = (0..4000)
        .filter(|_| traced(sampler, &[], "{}").context.is_sampled)
        .count();
    assert!((800..1200).contains(&taken), "{taken}");
}

#[test]
fn what_is_too_long_stays_where_it_was() {
    let long = "k=".to_owned() + &"v".repeat(9000);
    let in_meta = format!(r#"{{"_meta":{{"baggage":"{long}"}}}}"#);
    let (params, headers) = told(&traced(ALWAYS, &[], &in_meta), &in_meta);
    assert_eq!(params["_meta"]["baggage"], long);
    assert!(headers.get("baggage").is_none());
    let (params, headers) = told(&traced(ALWAYS, &[("baggage", &long)], "{}"), "{}");
    assert_eq!(params["_meta"].get("baggage"), None);
    assert!(headers.get("baggage").is_none());
}
