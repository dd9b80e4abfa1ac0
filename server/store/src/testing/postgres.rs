//! A database for each test, copied from a template.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::{ConnectionTrait, Database};
use tokio::sync::OnceCell;

use super::{Place, cluster::Cluster};

/// Name of the template; one a process, because rebuilt tests may have other migrations.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

pub(super) async fn empty() -> Place {
    let cluster = Cluster::of_this_process();
    let name = new_name();
    run(cluster, &format!("CREATE DATABASE {name}")).await;
    Place::database(cluster, name)
}

pub(super) async fn migrated() -> Place {
    let cluster = Cluster::of_this_process();
    let template = TEMPLATE.get_or_init(|| make_template(cluster)).await;
    let name = new_name();
    run(cluster, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    Place::database(cluster, name)
}

fn new_name() -> String {
    format!("test_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Other processes of the same tests use the same template.
async fn make_template(cluster: &Cluster) -> String {
    let name = format!("template_{:016x}", this_program());
    let _turn = cluster.take_turn();
    if exists(cluster, &name).await {
        return name;
    }
    // A language's order, as servers usually have: what has to be sorted by bytes must say so itself.
    let draft = format!("{name}_draft");
    run(cluster, &format!("DROP DATABASE IF EXISTS {draft}")).await;
    run(
        cluster,
        &format!("CREATE DATABASE {draft} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"),
    )
    .await;
    migrations::up(&cluster.url(&draft), &migrations::Options::default())
        .await
        .expect("a new database migrates");
    // A template that was interrupted half-way must not pass for one.
    run(cluster, &format!("ALTER DATABASE {draft} RENAME TO {name}")).await;
    name
}

fn this_program() -> u64 {
    let path = std::env::current_exe().expect("a running program has a file");
    let built = path
        .metadata()
        .and_then(|file| file.modified())
        .expect("the file is there");
    let mut hasher = DefaultHasher::new();
    (path, built).hash(&mut hasher);
    hasher.finish()
}

async fn exists(cluster: &Cluster, name: &str) -> bool {
    let admin = Database::connect(cluster.url("postgres"))
        .await
        .expect("the test cluster answers");
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let found = admin
        .execute_unprepared(&sql)
        .await
        .expect("the catalogue can be read");
    admin.close().await.expect("it closes");
    found.rows_affected() > 0
}

async fn run(cluster: &Cluster, sql: &str) {
    let admin = Database::connect(cluster.url("postgres"))
        .await
        .expect("the test cluster answers");
    admin
        .execute_unprepared(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    admin.close().await.expect("it closes");
}
