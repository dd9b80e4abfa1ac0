//! Traces and logs at a collector that reads them by OpenTelemetry's own definitions.

mod collector;

use std::collections::HashMap;

use opentelemetry_proto::tonic::{
    common::v1::{KeyValue, any_value::Value},
    trace::v1::{Span, span::SpanKind},
};
use reqwest::{Method, StatusCode, header};
use tempfile::TempDir;

use self::collector::Collector;
use crate::support::{
    binary::{Served, command, run, stderr},
    visitor::Visitor,
};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const SECRET: &str = "hush-of-a-servers-environment";
const METAMCP: &str = env!("CARGO_BIN_EXE_metamcp");

/// A server that says its secret on stderr before it begins.
fn declaration() -> String {
    format!(
        r#"
servers:
  demo: {{ command: sh, args: [-c, 'echo "warning: token $TOKEN" >&2; exec "$0" demo-server', "{METAMCP}"], env: {{ TOKEN: {SECRET} }} }}
  gone: {{ command: sh, args: [-c, 'echo "error: bad token $TOKEN" >&2; exit 3'], env: {{ TOKEN: {SECRET} }} }}
namespaces:
  dev: {{ servers: [demo, gone] }}
endpoints:
  open: {{ namespace: dev, auth: none }}
"#
    )
}

async fn gateway(data: &TempDir, settings: &[(&str, &str)]) -> Served {
    let file = data.path().join("metamcp.yaml");
    std::fs::write(&file, declaration()).expect("writes");
    let applied = run(data.path(), &["apply", "-f", file.to_str().expect("UTF-8")]).await;
    assert!(applied.status.success(), "{}", stderr(&applied));
    let mut serve = command(data.path());
    serve.envs(settings.iter().copied());
    Served::of(serve).await
}

async fn add(served: &Served, tool: &str, traceparent: Option<&str>) -> StatusCode {
    let mut call = Visitor::at(&served.base)
        .request(Method::POST, &format!("/metamcp/open/api/{tool}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(r#"{"a":2,"b":3}"#);
    if let Some(traceparent) = traceparent {
        call = call.header("traceparent", traceparent);
    }
    call.send().await.expect("an answer").status()
}

fn attributes(of: &[KeyValue]) -> HashMap<&str, String> {
    let text = |it: &KeyValue| match it.value.as_ref().and_then(|value| value.value.clone()) {
        Some(Value::StringValue(text)) => text,
        Some(other) => format!("{other:?}"),
        None => String::new(),
    };
    of.iter().map(|it| (it.key.as_str(), text(it))).collect()
}

#[tokio::test]
async fn a_call_is_a_trace_within_that_of_its_client() {
    let (data, collector) = (TempDir::new().expect("a directory"), Collector::start().await);
    let served = gateway(
        &data,
        &[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=of%20mine"),
            ("OTEL_SERVICE_NAME", "the-gateway"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
        ],
    )
    .await;
    assert_eq!(add(&served, "demo__add", Some(PARENT)).await, StatusCode::OK);
    // The client does not want it to be written down.
    let unsampled = PARENT.replace("-01", "-00");
    assert_eq!(add(&served, "demo__add", Some(&unsampled)).await, StatusCode::OK);
    assert_ne!(add(&served, "demo__no_such", None).await, StatusCode::OK);
    // What waits is sent before the process ends.
    assert!(served.terminate().await.success());

    let traces = collector.traces();
    let resource = attributes(&traces.resources[0]);
    assert_eq!(resource["service.name"], "the-gateway");
    assert_eq!(resource["deployment.environment.name"], "test");
    assert_eq!(collector.headers()["x-key"], "of mine");
    let of_client: Vec<&Span> = traces
        .spans
        .iter()
        .filter(|span| hex::encode(&span.trace_id) == TRACE)
        .collect();
    let whole = of_client
        .iter()
        .find(|span| span.kind() == SpanKind::Server)
        .expect("the whole call");
    assert_eq!(whole.name, "tools/call demo__add");
    assert_eq!(hex::encode(&whole.parent_span_id), "b7ad6b7169203331");
    assert_eq!(whole.flags, 0x301, "sampled, and the parent is somebody else's");
    let said = attributes(&whole.attributes);
    for (name, value) in [
        ("mcp.method.name", "tools/call"),
        ("gen_ai.operation.name", "execute_tool"),
        ("gen_ai.tool.name", "demo__add"),
        ("metamcp.endpoint", "open"),
        ("metamcp.server", "demo"),
        ("metamcp.outcome", "ok"),
        ("metamcp.client", "REST"),
    ] {
        assert_eq!(said[name], value, "{said:?}");
    }
    let at_server = of_client
        .iter()
        .find(|span| span.kind() == SpanKind::Client)
        .expect("the server's part");
    assert_eq!(at_server.name, "tools/call add");
    let said = attributes(&at_server.attributes);
    assert_eq!(
        (
            said["gen_ai.tool.name"].as_str(),
            said["network.transport"].as_str()
        ),
        ("add", "pipe")
    );
    let stages: Vec<&str> = of_client
        .iter()
        .filter(|span| span.span_id != whole.span_id)
        .map(|span| {
            assert_eq!(span.parent_span_id, whole.span_id);
            assert!(
                span.start_time_unix_nano >= whole.start_time_unix_nano,
                "{span:?}"
            );
            assert!(span.end_time_unix_nano <= whole.end_time_unix_nano, "{span:?}");
            span.name.as_str()
        })
        .collect();
    assert!(
        stages.contains(&"before") && stages.contains(&"tools/call add"),
        "{stages:?}"
    );
    let ids: std::collections::HashSet<_> = traces.spans.iter().map(|span| &span.span_id).collect();
    assert_eq!(ids.len(), traces.spans.len(), "every span has an id of its own");

    let failed = traces.spans.iter().find(|span| span.name.ends_with("no_such"));
    let failed = failed.expect("what is not there is a span, too");
    assert!(failed.parent_span_id.is_empty());
    assert_eq!(failed.status.as_ref().map(|status| status.code), Some(2));
    assert_eq!(attributes(&failed.attributes)["error.type"], "_OTHER");
    let wholes = traces.spans.iter().filter(|span| span.kind() == SpanKind::Server);
    assert_eq!(
        wholes.count(),
        2,
        "the one that its client did not want is not among them"
    );
}

#[tokio::test]
async fn what_the_gateway_logs_arrives_and_no_secret_does() {
    let (data, collector) = (TempDir::new().expect("a directory"), Collector::start().await);
    let served = gateway(
        &data,
        &[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str()),
            ("METAMCP_LOG", "debug"),
            (
                "METAMCP_LOG_DIR",
                data.path().join("logs").to_str().expect("UTF-8"),
            ),
        ],
    )
    .await;
    assert_eq!(add(&served, "demo__add", None).await, StatusCode::OK);
    assert_ne!(add(&served, "gone__anything", None).await, StatusCode::OK);
    let metrics = Visitor::at(&served.base).get("/metrics").await;
    let metrics = metrics.text().await.expect("a body");
    assert!(!metrics.contains(SECRET));
    let log = served.log();
    assert!(served.terminate().await.success());

    let logs = collector.logs();
    let texts: Vec<String> = logs.iter().map(|record| format!("{record:?}")).collect();
    assert!(
        !texts.iter().any(|text| text.contains("setup token")),
        "it opens the door"
    );
    let lost = logs
        .iter()
        .find(|record| format!("{:?}", record.body).contains("lost the process of a server"));
    let lost = lost.unwrap_or_else(|| panic!("no event of the server that ends: {texts:#?}"));
    assert_eq!((lost.severity_number, lost.severity_text.as_str()), (13, "WARN"));
    assert!(lost.time_unix_nano > 1_700_000_000_000_000_000);
    assert_eq!(attributes(&lost.attributes)["server.name"], "gone");
    // What sends must not send what it says of sending.
    assert!(
        !texts
            .iter()
            .any(|text| text.contains("hyper_util") || text.contains("telemetry::otlp"))
    );
    let spans = format!("{:?}", collector.traces().spans);
    let files: String = std::fs::read_dir(data.path().join("logs"))
        .expect("a folder")
        .map(|file| std::fs::read_to_string(file.expect("readable").path()).expect("text"))
        .collect();
    assert!(
        files.contains("warning: token •") && files.contains("lost the process"),
        "{files}"
    );
    for (place, text) in [
        ("logs", texts.join("\n")),
        ("spans", spans),
        ("files", files),
        ("stderr", log),
    ] {
        assert!(!text.contains(SECRET), "the secret is in {place}: {text}");
    }
}

#[tokio::test]
async fn a_collector_that_is_away_is_said_once_and_costs_nothing_but_what_is_dropped() {
    let (data, collector) = (TempDir::new().expect("a directory"), Collector::start().await);
    collector.answer(StatusCode::BAD_REQUEST);
    let served = gateway(&data, &[("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str())]).await;
    assert_eq!(add(&served, "demo__add", None).await, StatusCode::OK);
    let visitor = Visitor::at(&served.base);
    let failed = async {
        loop {
            let text = visitor.get("/metrics").await.text().await.expect("a body");
            let is_counted = |line: &str| !text.contains(&format!("{line} 0\n"));
            if is_counted(r#"metamcp_telemetry_exports_total{signal="traces",outcome="failed"}"#)
                && is_counted(r#"metamcp_telemetry_exports_total{signal="logs",outcome="failed"}"#)
            {
                return text;
            }
        }
    };
    let text = tokio::time::timeout(crate::support::binary::PATIENCE, failed)
        .await
        .expect("counted");
    assert!(
        !text.contains("metamcp_telemetry_dropped_total{what=\"spans\"} 0\n"),
        "{text}"
    );
    let complaints = |served: &Served| served.log().matches("do not reach the collector").count();
    assert_eq!(
        complaints(&served),
        2,
        "once for traces, once for logs: {}",
        served.log()
    );
    // It comes back, and so does what is told from then on.
    collector.answer(StatusCode::OK);
    assert_eq!(add(&served, "demo__add", Some(PARENT)).await, StatusCode::OK);
    assert!(served.terminate().await.success());
    let spans = collector.traces().spans;
    assert!(spans.iter().any(|span| hex::encode(&span.trace_id) == TRACE));
}
