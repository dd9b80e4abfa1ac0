//! A client of an endpoint, straight at the gateway.

use bytes::Bytes;
use gateway::Gateway;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

const SESSION: &str = "mcp-session-id";

/// A client with a session.
pub(crate) struct Client<'a> {
    gateway: &'a Gateway,
    endpoint: String,
    key: String,
    session: String,
}

impl<'a> Client<'a> {
    /// Initializes a session.
    pub(crate) async fn connect(gateway: &'a Gateway, endpoint: &str, key: &str) -> Self {
        let (response, body) = post(gateway, endpoint, Some(key), None, &initialize()).await;
        assert_eq!(response.status(), StatusCode::OK, "{body}");
        let session = response.headers()[SESSION].to_str().expect("ASCII").to_owned();
        let client = Self {
            gateway,
            endpoint: endpoint.to_owned(),
            key: key.to_owned(),
            session,
        };
        client
            .send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }))
            .await;
        client
    }

    /// What opens its session.
    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    /// The names of the listed tools.
    pub(crate) async fn tools(&self) -> Vec<String> {
        self.names("tools").await
    }

    /// The names of the listed prompts.
    pub(crate) async fn prompts(&self) -> Vec<String> {
        self.names("prompts").await
    }

    /// The same client, sent to another process.
    pub(crate) fn at<'b>(&self, gateway: &'b Gateway) -> Client<'b> {
        Client {
            gateway,
            endpoint: self.endpoint.clone(),
            key: self.key.clone(),
            session: self.session.clone(),
        }
    }

    /// The HTTP status of the answer to a request.
    pub(crate) async fn status(&self, method: &str) -> StatusCode {
        let message = json!({ "jsonrpc": "2.0", "id": 4, "method": method });
        self.exchange(&message).await.0.status()
    }

    /// The answer to a request.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        self.send(&json!({ "jsonrpc": "2.0", "id": 5, "method": method, "params": params }))
            .await
    }

    /// Ends the session.
    pub(crate) async fn end(&self) -> StatusCode {
        let request = Request::delete(format!("/metamcp/{}/mcp", self.endpoint))
            .header("authorization", format!("Bearer {}", self.key))
            .header(SESSION, &self.session);
        let request = request.body(Full::new(Bytes::new())).expect("a request");
        self.gateway
            .streamable_http(&self.endpoint, request)
            .await
            .status()
    }

    async fn names(&self, list: &str) -> Vec<String> {
        let answer = self
            .send(&json!({ "jsonrpc": "2.0", "id": 2, "method": format!("{list}/list") }))
            .await;
        let entries = answer["result"][list]
            .as_array()
            .unwrap_or_else(|| panic!("{answer}"));
        entries
            .iter()
            .map(|entry| entry["name"].as_str().expect("a name").to_owned())
            .collect()
    }

    /// The answer to a call.
    pub(crate) async fn call(&self, tool: &str) -> Value {
        self.send(&json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": { "name": tool, "arguments": {} } })).await
    }

    async fn send(&self, message: &Value) -> Value {
        self.exchange(message).await.1
    }

    async fn exchange(&self, message: &Value) -> (Response<()>, Value) {
        post(
            self.gateway,
            &self.endpoint,
            Some(&self.key),
            Some(&self.session),
            message,
        )
        .await
    }
}

/// How an endpoint answers a client's first message.
pub(crate) async fn initialize_status(gateway: &Gateway, endpoint: &str, key: Option<&str>) -> StatusCode {
    post(gateway, endpoint, key, None, &initialize()).await.0.status()
}

fn initialize() -> Value {
    json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": { "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } },
    })
}

async fn post(
    gateway: &Gateway,
    endpoint: &str,
    key: Option<&str>,
    session: Option<&str>,
    message: &Value,
) -> (Response<()>, Value) {
    let mut request = Request::post(format!("/metamcp/{endpoint}/mcp"))
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    if let Some(key) = key {
        request = request.header("authorization", format!("Bearer {key}"));
    }
    if let Some(session) = session {
        request = request
            .header(SESSION, session)
            .header("mcp-protocol-version", "2025-11-25");
    }
    let request = request
        .body(Full::new(Bytes::from(message.to_string())))
        .expect("a request");
    let (head, body) = gateway.streamable_http(endpoint, request).await.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let text = String::from_utf8_lossy(&body);
    // One message, alone or as an event.
    let json = text
        .lines()
        .rev()
        .find_map(|line| serde_json::from_str(line.strip_prefix("data:").unwrap_or(line).trim()).ok());
    (Response::from_parts(head, ()), json.unwrap_or(Value::Null))
}
