//! Configuration as code, on a stopped and on a running gateway.

use std::path::{Path, PathBuf};

use reqwest::StatusCode;
use tempfile::TempDir;

use crate::support::binary::{PATIENCE, Served, command, run, stderr, stdout};

const KEY: &str = "sk_mt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

fn declare(data: &Path, text: &str) -> PathBuf {
    let file = data.join("metamcp.yaml");
    std::fs::write(&file, text).expect("writes");
    file
}

fn demo(tools: &str) -> String {
    let binary = env!("CARGO_BIN_EXE_metamcp");
    format!(
        "servers:\n  demo: {{ command: '{binary}', args: [demo-server], env: {{ TOKEN: '${{TOKEN}}' }} }}\n\
         namespaces:\n  dev: {{ servers: [{{ name: demo, tools: {{ {tools} }} }}] }}\n\
         endpoints:\n  dev: {{ namespace: dev }}\n\
         api_keys:\n  given: {{ key: {KEY} }}\n  made: {{}}\n"
    )
}

async fn apply(data: &Path, file: &Path, more: &[&str]) -> std::process::Output {
    let args = [&["apply", "-f", file.to_str().expect("UTF-8")], more].concat();
    command(data)
        .args(args)
        .env("TOKEN", "planted-secret")
        .output()
        .await
        .expect("runs")
}

#[tokio::test]
async fn applying_twice_changes_nothing_and_exports_without_secrets() {
    let data = TempDir::new().expect("a directory");
    let file = declare(data.path(), &demo(""));
    let planned = stdout(&apply(data.path(), &file, &["--dry-run"]).await);
    assert!(planned.contains("demo"), "{planned}");
    let first = apply(data.path(), &file, &[]).await;
    assert!(first.status.success(), "{}", stderr(&first));
    assert_eq!(
        stdout(&first).matches("sk_mt_").count(),
        1,
        "only the made key is shown: {}",
        stdout(&first)
    );
    assert_eq!(
        stdout(&apply(data.path(), &file, &[]).await).trim(),
        "nothing to change"
    );

    let exported = stdout(&run(data.path(), &["export"]).await);
    assert!(exported.contains("TOKEN: ${TOKEN}"), "{exported}");
    assert!(
        !exported.contains("planted-secret") && !exported.contains("sk_mt_"),
        "{exported}"
    );
    let round_trip = declare(data.path(), &exported);
    assert_eq!(
        stdout(&apply(data.path(), &round_trip, &[]).await).trim(),
        "nothing to change"
    );
}

#[tokio::test]
async fn a_running_gateway_follows_at_once() {
    let data = TempDir::new().expect("a directory");
    let served = Served::start(data.path()).await;
    let url = format!("{}/metamcp/dev/mcp", served.base);
    assert_eq!(status_of(&url).await, StatusCode::NOT_FOUND);
    let applied = apply(data.path(), &declare(data.path(), &demo("")), &[]).await;
    assert!(applied.status.success(), "{}", stderr(&applied));
    tokio::time::timeout(PATIENCE, async {
        while status_of(&url).await != StatusCode::OK {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the endpoint appears");
    assert!(served.terminate().await.success());
}

async fn status_of(url: &str) -> StatusCode {
    server::startup::install_tls();
    let initialize = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
    let request = reqwest::Client::builder()
        .build()
        .expect("a client")
        .post(url)
        .bearer_auth(KEY)
        .body(initialize);
    let headers = [
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
    ];
    headers
        .into_iter()
        .fold(request, |r, (n, v)| r.header(n, v))
        .send()
        .await
        .expect("an answer")
        .status()
}

#[tokio::test]
async fn a_file_that_does_not_fit_changes_nothing() {
    let data = TempDir::new().expect("a directory");
    for (text, told) in [
        ("servers: { a: { comand: x } }", "comand"),
        ("servers: { a__b: { command: x } }", "underscore"),
        ("servers: { a: {} }", "command"),
        ("endpoints: { dev: { namespace: nowhere } }", "nowhere"),
        (
            "servers: { a: { command: x, env: { T: '${NOT_SET}' } } }",
            "NOT_SET",
        ),
        ("servers: [", "does not fit"),
        (
            "servers: { good: { command: x } }\nnamespaces: { n: { servers: [missing] } }",
            "missing",
        ),
    ] {
        let output = apply(data.path(), &declare(data.path(), text), &[]).await;
        assert!(!output.status.success(), "{text}");
        assert!(stderr(&output).contains(told), "{text}\n{}", stderr(&output));
    }
    assert_eq!(stdout(&run(data.path(), &["export"]).await).trim(), "{}");
}
