//! What monitoring reads.

use reqwest::{Method, StatusCode, header};
use serde_json::json;

use crate::support::app::TestApp;

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
    let app = TestApp::new().await;
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
    assert!(text.ends_with("# EOF\n"), "{text}");
    app.stop().await;
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
