//! A process that is ended with its test, and a small HTTP client.

use std::process::Stdio;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

/// A started binary of this crate.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) stdin: Option<ChildStdin>,
    pub(crate) lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    pub(crate) fn start(program: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(testkit::programs::path(program))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("starts");
        let stdin = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { child, stdin, lines }
    }

    pub(crate) async fn send(&mut self, message: Value) {
        let stdin = self.stdin.as_mut().expect("still open");
        stdin
            .write_all(format!("{message}\n").as_bytes())
            .await
            .expect("the process reads");
    }

    pub(crate) async fn request(&mut self, id: u64, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
            .await;
    }

    pub(crate) async fn line(&mut self) -> Option<String> {
        self.lines.next_line().await.expect("text")
    }

    pub(crate) async fn receive(&mut self) -> Value {
        serde_json::from_str(&self.line().await.expect("still open")).expect("JSON")
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }
}

/// Sends requests to one URL.
pub(crate) struct Http {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
}

impl Http {
    pub(crate) fn new(url: String) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, url }
    }

    /// The answer, or the reason why there is none.
    pub(crate) async fn send(
        &self,
        method: Method,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, String> {
        let (head, body) = self.open(method, headers, body).await?.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|error| error.to_string())?
            .to_bytes();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8(body.to_vec()).expect("text"),
        })
    }

    /// The answer before its body has come.
    pub(crate) async fn open(
        &self,
        method: Method,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Response<Incoming>, String> {
        let mut request = Request::builder().method(method).uri(&self.url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::from(body.to_owned())).expect("a request");
        self.client
            .request(request)
            .await
            .map_err(|error| error.to_string())
    }

    pub(crate) async fn post(&self, headers: &[(&str, &str)], message: Value) -> Answer {
        self.send(Method::POST, headers, &message.to_string())
            .await
            .expect("an answer")
    }
}

pub(crate) fn initialize() -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "protocolVersion": "2025-06-18" } })
}

pub(crate) fn call(id: u64, tool: &str, arguments: Value) -> Value {
    let mut message =
        json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": tool } });
    message["params"]["arguments"] = arguments;
    message
}
