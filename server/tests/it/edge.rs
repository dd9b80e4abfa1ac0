//! What the dashboard's HTTP edge lets through.

use reqwest::{Method, StatusCode, header};
use server::middleware::caller::PUBLIC;

use crate::support::app::TestApp;

#[tokio::test]
async fn every_server_function_refuses_strangers() {
    let app = TestApp::new().await;
    let mut paths: Vec<_> = leptos::server_fn::axum::server_fn_paths().collect();
    paths.sort_by_key(|(path, _)| *path);
    assert!(
        paths.len() > 20,
        "only {} server functions are registered",
        paths.len()
    );
    for (path, method) in paths {
        assert_eq!(
            method,
            Method::POST,
            "{path} changes or reads by {method}: GET would be forgeable or cached"
        );
        let response = app
            .anonymous()
            .request(method, path)
            .header(header::ACCEPT, "application/json")
            .send()
            .await
            .expect("an answer");
        let refused = response.status() == StatusCode::UNAUTHORIZED;
        let is_public = PUBLIC.contains(&path) || path.starts_with("/api/preferences/");
        assert_eq!(refused, !is_public, "{path} answered {}", response.status());
    }
    app.stop().await;
}

#[tokio::test]
async fn strangers_reach_no_event_stream_and_no_page_with_data() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let stranger = app.anonymous();
    assert_eq!(stranger.get("/events").await.status(), StatusCode::UNAUTHORIZED);
    for page in [
        "/",
        "/servers",
        "/namespaces",
        "/endpoints",
        "/api-keys",
        "/connected-clients",
        "/oauth/consent?request=x",
        "/quick-connect",
        "/account",
        "/people",
        "/teams",
        "/hand-over/servers/0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d",
        "/sign-in",
    ] {
        let response = stranger.get(page).await;
        assert!(
            response.status().is_redirection(),
            "{page} answered {}",
            response.status()
        );
        let to = response.headers()[header::LOCATION]
            .to_str()
            .expect("ASCII")
            .to_owned();
        assert!(to.starts_with("/login"), "{page} leads to {to}");
    }
    app.stop().await;
}

#[tokio::test]
async fn another_sites_form_changes_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let body = "input[name]=evil&input[visibility]=private";
    let forged = admin
        .request(Method::POST, "/api/api-keys/create")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, "https://evil.example")
        .body(body)
        .send()
        .await
        .expect("an answer");
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    assert!(!admin.page("/api-keys").await.contains("evil"));
    app.stop().await;
}

#[tokio::test]
async fn pages_carry_a_strict_policy_and_the_cookie_is_out_of_reach_of_scripts() {
    let app = TestApp::new().await;
    let response = app.anonymous().get("/setup").await;
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .expect("ASCII")
        .to_owned();
    assert!(
        policy.contains("script-src 'self' 'nonce-") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
    assert_eq!(response.headers()[header::X_FRAME_OPTIONS], "DENY");

    let form = [
        ("input[name]", "Ada"),
        ("input[email]", "ada@example.com"),
        ("input[password]", "correct horse"),
    ];
    let created = app.anonymous().post_form("/api/setup/create", &form).await;
    let cookie = created.headers()[header::SET_COOKIE]
        .to_str()
        .expect("ASCII")
        .to_owned();
    assert!(
        cookie.starts_with("metamcp_session=")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    app.stop().await;
}

#[tokio::test]
async fn the_first_run_happens_once() {
    let app = TestApp::new().await;
    assert!(
        app.anonymous().get("/").await.headers()[header::LOCATION]
            .to_str()
            .expect("ASCII")
            .starts_with("/setup")
    );
    let _admin = app.admin().await;
    let form = [
        ("input[name]", "Eve"),
        ("input[email]", "eve@example.com"),
        ("input[password]", "another horse"),
    ];
    let second = app.anonymous().post_form("/api/setup/create", &form).await;
    assert!(second.status().is_client_error(), "{}", second.status());
    app.stop().await;
}

#[tokio::test]
async fn the_first_run_asks_who_comes_from_elsewhere_for_the_token() {
    let app = TestApp::new().await;
    let elsewhere = app
        .anonymous()
        .request(Method::GET, "/setup")
        .header(header::ACCEPT, "text/html")
        .header("x-forwarded-for", "192.0.2.1")
        .send()
        .await
        .expect("an answer");
    assert_eq!(elsewhere.status(), StatusCode::OK);
    assert!(elsewhere.text().await.expect("a body").contains("input[token]"));
    assert!(!app.anonymous().page("/setup").await.contains("input[token]"));
    app.stop().await;
}

#[tokio::test]
async fn probes_tell_process_and_readiness_apart() {
    let app = TestApp::new().await;
    for path in ["/health", "/metamcp/health", "/ready"] {
        let response = app.anonymous().get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert!(
            response
                .text()
                .await
                .expect("a body")
                .contains(r#""status":"ok""#),
            "{path}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn an_unknown_page_is_a_page_with_404() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let response = admin.get("/no-such-page").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(response.text().await.expect("a body").contains("</html>"));
    app.stop().await;
}
