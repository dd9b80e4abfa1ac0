//! A child process with everything it starts: ended as a whole, with nothing left behind.
//!
//! `npx`, `uvx` and `sh -c` put the real server into a grandchild. So each child leads a process group of its
//! own, and signals go to the group. Descendants that left the group (a browser that a server drives, for
//! instance) are found through `/proc` before the first signal.

mod descendants;

use std::{
    io,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use nix::{
    errno::Errno,
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use tokio::{
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
    time::{Instant, sleep, timeout, timeout_at},
};
use tracing::debug;

use descendants::Stray;

/// Time for a process to end by itself once its stdin is closed, as MCP asks of stdio servers.
const BY_ITSELF: Duration = Duration::from_millis(500);

/// Time for the system to take a killed process away.
const AFTER_KILL: Duration = Duration::from_secs(1);

const FIRST_POLL: Duration = Duration::from_millis(2);
const LONGEST_POLL: Duration = Duration::from_millis(50);

/// A running process group. Dropping it kills the group.
pub(super) struct ProcessTree {
    child: Child,
    group: Pid,
    /// The group is known to be empty, and its number may already be somebody else's.
    is_gone: bool,
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
    /// Starts a process as leader of a new group, with its three streams piped.
    pub(super) fn spawn(mut command: Command) -> io::Result<(Self, Pipes)> {
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        let group = Pid::from_raw(id.ok_or_else(|| io::Error::other("the child has no process id"))?);
        let mut tree = Self {
            child,
            group,
            is_gone: false,
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
        // Once the leader is gone, its descendants cannot be found any more.
        let strays = descendants::outside_group(self.group);
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
        self.is_gone = true;
    }

    fn take_pipes(&mut self) -> Option<Pipes> {
        Some(Pipes {
            stdin: self.child.stdin.take()?,
            stdout: self.child.stdout.take()?,
            stderr: self.child.stderr.take()?,
        })
    }

    async fn wait_until_empty(&mut self, deadline: Instant, strays: &[Stray]) -> bool {
        if timeout_at(deadline, self.wait()).await.is_err() {
            return false;
        }
        // Only children can be waited for; the others have to be looked at.
        let mut pause = FIRST_POLL;
        while !self.is_empty(strays) {
            if Instant::now() >= deadline {
                return false;
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_POLL);
        }
        true
    }

    fn is_empty(&self, strays: &[Stray]) -> bool {
        killpg(self.group, None) == Err(Errno::ESRCH) && !strays.iter().any(Stray::is_running)
    }

    fn signal(&self, signal: Signal, strays: &[Stray]) {
        // Fails when nothing is left, which is what is wanted.
        let _ = killpg(self.group, signal);
        for stray in strays {
            stray.signal(signal);
        }
    }
}

impl Drop for ProcessTree {
    fn drop(&mut self) {
        if !self.is_gone {
            // The task that owned the tree was cut off: there is no time to be polite.
            let strays = descendants::outside_group(self.group);
            self.signal(Signal::SIGKILL, &strays);
        }
    }
}
