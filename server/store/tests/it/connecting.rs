//! Opening a database: what is wrong with a URL, and what is not there yet.

use std::{
    error::Error as _,
    io::{Read, Write},
    net::TcpListener,
    time::Duration,
};

use store::{
    Error, Store, StoreOptions,
    testing::{Place, TestDatabase},
};

mod migrated {
    use super::answers_a_ping_until_it_is_closed;

    store::db_tests!(answers_a_ping_until_it_is_closed);
}

mod empty {
    use super::says_that_migrations_are_missing;

    store::db_tests!(empty => says_that_migrations_are_missing);
}

async fn open(url: &str) -> Error {
    let options = StoreOptions {
        acquire_timeout: Duration::from_secs(2),
        ..StoreOptions::default()
    };
    Store::connect(url, options).await.expect_err("not to be opened")
}

async fn answers_a_ping_until_it_is_closed(db: TestDatabase) {
    db.ping().await.unwrap();
    let clone = db.store();
    db.close().await;
    let error = clone.ping().await.expect_err("closed");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert!(matches!(clone.begin().await, Err(Error::Unavailable(_))));
    assert!(matches!(clone.servers().list().await, Err(Error::Unavailable(_))));
}

async fn says_that_migrations_are_missing(place: Place) {
    if let Some(file) = place.path() {
        std::fs::write(file, "").unwrap();
    }
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    for error in [
        store.revision().await.expect_err("no tables"),
        store.servers().list().await.expect_err("no tables"),
        store.snapshot().await.expect_err("no tables"),
    ] {
        assert!(matches!(error, Error::NotMigrated(_)), "{error:?}");
        assert!(error.to_string().contains("metamcp migrate"), "{error}");
    }
    store.close().await;
}

#[tokio::test]
async fn names_what_is_wrong_with_a_url_and_not_the_url() {
    for url in [
        "mysql://root:hunter2@db/x",
        "postgres://root:hunter2@db:port/x",
        "sqlite::memory:",
        "sqlite://x?mode=hunter2",
        "hunter2",
        "",
    ] {
        let error = open(url).await;
        assert!(matches!(error, Error::Url(_)), "{url}: {error:?}");
        let text = format!("{error} {error:?}");
        assert!(
            text.contains("DATABASE_URL") && !text.contains("hunter2"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn says_where_there_is_no_file_and_makes_none() {
    let place = store::testing::empty_sqlite();
    let error = open(&format!("{}?mode=rwc", place.url())).await;
    assert!(
        matches!(&error, Error::Missing { path } if Some(path.as_path()) == place.path()),
        "{error:?}"
    );
    assert!(
        error.to_string().contains("metamcp.db; run `metamcp migrate`"),
        "{error}"
    );
    assert!(!place.path().unwrap().exists());
}

#[tokio::test]
async fn says_that_a_file_is_no_database() {
    let place = store::testing::empty_sqlite();
    std::fs::write(place.path().unwrap(), "Dear diary, ".repeat(1000)).unwrap();
    let error = open(place.url()).await;
    assert!(matches!(error, Error::Damaged(_)), "{error:?}");
    assert_eq!(
        std::fs::read(place.path().unwrap()).unwrap().len(),
        12_000,
        "it is left as it was"
    );
}

#[tokio::test]
async fn says_that_nobody_listens() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let error = open(&format!("postgres://metamcp:hunter2@127.0.0.1:{port}/metamcp")).await;
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert!(!format!("{error} {}", error.source().unwrap()).contains("hunter2"));
}

#[tokio::test]
async fn gives_up_on_a_server_that_never_answers() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://metamcp@{}/metamcp", silent.local_addr().unwrap());
    let options = StoreOptions {
        acquire_timeout: Duration::from_millis(200),
        ..StoreOptions::default()
    };
    let error = Store::connect(&url, options).await.expect_err("silence");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn says_that_a_postgres_database_or_user_does_not_exist() {
    let db = store::testing::postgres().await;
    let (before, _) = db.url().split_once("/test_").unwrap();
    let (_, after) = db.url().split_once('?').unwrap();
    let error = open(&format!("{before}/nowhere?{after}")).await;
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
    assert!(
        error.source().unwrap().to_string().contains("nowhere"),
        "{error:?}"
    );

    let error = open(&db.url().replace("postgres@", "stranger@")).await;
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
}

/// A server that speaks no TLS must not get the password instead.
#[tokio::test]
async fn insists_on_tls_when_it_knows_the_authority() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut request_for_tls = [0; 8];
        client.read_exact(&mut request_for_tls).unwrap();
        client.write_all(b"N").unwrap();
        client.read(&mut [0; 1]).unwrap_or(0)
    });
    let options = StoreOptions {
        ca_cert: Some("-----BEGIN CERTIFICATE-----".to_owned()),
        ..StoreOptions::default()
    };
    let error = Store::connect(&format!("postgres://ada:hunter2@{address}/x"), options)
        .await
        .expect_err("no TLS");
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
    assert_eq!(server.join().unwrap(), 0, "nothing was sent in clear");
}
