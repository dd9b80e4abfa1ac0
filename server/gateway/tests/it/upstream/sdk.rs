//! The official Rust SDK as server, over Streamable HTTP with sessions, and without.

use std::sync::Arc;

use axum::Router;
use rmcp::{
    ErrorData, Peer, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
        ListToolsResult, PaginatedRequestParams, ProgressNotificationParam, ServerCapabilities, ServerConfig,
        Tool,
    },
    service::RequestContext,
    transport::streamable_http_server::{
        StreamableHttpServerConfig, StreamableHttpService, session::local::LocalSessionManager,
    },
};
use serde_json::json;
use tokio::{net::TcpListener, sync::watch};

use super::rig::{Rig, eventually, next_tools, options, server_id, spec, url, user};

/// A server whose tools `count` (with progress) and `grow` (announces a change).
#[derive(Clone, Default)]
struct Server {
    peers: Arc<watch::Sender<Option<Peer<RoleServer>>>>,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_tool_list_changed()
            .build();
        ServerConfig::new(capabilities).with_server_info(Implementation::new("sdk", "3"))
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        self.peers.send_replace(Some(context.peer));
        Ok(ListToolsResult::with_all_items(vec![Tool::new(
            "progress",
            "Counts",
            Arc::default(),
        )]))
    }

    async fn call_tool(
        &self,
        _: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Some(token) = context.meta.get_progress_token() {
            for step in [1.0, 2.0, 3.0] {
                let progress = ProgressNotificationParam::new(token.clone(), step);
                let sent = context.peer.notify_progress(progress).await;
                sent.expect("the client listens");
            }
        }
        Ok(CallToolResult::success(vec![ContentBlock::text("counted")]).into())
    }
}

async fn start(server: Server, config: StreamableHttpServerConfig) -> String {
    let service = StreamableHttpService::new(
        move || Ok(server.clone()),
        Arc::<LocalSessionManager>::default(),
        config,
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/mcp", listener.local_addr().expect("an address"));
    let app = Router::new().nest_service("/mcp", service);
    #[expect(clippy::disallowed_methods, reason = "ends with the runtime of the test")]
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

#[tokio::test]
async fn the_official_server_answers_with_progress_and_announces_changes() {
    let server = Server::default();
    let peers = server.peers.clone();
    let url_of_server = start(server, StreamableHttpServerConfig::default()).await;
    let id = server_id();
    let rig = Rig::new(options(), spec(id, url(&url_of_server)));
    let mut events = rig.gateway.events();
    let body = rig.call_with_progress("progress", json!({})).await;
    let at = |text: &str| {
        body.find(text)
            .unwrap_or_else(|| panic!("{text} is missing in {body}"))
    };
    let steps = [
        at(r#""progress":1"#),
        at(r#""progress":2"#),
        at(r#""progress":3"#),
        at("counted"),
    ];
    assert!(steps.is_sorted(), "{body}");
    let status = rig.gateway.status(id);
    assert_eq!(status.protocol_version.as_deref(), Some("2025-11-25"));
    assert_eq!(status.server_info.as_deref(), Some("sdk 3"));

    assert_eq!(next_tools(&mut events).await, ["progress"]);
    let peer = eventually("the server's side", || peers.borrow().clone()).await;
    // Where a stream is not open yet, the SDK keeps the notification for it.
    peer.notify_tool_list_changed().await.expect("a session");
    assert_eq!(next_tools(&mut events).await, ["progress"]);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn the_official_server_without_sessions() {
    let mut config = StreamableHttpServerConfig::default();
    config.legacy_session_mode = false;
    config.json_response = true;
    let rig = Rig::new(
        options(),
        spec(server_id(), url(&start(Server::default(), config).await)),
    );
    assert_eq!(rig.text(user(1), "progress", json!({})).await, "counted");
    rig.gateway.shutdown().await;
}
