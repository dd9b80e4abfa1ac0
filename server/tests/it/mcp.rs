//! The whole way: an official client, the router, the gateway, a real child process.

use model::CallOutcome;
use rmcp::{
    ServiceExt,
    model::{CallToolRequestParams, ClientConfig},
    transport::{StreamableHttpClientTransport, streamable_http_client::StreamableHttpClientTransportConfig},
};
use serde_json::json;
use service::Caller;

use crate::support::app::TestApp;

const KEY: &str = "sk_mt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

#[tokio::test]
async fn an_official_client_lists_and_calls_tools_of_a_child_process() {
    let app = TestApp::new().await;
    app.apply(json!({
        "servers": { "demo": { "command": env!("CARGO_BIN_EXE_metamcp"), "args": ["demo-server"] } },
        "namespaces": { "dev": { "servers": [{ "name": "demo", "tools": { "fail": false } }] } },
        "endpoints": { "dev": { "namespace": "dev" } },
        "api_keys": { "ci": { "key": KEY } },
    }))
    .await;
    let config = StreamableHttpClientTransportConfig::with_uri(format!("{}/metamcp/dev/mcp", app.base))
        .auth_header(KEY);
    let client = ClientConfig::default()
        .serve(StreamableHttpClientTransport::from_config(config))
        .await
        .expect("initializes");
    let tools = client.list_all_tools().await.expect("lists");
    let names: Vec<_> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    assert!(
        names.contains(&"demo__echo") && !names.contains(&"demo__fail"),
        "{names:?}"
    );

    let arguments = json!({ "message": "hello" })
        .as_object()
        .cloned()
        .expect("an object");
    let result = client
        .call_tool(CallToolRequestParams::new("demo__echo").with_arguments(arguments))
        .await
        .expect("calls");
    assert!(
        serde_json::to_string(&result.content)
            .expect("JSON")
            .contains("hello")
    );
    let refused = client.call_tool(CallToolRequestParams::new("demo__fail")).await;
    assert!(refused.is_err(), "a switched-off tool cannot be called");

    let calls = app
        .services
        .calls()
        .recent(&Caller::system(), 10)
        .await
        .expect("reads");
    // What somebody tried is written down too.
    let known: Vec<_> = calls.iter().map(|it| (it.tool.as_str(), it.outcome)).collect();
    assert_eq!(
        known,
        [
            ("demo__fail", CallOutcome::Error),
            ("demo__echo", CallOutcome::Ok)
        ]
    );
    client.cancel().await.expect("ends");
    app.stop().await;
}
