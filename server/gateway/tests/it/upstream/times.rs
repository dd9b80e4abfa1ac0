//! How long anything may take, and what is done when a server hangs.

use std::{collections::BTreeMap, time::Duration};

use gateway::{GatewayOptions, RunSpec, TimeSpec, ToolTimes, UpstreamErrorKind, UpstreamSpec};
use model::{FailureClass, UpstreamState};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::json;
use tempfile::TempDir;

use super::rig::{
    Rig, eventually, fake, fake_with, mark, next_tools, options, processes_with, server_id, spec, user,
};

fn timed(times: TimeSpec) -> UpstreamSpec {
    UpstreamSpec {
        run: RunSpec {
            times,
            ..RunSpec::default()
        },
        ..spec(server_id(), fake("plain"))
    }
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[tokio::test]
async fn a_tool_has_a_time_of_its_own() {
    let tool = ToolTimes {
        answer: Some(millis(100)),
        total: None,
    };
    let rig = Rig::new(
        options(),
        timed(TimeSpec {
            tools: BTreeMap::from([("sleep".to_owned(), tool)]),
            ..TimeSpec::default()
        }),
    );
    let error = rig.error(user(1), "sleep", json!({"seconds": 5})).await;
    assert_eq!(
        (error.kind(), error.class()),
        (UpstreamErrorKind::Timeout, FailureClass::Timeout)
    );
    assert!(error.to_failure().message.contains("100 ms"), "{error}");
    // The connection goes on: one slow tool says nothing about the others.
    let pid = rig.pid(user(1)).await;
    assert_eq!(rig.pid(user(1)).await, pid);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn progress_gives_a_call_more_time_up_to_the_total() {
    let rig = Rig::new(
        options(),
        timed(TimeSpec {
            answer: Some(millis(400)),
            total: Some(millis(1200)),
            ..TimeSpec::default()
        }),
    );
    let done = rig
        .call_with_progress("progress", json!({"steps": 4, "pause": 0.15}))
        .await;
    assert!(done.contains("done"), "{done}");
    let endless = rig
        .call_with_progress("progress", json!({"steps": 1000, "pause": 0.1}))
        .await;
    assert!(endless.contains("did not finish within 1.2 seconds"), "{endless}");
    assert!(endless.contains("METAMCP_TOTAL_TIMEOUT_SECONDS"), "{endless}");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_server_may_take_its_own_time_to_start() {
    let mut slow = timed(TimeSpec {
        connect: Some(millis(300)),
        ..TimeSpec::default()
    });
    slow.transport = fake("mute");
    let rig = Rig::new(options(), slow);
    let failure = rig.failure().await;
    assert_eq!(failure.class, FailureClass::Timeout);
    assert!(failure.message.contains("300 ms"), "{}", failure.message);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_process_that_hangs_is_found_without_a_call() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(
        GatewayOptions {
            health_ping: Duration::from_millis(200),
            ..options()
        },
        spec(id, fake_with("plain", &[], &[("MARK", &mark)])),
    );
    let pid = rig.pid(user(1)).await;
    kill(Pid::from_raw(pid.parse().expect("a number")), Signal::SIGSTOP).expect("it runs");
    eventually("the end of the process", || {
        processes_with(&mark).is_empty().then_some(())
    })
    .await;
    let status = rig.until(id, UpstreamState::Idle).await;
    let failure = status.failure.expect("it is told why");
    assert!(
        failure.message.contains("did not answer a ping"),
        "{}",
        failure.message
    );
    assert_ne!(rig.pid(user(1)).await, pid);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_call_that_may_be_repeated_survives_a_crash() {
    let folder = TempDir::new().expect("a directory");
    let file = folder.path().join("seen").display().to_string();
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    assert_eq!(rig.text(user(1), "once", json!({"file": file})).await, "again");
    // Others may have done something already.
    let error = rig.error(user(1), "crash", json!({})).await;
    assert_eq!(error.kind(), UpstreamErrorKind::Interrupted);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn what_a_server_offers_is_looked_at_again_from_time_to_time() {
    let rig = Rig::new(
        GatewayOptions {
            refresh: Duration::from_millis(100),
            ..options()
        },
        spec(server_id(), fake("plain")),
    );
    let mut events = rig.gateway.events();
    // The seeded tools have no descriptions: what is looked up is news.
    rig.pid(user(1)).await;
    assert!(next_tools(&mut events).await.contains(&"echo".to_owned()));
    rig.gateway.shutdown().await;
}
