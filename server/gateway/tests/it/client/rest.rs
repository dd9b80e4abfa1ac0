//! REST.

use std::time::Duration;

use gateway::GatewayOptions;
use http::Request;
use model::{CallOutcome, EndpointAuth, NamingPolicy, PublicUrls, ToolListing};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use testkit::everything::Era;

use super::{
    caller::{Answer, Caller},
    fake::{Fake, ODD_RESULT},
    rig::Rig,
    stateless::everything,
};

fn at(rig: &Rig, endpoint: &str, path: &str) -> Caller {
    Caller::new(format!("{}/metamcp/{endpoint}/api/{path}", rig.base()))
}

async fn call(rig: &Rig, tool: &str, body: &str) -> Answer {
    at(rig, "open", tool).post(body).await
}

fn get(caller: &Caller) -> RequestBuilder {
    caller.request(Method::GET)
}

#[tokio::test]
async fn a_call_answers_the_tools_result_byte_for_byte() {
    let fake = Fake::start(&["odd", "echo", "large"]).await;
    let rig = Rig::open(&fake.url).await;
    let odd = call(&rig, "fake__odd", "{}").await;
    assert_eq!((odd.status, &*odd.text), (StatusCode::OK, ODD_RESULT));
    let arguments = r#"{"z":1.0,"a":[1e5,123456789012345678901234567890]}"#;
    let echoed = call(&rig, "fake__echo", arguments).await;
    assert_eq!(echoed.status, StatusCode::OK);
    assert!(
        fake.received(&["tools/call", r#""name":"echo""#])
            .await
            .contains(&format!(r#""arguments":{arguments}"#))
    );
    let large = call(&rig, "fake__large", "{}").await.json();
    assert_eq!(
        large["content"][0]["text"].as_str().map(str::len),
        Some(2 * 1024 * 1024)
    );
    let record = rig.record(1).await;
    assert_eq!((&*record.client, record.outcome), ("REST", CallOutcome::Ok));
}

#[tokio::test]
async fn a_call_without_a_body_has_no_arguments() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let response = at(&rig, "open", "fake__echo")
        .request(Method::POST)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(Answer::read(response).await.json()["content"][0]["text"], "{}");
}

#[tokio::test]
async fn a_tool_that_fails_is_a_result_and_an_error_of_its_server_an_error() {
    let fake = Fake::start(&["fail", "error"]).await;
    let rig = Rig::open(&fake.url).await;
    let failed = call(&rig, "fake__fail", "{}").await;
    assert_eq!(
        (failed.status, failed.json()["isError"].clone()),
        (StatusCode::OK, json!(true))
    );
    let error = call(&rig, "fake__error", "{}").await;
    assert_eq!(error.status, StatusCode::BAD_GATEWAY);
    assert_eq!(
        error.text,
        r#"{"error":{"code":-32099,"data":{"x":1.5},"message":"no"}}"#
    );
}

#[tokio::test]
async fn mistakes_have_a_status_a_code_and_a_sentence() {
    let fake = Fake::start(&["echo"]).await;
    let options = GatewayOptions {
        max_body_bytes: 1000,
        ..GatewayOptions::default()
    };
    let rig = Rig::start_with(&fake.url, options).await;
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(1000));
    for (tool, body, expected) in [
        ("fake__nothing", "{}", (404, -32602, "unknown_tool")),
        ("fake__echo", "{", (400, -32700, "unparsable")),
        ("fake__echo", "[1]", (400, -32602, "invalid_params")),
        ("fake__echo", r#"{"a":1,"a":2}"#, (400, -32602, "invalid_params")),
        ("fake__echo", &long, (413, -32050, "body_too_large")),
    ] {
        let answer = call(&rig, tool, body).await;
        let (status, code, class) = expected;
        assert_eq!(answer.error(), (status, code, class.to_owned()), "{tool} {body}");
        assert!(answer.json().get("jsonrpc").is_none());
        assert!(answer.json()["error"]["message"].as_str().unwrap().len() > 10);
    }
    let untyped = at(&rig, "open", "fake__echo").request(Method::POST).body("a=1");
    assert_eq!(
        Answer::read(untyped.send().await.unwrap()).await.error(),
        (415, -32000, "content_type".to_owned())
    );
    // A link that is followed, or fetched beforehand, must not call a tool.
    let got = get(&at(&rig, "open", "fake__echo")).send().await.unwrap();
    assert_eq!(got.headers()["allow"], "POST, OPTIONS");
    assert_eq!(
        Answer::read(got).await.error(),
        (405, -32000, "method_not_allowed".to_owned())
    );
    assert_eq!(
        at(&rig, "nowhere", "fake__echo").post("{}").await.error(),
        (404, -32000, "unknown_endpoint".to_owned())
    );
}

#[tokio::test]
async fn servers_that_are_down_or_slow_are_told_apart() {
    let fake = Fake::start(&["hang"]).await;
    let options = GatewayOptions {
        call_timeout: Duration::from_millis(200),
        ..GatewayOptions::default()
    };
    let mut rig = Rig::start(options).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_server(2, "down", "http://127.0.0.1:1/mcp");
    rig.add_seed(2, &["any"]);
    rig.add_endpoint(1, "open", &[1, 2], EndpointAuth::None, None);
    rig.apply();
    rig.client().await.tools().await;
    fake.hold();
    let (status, code, class) = call(&rig, "fake__hang", "{}").await.error();
    assert_eq!((status, code, &*class), (504, -32051, "timeout"));
    let (status, code, class) = call(&rig, "down__any", "{}").await.error();
    assert_eq!((status, code, &*class), (502, -32051, "connect"));
}

#[tokio::test]
async fn leaving_cancels_the_call() {
    let upstream = everything(Era::Legacy).await;
    let rig = Rig::plain(&upstream.url()).await;
    let waiting = at(&rig, "open", "wait")
        .send("{}")
        .timeout(Duration::from_millis(500))
        .send();
    assert!(waiting.await.is_err());
    assert_eq!(rig.record(1).await.outcome, CallOutcome::Cancelled);
    while upstream.cancelled() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_tool_that_asks_gets_no_answer_and_says_so() {
    for era in [Era::Legacy, Era::Modern] {
        let upstream = everything(era).await;
        let rig = Rig::plain(&upstream.url()).await;
        let answer = call(&rig, "test_elicitation", r#"{"message":"who?"}"#).await;
        let body = answer.json();
        let told = answer.status == StatusCode::BAD_GATEWAY || body["isError"] == true;
        assert!(told, "{era:?} {} {body}", answer.status);
    }
}

#[tokio::test]
async fn the_key_is_asked_for_and_pages_of_others_are_not_served() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "keyed", &[1], EndpointAuth::ApiKey, None);
    rig.add_endpoint(2, "private", &[1], EndpointAuth::ApiKeyOrQuery, Some(1));
    rig.add_key(1, None);
    rig.add_key(2, Some(1));
    rig.apply();
    for path in ["fake__echo", "openapi.json", "search?q=echo"] {
        let method = if path == "fake__echo" {
            Method::POST
        } else {
            Method::GET
        };
        let caller = at(&rig, "keyed", path);
        let keyless = caller.request(method.clone()).send().await.unwrap();
        assert!(keyless.headers().contains_key("www-authenticate"));
        assert_eq!(
            Answer::read(keyless).await.error(),
            (401, -32000, "key_missing".to_owned())
        );
        let keyed = caller.clone().with_key(1).request(method.clone());
        assert_eq!(keyed.send().await.unwrap().status(), StatusCode::OK);
        let foreign = caller
            .with_key(1)
            .request(method.clone())
            .header("origin", "https://evil.example");
        assert_eq!(foreign.send().await.unwrap().status(), StatusCode::FORBIDDEN);
        let private = at(&rig, "private", path).with_key(1).request(method.clone());
        let private = Answer::read(private.send().await.unwrap()).await;
        assert_eq!(private.error(), (403, -32000, "key_forbidden".to_owned()));
        let by_query = at(
            &rig,
            "private",
            &format!("{path}{}api_key=sk_2", if path.contains('?') { '&' } else { '?' }),
        )
        .request(method);
        assert_eq!(by_query.send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn openapi_describes_every_tool_in_the_order_of_the_list() {
    let upstream = everything(Era::Legacy).await;
    let mut rig = Rig::start(GatewayOptions {
        public_urls: Some(PublicUrls::new("https://mcp.example.com/".parse().unwrap(), [])),
        ..GatewayOptions::default()
    })
    .await;
    rig.add_server(1, "all", &upstream.url());
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.apply();
    let caller = at(&rig, "open", "openapi.json");
    let response = get(&caller).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let text = response.text().await.unwrap();
    assert_eq!(text, get(&caller).send().await.unwrap().text().await.unwrap());
    let spec: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(spec["openapi"], "3.1.0");
    assert_eq!(
        spec["servers"][0]["url"],
        "https://mcp.example.com/metamcp/open/api"
    );
    let tools = rig.client().await.tools().await;
    assert!(tools.len() > 20);
    let places: Vec<_> = tools
        .iter()
        .map(|tool| {
            text.find(&format!("\"/{tool}\":"))
                .unwrap_or_else(|| panic!("{tool} is missing"))
        })
        .collect();
    assert!(places.is_sorted());
    assert_eq!(
        spec["paths"].as_object().unwrap().len(),
        tools.len() + 1,
        "and the search"
    );
    assert_eq!(spec["paths"]["/search"]["get"]["operationId"], "search");

    // Read through the dashboard's door: the same tools.
    let (parts, ()) = Request::get("/").body(()).unwrap().into_parts();
    let document = rig.gateway.document("open", &parts).await.unwrap();
    let named: Vec<_> = document.tools.iter().map(|tool| tool.name.clone()).collect();
    assert_eq!(named, tools);
    assert_eq!(document.url, "https://mcp.example.com/metamcp/open/api");
}

#[tokio::test]
async fn a_list_of_several_pages_is_described_whole() {
    let names: Vec<_> = (0..1200).map(|n| format!("t{n}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let fake = Fake::start(&names).await;
    let rig = Rig::open(&fake.url).await;
    let text = get(&at(&rig, "open", "openapi.json"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let spec: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(spec["paths"].as_object().unwrap().len(), 1201);
}

/// Names of the tools that a search finds.
async fn found(caller: &Caller) -> Vec<String> {
    let response = get(caller).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let found: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    let tools = found["tools"].as_array().unwrap().iter();
    tools
        .map(|tool| tool["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn tools_are_found_by_words_whatever_clients_list() {
    let fake = Fake::start(&["read_file", "write_file", "get_weather"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "full", &[1], EndpointAuth::None, None);
    rig.add_endpoint(2, "searched", &[1], EndpointAuth::None, None);
    rig.snapshot.endpoints[1].listing = ToolListing::Search;
    rig.apply();
    for endpoint in ["full", "searched"] {
        let find = async |query: &str| found(&at(&rig, endpoint, &format!("search?{query}"))).await;
        assert_eq!(
            find("q=reading+files").await,
            ["fake__read_file", "fake__write_file"]
        );
        assert_eq!(find("q=reading+files&limit=1").await, ["fake__read_file"]);
        assert_eq!(find("q=nothing").await, Vec::<String>::new());
    }
    for (query, word) in [
        ("", "`q`"),
        ("?q=x&limit=0", "`limit`"),
        ("?q=x&limit=51", "`limit`"),
    ] {
        let refused = get(&at(&rig, "full", &format!("search{query}")))
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{query}");
        let text = refused.text().await.unwrap();
        assert!(text.contains(word), "{query}: {text}");
    }
    let long = at(&rig, "full", &format!("search?q={}", "x".repeat(2001)));
    assert_eq!(get(&long).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_search_finds_what_the_key_may_call() {
    let fake = Fake::start(&["read_file", "write_file"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "keyed", &[1], EndpointAuth::ApiKey, None);
    rig.add_key(1, Some(2));
    rig.add_key(2, Some(2));
    rig.snapshot.keys[1].tools = vec!["fake__read*".to_owned()];
    rig.apply();
    let search = at(&rig, "keyed", "search?q=file");
    assert_eq!(found(&search.clone().with_key(1)).await.len(), 2);
    assert_eq!(found(&search.with_key(2)).await, ["fake__read_file"]);
}

#[tokio::test]
async fn a_tool_may_be_called_like_the_search() {
    let fake = Fake::start(&["search"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.snapshot.namespaces[0].naming = NamingPolicy::Never;
    rig.apply();
    let called = call(&rig, "search", "{}").await;
    assert_eq!(called.status, StatusCode::OK);
    let spec = get(&at(&rig, "open", "openapi.json")).send().await.unwrap();
    let spec: Value = serde_json::from_str(&spec.text().await.unwrap()).unwrap();
    let path = &spec["paths"]["/search"];
    assert_eq!(path["post"]["operationId"], "search");
    assert_eq!(path["get"]["operationId"], "search_2");
}
