//! Text of a request that would become a header of an answer (header injection, response splitting).

use reqwest::{Method, Response, StatusCode, header};
use serde_json::json;

use crate::support::app::TestApp;

/// Ends a header and begins another, in the spellings that get through a URL.
const BREAKS: [&str; 4] = [
    "%0d%0aX-Injected:%20yes",
    "%0aX-Injected:%20yes",
    "%0dX-Injected:%20yes",
    "%E5%98%8D%E5%98%8AX-Injected:%20yes",
];

fn check(response: &Response, what: &str) {
    assert!(!response.headers().contains_key("x-injected"), "{what}");
    for (name, value) in response.headers() {
        assert!(!value.as_bytes().contains(&b'\n'), "{what}: {name}");
    }
}

#[tokio::test]
async fn nothing_of_a_request_becomes_a_header() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.apply(json!({
        "namespaces": { "dev": { "servers": [] } },
        "endpoints": { "dev": { "namespace": "dev", "auth": "oauth" } },
    }))
    .await;
    for text in BREAKS {
        for path in [
            format!("/{text}"),
            format!("/login?next=/{text}"),
            format!("/oauth/authorize?client_id=x&redirect_uri=http://127.0.0.1/{text}&state={text}"),
            format!("/oauth/upstream/callback?state={text}&code={text}"),
            format!("/auth/oidc/{text}/callback?state={text}"),
            format!("/auth/oidc/sign-out?to={text}"),
            format!("/metamcp/{text}/mcp"),
            format!("/metamcp/dev/mcp?api_key={text}"),
            format!("/metamcp/dev/api/{text}"),
            format!("/.well-known/oauth-protected-resource/metamcp/{text}/mcp"),
        ] {
            for visitor in [&admin, &app.anonymous()] {
                let response = visitor.get(&path).await;
                check(&response, &path);
                // An authorization server that nobody asked has not answered: 502.
                assert_ne!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            }
        }
        let broken = text.replace("%0d", "\r").replace("%0a", "\n").replace("%20", " ");
        for (path, field) in [
            ("/api/auth/login", "input[next]"),
            ("/api/preferences/language", "language"),
            ("/api/preferences/theme", "theme"),
            ("/api/quick/draft", "draft"),
        ] {
            check(&admin.post_form(path, &[(field, &broken)]).await, path);
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_client_is_sent_its_state_and_no_header_more() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.apply(json!({
        "namespaces": { "dev": { "servers": [] } },
        "endpoints": { "dev": { "namespace": "dev", "auth": "oauth" } },
    }))
    .await;
    let registered = admin
        .request(Method::POST, "/oauth/register")
        .body(r#"{"client_name":"a\r\nX-Injected: yes","redirect_uris":["https://a.example/cb"]}"#)
        .send()
        .await
        .expect("an answer");
    assert_eq!(registered.status(), StatusCode::CREATED);
    let registered: serde_json::Value =
        serde_json::from_str(&registered.text().await.expect("a body")).expect("JSON");
    let client = registered["client_id"].as_str().expect("an id");
    for text in BREAKS {
        let query = format!("client_id={client}&redirect_uri=https://a.example/cb&state={text}");
        let response = admin.get(&format!("/oauth/authorize?{query}")).await;
        check(&response, &query);
        let to = response.headers()[header::LOCATION].to_str().expect("ASCII");
        assert!(
            to.starts_with("https://a.example/cb?error=") && to.contains("&state="),
            "{to}"
        );
    }
    app.stop().await;
}
