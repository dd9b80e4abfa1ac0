//! Secrets at rest.

use model::{FailureClass, Problem, ServerInput, UpstreamState, Visibility};
use service::Error;

use crate::support::{Installation, holds, remote, stdio};

const OTHER_KEY: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

fn with_secrets(name: &str) -> ServerInput {
    ServerInput {
        headers: "X-Key: planted-header-secret".to_owned(),
        bearer_token: "planted-token-secret".to_owned(),
        ..remote(name, Visibility::Private)
    }
}

#[tokio::test]
async fn no_secret_stands_in_the_database_or_in_a_view() {
    let installation = Installation::new().await;
    let (servers, ada) = (installation.services.servers(), installation.admin().await);
    let api = servers.create(&ada, with_secrets("api")).await.expect("created");
    let env = ServerInput {
        env: "TOKEN=planted-env-secret".to_owned(),
        ..stdio("fs", "true", Visibility::Private)
    };
    let fs = servers.create(&ada, env).await.expect("created");
    let raw = installation.raw_database();
    assert!(holds(&raw, "127.0.0.1:9/mcp"), "the database was looked at");
    assert!(!holds(&raw, "planted-") && !holds(&raw, "-secret"));
    for view in [api, fs] {
        assert!(!serde_json::to_string(&view).expect("JSON").contains("planted-"));
    }
}

#[tokio::test]
async fn a_server_whose_secrets_do_not_open_says_so_and_takes_new_ones() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let sealed = installation
        .services
        .servers()
        .create(&ada, with_secrets("api"))
        .await
        .expect("created");
    let open = installation
        .services
        .servers()
        .create(&ada, remote("open", Visibility::Private))
        .await
        .expect("created");

    let other = installation.second(Some(OTHER_KEY)).await;
    let servers = other.services.servers();
    let view = servers.get(&ada, sealed.id).await.expect("still listed");
    assert_eq!(view.status.state, UpstreamState::Backoff);
    let failure = view.status.failure.expect("explained");
    assert_eq!(failure.class, FailureClass::Secret);
    assert!(
        failure.advice.contains("METAMCP_SECRET_KEY"),
        "{}",
        failure.advice
    );
    let error = servers.refresh(&ada, sealed.id).await.expect_err("cannot be run");
    assert!(matches!(error, Error::Upstream(failure) if failure.class == FailureClass::Secret));
    let failure = servers.get(&ada, open.id).await.expect("listed").status.failure;
    assert!(
        failure.is_none_or(|failure| failure.class != FailureClass::Secret),
        "without secrets nothing is sealed"
    );

    let masked = ServerInput {
        headers: "X-Key: ••••••••".to_owned(),
        ..sealed.to_input()
    };
    let error = servers
        .update(&ada, sealed.id, masked)
        .await
        .expect_err("nothing to keep");
    assert!(
        matches!(error, Error::Invalid(errors) if matches!(errors.get("headers"), [Problem::NothingToKeep { .. }]))
    );
    let anew = ServerInput {
        version: sealed.version,
        ..with_secrets("api")
    };
    let view = servers.update(&ada, sealed.id, anew).await.expect("entered anew");
    assert!(
        view.has_bearer_token
            && view
                .status
                .failure
                .is_none_or(|failure| failure.class != FailureClass::Secret)
    );
}

#[tokio::test]
async fn after_a_rotation_old_secrets_open_and_new_ones_use_the_new_key() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let old_key =
        std::fs::read_to_string(installation.folder.path().join("secret.key")).expect("made at start");
    let sealed = installation
        .services
        .servers()
        .create(&ada, with_secrets("api"))
        .await
        .expect("created");

    let rotated = installation
        .second(Some(&format!("{OTHER_KEY},{}", old_key.trim())))
        .await;
    let view = rotated
        .services
        .servers()
        .get(&ada, sealed.id)
        .await
        .expect("there");
    assert!(view.has_bearer_token);
    rotated
        .services
        .servers()
        .update(&ada, sealed.id, view.to_input())
        .await
        .expect("sealed anew");

    let with_new_key_only = installation.second(Some(OTHER_KEY)).await;
    assert!(
        with_new_key_only
            .services
            .servers()
            .get(&ada, sealed.id)
            .await
            .expect("there")
            .has_bearer_token
    );
}

#[tokio::test]
async fn sealed_bytes_that_were_tampered_with_or_moved_do_not_open() {
    let installation = Installation::new().await;
    let (servers, ada) = (installation.services.servers(), installation.admin().await);
    let one = servers.create(&ada, with_secrets("one")).await.expect("created");
    let other = servers
        .create(&ada, with_secrets("other"))
        .await
        .expect("created");
    let tx = installation.database.begin().await.expect("begins");
    let mut moved = tx.servers().find(one.id).await.expect("read").expect("there");
    moved.secrets = tx
        .servers()
        .find(other.id)
        .await
        .expect("read")
        .expect("there")
        .secrets;
    tx.servers().update(&moved).await.expect("written");
    let mut tampered = tx.servers().find(other.id).await.expect("read").expect("there");
    let last = tampered.secrets.last_mut().expect("not empty");
    *last ^= 1;
    tx.servers().update(&tampered).await.expect("written");
    tx.bump_revision().await.expect("counts");
    tx.commit().await.expect("commits");
    for id in [one.id, other.id] {
        let failure = servers
            .get(&ada, id)
            .await
            .expect("listed")
            .status
            .failure
            .expect("explained");
        assert_eq!(failure.class, FailureClass::Secret);
    }
}
