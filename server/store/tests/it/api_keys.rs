//! Keys that clients present.

use model::{KeyLimits, KeyPlaces, Owner};
use store::{ApiKeyRecord, testing::TestDatabase};

use crate::support::{api_key, at, execute, id, user};

store::db_tests!(
    keeps_every_field,
    finds_a_name_at_its_owner_only,
    lists_by_name,
    switches_a_key,
    changes_all_but_its_use,
    limits_that_cannot_be_read_are_not_none,
    notes_uses_forward_in_time_only,
    deletes_one_key,
    reports_a_hash_of_another_length,
);

async fn add(db: &TestDatabase, keys: &[ApiKeyRecord]) {
    let tx = db.begin().await.unwrap();
    for key in keys {
        tx.api_keys().insert(key).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_field(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(9, "a@x.org")).await.unwrap();
    tx.commit().await.unwrap();
    let used = ApiKeyRecord {
        owner: Owner::Person(id(9)),
        active: false,
        last_used_at: Some(at(12)),
        ..limited(api_key(2, "my key (laptop) 日本"))
    };
    add(&db, &[api_key(1, "public"), used.clone()]).await;
    assert_eq!(
        db.api_keys().find(id(1)).await.unwrap(),
        Some(api_key(1, "public"))
    );
    assert_eq!(db.api_keys().find(id(2)).await.unwrap(), Some(used));
    assert_eq!(db.api_keys().find(id(3)).await.unwrap(), None);
}

fn limited(key: ApiKeyRecord) -> ApiKeyRecord {
    ApiKeyRecord {
        previous: Some(([77; 32], at(20))),
        limits: KeyLimits {
            places: Some(KeyPlaces {
                endpoints: vec![id(70)],
                namespaces: vec![id(71), id(72)],
            }),
            tools: vec!["fs__*".to_owned()],
        },
        expires_at: Some(at(30)),
        ..key
    }
}

async fn changes_all_but_its_use(db: TestDatabase) {
    let key = api_key(1, "a");
    add(&db, &[key.clone(), api_key(2, "b")]).await;
    let changed = ApiKeyRecord {
        name: "renamed".to_owned(),
        hash: [9; 32],
        hint: "sk_mt_zz99".to_owned(),
        ..limited(key)
    };
    let tx = db.begin().await.unwrap();
    let as_if_used = ApiKeyRecord {
        active: false,
        last_used_at: Some(at(99)),
        ..changed.clone()
    };
    assert!(tx.api_keys().update(&as_if_used).await.unwrap());
    assert!(!tx.api_keys().update(&api_key(3, "nobody")).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.api_keys().find(id(1)).await.unwrap(), Some(changed.clone()));
    assert_eq!(db.api_keys().find(id(2)).await.unwrap(), Some(api_key(2, "b")));

    // And back: a limit that is taken away is gone.
    let tx = db.begin().await.unwrap();
    assert!(tx.api_keys().update(&api_key(1, "a")).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.api_keys().find(id(1)).await.unwrap(), Some(api_key(1, "a")));
}

async fn limits_that_cannot_be_read_are_not_none(db: TestDatabase) {
    add(&db, &[api_key(1, "a")]).await;
    execute(&db, "UPDATE api_keys SET limits = '{\"places\":7}'").await;
    let error = db.api_keys().list().await.expect_err("no limits");
    assert!(
        error.to_string().contains("column limits of api_keys 00000000-"),
        "{error}"
    );
}

async fn finds_a_name_at_its_owner_only(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(9, "a@x.org")).await.unwrap();
    tx.commit().await.unwrap();
    let private = ApiKeyRecord {
        owner: Owner::Person(id(9)),
        ..api_key(2, "ci")
    };
    add(&db, &[api_key(1, "ci"), private.clone()]).await;
    assert_eq!(
        db.api_keys().find_by_name("ci", Owner::Public).await.unwrap(),
        Some(api_key(1, "ci"))
    );
    assert_eq!(
        db.api_keys()
            .find_by_name("ci", Owner::Person(id(9)))
            .await
            .unwrap(),
        Some(private)
    );
    assert_eq!(
        db.api_keys().find_by_name("CI", Owner::Public).await.unwrap(),
        None
    );
}

async fn lists_by_name(db: TestDatabase) {
    add(&db, &[api_key(1, "b"), api_key(2, "A"), api_key(3, "c")]).await;
    assert_eq!(
        db.api_keys().list().await.unwrap(),
        [api_key(2, "A"), api_key(1, "b"), api_key(3, "c")]
    );
    assert_eq!(db.api_keys().count().await.unwrap(), 3);
}

async fn switches_a_key(db: TestDatabase) {
    add(&db, &[api_key(1, "a"), api_key(2, "b")]).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.api_keys().set_active(id(1), false).await.unwrap());
    assert!(!tx.api_keys().set_active(id(3), false).await.unwrap());
    tx.commit().await.unwrap();
    let active: Vec<_> = db
        .api_keys()
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|key| key.active)
        .collect();
    assert_eq!(active, [false, true]);
}

async fn notes_uses_forward_in_time_only(db: TestDatabase) {
    add(&db, &[api_key(1, "a"), api_key(2, "b")]).await;
    let tx = db.begin().await.unwrap();
    tx.api_keys()
        .record_uses(&[(id(1), at(100)), (id(404), at(100)), (id(1), at(99))])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let used: Vec<_> = db
        .api_keys()
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|key| key.last_used_at)
        .collect();
    assert_eq!(used, [Some(at(100)), None]);
}

async fn deletes_one_key(db: TestDatabase) {
    add(&db, &[api_key(1, "a"), api_key(2, "b")]).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.api_keys().delete(id(1)).await.unwrap());
    assert!(!tx.api_keys().delete(id(1)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.api_keys().list().await.unwrap(), [api_key(2, "b")]);
}

async fn reports_a_hash_of_another_length(db: TestDatabase) {
    add(&db, &[api_key(1, "a")]).await;
    let short = if db.url().starts_with("sqlite:") {
        "x'0102'"
    } else {
        "'\\x0102'"
    };
    execute(&db, &format!("UPDATE api_keys SET hash = {short}")).await;
    let error = db.api_keys().list().await.expect_err("not a hash");
    assert!(
        error.to_string().contains("column hash of api_keys 00000000-"),
        "{error}"
    );
}
