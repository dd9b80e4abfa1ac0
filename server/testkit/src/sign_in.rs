//! The demo server behind a sign-in: an MCP server that takes access tokens, and the authorization server that issues them.
//!
//! It is strict where clients go wrong: PKCE, redirect URIs, the `resource`, the client's secret, and a refresh token that
//! comes a second time, which ends everything that was issued with it.

mod issuer;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Notify, task::JoinSet};

use crate::{
    body::Body,
    demo::{self, Reply},
    frame::Message,
    listener,
};
use issuer::Issuer;

/// How the token endpoint answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TokenEndpoint {
    /// As it should.
    #[default]
    Works,
    /// With 500.
    Fails,
    /// With a web page.
    Garbage,
    /// It keeps the connection until [`SignInServer::go_on`].
    Hangs,
}

/// A server in this process, ended when dropped.
#[derive(Debug)]
pub struct SignInServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    _server: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    base: String,
    issuer: Mutex<Issuer>,
    going_on: Notify,
}

impl SignInServer {
    /// Starts one on a free port of the loopback interface.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let base = format!("http://{address}");
        let shared = Arc::new(Shared {
            issuer: Mutex::new(Issuer::new(&base)),
            base,
            going_on: Notify::new(),
        });
        let mut server = JoinSet::new();
        let answering = Arc::clone(&shared);
        server.spawn(async move {
            listener::serve(listener, move |request| {
                let shared = Arc::clone(&answering);
                async move { shared.answer(request).await }
            })
            .await;
        });
        Ok(Self {
            address,
            shared,
            _server: server,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client is configured with.
    pub fn url(&self) -> String {
        format!("{}/mcp", self.shared.base)
    }

    /// The name of its authorization server.
    pub fn issuer(&self) -> String {
        format!("{}/id", self.shared.base)
    }

    /// A person of this name agrees to what an authorization URL asks: the query with which their browser goes back.
    ///
    /// # Errors
    /// What is wrong with the URL.
    pub fn agree(&self, authorization_url: &str, name: &str) -> Result<String, String> {
        self.known().agree(authorization_url, name)
    }

    /// From now on its token endpoint answers so.
    pub fn token_endpoint(&self, answers: TokenEndpoint) {
        self.known().answers = answers;
    }

    /// Requests to its token endpoint that hang are answered.
    pub fn go_on(&self) {
        self.known().answers = TokenEndpoint::Works;
        self.shared.going_on.notify_waiters();
    }

    /// Access tokens live so many seconds, as it says; it takes them for longer.
    pub fn lifetime(&self, seconds: u64) {
        self.known().lifetime = seconds;
    }

    /// Access tokens are refused from now on; they can be renewed.
    pub fn expire(&self) {
        self.known().expire();
    }

    /// Nothing that was issued is good for anything.
    pub fn revoke(&self) {
        self.known().revoke();
    }

    /// Tokens that are good for something: access and refresh tokens.
    pub fn good_tokens(&self) -> usize {
        self.known().good_tokens()
    }

    /// Calls need this scope from now on.
    pub fn require_scope(&self, scope: &str) {
        self.known().required = Some(scope.to_owned());
    }

    /// How often a client registered itself.
    pub fn registrations(&self) -> usize {
        self.known().registrations()
    }

    /// How many tokens were renewed.
    pub fn renewals(&self) -> usize {
        self.known().renewals
    }

    /// In whose name tools were called, in order.
    pub fn callers(&self) -> Vec<String> {
        self.known().callers.clone()
    }

    fn known(&self) -> MutexGuard<'_, Issuer> {
        self.shared.known()
    }
}

impl Shared {
    fn known(&self) -> MutexGuard<'_, Issuer> {
        self.issuer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (head, body) = request.into_parts();
        let Ok(body) = body.collect().await else {
            return status(StatusCode::BAD_REQUEST);
        };
        let body = body.to_bytes();
        match (&head.method, head.uri.path()) {
            (&Method::GET, "/.well-known/oauth-protected-resource/mcp") => {
                let resource = format!("{}/mcp", self.base);
                let issuer = format!("{}/id", self.base);
                let about = json!({
                    "resource": resource, "authorization_servers": [issuer], "scopes_supported": ["read"],
                });
                json_answer(StatusCode::OK, &about)
            }
            (&Method::GET, "/.well-known/oauth-authorization-server/id") => {
                json_answer(StatusCode::OK, &issuer::metadata(&self.base))
            }
            (&Method::POST, "/id/register") => {
                json_answer(StatusCode::CREATED, &self.known().register(&body))
            }
            (&Method::POST, "/id/token") => self.token(&head.headers, &body).await,
            (&Method::POST, "/id/revoke") => status(self.known().take_back(&head.headers, &body)),
            (&Method::POST, "/mcp") => self.call(&head.headers, &body),
            _ => status(StatusCode::NOT_FOUND),
        }
    }

    async fn token(&self, headers: &HeaderMap, body: &[u8]) -> Response<Body> {
        // Heard first, so that nobody goes on in between.
        let going_on = self.going_on.notified();
        let answers = self.known().answers;
        match answers {
            TokenEndpoint::Works => {}
            TokenEndpoint::Fails => return status(StatusCode::INTERNAL_SERVER_ERROR),
            TokenEndpoint::Garbage => return Response::new(Body::full(Bytes::from_static(b"<html>"))),
            TokenEndpoint::Hangs => going_on.await,
        }
        let (code, answer) = self.known().token(headers, body);
        json_answer(code, &answer)
    }

    fn call(&self, headers: &HeaderMap, frame: &[u8]) -> Response<Body> {
        let token = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let mut issuer = self.known();
        let Some(access) = token.and_then(|token| issuer.access(token)) else {
            let challenge = format!(
                "Bearer resource_metadata=\"{}/.well-known/oauth-protected-resource/mcp\", scope=\"read\"",
                self.base
            );
            return challenged(StatusCode::UNAUTHORIZED, &challenge);
        };
        let is_call = serde_json::from_slice::<Message<'_>>(frame)
            .is_ok_and(|message| message.method.as_deref() == Some("tools/call"));
        if is_call {
            let required = issuer.required.clone();
            if let Some(scope) = required.filter(|scope| !access.scopes.contains(scope)) {
                let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
                return challenged(StatusCode::FORBIDDEN, &challenge);
            }
            issuer.callers.push(access.name);
        }
        drop(issuer);
        match demo::reply(frame) {
            Reply::Now(answer) | Reply::Malformed(answer) => json_bytes(StatusCode::OK, answer),
            Reply::Later(_) | Reply::Cancel(_) | Reply::Nothing => status(StatusCode::ACCEPTED),
        }
    }
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn challenged(code: StatusCode, challenge: &str) -> Response<Body> {
    let mut response = status(code);
    let challenge = HeaderValue::try_from(challenge).expect("a header's value");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

fn json_answer(code: StatusCode, value: &Value) -> Response<Body> {
    json_bytes(code, value.to_string().into_bytes())
}

fn json_bytes(code: StatusCode, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::full(Bytes::from(bytes)));
    *response.status_mut() = code;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
