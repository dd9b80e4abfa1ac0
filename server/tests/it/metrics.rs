//! What monitoring reads.

mod exposition;
mod watched;

use reqwest::{Method, StatusCode, header};
use serde_json::json;

use crate::support::{app::TestApp, binary, visitor::Visitor};

async fn read(app: &TestApp, token: Option<&str>, more: &[(&str, &str)]) -> (StatusCode, String) {
    let mut request = app.anonymous().request(Method::GET, "/metrics");
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.expect("an answer");
    (response.status(), response.text().await.expect("a body"))
}

#[tokio::test]
async fn programs_on_this_machine_read_what_there_is() {
    // So that batches are counted: nobody listens there.
    let app = TestApp::with(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")]).await;
    app.apply(json!({
        "servers": { "demo": { "command": env!("CARGO_BIN_EXE_metamcp"), "args": ["demo-server"] } },
        "namespaces": { "dev": { "servers": ["demo"] } },
        "endpoints": { "open": { "namespace": "dev", "auth": "none" } },
    }))
    .await;
    let call = app
        .anonymous()
        .request(Method::POST, "/metamcp/open/api/demo__add")
        .header(header::CONTENT_TYPE, "application/json")
        .body(r#"{"a":2,"b":3}"#);
    assert_eq!(call.send().await.expect("an answer").status(), StatusCode::OK);
    let (status, text) = read(&app, None, &[]).await;
    assert_eq!(status, StatusCode::OK);
    let value = |name: &str, labels: &[&str]| {
        let line = text
            .lines()
            .find(|line| line.starts_with(name) && labels.iter().all(|label| line.contains(label)));
        let line = line.unwrap_or_else(|| panic!("no {name} in {text}"));
        line.rsplit(' ').next().expect("a number").to_owned()
    };
    let demo = r#"server="demo""#;
    assert_eq!(value("metamcp_server_connections_refused_total", &[demo]), "0");
    assert_eq!(value("metamcp_server_state", &[demo, r#"state="ready""#]), "1");
    assert_eq!(value("metamcp_server_state", &[demo, r#"state="backoff""#]), "0");
    assert_ne!(value("metamcp_server_connections{", &[demo]), "0");
    assert_eq!(value("metamcp_client_sessions", &[r#"endpoint="open""#]), "0");
    let calls = [
        r#"endpoint="open""#,
        demo,
        r#"tool="demo__add""#,
        r#"outcome="ok""#,
    ];
    assert_eq!(value("metamcp_calls_total", &calls), "1");
    let duration = [
        r#"gen_ai_tool_name="demo__add""#,
        r#"mcp_method_name="tools/call""#,
    ];
    assert_eq!(
        value("mcp_server_operation_duration_seconds_count", &duration),
        "1"
    );
    let at_server = [demo, r#"network_transport="pipe""#];
    assert_eq!(
        value("mcp_client_operation_duration_seconds_count", &at_server),
        "1"
    );
    let stage = [r#"endpoint="open""#, r#"stage="server""#];
    assert_eq!(value("metamcp_call_stage_duration_seconds_count", &stage), "1");
    assert_eq!(
        value("metamcp_telemetry_dropped_total", &[r#"what="records""#]),
        "0"
    );
    let samples = exposition::parsed(&text);
    assert!(samples.len() > 50, "{text}");
    watched::every_name_exists(&samples);
    app.stop().await;
}

#[tokio::test]
async fn metrics_may_have_a_listener_of_their_own() {
    let data = tempfile::TempDir::new().expect("a directory");
    let mut serve = binary::command(data.path());
    serve
        .env("METAMCP_METRICS_LISTEN", "127.0.0.1:0")
        .env("METAMCP_METRICS_TOKEN", "between us");
    let served = binary::Served::of(serve).await;
    let address = async {
        loop {
            let said = served.log().lines().find_map(|line| {
                let event: serde_json::Value = serde_json::from_str(line).ok()?;
                event["listen"].as_str().map(str::to_owned)
            });
            match said {
                Some(address) => return address,
                None => tokio::task::yield_now().await,
            }
        }
    };
    let address = tokio::time::timeout(binary::PATIENCE, address)
        .await
        .expect("said");
    let own = Visitor::at(&format!("http://{address}"));
    let refused = own.get("/metrics").await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let read = own.request(Method::GET, "/metrics").bearer_auth("between us");
    let text = read
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a body");
    exposition::parsed(&text);
    // Nothing else is there, and it is nowhere else.
    assert_eq!(own.get("/health").await.status(), StatusCode::NOT_FOUND);
    let main = Visitor::at(&served.base).request(Method::GET, "/metrics");
    let there = main.bearer_auth("between us").send().await.expect("an answer");
    assert!(!there.text().await.expect("a body").contains("metamcp_build"));
    assert!(served.terminate().await.success());
}

#[tokio::test]
async fn others_need_the_token() {
    let app = TestApp::new().await;
    let through_a_proxy = [("x-forwarded-for", "192.0.2.1")];
    let (status, words) = read(&app, None, &through_a_proxy).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(words.contains("METAMCP_METRICS_TOKEN"), "{words}");
    app.stop().await;

    let app = TestApp::with(&[("METAMCP_METRICS_TOKEN", "between us")]).await;
    assert_eq!(read(&app, None, &[]).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(read(&app, Some("between"), &[]).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(
        read(&app, Some("between us"), &through_a_proxy).await.0,
        StatusCode::OK
    );
    app.stop().await;
}
