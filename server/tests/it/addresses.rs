//! Several public base URLs: what names which, and what is refused.

use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::support::app::TestApp;

const PRIMARY: &str = "https://mcp.example.com";
const SECOND: &str = "http://intern.example:8080";

async fn app() -> TestApp {
    let app = TestApp::with(&[("APP_URL", PRIMARY), ("METAMCP_PUBLIC_URLS", SECOND)]).await;
    app.apply(json!({
        "namespaces": { "dev": { "servers": [] } },
        "endpoints": { "dev": { "namespace": "dev", "auth": "oauth" } },
    }))
    .await;
    app
}

/// The hosts of both addresses, with what they are told.
const BOTH: [(&str, &str); 2] = [("mcp.example.com", PRIMARY), ("intern.example:8080", SECOND)];

async fn send(app: &TestApp, method: Method, host: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = app.anonymous().request(method, path).header(header::HOST, host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer")
}

async fn json_at(app: &TestApp, host: &str, path: &str) -> Value {
    let response = send(app, Method::GET, host, path, &[]).await;
    assert_eq!(response.status(), StatusCode::OK, "{host}{path}");
    serde_json::from_str(&response.text().await.expect("a body")).expect("JSON")
}

const PAGE: (&str, &str) = ("accept", "text/html");
/// Browsers send it over https.
const OVER_HTTPS: (&str, &str) = ("sec-fetch-site", "none");

#[tokio::test]
async fn each_address_speaks_of_itself() {
    let app = app().await;
    for (host, address) in BOTH {
        let metadata = json_at(&app, host, "/.well-known/oauth-authorization-server").await;
        assert_eq!(metadata["issuer"], address);
        assert_eq!(metadata["token_endpoint"], format!("{address}/oauth/token"));
        let path = "/.well-known/oauth-protected-resource/metamcp/dev/mcp";
        let resource = json_at(&app, host, path).await;
        assert_eq!(resource["resource"], format!("{address}/metamcp/dev/mcp"));
        assert_eq!(resource["authorization_servers"], json!([address]));
        let document = json_at(&app, host, "/client-metadata.json").await;
        assert_eq!(
            document["redirect_uris"],
            json!([format!("{address}/oauth/upstream/callback")])
        );
        let refused = send(&app, Method::POST, host, "/metamcp/dev/mcp", &[]).await;
        let challenge = refused.headers()[header::WWW_AUTHENTICATE]
            .to_str()
            .expect("ASCII");
        assert!(
            challenge.contains(&format!("resource_metadata=\"{address}/.well-known/")),
            "{challenge}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn cookies_are_secure_where_the_address_is_https() {
    let app = app().await;
    let form = "language=en";
    for (host, address) in BOTH {
        let response = app
            .anonymous()
            .request(Method::POST, "/api/preferences/language")
            .header(header::HOST, host)
            .header(header::ORIGIN, address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .expect("an answer");
        let cookie = response.headers()[header::SET_COOKIE].to_str().expect("ASCII");
        assert_eq!(
            cookie.ends_with("; Secure"),
            address == PRIMARY,
            "{host}: {cookie}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn an_address_that_nobody_configured_gets_a_page_that_says_what_to_do() {
    let app = app().await;
    for host in [
        "evil.example",
        "localhost:12008",
        "mcp.example.com:8443",
        "<script>",
    ] {
        for path in ["/", "/login", "/oauth/authorize", "/servers", "/pkg/metamcp.css"] {
            let response = send(&app, Method::GET, host, path, &[PAGE]).await;
            assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{host}{path}");
            assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
            let page = response.text().await.expect("a page");
            for part in [PRIMARY, SECOND, "METAMCP_PUBLIC_URLS=http://"] {
                assert!(page.contains(part), "{part} is missing: {page}");
            }
            assert!(!page.contains("<script>"), "{page}");
        }
    }
    let chinese = ("accept-language", "zh-TW");
    let response = send(&app, Method::GET, "evil.example", "/login", &[PAGE, chinese]).await;
    let page = response.text().await.expect("a page");
    assert!(
        page.contains("lang=\"zh-Hant\"") && page.contains("MetaMCP 不使用這個位址"),
        "{page}"
    );
    app.stop().await;
}

#[tokio::test]
async fn programs_are_told_in_json_and_probes_are_answered_everywhere() {
    let app = app().await;
    for path in [
        "/.well-known/oauth-authorization-server",
        "/api/auth/me",
        "/events",
    ] {
        let response = send(&app, Method::GET, "evil.example", path, &[]).await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{path}");
        let body: Value = serde_json::from_str(&response.text().await.expect("a body")).expect("JSON");
        let words = body["error_description"].as_str().expect("a text");
        assert!(
            words.contains("evil.example") && words.contains("METAMCP_PUBLIC_URLS"),
            "{words}"
        );
    }
    let mcp = send(&app, Method::POST, "evil.example", "/metamcp/dev/mcp", &[]).await;
    assert_eq!(mcp.status(), StatusCode::MISDIRECTED_REQUEST);
    let body: Value = serde_json::from_str(&mcp.text().await.expect("a body")).expect("JSON");
    assert_eq!(
        (&body["jsonrpc"], &body["error"]["code"]),
        (&json!("2.0"), &json!(-32000))
    );
    for path in ["/health", "/ready", "/metamcp/health"] {
        assert_eq!(
            send(&app, Method::GET, "evil.example", path, &[]).await.status(),
            StatusCode::OK
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn https_is_asked_for_where_a_secure_cookie_would_be_lost() {
    let app = app().await;
    let host = "mcp.example.com";
    let plain = send(&app, Method::GET, host, "/setup", &[PAGE]).await;
    assert_eq!(plain.status(), StatusCode::MISDIRECTED_REQUEST);
    let page = plain.text().await.expect("a page");
    assert!(
        page.contains("This address needs https") && !page.contains("METAMCP_PUBLIC_URLS="),
        "{page}"
    );
    let form = [PAGE, ("origin", "http://mcp.example.com")];
    let posted = send(&app, Method::POST, host, "/api/auth/login", &form).await;
    assert_eq!(posted.status(), StatusCode::MISDIRECTED_REQUEST);
    for headers in [[PAGE, OVER_HTTPS], [PAGE, ("x-forwarded-for", "192.0.2.1")]] {
        let page = send(&app, Method::GET, host, "/setup", &headers).await;
        assert_eq!(page.status(), StatusCode::OK, "{headers:?}");
    }
    let intern = send(&app, Method::GET, "intern.example:8080", "/setup", &[PAGE]).await;
    assert_eq!(intern.status(), StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn a_page_of_one_address_changes_nothing_at_another() {
    let app = app().await;
    for (origin, status) in [
        (PRIMARY, StatusCode::OK),
        (SECOND, StatusCode::FORBIDDEN),
        ("https://mcp.example.com:8443", StatusCode::FORBIDDEN),
        ("https://evil.example", StatusCode::FORBIDDEN),
    ] {
        let headers = [("origin", origin), ("accept", "application/json")];
        let response = send(
            &app,
            Method::POST,
            "mcp.example.com",
            "/api/setup/status",
            &headers,
        )
        .await;
        assert_eq!(response.status(), status, "{origin}");
    }
    app.stop().await;
}

#[tokio::test]
async fn without_a_word_on_addresses_this_machine_and_numbers_are_known_by_any_port() {
    let app = TestApp::new().await;
    for (host, address) in [
        ("localhost:12008", "http://localhost:12008"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:4711", "http://127.0.0.1:4711"),
        ("[::1]:12008", "http://[::1]:12008"),
        ("192.168.1.5:12008", "http://192.168.1.5:12008"),
    ] {
        let page = send(&app, Method::GET, host, "/setup", &[PAGE]).await;
        assert_eq!(page.status(), StatusCode::OK, "{host}");
        let metadata = json_at(&app, host, "/.well-known/oauth-authorization-server").await;
        assert_eq!(metadata["issuer"], address);
    }
    // What a page has whose own name turns to 127.0.0.1.
    let rebound = send(&app, Method::GET, "rebound.example:12008", "/setup", &[PAGE]).await;
    assert_eq!(rebound.status(), StatusCode::MISDIRECTED_REQUEST);
    app.stop().await;
}
