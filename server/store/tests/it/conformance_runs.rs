//! Checks of conformance that were tried at endpoints.

use store::{ConformanceRunRecord, testing::TestDatabase};

use crate::support::{add_namespace, at, endpoint, id, namespace};

store::db_tests!(
    keeps_every_field_and_gives_the_newest_first,
    forgets_the_oldest_of_an_endpoint_beyond_the_bound,
    goes_with_its_endpoint,
);

fn run(number: u128, of: u128, seconds: i64) -> ConformanceRunRecord {
    ConformanceRunRecord {
        id: id(number),
        endpoint_id: id(of),
        at: at(seconds),
        by: "Ada".to_owned(),
        results: r#"{"x":"日本"}"#.to_owned(),
    }
}

/// Two endpoints of one namespace.
async fn furnish(db: &TestDatabase) {
    add_namespace(db, &namespace(4, "dev"), &[]).await;
    let tx = db.begin().await.unwrap();
    for (number, name) in [(5, "dev"), (6, "lab")] {
        tx.endpoints()
            .insert(&endpoint(number, name, id(4)))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn insert(db: &TestDatabase, runs: &[ConformanceRunRecord], most: u64) {
    let tx = db.begin().await.unwrap();
    for run in runs {
        tx.conformance_runs().insert(run, most).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_field_and_gives_the_newest_first(db: TestDatabase) {
    furnish(&db).await;
    let (first, second) = (run(11, 5, 1), run(12, 5, 1));
    insert(&db, &[first.clone(), second.clone(), run(13, 6, 2)], 10).await;
    let runs = db.conformance_runs();
    assert_eq!(runs.list(id(5)).await.unwrap(), [second, first]);
}

async fn forgets_the_oldest_of_an_endpoint_beyond_the_bound(db: TestDatabase) {
    furnish(&db).await;
    let runs = [run(11, 5, 1), run(12, 5, 2), run(13, 6, 0), run(14, 5, 3)];
    insert(&db, &runs, 2).await;
    let kept = db.conformance_runs().list(id(5)).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|run| run.id).collect();
    assert_eq!(kept, [id(14), id(12)]);
    assert_eq!(db.conformance_runs().list(id(6)).await.unwrap().len(), 1);
}

async fn goes_with_its_endpoint(db: TestDatabase) {
    furnish(&db).await;
    insert(&db, &[run(11, 5, 1)], 10).await;
    let tx = db.begin().await.unwrap();
    tx.endpoints().delete(id(5)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(db.conformance_runs().list(id(5)).await.unwrap().is_empty());
}
