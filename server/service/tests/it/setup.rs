//! The first administrator.

use std::time::Duration;

use futures::future::join_all;
use model::{Problem, Role, SetupInput, SetupStatus, UserId};
use service::{Caller, Conflict, Error};
use store::{StoreOptions, UserRecord, testing::TestDatabase};
use uuid::Uuid;

use crate::support::{Installation, START};

fn input(name: &str) -> SetupInput {
    SetupInput {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        password: "correct horse".to_owned(),
        token: String::new(),
    }
}

store::db_tests!(
    of_fifty_attempts_at_once_exactly_one_makes_the_administrator,
    what_another_process_decides_meanwhile_counts,
);

async fn of_fifty_attempts_at_once_exactly_one_makes_the_administrator(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let setup = || installation.services.setup();
    let attempts =
        (0..50).map(|n| async move { setup().create_admin(input(&format!("admin{n}")), true).await });
    let results = join_all(attempts).await;
    let winners: Vec<&Caller> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(winners[0].role, Role::Admin);
    for error in results.iter().filter_map(|result| result.as_ref().err()) {
        assert!(
            matches!(error, Error::Conflict(Conflict::AlreadySetUp)),
            "{error:?}"
        );
    }
    assert_eq!(
        installation
            .services
            .users()
            .list(winners[0])
            .await
            .expect("lists")
            .len(),
        1
    );
}

async fn what_another_process_decides_meanwhile_counts(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let other = installation.database.connect(StoreOptions::default()).await;
    let tx = other.begin().await.expect("begins");
    let setup = installation.services.setup();
    let mut attempt = std::pin::pin!(setup.create_admin(input("late"), true));
    let waited = tokio::time::timeout(Duration::from_secs(1), &mut attempt).await;
    assert!(waited.is_err(), "it has looked around and waits for its turn");
    let first = UserRecord {
        runs_commands: false,
        id: UserId::from_uuid(Uuid::from_u128(1)),
        name: "First".to_owned(),
        email: "first@example.com".to_owned(),
        role: Role::Admin,
        created_at: START,
        updated_at: START,
        version: 1,
    };
    tx.users().insert(&first).await.expect("new");
    tx.bump_revision().await.expect("counts");
    tx.commit().await.expect("commits");
    let error = attempt.await.expect_err("the other was first");
    assert!(
        matches!(error, Error::Conflict(Conflict::AlreadySetUp)),
        "{error:?}"
    );
}

#[tokio::test]
async fn from_elsewhere_the_token_of_the_console_is_needed() {
    let installation = Installation::new().await;
    let setup = || installation.services.setup();
    assert_eq!(
        setup().status(true).await.expect("known"),
        SetupStatus {
            needed: true,
            token_needed: false
        }
    );
    assert_eq!(
        setup().status(false).await.expect("known"),
        SetupStatus {
            needed: true,
            token_needed: true
        }
    );
    let token = setup()
        .token_to_print()
        .await
        .expect("known")
        .expect("nobody can sign in");
    for wrong in ["", "guess", &token[1..]] {
        let attempt = SetupInput {
            token: wrong.to_owned(),
            ..input("eve")
        };
        let error = setup()
            .create_admin(attempt, false)
            .await
            .expect_err("a wrong token");
        assert!(
            matches!(error, Error::Invalid(errors) if errors.get("token") == [Problem::Wrong]),
            "{wrong}"
        );
    }
    setup()
        .create_admin(
            SetupInput {
                token: format!(" {token}\n"),
                ..input("ada")
            },
            false,
        )
        .await
        .expect("the right token");
    assert_eq!(
        setup().status(false).await.expect("known"),
        SetupStatus {
            needed: false,
            token_needed: false
        }
    );
    assert_eq!(setup().token_to_print().await.expect("known"), None);
}

#[tokio::test]
async fn bad_fields_are_named_and_nobody_is_made() {
    let installation = Installation::new().await;
    let bad = SetupInput {
        email: "nonsense".to_owned(),
        password: "short".to_owned(),
        ..input("ada")
    };
    let error = installation
        .services
        .setup()
        .create_admin(bad, true)
        .await
        .expect_err("two bad fields");
    let Error::Invalid(errors) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        errors.iter().map(|(field, _)| field).collect::<Vec<_>>(),
        ["email", "password"]
    );
    assert!(
        installation
            .services
            .setup()
            .status(true)
            .await
            .expect("known")
            .needed
    );
}
