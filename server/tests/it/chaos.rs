//! What goes wrong with the gateway itself while clients call: it is asked to stop, killed, or its database is away.

use std::{path::Path, process::Stdio};

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::support::binary::{PATIENCE, Served};

/// Holds a database so that nobody else can write, until its stdin is closed.
const HOLD: &str = "import sqlite3, sys; base = sqlite3.connect(sys.argv[1], isolation_level=None); \
    base.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()";

/// A gateway with one server, and where it keeps everything.
struct Scene {
    served: Served,
    data: TempDir,
}

/// A client with a session.
struct Session {
    http: Client,
    id: String,
}

impl Scene {
    async fn start() -> Self {
        let data = TempDir::new().expect("a directory");
        let binary = env!("CARGO_BIN_EXE_metamcp");
        let declaration = format!(
            "servers: {{ demo: {{ command: '{binary}', args: [demo-server] }} }}\n\
             namespaces: {{ dev: {{ servers: [demo] }} }}\nendpoints: {{ dev: {{ namespace: dev, auth: none }} }}\n"
        );
        let served = Served::declared(data.path(), &declaration).await;
        Self { served, data }
    }

    /// Kills the gateway and starts another one in its place.
    async fn restart_hard(mut self) -> Self {
        self.served.child.kill().await.expect("is killed");
        let served = Served::start(self.data.path()).await;
        Self { served, ..self }
    }

    fn post(&self, http: &Client, message: &Value) -> RequestBuilder {
        http.post(format!("{}/metamcp/dev/mcp", self.served.base))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .body(message.to_string())
    }

    async fn begin(&self) -> Session {
        server::startup::install_tls();
        let http = Client::builder().timeout(PATIENCE).build().expect("a client");
        let initialize = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "chaos", "version": "1"}}});
        let response = self.post(&http, &initialize).send().await.expect("answers");
        let id = response.headers()["mcp-session-id"]
            .to_str()
            .expect("text")
            .to_owned();
        Session { http, id }
    }

    async fn call(&self, session: &Session, tool: &str, arguments: Value) -> Response {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
            "name": format!("demo__{tool}"), "arguments": arguments, "_meta": {"progressToken": "p"}}});
        let request = self
            .post(&session.http, &call)
            .header("mcp-session-id", &session.id);
        timeout(PATIENCE, request.send())
            .await
            .expect("in time")
            .expect("answers")
    }

    async fn works(&self, session: &Session) {
        let answer = self.call(session, "echo", json!({"message": "hello"})).await;
        let answer = answer.text().await.expect("a body");
        assert!(answer.contains(r#""text":"hello""#), "{answer}");
    }
}

/// Reads until the server has said something about a call: it runs.
async fn until_it_runs(response: &mut Response) -> String {
    let mut said = String::new();
    while !said.contains("notifications/progress") {
        let chunk = timeout(PATIENCE, response.chunk()).await.expect("in time");
        let chunk = chunk.expect("reads").expect("goes on");
        said.push_str(&String::from_utf8_lossy(&chunk));
    }
    said
}

async fn hold(database: &Path) -> Child {
    let mut holder = Command::new("python3")
        .args(["-c", HOLD])
        .arg(database)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(holder.stdout.take().expect("piped")).lines();
    let line = timeout(PATIENCE, lines.next_line())
        .await
        .expect("in time")
        .expect("UTF-8");
    assert_eq!(line.as_deref(), Some("held"));
    holder
}

#[tokio::test]
async fn a_call_that_runs_when_it_is_asked_to_stop_gets_its_answer() {
    let scene = Scene::start().await;
    let session = scene.begin().await;
    let counting = json!({"to": 10, "interval_ms": 50});
    let mut response = scene.call(&session, "slow_count", counting).await;
    let said = until_it_runs(&mut response).await;
    let (ended, rest) = tokio::join!(scene.served.terminate(), response.text());
    assert!(ended.success(), "{ended}");
    let rest = said + &rest.expect("the answer arrives");
    assert!(rest.contains(r#""result""#), "{rest}");
}

#[tokio::test]
async fn a_session_goes_on_when_the_gateway_was_killed_during_a_call() {
    let scene = Scene::start().await;
    let session = scene.begin().await;
    scene.works(&session).await;
    let counting = json!({"to": 100, "interval_ms": 100});
    let mut response = scene.call(&session, "slow_count", counting).await;
    until_it_runs(&mut response).await;
    let scene = scene.restart_hard().await;
    scene.works(&session).await;
    assert!(scene.served.terminate().await.success());
}

#[tokio::test]
async fn nobody_waits_for_a_database_that_is_away() {
    let scene = Scene::start().await;
    let before = scene.begin().await;
    scene.works(&before).await;
    let mut holder = hold(&scene.data.path().join("metamcp.db")).await;
    scene.works(&before).await;
    let meanwhile = scene.begin().await;
    scene.works(&meanwhile).await;
    drop(holder.stdin.take());
    holder.wait().await.expect("ends");
    // What could not be written then is written now, at the latest when it stops.
    let data = scene.data;
    assert!(scene.served.terminate().await.success());
    let scene = Scene {
        served: Served::start(data.path()).await,
        data,
    };
    scene.works(&before).await;
    scene.works(&meanwhile).await;
    assert!(scene.served.terminate().await.success());
}
