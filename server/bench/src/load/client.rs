//! One connection with one MCP session.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST},
};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::Incoming,
    client::conn::http1::{self, SendRequest},
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

use super::{Target, answer};

const PROTOCOL_VERSION: &str = "2025-06-18";
const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// An opened session; it makes one call at a time.
pub(super) struct Client {
    target: Arc<Target>,
    number: usize,
    sender: SendRequest<Full<Bytes>>,
    headers: HeaderMap,
    next_id: u64,
    // Reads and writes the socket, until the client is dropped.
    _connection: JoinSet<()>,
}

impl Client {
    /// Connects, initializes and says so.
    pub(super) async fn open(target: Arc<Target>, number: usize) -> Result<Self> {
        let stream = TcpStream::connect(&target.authority)
            .await
            .context("cannot connect")?;
        stream.set_nodelay(true)?;
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await?;
        let mut connection = JoinSet::new();
        connection.spawn(async {
            // An error reaches the caller through the request that it breaks.
            let _ = driver.await;
        });
        let mut client = Self {
            headers: headers(&target)?,
            target,
            number,
            sender,
            next_id: 1,
            _connection: connection,
        };
        client.initialize().await.context("cannot initialize a session")?;
        Ok(client)
    }

    /// A new connection and session in place of a broken one.
    pub(super) async fn reopen(self) -> Result<Self> {
        Self::open(self.target, self.number).await
    }

    async fn initialize(&mut self) -> Result<()> {
        let answer = self
            .post(format!(
                r#"{{"jsonrpc":"2.0","id":0,"method":"initialize","params":{{"protocolVersion":"{PROTOCOL_VERSION}","capabilities":{{}},"clientInfo":{{"name":"metamcp-bench","version":"1"}}}}}}"#
            ))
            .await?;
        expect(&answer, StatusCode::OK)?;
        if let Some(id) = answer.headers().get(SESSION) {
            self.headers.insert(SESSION, id.clone());
        }
        self.headers
            .insert(VERSION, HeaderValue::from_static(PROTOCOL_VERSION));
        answer.into_body().collect().await?;
        let noted = self
            .post(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.to_owned())
            .await?;
        expect(&noted, StatusCode::ACCEPTED)?;
        noted.into_body().collect().await?;
        Ok(())
    }

    /// Calls the tool with a text that no other call has, and checks what comes back.
    pub(super) async fn call(&mut self) -> Result<()> {
        let id = self.next_id;
        self.next_id += 1;
        let text = format!("connection {:04}, call {id:010}, no other.", self.number);
        let answer = self
            .post(format!(
                r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"{}","arguments":{{"message":"{text}"}}}}}}"#,
                self.target.tool
            ))
            .await?;
        expect(&answer, StatusCode::OK)?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await?.to_bytes();
        let content_type = head
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        answer::check(content_type.unwrap_or_default(), &body, id, &text)
    }

    /// Ends the session, if there is one.
    pub(super) async fn close(mut self) -> Result<()> {
        if self.headers.contains_key(SESSION) {
            self.send(Method::DELETE, Bytes::new())
                .await?
                .into_body()
                .collect()
                .await?;
        }
        Ok(())
    }

    async fn post(&mut self, body: String) -> Result<Response<Incoming>> {
        self.send(Method::POST, Bytes::from(body)).await
    }

    async fn send(&mut self, method: Method, body: Bytes) -> Result<Response<Incoming>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = self.target.path.parse()?;
        *request.headers_mut() = self.headers.clone();
        self.sender.ready().await.context("the connection was closed")?;
        self.sender.send_request(request).await.context("no answer")
    }
}

fn headers(target: &Target) -> Result<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(HOST, HeaderValue::try_from(&target.authority)?);
    headers.insert(
        ACCEPT,
        HeaderValue::from_static("application/json, text/event-stream"),
    );
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(key) = &target.key {
        headers.insert(AUTHORIZATION, HeaderValue::try_from(format!("Bearer {key}"))?);
    }
    Ok(headers)
}

fn expect(answer: &Response<Incoming>, status: StatusCode) -> Result<()> {
    ensure!(
        answer.status() == status,
        "HTTP {} in place of {status}",
        answer.status()
    );
    Ok(())
}
