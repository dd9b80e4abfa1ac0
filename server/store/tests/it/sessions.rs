//! Web sessions, through the trait that `tower-sessions` uses.

use std::collections::HashMap;

use model::Timestamp;
use serde_json::json;
use store::testing::TestDatabase;
use time::{Duration, OffsetDateTime};
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};

use crate::support::execute;

store::db_tests!(
    keeps_what_a_session_holds,
    a_new_session_never_takes_the_id_of_another,
    changes_a_session,
    does_not_bring_back_a_session_that_was_signed_out,
    does_not_load_an_expired_session,
    deletes_expired_sessions_only,
    deletes_one_session,
    keeps_no_id_from_which_a_session_could_be_taken_over,
    a_session_that_cannot_be_read_is_an_error,
);

/// Sessions are compared with the real clock, so these are well before and well after now.
const PAST: i64 = 1_000_000_000;
const FUTURE: i64 = 100_000_000_000;

fn record(number: i128, expires_at_seconds: i64) -> Record {
    Record {
        id: Id(number),
        data: HashMap::from([
            ("user".to_owned(), json!("ada")),
            ("nested".to_owned(), json!({"csrf": [1, null]})),
        ]),
        expiry_date: OffsetDateTime::from_unix_timestamp(expires_at_seconds).unwrap()
            + Duration::milliseconds(7),
    }
}

async fn keeps_what_a_session_holds(db: TestDatabase) {
    let sessions = db.sessions();
    for number in [1, -1, i128::MAX, i128::MIN] {
        let mut written = record(number, FUTURE);
        sessions.create(&mut written).await.unwrap();
        assert_eq!(written.id, Id(number), "a free id stays");
        assert_eq!(sessions.load(&Id(number)).await.unwrap(), Some(written));
    }
    assert_eq!(sessions.load(&Id(2)).await.unwrap(), None);
}

async fn a_new_session_never_takes_the_id_of_another(db: TestDatabase) {
    let sessions = db.sessions();
    let mut first = record(1, FUTURE);
    sessions.create(&mut first).await.unwrap();
    let mut second = Record {
        data: HashMap::new(),
        ..record(1, FUTURE)
    };
    sessions.create(&mut second).await.unwrap();
    assert_ne!(second.id, Id(1));
    assert_eq!(sessions.load(&Id(1)).await.unwrap(), Some(first));
    assert_eq!(sessions.load(&second.id.clone()).await.unwrap(), Some(second));
}

async fn changes_a_session(db: TestDatabase) {
    let sessions = db.sessions();
    sessions.create(&mut record(1, FUTURE)).await.unwrap();
    let changed = Record {
        data: HashMap::from([("user".to_owned(), json!("bob"))]),
        ..record(1, FUTURE + 60)
    };
    sessions.save(&changed).await.unwrap();
    assert_eq!(sessions.load(&Id(1)).await.unwrap(), Some(changed));
}

async fn does_not_bring_back_a_session_that_was_signed_out(db: TestDatabase) {
    let sessions = db.sessions();
    sessions.create(&mut record(1, FUTURE)).await.unwrap();
    sessions.delete(&Id(1)).await.unwrap();
    sessions.save(&record(1, FUTURE)).await.unwrap();
    assert_eq!(sessions.load(&Id(1)).await.unwrap(), None);
}

async fn does_not_load_an_expired_session(db: TestDatabase) {
    let sessions = db.sessions();
    sessions.create(&mut record(1, PAST)).await.unwrap();
    assert_eq!(sessions.load(&Id(1)).await.unwrap(), None);
}

async fn deletes_expired_sessions_only(db: TestDatabase) {
    let sessions = db.sessions();
    for (number, expires) in [(1, PAST), (2, PAST + 1), (3, FUTURE)] {
        sessions.create(&mut record(number, expires)).await.unwrap();
    }
    let before_all = Timestamp::from_millis(PAST * 1000);
    assert_eq!(sessions.delete_expired(before_all).await.unwrap(), 0);
    let between = Timestamp::from_millis(PAST * 1000 + 7);
    assert_eq!(sessions.delete_expired(between).await.unwrap(), 1);
    assert_eq!(
        sessions
            .delete_expired(Timestamp::from_millis(FUTURE * 1000))
            .await
            .unwrap(),
        1
    );
    assert!(sessions.load(&Id(3)).await.unwrap().is_some());
}

async fn deletes_one_session(db: TestDatabase) {
    let sessions = db.sessions();
    sessions.create(&mut record(1, FUTURE)).await.unwrap();
    sessions.create(&mut record(2, FUTURE)).await.unwrap();
    sessions.delete(&Id(1)).await.unwrap();
    sessions.delete(&Id(1)).await.expect("signing out twice is fine");
    assert_eq!(sessions.load(&Id(1)).await.unwrap(), None);
    assert!(sessions.load(&Id(2)).await.unwrap().is_some());
}

async fn keeps_no_id_from_which_a_session_could_be_taken_over(db: TestDatabase) {
    let sessions = db.sessions();
    sessions.create(&mut record(1, FUTURE)).await.unwrap();
    let id = Id(1).0.to_le_bytes().map(|byte| format!("{byte:02x}")).concat();
    let literal = if db.url().starts_with("sqlite:") {
        format!("x'{id}'")
    } else {
        format!("'\\x{id}'")
    };
    execute(
        &db,
        &format!(
            "DELETE FROM web_sessions WHERE id_hash = {literal} OR data LIKE '%{}%'",
            Id(1)
        ),
    )
    .await;
    assert!(
        sessions.load(&Id(1)).await.unwrap().is_some(),
        "the id stands nowhere in the row"
    );
}

async fn a_session_that_cannot_be_read_is_an_error(db: TestDatabase) {
    let sessions = db.sessions();
    sessions.create(&mut record(1, FUTURE)).await.unwrap();
    execute(&db, "UPDATE web_sessions SET data = 'x'").await;
    let error = sessions.load(&Id(1)).await.expect_err("not JSON");
    assert!(
        error.to_string().contains("column data of web_sessions"),
        "{error}"
    );
}
