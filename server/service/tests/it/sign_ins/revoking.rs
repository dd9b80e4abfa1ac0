//! What is forgotten here is taken back where it was issued.

use model::{OauthInput, ServerInput, Visibility};
use testkit::sign_in::SignInServer;

use super::scene::{Scene, until};
use crate::support::remote;

#[tokio::test]
async fn a_disconnected_server_takes_its_tokens_back() {
    let scene = Scene::new("person").await;
    let bob = scene.installation.member().await;
    scene.connect(&scene.ada, "ada").await;
    scene.connect(&bob, "bob").await;
    assert_eq!(scene.upstream.good_tokens(), 4);
    let sign_ins = scene.installation.services.sign_ins();
    sign_ins.disconnect(&bob, scene.server).await.expect("his");
    until("taken back", async || scene.upstream.good_tokens() == 2).await;
    let client = scene.client(&scene.ada).await;
    assert!(
        super::scene::is_result(&client.call("files__echo").await),
        "hers are good"
    );
}

#[tokio::test]
async fn a_deleted_server_leaves_nothing_of_anybody() {
    let scene = Scene::new("person").await;
    let bob = scene.installation.member().await;
    scene.connect(&scene.ada, "ada").await;
    scene.connect(&bob, "bob").await;
    let servers = scene.installation.services.servers();
    servers.delete(&scene.ada, scene.server).await.expect("hers");
    until("taken back", async || scene.upstream.good_tokens() == 0).await;
}

#[tokio::test]
async fn a_server_that_moves_leaves_nothing_at_its_old_authorization_server() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    // At the same one, the new tokens might go with the old ones.
    scene.connect(&scene.ada, "ada").await;
    assert_eq!(scene.upstream.good_tokens(), 4);

    let elsewhere = SignInServer::start().await.expect("a free port");
    let services = &scene.installation.services;
    let known = services
        .servers()
        .get(&scene.ada, scene.server)
        .await
        .expect("there");
    let moved = ServerInput {
        url: elsewhere.url(),
        oauth: OauthInput {
            sharing: "shared".to_owned(),
            ..OauthInput::default()
        },
        version: known.version,
        ..remote("files", Visibility::Public)
    };
    let updated = services.servers().update(&scene.ada, scene.server, moved).await;
    updated.expect("changed");
    let url = services
        .sign_ins()
        .connect(&scene.ada, scene.server)
        .await
        .expect("a way");
    let query = elsewhere.agree(&url, "ada").expect("a sound request");
    services
        .sign_ins()
        .finish(&scene.ada, &query)
        .await
        .expect("connected");
    until("taken back", async || scene.upstream.good_tokens() == 2).await;
    assert_eq!(elsewhere.good_tokens(), 2);
}

#[tokio::test]
async fn nobody_waits_for_an_authorization_server_that_is_gone() {
    let mut scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    scene.upstream = SignInServer::start().await.expect("a free port");
    let sign_ins = scene.installation.services.sign_ins();
    sign_ins
        .disconnect(&scene.ada, scene.server)
        .await
        .expect("disconnected");
    assert_eq!(scene.grant(&scene.ada).await, None);
}
