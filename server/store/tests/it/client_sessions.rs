//! Sessions of clients.

use model::EndpointAuth;
use store::{
    ClientSessionChange::{Began, Changed, Ended, Used},
    ClientSessionRecord, EndpointRecord, Error, SessionHolder,
    testing::TestDatabase,
};

use crate::support::{add_namespace, api_key, at, endpoint, execute, id, namespace, user};

store::db_tests!(
    keeps_a_session_with_all_it_says,
    a_change_reaches_a_session_that_is_there,
    a_later_use_replaces_an_earlier_one_only,
    what_happens_is_written_in_its_order,
    a_session_goes_with_its_endpoint_and_its_holder,
    a_session_of_something_gone_is_refused_with_the_whole_batch,
    does_not_find_a_session_that_is_over,
    deletes_expired_sessions_in_batches,
    a_session_that_cannot_be_read_is_an_error,
);

fn session(number: u8) -> ClientSessionRecord {
    ClientSessionRecord {
        id_hash: [number; 32],
        endpoint_id: id(1),
        holder: SessionHolder::Anonymous,
        version: "2025-06-18".to_owned(),
        client_info: None,
        capabilities: None,
        log_level: None,
        subscriptions: "[]".to_owned(),
        began_at: at(100),
        last_used_at: at(100),
        expires_at: at(1000),
    }
}

/// An endpoint, a person and a public key, each with the number 1.
async fn furnish(db: &TestDatabase) {
    add_namespace(db, &namespace(1, "dev"), &[]).await;
    let tx = db.begin().await.unwrap();
    tx.endpoints()
        .insert(&EndpointRecord {
            auth: EndpointAuth::None,
            ..endpoint(1, "dev", id(1))
        })
        .await
        .unwrap();
    tx.users().insert(&user(1, "ada@example.org")).await.unwrap();
    tx.api_keys().insert(&api_key(1, "ci")).await.unwrap();
    tx.commit().await.unwrap();
}

async fn found(db: &TestDatabase, number: u8) -> Option<ClientSessionRecord> {
    db.client_sessions().find(&[number; 32], at(500)).await.unwrap()
}

async fn keeps_a_session_with_all_it_says(db: TestDatabase) {
    furnish(&db).await;
    let full = ClientSessionRecord {
        holder: SessionHolder::User(id(1)),
        client_info: Some(r#"{ "name":"é\u0000",  "version":1.0 }"#.to_owned()),
        capabilities: Some(r#"{"roots":{}, "x":[ ]}"#.to_owned()),
        log_level: Some("warning".to_owned()),
        subscriptions: r#"[["a","b"]]"#.to_owned(),
        ..session(1)
    };
    let of_key = ClientSessionRecord {
        holder: SessionHolder::ApiKey(id(1)),
        ..session(2)
    };
    let all = [full.clone(), of_key.clone(), session(3)];
    db.client_sessions().write(&all.clone().map(Began)).await.unwrap();
    for (number, session) in (1..).zip(all) {
        assert_eq!(found(&db, number).await, Some(session));
    }
    assert_eq!(found(&db, 4).await, None);
}

async fn a_change_reaches_a_session_that_is_there(db: TestDatabase) {
    furnish(&db).await;
    let wants = |number| Changed {
        id_hash: [number; 32],
        log_level: Some("error".to_owned()),
        subscriptions: r#"["x"]"#.to_owned(),
    };
    let changed = ClientSessionRecord {
        log_level: Some("error".to_owned()),
        subscriptions: r#"["x"]"#.to_owned(),
        ..session(1)
    };
    let sessions = db.client_sessions();
    sessions
        .write(&[Began(session(1)), wants(1), wants(2)])
        .await
        .unwrap();
    assert_eq!(found(&db, 1).await, Some(changed.clone()));
    assert_eq!(found(&db, 2).await, None, "a session that ended stays so");
    sessions
        .write(&[Began(session(1))])
        .await
        .expect("the same session may be told twice");
    assert_eq!(found(&db, 1).await, Some(changed));
}

async fn a_later_use_replaces_an_earlier_one_only(db: TestDatabase) {
    furnish(&db).await;
    let used = |last_used_at, expires_at| Used {
        id_hash: [1; 32],
        last_used_at: at(last_used_at),
        expires_at: at(expires_at),
    };
    let sessions = db.client_sessions();
    sessions
        .write(&[Began(session(1)), used(300, 1200), used(200, 1100)])
        .await
        .unwrap();
    let now = found(&db, 1).await.unwrap();
    assert_eq!((now.last_used_at, now.expires_at), (at(300), at(1200)));
    assert_eq!(now.began_at, at(100));
}

async fn what_happens_is_written_in_its_order(db: TestDatabase) {
    furnish(&db).await;
    let sessions = db.client_sessions();
    let ended = |number| Ended {
        id_hash: [number; 32],
    };
    sessions
        .write(&[Began(session(1)), ended(1), ended(2), Began(session(2))])
        .await
        .unwrap();
    assert_eq!(found(&db, 1).await, None);
    assert_eq!(found(&db, 2).await, Some(session(2)));
}

async fn a_session_goes_with_its_endpoint_and_its_holder(db: TestDatabase) {
    furnish(&db).await;
    let held = |number, holder| {
        Began(ClientSessionRecord {
            holder,
            ..session(number)
        })
    };
    let all = [
        held(1, SessionHolder::User(id(1))),
        held(2, SessionHolder::ApiKey(id(1))),
        held(3, SessionHolder::Anonymous),
    ];
    db.client_sessions().write(&all).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.users().delete(id(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&db, 1).await, None);
    let tx = db.begin().await.unwrap();
    tx.api_keys().delete(id(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&db, 2).await, None);
    assert!(found(&db, 3).await.is_some());
    let tx = db.begin().await.unwrap();
    tx.endpoints().delete(id(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&db, 3).await, None);
}

async fn a_session_of_something_gone_is_refused_with_the_whole_batch(db: TestDatabase) {
    furnish(&db).await;
    let lost = ClientSessionRecord {
        endpoint_id: id(9),
        ..session(2)
    };
    let refused = db
        .client_sessions()
        .write(&[Began(session(1)), Began(lost)])
        .await;
    assert!(matches!(refused, Err(Error::MissingReference)), "{refused:?}");
    assert_eq!(found(&db, 1).await, None);
}

async fn does_not_find_a_session_that_is_over(db: TestDatabase) {
    furnish(&db).await;
    let sessions = db.client_sessions();
    sessions.write(&[Began(session(1))]).await.unwrap();
    assert!(sessions.find(&[1; 32], at(999)).await.unwrap().is_some());
    assert!(sessions.find(&[1; 32], at(1000)).await.unwrap().is_none());
}

async fn deletes_expired_sessions_in_batches(db: TestDatabase) {
    furnish(&db).await;
    let expiring = |number, expires_at| {
        Began(ClientSessionRecord {
            expires_at: at(expires_at),
            ..session(number)
        })
    };
    let sessions = db.client_sessions();
    sessions
        .write(&[
            expiring(1, 200),
            expiring(2, 300),
            expiring(3, 400),
            expiring(4, 401),
        ])
        .await
        .unwrap();
    assert_eq!(sessions.delete_expired(at(400), 2).await.unwrap(), 2);
    assert_eq!(sessions.delete_expired(at(400), 2).await.unwrap(), 1);
    assert_eq!(sessions.delete_expired(at(400), 2).await.unwrap(), 0);
    assert!(sessions.find(&[4; 32], at(0)).await.unwrap().is_some());
}

async fn a_session_that_cannot_be_read_is_an_error(db: TestDatabase) {
    furnish(&db).await;
    let of_user = ClientSessionRecord {
        holder: SessionHolder::User(id(1)),
        ..session(1)
    };
    let sessions = db.client_sessions();
    sessions.write(&[Began(of_user)]).await.unwrap();
    execute(
        &db,
        "UPDATE client_sessions SET api_key_id = (SELECT id FROM api_keys)",
    )
    .await;
    let error = sessions
        .find(&[1; 32], at(0))
        .await
        .expect_err("two holders at once");
    assert!(error.to_string().contains("client_sessions"), "{error}");
}
