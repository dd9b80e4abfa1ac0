//! What the system knows of processes.

use std::{collections::BTreeSet, fs, time::Duration};

use tokio::{
    process::Command,
    time::{sleep, timeout},
};

use super::binary::PATIENCE;

const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// Waits until something is so.
pub(crate) async fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            // The processes that are waited for need the processor too.
            sleep(LOOK_AGAIN).await;
        }
    };
    assert!(timeout(PATIENCE, waiting).await.is_ok(), "never came: {what}");
}

/// All there are.
pub(crate) fn pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").expect("Linux").filter_map(Result::ok);
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Those that inherited this text in their environment.
pub(crate) fn marked(mark: &str) -> BTreeSet<u32> {
    let is_marked = |pid: &u32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        String::from_utf8_lossy(&environment).contains(mark)
    };
    pids().filter(is_marked).collect()
}

/// Those whose parent is this one.
pub(crate) fn children_of(pid: u32) -> BTreeSet<u32> {
    pids().filter(|child| parent_of(*child) == Some(pid)).collect()
}

/// A line of what the system says of a process, such as `PPid:`.
pub(crate) fn status(pid: u32, field: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(field))?;
    Some(value.trim().to_owned())
}

pub(crate) fn parent_of(pid: u32) -> Option<u32> {
    status(pid, "PPid:")?.parse().ok()
}

pub(crate) fn name_of(pid: u32) -> Option<String> {
    status(pid, "Name:")
}

/// Not gone, and not only waiting to be taken away.
pub(crate) fn is_running(pid: u32) -> bool {
    status(pid, "State:").is_some_and(|state| !state.starts_with('Z'))
}

/// Open files, sockets and pipes.
pub(crate) fn descriptors_of(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd"))
        .expect("it runs, and is ours")
        .count()
}

/// Sends a signal, such as `-TERM`.
pub(crate) async fn signal(signal: &str, pid: u32) {
    let sent = Command::new("kill")
        .args([signal, &pid.to_string()])
        .status()
        .await;
    assert!(sent.expect("kill runs").success());
}
