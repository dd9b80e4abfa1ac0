//! What servers offer beside tools.

use store::{Error, OfferingRecord, testing::TestDatabase};

use crate::support::{add_servers, id, server};

store::db_tests!(
    keeps_an_offering_byte_for_byte,
    writes_only_what_is_new,
    goes_with_its_server,
    belongs_to_a_server_that_exists,
);

fn offering(number: u128, text: &str) -> OfferingRecord {
    OfferingRecord {
        server_id: id(number),
        offering: text.to_owned(),
    }
}

async fn put(db: &TestDatabase, offering: &OfferingRecord) -> bool {
    let tx = db.begin().await.unwrap();
    let is_new = tx.offerings().put(offering).await.unwrap();
    tx.commit().await.unwrap();
    is_new
}

async fn keeps_an_offering_byte_for_byte(db: TestDatabase) {
    add_servers(&db, &[server(1, "docs"), server(2, "time")]).await;
    let written = r#"{ "prompts":[{"z":1.0,"a":{"\u00e9":"日本 \n"},"big":12345678901234567890,  "x":[ ]}]}"#;
    put(&db, &offering(1, written)).await;
    assert_eq!(
        db.offerings().find(id(1)).await.unwrap(),
        Some(offering(1, written))
    );
    assert_eq!(db.offerings().find(id(2)).await.unwrap(), None);
    assert_eq!(db.snapshot().await.unwrap().offerings, [offering(1, written)]);
}

async fn writes_only_what_is_new(db: TestDatabase) {
    add_servers(&db, &[server(1, "docs"), server(2, "time")]).await;
    assert!(put(&db, &offering(1, "{}")).await);
    assert!(put(&db, &offering(2, "{}")).await);
    assert!(!put(&db, &offering(1, "{}")).await);
    assert!(
        put(&db, &offering(1, "{ }")).await,
        "another spelling is another offering"
    );
    assert_eq!(
        db.snapshot().await.unwrap().offerings,
        [offering(1, "{ }"), offering(2, "{}")]
    );
}

async fn goes_with_its_server(db: TestDatabase) {
    add_servers(&db, &[server(1, "docs")]).await;
    put(&db, &offering(1, "{}")).await;
    let tx = db.begin().await.unwrap();
    tx.servers().delete(id(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.offerings().find(id(1)).await.unwrap(), None);
}

async fn belongs_to_a_server_that_exists(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    let refused = tx.offerings().put(&offering(1, "{}")).await;
    assert!(matches!(refused, Err(Error::MissingReference)), "{refused:?}");
}
