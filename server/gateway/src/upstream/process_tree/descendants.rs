//! Finds the descendants of a process through `/proc`. Elsewhere than on Linux there are none to be found.

use std::{collections::VecDeque, fs};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

/// More are not looked for: a fork bomb must not keep us busy.
const MAX_PROCESSES: usize = 1000;

/// A descendant that signals to the group do not reach.
pub(super) struct Stray {
    pid: Pid,
    /// In clock ticks since boot. A process id alone may be somebody else's by now.
    started_at: u64,
}

struct Stat {
    state: char,
    group: i32,
    started_at: u64,
}

/// The descendants of the leader of `group` that are not in the group.
pub(super) fn outside_group(group: Pid) -> Vec<Stray> {
    let mut strays = Vec::new();
    let mut seen = 0;
    let mut queue = VecDeque::from([group]);
    while let Some(pid) = queue.pop_front() {
        seen += 1;
        if seen > MAX_PROCESSES {
            break;
        }
        let stat = (pid != group).then(|| stat(pid)).flatten();
        if let Some(stat) = stat.filter(|stat| stat.group != group.as_raw()) {
            strays.push(Stray {
                pid,
                started_at: stat.started_at,
            });
        }
        queue.extend(children(pid));
    }
    strays
}

impl Stray {
    /// It is still the same process, and not one that only waits to be taken away.
    pub(super) fn is_running(&self) -> bool {
        stat(self.pid).is_some_and(|stat| stat.started_at == self.started_at && stat.state != 'Z')
    }

    /// Sends a signal to it.
    pub(super) fn signal(&self, signal: Signal) {
        if self.is_running() {
            // It may end in between, which is what is wanted.
            let _ = kill(self.pid, signal);
        }
    }
}

/// Each thread lists the children that it started.
fn children(pid: Pid) -> Vec<Pid> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    let lists = threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let parse = |list: String| -> Vec<Pid> {
        list.split_whitespace()
            .filter_map(|pid| pid.parse().ok())
            .map(Pid::from_raw)
            .collect()
    };
    lists.flat_map(parse).collect()
}

fn stat(pid: Pid) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // proc(5): the second field is the name in parentheses, which may hold anything; state, ppid and pgrp
    // follow it, and starttime is field 22.
    let after_name = &text[text.rfind(')')? + 1..];
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    Some(Stat {
        state: fields.first()?.chars().next()?,
        group: fields.get(2)?.parse().ok()?,
        started_at: fields.get(19)?.parse().ok()?,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use nix::unistd::{Pid, getpgrp};

    use super::stat;

    #[test]
    fn reads_its_own_process() {
        let stat = stat(Pid::this()).expect("this process runs");
        assert_eq!(stat.group, getpgrp().as_raw());
        assert!(stat.started_at > 0);
        assert_ne!(stat.state, 'Z');
    }
}
