//! Live logs over HTTP: who sees what, the stream, and what is taken home.

use futures::StreamExt;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::support::{app::TestApp, binary::PATIENCE, visitor::Visitor};

const SECRET: &str = "hush-of-a-servers-environment";
const PASSWORD: &str = "a long enough password";
const METAMCP: &str = env!("CARGO_BIN_EXE_metamcp");

/// Bob's server says in colours what must not be seen; another is everybody's.
async fn app() -> TestApp {
    let app = TestApp::new().await;
    let says = r#"printf '\033[31mWARN\033[0m token %s key sk_mt_0123456789abcdefghijklmnop\n' "$TOKEN" >&2; exec "$0" demo-server"#;
    let public = r#"echo "listening" >&2; exec "$0" demo-server"#;
    app.apply(json!({
        "users": {
            "ada@example.com": { "name": "Ada", "role": "admin", "password": PASSWORD },
            "bob@example.com": { "name": "Bob", "role": "member", "password": PASSWORD },
            "eve@example.com": { "name": "Eve", "role": "viewer", "password": PASSWORD },
        },
        "servers": {
            "bobs": { "command": "sh", "args": ["-c", says, METAMCP], "env": { "TOKEN": SECRET }, "owner": "bob@example.com" },
            "everybodys": { "command": "sh", "args": ["-c", public, METAMCP] },
        },
        "namespaces": { "dev": { "servers": ["everybodys"] }, "bobs": { "servers": ["bobs"], "owner": "bob@example.com" } },
        "endpoints": { "dev": { "namespace": "dev", "auth": "none" } },
    }))
    .await;
    app
}

async fn list(visitor: &Visitor, form: &[(&str, &str)]) -> Value {
    let response = visitor.post_form("/api/logs/list", form).await;
    response.json().await.expect("JSON")
}

/// Asks until there is such a line.
async fn line_with(visitor: &Visitor, text: &str) -> Value {
    let asking = async {
        loop {
            let found = list(visitor, &[("text", text)]).await["latest"]["lines"][0].clone();
            if !found.is_null() {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("such a line")
}

#[tokio::test]
async fn everybody_sees_the_servers_that_they_may_change_and_administrators_all() {
    let app = app().await;
    let ada = app.member("ada@example.com", PASSWORD).await;
    let bob = app.member("bob@example.com", PASSWORD).await;
    let eve = app.member("eve@example.com", PASSWORD).await;
    let line = line_with(&ada, "token").await;
    assert_eq!(line["text"], "WARN token •••••••• key ••••••••");
    assert_eq!(
        (&line["level"], &line["server"]["name"]),
        (&json!("warn"), &json!("bobs"))
    );
    assert!(line["process_id"].as_u64().expect("a process") > 1);
    line_with(&ada, "listening").await;
    assert_eq!(line_with(&bob, "token").await["number"], line["number"]);

    let of_bob = list(&bob, &[]).await;
    let names: Vec<&Value> = of_bob["servers"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(
        (names, &of_bob["sees_gateway"]),
        (vec![&json!("bobs")], &json!(false))
    );
    let lines = of_bob["latest"]["lines"].as_array().expect("lines");
    assert!(
        lines.iter().all(|line| line["server"]["name"] == "bobs"),
        "{lines:?}"
    );
    assert_eq!(
        list(&bob, &[("source", "gateway")]).await["latest"]["lines"],
        json!([])
    );
    assert_eq!(
        list(&ada, &[("level", "error")]).await["latest"]["lines"],
        json!([])
    );

    for path in ["/logs/download", "/events/logs"] {
        assert_eq!(eve.get(path).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_filtered_is_taken_home_without_secrets() {
    let app = app().await;
    let ada = app.member("ada@example.com", PASSWORD).await;
    line_with(&ada, "token").await;
    line_with(&ada, "listening").await;
    let text = ada.get("/logs/download?format=text&level=warn").await;
    assert_eq!(text.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    assert_eq!(
        text.headers()[header::CONTENT_DISPOSITION],
        "attachment; filename=\"metamcp-logs.txt\""
    );
    let text = text.text().await.expect("a body");
    assert!(
        text.contains(" warn  bobs[") && text.contains("]: WARN token ••••••••"),
        "{text}"
    );
    assert!(!text.contains("listening"));
    let objects = ada
        .get("/logs/download?format=jsonl&q=LISTEN")
        .await
        .text()
        .await
        .expect("a body");
    let line: Value = serde_json::from_str(objects.lines().next().expect("a line")).expect("an object");
    assert_eq!((objects.lines().count(), &line["text"]), (1, &json!("listening")));
    let page = ada.page("/logs?q=token").await;
    assert!(page.contains("WARN token ••••••••") && !page.contains("listening"));
    for place in [text, page] {
        assert!(!place.contains(SECRET) && !place.contains("sk_mt_"), "{place}");
    }
    app.stop().await;
}

#[tokio::test]
async fn an_open_page_is_told_what_comes_and_goes_on_where_it_was() {
    let app = app().await;
    let ada = app.member("ada@example.com", PASSWORD).await;
    let line = line_with(&ada, "listening").await;
    let number = line["number"].as_u64().expect("a number");
    let (event, id) = first_event(
        &ada,
        &format!("/events/logs?after={}&q=listening", number - 1),
        None,
    )
    .await;
    assert_eq!(event["lines"], json!([line]));
    assert_eq!(event["missed"], 0);
    // As a browser does that has lost the stream.
    let (event, _) = first_event(&ada, "/events/logs?after=999999", Some(&(number - 1).to_string())).await;
    assert_eq!(event["lines"][0], line);
    assert!(id >= number);
    app.stop().await;
}

/// The data of the first event, and its id.
async fn first_event(visitor: &Visitor, path: &str, last: Option<&str>) -> (Value, u64) {
    let mut request = visitor.request(Method::GET, path);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    let mut stream = response.bytes_stream();
    let mut text = String::new();
    let reading = async {
        while !text.contains("\n\n") {
            let bytes = stream.next().await.expect("goes on").expect("readable");
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("an event");
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {text}"))
            .trim()
            .to_owned()
    };
    assert_eq!(field("event:"), "lines");
    let data = serde_json::from_str(&field("data:")).expect("JSON");
    (data, field("id:").parse().expect("a number"))
}
