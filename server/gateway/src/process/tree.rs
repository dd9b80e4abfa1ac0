//! Which processes belong to a server: however they were started, and whatever they did to get away.

use std::collections::HashSet;

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde::{Deserialize, Serialize};

use super::{Process, Table};

/// In the environment of a server's processes; its value names the tree. Processes inherit it even when they leave
/// their session and their parent, as daemons do.
pub(crate) const MARK_VARIABLE: &str = "METAMCP_TREE";

/// Names a process with everything that it starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TreeId {
    /// What [`MARK_VARIABLE`] says in its processes; empty when they have no mark.
    pub(crate) mark: String,
    /// Its first process, once there is one.
    pub(crate) leader: Option<Leader>,
}

/// The first process of a tree. Its number is that of the tree's group, and of its session if it has one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Leader {
    /// Its number.
    pub(crate) pid: i32,
    /// In clock ticks since boot; 0 when that is not known.
    pub(crate) started_at: u64,
}

impl TreeId {
    /// The processes of the tree: those of its session and group, those with its mark, and what descends from them.
    pub(crate) fn members<'t>(&self, table: &'t Table) -> Vec<&'t Process> {
        let group = self.leader.filter(|leader| leader.has_its_number(table));
        let is_seed = |process: &&Process| {
            let in_group = group
                .is_some_and(|leader| [process.pid, process.session, process.group].contains(&leader.pid));
            in_group || !self.mark.is_empty() && process.mark.as_deref() == Some(&self.mark)
        };
        let mut pids: HashSet<i32> = table
            .processes()
            .iter()
            .filter(is_seed)
            .map(|it| it.pid)
            .collect();
        // A child may have a lower number than its parent, so that one pass may not find all.
        let mut known = 0;
        while pids.len() > known && !pids.is_empty() {
            known = pids.len();
            let children = table.processes().iter().filter(|it| pids.contains(&it.parent));
            let children: Vec<i32> = children.map(|it| it.pid).collect();
            pids.extend(children);
        }
        let is_member = |process: &&Process| pids.contains(&process.pid) && !process.is_zombie;
        table.processes().iter().filter(is_member).collect()
    }
}

impl Leader {
    /// No other process got the leader's number after its end.
    fn has_its_number(self, table: &Table) -> bool {
        table
            .get(self.pid)
            .is_none_or(|now| self.started_at == 0 || now.started_at == self.started_at)
    }
}

impl Process {
    /// Sends a signal, unless it has ended.
    pub(crate) fn signal(&self, signal: Signal) {
        if self.is_running() {
            // It may end in between, which is what is wanted.
            let _ = kill(Pid::from_raw(self.pid), signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Leader, Process, Table, TreeId};

    fn process(pid: i32, parent: i32, session: i32) -> Process {
        Process {
            pid,
            parent,
            group: session,
            session,
            started_at: 100,
            cpu_ticks: 0,
            pages: 1,
            is_zombie: false,
            mark: None,
        }
    }

    /// A process with a mark, whose parents are gone.
    fn daemon(pid: i32, mark: &str) -> Process {
        Process {
            mark: Some(mark.to_owned()),
            ..process(pid, 1, pid)
        }
    }

    fn pids(tree: &TreeId, processes: Vec<Process>) -> Vec<i32> {
        let table = Table::of(processes);
        tree.members(&table).iter().map(|process| process.pid).collect()
    }

    fn tree() -> TreeId {
        TreeId {
            mark: "mine".to_owned(),
            leader: Some(Leader {
                pid: 50,
                started_at: 100,
            }),
        }
    }

    #[test]
    fn finds_what_left_in_one_way_or_another() {
        let processes = vec![
            process(1, 0, 1),
            process(50, 1, 50),
            // In the session, though its parent is gone.
            process(51, 1, 50),
            // A session of its own, by descent; its number is lower than its parent's.
            process(7, 51, 7),
            process(8, 7, 8),
            daemon(60, "mine"),
            process(61, 60, 61),
            // Others.
            daemon(70, "yours"),
            process(71, 1, 1),
        ];
        assert_eq!(pids(&tree(), processes), [7, 8, 50, 51, 60, 61]);
    }

    #[test]
    fn does_not_take_a_process_that_got_the_number_of_the_leader() {
        let reused = Process {
            started_at: 900,
            ..process(50, 1, 50)
        };
        assert_eq!(
            pids(&tree(), vec![reused, process(51, 50, 50), daemon(60, "mine")]),
            [60]
        );
    }

    #[test]
    fn nothing_belongs_to_a_tree_without_mark_and_leader() {
        let nothing = TreeId {
            mark: String::new(),
            leader: None,
        };
        let processes = vec![process(1, 0, 1), daemon(60, "")];
        assert_eq!(pids(&nothing, processes), [0; 0]);
    }
}
