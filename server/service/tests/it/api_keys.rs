//! API keys.

mod limits;

use std::time::Duration;

use http::StatusCode;
use model::{ApiKeyInput, Problem, Visibility};
use service::{Caller, Changed, Error};

use crate::support::{Installation, changed, endpoint, holds, initialize_status, namespace};

fn key(name: &str, visibility: Visibility) -> ApiKeyInput {
    ApiKeyInput {
        name: name.to_owned(),
        visibility,
        ..ApiKeyInput::default()
    }
}

/// A private endpoint of the caller's.
async fn publish(installation: &Installation, caller: &Caller, name: &str, visibility: Visibility) {
    let services = &installation.services;
    let space = services
        .namespaces()
        .create(caller, namespace(name, &[], visibility))
        .await
        .expect("created");
    services
        .endpoints()
        .create(caller, endpoint(name, space.id, visibility))
        .await
        .expect("created");
}

#[tokio::test]
async fn only_the_hash_of_a_key_is_stored() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let made = installation
        .services
        .api_keys()
        .create(&ada, key("ci", Visibility::Private))
        .await
        .expect("made");
    assert!(made.key.starts_with("sk_mt_") && made.key.len() == 49 && made.key.starts_with(&made.view.hint));
    let raw = installation.raw_database();
    assert!(holds(&raw, &made.view.hint), "the database was looked at");
    assert!(!holds(&raw, &made.key) && !holds(&raw, &made.key[made.view.hint.len()..]));
    assert!(!format!("{made:?}").contains(&made.key));
    let listed = installation.services.api_keys().list(&ada).await.expect("lists");
    assert_eq!(listed, [made.view]);
}

#[tokio::test]
async fn keys_open_what_is_theirs_to_open() {
    let installation = Installation::new().await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    publish(&installation, &ada, "public", Visibility::Public).await;
    publish(&installation, &ada, "adas", Visibility::Private).await;
    publish(&installation, &bob, "bobs", Visibility::Private).await;
    let keys = installation.services.api_keys();
    let public = keys
        .create(&ada, key("public", Visibility::Public))
        .await
        .expect("made")
        .key;
    let adas = keys
        .create(&ada, key("adas", Visibility::Private))
        .await
        .expect("made")
        .key;
    let cases = [
        (&public, "public", true),
        (&public, "adas", false),
        (&adas, "public", true),
        (&adas, "adas", true),
        (&adas, "bobs", false),
    ];
    for (key, endpoint, opens) in cases {
        let status = initialize_status(&installation.gateway, endpoint, Some(key)).await;
        assert_eq!(status == StatusCode::OK, opens, "{endpoint}: {status}");
    }
}

#[tokio::test]
async fn a_key_that_is_switched_off_or_deleted_opens_nothing() {
    let installation = Installation::new().await;
    let (ada, keys) = (installation.admin().await, installation.services.api_keys());
    publish(&installation, &ada, "dev", Visibility::Private).await;
    let made = keys
        .create(&ada, key("ci", Visibility::Private))
        .await
        .expect("made");
    let status = async || initialize_status(&installation.gateway, "dev", Some(&made.key)).await;
    assert_eq!(status().await, StatusCode::OK);
    keys.set_active(&ada, made.view.id, false).await.expect("off");
    assert_eq!(status().await, StatusCode::UNAUTHORIZED);
    keys.set_active(&ada, made.view.id, true).await.expect("on");
    assert_eq!(status().await, StatusCode::OK);
    keys.delete(&ada, made.view.id).await.expect("deleted");
    assert_eq!(status().await, StatusCode::UNAUTHORIZED);
    assert!(matches!(
        keys.delete(&ada, made.view.id).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn a_page_shows_a_new_key_once_and_only_to_who_made_it() {
    let installation = Installation::new().await;
    let (ada, bob, keys) = (
        installation.admin().await,
        installation.member().await,
        installation.services.api_keys(),
    );
    let token = keys
        .create_for_page(&ada, key("one", Visibility::Private))
        .await
        .expect("made");
    assert_eq!(keys.reveal(&bob, &token).await.expect("asked"), None);
    let shown = keys
        .reveal(&ada, &token)
        .await
        .expect("asked")
        .expect("the first time");
    assert_eq!(shown.view.name, "one");
    assert_eq!(keys.reveal(&ada, &token).await.expect("asked"), None);

    let token = keys
        .create_for_page(&ada, key("two", Visibility::Private))
        .await
        .expect("made");
    installation.clock.advance(Duration::from_mins(10));
    assert_eq!(keys.reveal(&ada, &token).await.expect("asked"), None, "too old");
    assert!(!holds(&installation.raw_database(), &shown.key));
}

#[tokio::test]
async fn names_are_unique_among_those_of_one_owner() {
    let installation = Installation::new().await;
    let (ada, keys) = (installation.admin().await, installation.services.api_keys());
    keys.create(&ada, key("ci", Visibility::Private))
        .await
        .expect("made");
    keys.create(&ada, key("ci", Visibility::Public))
        .await
        .expect("made");
    let error = keys
        .create(&ada, key(" ci ", Visibility::Private))
        .await
        .expect_err("taken");
    assert!(matches!(error, Error::Invalid(errors) if errors.get("name") == [Problem::Taken]));
}

#[tokio::test]
async fn last_uses_are_written_down_when_the_minute_is_over() {
    let installation = Installation::new().await;
    let (ada, keys) = (installation.admin().await, installation.services.api_keys());
    publish(&installation, &ada, "dev", Visibility::Private).await;
    let made = keys
        .create(&ada, key("ci", Visibility::Private))
        .await
        .expect("made");
    assert_eq!(
        initialize_status(&installation.gateway, "dev", Some(&made.key)).await,
        StatusCode::OK
    );
    let mut changes = installation.services.changes();
    // What the minute brings, the end brings too.
    installation.stop_watching();
    changed(&mut changes, Changed::ApiKeys).await;
    assert!(keys.list(&ada).await.expect("lists")[0].last_used_at.is_some());
}
