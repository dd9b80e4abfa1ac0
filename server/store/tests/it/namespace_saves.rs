//! What each save changed of a namespace.

use store::{NamespaceSaveRecord, testing::TestDatabase};

use crate::support::{add_namespace, at, id, namespace};

store::db_tests!(
    keeps_every_field_and_gives_the_newest_first,
    forgets_the_oldest_of_a_namespace_beyond_the_bound,
    goes_with_its_namespace,
);

fn save(number: u128, of: u128, seconds: i64) -> NamespaceSaveRecord {
    NamespaceSaveRecord {
        id: id(number),
        namespace_id: id(of),
        at: at(seconds),
        by: "Ada".to_owned(),
        change: r#"{"x":"日本"}"#.to_owned(),
    }
}

async fn insert(db: &TestDatabase, saves: &[NamespaceSaveRecord], most: u64) {
    let tx = db.begin().await.unwrap();
    for save in saves {
        tx.namespace_saves().insert(save, most).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_field_and_gives_the_newest_first(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add_namespace(&db, &namespace(6, "lab"), &[]).await;
    let (first, second) = (save(11, 5, 1), save(12, 5, 1));
    insert(&db, &[first.clone(), second.clone(), save(13, 6, 2)], 10).await;
    let saves = db.namespace_saves();
    assert_eq!(saves.list(id(5)).await.unwrap(), [second, first.clone()]);
    assert_eq!(saves.find(id(5), id(11)).await.unwrap(), Some(first));
    assert_eq!(
        saves.find(id(6), id(11)).await.unwrap(),
        None,
        "another namespace's"
    );
}

async fn forgets_the_oldest_of_a_namespace_beyond_the_bound(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add_namespace(&db, &namespace(6, "lab"), &[]).await;
    let saves = [save(11, 5, 1), save(12, 5, 2), save(13, 6, 0), save(14, 5, 3)];
    insert(&db, &saves, 2).await;
    let kept = db.namespace_saves().list(id(5)).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|save| save.id).collect();
    assert_eq!(kept, [id(14), id(12)]);
    assert_eq!(db.namespace_saves().list(id(6)).await.unwrap().len(), 1);
}

async fn goes_with_its_namespace(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    insert(&db, &[save(11, 5, 1)], 10).await;
    let tx = db.begin().await.unwrap();
    tx.namespaces().delete(id(5)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(db.namespace_saves().list(id(5)).await.unwrap().is_empty());
}
