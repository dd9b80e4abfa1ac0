//! Processes that the system hands to us, because those that started them have ended: without anybody who asks how they
//! ended, they would stay in its table for ever. In a container that happens anyway, where we are the first process.

use std::{collections::HashSet, fs};

use nix::{
    sys::wait::{WaitPidFlag, waitpid},
    unistd::Pid,
};

use crate::process::Process;

/// What was handed to us.
#[derive(Default)]
pub(super) struct Orphans {
    /// Ended, and not taken away by anybody when we last looked.
    ended: HashSet<i32>,
}

impl Orphans {
    /// From now on the descendants of our processes are handed to us and not to the first process of the system.
    pub(super) fn adopt() -> Self {
        #[cfg(target_os = "linux")]
        // Where it cannot be, the first process takes them.
        let _ = nix::sys::prctl::set_child_subreaper(true);
        Self::default()
    }

    /// Takes away those that have ended and that are not our `own` children, for whom others wait.
    pub(super) fn take_away(&mut self, own: &HashSet<i32>) {
        let has_ended = |pid: &i32| Process::find(*pid).is_some_and(|process| process.is_zombie);
        let ended: HashSet<i32> = children()
            .into_iter()
            .filter(|pid| !own.contains(pid))
            .filter(has_ended)
            .collect();
        // Not at first sight: somebody may be about to ask.
        for pid in ended.intersection(&self.ended) {
            let _ = waitpid(Pid::from_raw(*pid), Some(WaitPidFlag::WNOHANG));
        }
        self.ended = ended;
    }
}

/// Each thread lists the children that are its own.
fn children() -> Vec<i32> {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let pids = |list: String| -> Vec<i32> {
        list.split_whitespace()
            .filter_map(|pid| pid.parse().ok())
            .collect()
    };
    lists.flat_map(pids).collect()
}
