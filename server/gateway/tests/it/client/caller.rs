//! A client that sends exactly what a test wants, right or wrong.

use std::{sync::Once, time::Duration};

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

/// A client of one endpoint.
#[derive(Clone)]
pub(crate) struct Caller {
    http: reqwest::Client,
    pub(crate) url: String,
    key: Option<String>,
    session: Option<String>,
}

/// The answer to a JSON-RPC request that came as JSON.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

/// An open event stream.
pub(crate) struct Events {
    response: Response,
    buffer: String,
    /// The id of the last event that had one.
    pub(crate) last_id: Option<String>,
}

impl Caller {
    pub(crate) fn new(url: String) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Somebody else may have been first.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let http = reqwest::Client::builder().timeout(PATIENCE).build().unwrap();
        Self {
            http,
            url,
            key: None,
            session: None,
        }
    }

    pub(crate) fn with_key(mut self, n: u128) -> Self {
        self.key = Some(format!("sk_{n}"));
        self
    }

    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.key = Some(token.to_owned());
        self
    }

    pub(crate) fn with_session(mut self, session: &str) -> Self {
        self.session = Some(session.to_owned());
        self
    }

    pub(crate) fn session(&self) -> &str {
        self.session.as_deref().unwrap()
    }

    /// This client with a session of the newest version.
    pub(crate) async fn begin(self) -> Self {
        self.begin_version("2025-11-25").await
    }

    pub(crate) async fn begin_version(self, version: &str) -> Self {
        self.begin_with(version, json!({})).await
    }

    /// This client with a session in which it offers something.
    pub(crate) async fn begin_with(self, version: &str, capabilities: Value) -> Self {
        let response = self.introduce(version, capabilities).await;
        assert_eq!(response.status(), StatusCode::OK);
        let session = response.headers()["mcp-session-id"].to_str().unwrap().to_owned();
        let caller = self.with_session(&session);
        let initialized = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
        assert_eq!(caller.post(initialized).await.status, StatusCode::ACCEPTED);
        caller
    }

    pub(crate) async fn initialize(&self, version: &str) -> Response {
        self.introduce(version, json!({})).await
    }

    async fn introduce(&self, version: &str, capabilities: Value) -> Response {
        let info = json!({"name": "tester", "version": "7"});
        let params = json!({"protocolVersion": version, "capabilities": capabilities, "clientInfo": info});
        let message = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params});
        self.send(&message.to_string()).send().await.unwrap()
    }

    /// A request with the key and the session, if there are any.
    pub(crate) fn request(&self, method: Method) -> RequestBuilder {
        let mut request = self
            .http
            .request(method, &self.url)
            .header("accept", "application/json, text/event-stream");
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        if let Some(session) = &self.session {
            request = request.header("mcp-session-id", session);
        }
        request
    }

    /// A POST of this body.
    pub(crate) fn send(&self, body: &str) -> RequestBuilder {
        self.request(Method::POST)
            .header("content-type", "application/json")
            .body(body.to_owned())
    }

    /// Posts a body and reads the whole answer.
    pub(crate) async fn post(&self, body: &str) -> Answer {
        Answer::read(self.send(body).send().await.unwrap()).await
    }

    /// A JSON-RPC request with id 1.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        self.post(&message.to_string()).await.json()
    }

    pub(crate) async fn call(&self, tool: &str) -> Value {
        self.ask("tools/call", json!({"name": tool, "arguments": {"a": 1}}))
            .await
    }

    /// The names of the first page of tools.
    pub(crate) async fn tools(&self) -> Vec<String> {
        let list = self.ask("tools/list", json!({})).await;
        let tools = list["result"]["tools"]
            .as_array()
            .unwrap_or_else(|| panic!("{list}"));
        tools
            .iter()
            .map(|tool| tool["name"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The plain client, for other URLs.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Opens the GET stream.
    pub(crate) async fn listen(&self) -> Events {
        let response = self.request(Method::GET).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Events::of(response)
    }

    /// Comes back to a stream after the event with this id.
    pub(crate) async fn come_back(&self, last_id: &str) -> Events {
        let request = self.request(Method::GET).header("last-event-id", last_id);
        Events::of(request.send().await.unwrap())
    }

    pub(crate) async fn end(&self) -> StatusCode {
        self.request(Method::DELETE).send().await.unwrap().status()
    }
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        Self {
            status: response.status(),
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.text))
    }

    /// HTTP status, JSON-RPC code and class of an error.
    pub(crate) fn error(&self) -> (u16, i64, String) {
        let error = &self.json()["error"];
        let class = error["data"]["class"].as_str().unwrap_or_default().to_owned();
        (
            self.status.as_u16(),
            error["code"].as_i64().unwrap_or_default(),
            class,
        )
    }
}

impl Events {
    pub(crate) fn of(response: Response) -> Self {
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-cache");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self {
            response,
            buffer: String::new(),
            last_id: None,
        }
    }

    /// The data of the next event, comments passed over; `None` at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<String> {
        timeout(PATIENCE, self.read()).await.expect("no event came")
    }

    /// Reads until the stream ends.
    pub(crate) async fn rest(mut self) -> Vec<String> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }

    /// Nothing but comments comes for so long.
    pub(crate) async fn stays_silent(&mut self, time: Duration) {
        let event = timeout(time, self.read()).await;
        assert!(event.is_err(), "an event came: {event:?}");
    }

    async fn read(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.buffer.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.buffer = rest;
                for line in event.lines() {
                    match line.split_once(": ") {
                        Some(("id", id)) => self.last_id = Some(id.to_owned()),
                        Some(("data", data)) if !data.is_empty() => return Some(data.to_owned()),
                        _ => {}
                    }
                }
                continue;
            }
            let chunk = self.response.chunk().await.ok().flatten()?;
            self.buffer.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}
