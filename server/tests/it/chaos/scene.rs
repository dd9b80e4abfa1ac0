//! A gateway with one server, a client and an administrator.

use std::{fs, path::PathBuf};

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{process::Command, time::timeout};

use crate::support::{
    binary::{PATIENCE, Served, command, stderr},
    visitor::Visitor,
};

/// A gateway with one server, and where it keeps everything.
pub(super) struct Scene {
    pub(super) served: Served,
    data: TempDir,
    settings: Vec<(String, String)>,
}

/// A client with a session.
pub(super) struct Session {
    http: Client,
    id: String,
}

impl Scene {
    pub(super) async fn start() -> Self {
        Self::with(Vec::new()).await
    }

    /// With these variables in its environment.
    pub(super) async fn with(settings: Vec<(String, String)>) -> Self {
        let data = TempDir::new().expect("a directory");
        let binary = env!("CARGO_BIN_EXE_metamcp");
        let declaration = format!(
            "servers: {{ demo: {{ command: '{binary}', args: [demo-server] }} }}\n\
             namespaces: {{ dev: {{ servers: [demo] }} }}\nendpoints: {{ dev: {{ namespace: dev, auth: none }} }}\n"
        );
        apply(&data, &settings, &declaration).await;
        let served = Served::of(metamcp(&data, &settings)).await;
        Self {
            served,
            data,
            settings,
        }
    }

    /// Kills the gateway and starts another one in its place.
    pub(super) async fn restart_hard(mut self) -> Self {
        self.served.child.kill().await.expect("is killed");
        self.again().await
    }

    /// Asks the gateway to stop and starts another one in its place.
    pub(super) async fn restart(self) -> Self {
        let Self {
            served,
            data,
            settings,
        } = self;
        assert!(served.terminate().await.success());
        let served = Served::of(metamcp(&data, &settings)).await;
        Self {
            served,
            data,
            settings,
        }
    }

    async fn again(self) -> Self {
        let served = Served::of(metamcp(&self.data, &self.settings)).await;
        Self { served, ..self }
    }

    pub(super) async fn end(self) {
        assert!(self.served.terminate().await.success());
    }

    /// Changes what is declared, as another process does.
    pub(super) async fn apply(&self, declaration: &str) {
        apply(&self.data, &self.settings, declaration).await;
    }

    pub(super) fn database(&self) -> PathBuf {
        self.data.path().join("metamcp.db")
    }

    pub(super) async fn administrator(&self) -> Visitor {
        Visitor::administrator_at(&self.served.base).await
    }

    fn post(&self, http: &Client, message: &Value) -> RequestBuilder {
        http.post(format!("{}/metamcp/dev/mcp", self.served.base))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .body(message.to_string())
    }

    pub(super) async fn begin(&self) -> Session {
        server::startup::install_tls();
        // What a client keeps open counts among the descriptors of the gateway.
        let http = Client::builder().timeout(PATIENCE).pool_max_idle_per_host(0);
        let http = http.build().expect("a client");
        let initialize = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "chaos", "version": "1"}}});
        let response = self.post(&http, &initialize).send().await.expect("answers");
        let id = response.headers()["mcp-session-id"]
            .to_str()
            .expect("text")
            .to_owned();
        Session { http, id }
    }

    pub(super) async fn call(&self, session: &Session, tool: &str, arguments: Value) -> Response {
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

    pub(super) async fn works(&self, session: &Session) {
        let answer = self.call(session, "echo", json!({"message": "hello"})).await;
        let answer = answer.text().await.expect("a body");
        assert!(answer.contains(r#""text":"hello""#), "{answer}");
    }
}

fn metamcp(data: &TempDir, settings: &[(String, String)]) -> Command {
    let mut command = command(data.path());
    command.envs(settings.iter().cloned());
    command
}

async fn apply(data: &TempDir, settings: &[(String, String)], declaration: &str) {
    let file = data.path().join("metamcp.yaml");
    fs::write(&file, declaration).expect("writes");
    let applied = metamcp(data, settings).arg("apply").arg("-f").arg(file).output();
    let applied = timeout(PATIENCE, applied).await.expect("ends").expect("starts");
    assert!(applied.status.success(), "{}", stderr(&applied));
}

/// Asks for one more namespace, as the page does.
pub(super) async fn add_namespace(somebody: &Visitor, name: &str) -> (StatusCode, String) {
    let form = [("input[name]", name)];
    let adding = somebody.post_form("/api/namespaces/create", &form);
    let response = timeout(PATIENCE, adding).await.expect("in time");
    (response.status(), response.text().await.expect("a body"))
}

/// The names of all namespaces.
pub(super) async fn namespaces(somebody: &Visitor) -> Vec<String> {
    let response = somebody.post_form("/api/namespaces/list", &[]).await;
    let namespaces: Vec<Value> = response.json().await.expect("a list");
    let name = |namespace: Value| namespace["name"].as_str().expect("a name").to_owned();
    namespaces.into_iter().map(name).collect()
}
