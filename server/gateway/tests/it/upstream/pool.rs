//! How many connections there are, and whose.

use std::{collections::HashSet, time::Duration};

use futures::future::join_all;
use gateway::UpstreamErrorKind;
use model::{FailureClass, UpstreamState};
use serde_json::json;

use super::rig::{Rig, eventually, fake, fake_with, mark, options, processes_with, server_id, spec, user};

#[tokio::test]
async fn callers_at_the_same_time_share_one_attempt() {
    let mark = mark();
    let id = server_id();
    let rig = Rig::new(options(), spec(id, fake_with("plain", &[], &[("MARK", &mark)])));
    let pids: HashSet<String> = join_all((0..50).map(|_| rig.pid(user(1))))
        .await
        .into_iter()
        .collect();
    assert_eq!(pids.len(), 1);
    assert_eq!(processes_with(&mark).len(), 1);
    assert_eq!(rig.gateway.status(id).connections, 1);
    rig.gateway.shutdown().await;
    assert_eq!(processes_with(&mark), [""; 0]);
}

#[tokio::test]
async fn a_connection_is_never_somebody_elses() {
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    let people = join_all((1..=4).map(|person| rig.pid(user(person)))).await;
    assert_eq!(people.iter().collect::<HashSet<_>>().len(), 4);
    // And everybody keeps theirs.
    assert_eq!(
        join_all((1..=4).map(|person| rig.pid(user(person)))).await,
        people
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn the_connection_that_was_idle_longest_makes_room() {
    let mut options = options();
    options.max_connections = 2;
    let rig = Rig::new(options, spec(server_id(), fake("plain")));
    let (first, second) = (rig.pid(user(1)).await, rig.pid(user(2)).await);
    assert_eq!(rig.pid(user(1)).await, first);
    rig.pid(user(3)).await;
    assert_eq!(rig.pid(user(1)).await, first, "used last, so it stays");
    assert_ne!(rig.pid(user(2)).await, second);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn when_all_connections_are_in_use_the_error_names_the_bound() {
    let mut options = options();
    options.max_connections = 1;
    let id = server_id();
    let rig = Rig::new(options, spec(id, fake("plain")));
    rig.pid(user(1)).await;
    let (slept, refused) = tokio::join!(
        rig.text(user(1), "sleep", json!({"seconds": 0.5})),
        rig.error(user(2), "echo", json!({"text": ""})),
    );
    assert_eq!(slept, "slept");
    assert_eq!(
        (refused.kind(), refused.class()),
        (UpstreamErrorKind::Saturated, FailureClass::Limit)
    );
    assert!(refused.to_failure().advice.contains("METAMCP_MAX_CONNECTIONS"));
    // It says nothing about the server, but people can see it.
    let status = rig.gateway.status(id);
    assert_eq!((status.state, status.refused), (UpstreamState::Degraded, 1));
    assert_eq!(
        status.failure.map(|failure| failure.class),
        Some(FailureClass::Limit)
    );
    assert_eq!(rig.text(user(2), "echo", json!({"text": "now"})).await, "now");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_connection_that_nobody_uses_is_closed() {
    let mark = mark();
    let mut options = options();
    options.connection_idle = Duration::from_millis(200);
    let id = server_id();
    let rig = Rig::new(options, spec(id, fake_with("plain", &[], &[("MARK", &mark)])));
    // A call that takes longer than that is not idle.
    assert_eq!(rig.text(user(1), "sleep", json!({"seconds": 0.6})).await, "slept");
    rig.until(id, UpstreamState::Idle).await;
    eventually("the end of the process", || {
        processes_with(&mark).is_empty().then_some(())
    })
    .await;
    assert_eq!(rig.text(user(1), "echo", json!({"text": "again"})).await, "again");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_new_name_keeps_connections_and_new_settings_replace_them() {
    let id = server_id();
    let rig = Rig::new(options(), spec(id, fake("plain")));
    let pid = rig.pid(user(1)).await;
    let mut renamed = spec(id, fake("plain"));
    renamed.name = "other".to_owned();
    rig.apply(vec![renamed]);
    let result = rig
        .call_server("other", user(1), "pid", json!({}))
        .await
        .expect("a result");
    assert!(result.get().contains(&pid));
    let (slept, ()) = tokio::join!(
        rig.call_server("other", user(1), "sleep", json!({"seconds": 0.5})),
        async {
            // Meanwhile the call runs; its connection must not be taken away from it.
            tokio::task::yield_now().await;
            rig.apply(vec![spec(id, fake("banner"))]);
            assert_ne!(rig.pid(user(1)).await, pid);
        }
    );
    assert!(
        slept
            .expect("the old connection finishes its calls")
            .get()
            .contains("slept")
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_server_that_is_removed_ends() {
    let mark = mark();
    let id = server_id();
    let rig = Rig::new(options(), spec(id, fake_with("plain", &[], &[("MARK", &mark)])));
    rig.pid(user(1)).await;
    rig.apply(Vec::new());
    eventually("the end of the process", || {
        processes_with(&mark).is_empty().then_some(())
    })
    .await;
    assert_eq!(rig.gateway.status(id).state, UpstreamState::Disabled);
    rig.gateway.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_at_once_get_their_own_answers_while_others_crash() {
    let id = server_id();
    let rig = Rig::new(options(), spec(id, fake("plain")));
    let echoes = |person: u128| {
        let rig = &rig;
        async move {
            for number in 0..50 {
                let text = format!("{person}:{number}\n\u{1f980}");
                let answers = join_all((0..4).map(|lane| {
                    let text = format!("{text}{lane}");
                    async move { (rig.text(user(person), "echo", json!({"text": text})).await, text) }
                }));
                for (answer, expected) in answers.await {
                    assert_eq!(answer, expected);
                }
            }
        }
    };
    let crashes = async {
        for _ in 0..5 {
            rig.error(user(99), "crash", json!({})).await;
            rig.pid(user(99)).await;
        }
    };
    tokio::join!(echoes(1), echoes(2), echoes(3), crashes);
    assert_eq!(rig.gateway.status(id).connections, 4);
    rig.gateway.shutdown().await;
}
