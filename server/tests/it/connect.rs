//! `metamcp connect` as clients start it.

use std::{process::Stdio, time::Duration};

use rmcp::{
    ServiceExt,
    model::{CallToolRequestParams, ClientConfig},
    transport::TokioChildProcess,
};
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::Command,
    time::timeout,
};

use crate::support::{
    app::TestApp,
    binary::{PATIENCE, command, run, stderr},
};

const KEY: &str = "sk_mt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

async fn app() -> TestApp {
    let app = TestApp::new().await;
    app.apply(json!({
        "servers": { "demo": { "command": env!("CARGO_BIN_EXE_metamcp"), "args": ["demo-server"] } },
        "namespaces": { "dev": { "servers": ["demo"] } },
        "endpoints": { "dev": { "namespace": "dev" } },
        "api_keys": { "ci": { "key": KEY } },
    }))
    .await;
    app
}

#[tokio::test]
async fn an_official_client_reaches_an_endpoint_by_a_command() {
    let app = app().await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_metamcp"));
    command
        .args(["connect", &format!("{}/metamcp/dev/mcp", app.base)])
        .env_clear()
        .env("METAMCP_API_KEY", KEY);
    let transport = TokioChildProcess::new(command).expect("starts");
    let client = ClientConfig::default()
        .serve(transport)
        .await
        .expect("initializes");
    let tools = client.list_all_tools().await.expect("lists");
    assert!(tools.iter().any(|tool| tool.name == "demo__echo"), "{tools:?}");
    let arguments = json!({ "message": "by a command" });
    let arguments = arguments.as_object().cloned().expect("an object");
    let call = CallToolRequestParams::new("demo__echo").with_arguments(arguments);
    let result = client.call_tool(call).await.expect("calls");
    let content = serde_json::to_string(&result.content).expect("JSON");
    assert!(content.contains("by a command"), "{content}");
    client.cancel().await.expect("ends");
    app.stop().await;
}

#[tokio::test]
async fn sigterm_ends_it_while_its_client_says_nothing() {
    let (app, data) = (app().await, TempDir::new().expect("a directory"));
    let mut child = command(data.path())
        .args(["connect", &format!("{}/metamcp/dev/mcp", app.base)])
        .env("METAMCP_API_KEY", KEY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    let initialize = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } } });
    stdin
        .write_all(format!("{initialize}\n").as_bytes())
        .await
        .expect("writes");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let answer = timeout(PATIENCE, lines.next_line()).await.expect("answers");
    assert!(answer.expect("UTF-8").expect("a line").contains("metamcp-dev"));
    let pid = child.id().expect("runs").to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status().await;
    assert!(sent.expect("kill runs").success());
    let ended = timeout(Duration::from_secs(10), child.wait()).await;
    assert!(ended.expect("ends").expect("is waited for").success());
    drop(stdin);
    app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_connected_to_is_said_at_once() {
    let data = TempDir::new().expect("a directory");
    let output = run(data.path(), &["connect", "localhost:12008/metamcp/dev/mcp"]).await;
    assert!(!output.status.success());
    assert!(
        stderr(&output).contains("is not a URL such as http://localhost:12008"),
        "{}",
        stderr(&output)
    );
    let output = run(data.path(), &["connect", "http://a/mcp", "--header", "nonsense"]).await;
    assert!(stderr(&output).contains("Name: value"), "{}", stderr(&output));
}
