//! What processes over one Postgres hear of each other.

use std::time::Duration;

use store::{ClientSessionChange, Listener, News, StoreOptions};
use tokio::time::timeout;

use crate::support::{execute, id};

async fn next(listener: &mut Listener) -> News {
    let news = timeout(Duration::from_secs(20), listener.next());
    news.await.expect("it never came").unwrap()
}

#[tokio::test]
async fn other_processes_hear_what_is_committed() {
    let db = store::testing::postgres().await;
    let other = db.connect(StoreOptions::default()).await;
    let mut listener = other.listen().await.unwrap();
    let mut own = db.listen().await.unwrap();

    let dropped = db.begin().await.unwrap();
    dropped.bump_revision().await.unwrap();
    drop(dropped);
    let tx = db.begin().await.unwrap();
    tx.bump_revision().await.unwrap();
    tx.commit().await.unwrap();
    let changes = [
        ClientSessionChange::Changed {
            id_hash: [1; 32],
            log_level: None,
            subscriptions: "[]".to_owned(),
        },
        ClientSessionChange::Ended { id_hash: [2; 32] },
    ];
    db.client_sessions().write(&changes).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.tell_of_approval(id(4)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(next(&mut listener).await, News::Configuration);
    assert_eq!(next(&mut listener).await, News::SessionChanged([1; 32]));
    assert_eq!(next(&mut listener).await, News::SessionEnded([2; 32]));
    assert_eq!(next(&mut listener).await, News::Approval(id(4)));

    let theirs = [ClientSessionChange::Ended { id_hash: [3; 32] }];
    other.client_sessions().write(&theirs).await.unwrap();
    assert_eq!(
        next(&mut own).await,
        News::SessionEnded([3; 32]),
        "one's own is no news"
    );
}

#[tokio::test]
async fn a_connection_that_was_lost_may_have_missed_something() {
    let db = store::testing::postgres().await;
    let mut listener = db.listen().await.unwrap();
    execute(
        &db,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    )
    .await;
    assert_eq!(next(&mut listener).await, News::Missed);
}
