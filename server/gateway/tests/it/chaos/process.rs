//! Processes that end, hang, or write what they should not.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use gateway::{RunSpec, TimeSpec, ToolTimes, UpstreamSpec};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::json;

use super::Scene;
use crate::upstream::rig::{eventually, fake_with, mark, server_id, spec};

async fn scene(mode: &str) -> Scene {
    let mark = mark();
    let server = spec(server_id(), fake_with(mode, &[], &[("MARK", &mark)]));
    Scene::of(server, mark).await
}

fn send(signal: Signal, pid: &str) {
    kill(Pid::from_raw(pid.parse().expect("a number")), signal).expect("it runs");
}

/// Kills a process. While it dies, the system may still hand it what is written to it; afterwards nothing is lost.
async fn kill_and_bury(pid: &str) {
    send(Signal::SIGKILL, pid);
    eventually("the end of the process", || {
        (!Path::new("/proc").join(pid).exists()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn killed_before_a_call() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| {
            kill_and_bury(&client.pid().await).await;
        })
        .await;
}

#[tokio::test]
async fn killed_during_a_call() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| {
            let pid = client.pid().await;
            until_it_works_on_calls(&pid, 0).await;
            let killing = async {
                until_it_works_on_calls(&pid, 1).await;
                send(Signal::SIGKILL, &pid);
            };
            let (answer, ()) = tokio::join!(client.answer("sleep", json!({"seconds": 60})), killing);
            assert!(answer.contains("SIGKILL"), "{answer}");
        })
        .await;
}

/// It has a thread for each call.
async fn until_it_works_on_calls(pid: &str, count: usize) {
    let folder = format!("/proc/{pid}/task");
    eventually(&format!("{count} calls"), || {
        let threads = fs::read_dir(&folder).expect("it runs").count();
        (threads == count + 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn killed_after_a_call() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| {
            let pid = client.pid().await;
            assert_eq!(client.text("echo", json!({"text": "a"})).await, "a");
            kill_and_bury(&pid).await;
        })
        .await;
}

#[tokio::test]
async fn ends_in_a_call_as_if_all_were_well() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| {
            let answer = client.answer("quit", json!({})).await;
            assert!(answer.contains("exit code 0"), "{answer}");
        })
        .await;
}

#[tokio::test]
async fn hangs_in_a_call() {
    let mark = mark();
    let times = TimeSpec {
        tools: BTreeMap::from([(
            "sleep".to_owned(),
            ToolTimes {
                answer: Some(Duration::from_millis(300)),
                total: None,
            },
        )]),
        ..TimeSpec::default()
    };
    let server = UpstreamSpec {
        run: RunSpec {
            times,
            ..RunSpec::default()
        },
        ..spec(server_id(), fake_with("plain", &[], &[("MARK", &mark)]))
    };
    let scene = Scene::of(server, mark).await;
    scene
        .survives(async |client, _| {
            let answer = client.answer("sleep", json!({"seconds": 3600})).await;
            assert!(answer.contains("300 ms"), "{answer}");
        })
        .await;
}

#[tokio::test]
async fn ends_in_the_middle_of_a_frame() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| {
            let answer = client.answer("half", json!({})).await;
            assert!(answer.contains("\"error\""), "{answer}");
        })
        .await;
}

#[tokio::test]
async fn answers_with_a_hundred_megabytes() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| {
            let answer = client.answer("huge", json!({"bytes": 100_000_000})).await;
            assert!(answer.contains("METAMCP_MAX_BODY_BYTES"), "{answer}");
        })
        .await;
}

#[tokio::test]
async fn writes_garbage_between_its_frames() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| assert_eq!(client.text("babble", json!({})).await, "done"))
        .await;
}

#[tokio::test]
async fn floods_stderr() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| assert_eq!(client.text("shout", json!({})).await, "done"))
        .await;
}

#[tokio::test]
async fn starts_slowly_and_dies() {
    let scene = scene("slow").await;
    scene
        .survives(async |client, _| {
            let answer = client.answer("crash", json!({})).await;
            assert!(answer.contains("exit code 3"), "{answer}");
        })
        .await;
}

#[tokio::test]
async fn the_client_leaves_in_the_middle_of_a_call() {
    let scene = scene("plain").await;
    scene
        .survives(async |client, _| {
            let pid = client.pid().await;
            until_it_works_on_calls(&pid, 0).await;
            tokio::select! {
                answer = client.answer("sleep", json!({"seconds": 1})) => panic!("too fast: {answer}"),
                () = until_it_works_on_calls(&pid, 1) => {}
            }
            assert_ne!(
                client.text("cancelled", json!({})).await,
                "[]",
                "the server knows"
            );
        })
        .await;
}
