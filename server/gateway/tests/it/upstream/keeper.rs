//! The keeper alone: it is told of trees in lines, and ends them when nobody tells it anything any more.

use std::{io::Write, path::Path, process::Stdio, time::Duration};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::rig::{eventually, mark, processes_with, soon};

/// A keeper that was told so much, and then nothing any more.
async fn keep(news: &[Value]) {
    let mut keeper = std::process::Command::new(env!("CARGO_BIN_EXE_gateway-helper"))
        .args(["gateway-helper", "keep", "200"])
        .env_clear()
        .stdin(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdin = keeper.stdin.take().expect("piped");
    for line in news {
        writeln!(stdin, "{line}").expect("writes");
    }
    // The gateway was ended in the middle of a line.
    write!(stdin, "{{\"gone\":\"").expect("writes");
    drop(stdin);
    let ended = tokio::task::spawn_blocking(move || keeper.wait());
    let status = soon(ended).await.expect("joins").expect("is waited for");
    assert!(status.success());
}

/// A process that is deaf to what asks it to end, and says when it is.
async fn deaf(mark: &str) -> Child {
    let mut child = Command::new("sh")
        .args(["-c", "trap '' TERM; echo deaf; exec sleep 60"])
        .env("METAMCP_TREE", mark)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    assert_eq!(
        soon(lines.next_line()).await.expect("text").as_deref(),
        Some("deaf")
    );
    child
}

fn tree(mark: &str, leader: Option<u32>, folder: Option<&Path>) -> Value {
    let leader = leader.map(|pid| json!({ "pid": pid, "started_at": 0 }));
    json!({ "tree": { "id": { "mark": mark, "leader": leader }, "folder": folder } })
}

#[tokio::test]
async fn ends_the_trees_it_knows_and_removes_their_folders() {
    let (mine, yours) = (mark(), mark());
    let (_mine, mut other) = (deaf(&mine).await, deaf(&yours).await);
    let folder = TempDir::new().expect("a directory").keep();
    std::fs::write(folder.join("file"), "").expect("writes");
    keep(&[tree(&mine, None, Some(&folder))]).await;
    assert_eq!(processes_with(&mine), [""; 0]);
    assert!(!folder.exists());
    assert!(
        other.try_wait().expect("is there").is_none(),
        "it belongs to nobody that is known"
    );
}

#[tokio::test]
async fn finds_a_tree_without_its_mark_by_its_first_process() {
    let mark = mark();
    let child = deaf(&mark).await;
    keep(&[tree("another", child.id(), None)]).await;
    // It led no session of its own here, but is the one that was named.
    eventually("its end", || processes_with(&mark).is_empty().then_some(())).await;
}

#[tokio::test]
async fn leaves_alone_what_has_ended_by_itself() {
    let mark = mark();
    let mut child = deaf(&mark).await;
    let folder = TempDir::new().expect("a directory").keep();
    let news = [
        tree(&mark, None, Some(&folder)),
        json!({ "gone": mark }),
        json!({ "news": "of a later version" }),
    ];
    tokio::time::timeout(Duration::from_secs(10), keep(&news))
        .await
        .expect("ends at once");
    assert!(child.try_wait().expect("is there").is_none());
    assert!(!folder.exists(), "the folder of a tree goes with it");
}
