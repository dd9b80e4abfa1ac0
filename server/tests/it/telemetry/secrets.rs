//! Secrets in arguments, results, errors, headers, environments and on stderr are in nothing that is kept, shown or sent.

mod remote;

use std::path::Path;

use reqwest::{Method, header};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::collector::Collector;
use crate::support::{
    binary::{PATIENCE, Served, command, run, stderr},
    visitor::Visitor,
};

/// In a variable of a server: with everything that is written in another way within JSON.
const TOKEN: &str = "hush-\"variable\" \\ grün 🔑 of-a-server";
/// In a variable of a server: of several lines, as keys are.
const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMIIhushlineone0123456789\nMIIhushlinetwo0123456789\n-----END PRIVATE KEY-----\n";
/// In a header that a server is sent.
const HEADER: &str = "hush-header-of-a-server";
/// What a client opens the endpoint with. Its beginning is shown, so that people know which it is.
const KEY: &str = "sk_mt_0123456789hushhushhushhushhushhush";
/// What a client sends, and nobody has told the gateway.
const ISSUED: &str = "glpat-hushhushhushhushhush";
/// All of them have this, however they are written, and nothing else has.
const TRACE_OF_SECRET: &str = "hush";
/// What stands beside them, and is to be seen.
const HARMLESS: &str = "harmless words";

/// Where something could have been left, and what is there.
struct Places(Vec<(String, String)>);

impl Places {
    fn add(&mut self, place: &str, text: String) {
        self.0.push((place.to_owned(), text));
    }

    async fn add_page(&mut self, visitor: &Visitor, path: &str) {
        let text = visitor.page(path).await;
        self.add(path, text);
    }

    /// Everything in a folder, and in those within it.
    fn add_files(&mut self, folder: &Path) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                self.add_files(&path);
            } else if !path.ends_with(DECLARATION) {
                let bytes = std::fs::read(&path).unwrap_or_default();
                self.add(
                    &path.display().to_string(),
                    String::from_utf8_lossy(&bytes).into_owned(),
                );
            }
        }
    }
}

const DECLARATION: &str = "declared.json";

fn declaration(remote: &str) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/telemetry/leaky_server.py");
    let detail = json!({ "kind": "audit_detail", "arguments": "redacted", "results": "redacted" });
    json!({
        "servers": {
            "local": { "command": "python3", "args": [script], "env": { "TOKEN": TOKEN, "PEM": PEM } },
            "remote": { "url": remote, "headers": { "X-Opens": HEADER } },
        },
        "namespaces": { "dev": { "servers": ["local", "remote"], "middleware": [detail] } },
        "endpoints": { "dev": { "namespace": "dev" } },
        "api_keys": { "of-a-client": { "key": KEY } },
    })
}

async fn serve(data: &Path, remote: &str, collector: &Collector) -> Served {
    let file = data.join(DECLARATION);
    std::fs::write(&file, declaration(remote).to_string()).expect("writes");
    let applied = run(data, &["apply", "-f", file.to_str().expect("UTF-8")]).await;
    assert!(applied.status.success(), "{}", stderr(&applied));
    let mut serve = command(data);
    serve
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url)
        .env("METAMCP_LOG", "debug")
        .env("METAMCP_LOG_DIR", data.join("logs"));
    Served::of(serve).await
}

/// Calls in every way that ends in another one.
async fn call_everything(base: &str) {
    let client = Visitor::at(base);
    let arguments = json!({ "said": HARMLESS, "token": TOKEN, "issued": ISSUED, "key": KEY });
    for tool in [
        "local__say",
        "local__fail",
        "local__refuse",
        "remote__say",
        "remote__fail",
        "local__nothing",
    ] {
        let call = client
            .request(Method::POST, &format!("/metamcp/dev/api/{tool}"))
            .header(header::AUTHORIZATION, format!("Bearer {KEY}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(arguments.to_string());
        call.send()
            .await
            .expect("an answer")
            .bytes()
            .await
            .expect("all of it");
    }
    let message = |id: u32, method: &str, params: Value| {
        json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
    };
    let post = |body: String| {
        client
            .request(Method::POST, "/metamcp/dev/mcp")
            .header(header::AUTHORIZATION, format!("Bearer {KEY}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json, text/event-stream")
            .body(body)
    };
    let hello = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "a client", "version": "1" } });
    let opened = post(message(1, "initialize", hello))
        .send()
        .await
        .expect("an answer");
    let session = opened.headers()["mcp-session-id"].clone();
    let params = json!({ "name": "local__say", "arguments": arguments });
    let said = post(message(2, "tools/call", params))
        .header("mcp-session-id", session)
        .send()
        .await
        .expect("an answer");
    let said = said.text().await.expect("all of it");
    assert!(
        said.contains(TRACE_OF_SECRET),
        "the client is told everything: {said}"
    );
}

/// Records the wires while everything is called, and gives the way to the recording.
async fn recorded(ada: &Visitor, base: &str) -> String {
    let list = async |what: &str| -> Value {
        let response = ada.post_form(&format!("/api/{what}/list"), &[]).await;
        response.json().await.expect("JSON")
    };
    let endpoint = list("endpoints").await[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    ada.post_form(
        "/api/wires/begin",
        &[("input[endpoint]", &endpoint), ("input[session]", "")],
    )
    .await;
    call_everything(base).await;
    list("wires").await[0]["id"].as_str().expect("an id").to_owned()
}

/// Asks until the page has so many rows of calls.
async fn until_written(ada: &Visitor, calls: usize) {
    let written = async {
        while ada
            .get("/audit/export?format=jsonl&range=all")
            .await
            .text()
            .await
            .expect("a body")
            .lines()
            .count()
            < calls
        {}
    };
    tokio::time::timeout(PATIENCE, written)
        .await
        .expect("every call is written down");
}

#[tokio::test]
async fn no_secret_is_in_anything_that_is_kept_shown_or_sent() {
    let (data, collector) = (TempDir::new().expect("a directory"), Collector::start().await);
    let remote = remote::Remote::start().await;
    let served = serve(data.path(), &remote.url, &collector).await;
    let ada = Visitor::administrator_at(&served.base).await;
    let recording = recorded(&ada, &served.base).await;
    until_written(&ada, 7).await;

    let mut places = Places(Vec::new());
    let calls = ada
        .get("/audit/export?format=jsonl&range=all")
        .await
        .text()
        .await
        .expect("a body");
    for call in calls.lines() {
        let call: Value = serde_json::from_str(call).expect("an object");
        places
            .add_page(&ada, &format!("/audit/{}", call["id"].as_str().expect("an id")))
            .await;
    }
    places.add("audit as JSONL", calls);
    for path in [
        "/audit?range=all",
        "/audit/acts",
        "/audit/export?format=csv&range=all",
        "/audit/export?format=otlp&range=all",
        "/audit/acts/export?format=jsonl",
        "/logs",
        "/logs/download?format=text",
        "/logs/download?format=jsonl",
        "/metrics",
        "/",
    ] {
        places.add_page(&ada, path).await;
    }
    places.add_page(&ada, &format!("/recordings/{recording}")).await;
    places.add_page(&ada, &format!("/wires/{recording}")).await;
    let entries = [("id", recording.as_str()), ("filter[text]", "")];
    let entries: Value = ada
        .post_form("/api/wires/entries", &entries)
        .await
        .json()
        .await
        .expect("JSON");
    for entry in entries["entries"].as_array().expect("a list") {
        places
            .add_page(&ada, &format!("/wires/{recording}/entries/{}", entry["n"]))
            .await;
    }
    let log = served.log();
    assert!(served.terminate().await.success());
    places.add("stderr of the gateway", log);
    places.add("logs at the collector", format!("{:?}", collector.logs()));
    places.add(
        "spans at the collector",
        format!("{:?}", collector.traces().spans),
    );
    places.add_files(data.path());

    for (place, text) in &places.0 {
        if let Some(at) = text.find(TRACE_OF_SECRET) {
            let around = text.floor_char_boundary(at.saturating_sub(300))
                ..text.ceil_char_boundary((at + 100).min(text.len()));
            panic!("a secret is in {place}: … {}", &text[around]);
        }
    }
    // What stands beside them is there, so they would be, too.
    let tells = |place: &str| {
        let mut texts = places.0.iter().filter(|(name, _)| name.contains(place));
        assert!(
            texts.any(|(_, text)| text.contains(HARMLESS)),
            "nothing of the calls in {place}"
        );
    };
    for place in [
        "audit as JSONL",
        "/audit/0",
        "/audit/export?format=csv",
        "/audit/export?format=otlp",
        "/logs",
        "/logs/download?format=text",
        "/logs/download?format=jsonl",
        "/recordings/",
        "/entries/",
        "logs/metamcp",
        "metamcp.db",
    ] {
        tells(place);
    }
    for (place, what) in [
        ("/metrics", "local__say"),
        ("spans at the collector", "local__say"),
        ("/audit/acts", "wires.begin"),
    ] {
        let mut texts = places.0.iter().filter(|(name, _)| name.contains(place));
        assert!(texts.any(|(_, text)| text.contains(what)), "no {what} in {place}");
    }
}
