//! The demo server over Streamable HTTP: one path, answers as JSON, long ones as a stream of events.
//!
//! It is the upstream of the bench, so it does as little as possible for each call.

mod sessions;

use std::{io, net::SocketAddr, sync::Arc};

use bytes::Bytes;
use clap::Args;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::{net::TcpListener, task::JoinSet};

use sessions::Sessions;

use crate::{
    body::Body,
    demo::{self, Reply},
    frame::Message,
    listener,
};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");

/// What it expects of clients and how it answers.
#[derive(Debug, Clone, Default, Args)]
pub struct HttpOptions {
    /// Refuse requests without `Authorization: Bearer TOKEN`
    #[arg(long, value_name = "TOKEN")]
    pub bearer: Option<String>,
    /// Refuse requests without this header, NAME=VALUE
    #[arg(long, value_name = "NAME=VALUE")]
    pub require_header: Option<String>,
    /// Give out no session ids
    #[arg(long)]
    pub stateless: bool,
    /// Answer every request with a stream of events
    #[arg(long)]
    pub events: bool,
}

/// A server in this process, ended when dropped.
#[derive(Debug)]
pub struct HttpUpstream {
    address: SocketAddr,
    sessions: Arc<Sessions>,
    _server: JoinSet<()>,
}

impl HttpUpstream {
    /// Starts one on a free port of the loopback interface.
    pub async fn start(options: HttpOptions) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let peer = Arc::new(Peer::new(options));
        let sessions = Arc::clone(&peer.sessions);
        let mut server = JoinSet::new();
        server.spawn(accept(listener, peer));
        Ok(Self {
            address,
            sessions,
            _server: server,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client is configured with.
    pub fn url(&self) -> String {
        format!("http://{}/mcp", self.address)
    }

    /// Sessions that were opened and not deleted.
    pub fn sessions(&self) -> usize {
        self.sessions.count()
    }

    /// Forgets all sessions, as a restart does: requests with their ids are answered 404.
    pub fn forget_sessions(&self) {
        self.sessions.clear();
    }
}

/// Serves clients for ever.
pub async fn serve(listener: TcpListener, options: HttpOptions) {
    accept(listener, Arc::new(Peer::new(options))).await;
}

async fn accept(listener: TcpListener, peer: Arc<Peer>) {
    listener::serve(listener, move |request| {
        let peer = Arc::clone(&peer);
        async move { peer.answer(request).await }
    })
    .await;
}

struct Peer {
    options: HttpOptions,
    required: Vec<(HeaderName, HeaderValue)>,
    sessions: Arc<Sessions>,
}

impl Peer {
    fn new(options: HttpOptions) -> Self {
        let bearer = options.bearer.as_ref().map(|token| format!("Bearer {token}"));
        let bearer = bearer.as_deref().map(|value| ("authorization", value));
        let header = options
            .require_header
            .as_deref()
            .and_then(|pair| pair.split_once('='));
        let parse = |(name, value)| {
            let name = HeaderName::try_from(name).expect("a header's name");
            (name, HeaderValue::try_from(value).expect("a header's value"))
        };
        let required = bearer.into_iter().chain(header).map(parse).collect();
        Self {
            options,
            required,
            sessions: Arc::default(),
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (head, body) = request.into_parts();
        if !self.admits(&head.headers) {
            return status(StatusCode::UNAUTHORIZED);
        }
        if head.uri.path() != "/mcp" {
            return status(StatusCode::NOT_FOUND);
        }
        match head.method {
            Method::POST => match body.collect().await {
                Ok(body) => self.post(&head.headers, &body.to_bytes()),
                Err(_) => status(StatusCode::BAD_REQUEST),
            },
            Method::DELETE => match head.headers.get(SESSION) {
                Some(id) if self.sessions.close(id) => status(StatusCode::NO_CONTENT),
                _ => status(StatusCode::NOT_FOUND),
            },
            // It has nothing to say on its own, so there is no stream to listen to.
            _ => status(StatusCode::METHOD_NOT_ALLOWED),
        }
    }

    fn admits(&self, headers: &HeaderMap) -> bool {
        self.required
            .iter()
            .all(|(name, value)| headers.get(name) == Some(value))
    }

    fn post(&self, headers: &HeaderMap, frame: &[u8]) -> Response<Body> {
        let session = headers.get(SESSION);
        if session.is_some_and(|id| !self.sessions.knows(id)) {
            return status(StatusCode::NOT_FOUND);
        }
        let opens = session.is_none() && !self.options.stateless;
        if opens && !is_initialize(frame) {
            return status(StatusCode::BAD_REQUEST);
        }
        match demo::reply(frame) {
            Reply::Now(answer) if self.options.events => {
                events(Body::event(&answer), opens.then(|| self.sessions.open()))
            }
            Reply::Now(answer) => json(StatusCode::OK, answer, opens.then(|| self.sessions.open())),
            Reply::Later(count) => events(self.sessions.run(session, count), None),
            Reply::Cancel(id) => {
                self.sessions.cancel(session, &id);
                status(StatusCode::ACCEPTED)
            }
            Reply::Nothing => status(StatusCode::ACCEPTED),
            Reply::Malformed(error) => json(StatusCode::BAD_REQUEST, error, None),
        }
    }
}

/// Only this request comes without a session's id.
fn is_initialize(frame: &[u8]) -> bool {
    serde_json::from_slice::<Message<'_>>(frame)
        .is_ok_and(|message| message.method.as_deref() == Some("initialize"))
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn json(status: StatusCode, frame: Vec<u8>, session: Option<HeaderValue>) -> Response<Body> {
    let mut response = Response::new(Body::full(Bytes::from(frame)));
    *response.status_mut() = status;
    head(&mut response, "application/json", session);
    response
}

fn events(body: Body, session: Option<HeaderValue>) -> Response<Body> {
    let mut response = Response::new(body);
    head(&mut response, "text/event-stream", session);
    response
}

fn head(response: &mut Response<Body>, content_type: &'static str, session: Option<HeaderValue>) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Some(id) = session {
        headers.insert(SESSION, id);
    }
}
