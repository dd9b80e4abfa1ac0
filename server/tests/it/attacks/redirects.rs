//! A link of ours that leads to somebody else's site (open redirect). Redirect URIs of clients are in `oauth`.

use reqwest::{StatusCode, header};

use crate::support::app::TestApp;

const ELSEWHERE: [&str; 10] = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "http:evil.example",
];

#[tokio::test]
async fn sign_in_leads_to_pages_of_ours_only() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let visitor = app.anonymous();
    for next in ELSEWHERE {
        let form = [
            ("input[email]", "ada@example.com"),
            ("input[password]", "correct horse"),
            ("input[next]", next),
        ];
        let response = visitor.post_form("/api/auth/login", &form).await;
        assert!(
            !response.status().is_client_error(),
            "{next}: {}",
            response.status()
        );
        let to = response.headers()[header::LOCATION].to_str().expect("ASCII");
        assert_eq!(to, "/", "{next}");
    }
    let form = [
        ("input[email]", "ada@example.com"),
        ("input[password]", "correct horse"),
        ("input[next]", "/servers?sort=name"),
    ];
    let response = visitor.post_form("/api/auth/login", &form).await;
    assert_eq!(response.headers()[header::LOCATION], "/servers?sort=name");
    app.stop().await;
}

#[tokio::test]
async fn the_door_keeps_paths_and_nothing_else() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for path in ["//evil.example/", "/%5Cevil.example", "//evil.example/%2f.."] {
        let response = app.anonymous().get(path).await;
        if let Some(to) = response.headers().get(header::LOCATION) {
            let to = to.to_str().expect("ASCII");
            assert!(to.starts_with("/login"), "{path} leads to {to}");
        }
    }
    let out = admin
        .get("/auth/oidc/sign-out?to=https%3A%2F%2Fevil.example")
        .await;
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    assert_eq!(out.headers()[header::LOCATION], "/login");
    app.stop().await;
}
