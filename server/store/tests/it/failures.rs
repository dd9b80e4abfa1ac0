//! Databases that are locked, read-only or gone while in use: each says what to do, and what was saved stays.

use std::{error::Error as _, fs, path::Path, time::Duration};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use store::{
    Error, Store, StoreOptions,
    testing::{self, TestDatabase},
};

use crate::support::{add_servers, execute, execute_at, id, server};

fn impatient() -> StoreOptions {
    StoreOptions {
        busy_timeout: Duration::from_millis(50),
        acquire_timeout: Duration::from_secs(2),
        ..StoreOptions::default()
    }
}

/// Another program with the same file open.
async fn other_program(db: &TestDatabase) -> DatabaseConnection {
    // One connection, so that statements follow each other on it.
    let mut options = sea_orm::ConnectOptions::new(db.url());
    options.max_connections(1);
    Database::connect(options).await.unwrap()
}

fn file_of(db: &TestDatabase) -> &Path {
    Path::new(db.url().strip_prefix("sqlite://").expect("a file"))
}

#[tokio::test]
async fn a_file_that_another_program_writes_to_is_locked_until_it_ends() {
    let db = testing::sqlite().await;
    add_servers(&db, &[server(1, "saved")]).await;
    let store = db.connect(impatient()).await;
    let other = other_program(&db).await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();

    let error = store.begin().await.expect_err("locked");
    assert!(
        matches!(error, Error::Locked(_)) && error.is_unavailable(),
        "{error:?}"
    );
    assert!(error.to_string().contains("locked by another program"), "{error}");
    assert!(
        error
            .source()
            .unwrap()
            .to_string()
            .ends_with("database is locked"),
        "{error:?}"
    );
    let error = store
        .sessions()
        .delete_expired(crate::support::at(0))
        .await
        .expect_err("locked");
    assert!(matches!(error, Error::Locked(_)), "{error:?}");
    assert_eq!(store.servers().count().await.unwrap(), 1, "reading goes on");

    other.execute_unprepared("COMMIT").await.unwrap();
    add_servers(&store, &[server(2, "after")]).await;
    assert_eq!(db.servers().count().await.unwrap(), 2);
    store.close().await;
}

#[tokio::test]
async fn a_file_that_another_program_has_for_itself_cannot_be_opened() {
    let place = testing::empty_sqlite();
    migrations::up(place.url(), &migrations::Options::default())
        .await
        .unwrap();
    let mut options = sea_orm::ConnectOptions::new(place.url());
    options.max_connections(1);
    let other = Database::connect(options).await.unwrap();
    other
        .execute_unprepared("PRAGMA locking_mode = EXCLUSIVE")
        .await
        .unwrap();
    other.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();

    let error = Store::connect(place.url(), impatient())
        .await
        .expect_err("locked");
    assert!(matches!(error, Error::Locked(_)), "{error:?}");
    let options = migrations::Options {
        lock_timeout: Duration::from_millis(50),
        ..Default::default()
    };
    let error = migrations::up(place.url(), &options).await.expect_err("locked");
    assert!(matches!(error, migrations::Error::Locked(_)), "{error:?}");

    other.execute_unprepared("COMMIT").await.unwrap();
    other.close().await.unwrap();
    Store::connect(place.url(), impatient())
        .await
        .expect("free again")
        .close()
        .await;
}

#[tokio::test]
async fn a_deleted_file_is_noticed_before_anything_is_lost() {
    let db = testing::sqlite().await;
    add_servers(&db, &[server(1, "saved")]).await;
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&server(2, "half-way")).await.unwrap();
    drop(tx);
    let elsewhere = file_of(&db).with_extension("moved");
    fs::rename(file_of(&db), &elsewhere).unwrap();
    for error in [
        db.begin().await.expect_err("gone"),
        db.ping().await.expect_err("gone"),
        db.sessions()
            .delete_expired(crate::support::at(0))
            .await
            .expect_err("gone"),
    ] {
        assert!(
            matches!(&error, Error::Gone { path } if path == file_of(&db)),
            "{error:?}"
        );
        assert!(error.to_string().contains("put it (or a backup) back"), "{error}");
    }

    fs::rename(elsewhere, file_of(&db)).unwrap();
    db.ping().await.expect("it is the same file");
    add_servers(&db, &[server(3, "after")]).await;
    let names: Vec<_> = db
        .servers()
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|server| server.name)
        .collect();
    assert_eq!(names, ["after", "saved"]);
}

#[tokio::test]
async fn a_replaced_file_is_noticed_before_anything_is_lost() {
    let (db, other) = (testing::sqlite().await, testing::sqlite().await);
    other.close().await;
    fs::remove_file(file_of(&db)).unwrap();
    fs::copy(file_of(&other), file_of(&db)).unwrap();
    let error = db.begin().await.expect_err("not the file that was opened");
    assert!(matches!(error, Error::Gone { .. }), "{error:?}");
}

/// As a user that may not write, whoever runs the tests: permissions do not bind root.
fn as_somebody_else() -> impl Drop {
    struct Back(Option<nix::unistd::Uid>);
    impl Drop for Back {
        fn drop(&mut self) {
            if let Some(before) = self.0 {
                nix::unistd::setfsuid(before);
            }
        }
    }
    // Of this thread, and of those that it starts, which are the ones that open the file.
    const NOBODY: u32 = 65_534;
    Back(
        nix::unistd::geteuid()
            .is_root()
            .then(|| nix::unistd::setfsuid(NOBODY.into())),
    )
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn a_file_or_folder_that_cannot_be_written_is_refused_and_left_as_it_is() {
    // A file of an older program, and one that a store had open.
    for was_open_before in [false, true] {
        let place = testing::empty_sqlite();
        let (file, folder) = (place.path().unwrap(), place.folder().unwrap());
        migrations::up(place.url(), &migrations::Options::default())
            .await
            .unwrap();
        if was_open_before {
            let store = Store::connect(place.url(), StoreOptions::default())
                .await
                .unwrap();
            add_servers(&store, &[server(1, "saved")]).await;
            store.close().await;
        }
        let before = fs::read(file).unwrap();

        for (file_mode, folder_mode) in [(0o444, 0o555), (0o666, 0o555), (0o444, 0o777), (0o000, 0o755)] {
            set_mode(file, file_mode);
            set_mode(folder, folder_mode);
            let somebody_else = as_somebody_else();
            let error = open_and_write(place.url()).await.expect_err("not to be written");
            drop(somebody_else);
            assert!(
                matches!(error, Error::ReadOnly(_) | Error::Unopenable(_)),
                "{file_mode:o} in {folder_mode:o}: {error:?}"
            );
            assert!(
                error.to_string().contains("write") && error.is_unavailable(),
                "{error}"
            );
        }

        set_mode(folder, 0o700);
        set_mode(file, 0o600);
        assert_eq!(fs::read(file).unwrap(), before);
        open_and_write(place.url())
            .await
            .expect("it can be written again");
    }
}

async fn open_and_write(url: &str) -> Result<(), Error> {
    let store = Store::connect(url, impatient()).await?;
    let written = async {
        let tx = store.begin().await?;
        tx.servers().delete(id(1)).await?;
        tx.commit().await
    };
    let written = written.await;
    store.close().await;
    written
}

#[tokio::test]
async fn a_file_is_not_migrated_where_it_cannot_be_written() {
    let place = testing::empty_sqlite();
    set_mode(place.folder().unwrap(), 0o555);
    let somebody_else = as_somebody_else();
    let error = migrations::up(place.url(), &migrations::Options::default())
        .await
        .expect_err("no file can be made");
    drop(somebody_else);
    assert!(matches!(error, migrations::Error::Unopenable(_)), "{error:?}");
    set_mode(place.folder().unwrap(), 0o700);
}

#[tokio::test]
async fn a_damaged_file_is_told_from_an_empty_one() {
    let db = testing::sqlite().await;
    add_servers(&db, &[server(1, "saved")]).await;
    db.close().await;
    let mut bytes = fs::read(file_of(&db)).unwrap();
    bytes[200..4096].fill(0x5a);
    fs::write(file_of(&db), &bytes).unwrap();
    let opened = Store::connect(db.url(), impatient()).await;
    let error = match opened {
        Ok(store) => store.snapshot().await.expect_err("damaged"),
        Err(error) => error,
    };
    assert!(matches!(error, Error::Damaged(_)), "{error:?}");
    assert!(error.to_string().contains("restore a backup"), "{error}");
}

#[tokio::test]
async fn cut_connections_to_postgres_are_made_anew() {
    let db = testing::postgres().await;
    add_servers(&db, &[server(1, "saved")]).await;
    let tx = db.begin().await.unwrap();
    tx.servers().insert(&server(2, "half-way")).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    execute(&db, cut).await;
    let error = tx.commit().await.expect_err("cut");
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");

    db.ping().await.expect("a new connection");
    assert_eq!(db.servers().list().await.unwrap(), [server(1, "saved")]);
    add_servers(&db, &[server(3, "after")]).await;
}

#[tokio::test]
async fn a_postgres_database_that_is_gone_says_so() {
    let db = testing::postgres().await;
    let (_, name) = db.url().rsplit_once("localhost/").unwrap();
    let (name, _) = name.split_once('?').unwrap();
    execute_at(
        &db.url().replace(name, "postgres"),
        &format!("DROP DATABASE {name} WITH (FORCE)"),
    )
    .await;
    for error in [
        db.begin().await.expect_err("gone"),
        db.ping().await.expect_err("gone"),
    ] {
        assert!(error.is_unavailable(), "{error:?}");
        assert!(error.to_string().contains("DATABASE_URL"), "{error}");
    }
}

#[tokio::test]
async fn a_read_only_postgres_database_can_be_read() {
    let db = testing::postgres().await;
    add_servers(&db, &[server(1, "saved")]).await;
    let (_, name) = db.url().rsplit_once("localhost/").unwrap();
    let (name, _) = name.split_once('?').unwrap();
    execute(
        &db,
        &format!("ALTER DATABASE {name} SET default_transaction_read_only = on"),
    )
    .await;
    let store = db.connect(impatient()).await;
    assert_eq!(store.snapshot().await.unwrap().servers, [server(1, "saved")]);
    let error = store.begin().await.expect_err("read-only");
    assert!(matches!(error, Error::ReadOnly(_)), "{error:?}");
    store.close().await;
}
