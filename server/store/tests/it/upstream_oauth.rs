//! What people allowed the gateway to do at servers, and their way there.

use model::{OauthSharing, ReconnectReason, ServerKind, UpstreamOauth, UserId};
use store::{ServerRecord, UpstreamAttemptRecord, UpstreamGrantRecord, testing::TestDatabase};

use crate::support::{at, id, server, user};

store::db_tests!(
    keeps_how_a_server_is_signed_in_to,
    keeps_every_field_of_a_grant_apart_by_holder,
    one_process_renews_a_grant_at_a_time,
    a_change_of_an_old_version_changes_nothing,
    everything_goes_with_its_server_and_its_person,
    an_attempt_is_good_once,
);

fn grant(user_id: Option<UserId>) -> UpstreamGrantRecord {
    UpstreamGrantRecord {
        server_id: id(1),
        user_id,
        issuer: "https://id.example".to_owned(),
        sealed: vec![1, 2, 3],
        scopes: "read".to_owned(),
        wanted_scopes: String::new(),
        expires_at: Some(at(500)),
        reason: None,
        connected_at: at(100),
        version: 100,
    }
}

/// The server 1, and the person 9.
async fn prepare(db: &TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(9, "a@x.org")).await.unwrap();
    tx.servers().insert(&server(1, "files")).await.unwrap();
    tx.commit().await.unwrap();
}

async fn put(db: &TestDatabase, grant: &UpstreamGrantRecord) {
    let tx = db.begin().await.unwrap();
    tx.upstream_grants().put(grant).await.unwrap();
    tx.commit().await.unwrap();
}

async fn keeps_how_a_server_is_signed_in_to(db: TestDatabase) {
    let oauth = UpstreamOauth {
        sharing: OauthSharing::Person,
        client_id: Some("abc".to_owned()),
        scopes: None,
    };
    let remote = ServerRecord {
        kind: ServerKind::StreamableHttp,
        oauth: Some(oauth),
        ..server(1, "files")
    };
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&remote).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.servers().find(id(1)).await.unwrap(), Some(remote));
}

async fn keeps_every_field_of_a_grant_apart_by_holder(db: TestDatabase) {
    prepare(&db).await;
    let (shared, own) = (
        grant(None),
        UpstreamGrantRecord {
            reason: Some(ReconnectReason::Scopes),
            wanted_scopes: "write".to_owned(),
            expires_at: None,
            connected_at: at(200),
            ..grant(Some(id(9)))
        },
    );
    put(&db, &shared).await;
    put(&db, &own).await;
    let grants = db.upstream_grants();
    assert_eq!(grants.find(id(1), None).await.unwrap(), Some(shared.clone()));
    assert_eq!(grants.find(id(1), Some(id(9))).await.unwrap(), Some(own.clone()));
    assert_eq!(grants.find(id(1), Some(id(8))).await.unwrap(), None);
    assert_eq!(grants.of_server(id(1)).await.unwrap(), [own, shared]);
    let again = UpstreamGrantRecord {
        issuer: "https://other.example".to_owned(),
        version: 300,
        ..grant(None)
    };
    put(&db, &again).await;
    assert_eq!(grants.find(id(1), None).await.unwrap(), Some(again));
}

async fn one_process_renews_a_grant_at_a_time(db: TestDatabase) {
    prepare(&db).await;
    let grant = grant(None);
    put(&db, &grant).await;
    let tx = db.begin().await.unwrap();
    let grants = tx.upstream_grants();
    assert!(grants.lease(&grant, at(10), at(20)).await.unwrap());
    assert!(!grants.lease(&grant, at(19), at(40)).await.unwrap());
    assert!(
        grants.lease(&grant, at(20), at(40)).await.unwrap(),
        "whoever had it is gone"
    );
    grants.release(&grant).await.unwrap();
    assert!(grants.lease(&grant, at(21), at(40)).await.unwrap());
    assert_eq!(grants.update(&grant).await.unwrap(), Some(101));
    assert!(
        !grants.lease(&grant, at(50), at(60)).await.unwrap(),
        "it is another one"
    );
    let renewed = UpstreamGrantRecord {
        version: 101,
        ..grant.clone()
    };
    assert!(
        grants.lease(&renewed, at(22), at(60)).await.unwrap(),
        "a change ends the right"
    );
}

async fn a_change_of_an_old_version_changes_nothing(db: TestDatabase) {
    prepare(&db).await;
    put(&db, &grant(None)).await;
    let changed = UpstreamGrantRecord {
        sealed: vec![9],
        ..grant(None)
    };
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.upstream_grants().update(&changed).await.unwrap(), Some(101));
    assert_eq!(tx.upstream_grants().update(&grant(None)).await.unwrap(), None);
    tx.commit().await.unwrap();
    let stored = db.upstream_grants().find(id(1), None).await.unwrap().unwrap();
    assert_eq!((stored.sealed, stored.version), (vec![9], 101));
}

async fn everything_goes_with_its_server_and_its_person(db: TestDatabase) {
    prepare(&db).await;
    put(&db, &grant(None)).await;
    put(&db, &grant(Some(id(9)))).await;
    let tx = db.begin().await.unwrap();
    tx.users().delete(id(9)).await.unwrap();
    assert_eq!(
        tx.upstream_grants().of_server(id(1)).await.unwrap(),
        [grant(None)]
    );
    tx.servers().delete(id(1)).await.unwrap();
    assert_eq!(tx.upstream_grants().of_server(id(1)).await.unwrap(), []);
}

async fn an_attempt_is_good_once(db: TestDatabase) {
    prepare(&db).await;
    let attempt = |number| UpstreamAttemptRecord {
        state_hash: [number; 32],
        server_id: id(1),
        user_id: id(9),
        sealed: vec![7],
        expires_at: at(100),
    };
    let tx = db.begin().await.unwrap();
    let attempts = tx.upstream_attempts();
    attempts.insert(&attempt(1)).await.unwrap();
    attempts.insert(&attempt(2)).await.unwrap();
    assert_eq!(attempts.take(&[1; 32]).await.unwrap(), Some(attempt(1)));
    assert_eq!(attempts.take(&[1; 32]).await.unwrap(), None);
    assert_eq!(attempts.delete_expired(at(99)).await.unwrap(), 0);
    assert_eq!(attempts.delete_expired(at(100)).await.unwrap(), 1);
    assert_eq!(attempts.take(&[2; 32]).await.unwrap(), None);
}
