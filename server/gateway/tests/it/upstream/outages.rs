//! A server that is away for a while: who tries it meanwhile, and who is brought back to it.

use std::{fs, path::PathBuf, time::Duration};

use gateway::{GatewayOptions, TransportSpec};
use model::UpstreamState;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::rig::{Rig, eventually, leap, options, processes_with, server_id, spec};

/// Longer than the wait after a first failure.
const FIRST_WAIT: Duration = Duration::from_secs(2);

/// Longer than the wait after a second one.
const SECOND_WAIT: Duration = Duration::from_secs(5);

/// A connection that lived so long is not taken for one that falls over at once.
const STEADY: Duration = Duration::from_secs(12);

/// Notes that it was started, and becomes the fake server, which refuses everybody while it is to be away.
const SCRIPT: &str = r#"echo >> "$0/starts"; [ ! -e "$0/away" ] || set -- "$1" refuse; exec python3 "$@""#;

/// What decides whether a server is there.
struct Switch(TempDir);

impl Switch {
    fn new() -> Self {
        Self(TempDir::new().expect("a directory"))
    }

    /// The fake server in one of its modes, as long as it is there.
    fn server(&self, mode: &str) -> TransportSpec {
        let fake = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/upstream/fake_server.py");
        TransportSpec::Stdio {
            command: "sh".to_owned(),
            args: ["-c", SCRIPT, &self.name(), fake, mode].map(str::to_owned).into(),
            env: vec![("SWITCH".to_owned(), self.name())],
            cwd: None,
        }
    }

    fn turn_off(&self) {
        fs::write(self.file("away"), "").expect("writes");
    }

    fn turn_on(&self) {
        fs::remove_file(self.file("away")).expect("it was off");
    }

    /// How often it was started.
    fn starts(&self) -> usize {
        fs::read_to_string(self.file("starts")).map_or(0, |starts| starts.lines().count())
    }

    fn processes(&self) -> Vec<String> {
        processes_with(&format!("SWITCH={}", self.name()))
    }

    fn name(&self) -> String {
        self.0.path().display().to_string()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn askable() -> Value {
    json!({"roots": {}})
}

async fn failures(rig: &Rig, count: u32) {
    eventually(&format!("{count} failures"), || {
        (rig.gateway.status(rig.server).attempts == count).then_some(())
    })
    .await;
}

#[tokio::test]
async fn no_spare_is_tried_while_it_fails_so_the_first_call_afterwards_is_not_refused() {
    let switch = Switch::new();
    let warm = GatewayOptions {
        spares: 1,
        ..options()
    };
    let rig = Rig::new(warm, spec(server_id(), switch.server("plain")));
    switch.turn_off();
    rig.begin("early", askable()).await;
    failures(&rig, 1).await;
    assert_eq!(rig.gateway.status(rig.server).state, UpstreamState::Backoff);
    leap(FIRST_WAIT).await;
    let late = rig.begin("late", askable()).await;
    switch.turn_on();
    assert_eq!(late.text("echo", json!({"text": "a"})).await, "a");
    // Now that it works, there is a spare again.
    eventually("a spare", || {
        (rig.gateway.status(rig.server).spares == 1).then_some(())
    })
    .await;
    assert_eq!(switch.starts(), 3, "the failure, the call, the spare");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn who_listens_is_brought_back_after_attempts_that_failed() {
    let switch = Switch::new();
    let rig = Rig::new(options(), spec(server_id(), switch.server("talkative")));
    rig.gateway.refresh(rig.server).await.expect("lists");
    let client = rig.begin("ide", askable()).await;
    client
        .ask("resources/subscribe", json!({"uri": "file:///a"}))
        .await;
    let before = switch.processes();
    assert_eq!(before.len(), 2, "the gateway's own and the client's");

    switch.turn_off();
    client
        .ask("tools/call", json!({"name": "fake__crash", "arguments": {}}))
        .await;
    eventually("the end of the client's", || {
        (rig.gateway.status(rig.server).connections == 1).then_some(())
    })
    .await;
    leap(STEADY).await;
    failures(&rig, 1).await;
    leap(FIRST_WAIT).await;
    failures(&rig, 2).await;
    switch.turn_on();
    leap(SECOND_WAIT).await;
    eventually("another one without a call", || {
        (rig.gateway.status(rig.server).connections == 2).then_some(())
    })
    .await;
    let told = client.told().await;
    assert!(
        told.as_array()
            .is_some_and(|told| told.contains(&json!(["resources/subscribe", "file:///a"]))),
        "{told}"
    );
    assert_eq!(switch.starts(), 5, "two before, two in vain, and this one");
    rig.gateway.shutdown().await;
}
