//! A server of HTTP+SSE in this process that does as a test tells it to, and remembers what it was sent.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};
use tokio_stream::{StreamExt, wrappers::UnboundedReceiverStream};

use super::fake_http::text;

/// How it behaves.
pub(crate) struct Behaviour {
    /// What the stream begins with; `{id}` is the number of the stream.
    pub(crate) greeting: &'static str,
    /// The status of POSTs.
    pub(crate) taken: StatusCode,
    /// It wants this header.
    pub(crate) key: Option<&'static str>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            greeting: "event: endpoint\ndata: /messages?sessionId={id}\n\n",
            taken: StatusCode::ACCEPTED,
            key: None,
        }
    }
}

/// The server, ended when dropped. Its tools: `echo`, `huge`, `raw`, and `sleep`, which never answers.
pub(crate) struct FakeSse {
    pub(crate) url: String,
    shared: Arc<Shared>,
    _server: JoinSet<()>,
}

struct Shared {
    behaviour: Behaviour,
    /// Streams by their number; those that were ended are `None`.
    streams: Mutex<Vec<Option<mpsc::UnboundedSender<Bytes>>>>,
    forgotten: Mutex<Vec<mpsc::UnboundedSender<Bytes>>>,
    received: Mutex<Vec<(HeaderMap, Value)>>,
}

impl FakeSse {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/sse", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared {
            behaviour,
            streams: Mutex::default(),
            forgotten: Mutex::default(),
            received: Mutex::default(),
        });
        let routes = Router::new()
            .route("/sse", get(open))
            .route("/moved", get(|| async { moved("/sse") }))
            .route("/messages", post(take))
            .with_state(shared.clone());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, routes).await.expect("serves") });
        Self {
            url,
            shared,
            _server: server,
        }
    }

    /// Knows no stream any more, all of which stay open.
    pub(crate) fn forget_streams(&self) {
        let mut streams = self.shared.streams();
        let mut forgotten = self.shared.forgotten.lock().expect("not poisoned");
        forgotten.extend(streams.iter_mut().filter_map(Option::take));
    }

    /// Ends all streams and knows none of them any more.
    pub(crate) fn end_streams(&self) {
        self.shared.streams().iter_mut().for_each(|stream| {
            stream.take();
        });
    }

    /// How many streams were opened.
    pub(crate) fn opened(&self) -> usize {
        self.shared.streams().len()
    }

    /// Whether the client has left the last stream.
    pub(crate) fn is_left(&self) -> bool {
        let streams = self.shared.streams();
        streams
            .last()
            .and_then(Option::as_ref)
            .is_some_and(mpsc::UnboundedSender::is_closed)
    }

    /// Says something on the last stream.
    pub(crate) fn say(&self, message: &Value) {
        self.shared.say(self.opened() - 1, &message.to_string());
    }

    /// The messages of a method, and the headers they came with.
    pub(crate) fn received(&self, method: &str) -> Vec<(HeaderMap, Value)> {
        let received = self.shared.received.lock().expect("not poisoned");
        received
            .iter()
            .filter(|(_, message)| message["method"].as_str().unwrap_or_default() == method)
            .cloned()
            .collect()
    }
}

impl Shared {
    fn streams(&self) -> MutexGuard<'_, Vec<Option<mpsc::UnboundedSender<Bytes>>>> {
        self.streams.lock().expect("not poisoned")
    }

    fn say(&self, stream: usize, frame: &str) {
        let streams = self.streams();
        if let Some(Some(stream)) = streams.get(stream) {
            // The client may have left.
            let _ = stream.send(format!("event: message\ndata: {frame}\n\n").into());
        }
    }
}

fn moved(to: &'static str) -> Response {
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
}

async fn open(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    if headers
        .get(header::ACCEPT)
        .is_none_or(|it| it != "text/event-stream")
    {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    }
    if shared
        .behaviour
        .key
        .is_some_and(|key| headers.get("x-api-key").is_none_or(|it| it != key))
    {
        return (StatusCode::UNAUTHORIZED, "who are you?").into_response();
    }
    let (sender, receiver) = mpsc::unbounded_channel::<Bytes>();
    let number = {
        let mut streams = shared.streams();
        streams.push(Some(sender.clone()));
        streams.len() - 1
    };
    let greeting = shared.behaviour.greeting.replace("{id}", &number.to_string());
    sender.send(greeting.into()).expect("has a reader");
    let events = UnboundedReceiverStream::new(receiver).map(Ok::<_, std::io::Error>);
    (
        [(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")],
        Body::from_stream(events),
    )
        .into_response()
}

#[derive(Deserialize)]
struct Which {
    #[serde(rename = "sessionId")]
    number: usize,
}

async fn take(
    State(shared): State<Arc<Shared>>,
    Query(which): Query<Which>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let message: Value = serde_json::from_slice(&body).expect("JSON");
    if shared.streams().get(which.number).is_none_or(Option::is_none) {
        return (StatusCode::NOT_FOUND, "Could not find session").into_response();
    }
    shared
        .received
        .lock()
        .expect("not poisoned")
        .push((headers, message.clone()));
    if shared.behaviour.taken.is_success()
        && let Some(frame) = answer(&message)
    {
        shared.say(which.number, &frame);
    }
    (shared.behaviour.taken, "Accepted").into_response()
}

fn answer(message: &Value) -> Option<String> {
    let id = message.get("id")?;
    let result = match message["method"].as_str()? {
        "initialize" => json!({
            "protocolVersion": "2024-11-05",
            "capabilities": {"tools": {"listChanged": true}},
            "serverInfo": {"name": "old", "version": "1"},
        }),
        "tools/list" => {
            let tool = |name: &str| json!({"name": name, "inputSchema": {"type": "object"}});
            json!({"tools": (["echo", "huge", "raw", "sleep"].map(tool))})
        }
        "tools/call" => {
            let arguments = &message["params"]["arguments"];
            match message["params"]["name"].as_str()? {
                "sleep" => return None,
                "huge" => text(&"x".repeat(arguments["bytes"].as_u64()?.try_into().ok()?)),
                "raw" => {
                    return Some(format!(
                        r#"{{ "result": {{"z":1.0,"a":1e400}}, "jsonrpc":"2.0","id":{id}}}"#
                    ));
                }
                _ => text(arguments["text"].as_str().unwrap_or_default()),
            }
        }
        _ => json!({}),
    };
    Some(json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string())
}
