//! Several processes over one database.

use http::StatusCode;
use model::{ApiKeyInput, Visibility};
use service::{Caller, Changed};
use store::testing::TestDatabase;

use crate::support::{Installation, changed, endpoint, initialize_status, namespace, remote};

#[tokio::test]
async fn a_change_by_another_process_is_effective_without_being_asked_for() {
    let installation = Installation::new().await;
    let other = installation.second(None).await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let mut changes = other.services.changes();
    let space = services
        .namespaces()
        .create(&ada, namespace("dev", &[], Visibility::Private))
        .await
        .expect("created");
    let key = services
        .api_keys()
        .create(
            &ada,
            ApiKeyInput {
                name: "k".to_owned(),
                visibility: Visibility::Private,
                ..ApiKeyInput::default()
            },
        )
        .await
        .expect("made")
        .key;
    services
        .endpoints()
        .create(&ada, endpoint("dev", space.id, Visibility::Private))
        .await
        .expect("created");
    // The namespace is news of the endpoints too, and may arrive before the endpoint is there.
    while initialize_status(&other.gateway, "dev", Some(&key)).await != StatusCode::OK {
        changed(&mut changes, Changed::Endpoints).await;
    }
}

#[tokio::test]
async fn pages_learn_the_nouns_that_changed_and_no_others() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    services.servers().list(&ada).await.expect("known");
    let mut changes = services.changes();
    services
        .api_keys()
        .create(
            &ada,
            ApiKeyInput {
                name: "k".to_owned(),
                visibility: Visibility::Private,
                ..ApiKeyInput::default()
            },
        )
        .await
        .expect("made");
    assert_eq!(changes.recv().await, Ok(Changed::ApiKeys));
    services
        .namespaces()
        .create(&ada, namespace("dev", &[], Visibility::Private))
        .await
        .expect("created");
    let mut told = Vec::new();
    while let Ok(noun) = changes.try_recv() {
        told.push(noun.as_str());
    }
    assert_eq!(told, ["servers", "namespaces", "endpoints"]);
}

store::db_tests!(writers_of_two_processes_do_not_lose_each_others_changes);

async fn writers_of_two_processes_do_not_lose_each_others_changes(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let other = installation.second(None).await;
    let ada = installation.admin().await;
    let write = |services: service::Services, process: usize, ada: Caller| async move {
        for n in 0..10 {
            services
                .servers()
                .create(&ada, remote(&format!("s{process}-{n}"), Visibility::Private))
                .await
                .expect("created");
        }
    };
    let writers = vec![
        write(installation.services.clone(), 0, ada.clone()),
        write(installation.services.clone(), 1, ada.clone()),
        write(other.services.clone(), 2, ada.clone()),
    ];
    futures::future::join_all(writers).await;
    assert_eq!(
        other.services.servers().list(&ada).await.expect("lists").len(),
        30
    );
    assert_eq!(
        installation
            .services
            .servers()
            .list(&ada)
            .await
            .expect("lists")
            .len(),
        30
    );
}
