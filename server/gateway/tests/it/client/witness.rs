//! An upstream that remembers the headers of everything it is sent.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, StatusCode, header},
    routing::any,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

/// The upstream, ended when dropped. It has one tool, `look`, which is called in sessions or without them.
pub(crate) struct Witness {
    pub(crate) url: String,
    seen: Arc<Seen>,
    _server: JoinSet<()>,
}

#[derive(Default)]
struct Seen {
    is_modern: bool,
    requests: Mutex<Vec<Request>>,
}

/// What came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The method of the message; that of HTTP, where there is none.
    pub(crate) what: String,
    pub(crate) headers: HeaderMap,
    pub(crate) params: Value,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Witness {
    pub(crate) async fn start(is_modern: bool) -> Self {
        let seen = Arc::new(Seen {
            is_modern,
            ..Seen::default()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        let routes = Router::new().route("/mcp", any(answer)).with_state(seen.clone());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self {
            url,
            seen,
            _server: server,
        }
    }

    /// Everything that came since the last time.
    pub(crate) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut self.seen.requests.lock().unwrap())
    }

    /// As [`Self::take`], calls alone.
    pub(crate) fn take_calls(&self) -> Vec<Request> {
        let mut all = self.take();
        all.retain(|request| request.what == "tools/call");
        all
    }
}

async fn answer(
    State(seen): State<Arc<Seen>>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let message: Value = serde_json::from_slice(&body).unwrap_or_default();
    let what = message["method"].as_str().unwrap_or(method.as_str()).to_owned();
    seen.requests.lock().unwrap().push(Request {
        what: what.clone(),
        headers,
        params: message["params"].clone(),
    });
    let result = match (&*what, seen.is_modern) {
        ("server/discover", true) => json!({
            "resultType": "complete",
            "supportedVersions": ["2026-07-28"],
            "capabilities": {"tools": {}},
        }),
        ("initialize", false) => json!({
            "protocolVersion": message["params"]["protocolVersion"],
            "capabilities": {"tools": {"listChanged": true}},
            "serverInfo": {"name": "witness", "version": "1"},
        }),
        ("tools/list", _) => {
            let tool = json!({"name": "look", "inputSchema": {"type": "object"}});
            json!({"resultType": "complete", "ttlMs": 0, "cacheScope": "private", "tools": [tool]})
        }
        ("tools/call", _) => json!({"resultType": "complete", "content": []}),
        (notification, _) if notification.starts_with("notifications/") => {
            return plain(StatusCode::ACCEPTED);
        }
        ("GET" | "DELETE", _) => return plain(StatusCode::METHOD_NOT_ALLOWED),
        _ => return plain(StatusCode::BAD_REQUEST),
    };
    let answer = json!({"jsonrpc": "2.0", "id": message["id"], "result": result});
    let mut response = Response::new(Body::from(answer.to_string()));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    if what == "initialize" {
        response
            .headers_mut()
            .insert("mcp-session-id", "one".parse().unwrap());
    }
    response
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
