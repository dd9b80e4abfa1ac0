//! Nothing of a server stays, whatever happens to the gateway.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::support::{
    binary::{Served, command},
    processes::{eventually, is_running, marked, name_of, parent_of, pids, signal, status},
};

/// `metamcp serve` with one server and what that started, known by a text in their environment.
struct Family {
    served: Served,
    mark: String,
    data: TempDir,
}

impl Family {
    /// `script` is what a shell does before it becomes the server; `size` is how many processes that makes.
    async fn start(script: &str, size: usize) -> Self {
        let data = TempDir::new().expect("a directory");
        let mark = format!("family-of-{}", data.path().display());
        let binary = env!("CARGO_BIN_EXE_metamcp");
        // In YAML a single quote in single quotes is written twice; the scripts have none.
        let declaration = format!(
            "servers: {{ demo: {{ command: sh, args: ['-c', '{script} \"{binary}\" demo-server; true'], env: {{ FAMILY: '{mark}' }} }} }}\n\
             namespaces: {{ dev: {{ servers: [demo] }} }}\nendpoints: {{ dev: {{ namespace: dev, auth: none }} }}\n"
        );
        let served = Served::declared(data.path(), &declaration).await;
        let family = Self { served, mark, data };
        family
            .until("it is complete", |processes| processes.len() == size)
            .await;
        family
    }

    fn processes(&self) -> BTreeSet<u32> {
        marked(&self.mark)
    }

    async fn until(&self, what: &str, is_so: impl Fn(&BTreeSet<u32>) -> bool) {
        eventually(what, || is_so(&self.processes())).await;
    }

    fn keeper(&self) -> Option<u32> {
        let gateway = self.served.pid();
        let mut pids = pids().filter(|pid| parent_of(*pid) == Some(gateway));
        pids.find(|pid| name_of(*pid).as_deref() == Some("metamcp-keeper"))
    }

    async fn next_keeper(&self, old: Option<u32>) -> u32 {
        let other = || self.keeper().filter(|keeper| Some(*keeper) != old);
        eventually("a keeper", || other().is_some()).await;
        other().expect("it stays")
    }

    /// Ends the gateway without a chance to do anything, and waits until nothing of it is left.
    async fn kill_gateway(mut self) {
        let keeper = self.next_keeper(None).await;
        self.served.child.kill().await.expect("is killed");
        self.until("the end of all processes", BTreeSet::is_empty).await;
        eventually("the end of the keeper", || !is_running(keeper)).await;
    }
}

/// Deaf to what asks processes to end, in a session of its own, and a daemon by the book: forked twice, so that its parent
/// is gone before it begins.
const RUNAWAYS: &str = "(trap \"\" TERM HUP INT; exec sleep 600) & setsid sleep 600 & (setsid sh -c \"sleep 600 & exec sleep 600\" &);";

/// The shell and the server, the deaf one, the one with a session of its own, the daemon and its child.
const WITH_RUNAWAYS: usize = 2 + 1 + 1 + 2;

#[tokio::test]
async fn sigkill_of_the_gateway_leaves_no_grandchild() {
    Family::start("", 2).await.kill_gateway().await;
}

#[tokio::test]
async fn sigkill_of_the_gateway_leaves_nothing_that_ran_away() {
    Family::start(RUNAWAYS, WITH_RUNAWAYS).await.kill_gateway().await;
}

#[tokio::test]
async fn sigterm_leaves_nothing_that_ran_away() {
    let family = Family::start(RUNAWAYS, WITH_RUNAWAYS).await;
    let keeper = family.next_keeper(None).await;
    let (mark, _data) = (family.mark, family.data);
    assert!(family.served.terminate().await.success());
    assert_eq!(marked(&mark), BTreeSet::new());
    eventually("the end of the keeper", || !is_running(keeper)).await;
}

#[tokio::test]
async fn a_keeper_that_dies_is_replaced_by_one_that_knows_as_much() {
    let family = Family::start(RUNAWAYS, WITH_RUNAWAYS).await;
    let first = family.next_keeper(None).await;
    signal("-KILL", first).await;
    let second = family.next_keeper(Some(first)).await;
    assert!(is_running(second));
    family.kill_gateway().await;
}

#[tokio::test]
async fn a_keeper_outlives_the_signals_that_end_a_gateway() {
    let family = Family::start("", 2).await;
    let keeper = family.next_keeper(None).await;
    for name in ["-TERM", "-INT", "-HUP"] {
        signal(name, keeper).await;
    }
    // Signals that are blocked wait; this one was not ended by any of them.
    let pending = || status(keeper, "ShdPnd:").and_then(|bits| u64::from_str_radix(&bits, 16).ok());
    eventually("three signals that wait", || {
        pending().is_some_and(|bits| bits.count_ones() == 3)
    })
    .await;
    assert_eq!(family.keeper(), Some(keeper));
    family.kill_gateway().await;
}

#[tokio::test]
async fn what_daemons_leave_is_taken_away() {
    // Its parent is gone when it ends, so that nobody but us asks how it ended.
    let family = Family::start("(setsid sleep 600 &);", 3).await;
    let gateway = family.served.pid();
    let is_adopted =
        |pid: &u32| name_of(*pid).as_deref() == Some("sleep") && parent_of(*pid) == Some(gateway);
    let adopted = || family.processes().into_iter().find(is_adopted);
    eventually("the adoption of the daemon", || adopted().is_some()).await;
    let daemon = adopted().expect("it stays");
    signal("-KILL", daemon).await;
    eventually("the end of its entry", || parent_of(daemon).is_none()).await;
    assert!(family.served.terminate().await.success());
}

#[tokio::test]
async fn helpers_do_nothing_for_people() {
    let data = TempDir::new().expect("a directory");
    for arguments in [&["gateway-helper"][..], &["gateway-helper", "nonsense"]] {
        let output = command(data.path()).args(arguments).output().await.expect("runs");
        assert!(!output.status.success());
    }
    assert!(is_empty(data.path()));
}

fn is_empty(folder: &Path) -> bool {
    let entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("readable")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.is_empty()
}
