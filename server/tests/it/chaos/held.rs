//! Another program holds the database.

use std::{path::Path, process::Stdio};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use super::scene::Scene;
use crate::support::binary::PATIENCE;

/// Holds a database so that nobody else can write, until its stdin is closed.
const HOLD: &str = "import sqlite3, sys; base = sqlite3.connect(sys.argv[1], isolation_level=None); \
    base.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()";

async fn hold(database: &Path) -> Child {
    let mut holder = Command::new("python3")
        .args(["-c", HOLD])
        .arg(database)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(holder.stdout.take().expect("piped")).lines();
    let line = timeout(PATIENCE, lines.next_line())
        .await
        .expect("in time")
        .expect("UTF-8");
    assert_eq!(line.as_deref(), Some("held"));
    holder
}

#[tokio::test]
async fn nobody_waits_for_a_database_that_is_held() {
    let scene = Scene::start().await;
    let before = scene.begin().await;
    scene.works(&before).await;
    let mut holder = hold(&scene.database()).await;
    scene.works(&before).await;
    let meanwhile = scene.begin().await;
    scene.works(&meanwhile).await;
    drop(holder.stdin.take());
    holder.wait().await.expect("ends");
    // What could not be written then is written now, at the latest when it stops.
    let scene = scene.restart().await;
    scene.works(&before).await;
    scene.works(&meanwhile).await;
    scene.end().await;
}
