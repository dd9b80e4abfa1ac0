//! People on their way through a provider, and people who wait to be let in.

use model::Role;
use store::{
    Constraint, Error, RegistrationRecord, SignInAttemptRecord, SignUpRequestRecord, testing::TestDatabase,
};

use crate::{
    oidc_providers::{add, provider},
    support::{at, id, user},
};

store::db_tests!(
    an_attempt_is_found_once_by_its_own_browser,
    attempts_end,
    an_account_waits_once,
    who_waits_is_taken_out_once,
    who_registered_waits_once_and_is_taken_out_once,
);

fn attempt(number: u8) -> SignInAttemptRecord {
    SignInAttemptRecord {
        state_hash: [number; 32],
        browser_hash: [100 + number; 32],
        provider_id: id(1),
        user_id: Some(id(1)),
        secrets: vec![0, 255],
        expires_at: at(number.into()),
    }
}

fn request(number: u128, subject: &str) -> SignUpRequestRecord {
    SignUpRequestRecord {
        id: id(number),
        provider_id: id(1),
        issuer: "https://id.example".to_owned(),
        subject: subject.to_owned(),
        email: "ada@example.org".to_owned(),
        name: "Ada".to_owned(),
        role: Role::Member,
        groups: vec!["ops".to_owned()],
        created_at: at(number.try_into().unwrap()),
    }
}

async fn with_provider(db: &TestDatabase) {
    add(db, &[provider(1, "keycloak")]).await;
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(1, "a@x.org")).await.unwrap();
    tx.commit().await.unwrap();
}

async fn an_attempt_is_found_once_by_its_own_browser(db: TestDatabase) {
    with_provider(&db).await;
    let tx = db.begin().await.unwrap();
    let attempts = tx.sign_in_attempts();
    attempts.insert(&attempt(1)).await.unwrap();
    assert_eq!(attempts.take(&[1; 32], &[0; 32]).await.unwrap(), None);
    assert_eq!(attempts.take(&[2; 32], &[101; 32]).await.unwrap(), None);
    assert_eq!(
        attempts.take(&[1; 32], &[101; 32]).await.unwrap(),
        Some(attempt(1))
    );
    assert_eq!(attempts.take(&[1; 32], &[101; 32]).await.unwrap(), None);
}

async fn attempts_end(db: TestDatabase) {
    with_provider(&db).await;
    let tx = db.begin().await.unwrap();
    for number in [1, 2, 3] {
        tx.sign_in_attempts().insert(&attempt(number)).await.unwrap();
    }
    assert_eq!(tx.sign_in_attempts().delete_expired(at(2)).await.unwrap(), 2);
    assert_eq!(tx.sign_in_attempts().count().await.unwrap(), 1);
    tx.oidc_providers().delete(id(1)).await.unwrap();
    assert_eq!(tx.sign_in_attempts().count().await.unwrap(), 0, "they go with it");
}

async fn an_account_waits_once(db: TestDatabase) {
    with_provider(&db).await;
    let tx = db.begin().await.unwrap();
    let requests = tx.sign_up_requests();
    requests.insert(&request(2, "ada")).await.unwrap();
    requests.insert(&request(1, "eve")).await.unwrap();
    assert_eq!(
        requests.list().await.unwrap(),
        [request(1, "eve"), request(2, "ada")]
    );
    assert_eq!(requests.count().await.unwrap(), 2);
    assert!(requests.has("https://id.example", "ada").await.unwrap());
    assert!(!requests.has("https://id.example", "Ada").await.unwrap());
    let again = requests.insert(&request(3, "ada")).await;
    assert!(matches!(again, Err(Error::Conflict(Constraint::SignUpAccount))));
}

async fn who_waits_is_taken_out_once(db: TestDatabase) {
    with_provider(&db).await;
    let tx = db.begin().await.unwrap();
    let requests = tx.sign_up_requests();
    requests.insert(&request(1, "ada")).await.unwrap();
    assert_eq!(requests.take(id(1)).await.unwrap(), Some(request(1, "ada")));
    assert_eq!(requests.take(id(1)).await.unwrap(), None);
}

async fn who_registered_waits_once_and_is_taken_out_once(db: TestDatabase) {
    let registration = |number: u128, email: &str| RegistrationRecord {
        id: id(number),
        name: "Ada".to_owned(),
        email: email.to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        created_at: at(number.try_into().unwrap()),
    };
    let (ada, eve) = (registration(2, "Ada@x.org"), registration(1, "eve@x.org"));
    let tx = db.begin().await.unwrap();
    for registration in [&ada, &eve] {
        tx.registrations().insert(registration).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(db.registrations().list().await.unwrap(), [eve, ada.clone()]);
    assert!(db.registrations().has("ada@X.org").await.unwrap());
    assert!(!db.registrations().has("bob@x.org").await.unwrap());
    let tx = db.begin().await.unwrap();
    let again = tx.registrations().insert(&registration(3, "ADA@x.org")).await;
    assert!(
        matches!(again, Err(Error::Conflict(Constraint::RegistrationEmail))),
        "{again:?}"
    );
    drop(tx);
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.registrations().take(id(2)).await.unwrap(), Some(ada));
    assert_eq!(tx.registrations().take(id(2)).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(db.registrations().count().await.unwrap(), 1);
}
