//! A child process with everything it starts: ended as a whole, with nothing left behind.
//!
//! `npx`, `uvx` and `sh -c` put the real server into a grandchild. So each child leads a process group of its own, and
//! signals go to the group. Descendants that left the group (a browser that a server drives, a daemon) are looked for
//! among all processes.

use std::{
    io,
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use nix::{
    errno::Errno,
    sys::{
        signal::{Signal, kill, killpg},
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::Pid,
};
use tokio::{
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
    time::{Instant, sleep, timeout, timeout_at},
};
use tracing::debug;

use super::nursery::{Registration, Scan};
use crate::process::{Process, Table, TreeId};

/// Time for a process to end by itself once its stdin is closed, as MCP asks of stdio servers.
const BY_ITSELF: Duration = Duration::from_millis(500);

/// Time for the system to take a killed process away.
const AFTER_KILL: Duration = Duration::from_secs(1);

const FIRST_POLL: Duration = Duration::from_millis(2);
const LONGEST_POLL: Duration = Duration::from_millis(50);

/// From here on it is worth to look at all processes: some may only wait to be taken away, by a first process of the
/// system that is slow or never does.
const LOOK_CLOSELY: Duration = Duration::from_millis(8);

/// A running process tree. Dropping it kills the tree.
pub(super) struct ProcessTree {
    child: Child,
    group: Pid,
    id: TreeId,
    scan: Arc<Scan>,
    /// The group is known to be empty, and its number may already be somebody else's.
    is_gone: bool,
    /// Given back last.
    _registration: Registration,
}

/// The three pipes of a child.
pub(super) struct Pipes {
    /// Written by us.
    pub(super) stdin: ChildStdin,
    /// Read by us.
    pub(super) stdout: ChildStdout,
    /// Read by us.
    pub(super) stderr: ChildStderr,
}

impl ProcessTree {
    /// What every command needs before it is started.
    pub(super) fn outfit(command: &mut Command) -> &mut Command {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
    }

    /// Takes over a process that was started from a command with [this outfit](Self::outfit).
    pub(super) fn new(
        child: Child,
        id: TreeId,
        scan: Arc<Scan>,
        registration: Registration,
    ) -> io::Result<(Self, Pipes)> {
        let leader = id
            .leader
            .ok_or_else(|| io::Error::other("the tree has no first process"))?;
        let mut tree = Self {
            child,
            group: Pid::from_raw(leader.pid),
            id,
            scan,
            is_gone: false,
            _registration: registration,
        };
        let pipes = tree.take_pipes();
        Ok((
            tree,
            pipes.ok_or_else(|| io::Error::other("a stream of the child is not piped"))?,
        ))
    }

    /// The process id of the leader, which is the group's number.
    pub(super) fn id(&self) -> i32 {
        self.group.as_raw()
    }

    /// Waits for the leader. May be dropped and called again.
    pub(super) async fn wait(&mut self) -> Option<ExitStatus> {
        self.child.wait().await.ok()
    }

    /// Ends the whole tree: waits shortly for it to end by itself, since its stdin is closed, then asks with
    /// SIGTERM, and kills what is left after `grace`.
    pub(super) async fn stop(&mut self, grace: Duration) {
        let deadline = Instant::now() + grace;
        // Once the leader is gone, descendants that left its session are known by their mark only.
        let strays = self.strays().await;
        let by_itself = timeout(BY_ITSELF.min(grace / 4), self.wait()).await.is_ok();
        if !(by_itself && self.is_empty(&strays)) {
            self.signal(Signal::SIGTERM, &strays);
            if !self.wait_until_empty(deadline, &strays).await {
                debug!(
                    process.group = self.id(),
                    "processes did not end in time and are killed"
                );
                self.signal(Signal::SIGKILL, &strays);
                self.wait_until_empty(Instant::now() + AFTER_KILL, &strays).await;
            }
        }
        self.kill_latecomers().await;
        self.is_gone = true;
    }

    fn take_pipes(&mut self) -> Option<Pipes> {
        Some(Pipes {
            stdin: self.child.stdin.take()?,
            stdout: self.child.stdout.take()?,
            stderr: self.child.stderr.take()?,
        })
    }

    /// Everything of the tree that has not ended; `None` where processes cannot be listed.
    async fn members(&self) -> Option<Vec<Process>> {
        let table = self.scan.table().await;
        let members = self.id.members(&table).into_iter().cloned();
        (!table.is_empty()).then(|| members.collect())
    }

    /// Members of the tree that signals to the group do not reach.
    async fn strays(&self) -> Vec<Process> {
        self.outside_group(&*self.scan.table().await)
    }

    fn outside_group(&self, table: &Table) -> Vec<Process> {
        let is_stray = |process: &&Process| process.group != self.group.as_raw();
        let members = self.id.members(table).into_iter();
        members.filter(is_stray).cloned().collect()
    }

    /// Ends what was started while the others were being ended.
    async fn kill_latecomers(&mut self) {
        let deadline = Instant::now() + AFTER_KILL;
        while Instant::now() < deadline {
            let latecomers = self.members().await.unwrap_or_default();
            if latecomers.is_empty() {
                return;
            }
            self.signal(Signal::SIGKILL, &latecomers);
            self.wait_until_empty(deadline, &latecomers).await;
        }
    }

    async fn wait_until_empty(&mut self, deadline: Instant, strays: &[Process]) -> bool {
        if timeout_at(deadline, self.wait()).await.is_err() {
            return false;
        }
        // Only children can be waited for; the others have to be looked at.
        let mut pause = FIRST_POLL;
        while !self.is_empty(strays) {
            if pause >= LOOK_CLOSELY && self.members().await.is_some_and(|left| left.is_empty()) {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_POLL);
        }
        true
    }

    fn is_empty(&self, strays: &[Process]) -> bool {
        if self.child.id().is_none() {
            self.take_away_adopted();
        }
        killpg(self.group, None) == Err(Errno::ESRCH) && !strays.iter().any(Process::is_running)
    }

    /// Those of the group whose parents have ended may have been handed to us, and count as long as nobody asks how they
    /// ended.
    fn take_away_adopted(&self) {
        let in_group = Pid::from_raw(-self.group.as_raw());
        let another = |status| !matches!(status, Ok(WaitStatus::StillAlive) | Err(_));
        while another(waitpid(in_group, Some(WaitPidFlag::WNOHANG))) {}
    }

    fn signal(&self, signal: Signal, strays: &[Process]) {
        // Fails when nothing is left, which is what is wanted. But a launcher that has just been started has no group of
        // its own yet.
        if killpg(self.group, signal).is_err() && self.child.id().is_some() {
            let _ = kill(self.group, signal);
        }
        for stray in strays {
            stray.signal(signal);
        }
    }
}

impl Drop for ProcessTree {
    fn drop(&mut self) {
        if !self.is_gone {
            // The task that owned the tree was cut off: there is no time to be polite.
            let strays = self.outside_group(&Table::read());
            self.signal(Signal::SIGKILL, &strays);
        }
    }
}
