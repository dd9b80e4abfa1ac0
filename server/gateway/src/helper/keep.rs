//! The keeper: knows the process trees of a gateway, and ends them when the gateway is gone.
//!
//! It learns of them in lines on stdin, which the system closes when the gateway ends in whatever way.

use std::{
    collections::{BTreeMap, HashSet},
    ffi::OsString,
    fs,
    io::{BufRead, stdin},
    path::PathBuf,
    process::ExitCode,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{SigSet, Signal},
    unistd,
};
use serde::{Deserialize, Serialize};

use crate::process::{Process, Table, TreeId};

/// Time for killed processes to be gone. A fork bomb may be faster than we are; it does not keep us for ever.
const AFTER_KILL: Duration = Duration::from_secs(10);

/// Between two looks at what is left.
const POLL: Duration = Duration::from_millis(20);

/// When nothing is said of it.
const DEFAULT_GRACE: Duration = Duration::from_secs(3);

/// A line for the keeper.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum News {
    /// There is such a tree, or more is known of it.
    Tree {
        /// Its processes.
        id: TreeId,
        /// To be removed with it.
        folder: Option<PathBuf>,
    },
    /// Nothing is left of the tree with this mark.
    Gone(String),
}

/// What the keeper was told.
#[derive(Default)]
struct Known {
    trees: BTreeMap<String, (TreeId, Option<PathBuf>)>,
    /// Folders may be large, and news must not wait for them.
    removals: Vec<JoinHandle<()>>,
}

/// Listens until the gateway is gone, then ends what it left. The argument is the time for processes to end before they
/// are killed, in milliseconds.
pub(super) fn keep(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let grace = arguments.next().and_then(|text| text.to_str()?.parse().ok());
    let grace = grace.map_or(DEFAULT_GRACE, Duration::from_millis);
    settle_down();
    let mut known = Known::default();
    for line in stdin().lock().lines() {
        let Ok(line) = line else {
            break;
        };
        // A line that was cut off by the gateway's end says nothing.
        if let Ok(news) = serde_json::from_str(&line) {
            known.note(news);
        }
    }
    known.end_trees(grace);
    known.finish();
    ExitCode::SUCCESS
}

/// What ends the gateway must not end its keeper: neither Ctrl-C in a terminal, nor a service manager that sends a signal
/// to each process.
fn settle_down() {
    // Fails for the leader of a process group only, who is alone in it.
    let _ = unistd::setsid();
    let mut deaf_to = SigSet::empty();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT] {
        deaf_to.add(signal);
    }
    // Without it, the signals do what they do.
    let _ = deaf_to.thread_block();
    // No file system is kept busy by it.
    let _ = unistd::chdir("/");
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_name(c"metamcp-keeper");
}

impl Known {
    fn note(&mut self, news: News) {
        match news {
            News::Tree { id, folder } => {
                self.trees.insert(id.mark.clone(), (id, folder));
            }
            News::Gone(mark) => {
                let (_, folder) = self.trees.remove(&mark).unzip();
                self.remove(folder.flatten());
            }
        }
    }

    /// Ends all trees: asks each process once, and kills what is left after `grace`, again and again, because processes
    /// may start others meanwhile.
    fn end_trees(&self, grace: Duration) {
        if self.trees.is_empty() {
            return;
        }
        #[cfg(not(target_os = "linux"))]
        {
            self.signal_groups(Signal::SIGTERM);
            thread::park_timeout(grace);
            self.signal_groups(Signal::SIGKILL);
        }
        let started = Instant::now();
        let mut asked = HashSet::new();
        loop {
            let elapsed = started.elapsed();
            let left = self.left();
            if left.is_empty() || elapsed > grace + AFTER_KILL {
                break;
            }
            for process in left {
                let identity = (process.pid, process.started_at);
                if elapsed > grace {
                    process.signal(Signal::SIGKILL);
                } else if asked.insert(identity) {
                    process.signal(Signal::SIGTERM);
                }
            }
            thread::park_timeout(POLL);
        }
    }

    /// Waits until the folders of all trees are removed.
    fn finish(mut self) {
        for (_, folder) in std::mem::take(&mut self.trees).into_values() {
            self.remove(folder);
        }
        for removal in self.removals {
            // It cannot fail but by a defect, and then the others go on.
            let _ = removal.join();
        }
    }

    fn remove(&mut self, folder: Option<PathBuf>) {
        self.removals.retain(|removal| !removal.is_finished());
        if let Some(folder) = folder {
            // What cannot be removed stays; nobody listens to us.
            let removal = thread::spawn(move || drop(fs::remove_dir_all(folder)));
            self.removals.push(removal);
        }
    }

    /// Where processes cannot be listed, their groups can still be reached.
    #[cfg(not(target_os = "linux"))]
    fn signal_groups(&self, signal: Signal) {
        for leader in self.trees.values().filter_map(|(id, _)| id.leader) {
            // It may be gone already.
            let _ = nix::sys::signal::killpg(unistd::Pid::from_raw(leader.pid), signal);
        }
    }

    fn left(&self) -> Vec<Process> {
        let table = Table::read();
        let mut left: Vec<Process> = Vec::new();
        for (id, _) in self.trees.values() {
            left.extend(id.members(&table).into_iter().cloned());
        }
        left.sort_unstable_by_key(|process| process.pid);
        left.dedup_by_key(|process| process.pid);
        left
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, News};
    use crate::process::{Leader, TreeId};

    #[test]
    fn a_line_says_everything_of_a_tree() {
        let id = TreeId {
            mark: "m".to_owned(),
            leader: Some(Leader {
                pid: 1,
                started_at: 2,
            }),
        };
        let news = News::Tree {
            id,
            folder: Some("/tmp/x\ny".into()),
        };
        let line = serde_json::to_string(&news).expect("JSON");
        assert!(!line.contains('\n'));
        assert_eq!(serde_json::from_str::<News>(&line).expect("the same"), news);
        let mut known = Known::default();
        known.note(news);
        assert_eq!(known.trees.len(), 1);
        known.note(News::Gone("m".to_owned()));
        assert!(known.trees.is_empty());
    }
}
