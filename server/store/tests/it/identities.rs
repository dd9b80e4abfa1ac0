//! How people prove who they are.

use store::{Constraint, Error, IdentityKind, IdentityRecord, testing::TestDatabase};

use crate::support::{account, at, id, password, user};

store::db_tests!(
    keeps_both_kinds,
    finds_the_password_and_the_account_of_a_person,
    replaces_the_hash_of_a_password_only,
    refuses_a_second_password,
    refuses_an_account_that_someone_has,
    refuses_an_identity_of_nobody,
    deletes_one_identity,
    reports_a_row_that_makes_no_sense,
);

async fn add(db: &TestDatabase, identities: &[IdentityRecord]) {
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(1, "a@x.org")).await.unwrap();
    tx.users().insert(&user(2, "b@x.org")).await.unwrap();
    for identity in identities {
        tx.identities().insert(identity).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_both_kinds(db: TestDatabase) {
    let (by_password, by_account) = (password(10, id(1)), account(11, id(1), "ada"));
    add(
        &db,
        &[by_password.clone(), by_account.clone(), password(12, id(2))],
    )
    .await;
    assert_eq!(
        db.identities().find(id(10)).await.unwrap(),
        Some(by_password.clone())
    );
    assert_eq!(
        db.identities().list(id(1)).await.unwrap(),
        [by_password, by_account]
    );
}

async fn finds_the_password_and_the_account_of_a_person(db: TestDatabase) {
    let (by_password, by_account) = (password(10, id(1)), account(11, id(1), "ada"));
    add(
        &db,
        &[by_password.clone(), by_account.clone(), account(12, id(2), "Ada")],
    )
    .await;
    let identities = db.identities();
    assert_eq!(identities.find_password(id(1)).await.unwrap(), Some(by_password));
    assert_eq!(identities.find_password(id(2)).await.unwrap(), None);
    assert_eq!(
        identities.find_oidc("https://id.example", "ada").await.unwrap(),
        Some(by_account)
    );
    assert_eq!(
        identities
            .find_oidc("https://other.example", "ada")
            .await
            .unwrap(),
        None
    );
}

async fn replaces_the_hash_of_a_password_only(db: TestDatabase) {
    add(&db, &[password(10, id(1)), account(11, id(1), "ada")]).await;
    let tx = db.begin().await.unwrap();
    assert!(
        tx.identities()
            .set_password_hash(id(10), "$new", at(77))
            .await
            .unwrap()
    );
    assert!(
        !tx.identities()
            .set_password_hash(id(11), "$new", at(77))
            .await
            .unwrap(),
        "an account has no hash"
    );
    assert!(
        !tx.identities()
            .set_password_hash(id(99), "$new", at(77))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let expected = IdentityRecord {
        kind: IdentityKind::Password {
            hash: "$new".to_owned(),
        },
        updated_at: at(77),
        ..password(10, id(1))
    };
    assert_eq!(db.identities().find(id(10)).await.unwrap(), Some(expected));
    assert_eq!(
        db.identities().find(id(11)).await.unwrap(),
        Some(account(11, id(1), "ada"))
    );
}

async fn refuses_a_second_password(db: TestDatabase) {
    add(&db, &[password(10, id(1))]).await;
    let tx = db.begin().await.unwrap();
    let refused = tx.identities().insert(&password(11, id(1))).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Constraint::UserPassword))),
        "{refused:?}"
    );
}

async fn refuses_an_account_that_someone_has(db: TestDatabase) {
    add(&db, &[account(10, id(1), "ada")]).await;
    let tx = db.begin().await.unwrap();
    let refused = tx.identities().insert(&account(11, id(2), "ada")).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Constraint::OidcSubject))),
        "{refused:?}"
    );
}

async fn refuses_an_identity_of_nobody(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    let refused = tx.identities().insert(&password(10, id(404))).await;
    assert!(matches!(refused, Err(Error::MissingReference)), "{refused:?}");
}

async fn deletes_one_identity(db: TestDatabase) {
    add(&db, &[password(10, id(1)), account(11, id(1), "ada")]).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.identities().delete(id(10)).await.unwrap());
    assert!(!tx.identities().delete(id(10)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(
        db.identities().list(id(1)).await.unwrap(),
        [account(11, id(1), "ada")]
    );
}

async fn reports_a_row_that_makes_no_sense(db: TestDatabase) {
    add(&db, &[password(10, id(1))]).await;
    crate::support::execute(&db, "UPDATE identities SET password_hash = NULL").await;
    let error = db
        .identities()
        .find(id(10))
        .await
        .expect_err("a password without a hash");
    assert!(
        error
            .to_string()
            .contains("kind of identities 00000000-0000-0000-0000-00000000000a"),
        "{error}"
    );
}
