//! The history of the schema, forward and back, on both engines.

use std::{collections::BTreeSet, fs, path::Path};

use migrations::{Error, Options, Report, Status, down, status, up};
use model::{EndpointAuth, Owner, ServerKind, SsoAccess};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use store::{
    EndpointRecord, NamespaceRecord, ServerRecord, Store, StoreOptions,
    testing::{self, Place},
};

use crate::support::{add_namespace, add_servers, endpoint, execute_at, id, namespace, server, team};

store::db_tests!(empty =>
    makes_everything_once,
    goes_up_down_and_up_again,
    takes_single_steps_back_and_keeps_the_rest,
    tells_what_is_applied,
    refuses_a_database_of_a_newer_program,
    refuses_a_database_of_another_program,
    two_processes_do_not_disturb_each_other,
    keeps_what_was_saved,
    takes_servers_along_that_the_program_before_cannot_read,
    says_which_migration_failed_and_saves_nothing_of_it,
    takes_things_of_teams_along_that_would_be_public_before,
    takes_endpoints_along_that_would_admit_everybody_before,
);

const NAME_OF_THE_LAST: &str = "m20261122_000046_conformance_runs";
const COUNT: usize = 44;

async fn migrate(place: &Place) -> Report {
    up(place.url(), &Options::default()).await.unwrap()
}

async fn undo(place: &Place, steps: u32) -> Report {
    down(place.url(), &Options::default(), steps).await.unwrap()
}

/// Takes back a migration, and with it those that came later.
async fn undo_from(place: &Place, name: &str) {
    let all = status(place.url(), &Options::default()).await.unwrap();
    let later = all.iter().rev().take_while(|migration| migration.name != name);
    undo(place, u32::try_from(later.count()).unwrap() + 1).await;
}

/// Everything that the schema consists of, less the history.
async fn schema(place: &Place) -> BTreeSet<String> {
    let connection = Database::connect(place.url()).await.unwrap();
    let backend = connection.get_database_backend();
    let sql = if backend == DbBackend::Sqlite {
        r#"SELECT concat_ws(' ', t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk) AS line
         FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name <> 'seaql_migrations'
         UNION ALL SELECT coalesce(sql, name) FROM sqlite_master WHERE type <> 'table' AND tbl_name <> 'seaql_migrations'
         UNION ALL SELECT concat_ws(' ', t.name, k."from", k."table", k."to", k.on_delete)
         FROM sqlite_master t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'"#
    } else {
        "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, collation_name) AS line
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
         UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'
         UNION ALL SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'seaql_migrations'"
    };
    let rows = connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
    connection.close().await.unwrap();
    rows.into_iter()
        .map(|row| row.try_get("", "line").unwrap())
        .collect()
}

/// Copies beside the database.
fn backups(place: &Place) -> Vec<String> {
    let Some(folder) = place.folder() else {
        return Vec::new();
    };
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "bak"))
        .collect();
    names.sort();
    names
}

async fn makes_everything_once(place: Place) {
    let first = migrate(&place).await;
    assert_eq!(first.changed.len(), COUNT);
    assert!(first.changed.is_sorted(), "{:?}", first.changed);
    assert_eq!(first.backup, None, "there was nothing to copy");
    assert_eq!(migrate(&place).await, Report::default());
    assert!(backups(&place).is_empty());
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    assert_eq!(store.revision().await.unwrap(), 0);
    store.close().await;
}

async fn goes_up_down_and_up_again(place: Place) {
    let mut forth = migrate(&place).await.changed;
    let at_first = schema(&place).await;
    assert!(at_first.len() > 35, "{at_first:?}");
    let back = undo(&place, u32::MAX).await.changed;
    assert_eq!(schema(&place).await, BTreeSet::new());
    assert_eq!(migrate(&place).await.changed, forth);
    assert_eq!(schema(&place).await, at_first);
    forth.reverse();
    assert_eq!(back, forth);
    assert_eq!(undo(&place, 0).await, Report::default());
}

async fn takes_single_steps_back_and_keeps_the_rest(place: Place) {
    let all = migrate(&place).await.changed;
    for name in all.iter().rev() {
        let before = schema(&place).await;
        assert_eq!(undo(&place, 1).await.changed, [name.as_str()]);
        let after = schema(&place).await;
        assert_ne!(after, before, "{name} took nothing back");
    }
    assert_eq!(undo(&place, 1).await.changed, Vec::<String>::new());
}

async fn tells_what_is_applied(place: Place) {
    if place.path().is_some() {
        let untouched = status(place.url(), &Options::default()).await.unwrap();
        assert!(untouched.iter().all(|migration| !migration.applied) && untouched.len() == COUNT);
        assert!(!place.path().unwrap().exists(), "looking makes no file");
    }
    migrate(&place).await;
    undo(&place, 2).await;
    let now = status(place.url(), &Options::default()).await.unwrap();
    assert_eq!(
        now.iter().filter(|migration| migration.applied).count(),
        COUNT - 2
    );
    assert_eq!(
        now[COUNT - 1],
        Status {
            name: NAME_OF_THE_LAST.to_owned(),
            applied: false,
            known: true
        }
    );
}

async fn refuses_a_database_of_a_newer_program(place: Place) {
    migrate(&place).await;
    undo(&place, 1).await;
    let before = schema(&place).await;
    execute_at(
        place.url(),
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_future', 1)",
    )
    .await;
    for refused in [
        up(place.url(), &Options::default()).await,
        down(place.url(), &Options::default(), 1).await,
    ] {
        let error = refused.expect_err("newer");
        assert!(
            matches!(&error, Error::Newer { names } if names == "m20991231_000001_future"),
            "{error:?}"
        );
        assert!(
            error
                .to_string()
                .contains("start that version, or restore the backup"),
            "{error}"
        );
    }
    assert_eq!(schema(&place).await, before, "nothing is changed");
    let listed = status(place.url(), &Options::default()).await.unwrap();
    let newer = Status {
        name: "m20991231_000001_future".to_owned(),
        applied: true,
        known: false,
    };
    assert_eq!(listed.last(), Some(&newer));
}

async fn refuses_a_database_of_another_program(place: Place) {
    if let Some(file) = place.path() {
        fs::write(file, "").unwrap();
    }
    execute_at(place.url(), "CREATE TABLE namespaces (uuid text)").await;
    let before = schema(&place).await;
    let error = up(place.url(), &Options::default()).await.expect_err("not ours");
    assert!(
        matches!(&error, Error::Foreign { table } if table == "namespaces"),
        "{error:?}"
    );
    assert_eq!(schema(&place).await, before, "nothing is changed");
}

async fn two_processes_do_not_disturb_each_other(place: Place) {
    let options = Options::default();
    let (one, two, three) = tokio::join!(
        up(place.url(), &options),
        up(place.url(), &options),
        up(place.url(), &options)
    );
    let mut done: Vec<String> = [one, two, three]
        .into_iter()
        .flat_map(|report| report.unwrap().changed)
        .collect();
    done.sort();
    done.dedup();
    assert_eq!(done.len(), COUNT);
    assert_eq!(migrate(&place).await, Report::default());
}

async fn keeps_what_was_saved(place: Place) {
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    add_servers(&store, &[server(1, "saved")]).await;
    add_namespace(&store, &namespace(5, "dev"), &[id(1)]).await;
    let members = store.namespaces().servers(id(5)).await.unwrap();
    store.close().await;
    undo(&place, 1).await;
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    assert_eq!(store.servers().list().await.unwrap(), [server(1, "saved")]);
    // The columns that are new have the values that stand for how it was before.
    assert_eq!(store.namespaces().list().await.unwrap(), [namespace(5, "dev")]);
    assert_eq!(store.namespaces().servers(id(5)).await.unwrap(), members);
    store.close().await;
}

async fn takes_servers_along_that_the_program_before_cannot_read(place: Place) {
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    let nested = ServerRecord {
        kind: ServerKind::Namespace,
        namespace_id: Some(id(5)),
        ..server(2, "team")
    };
    add_servers(&store, &[server(1, "saved")]).await;
    add_namespace(&store, &namespace(5, "dev"), &[id(1)]).await;
    add_servers(&store, &[nested]).await;
    store.close().await;
    undo_from(&place, "m20261121_000015_nesting").await;
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    assert_eq!(store.servers().list().await.unwrap(), [server(1, "saved")]);
    assert_eq!(store.namespaces().list().await.unwrap(), [namespace(5, "dev")]);
    store.close().await;
}

async fn says_which_migration_failed_and_saves_nothing_of_it(place: Place) {
    const OF_SEVERAL_STATEMENTS: &str = "m20261122_000029_teams";
    let all = migrate(&place).await.changed;
    undo_from(&place, OF_SEVERAL_STATEMENTS).await;
    let applied = async || {
        let listed = status(place.url(), &Options::default()).await.unwrap();
        listed.iter().filter(|migration| migration.applied).count()
    };
    let left = applied().await;
    // In the way of a later statement of the migration, so that half of it is done when it fails.
    execute_at(
        place.url(),
        "CREATE INDEX team_members_user_id_idx ON servers (name)",
    )
    .await;
    let before = schema(&place).await;
    let error = up(place.url(), &Options::default())
        .await
        .expect_err("in the way");
    assert!(
        matches!(&error, Error::Step { name, .. } if name == OF_SEVERAL_STATEMENTS),
        "{error:?}"
    );
    assert_eq!(schema(&place).await, before);
    assert_eq!(applied().await, left);
    execute_at(place.url(), "DROP INDEX team_members_user_id_idx").await;
    assert_eq!(migrate(&place).await.changed, all[left..]);
}

async fn takes_things_of_teams_along_that_would_be_public_before(place: Place) {
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    let tx = store.begin().await.unwrap();
    tx.teams().insert(&team(7, "Lab")).await.unwrap();
    tx.commit().await.unwrap();
    let owner = Owner::Team(id(7));
    let secret = ServerRecord {
        owner,
        ..server(2, "secret")
    };
    add_servers(&store, &[server(1, "saved"), secret]).await;
    let space = NamespaceRecord {
        owner,
        ..namespace(5, "dev")
    };
    add_namespace(&store, &space, &[id(2)]).await;
    let nested = ServerRecord {
        kind: ServerKind::Namespace,
        namespace_id: Some(space.id),
        ..server(3, "nested")
    };
    add_servers(&store, &[nested]).await;
    let tx = store.begin().await.unwrap();
    tx.endpoints()
        .insert(&endpoint(8, "dev", space.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    undo_from(&place, "m20261122_000029_teams").await;
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    let left = store.snapshot().await.unwrap();
    assert_eq!(left.servers, [server(1, "saved")]);
    assert!(left.namespaces.is_empty() && left.endpoints.is_empty() && left.teams.is_empty());
    store.close().await;
}

async fn takes_endpoints_along_that_would_admit_everybody_before(place: Place) {
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    add_namespace(&store, &namespace(5, "dev"), &[]).await;
    let closed = EndpointRecord {
        auth: EndpointAuth::Sso,
        sso: Some(SsoAccess::default()),
        ..endpoint(8, "closed", id(5))
    };
    let tx = store.begin().await.unwrap();
    for endpoint in [&closed, &endpoint(9, "open", id(5))] {
        tx.endpoints().insert(endpoint).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.close().await;
    undo_from(&place, "m20261122_000031_sso_rules").await;
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    let left = store.endpoints().list().await.unwrap();
    assert_eq!(left, [endpoint(9, "open", id(5))]);
    store.close().await;
}

#[tokio::test]
async fn copies_a_file_before_it_is_changed() {
    let place = testing::empty_sqlite();
    migrate(&place).await;
    let store = Store::connect(place.url(), StoreOptions::default())
        .await
        .unwrap();
    add_servers(&store, &[server(1, "saved")]).await;
    store.close().await;

    let undone = undo(&place, 1)
        .await
        .backup
        .expect("going back loses what only the new tables hold");
    let done = migrate(&place).await.backup.expect("an existing file is copied");
    let again = undo(&place, 1).await.backup.expect("copied again");
    let ending = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(
        ending(&undone),
        format!("metamcp.db.before-undoing-{NAME_OF_THE_LAST}.bak")
    );
    assert_eq!(ending(&done), format!("metamcp.db.before-{NAME_OF_THE_LAST}.bak"));
    assert_eq!(
        ending(&again),
        format!("metamcp.db.before-undoing-{NAME_OF_THE_LAST}.2.bak"),
        "none is overwritten"
    );
    assert_eq!(backups(&place).len(), 3);

    // A copy is the database as it was.
    let url = format!("sqlite://{}", undone.display());
    let copy = Store::connect(&url, StoreOptions::default()).await.unwrap();
    assert_eq!(copy.servers().list().await.unwrap(), [server(1, "saved")]);
    copy.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn files_and_copies_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let place = testing::empty_sqlite();
    migrate(&place).await;
    let backup = undo(&place, 1).await.backup.unwrap();
    for file in [place.path().unwrap(), &backup] {
        assert_eq!(
            fs::metadata(file).unwrap().permissions().mode() & 0o777,
            0o600,
            "{}",
            file.display()
        );
    }
}

#[tokio::test]
async fn changes_nothing_when_no_copy_can_be_made() {
    let place = testing::empty_sqlite();
    migrate(&place).await;
    undo(&place, 1).await;
    let before = schema(&place).await;
    for number in 1..=100 {
        let number = if number == 1 {
            String::new()
        } else {
            format!(".{number}")
        };
        let name = format!("metamcp.db.before-{NAME_OF_THE_LAST}{number}.bak");
        fs::write(place.folder().unwrap().join(name), "").unwrap();
    }
    let error = up(place.url(), &Options::default())
        .await
        .expect_err("no room for a copy");
    assert!(matches!(error, Error::Backup { .. }), "{error:?}");
    assert_eq!(schema(&place).await, before);
}

#[tokio::test]
async fn names_what_is_wrong_with_a_url_and_not_the_url() {
    for url in [
        "mysql://root:hunter2@db",
        "sqlite::memory:",
        "postgres://a:hunter2@b:port/x",
        "",
    ] {
        let error = up(url, &Options::default()).await.expect_err("not to be used");
        assert!(matches!(error, Error::Url(_)), "{url}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
    let error = up("sqlite:///nowhere/at/all/metamcp.db", &Options::default())
        .await
        .expect_err("no folder");
    assert!(matches!(error, Error::Unopenable(_)), "{error:?}");
    let place = testing::empty_sqlite();
    let error = down(place.url(), &Options::default(), 1)
        .await
        .expect_err("no file");
    assert!(matches!(error, Error::Missing { .. }), "{error:?}");
    fs::write(place.path().unwrap(), "Dear diary, ".repeat(1000)).unwrap();
    let error = up(place.url(), &Options::default())
        .await
        .expect_err("no database");
    assert!(matches!(error, Error::Damaged(_)), "{error:?}");
}
