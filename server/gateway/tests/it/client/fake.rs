//! An upstream over Streamable HTTP that does as it is told and remembers what it was sent.

use std::{
    collections::HashSet,
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, StatusCode, header},
    routing::post,
};
use serde_json::{Value, json, value::RawValue};
use tokio::{
    net::TcpListener,
    sync::{broadcast, mpsc, watch},
    task::JoinSet,
};
use tokio_stream::{StreamExt, wrappers::BroadcastStream, wrappers::ReceiverStream};

/// A result that a parse and re-print would change in every field.
pub(crate) const ODD_RESULT: &str = r#"{"z":1.0,"content":[ {"type":"text", "text":"\u0041"} ],"a":1e5,"big":123456789012345678901234567890}"#;

/// The upstream, ended when dropped.
pub(crate) struct Fake {
    pub(crate) url: String,
    state: Arc<Shared>,
    _server: JoinSet<()>,
}

struct Shared {
    tools: Mutex<Vec<String>>,
    /// Listed besides to clients that can be asked something, and callable by them.
    more: Mutex<Option<String>>,
    askable: Mutex<HashSet<String>>,
    sessions: AtomicUsize,
    received: watch::Sender<Vec<String>>,
    /// `tools/list` and the tool `hang` wait until this is true.
    released: watch::Sender<bool>,
    announcements: broadcast::Sender<Bytes>,
}

impl Fake {
    /// Starts one with tools of these names: `echo`, `odd`, `fail`, `error`, `hang`, `progress`, `steps` (held back
    /// after its first notification) and `large` behave accordingly, all others like `echo`. `read` says that it only
    /// reads; `typed` answers with its arguments as structured content, of which `a` should be a whole number.
    pub(crate) async fn start(tools: &[&str]) -> Self {
        let state = Arc::new(Shared {
            tools: Mutex::default(),
            more: Mutex::default(),
            askable: Mutex::default(),
            sessions: AtomicUsize::new(0),
            received: watch::Sender::default(),
            released: watch::Sender::new(true),
            announcements: broadcast::Sender::new(16),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        let routes = Router::new()
            .route("/mcp", post(answer).get(listen))
            .with_state(state.clone());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let fake = Self {
            url,
            state,
            _server: server,
        };
        fake.set_tools(tools);
        fake
    }

    /// Offers other tools from now on, without a word to anyone.
    pub(crate) fn set_tools(&self, names: &[&str]) {
        *self.state.tools.lock().unwrap() = names.iter().map(|name| definition(name)).collect();
    }

    /// Offers one more tool to clients that can be asked something.
    pub(crate) fn show_more(&self, name: &str) {
        *self.state.more.lock().unwrap() = Some(definition(name));
    }

    /// Sends `notifications/tools/list_changed`.
    pub(crate) fn announce_change(&self) {
        let event = Bytes::from_static(
            b"data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n",
        );
        self.state.announcements.send(event).expect("the gateway listens");
    }

    /// Waits until the gateway listens for announcements.
    pub(crate) async fn listened_to(&self) {
        while self.state.announcements.receiver_count() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Holds back answers of `tools/list` and `hang`.
    pub(crate) fn hold(&self) {
        self.state.released.send_replace(false);
    }

    /// Lets them go.
    pub(crate) fn release(&self) {
        self.state.released.send_replace(true);
    }

    /// How often it was initialised: the number of connections made.
    pub(crate) fn connections(&self) -> usize {
        self.state.sessions.load(Ordering::SeqCst)
    }

    /// The calls that have come in, oldest first.
    pub(crate) fn calls(&self) -> Vec<Value> {
        let received = self.state.received.borrow();
        let messages = received
            .iter()
            .filter_map(|message| serde_json::from_str::<Value>(message).ok());
        messages
            .filter(|message| message["method"] == "tools/call")
            .collect()
    }

    /// Waits for a message that contains all these words, and returns it.
    pub(crate) async fn received(&self, words: &[&str]) -> String {
        let mut received = self.state.received.subscribe();
        let has_all = |message: &&String| words.iter().all(|word| message.contains(word));
        let found = received.wait_for(|messages| messages.iter().any(|message| has_all(&message)));
        let messages = tokio::time::timeout(Duration::from_secs(20), found)
            .await
            .expect("it never came")
            .unwrap();
        messages.iter().find(has_all).unwrap().clone()
    }
}

async fn listen(State(state): State<Arc<Shared>>) -> Response<Body> {
    let events = BroadcastStream::new(state.announcements.subscribe()).filter_map(Result::ok);
    events_response(Body::from_stream(events.map(Ok::<_, Infallible>)))
}

async fn answer(State(state): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let message = String::from_utf8(body.to_vec()).unwrap();
    state
        .received
        .send_modify(|received| received.push(message.clone()));
    let message: Value = serde_json::from_str(&message).unwrap();
    let id = message["id"].clone();
    match message["method"].as_str().unwrap() {
        "initialize" => {
            let session = state.sessions.fetch_add(1, Ordering::SeqCst);
            if message["params"]["capabilities"] != json!({}) {
                state.askable.lock().unwrap().insert(format!("s{session}"));
            }
            let result = json!({
                "protocolVersion": message["params"]["protocolVersion"],
                "capabilities": {"tools": {"listChanged": true}},
                "serverInfo": {"name": "fake", "version": "1"},
            });
            let mut response = json_response(&frame(&id, &result.to_string()));
            response
                .headers_mut()
                .insert("mcp-session-id", format!("s{session}").parse().unwrap());
            response
        }
        "tools/list" => {
            released(&state).await;
            let mut tools = state.tools.lock().unwrap().clone();
            let session = headers["mcp-session-id"].to_str().unwrap();
            if state.askable.lock().unwrap().contains(session) {
                tools.extend(state.more.lock().unwrap().clone());
            }
            let tools = tools.join(",");
            json_response(&frame(&id, &format!("{{\"tools\":[{tools}]}}")))
        }
        "tools/call" => {
            assert!(headers.contains_key("mcp-session-id"));
            call(&state, &id, &message["params"]).await
        }
        method if method.starts_with("notifications/") => status(StatusCode::ACCEPTED),
        _ => json_response(&frame(&id, "{}")),
    }
}

/// A name may be a whole definition as well.
fn definition(name: &str) -> String {
    if name.starts_with('{') {
        return name.to_owned();
    }
    let number = r#"{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}"#;
    match name {
        "read" => {
            return format!(
                r#"{{"name":"{name}","inputSchema":{{"type":"object"}},"annotations":{{"readOnlyHint":true}}}}"#
            );
        }
        "typed" => {
            return format!(
                r#"{{"name":"{name}","inputSchema":{{"type":"object","properties":{{"a":true}},"required":["a"]}},"outputSchema":{number}}}"#
            );
        }
        _ => {}
    }
    format!(r#"{{"name":"{name}","inputSchema":{{"type":"object"}},"x":1.0}}"#)
}

async fn call(state: &Shared, id: &Value, params: &Value) -> Response<Body> {
    let text = |text: &str| json!({"content": [{"type": "text", "text": text}]}).to_string();
    match params["name"].as_str().unwrap() {
        "odd" => json_response(&frame(id, ODD_RESULT)),
        "fail" => json_response(&frame(id, r#"{"content":[],"isError":true}"#)),
        "error" => json_response(
            &json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32099, "message": "no", "data": {"x": 1.5}}})
                .to_string(),
        ),
        "hang" => {
            released(state).await;
            json_response(&frame(id, &text("at last")))
        }
        "large" => json_response(&frame(id, &text(&"x".repeat(2 * 1024 * 1024)))),
        "typed" => {
            let given = &params["arguments"];
            let content = json!([{"type": "text", "text": given.to_string()}]);
            json_response(&frame(id, &json!({"content": content, "structuredContent": given}).to_string()))
        }
        "progress" => progress(id.clone(), params, None),
        "steps" => progress(id.clone(), params, Some(state.released.subscribe())),
        _ => json_response(&frame(id, &text(&params["arguments"].to_string()))),
    }
}

/// Three notifications, if a token was given, then the result. `gate` holds back all but the first.
fn progress(id: Value, params: &Value, mut gate: Option<watch::Receiver<bool>>) -> Response<Body> {
    let token = params["_meta"].get("progressToken").cloned();
    let (sender, receiver) = mpsc::channel(1);
    let mut task = JoinSet::new();
    task.spawn(async move {
        for step in 1..=3 {
            let Some(token) = &token else { break };
            let note = format!(
                r#"{{"jsonrpc":"2.0","method":"notifications/progress","params":{{"progressToken":{token},"progress":{step}.0,"note":1e2}}}}"#
            );
            sender.send(format!("data: {note}\n\n")).await.unwrap();
            if let Some(gate) = &mut gate {
                gate.wait_for(|released| *released).await.unwrap();
            }
        }
        let result = frame(&id, r#"{"content":[{"type":"text","text":"done"}]}"#);
        sender.send(format!("data: {result}\n\n")).await.unwrap();
    });
    let events = ReceiverStream::new(receiver).map(move |event| {
        let _running = &task;
        Ok::<_, Infallible>(event)
    });
    events_response(Body::from_stream(events))
}

async fn released(state: &Shared) {
    state
        .released
        .subscribe()
        .wait_for(|released| *released)
        .await
        .unwrap();
}

fn frame(id: &Value, result: &str) -> String {
    let result: &RawValue = serde_json::from_str(result).unwrap();
    format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#)
}

fn json_response(text: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(text.to_owned()));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    response
}

fn events_response(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, "text/event-stream".parse().unwrap());
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
