//! Somebody who is not signed in. What server functions answer is in `edge`, what endpoints answer in the gateway's tests.

use reqwest::{Method, StatusCode, header};

use super::{other_forms, pages};
use crate::support::app::TestApp;

/// Pages that are for everybody: the ways in.
const OPEN: [&str; 6] = [
    "/login",
    "/link-account",
    "/register",
    "/setup",
    "/invitation/:token",
    "/reset/:token",
];

#[tokio::test]
async fn every_page_but_the_ways_in_leads_to_the_sign_in() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let stranger = app.anonymous();
    for page in pages() {
        let path = page.replace(":kind", "servers").replace(':', "");
        let response = stranger.get(&path).await;
        if OPEN.contains(&page.as_str()) {
            assert_ne!(response.status(), StatusCode::FORBIDDEN, "{page}");
            continue;
        }
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{page}");
        let to = response.headers()[header::LOCATION].to_str().expect("ASCII");
        assert!(to.starts_with("/login"), "{page} leads to {to}");
        assert_eq!(response.text().await.expect("a body"), "", "{page}");
    }
    app.stop().await;
}

#[tokio::test]
async fn every_form_sends_a_stranger_to_the_sign_in() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    for path in other_forms() {
        let response = app
            .anonymous()
            .request(Method::POST, &path.replace("{slug}", "work"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("request=x&decision=allow&server=0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d")
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        let to = response.headers()[header::LOCATION].to_str().expect("ASCII");
        assert!(to.starts_with("/login"), "{path} leads to {to}");
    }
    let recording = "/recordings/0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d";
    let app_of_tool = "/inspector/0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d/apps/1";
    for path in ["/events", "/events/logs"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    for file in [
        recording,
        app_of_tool,
        "/logs/download",
        "/audit/export?format=csv",
        "/audit/acts/export?format=csv",
    ] {
        let response = app.anonymous().get(file).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{file}");
        let to = response.headers()[header::LOCATION].to_str().expect("ASCII");
        assert!(to.starts_with("/login"), "{file} leads to {to}");
    }
    app.stop().await;
}
