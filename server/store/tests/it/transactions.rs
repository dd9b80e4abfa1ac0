//! Transactions: all or nothing, one after the other, and readers go on.

use std::{sync::Arc, time::Duration};

use store::{Error, StoreOptions, UserRecord, testing::TestDatabase};

use crate::support::{add_servers, at, id, server, user};

store::db_tests!(
    dropping_rolls_back,
    a_transaction_sees_what_it_wrote,
    readers_go_on_while_someone_writes,
    a_failed_statement_saves_nothing_of_its_transaction,
    writers_of_one_process_take_turns,
    writers_of_two_processes_take_turns,
    only_one_of_many_becomes_the_first_administrator,
    a_writer_that_waits_too_long_says_that_the_database_is_locked,
    a_cancelled_writer_lets_the_next_one_on,
);

async fn dropping_rolls_back(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&server(1, "time")).await.unwrap();
    drop(tx);
    assert_eq!(db.servers().count().await.unwrap(), 0);
    add_servers(&db, &[server(1, "time")]).await;
    assert_eq!(db.servers().count().await.unwrap(), 1);
}

async fn a_transaction_sees_what_it_wrote(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&server(1, "time")).await.unwrap();
    assert_eq!(tx.servers().find(id(1)).await.unwrap(), Some(server(1, "time")));
    assert_eq!(tx.servers().count().await.unwrap(), 1);
}

async fn readers_go_on_while_someone_writes(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let other = db.connect(StoreOptions::default()).await;
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&server(2, "new")).await.unwrap();
    for reader in [&*db, &other] {
        assert_eq!(reader.servers().count().await.unwrap(), 1);
        assert_eq!(reader.snapshot().await.unwrap().servers.len(), 1);
    }
    tx.commit().await.unwrap();
    assert_eq!(other.servers().count().await.unwrap(), 2);
    other.close().await;
}

async fn a_failed_statement_saves_nothing_of_its_transaction(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&server(2, "other")).await.unwrap();
    tx.servers().insert(&server(3, "time")).await.expect_err("taken");
    let error = tx.commit().await.expect_err("it cannot be saved");
    assert!(matches!(error, Error::Spoiled), "{error:?}");
    assert_eq!(db.servers().count().await.unwrap(), 1);
    add_servers(&db, &[server(4, "fine")]).await;
}

/// Each reads the number and writes the next: an update would be lost if two read the same.
async fn count_up(store: store::Store, times: u32) {
    for _ in 0..times {
        let tx = store.begin().await.unwrap();
        let before = tx
            .settings()
            .find("n")
            .await
            .unwrap()
            .and_then(|n| n.as_u64())
            .unwrap_or(0);
        tokio::task::yield_now().await;
        tx.settings().set("n", &(before + 1).into(), at(1)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn writers_of_one_process_take_turns(db: TestDatabase) {
    let store = db.store();
    tokio::task::LocalSet::new()
        .run_until(async move {
            // More writers than connections: those who wait must not take the connections of readers.
            let writers: Vec<_> = (0..20)
                .map(|_| tokio::task::spawn_local(count_up(store.clone(), 5)))
                .collect();
            store.servers().list().await.expect("readers go on");
            for writer in writers {
                writer.await.unwrap();
            }
        })
        .await;
    assert_eq!(db.settings().find("n").await.unwrap(), Some(100.into()));
}

async fn writers_of_two_processes_take_turns(db: TestDatabase) {
    let other = db.connect(StoreOptions::default()).await;
    tokio::join!(count_up(db.store(), 25), count_up(other.clone(), 25));
    assert_eq!(db.settings().find("n").await.unwrap(), Some(50.into()));
    other.close().await;
}

async fn only_one_of_many_becomes_the_first_administrator(db: TestDatabase) {
    let other = Arc::new(db.connect(StoreOptions::default()).await);
    let attempt = |store: store::Store, person: UserRecord| async move {
        let tx = store.begin().await.unwrap();
        if tx.users().count().await.unwrap() > 0 {
            return false;
        }
        tx.users().insert(&person).await.unwrap();
        tx.commit().await.unwrap();
        true
    };
    let (here, there, again) = tokio::join!(
        attempt(db.store(), user(1, "a@x.org")),
        attempt((*other).clone(), user(2, "b@x.org")),
        attempt(db.store(), user(3, "c@x.org")),
    );
    assert_eq!(u8::from(here) + u8::from(there) + u8::from(again), 1);
    assert_eq!(db.users().count().await.unwrap(), 1);
    other.close().await;
}

async fn a_writer_that_waits_too_long_says_that_the_database_is_locked(db: TestDatabase) {
    let impatient = StoreOptions {
        busy_timeout: Duration::from_millis(50),
        ..StoreOptions::default()
    };
    let (other, third) = (db.connect(impatient.clone()).await, db.connect(impatient).await);
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&server(1, "time")).await.unwrap();
    let refused = other.begin().await.expect_err("another process writes");
    assert!(matches!(refused, Error::Locked(_)), "{refused:?}");
    assert!(refused.is_unavailable());
    tx.commit().await.unwrap();

    let tx = third.begin().await.unwrap();
    let refused = third.begin().await.expect_err("this process writes");
    assert!(matches!(refused, Error::Locked(_)), "{refused:?}");
    drop(tx);

    let tx = other.begin().await.expect("it is over");
    tx.servers().insert(&server(2, "other")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        db.servers().count().await.unwrap(),
        2,
        "nothing that was saved is lost"
    );
    other.close().await;
    third.close().await;
}

async fn a_cancelled_writer_lets_the_next_one_on(db: TestDatabase) {
    let (tell, told) = tokio::sync::oneshot::channel();
    let hanging = async {
        let tx = db.begin().await.unwrap();
        tx.servers().insert(&server(1, "time")).await.unwrap();
        tell.send(()).unwrap();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = hanging => unreachable!("it never ends"),
        began = told => began.unwrap(),
    }
    add_servers(&db, &[server(2, "other")]).await;
    assert_eq!(db.servers().list().await.unwrap(), [server(2, "other")]);
}
