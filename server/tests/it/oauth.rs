//! OAuth over HTTP: what a client, a browser and a page of another site meet.

use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::support::{app::TestApp, visitor::Visitor};

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0";
/// SHA-256 of the verifier.
const CHALLENGE: &str = "S6xMLfJrdwhXm9EJRqmQw6nyYWcpLlPsCEOqmhPUIcs";
const REDIRECT: &str = "http://127.0.0.1:4711/callback";
const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
const FORM: &str = "application/x-www-form-urlencoded";

async fn app() -> TestApp {
    let app = TestApp::new().await;
    app.apply(json!({
        "namespaces": { "dev": { "servers": [] } },
        "endpoints": {
            "dev": { "namespace": "dev", "auth": "oauth" },
            "keys": { "namespace": "dev", "auth": "api_key" },
        },
    }))
    .await;
    app
}

fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn location(response: &Response) -> String {
    let location = response.headers().get(header::LOCATION).expect("a redirect");
    location.to_str().expect("ASCII").to_owned()
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

async fn json_of(response: Response) -> Value {
    let text = response.text().await.expect("a body");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"))
}

/// A client's first message, with or without a token.
async fn initialize(visitor: &Visitor, endpoint: &str, token: Option<&str>) -> Response {
    let mut request = visitor
        .request(Method::POST, &format!("/metamcp/{endpoint}/mcp"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json, text/event-stream")
        .body(INITIALIZE);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    send(request).await
}

async fn post(visitor: &Visitor, path: &str, kind: &str, body: String) -> Response {
    let request = visitor.request(Method::POST, path);
    send(request.header(header::CONTENT_TYPE, kind).body(body)).await
}

async fn register(visitor: &Visitor) -> String {
    let body = json!({
        "client_name": "An <editor>", "redirect_uris": ["http://127.0.0.1/callback"],
        "token_endpoint_auth_method": "none",
    });
    let response = post(visitor, "/oauth/register", "application/json", body.to_string()).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    json_of(response).await["client_id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

fn authorize(client: &str, resource: &str) -> String {
    let query = query(&[
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", REDIRECT),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "s&t"),
        ("resource", resource),
    ]);
    format!("/oauth/authorize?{query}")
}

/// The answer that a page goes on to by itself.
fn handed_over(page: &str) -> Url {
    let (_, rest) = page.split_once("content=\"0;url=").expect("a page that goes on");
    let (url, _) = rest.split_once('"').expect("its end");
    url.replace("&amp;", "&").parse().expect("a URL")
}

#[tokio::test]
async fn a_client_finds_its_way_from_a_refusal_to_a_call() {
    let app = app().await;
    let (stranger, admin) = (app.anonymous(), app.admin().await);
    let refused = initialize(&stranger, "dev", None).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let challenge = refused.headers()[header::WWW_AUTHENTICATE]
        .to_str()
        .expect("ASCII");
    let (_, url) = challenge.split_once("resource_metadata=\"").expect("a pointer");
    let url: Url = url.split('"').next().expect("its end").parse().expect("a URL");

    let resource = json_of(send(stranger.request(Method::GET, url.path())).await).await;
    let named = resource["resource"].as_str().expect("a URL").to_owned();
    assert!(named.ends_with("/metamcp/dev/mcp"), "{resource}");
    let metadata = "/.well-known/oauth-authorization-server";
    let server = json_of(send(stranger.request(Method::GET, metadata)).await).await;
    assert_eq!(resource["authorization_servers"], json!([server["issuer"]]));
    assert_eq!(server["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(server["authorization_response_iss_parameter_supported"], true);

    let request = authorize(&register(&stranger).await, &named);
    let sign_in = location(&stranger.get(&request).await);
    assert!(
        sign_in.starts_with("/login?next=%2Foauth%2Fauthorize%3F"),
        "{sign_in}"
    );
    let next = form_urlencoded::parse(sign_in.split_once('?').expect("a query").1.as_bytes());
    let next = next.last().expect("a way back").1.into_owned();
    assert!(!next.contains(['%', '&']), "however often it is decoded: {next}");
    let question = location(&admin.get(&next).await);
    assert!(question.starts_with("/oauth/consent?request="), "{question}");
    let page = admin.page(&question).await;
    assert!(
        page.contains("An &lt;editor&gt;") && page.contains("name=\"decision\""),
        "{page}"
    );

    let (_, asked) = question.split_once('=').expect("a parameter");
    let decision = format!("request={asked}&decision=allow");
    let forged = admin
        .request(Method::POST, "/oauth/decision")
        .header(header::CONTENT_TYPE, FORM);
    let forged = forged
        .header(header::ORIGIN, "https://evil.example")
        .body(decision.clone());
    assert_eq!(send(forged).await.status(), StatusCode::FORBIDDEN);
    let by_stranger = post(&stranger, "/oauth/decision", FORM, decision.clone()).await;
    assert_eq!(location(&by_stranger), "/login");

    let page = post(&admin, "/oauth/decision", FORM, decision).await;
    assert_eq!(page.status(), StatusCode::OK);
    let answer = handed_over(&page.text().await.expect("a page"));
    assert!(answer.as_str().starts_with(REDIRECT), "{answer}");
    let value = |name: &str| {
        let found = answer.query_pairs().find(|(key, _)| key == name);
        found
            .unwrap_or_else(|| panic!("no {name} in {answer}"))
            .1
            .into_owned()
    };
    assert_eq!(value("state"), "s&t");
    assert_eq!(value("iss"), server["issuer"].as_str().expect("a URL"));

    let (_, client) = request.split_once("client_id=").expect("there");
    let form = query(&[
        ("grant_type", "authorization_code"),
        ("client_id", client.split('&').next().expect("there")),
        ("code", &value("code")),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("resource", &named),
    ]);
    let token = post(&stranger, "/oauth/token", FORM, form).await;
    assert_eq!(token.status(), StatusCode::OK);
    assert_eq!(token.headers()[header::CACHE_CONTROL], "no-store");
    let token = json_of(token).await;
    let token = token["access_token"].as_str().expect("a token");
    assert_eq!(
        initialize(&stranger, "dev", Some(token)).await.status(),
        StatusCode::OK
    );
    let elsewhere = initialize(&stranger, "keys", Some(token)).await;
    assert_eq!(elsewhere.status(), StatusCode::UNAUTHORIZED);
    let page = admin.page("/connected-clients").await;
    assert!(page.contains("An &lt;editor&gt;"), "{page}");
    app.stop().await;
}

#[tokio::test]
async fn a_request_that_cannot_be_answered_is_a_page_and_leads_nowhere() {
    let app = app().await;
    let (stranger, admin) = (app.anonymous(), app.admin().await);
    let client = register(&stranger).await;
    let good = authorize(&client, "http://localhost:12008/metamcp/dev/mcp");
    for bad in [
        good.replace(&client, "mcp_client_x"),
        good.replace("127.0.0.1", "evil.example"),
        "/oauth/authorize".to_owned(),
    ] {
        for visitor in [&stranger, &admin] {
            let response = visitor.get(&bad).await;
            assert!(
                response.status().is_client_error(),
                "{bad}: {}",
                response.status()
            );
            assert!(!response.headers().contains_key(header::LOCATION), "{bad}");
            let page = response.text().await.expect("a page");
            assert!(
                page.contains("cannot be connected") && !page.contains("http-equiv"),
                "{page}"
            );
        }
    }
    // Who it is and where it listens is right: the client hears what is wrong, before anybody signs in.
    let without_pkce = good.replace("code_challenge=", "x=");
    let told = location(&stranger.get(&without_pkce).await);
    assert!(
        told.starts_with(&format!("{REDIRECT}?error=invalid_request&")),
        "{told}"
    );
    app.stop().await;
}

#[tokio::test]
async fn a_refusal_speaks_the_language_of_the_person_and_tells_developers_in_english() {
    let app = app().await;
    for (name, value, words) in [
        ("accept-language", "en", "This client cannot be connected"),
        ("accept-language", "zh-CN", "无法连接此客户端"),
        ("accept-language", "zh-TW", "無法連接此用戶端"),
        ("cookie", "metamcp_language=zh-Hans", "无法连接此客户端"),
    ] {
        let request = app
            .anonymous()
            .request(Method::GET, "/oauth/authorize?client_id=mcp_client_x")
            .header(name, value);
        let page = send(request).await.text().await.expect("a page");
        assert!(page.contains(words), "{value}: {page}");
        assert!(
            page.contains("<span lang=\"en\">no client with this client_id is known here"),
            "{page}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn after_a_sign_in_the_answer_is_a_page_so_that_no_form_leads_elsewhere() {
    let app = app().await;
    let admin = app.admin().await;
    let client = register(&admin).await;
    let request = authorize(&client, "https://elsewhere.example/");
    let by_itself = admin.get(&request).await;
    assert!(location(&by_itself).contains("error=invalid_target"));
    let after_sign_in = admin
        .request(Method::GET, &request)
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin");
    let page = send(after_sign_in).await;
    assert_eq!(page.status(), StatusCode::OK);
    let answer = handed_over(&page.text().await.expect("a page"));
    assert!(answer.as_str().contains("error=invalid_target"), "{answer}");
    app.stop().await;
}

#[tokio::test]
async fn programs_get_errors_as_json_and_pages_of_other_sites_may_read_them() {
    let app = app().await;
    let stranger = app.anonymous();
    for (path, kind, body, status, error) in [
        ("/oauth/token", FORM, "", 400, "invalid_request"),
        ("/oauth/token", "application/json", "{}", 400, "invalid_request"),
        (
            "/oauth/token",
            FORM,
            "grant_type=authorization_code",
            401,
            "invalid_client",
        ),
        (
            "/oauth/register",
            "application/json",
            "{}",
            400,
            "invalid_redirect_uri",
        ),
        ("/oauth/revoke", FORM, "token=x", 401, "invalid_client"),
        ("/oauth/introspect", FORM, "token=x", 401, "invalid_client"),
    ] {
        let response = post(&stranger, path, kind, body.to_owned()).await;
        assert_eq!(response.status().as_u16(), status, "{path} {body}");
        assert_eq!(
            response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN],
            "*",
            "{path}"
        );
        assert_eq!(
            response.headers().contains_key(header::WWW_AUTHENTICATE),
            status == 401,
            "{path}"
        );
        let answer = json_of(response).await;
        assert_eq!(answer["error"], error, "{path} {body}: {answer}");
        assert!(
            answer["error_description"]
                .as_str()
                .is_some_and(|text| text.len() > 10)
        );
    }
    let userinfo = send(stranger.request(Method::GET, "/oauth/userinfo")).await;
    assert_eq!(userinfo.status(), StatusCode::UNAUTHORIZED);
    let preflight = send(stranger.request(Method::OPTIONS, "/oauth/token")).await;
    assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
    app.stop().await;
}

#[tokio::test]
async fn only_endpoints_with_oauth_describe_themselves() {
    let app = app().await;
    let stranger = app.anonymous();
    let get = async |path: &str| {
        let path = format!("/.well-known/oauth-protected-resource{path}");
        send(stranger.request(Method::GET, &path)).await
    };
    for door in ["", "/mcp", "/sse", "/api"] {
        let response = get(&format!("/metamcp/dev{door}")).await;
        assert_eq!(response.status(), StatusCode::OK, "{door}");
        let document = json_of(response).await;
        assert_eq!(document["resource"], format!("{}/metamcp/dev{door}", app.base));
    }
    for path in [
        "",
        "/metamcp/keys/mcp",
        "/metamcp/none/mcp",
        "/metamcp/dev/other",
        "/other",
    ] {
        assert_eq!(get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    app.stop().await;
}
