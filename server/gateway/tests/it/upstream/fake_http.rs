//! An HTTP server in this process that answers as a test tells it to, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) http_method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    /// `null` when there was no body.
    pub(crate) message: Value,
}

type Answer = dyn Fn(&Asked) -> Response + Send + Sync;

/// A server on a free port, which ends with the test's runtime.
pub(crate) struct FakeHttp {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

#[derive(Clone)]
struct Fake {
    asked: Arc<Mutex<Vec<Asked>>>,
    answer: Arc<Answer>,
}

impl Asked {
    pub(crate) fn method(&self) -> &str {
        self.message["method"].as_str().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("text"))
    }
}

impl FakeHttp {
    pub(crate) async fn start(answer: impl Fn(&Asked) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/mcp", listener.local_addr().expect("an address"));
        let asked = Arc::default();
        let fake = Fake {
            asked: Arc::clone(&asked),
            answer: Arc::new(answer),
        };
        let app = Router::new().fallback(serve).with_state(fake);
        #[expect(clippy::disallowed_methods, reason = "ends with the runtime of the test")]
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, asked }
    }

    /// What was asked so far, by JSON-RPC method, or by HTTP method where there was no message.
    pub(crate) fn asked(&self, method: &str) -> Vec<Asked> {
        let asked = self.asked.lock().expect("not poisoned");
        asked
            .iter()
            .filter(|it| it.method() == method || it.http_method == method)
            .cloned()
            .collect()
    }
}

async fn serve(
    State(fake): State<Fake>,
    http_method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let message = serde_json::from_slice(&body).unwrap_or_default();
    let asked = Asked {
        http_method,
        path: uri.path().to_owned(),
        headers,
        message,
    };
    let response = (fake.answer)(&asked);
    fake.asked.lock().expect("not poisoned").push(asked);
    response
}

/// A server that works: sessions numbered by `session`, one tool that answers `text`.
pub(crate) fn works(asked: &Asked) -> Response {
    works_as(asked, "s1")
}

/// As [`works`], with another session id.
pub(crate) fn works_as(asked: &Asked, session: &str) -> Response {
    match asked.method() {
        "initialize" => {
            let response = result(
                asked,
                &json!({
                    "protocolVersion": "2025-06-18",
                    "capabilities": {"tools": {}},
                    "serverInfo": {"name": "web", "version": "2"},
                }),
            );
            ([("mcp-session-id", session.to_owned())], response).into_response()
        }
        "tools/list" => result(
            asked,
            &json!({"tools": [{"name": "echo", "inputSchema": {"type": "object"}}]}),
        ),
        "tools/call" => result(
            asked,
            &text(
                asked.message["params"]["arguments"]["text"]
                    .as_str()
                    .unwrap_or_default(),
            ),
        ),
        _ if asked.http_method == Method::POST => StatusCode::ACCEPTED.into_response(),
        _ if asked.http_method == Method::DELETE => StatusCode::NO_CONTENT.into_response(),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// The result of a tool.
pub(crate) fn text(text: &str) -> Value {
    json!({"content": [{"type": "text", "text": text}]})
}

/// An answer as JSON.
pub(crate) fn result(asked: &Asked, result: &Value) -> Response {
    axum::Json(json!({"jsonrpc": "2.0", "id": asked.message["id"], "result": result})).into_response()
}

/// A stream of these events, which ends after them.
pub(crate) fn events(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/event-stream")], text).into_response()
}

/// A stream on which nothing comes.
pub(crate) fn events_without_end() -> Response {
    let body = Body::from_stream(futures::stream::pending::<Result<String, std::io::Error>>());
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}
