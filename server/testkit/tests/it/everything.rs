//! The reference server, as clients of both eras meet it.

mod eras;
mod events;
mod legacy;
mod modern;
mod sse;
mod stdio;
mod tasks;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::everything::{Era, Everything, EverythingOptions};

use self::events::Events;
use super::support::{Answer, Http};

const JSON: [(&str, &str); 2] = [
    ("content-type", "application/json"),
    ("accept", "application/json, text/event-stream"),
];
const TASKS: &str = "io.modelcontextprotocol/tasks";

async fn started(options: EverythingOptions) -> (Everything, Http) {
    let server = Everything::start(options).await.expect("a free port");
    let http = Http::new(server.url());
    (server, http)
}

async fn era(era: Era) -> (Everything, Http) {
    started(era.into()).await
}

fn request(id: u64, method: &str, params: Value) -> Value {
    let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
    message["params"] = params;
    message
}

fn initialize(version: &str) -> Value {
    let capabilities = json!({ "sampling": {}, "elicitation": {}, "roots": {} });
    let client = json!({ "name": "test", "version": "1" });
    request(
        1,
        "initialize",
        json!({ "protocolVersion": version, "capabilities": capabilities, "clientInfo": client }),
    )
}

/// A client with a session.
struct Legacy {
    http: Http,
    session: String,
}

impl Legacy {
    async fn open(http: Http, version: &str) -> Self {
        let opened = http.post(&JSON, initialize(version)).await;
        let session = opened.headers["mcp-session-id"]
            .to_str()
            .expect("text")
            .to_owned();
        let client = Self { http, session };
        let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        assert_eq!(client.send(initialized).await.status, StatusCode::ACCEPTED);
        client
    }

    fn headers<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        [&JSON[..], &[("mcp-session-id", &self.session)], more].concat()
    }

    async fn send(&self, message: Value) -> Answer {
        self.http.post(&self.headers(&[]), message).await
    }

    async fn stream(&self, method: Method, more: &[(&str, &str)], body: &str) -> Events {
        let opened = self.http.open(method, &self.headers(more), body).await;
        Events::new(opened.expect("an answer"))
    }

    /// The stream of a request.
    async fn ask(&self, message: Value) -> Events {
        self.stream(Method::POST, &[], &message.to_string()).await
    }

    /// The stream of a call.
    async fn call(&self, id: u64, tool: &str, arguments: Value) -> Events {
        self.ask(request(
            id,
            "tools/call",
            json!({ "name": tool, "arguments": arguments }),
        ))
        .await
    }

    /// The stream of announcements.
    async fn listen(&self) -> Events {
        self.stream(Method::GET, &[], "").await
    }
}

/// A client without.
struct Modern {
    http: Http,
    capabilities: Value,
}

impl Modern {
    fn new(http: Http) -> Self {
        Self {
            http,
            capabilities: json!({ "sampling": {}, "elicitation": {}, "roots": {}, "extensions": { TASKS: {} } }),
        }
    }

    fn message(&self, id: u64, method: &str, mut params: Value) -> Value {
        params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
        params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = self.capabilities.clone();
        request(id, method, params)
    }

    /// Sends a message with the headers that belong to it.
    async fn stream(&self, message: &Value) -> Events {
        let (method, params) = (message["method"].as_str().expect("a method"), &message["params"]);
        let names = [&params["name"], &params["uri"], &params["taskId"]];
        let name = names.into_iter().find_map(Value::as_str).unwrap_or_default();
        let headers = [
            &JSON[..],
            &[
                ("mcp-protocol-version", "2026-07-28"),
                ("mcp-method", method),
                ("mcp-name", name),
            ],
        ]
        .concat();
        let opened = self.http.open(Method::POST, &headers, &message.to_string()).await;
        Events::new(opened.expect("an answer"))
    }

    async fn ask(&self, method: &str, params: Value) -> Value {
        self.stream(&self.message(1, method, params)).await.answer().await
    }

    async fn call(&self, tool: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({ "name": tool, "arguments": arguments }))
            .await
    }

    async fn listen(&self, id: u64, filter: Value) -> Events {
        let message = self.message(id, "subscriptions/listen", json!({ "notifications": filter }));
        self.stream(&message).await
    }
}

/// The text of a tool's result.
fn text(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("no text in {answer}"))
}
