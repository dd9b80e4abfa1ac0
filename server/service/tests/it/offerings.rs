//! What servers offer, over restarts.

use gateway::Event;
use model::{ApiKeyInput, ServerId, Visibility};
use service::{Caller, Changed};
use tokio::time::timeout;

use crate::support::{Client, Installation, PATIENCE, changed, endpoint, namespace, stdio};

/// A server `docs` behind the endpoint `dev`. Gives the server and a key.
async fn published(installation: &Installation, ada: &Caller, command_line: &str) -> (ServerId, String) {
    let services = &installation.services;
    let id = services
        .servers()
        .create(ada, stdio("docs", command_line, Visibility::Private))
        .await
        .expect("created")
        .id;
    let space = services
        .namespaces()
        .create(ada, namespace("dev", &[id], Visibility::Private))
        .await
        .expect("created");
    services
        .endpoints()
        .create(ada, endpoint("dev", space.id, Visibility::Private))
        .await
        .expect("created");
    let key = ApiKeyInput {
        name: "k".to_owned(),
        visibility: Visibility::Private,
        ..ApiKeyInput::default()
    };
    let key = services.api_keys().create(ada, key).await.expect("made").key;
    (id, key)
}

#[tokio::test]
async fn prompts_are_listed_before_their_server_is_up() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let script = installation.script("docs", &["search"]);
    script.set_prompts(&["summary", "review"]);
    let (id, key) = published(&installation, &ada, &script.command_line()).await;
    installation
        .services
        .servers()
        .refresh(&ada, id)
        .await
        .expect("answers");

    script.delete();
    let restarted = installation.second(None).await;
    let client = Client::connect(&restarted.gateway, "dev", &key).await;
    assert_eq!(client.prompts().await, ["docs__summary", "docs__review"]);
    assert_eq!(client.tools().await, ["docs__search"]);
    assert_eq!(restarted.gateway.status(id).attempts, 0, "nobody asked it");
}

#[tokio::test]
async fn what_is_learned_right_before_the_end_is_kept() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let script = installation.script("docs", &["search"]);
    let mut events = installation.gateway.events();
    let (_, key) = published(&installation, &ada, &script.command_line()).await;
    let listed = async { while !matches!(events.recv().await.expect("it runs"), Event::Offering { .. }) {} };
    timeout(PATIENCE, listed).await.expect("it is asked");
    installation.end().await;

    script.delete();
    let restarted = installation.second(None).await;
    let client = Client::connect(&restarted.gateway, "dev", &key).await;
    assert_eq!(client.tools().await, ["docs__search"]);
}

#[tokio::test]
async fn a_server_without_tools_is_known_too() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let script = installation.script("docs", &[]);
    script.set_prompts(&["summary"]);
    let (id, key) = published(&installation, &ada, &script.command_line()).await;
    installation
        .services
        .servers()
        .refresh(&ada, id)
        .await
        .expect("answers");

    script.delete();
    let restarted = installation.second(None).await;
    let client = Client::connect(&restarted.gateway, "dev", &key).await;
    assert_eq!(client.prompts().await, ["docs__summary"]);
    assert_eq!(restarted.gateway.status(id).attempts, 0, "nobody asked it");
}

/// Databases of the first version know the tools of a server and nothing else.
#[tokio::test]
async fn a_server_of_an_older_database_is_asked_again_and_its_tools_are_listed_meanwhile() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let script = installation.script("docs", &["search"]);
    script.delete();
    let (id, key) = published(&installation, &ada, &script.command_line()).await;
    installation.stop_watching();
    installation.store_tools(id, &["search"]).await;

    let script = installation.script("docs", &["search"]);
    script.set_prompts(&["summary"]);
    let restarted = installation.second(None).await;
    let mut changes = restarted.services.changes();
    let client = Client::connect(&restarted.gateway, "dev", &key).await;
    assert_eq!(client.tools().await, ["docs__search"]);
    let wait = async {
        while client.prompts().await.is_empty() {
            changed(&mut changes, Changed::Servers).await;
        }
    };
    timeout(PATIENCE, wait).await.expect("it is asked");
    assert_eq!(client.prompts().await, ["docs__summary"]);
    let stored = async {
        while installation
            .database
            .offerings()
            .find(id)
            .await
            .expect("reads")
            .is_none()
        {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, stored).await.expect("it is stored");
}

#[tokio::test]
async fn what_is_stored_already_is_not_stored_again() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let script = installation.script("docs", &["search"]);
    script.set_prompts(&["summary"]);
    let (id, _) = published(&installation, &ada, &script.command_line()).await;
    installation
        .services
        .servers()
        .refresh(&ada, id)
        .await
        .expect("answers");
    let revision = async || installation.database.revision().await.expect("reads");
    let servers = installation.services.servers();
    let before = revision().await;
    servers.refresh(&ada, id).await.expect("answers");
    assert_eq!(revision().await, before);

    script.set_tools(&["search", "open"]);
    script.set_prompts(&["review"]);
    servers.refresh(&ada, id).await.expect("answers");
    assert_eq!(revision().await, before + 1, "both at once");
    script.set_prompts(&["review", "summary"]);
    servers.refresh(&ada, id).await.expect("answers");
    assert_eq!(revision().await, before + 2);
}
