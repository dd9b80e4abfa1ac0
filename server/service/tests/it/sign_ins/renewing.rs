//! Tokens are renewed in time, once, and what comes of that is stored.

use std::time::Duration;

use futures::FutureExt;
use model::ReconnectReason;
use testkit::sign_in::TokenEndpoint;

use super::scene::{Scene, error_of, is_result, until};
use crate::support::{Client, Installation};

const HOUR: Duration = Duration::from_hours(1);
const SHORTLY_BEFORE: Duration = Duration::from_secs(59 * 60 + 30);

#[tokio::test]
async fn a_token_is_renewed_ahead_of_its_end_and_kept() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    let client = scene.client(&scene.ada).await;
    assert!(is_result(&client.call("files__echo").await));
    assert_eq!(scene.upstream.renewals(), 0);
    scene.advance(SHORTLY_BEFORE);
    for _ in 0..3 {
        assert!(is_result(&client.call("files__echo").await));
    }
    assert_eq!(scene.upstream.renewals(), 1);
    // Another process finds the new one.
    let second = scene.installation.second(None).await;
    assert!(is_result(&client.at(&second.gateway).call("files__echo").await));
    assert_eq!(scene.upstream.renewals(), 1);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all_calls() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    let client = scene.client(&scene.ada).await;
    assert!(is_result(&client.call("files__echo").await));
    scene.upstream.expire();
    let calls = (0..8).map(|_| client.call("files__echo"));
    for answer in futures::future::join_all(calls).await {
        assert!(is_result(&answer), "{answer}");
    }
    assert_eq!(scene.upstream.renewals(), 1);
    assert_eq!(scene.upstream.callers().len(), 9, "no call was made twice");
}

#[tokio::test]
async fn what_is_revoked_has_to_be_connected_again() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    let client = scene.client(&scene.ada).await;
    assert!(is_result(&client.call("files__echo").await));
    scene.upstream.revoke();
    assert!(error_of(&client.call("files__echo").await).contains("Connect it again at"));
    let grant = scene.grant(&scene.ada).await.expect("there");
    assert_eq!(grant.reason, Some(ReconnectReason::Revoked));
    scene.connect(&scene.ada, "ada").await;
    assert!(is_result(&client.call("files__echo").await));
    assert_eq!(scene.grant(&scene.ada).await.expect("there").reason, None);
}

#[tokio::test]
async fn an_authorization_server_that_is_down_changes_nothing() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    let client = scene.client(&scene.ada).await;
    scene.advance(SHORTLY_BEFORE);
    for answers in [TokenEndpoint::Fails, TokenEndpoint::Garbage] {
        scene.upstream.token_endpoint(answers);
        assert!(
            is_result(&client.call("files__echo").await),
            "the old one is still good"
        );
        scene.advance(Duration::from_secs(5));
    }
    scene.advance(Duration::from_mins(1));
    let late = client.call("files__echo").await;
    assert!(error_of(&late).contains("cannot be renewed now"), "{late}");
    assert_eq!(scene.grant(&scene.ada).await.expect("there").reason, None);
    scene.upstream.token_endpoint(TokenEndpoint::Works);
    scene.advance(Duration::from_mins(2));
    assert!(is_result(&client.call("files__echo").await), "it is tried again");
    assert_eq!(scene.upstream.renewals(), 1);
}

#[tokio::test]
async fn a_renewal_ends_well_though_nobody_waits_for_it() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    let client = scene.client(&scene.ada).await;
    assert!(is_result(&client.call("files__echo").await));
    scene.advance(HOUR);
    scene.upstream.token_endpoint(TokenEndpoint::Hangs);
    let gone = tokio::time::timeout(Duration::from_millis(200), client.call("files__echo")).await;
    assert!(gone.is_err(), "it waits for the token");
    scene.upstream.go_on();
    until("renewed", async || scene.upstream.renewals() == 1).await;
    assert!(is_result(&client.call("files__echo").await));
    assert_eq!(scene.upstream.renewals(), 1, "what was issued was not lost");
}

async fn two_processes_renew_once(installation: Installation) {
    let scene = Scene::of(installation, "shared").await;
    let second = scene.installation.second(None).await;
    scene.connect(&scene.ada, "ada").await;
    let client = scene.client(&scene.ada).await;
    let there: Client<'_> = client.at(&second.gateway);
    assert!(is_result(&client.call("files__echo").await));
    until("known to both", async || {
        is_result(&there.call("files__echo").await)
    })
    .await;
    for _ in 0..3 {
        scene.upstream.expire();
        let before = scene.upstream.renewals();
        let calls = (0..4).flat_map(|_| [&client, &there].map(|client| client.call("files__echo").boxed()));
        for answer in futures::future::join_all(calls).await {
            assert!(is_result(&answer), "{answer}");
        }
        assert_eq!(scene.upstream.renewals(), before + 1);
    }
}

#[tokio::test]
async fn two_processes_over_one_file_renew_once() {
    two_processes_renew_once(Installation::new().await).await;
}

#[tokio::test]
async fn two_processes_over_one_postgres_renew_once() {
    let database = store::testing::postgres().await;
    two_processes_renew_once(Installation::on(database).await).await;
}
