//! Connections that are kept ready.

use std::time::Duration;

use gateway::{ConnectionHolder, ConnectionSpec, GatewayOptions, RunSpec, TransportSpec, UpstreamSpec};
use model::{ServerId, UpstreamState};
use serde_json::{Value, json};

use super::rig::{
    Rig, eventually, fake_with, mark, next_tools, options, processes_with, server_id, spec, user,
};

fn askable() -> Value {
    json!({"roots": {}})
}

fn warm() -> GatewayOptions {
    GatewayOptions {
        spares: 1,
        ..options()
    }
}

fn marked(mark: &str) -> TransportSpec {
    fake_with("plain", &[], &[("MARK", mark)])
}

fn with_spares(id: ServerId, transport: TransportSpec, spares: usize, max: Option<usize>) -> UpstreamSpec {
    let connections = ConnectionSpec {
        spares: Some(spares),
        max,
        ..ConnectionSpec::default()
    };
    UpstreamSpec {
        run: RunSpec {
            connections,
            ..RunSpec::default()
        },
        ..spec(id, transport)
    }
}

async fn spares(rig: &Rig, id: ServerId, count: usize) {
    eventually(&format!("{count} spares"), || {
        (rig.gateway.status(id).spares == count).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_client_finds_a_connection_that_was_made_when_it_came() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(warm(), spec(id, marked(&mark)));
    assert_eq!(processes_with(&mark), [""; 0], "nobody is there yet");
    let first = rig.begin("ide", askable()).await;
    spares(&rig, id, 1).await;
    assert_eq!(rig.gateway.status(id).state, UpstreamState::Ready);
    let ready = processes_with(&mark);
    assert_eq!(
        rig.gateway.connections(id).await[0].holder,
        ConnectionHolder::Spare
    );
    assert_eq!(first.pid().await, ready[0]);
    let claimed = &rig.gateway.connections(id).await[0];
    assert!(matches!(claimed.holder, ConnectionHolder::Own(_)), "{claimed:?}");
    assert_eq!(claimed.client, "ide 1");
    // It said of itself what the client says.
    assert_eq!(first.told().await, json!([["initialize", "ide", askable()]]));
    // The next session of such a client finds one too.
    spares(&rig, id, 1).await;
    let second = rig.begin("ide", askable()).await;
    let pid = second.pid().await;
    assert!(pid != ready[0] && processes_with(&mark).contains(&pid));
    rig.gateway.shutdown().await;
    assert_eq!(processes_with(&mark), [""; 0]);
}

#[tokio::test]
async fn who_says_something_else_gets_another_one() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(warm(), spec(id, marked(&mark)));
    rig.begin("one", askable()).await;
    spares(&rig, id, 1).await;
    let other = rig.begin("two", askable()).await;
    assert_eq!(other.told().await, json!([["initialize", "two", askable()]]));
    // The spare for the first kind of client makes room for one of the second.
    eventually("a spare for the client that came last", || {
        let status = rig.gateway.status(id);
        (status.spares == 1 && status.connections == 1 && processes_with(&mark).len() == 2).then_some(())
    })
    .await;
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn one_that_shares_a_connection_which_is_there_needs_no_spare() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(warm(), spec(id, marked(&mark)));
    let first = rig.begin("one", json!({})).await;
    let pid = first.pid().await;
    let second = rig.begin("two", json!({})).await;
    assert_eq!(second.pid().await, pid);
    assert_eq!(
        (processes_with(&mark).len(), rig.gateway.status(id).spares),
        (1, 0)
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn new_settings_end_spares_at_once() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(warm(), with_spares(id, marked(&mark), 2, None));
    spares(&rig, id, 2).await;
    let before = processes_with(&mark);
    rig.apply(vec![with_spares(
        id,
        fake_with("banner", &[], &[("MARK", &mark)]),
        2,
        None,
    )]);
    spares(&rig, id, 2).await;
    eventually("the end of the old ones", || {
        let now = processes_with(&mark);
        before.iter().all(|pid| !now.contains(pid)).then_some(())
    })
    .await;
    // Another number is no reason to end what works.
    let kept = processes_with(&mark);
    rig.apply(vec![with_spares(
        id,
        fake_with("banner", &[], &[("MARK", &mark)]),
        3,
        None,
    )]);
    spares(&rig, id, 3).await;
    assert!(kept.iter().all(|pid| processes_with(&mark).contains(pid)));
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_number_in_the_settings_is_kept_and_a_dead_spare_is_replaced() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(options(), with_spares(id, marked(&mark), 1, None));
    spares(&rig, id, 1).await;
    let first = processes_with(&mark);
    assert_eq!(rig.pid(user(1)).await, first[0]);
    eventually("another one", || (processes_with(&mark).len() == 2).then_some(())).await;
    spares(&rig, id, 1).await;
    let spare = processes_with(&mark).into_iter().find(|pid| *pid != first[0]);
    let pid = nix::unistd::Pid::from_raw(spare.expect("a spare").parse().expect("a number"));
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).expect("it runs");
    eventually("the next one", || {
        let now = processes_with(&mark);
        (now.len() == 2 && !now.contains(&pid.to_string())).then_some(())
    })
    .await;
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_spare_that_nobody_wants_any_more_goes() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(
        GatewayOptions {
            connection_idle: Duration::from_millis(200),
            ..warm()
        },
        spec(id, marked(&mark)),
    );
    rig.begin("ide", askable()).await;
    spares(&rig, id, 1).await;
    eventually("the end of the spare", || {
        processes_with(&mark).is_empty().then_some(())
    })
    .await;
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_spare_makes_room_before_anybody_is_refused() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(options(), with_spares(id, marked(&mark), 1, Some(2)));
    spares(&rig, id, 1).await;
    let (first, ask) = (rig.pid(user(1)).await, rig.begin("ide", askable()).await);
    spares(&rig, id, 1).await;
    assert_ne!(ask.pid().await, first);
    assert_eq!(rig.pid(user(1)).await, first);
    assert!(processes_with(&mark).len() <= 2);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn fewer_in_the_settings_end_spares_and_nobodys_connection() {
    let (mark, id) = (mark(), server_id());
    let rig = Rig::new(options(), with_spares(id, marked(&mark), 3, None));
    spares(&rig, id, 3).await;
    let own = rig.pid(user(1)).await;
    spares(&rig, id, 3).await;
    for fewer in [1, 0] {
        rig.apply(vec![with_spares(id, marked(&mark), fewer, None)]);
        eventually(&format!("the end of all but {fewer}"), || {
            (processes_with(&mark).len() == 1 + fewer).then_some(())
        })
        .await;
        spares(&rig, id, fewer).await;
        assert_eq!(rig.pid(user(1)).await, own);
    }
    assert_eq!(processes_with(&mark), [own]);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn where_all_servers_together_have_too_many_a_spare_goes_before_anybodys_connection() {
    let (first, second) = (server_id(), server_id());
    let tight = GatewayOptions {
        max_connections: 2,
        ..options()
    };
    let servers = |spares| {
        let other = UpstreamSpec {
            name: "other".to_owned(),
            ..spec(second, marked("second"))
        };
        vec![with_spares(first, marked("first"), spares, None), other]
    };
    let rig = Rig::new(tight, spec(first, marked("first")));
    rig.apply(servers(0));
    let mut events = rig.gateway.events();
    let own = rig.pid(user(1)).await;
    // The first connection lists too. The spare is made after that, so it is not what was used least recently.
    next_tools(&mut events).await;
    rig.apply(servers(1));
    spares(&rig, first, 1).await;
    let answer = rig
        .call_server("other", user(2), "echo", json!({"text": "a"}))
        .await;
    answer.expect("there is room");
    spares(&rig, first, 0).await;
    assert_eq!(rig.gateway.status(first).connections, 1);
    assert_eq!(rig.pid(user(1)).await, own);
    rig.gateway.shutdown().await;
}
