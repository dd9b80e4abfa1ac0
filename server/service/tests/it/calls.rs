//! The list of calls.

use model::{ApiKeyInput, CallOutcome, Visibility};
use service::Changed;

use crate::support::{Client, Installation, changed, endpoint, namespace, stdio};

#[tokio::test]
async fn calls_are_listed_for_those_who_see_the_endpoint() {
    let installation = Installation::new().await;
    let (services, ada, bob) = (
        &installation.services,
        installation.admin().await,
        installation.member().await,
    );
    let eve = installation.person("eve", model::Role::Viewer).await;
    let script = installation.script("clock", &["now"]);
    let server = services
        .servers()
        .create(&ada, stdio("clock", &script.command_line(), Visibility::Public))
        .await
        .expect("created")
        .id;
    services.servers().refresh(&ada, server).await.expect("answers");
    let space = services
        .namespaces()
        .create(&bob, namespace("bobs", &[server], Visibility::Private))
        .await
        .expect("created")
        .id;
    let view = services
        .endpoints()
        .create(&bob, endpoint("bobs", space, Visibility::Private))
        .await
        .expect("created");
    let key = services
        .api_keys()
        .create(
            &bob,
            ApiKeyInput {
                name: "k".to_owned(),
                visibility: Visibility::Private,
                ..ApiKeyInput::default()
            },
        )
        .await
        .expect("made")
        .key;
    let mut changes = services.changes();
    let client = Client::connect(&installation.gateway, "bobs", &key).await;
    client.call("clock__now").await;
    changed(&mut changes, Changed::Calls).await;

    for caller in [&ada, &bob] {
        let calls = services.calls().recent(caller, 10).await.expect("listed");
        assert_eq!(
            (calls.len(), calls[0].tool.as_str(), calls[0].endpoint.as_str()),
            (1, "clock__now", "bobs")
        );
        assert_eq!(
            (calls[0].outcome, calls[0].client.as_str()),
            (CallOutcome::Ok, "test 1")
        );
    }
    assert!(
        services
            .calls()
            .recent(&eve, 10)
            .await
            .expect("listed")
            .is_empty()
    );
    assert!(services.calls().recent(&ada, 0).await.expect("listed").is_empty());

    services.endpoints().delete(&bob, view.id).await.expect("deleted");
    assert!(
        services
            .calls()
            .recent(&bob, 10)
            .await
            .expect("listed")
            .is_empty()
    );
    assert_eq!(services.calls().recent(&ada, 10).await.expect("listed").len(), 1);
}
