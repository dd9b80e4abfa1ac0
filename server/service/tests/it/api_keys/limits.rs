//! What keys may be used for, until when, and with which text.

use std::time::Duration;

use http::StatusCode;
use model::{
    ApiKeyInput, EndpointId, KeyLimitsInput, KeyOverlap, KeyReach, NamespaceId, Problem, Visibility,
};
use service::{Caller, Clock, Error, SystemClock};

use super::key;
use crate::support::{Installation, endpoint, initialize_status, namespace};

/// A public namespace with an endpoint of the same name.
async fn published(installation: &Installation, caller: &Caller, name: &str) -> (NamespaceId, EndpointId) {
    let services = &installation.services;
    let input = namespace(name, &[], Visibility::Public);
    let space = services
        .namespaces()
        .create(caller, input)
        .await
        .expect("created");
    let input = endpoint(name, space.id, Visibility::Public);
    let endpoint = services.endpoints().create(caller, input).await.expect("created");
    (space.id, endpoint.id)
}

async fn opens(installation: &Installation, endpoint: &str, key: &str) -> bool {
    initialize_status(&installation.gateway, endpoint, Some(key)).await == StatusCode::OK
}

fn problem(error: Error, field: &str) -> Vec<Problem> {
    match error {
        Error::Invalid(errors) => errors.get(field).to_vec(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_is_accepted_at_its_places_also_when_the_last_of_them_is_gone() {
    let installation = Installation::new().await;
    let (ada, keys) = (installation.admin().await, installation.services.api_keys());
    let (space, _) = published(&installation, &ada, "one").await;
    let (_, two) = published(&installation, &ada, "two").await;
    published(&installation, &ada, "three").await;
    let input = ApiKeyInput {
        limits: KeyLimitsInput {
            reach: KeyReach::Chosen,
            endpoints: vec![two],
            namespaces: vec![space],
            ..KeyLimitsInput::default()
        },
        ..key("ci", Visibility::Private)
    };
    let made = keys.create(&ada, input.clone()).await.expect("made");
    assert_eq!(made.view.places, ["two", "one"]);
    assert_eq!(made.view.input(), input);
    for (name, expected) in [("one", true), ("two", true), ("three", false)] {
        assert_eq!(opens(&installation, name, &made.key).await, expected, "{name}");
    }

    // Another endpoint of a chosen namespace is one of them.
    let endpoints = installation.services.endpoints();
    let later = endpoint("later", space, Visibility::Public);
    let later = endpoints.create(&ada, later).await.expect("created");
    assert!(opens(&installation, "later", &made.key).await);

    let only = ApiKeyInput {
        limits: KeyLimitsInput {
            endpoints: vec![later.id],
            namespaces: Vec::new(),
            ..input.limits
        },
        ..input
    };
    keys.update(&ada, made.view.id, only).await.expect("changed");
    assert!(!opens(&installation, "one", &made.key).await);
    endpoints.delete(&ada, later.id).await.expect("deleted");
    for name in ["one", "two", "three"] {
        assert!(!opens(&installation, name, &made.key).await, "{name}");
    }
    let view = keys.get(&ada, made.view.id).await.expect("there");
    assert!(view.places.is_empty() && view.limits.places.is_some());
}

#[tokio::test]
async fn a_place_has_to_be_there_for_the_caller_and_hidden_ones_stay() {
    let installation = Installation::new().await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let keys = installation.services.api_keys();
    let spaces = installation.services.namespaces();
    let private = |name| namespace(name, &[], Visibility::Private);
    let adas = spaces.create(&ada, private("adas")).await.expect("created").id;
    let bobs = spaces.create(&bob, private("bobs")).await.expect("created").id;
    let chosen = |namespaces| ApiKeyInput {
        limits: KeyLimitsInput {
            reach: KeyReach::Chosen,
            namespaces,
            ..KeyLimitsInput::default()
        },
        ..key("ci", Visibility::Private)
    };
    let error = keys
        .create(&bob, chosen(vec![adas]))
        .await
        .expect_err("he cannot see it");
    let missing = Problem::Missing {
        name: adas.to_string(),
    };
    assert_eq!(problem(error, "limits.namespaces"), [missing]);

    // An administrator sees everything, and its owner does not lose what she added.
    let made = keys.create(&bob, chosen(vec![bobs])).await.expect("made").view;
    keys.update(&ada, made.id, chosen(vec![adas, bobs]))
        .await
        .expect("changed");
    keys.update(&bob, made.id, chosen(vec![bobs]))
        .await
        .expect("changed");
    let view = keys.get(&ada, made.id).await.expect("there");
    assert_eq!(view.places, ["adas", "bobs"]);
    assert_eq!(keys.get(&bob, made.id).await.expect("there").places, ["bobs"]);
}

#[tokio::test]
async fn a_day_that_is_over_can_stay_and_not_be_chosen() {
    let installation = Installation::new().await;
    let (ada, keys) = (installation.admin().await, installation.services.api_keys());
    let until = |day: &str| ApiKeyInput {
        limits: KeyLimitsInput {
            last_day: day.to_owned(),
            ..KeyLimitsInput::default()
        },
        ..key("ci", Visibility::Private)
    };
    let error = keys.create(&ada, until("2020-01-01")).await.expect_err("over");
    assert_eq!(problem(error, "limits.last_day"), [Problem::DayIsOver]);
    // The clock of this test stands on the day before.
    let made = keys.create(&ada, until("2026-11-22")).await.expect("made").view;
    assert!(!made.is_expired);
    installation.clock.advance(Duration::from_hours(48));
    let view = keys.get(&ada, made.id).await.expect("there");
    assert!(view.is_expired && view.active);
    let renamed = ApiKeyInput {
        name: "old".to_owned(),
        ..view.input()
    };
    keys.update(&ada, made.id, renamed).await.expect("renamed");
    let error = keys
        .update(&ada, made.id, until("2026-11-21"))
        .await
        .expect_err("over too");
    assert_eq!(problem(error, "limits.last_day"), [Problem::DayIsOver]);
    keys.update(&ada, made.id, until(""))
        .await
        .expect("without an end");
    assert!(!keys.get(&ada, made.id).await.expect("there").is_expired);
}

#[tokio::test]
async fn a_rotated_key_is_accepted_with_both_texts_or_with_the_new_one() {
    let installation = Installation::new().await;
    let (ada, keys) = (installation.admin().await, installation.services.api_keys());
    published(&installation, &ada, "dev").await;
    let first = keys
        .create(&ada, key("ci", Visibility::Private))
        .await
        .expect("made");
    let id = first.view.id;
    // Its clock is behind that of the gateway, for which even a week is over.
    installation.clock.set(SystemClock.now());
    let second = keys.rotate(&ada, id, KeyOverlap::Hour).await.expect("rotated");
    assert!(second.key != first.key && second.key.starts_with(&second.view.hint));
    assert!(second.view.replaced_until.is_some());
    for text in [&first.key, &second.key] {
        assert!(opens(&installation, "dev", text).await);
    }

    // The one before the last is over with the next.
    let third = keys.rotate(&ada, id, KeyOverlap::Hour).await.expect("rotated");
    for (text, expected) in [(&first.key, false), (&second.key, true), (&third.key, true)] {
        assert_eq!(opens(&installation, "dev", text).await, expected);
    }
    let last = keys.rotate(&ada, id, KeyOverlap::None).await.expect("rotated");
    assert_eq!(last.view.replaced_until, None);
    for (text, expected) in [(&third.key, false), (&last.key, true)] {
        assert_eq!(opens(&installation, "dev", text).await, expected);
    }
}

#[tokio::test]
async fn an_administrator_limits_the_key_of_another_but_never_learns_it() {
    let installation = Installation::new().await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let keys = installation.services.api_keys();
    let made = keys
        .create(&bob, key("ci", Visibility::Private))
        .await
        .expect("made");
    let id = made.view.id;
    let view = keys.get(&ada, id).await.expect("there");
    assert!(view.editable && !view.rotatable);
    assert!(matches!(
        keys.rotate(&ada, id, KeyOverlap::None).await,
        Err(Error::Forbidden)
    ));
    let limited = ApiKeyInput {
        limits: KeyLimitsInput {
            tools: "fs__*".to_owned(),
            ..KeyLimitsInput::default()
        },
        ..view.input()
    };
    keys.update(&ada, id, limited).await.expect("limited");
    assert_eq!(keys.get(&bob, id).await.expect("there").limits.tools, ["fs__*"]);
    assert!(keys.rotate(&bob, id, KeyOverlap::None).await.is_ok());
}
