//! An MCP server over HTTP that tells what it was sent in everything that it says.

use axum::{
    Json, Router,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

/// Ended when dropped.
pub(super) struct Remote {
    pub(super) url: String,
    _serving: JoinSet<()>,
}

impl Remote {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/mcp", listener.local_addr().expect("bound"));
        let routes = Router::new().route("/mcp", post(answer));
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, routes).await.expect("serves") });
        Self {
            url,
            _serving: serving,
        }
    }
}

async fn answer(headers: HeaderMap, Json(request): Json<Value>) -> Response {
    let Some(id) = request.get("id") else {
        return StatusCode::ACCEPTED.into_response();
    };
    let told = format!("harmless words, {:?} of {headers:?}", request["params"]);
    let tool = |name: &str| json!({ "name": name, "inputSchema": { "type": "object" } });
    let result = match (request["method"].as_str(), request["params"]["name"].as_str()) {
        (Some("initialize"), _) => json!({
            "protocolVersion": "2025-11-25",
            "capabilities": { "tools": {} },
            "serverInfo": { "name": "remote", "version": "1" },
        }),
        (Some("tools/list"), _) => json!({ "tools": [tool("say"), tool("fail")] }),
        (Some("tools/call"), Some("fail")) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, told).into_response();
        }
        (Some("tools/call"), _) => json!({ "content": [{ "type": "text", "text": told }] }),
        (Some("server/discover"), _) => return StatusCode::NOT_FOUND.into_response(),
        _ => json!({}),
    };
    Json(json!({ "jsonrpc": "2.0", "id": id, "result": result })).into_response()
}
