//! One connection with one MCP session, or without any.

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST},
};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::Incoming,
    client::conn::http1::{self, SendRequest},
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

const LEGACY_VERSION: &str = "2025-06-18";
const MODERN_VERSION: &str = "2026-07-28";

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

/// Offers nothing to be asked.
pub(crate) const NO_CAPABILITIES: &str = "{}";

/// Where a client goes.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Host and port.
    pub(crate) authority: String,
    path: Uri,
    key: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The id of the request.
    pub(crate) id: u64,
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// The header; empty without one.
    pub(crate) content_type: String,
    /// The whole body.
    pub(crate) body: Bytes,
}

/// Makes one request at a time.
pub(crate) struct Client {
    path: Uri,
    sender: SendRequest<Full<Bytes>>,
    headers: HeaderMap,
    next_id: u64,
    // Reads and writes the socket, until the client is dropped.
    _connection: JoinSet<()>,
}

impl Target {
    /// `url` is `http://host:port/path`.
    pub(crate) fn new(url: &Uri, key: Option<String>) -> Result<Self> {
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            authority: url.authority().context("the URL has no host")?.to_string(),
            path: path.parse()?,
            key,
        })
    }

    fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(HOST, HeaderValue::try_from(&self.authority)?);
        headers.insert(
            ACCEPT,
            HeaderValue::from_static("application/json, text/event-stream"),
        );
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(key) = &self.key {
            headers.insert(AUTHORIZATION, HeaderValue::try_from(format!("Bearer {key}"))?);
        }
        Ok(headers)
    }
}

impl Client {
    /// Connects and begins a session. `capabilities` is a JSON object.
    pub(crate) async fn open(target: &Target, capabilities: &str) -> Result<Self> {
        let mut client = Self::connect(target).await?;
        client
            .initialize(capabilities)
            .await
            .context("cannot initialize a session")?;
        Ok(client)
    }

    /// Connects without a session: each request says everything itself (2026-07-28).
    pub(crate) async fn stateless(target: &Target) -> Result<Self> {
        let mut client = Self::connect(target).await?;
        client
            .headers
            .insert(VERSION, HeaderValue::from_static(MODERN_VERSION));
        Ok(client)
    }

    /// A second connection of the same session.
    pub(crate) async fn beside(&self, target: &Target) -> Result<Self> {
        Ok(Self {
            headers: self.headers.clone(),
            ..Self::connect(target).await?
        })
    }

    async fn connect(target: &Target) -> Result<Self> {
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
        Ok(Self {
            path: target.path.clone(),
            sender,
            headers: target.headers()?,
            next_id: 1,
            _connection: connection,
        })
    }

    async fn initialize(&mut self, capabilities: &str) -> Result<()> {
        let answer = self
            .post(format!(
                r#"{{"jsonrpc":"2.0","id":0,"method":"initialize","params":{{"protocolVersion":"{LEGACY_VERSION}","capabilities":{capabilities},"clientInfo":{{"name":"metamcp-bench","version":"1"}}}}}}"#
            ))
            .await?;
        expect(answer.status(), StatusCode::OK)?;
        if let Some(id) = answer.headers().get(SESSION) {
            self.headers.insert(SESSION, id.clone());
        }
        self.headers
            .insert(VERSION, HeaderValue::from_static(LEGACY_VERSION));
        answer.into_body().collect().await?;
        let noted = self
            .post(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.to_owned())
            .await?;
        expect(noted.status(), StatusCode::ACCEPTED)?;
        noted.into_body().collect().await?;
        Ok(())
    }

    /// Calls a tool. `arguments` is a JSON object.
    pub(crate) async fn call(&mut self, tool: &str, arguments: &str) -> Result<Answer> {
        let members = format!(r#""name":"{tool}","arguments":{arguments}"#);
        self.ask("tools/call", Some(tool), &members).await
    }

    /// Lists tools, the first page of them.
    pub(crate) async fn list_tools(&mut self) -> Result<Answer> {
        self.ask("tools/list", None, "").await
    }

    /// `members` are those of the params.
    async fn ask(&mut self, method: &'static str, name: Option<&str>, members: &str) -> Result<Answer> {
        let id = self.next_id;
        self.next_id += 1;
        let mut meta = String::new();
        if self.is_stateless() {
            self.headers.insert(METHOD, HeaderValue::from_static(method));
            if let Some(name) = name {
                self.headers.insert(NAME, HeaderValue::try_from(name)?);
            }
            let comma = if members.is_empty() { "" } else { "," };
            meta = format!(
                r#"{comma}"_meta":{{"io.modelcontextprotocol/protocolVersion":"{MODERN_VERSION}","io.modelcontextprotocol/clientInfo":{{"name":"metamcp-bench","version":"1"}},"io.modelcontextprotocol/clientCapabilities":{{}}}}"#
            );
        }
        let answer = self
            .post(format!(
                r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{{{members}{meta}}}}}"#
            ))
            .await?;
        let (head, body) = answer.into_parts();
        let content_type = head
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        Ok(Answer {
            id,
            status: head.status,
            content_type: content_type.unwrap_or_default().to_owned(),
            body: body.collect().await.context("the answer was cut off")?.to_bytes(),
        })
    }

    /// Opens the stream on which the session hears what is not an answer. It takes the connection.
    pub(crate) async fn listen(&mut self) -> Result<Incoming> {
        let answer = self.send(Method::GET, Bytes::new()).await?;
        expect(answer.status(), StatusCode::OK)?;
        Ok(answer.into_body())
    }

    /// Ends the session, if there is one.
    pub(crate) async fn close(mut self) -> Result<()> {
        if self.headers.contains_key(SESSION) {
            self.send(Method::DELETE, Bytes::new())
                .await?
                .into_body()
                .collect()
                .await?;
        }
        Ok(())
    }

    fn is_stateless(&self) -> bool {
        self.headers
            .get(VERSION)
            .is_some_and(|version| version == MODERN_VERSION)
    }

    async fn post(&mut self, body: String) -> Result<Response<Incoming>> {
        self.send(Method::POST, Bytes::from(body)).await
    }

    async fn send(&mut self, method: Method, body: Bytes) -> Result<Response<Incoming>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = self.path.clone();
        *request.headers_mut() = self.headers.clone();
        self.sender.ready().await.context("the connection was closed")?;
        self.sender.send_request(request).await.context("no answer")
    }
}

impl Answer {
    /// Fails unless the status is 200.
    pub(crate) fn ok(self) -> Result<Self> {
        expect(self.status, StatusCode::OK)?;
        Ok(self)
    }
}

fn expect(found: StatusCode, wanted: StatusCode) -> Result<()> {
    ensure!(found == wanted, "HTTP {found} in place of {wanted}");
    Ok(())
}
