//! Sessions of clients outlive the process that they began in.

use http::StatusCode;
use model::{ApiKeyInput, EndpointId, Visibility};
use serde_json::json;
use store::testing::TestDatabase;

use crate::support::{Client, Installation, PATIENCE, endpoint, namespace};

store::db_tests!(
    a_session_goes_on_after_a_restart,
    a_session_that_ended_does_not_come_back,
    a_client_keeps_its_session_while_the_database_is_away,
);

/// An endpoint without servers, and a key for it.
async fn furnished(database: TestDatabase) -> (Installation, EndpointId, String) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    let services = &installation.services;
    let space = services
        .namespaces()
        .create(&ada, namespace("dev", &[], Visibility::Private))
        .await
        .expect("created");
    let endpoint = services
        .endpoints()
        .create(&ada, endpoint("dev", space.id, Visibility::Private))
        .await
        .expect("created");
    let input = ApiKeyInput {
        name: "k".to_owned(),
        visibility: Visibility::Private,
    };
    let key = services.api_keys().create(&ada, input).await.expect("made").key;
    (installation, endpoint.id, key)
}

/// A file has one process that serves.
#[tokio::test]
async fn a_session_goes_on_in_another_replica_at_once() {
    let (one, _, key) = furnished(store::testing::postgres().await).await;
    let other = one.second(None).await;
    for _ in 0..20 {
        let client = Client::connect(&one.gateway, "dev", &key).await;
        assert_eq!(client.at(&other.gateway).status("ping").await, StatusCode::OK);
    }
}

async fn a_session_goes_on_after_a_restart(database: TestDatabase) {
    let (before, endpoint_id, key) = furnished(database).await;
    let client = Client::connect(&before.gateway, "dev", &key).await;
    client.ask("logging/setLevel", json!({"level": "error"})).await;
    before.end().await;
    let after = before.second(None).await;
    let client = client.at(&after.gateway);
    assert_eq!(client.status("ping").await, StatusCode::OK);
    assert_eq!(after.gateway.sessions(endpoint_id), 1);
}

async fn a_session_that_ended_does_not_come_back(database: TestDatabase) {
    let (before, _, key) = furnished(database).await;
    let [ended, kept] = [
        Client::connect(&before.gateway, "dev", &key).await,
        Client::connect(&before.gateway, "dev", &key).await,
    ];
    assert_eq!(ended.end().await, StatusCode::NO_CONTENT);
    before.end().await;
    let after = before.second(None).await;
    assert_eq!(
        ended.at(&after.gateway).status("ping").await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(kept.at(&after.gateway).status("ping").await, StatusCode::OK);
}

async fn a_client_keeps_its_session_while_the_database_is_away(database: TestDatabase) {
    let (before, _, key) = furnished(database).await;
    let client = Client::connect(&before.gateway, "dev", &key).await;
    before.end().await;
    let after = before.second(None).await;
    after.close_store().await;
    let client = client.at(&after.gateway);
    let status = tokio::time::timeout(PATIENCE, client.status("ping")).await;
    assert_eq!(status.expect("an answer"), StatusCode::SERVICE_UNAVAILABLE);
}
