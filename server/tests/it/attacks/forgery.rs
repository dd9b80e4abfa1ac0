//! Another site's page sends something with a person's cookie (CSRF).

use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Method, StatusCode, header};

use super::other_forms;
use crate::support::app::TestApp;

const ACCEPT_LINK: &str = "/api/links/accept";

/// What a browser sends beside the cookie when another page is behind it, and what something sends that is no browser of today.
const FORGED: [&[(&str, &str)]; 6] = [
    &[("origin", "https://evil.example")],
    &[
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ],
    &[("origin", "null"), ("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[],
];

#[tokio::test]
async fn no_mutation_is_taken_from_another_site_or_from_nowhere() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let functions = server_fn_paths().map(|(path, _)| path.to_owned());
    let forms = other_forms()
        .into_iter()
        .map(|path| path.replace("{slug}", "work"));
    for path in functions.chain(forms) {
        for headers in FORGED {
            let mut request = admin
                .bare(Method::POST, &path)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let response = request.send().await.expect("an answer");
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path} {headers:?}");
            let words = response.text().await.expect("a body");
            assert!(words.contains("comes from another site"), "{path}: {words}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_page_that_sends_no_origin_counts_for_its_own_form_only() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for (path, _) in server_fn_paths() {
        let response = admin
            .bare(Method::POST, path)
            .header(header::ORIGIN, "null")
            .send()
            .await
            .expect("an answer");
        let is_refused = response.status() == StatusCode::FORBIDDEN;
        assert_eq!(is_refused, path != ACCEPT_LINK, "{path}: {}", response.status());
    }
    app.stop().await;
}

#[tokio::test]
async fn nothing_is_done_by_get() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let functions = server_fn_paths().map(|(path, _)| path.to_owned());
    let forms = other_forms()
        .into_iter()
        .map(|path| path.replace("{slug}", "work"));
    for path in functions.chain(forms) {
        let response = admin.get(&path).await;
        let is_refused = matches!(
            response.status(),
            StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_FOUND
        );
        assert!(is_refused, "{path} answered {}", response.status());
    }
    app.stop().await;
}
