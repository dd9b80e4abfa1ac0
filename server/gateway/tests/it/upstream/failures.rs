//! Servers that fail: each failure says what happened and what to do, and others go on.

use std::time::Duration;

use gateway::UpstreamErrorKind;
use model::{FailureClass, MASK, UpstreamState};
use serde_json::json;

use super::rig::{
    Rig, command, eventually, failed_probe, fake, fake_with, mark, options, processes_with, server_id, spec,
    url, user,
};

#[tokio::test]
async fn a_command_that_does_not_exist() {
    let failure = failed_probe(options(), command("uvx", &["mcp-server-time"])).await;
    // Only where uv is not installed does the name lead nowhere; this one never does.
    let missing = failed_probe(options(), command("no-such-program-here", &["--token", "abc"])).await;
    assert_eq!(missing.class, FailureClass::Spawn);
    assert_eq!(
        missing.message,
        "The command `no-such-program-here` was not found on the machine that runs MetaMCP."
    );
    assert!(
        missing.advice.contains("Check the spelling"),
        "{}",
        missing.advice
    );
    assert_eq!(missing.tried, format!("no-such-program-here --token '{MASK}'"));
    assert!(
        failure.class != FailureClass::Spawn || failure.advice.contains("Install uv"),
        "{failure:?}"
    );
}

#[tokio::test]
async fn a_process_that_ends_at_once() {
    let failure = failed_probe(
        options(),
        fake_with("exit", &[], &[("SECRET", "API_TOKEN environment")]),
    )
    .await;
    assert_eq!(failure.class, FailureClass::Exited);
    assert_eq!(
        failure.message,
        "The process ended with exit code 3 before it was ready."
    );
    assert!(
        failure
            .advice
            .contains("add it to the server's environment variables"),
        "{}",
        failure.advice
    );
    assert_eq!(failure.output, format!("Error: {MASK} variable is required"));
}

#[tokio::test]
async fn a_process_that_writes_text_in_place_of_messages() {
    let mut options = options();
    options.connect_timeout = Duration::from_secs(1);
    let script = "echo Welcome; echo Server listening on port 3000; cat > /dev/null";
    let failure = failed_probe(options, command("sh", &["-c", script])).await;
    assert_eq!(failure.class, FailureClass::Garbage);
    assert_eq!(failure.output, "Welcome\nServer listening on port 3000");
    assert!(failure.advice.contains("register its URL"), "{}", failure.advice);
}

#[tokio::test]
async fn a_process_that_floods_us_is_not_listened_to_for_long() {
    let failure = failed_probe(options(), fake("flood")).await;
    assert_eq!(failure.class, FailureClass::Garbage);
}

#[tokio::test]
async fn a_process_that_never_answers() {
    let mark = mark();
    let mut options = options();
    options.connect_timeout = Duration::from_millis(500);
    let failure = failed_probe(options, fake_with("mute", &[], &[("MARK", &mark)])).await;
    assert_eq!(failure.class, FailureClass::Timeout);
    assert_eq!(failure.message, "The server was not ready within 500 ms.");
    assert!(
        failure.advice.contains("METAMCP_CONNECT_TIMEOUT_SECONDS"),
        "{}",
        failure.advice
    );
    assert_eq!(processes_with(&mark), [""; 0]);
}

#[tokio::test]
async fn a_process_that_ends_in_the_middle_of_a_message() {
    let failure = failed_probe(options(), fake("half-start")).await;
    assert_eq!(
        failure.message,
        "The process ended with exit code 0 before it was ready."
    );
    assert_eq!(failure.output, r#"{"jsonrpc":"2.0","id":1,"resu"#);
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    let error = rig.error(user(1), "half", json!({})).await;
    assert_eq!(error.kind(), UpstreamErrorKind::Interrupted);
    assert_eq!(error.to_failure().message, "The process ended with exit code 0.");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_server_that_refuses_or_speaks_another_version() {
    let refused = failed_probe(options(), fake("refuse")).await;
    assert_eq!(refused.class, FailureClass::Handshake);
    assert_eq!(
        refused.message,
        "The server refused to start a session: No licence (-32000)."
    );
    let old = failed_probe(options(), fake("old")).await;
    assert_eq!(old.class, FailureClass::Version);
    assert!(old.message.contains("1999-01-01"), "{}", old.message);
}

#[tokio::test]
async fn a_list_of_tools_without_an_end() {
    let failure = failed_probe(options(), fake("endless")).await;
    assert_eq!(failure.class, FailureClass::Limit);
    assert!(
        failure.message.contains("a page comes twice"),
        "{}",
        failure.message
    );
}

#[tokio::test]
async fn a_variable_that_is_not_set() {
    let failure = failed_probe(options(), fake_with("plain", &["${NOT_SET}"], &[])).await;
    assert_eq!(failure.class, FailureClass::Variable);
    assert!(failure.message.contains("NOT_SET"), "{}", failure.message);
    assert!(failure.advice.contains("METAMCP_VARIABLES"), "{}", failure.advice);
}

#[tokio::test]
async fn a_message_above_the_bound_ends_only_its_own_connection() {
    let mut options = options();
    options.max_body_bytes = 100_000;
    let rig = Rig::new(options, spec(server_id(), fake("plain")));
    let (mine, yours) = (rig.pid(user(1)).await, rig.pid(user(2)).await);
    let fits = rig.text(user(1), "huge", json!({"bytes": 90_000})).await;
    assert_eq!(fits.len(), 90_000);
    let error = rig.error(user(1), "huge", json!({"bytes": 200_000})).await;
    assert_eq!(error.class(), FailureClass::Limit);
    assert!(error.to_failure().advice.contains("METAMCP_MAX_BODY_BYTES"));
    assert_eq!(rig.pid(user(2)).await, yours);
    assert_ne!(rig.pid(user(1)).await, mine);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_crash_touches_only_the_calls_of_its_own_connection() {
    let id = server_id();
    let rig = Rig::new(options(), spec(id, fake("plain")));
    let (mine, yours) = (rig.pid(user(1)).await, rig.pid(user(2)).await);
    let (running, crashed, bystander) = tokio::join!(
        rig.error(user(1), "sleep", json!({"seconds": 30})),
        rig.error(user(1), "crash", json!({})),
        rig.text(user(2), "sleep", json!({"seconds": 0.3})),
    );
    for error in [running, crashed] {
        assert_eq!(error.kind(), UpstreamErrorKind::Interrupted);
        let failure = error.to_failure();
        assert_eq!(failure.message, "The process ended with exit code 3.");
        assert_eq!(failure.output, "Traceback: out of luck");
    }
    assert_eq!(bystander, "slept");
    let status = rig.until(id, UpstreamState::Degraded).await;
    assert_eq!((status.connections, status.attempts), (1, 0));
    // A server that was of use is started again at once.
    assert_ne!(rig.pid(user(1)).await, mine);
    assert_eq!(rig.pid(user(2)).await, yours);
    assert_eq!(rig.gateway.status(id).state, UpstreamState::Ready);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_call_to_a_process_that_died_meanwhile_goes_to_a_new_one() {
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    for _ in 0..5 {
        let pid = rig.pid(user(1)).await;
        let number = nix::unistd::Pid::from_raw(pid.parse().expect("a number"));
        nix::sys::signal::kill(number, nix::sys::signal::Signal::SIGKILL).expect("it runs");
        // Its files are open until its last thread is gone.
        let threads = || std::fs::read_dir(format!("/proc/{pid}/task")).map_or(0, Iterator::count);
        let state = || std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let is_gone = || state().is_empty() || (state().contains(") Z ") && threads() <= 1);
        eventually("its end", || is_gone().then_some(())).await;
        assert_ne!(rig.pid(user(1)).await, pid);
    }
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_call_that_takes_too_long_leaves_the_connection_in_order() {
    let mut options = options();
    options.call_timeout = Duration::from_secs(2);
    let rig = Rig::new(options, spec(server_id(), fake("plain")));
    let pid = rig.pid(user(1)).await;
    let error = rig.error(user(1), "sleep", json!({"seconds": 30})).await;
    assert_eq!(error.kind(), UpstreamErrorKind::Timeout);
    assert!(error.to_failure().advice.contains("METAMCP_CALL_TIMEOUT_SECONDS"));
    assert_eq!(rig.pid(user(1)).await, pid);
    assert_ne!(rig.text(user(1), "cancelled", json!({})).await, "[]");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn calls_during_backoff_fail_at_once_with_the_reason_until_retry() {
    let directory = tempfile::tempdir().expect("a directory");
    let starts = directory.path().join("starts");
    let script = format!("echo >> {}; exit 9", starts.display());
    let id = server_id();
    let rig = Rig::new(options(), spec(id, command("sh", &["-c", &script])));
    let first = rig.failure().await;
    assert_eq!(
        first.message,
        "The process ended with exit code 9 before it was ready."
    );
    let status = rig.gateway.status(id);
    assert_eq!((status.state, status.attempts), (UpstreamState::Backoff, 1));
    assert!(status.next_probe_at.is_some());
    assert_eq!(status.failure.as_ref(), Some(&first));
    for person in 1..=20 {
        assert_eq!(
            rig.error(user(person), "echo", json!({"text": ""}))
                .await
                .to_failure(),
            first
        );
    }
    assert_eq!(
        std::fs::read_to_string(&starts).expect("started").lines().count(),
        1
    );
    rig.gateway.retry(id);
    eventually("another start", || {
        let starts = std::fs::read_to_string(&starts).expect("started").lines().count();
        (starts > 1).then_some(())
    })
    .await;
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_server_that_comes_back_is_found_without_a_call() {
    let directory = tempfile::tempdir().expect("a directory");
    let ready = directory.path().join("ready");
    let server = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/upstream/fake_server.py");
    let script = format!(
        "test -e {} || exit 9; exec python3 {server} plain",
        ready.display()
    );
    let id = server_id();
    let rig = Rig::new(options(), spec(id, command("sh", &["-c", &script])));
    assert_eq!(rig.failure().await.class, FailureClass::Exited);
    std::fs::write(&ready, "").expect("writable");
    let status = rig.until(id, UpstreamState::Ready).await;
    assert_eq!((status.failure, status.attempts), (None, 0));
    assert_eq!(status.server_info.as_deref(), Some("fake 1"));
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn new_settings_forget_the_failure() {
    let id = server_id();
    let rig = Rig::new(options(), spec(id, command("no-such-program-here", &[])));
    assert_eq!(rig.failure().await.class, FailureClass::Spawn);
    assert_eq!(
        rig.gateway.status(id).next_probe_at,
        None,
        "waiting does not install programs"
    );
    rig.apply(vec![spec(id, fake("plain"))]);
    assert_eq!(rig.text(user(1), "echo", json!({"text": "back"})).await, "back");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn nothing_listens_there() {
    let failure = failed_probe(options(), url("http://127.0.0.1:1/mcp")).await;
    assert_eq!(failure.class, FailureClass::Connect);
    assert_eq!(failure.message, "Nothing listens at 127.0.0.1, port 1.");
    assert!(
        failure.advice.contains("host.docker.internal"),
        "{}",
        failure.advice
    );
    assert_eq!(failure.tried, "POST http://127.0.0.1:1/mcp");
}

#[tokio::test]
async fn a_host_name_that_nobody_knows() {
    let failure = failed_probe(options(), url("http://no-such-host.invalid/mcp")).await;
    assert_eq!(failure.class, FailureClass::Dns);
    assert!(
        failure.message.contains("no-such-host.invalid"),
        "{}",
        failure.message
    );
}

#[tokio::test]
async fn a_metadata_address() {
    let failure = failed_probe(options(), url("http://169.254.169.254/latest/meta-data")).await;
    assert_eq!(failure.class, FailureClass::Refused);
    assert!(
        failure.advice.contains("METAMCP_ALLOW_PRIVATE_UPSTREAMS"),
        "{}",
        failure.advice
    );
}
