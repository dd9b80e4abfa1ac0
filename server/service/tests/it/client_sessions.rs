//! Sessions of clients outlive the process that they began in.

use http::StatusCode;
use model::{ApiKeyInput, EndpointId, Visibility};
use serde_json::json;
use service::{Caller, Changed};
use store::testing::TestDatabase;

use crate::support::{Client, Installation, PATIENCE, changed, endpoint, namespace};

store::db_tests!(
    a_session_goes_on_after_a_restart,
    a_session_that_ended_does_not_come_back,
    a_client_keeps_its_session_while_the_database_is_away,
);

/// An endpoint `dev` without servers, and a key for it.
struct Furnished {
    installation: Installation,
    ada: Caller,
    endpoint_id: EndpointId,
    key: String,
}

async fn furnished(database: TestDatabase) -> Furnished {
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
        ..ApiKeyInput::default()
    };
    let key = services.api_keys().create(&ada, input).await.expect("made").key;
    Furnished {
        installation,
        ada,
        endpoint_id: endpoint.id,
        key,
    }
}

/// A file has one process that serves.
#[tokio::test]
async fn a_session_goes_on_in_another_replica_at_once() {
    let Furnished {
        installation: one,
        key,
        ..
    } = furnished(store::testing::postgres().await).await;
    let other = one.second(None).await;
    for _ in 0..20 {
        let client = Client::connect(&one.gateway, "dev", &key).await;
        assert_eq!(client.at(&other.gateway).status("ping").await, StatusCode::OK);
    }
}

async fn a_session_goes_on_after_a_restart(database: TestDatabase) {
    let Furnished {
        installation: before,
        endpoint_id,
        key,
        ..
    } = furnished(database).await;
    let client = Client::connect(&before.gateway, "dev", &key).await;
    client.ask("logging/setLevel", json!({"level": "error"})).await;
    before.end().await;
    let after = before.second(None).await;
    let client = client.at(&after.gateway);
    assert_eq!(client.status("ping").await, StatusCode::OK);
    assert_eq!(after.gateway.sessions(endpoint_id), 1);
}

async fn a_session_that_ended_does_not_come_back(database: TestDatabase) {
    let Furnished {
        installation: before,
        key,
        ..
    } = furnished(database).await;
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
    let Furnished {
        installation: before,
        key,
        ..
    } = furnished(database).await;
    let client = Client::connect(&before.gateway, "dev", &key).await;
    before.end().await;
    let after = before.second(None).await;
    after.close_store().await;
    let client = client.at(&after.gateway);
    let status = tokio::time::timeout(PATIENCE, client.status("ping")).await;
    assert_eq!(status.expect("an answer"), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn sessions_are_listed_with_their_holders_and_disconnected() {
    let Furnished {
        installation,
        ada,
        endpoint_id: id,
        key,
    } = furnished(store::testing::sqlite().await).await;
    let endpoints = installation.services.endpoints();
    let client = Client::connect(&installation.gateway, "dev", &key).await;
    let mut changes = installation.services.changes();
    let listed = endpoints.sessions(&ada, id).await.expect("listed");
    let [session] = &listed.sessions[..] else {
        panic!("{listed:?}")
    };
    assert_eq!(session.client, "test 1");
    assert_eq!(session.holder.as_deref(), Some(&*ada.name));
    endpoints
        .disconnect(&ada, id, &session.handle)
        .await
        .expect("ended");
    assert_eq!(client.status("ping").await, StatusCode::NOT_FOUND);
    changed(&mut changes, Changed::Endpoints).await;
    endpoints
        .disconnect(&ada, id, &session.handle)
        .await
        .expect("gone is gone");
}

#[tokio::test]
async fn a_page_lists_some_sessions_and_counts_the_others() {
    let Furnished {
        installation,
        ada,
        endpoint_id: id,
        key,
    } = furnished(store::testing::sqlite().await).await;
    for _ in 0..53 {
        Client::connect(&installation.gateway, "dev", &key).await;
    }
    let listed = installation.services.endpoints().sessions(&ada, id).await;
    let listed = listed.expect("listed");
    assert_eq!((listed.sessions.len(), listed.more), (50, 3));
}

#[tokio::test]
async fn a_session_that_ends_in_one_replica_ends_in_all() {
    let Furnished {
        installation: one,
        endpoint_id: id,
        key,
        ..
    } = furnished(store::testing::postgres().await).await;
    let other = one.second(None).await;
    let client = Client::connect(&one.gateway, "dev", &key).await;
    let there = client.at(&other.gateway);
    assert_eq!(there.status("ping").await, StatusCode::OK);
    let mut changes = one.services.changes();
    assert_eq!(there.end().await, StatusCode::NO_CONTENT);
    while one.gateway.sessions(id) > 0 {
        changed(&mut changes, Changed::Endpoints).await;
    }
    assert_eq!(client.status("ping").await, StatusCode::NOT_FOUND);
}
