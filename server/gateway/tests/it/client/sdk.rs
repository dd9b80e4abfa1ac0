//! The official Rust SDK as client.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use gateway::GatewayOptions;
use model::EndpointAuth;
use rmcp::{
    ClientHandler, RoleClient, ServiceExt,
    model::{CallToolRequestParams, ProgressNotificationParam},
    service::NotificationContext,
    transport::{StreamableHttpClientTransport, streamable_http_client::StreamableHttpClientTransportConfig},
};
use serde_json::json;
use tokio::{
    sync::{Notify, watch},
    time::timeout,
};

use super::{fake::Fake, rig::Rig};

const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, Default)]
struct Listener {
    changes: Arc<AtomicUsize>,
    changed: Arc<Notify>,
    progress: Arc<watch::Sender<Vec<f64>>>,
}

impl ClientHandler for Listener {
    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.changed.notify_one();
    }

    async fn on_progress(&self, params: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.progress.send_modify(|seen| seen.push(params.progress));
    }
}

#[tokio::test]
async fn the_official_client_lists_calls_and_hears_of_changes() {
    let fake = Fake::start(&["echo", "fail", "progress"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "keyed", &[1], EndpointAuth::ApiKey, None);
    rig.add_key(1, None);
    rig.apply();
    // From here on the list does not change. (This also installs the TLS provider that every client needs.)
    rig.caller("keyed").with_key(1).begin().await.tools().await;
    let listener = Listener::default();
    let config = StreamableHttpClientTransportConfig::with_uri(rig.url("keyed")).auth_header("sk_1");
    let client = listener
        .clone()
        .serve(StreamableHttpClientTransport::from_config(config))
        .await
        .unwrap();

    let server = client.peer_info().unwrap();
    assert_eq!(server.server_info.as_ref().unwrap().name, "metamcp-keyed");
    let names: Vec<_> = client
        .list_all_tools()
        .await
        .unwrap()
        .into_iter()
        .map(|tool| tool.name)
        .collect();
    assert_eq!(names, ["fake__echo", "fake__fail", "fake__progress"]);
    let arguments = json!({"text": "hello"}).as_object().unwrap().clone();
    let result = client
        .call_tool(CallToolRequestParams::new("fake__echo").with_arguments(arguments))
        .await
        .unwrap();
    assert_eq!(result.content[0].as_text().unwrap().text, "{\"text\":\"hello\"}");
    let failed = client
        .call_tool(CallToolRequestParams::new("fake__fail"))
        .await
        .unwrap();
    assert_eq!(failed.is_error, Some(true));
    assert!(
        client
            .call_tool(CallToolRequestParams::new("fake__nothing"))
            .await
            .is_err()
    );

    // It sends a progress token with every call.
    client
        .call_tool(CallToolRequestParams::new("fake__progress"))
        .await
        .unwrap();
    let mut progress = listener.progress.subscribe();
    let seen = timeout(PATIENCE, progress.wait_for(|seen| seen.len() == 3))
        .await
        .unwrap()
        .unwrap()
        .clone();
    // It delivers notifications in tasks of their own, in any order.
    assert!([1.0, 2.0, 3.0].iter().all(|step| seen.contains(step)), "{seen:?}");

    rig.member(0).disabled_tools.push("progress".to_owned());
    rig.apply();
    timeout(PATIENCE, listener.changed.notified()).await.unwrap();
    assert_eq!(client.list_all_tools().await.unwrap().len(), 2);
    assert_eq!(listener.changes.load(Ordering::SeqCst), 1);
    client.cancel().await.unwrap();
}
