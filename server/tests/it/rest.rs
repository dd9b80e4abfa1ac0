//! Tools over REST, and the page that explains them.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::support::{app::TestApp, visitor::Visitor};

const KEY: &str = "sk_mt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

async fn app() -> TestApp {
    let app = TestApp::new().await;
    app.apply(json!({
        "servers": { "demo": { "command": env!("CARGO_BIN_EXE_metamcp"), "args": ["demo-server"] } },
        "namespaces": { "dev": { "servers": ["demo"] } },
        "endpoints": { "dev": { "namespace": "dev" }, "open": { "namespace": "dev", "auth": "none" } },
        "api_keys": { "ci": { "key": KEY } },
    }))
    .await;
    app
}

async fn html(visitor: &Visitor, path: &str) -> (StatusCode, String) {
    let response = visitor.get(path).await;
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .expect("ASCII")
        .to_owned();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    (response.status(), response.text().await.expect("a body"))
}

#[tokio::test]
async fn a_tool_is_called_by_its_url() {
    let app = app().await;
    let stranger = app.anonymous();
    let call = |path: &str, key: Option<&str>| {
        let request = stranger
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(r#"{"a":2,"b":3.5}"#);
        match key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    };
    let path = "/metamcp/dev/api/demo__add";
    assert_eq!(call(path, None).send().await.expect("an answer").status(), 401);
    let answer = call(path, Some(KEY)).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let result: Value = answer.json().await.expect("JSON");
    assert_eq!(result["structuredContent"], json!({ "sum": 5.5 }));
    let unknown = call("/metamcp/dev/api/demo__nothing", Some(KEY));
    assert_eq!(unknown.send().await.expect("an answer").status(), 404);

    let spec = stranger.get("/metamcp/open/api/openapi.json").await;
    let spec: Value = serde_json::from_str(&spec.text().await.expect("a body")).expect("JSON");
    let url = format!("{}/metamcp/open/api", app.base);
    assert_eq!(spec["servers"][0]["url"], url);
    assert!(spec["paths"]["/demo__add"]["post"]["requestBody"].is_object());
    app.stop().await;
}

#[tokio::test]
async fn the_page_shows_the_tools_to_whom_may_call_them() {
    let app = app().await;
    let stranger = app.anonymous();
    let (status, page) = html(&stranger, "/metamcp/open/api").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("id=\"demo__echo\"") && page.contains("curl "),
        "{page}"
    );
    assert!(!page.contains("<script"));

    let (status, page) = html(&stranger, "/metamcp/dev/api").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(page.contains("<form") && !page.contains("demo__echo"), "{page}");
    let shown = stranger.post_form("/metamcp/dev/api", &[("key", KEY)]).await;
    assert_eq!(shown.status(), StatusCode::OK);
    assert!(shown.text().await.expect("a body").contains("demo__echo"));
    let wrong = stranger
        .post_form("/metamcp/dev/api", &[("key", "sk_mt_x")])
        .await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert!(wrong.text().await.expect("a body").contains("role=\"alert\""));

    let (status, page) = html(&stranger, "/metamcp/nothing/api").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("nothing") && !page.contains("<form"), "{page}");
    let other = stranger.request(Method::PUT, "/metamcp/open/api").send().await;
    assert_eq!(other.expect("an answer").status(), StatusCode::METHOD_NOT_ALLOWED);
    app.stop().await;
}
