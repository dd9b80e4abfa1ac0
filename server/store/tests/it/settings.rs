//! Settings of the installation.

use serde_json::json;
use store::{SettingRecord, testing::TestDatabase};

use crate::support::{at, execute};

store::db_tests!(
    keeps_any_json,
    replaces_a_value,
    goes_back_to_the_default,
    lists_by_key,
    reports_a_value_that_is_not_json,
);

async fn set(db: &TestDatabase, key: &str, value: serde_json::Value, millis: i64) {
    let tx = db.begin().await.unwrap();
    tx.settings().set(key, &value, at(millis)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn keeps_any_json(db: TestDatabase) {
    for value in [
        json!(null),
        json!(true),
        json!("日本"),
        json!([1, {"a": 1.5}]),
        json!({"b": {}, "a": []}),
    ] {
        set(&db, "key", value.clone(), 1).await;
        assert_eq!(db.settings().find("key").await.unwrap(), Some(value));
    }
    assert_eq!(db.settings().find("other").await.unwrap(), None);
}

async fn replaces_a_value(db: TestDatabase) {
    set(&db, "key", json!(1), 1).await;
    set(&db, "key", json!(2), 2).await;
    let expected = SettingRecord {
        key: "key".to_owned(),
        value: json!(2),
        updated_at: at(2),
    };
    assert_eq!(db.settings().list().await.unwrap(), [expected]);
}

async fn goes_back_to_the_default(db: TestDatabase) {
    set(&db, "key", json!(1), 1).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.settings().delete("key").await.unwrap());
    assert!(!tx.settings().delete("key").await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.settings().find("key").await.unwrap(), None);
}

async fn lists_by_key(db: TestDatabase) {
    for key in ["b", "a", "c"] {
        set(&db, key, json!(0), 1).await;
    }
    let keys: Vec<_> = db
        .settings()
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|setting| setting.key)
        .collect();
    assert_eq!(keys, ["a", "b", "c"]);
}

async fn reports_a_value_that_is_not_json(db: TestDatabase) {
    set(&db, "key", json!(1), 1).await;
    execute(&db, "UPDATE settings SET value = 'yes'").await;
    let error = db.settings().find("key").await.expect_err("not JSON");
    assert!(
        error
            .to_string()
            .starts_with("column value of settings key cannot be read"),
        "{error}"
    );
}
