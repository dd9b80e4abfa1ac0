//! `metamcp conformance` as people and pipelines start it.

use std::future::IntoFuture;

use axum::{Json, Router, routing::any};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::support::{
    app::TestApp,
    binary::{command, run, stderr, stdout},
};

const KEY: &str = "sk_mt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

#[tokio::test]
async fn an_endpoint_of_ours_is_good_over_http() {
    let (app, data) = (TestApp::new().await, TempDir::new().expect("a directory"));
    app.apply(json!({
        "servers": { "demo": { "command": env!("CARGO_BIN_EXE_metamcp"), "args": ["demo-server"] } },
        "namespaces": { "dev": { "servers": ["demo"] } },
        "endpoints": { "dev": { "namespace": "dev", "auth": "api_key_or_oauth" } },
        "api_keys": { "ci": { "key": KEY } },
    }))
    .await;
    let url = format!("{}/metamcp/dev/mcp", app.base);
    let output = command(data.path())
        .args(["conformance", &url, "--key-env", "DEV_KEY"])
        .env("DEV_KEY", KEY)
        .output()
        .await
        .expect("runs");
    let told = stdout(&output);
    assert!(output.status.success(), "{told}\n{}", stderr(&output));
    assert!(
        told.contains("good  Clients find where access tokens come from"),
        "{told}"
    );
    assert!(told.contains(" 0 bad"), "{told}");

    let output = command(data.path())
        .args(["conformance", &url, "--json"])
        .env("METAMCP_API_KEY", KEY)
        .output()
        .await
        .expect("runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["count"]["bad"], 0, "{report}");
    assert!(!stdout(&output).contains(KEY));

    // Without the key nothing but the door can be seen.
    let output = run(data.path(), &["conformance", &url]).await;
    assert!(!output.status.success());
    assert!(
        stdout(&output).contains("BAD   A session begins"),
        "{}",
        stdout(&output)
    );
    app.stop().await;
}

#[tokio::test]
async fn a_server_that_is_wrong_is_told_with_what_came_back() {
    let data = TempDir::new().expect("a directory");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/mcp", listener.local_addr().expect("an address"));
    let always = Router::new().fallback(any(|| async { Json(json!({ "hello": "world" })) }));
    let arguments = ["conformance", &*url];
    let output = tokio::select! {
        output = run(data.path(), &arguments) => output,
        ended = axum::serve(listener, always).into_future() => panic!("{ended:?}"),
    };
    let told = stdout(&output);
    assert!(!output.status.success());
    assert!(told.contains("BAD   A session begins"), "{told}");
    assert!(told.contains(r#"{"hello":"world"}"#), "{told}");
    assert!(stderr(&output).contains("checks are bad"), "{}", stderr(&output));
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let data = TempDir::new().expect("a directory");
    let cases = [
        (&["conformance", "nowhere"][..], "is not a URL such as"),
        (
            &["conformance", "http://127.0.0.1:9/mcp", "--key-env", "NO_KEY"],
            "NO_KEY is not set",
        ),
    ];
    for (arguments, told) in cases {
        let output = run(data.path(), arguments).await;
        assert!(!output.status.success());
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
    let output = command(data.path())
        .args(["conformance", "http://127.0.0.1:9/mcp", "--official"])
        .env("PATH", data.path())
        .output()
        .await
        .expect("runs");
    assert!(!output.status.success());
    assert!(
        stderr(&output).contains("the official suite needs Node.js 22 or newer"),
        "{}",
        stderr(&output)
    );
}
