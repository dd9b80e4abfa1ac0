//! When the connection of a client is over.

use std::time::Duration;

use http::StatusCode;
use model::{EndpointAuth, EndpointInput};
use service::{Authorize, Error};
use store::testing::TestDatabase;

use super::flow::{World, request};
use crate::support::{Client, initialize_status};

store::db_tests!(
    a_person_disconnects_a_client,
    a_token_ends_with_what_it_was_allowed_by,
    what_is_over_is_deleted,
);

async fn a_person_disconnects_a_client(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, answer) = world.connect().await;
    let gateway = &world.installation.gateway;
    let session = Client::connect(gateway, "dev", &answer.access_token).await;
    assert_eq!(gateway.sessions(world.dev), 1);
    let oauth = world.installation.services.oauth();
    let id = world.connections().await[0];
    let bob = world.installation.member().await;
    assert!(matches!(oauth.disconnect(&bob, id).await, Err(Error::NotFound)));
    oauth.disconnect(&world.ada, id).await.expect("disconnected");
    assert_eq!(gateway.sessions(world.dev), 0);
    assert_eq!(session.status("tools/list").await, StatusCode::UNAUTHORIZED);
    assert!(world.refresh(&client, &answer.refresh_token).await.is_err());
    let outcome = world.authorize(Some(&world.ada), &request(&client)).await;
    assert!(matches!(outcome, Authorize::Ask(_)), "asked anew: {outcome:?}");
}

async fn a_token_ends_with_what_it_was_allowed_by(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, answer) = world.connect().await;
    let services = &world.installation.services;
    let view = services
        .endpoints()
        .get(&world.ada, world.dev)
        .await
        .expect("there");
    let keys_only = EndpointInput {
        auth: EndpointAuth::ApiKey,
        ..view.to_input()
    };
    services
        .endpoints()
        .update(&world.ada, world.dev, keys_only)
        .await
        .expect("changed");
    let status = initialize_status(&world.installation.gateway, "dev", Some(&answer.access_token)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(world.refresh(&client, &answer.refresh_token).await.is_err());
    services
        .endpoints()
        .delete(&world.ada, world.dev)
        .await
        .expect("deleted");
    assert!(world.connections().await.is_empty());
}

async fn what_is_over_is_deleted(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, _) = world.connect().await;
    let unused = world.client().await;
    world.installation.clock.advance(Duration::from_hours(25));
    world
        .installation
        .services
        .oauth()
        .delete_expired()
        .await
        .expect("deleted");
    let known = async |client: &str| {
        let clients = world.installation.database.oauth_clients();
        clients.find_by_client_id(client).await.expect("reads").is_some()
    };
    assert!(known(&client).await && !known(&unused).await);
    world.installation.clock.advance(Duration::from_hours(30 * 24));
    world
        .installation
        .services
        .oauth()
        .delete_expired()
        .await
        .expect("deleted");
    assert!(world.connections().await.is_empty());
    assert!(!known(&client).await);
}
