//! What servers are told of who calls them, and the keys that sign it.

use model::{CallerSettings, IdentityClaims, ServerKind};
use store::{ServerRecord, SigningKeyRecord, testing::TestDatabase};

use crate::support::{at, id, server};

store::db_tests!(
    keeps_what_a_server_is_told_of_its_callers,
    keeps_signing_keys_by_age
);

async fn keeps_what_a_server_is_told_of_its_callers(db: TestDatabase) {
    let caller = CallerSettings {
        passed: vec!["x-tenant".to_owned()],
        identity: Some(IdentityClaims {
            email: true,
            name: false,
        }),
    };
    let told = ServerRecord {
        kind: ServerKind::StreamableHttp,
        caller,
        ..server(1, "files")
    };
    let untold = server(2, "other");
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&told).await.unwrap();
    tx.servers().insert(&untold).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.servers().find(id(1)).await.unwrap(), Some(told));
    assert_eq!(db.servers().find(id(2)).await.unwrap(), Some(untold));
}

async fn keeps_signing_keys_by_age(db: TestDatabase) {
    let key = |number: u128, millis| SigningKeyRecord {
        id: id(number),
        sealed: vec![1, 2, 3],
        created_at: at(millis),
    };
    let (old, new) = (key(2, 100), key(1, 200));
    let tx = db.begin().await.unwrap();
    for key in [&new, &old] {
        tx.signing_keys().insert(key).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(
        db.signing_keys().list().await.unwrap(),
        [old.clone(), new.clone()]
    );
    assert_eq!(
        db.snapshot().await.unwrap().signing_keys,
        [old.clone(), new.clone()]
    );
    let tx = db.begin().await.unwrap();
    assert!(tx.signing_keys().delete(old.id).await.unwrap());
    assert!(!tx.signing_keys().delete(old.id).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.signing_keys().list().await.unwrap(), [new]);
}
