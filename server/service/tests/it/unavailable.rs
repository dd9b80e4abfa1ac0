//! A database that cannot be used.

use http::StatusCode;
use model::{ApiKeyInput, LoginInput, Visibility};
use service::Error;

use crate::support::{Installation, endpoint, initialize_status, namespace, remote};

#[tokio::test]
async fn without_a_database_people_learn_what_to_do_and_clients_go_on() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let space = services
        .namespaces()
        .create(&ada, namespace("dev", &[], Visibility::Private))
        .await
        .expect("created");
    services
        .endpoints()
        .create(&ada, endpoint("dev", space.id, Visibility::Private))
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
    installation.close_store().await;

    let address = std::net::IpAddr::from([192, 0, 2, 1]);
    let login = LoginInput {
        email: "ada@example.com".to_owned(),
        password: "x".to_owned(),
        next: String::new(),
    };
    let errors = [
        services.servers().list(&ada).await.map(drop),
        services
            .servers()
            .create(&ada, remote("x", Visibility::Private))
            .await
            .map(drop),
        services.api_keys().list(&ada).await.map(drop),
        services.auth().login(login, address).await.map(drop),
        services.auth().caller(ada.user_id).await.map(drop),
        services.setup().status(true).await.map(drop),
        services.transfer().export(&ada).await.map(drop),
    ];
    for error in errors {
        let error = error.expect_err("no database");
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        assert!(error.to_string().contains("database"), "{error}");
    }
    assert_eq!(
        initialize_status(&installation.gateway, "dev", Some(&key)).await,
        StatusCode::OK
    );
    assert!(services.is_ready());
}

#[tokio::test]
async fn a_database_file_that_was_deleted_takes_no_changes() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    services.servers().list(&ada).await.expect("known");
    std::fs::remove_file(
        installation
            .database
            .url()
            .strip_prefix("sqlite://")
            .expect("a file"),
    )
    .expect("was there");
    let error = services
        .servers()
        .create(&ada, remote("x", Visibility::Private))
        .await
        .expect_err("nothing to write to");
    assert!(
        matches!(&error, Error::Unavailable(text) if text.contains("put it (or a backup) back")),
        "{error:?}"
    );
}
