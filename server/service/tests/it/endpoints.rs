//! Endpoints.

use http::StatusCode;
use model::{ApiKeyInput, EndpointAuth, EndpointInput, Problem, Visibility};
use service::{Conflict, Error};

use crate::support::{Installation, endpoint, initialize_status, namespace};

#[tokio::test]
async fn what_is_published_can_be_called_at_once_and_what_is_deleted_cannot() {
    let installation = Installation::new().await;
    let (services, gateway, ada) = (
        &installation.services,
        &installation.gateway,
        installation.admin().await,
    );
    let space = services
        .namespaces()
        .create(&ada, namespace("dev", &[], Visibility::Private))
        .await
        .expect("created");
    let view = services
        .endpoints()
        .create(&ada, endpoint("dev", space.id, Visibility::Private))
        .await
        .expect("created");
    assert_eq!(view.url, "https://mcp.example.com/metamcp/dev/mcp");
    assert_eq!((view.namespace.as_str(), view.sessions), ("dev", 0));
    assert_eq!(
        initialize_status(gateway, "dev", None).await,
        StatusCode::UNAUTHORIZED
    );

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
        .expect("made");
    assert_eq!(
        initialize_status(gateway, "dev", Some(&key.key)).await,
        StatusCode::OK
    );
    assert_eq!(
        services
            .endpoints()
            .get(&ada, view.id)
            .await
            .expect("there")
            .sessions,
        1
    );

    let open = EndpointInput {
        auth: EndpointAuth::None,
        version: view.version,
        ..endpoint("open", space.id, Visibility::Private)
    };
    services
        .endpoints()
        .update(&ada, view.id, open)
        .await
        .expect("renamed");
    assert_eq!(
        initialize_status(gateway, "dev", None).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(initialize_status(gateway, "open", None).await, StatusCode::OK);
    services.endpoints().delete(&ada, view.id).await.expect("deleted");
    assert_eq!(
        initialize_status(gateway, "open", None).await,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn names_are_unique_in_the_whole_installation() {
    let installation = Installation::new().await;
    let (services, ada, bob) = (
        &installation.services,
        installation.admin().await,
        installation.member().await,
    );
    for (caller, is_first) in [(&ada, true), (&bob, false)] {
        let space = services
            .namespaces()
            .create(caller, namespace("dev", &[], Visibility::Private))
            .await
            .expect("created");
        let result = services
            .endpoints()
            .create(caller, endpoint("dev", space.id, Visibility::Private))
            .await;
        assert_eq!(result.is_ok(), is_first);
        if let Err(error) = result {
            assert!(matches!(error, Error::Invalid(errors) if errors.get("name") == [Problem::Taken]));
        }
    }
}

#[tokio::test]
async fn a_public_endpoint_publishes_public_namespaces_only() {
    let installation = Installation::new().await;
    let (services, ada, bob) = (
        &installation.services,
        installation.admin().await,
        installation.member().await,
    );
    let private = services
        .namespaces()
        .create(&ada, namespace("dev", &[], Visibility::Private))
        .await
        .expect("created");
    let problem = async |caller, visibility| match services
        .endpoints()
        .create(caller, endpoint("dev", private.id, visibility))
        .await
    {
        Err(Error::Invalid(errors)) => errors.get("namespace_id").to_vec(),
        other => panic!("{other:?}"),
    };
    let in_public = Problem::PrivateInPublic {
        what: "endpoint".to_owned(),
        name: "dev".to_owned(),
    };
    assert_eq!(problem(&ada, Visibility::Public).await, [in_public]);
    assert_eq!(
        problem(&bob, Visibility::Private).await,
        [Problem::Missing {
            name: private.id.to_string()
        }]
    );
}

#[tokio::test]
async fn a_stale_change_is_refused() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let space = services
        .namespaces()
        .create(&ada, namespace("dev", &[], Visibility::Private))
        .await
        .expect("created");
    let view = services
        .endpoints()
        .create(&ada, endpoint("dev", space.id, Visibility::Private))
        .await
        .expect("created");
    let change = EndpointInput {
        version: view.version,
        ..endpoint("dev2", space.id, Visibility::Private)
    };
    services
        .endpoints()
        .update(&ada, view.id, change.clone())
        .await
        .expect("changed");
    let error = services
        .endpoints()
        .update(&ada, view.id, change)
        .await
        .expect_err("read before the change");
    assert!(matches!(error, Error::Conflict(Conflict::Stale)), "{error:?}");
}
