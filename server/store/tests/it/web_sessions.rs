//! Where people are signed in.

use std::collections::HashMap;

use model::UserId;
use serde_json::json;
use store::{SIGNED_IN, Seen, SessionKey, SignedIn, testing::TestDatabase};
use time::OffsetDateTime;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};

use crate::support::{at, execute, id, user};

store::db_tests!(
    who_is_signed_in_comes_back_with_the_session,
    lists_the_sessions_of_one_person_the_latest_use_first,
    ends_one_session_of_its_person_only,
    ends_all_sessions_but_one,
    a_person_takes_their_sessions_along,
    an_earlier_use_never_replaces_a_later_one,
    who_is_signed_in_stands_in_no_text,
);

/// Well after now: sessions are compared with the real clock.
const FUTURE: i64 = 100_000_000_000;

async fn add_people(db: &TestDatabase) {
    let tx = db.begin().await.unwrap();
    for (number, email) in [(1, "ada@x.org"), (2, "bob@x.org")] {
        tx.users().insert(&user(number, email)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn signed_in(user_id: UserId, seen_at: i64) -> SignedIn {
    SignedIn {
        user_id,
        created_at: at(5),
        seen_at: at(seen_at),
        agent: "Firefox on a train".to_owned(),
        address: "192.0.2.1".to_owned(),
        provider_id: Some(id(3)),
    }
}

fn record(number: i128, signed_in: &SignedIn) -> Record {
    Record {
        id: Id(number),
        data: HashMap::from([
            (SIGNED_IN.to_owned(), serde_json::to_value(signed_in).unwrap()),
            ("other".to_owned(), json!([1])),
        ]),
        expiry_date: OffsetDateTime::from_unix_timestamp(FUTURE).unwrap(),
    }
}

async fn sign_in(db: &TestDatabase, number: i128, user_id: UserId, seen_at: i64) -> SessionKey {
    let mut record = record(number, &signed_in(user_id, seen_at));
    db.sessions().create(&mut record).await.unwrap();
    SessionKey::of_id(record.id.0)
}

async fn keys(db: &TestDatabase, user_id: UserId) -> Vec<SessionKey> {
    let sessions = db.web_sessions().list(user_id, at(0)).await.unwrap();
    sessions.iter().map(|session| session.key).collect()
}

async fn who_is_signed_in_comes_back_with_the_session(db: TestDatabase) {
    add_people(&db).await;
    let written = record(1, &signed_in(id(1), 6));
    db.sessions().create(&mut written.clone()).await.unwrap();
    assert_eq!(db.sessions().load(&Id(1)).await.unwrap(), Some(written));
    let gone = db.sessions().create(&mut record(2, &signed_in(id(3), 6))).await;
    assert!(gone.is_err(), "nobody has this id");
}

async fn lists_the_sessions_of_one_person_the_latest_use_first(db: TestDatabase) {
    add_people(&db).await;
    let old = sign_in(&db, 1, id(1), 10).await;
    let new = sign_in(&db, 2, id(1), 20).await;
    sign_in(&db, 3, id(2), 30).await;
    assert_eq!(keys(&db, id(1)).await, [new, old]);
    let listed = db.web_sessions().list(id(1), at(0)).await.unwrap();
    assert_eq!(listed[1].signed_in, signed_in(id(1), 10));
    let after_all = at(FUTURE * 1000);
    assert_eq!(db.web_sessions().list(id(1), after_all).await.unwrap(), []);
}

async fn ends_one_session_of_its_person_only(db: TestDatabase) {
    add_people(&db).await;
    let adas = sign_in(&db, 1, id(1), 10).await;
    let tx = db.begin().await.unwrap();
    assert!(!tx.web_sessions().delete(id(2), adas).await.unwrap());
    assert!(tx.web_sessions().delete(id(1), adas).await.unwrap());
    assert!(!tx.web_sessions().delete(id(1), adas).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.sessions().load(&Id(1)).await.unwrap(), None);
}

async fn ends_all_sessions_but_one(db: TestDatabase) {
    add_people(&db).await;
    let kept = sign_in(&db, 1, id(1), 10).await;
    sign_in(&db, 2, id(1), 20).await;
    let bobs = sign_in(&db, 3, id(2), 30).await;
    let tx = db.begin().await.unwrap();
    assert_eq!(
        tx.web_sessions().delete_all_but(id(1), Some(kept)).await.unwrap(),
        1
    );
    tx.commit().await.unwrap();
    assert_eq!(keys(&db, id(1)).await, [kept]);
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.web_sessions().delete_all_but(id(1), None).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(keys(&db, id(1)).await, []);
    assert_eq!(keys(&db, id(2)).await, [bobs]);
}

async fn a_person_takes_their_sessions_along(db: TestDatabase) {
    add_people(&db).await;
    sign_in(&db, 1, id(1), 10).await;
    let bobs = sign_in(&db, 2, id(2), 10).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.users().delete(id(1)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.sessions().load(&Id(1)).await.unwrap(), None);
    assert_eq!(keys(&db, id(2)).await, [bobs]);
}

async fn an_earlier_use_never_replaces_a_later_one(db: TestDatabase) {
    add_people(&db).await;
    let key = sign_in(&db, 1, id(1), 10).await;
    let seen = |millis, address: &str| Seen {
        key,
        at: at(millis),
        address: address.to_owned(),
    };
    let over = Seen {
        key: SessionKey::of_id(7),
        ..seen(40, "gone")
    };
    for seen in [seen(30, "late"), seen(20, "early"), over] {
        let tx = db.begin().await.unwrap();
        tx.users().record_seen(id(1), seen.at).await.unwrap();
        tx.web_sessions().record_seen(&[seen]).await.unwrap();
        tx.commit().await.unwrap();
    }
    let listed = db.web_sessions().list(id(1), at(0)).await.unwrap();
    assert_eq!(listed[0].signed_in.seen_at, at(30));
    assert_eq!(listed[0].signed_in.address, "late");
    assert_eq!(db.users().seen().await.unwrap(), [(id(1), at(40))]);
    let person = db.users().find(id(1)).await.unwrap().unwrap();
    assert_eq!(person, user(1, "ada@x.org"), "being seen is no change");
}

async fn who_is_signed_in_stands_in_no_text(db: TestDatabase) {
    add_people(&db).await;
    let key = sign_in(&db, 1, id(1), 10).await;
    execute(
        &db,
        "DELETE FROM web_sessions WHERE data LIKE '%signed_in%' OR data NOT LIKE '%other%'",
    )
    .await;
    assert_eq!(keys(&db, id(1)).await, [key]);
}
