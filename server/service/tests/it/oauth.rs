//! People let clients act for them, and attackers try to be one of the two.

mod asking;
mod ends;
mod flow;
mod issuers;
mod registration;
mod tokens;

use std::time::Duration;

use http::StatusCode;
use store::testing::TestDatabase;

use self::flow::{World, exchange, request};
use crate::support::{Client, initialize_status};

store::db_tests!(a_client_gets_in_where_a_person_let_it_in);

const ISSUER: &str = "https://mcp.example.com";

async fn a_client_gets_in_where_a_person_let_it_in(database: TestDatabase) {
    let world = World::new(database).await;
    let client = world.client().await;
    let reply = world.allow(&world.ada, &request(&client)).await;
    assert_eq!(reply.need("state"), "a state&more");
    assert_eq!(reply.need("iss"), ISSUER);
    let answer = world
        .token(&exchange(&client, &reply.need("code")))
        .await
        .expect("a token");
    assert_eq!((answer.token_type, answer.expires_in), ("Bearer", 3600));
    assert_eq!(answer.scope, "mcp");

    let gateway = &world.installation.gateway;
    let session = Client::connect(gateway, "dev", &answer.access_token).await;
    assert!(session.tools().await.is_empty());
    assert_eq!(
        initialize_status(gateway, "other", Some(&answer.access_token)).await,
        StatusCode::UNAUTHORIZED,
        "a token is for one endpoint"
    );
    let views = world.installation.services.oauth().connected(&world.ada).await;
    let views = views.expect("a list");
    assert_eq!((views.len(), views[0].client.as_str()), (1, "Editor"));
    assert_eq!(
        (views[0].endpoint.as_str(), views[0].endpoint_id),
        ("dev", world.dev)
    );
    world.installation.clock.advance(Duration::from_hours(1));
    assert_eq!(
        session.status("tools/list").await,
        StatusCode::UNAUTHORIZED,
        "too old"
    );
}
