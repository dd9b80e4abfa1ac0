//! What runs for a server, as people may see it.

use std::{collections::HashMap, fs};

use model::{ProcessView, ServerId, Timestamp};
use nix::unistd::{SysconfVar, sysconf};
use tokio::task::spawn_blocking;

use super::{
    core::Core,
    inspect,
    masks::mask_arguments,
    nursery::{Nursery, Tree},
};
use crate::process::{Process, Table};

/// Processes that are shown of one connection. Nobody reads more.
const MAX_SHOWN: usize = 200;

/// The processes of a server by connection: parents before their children, siblings by number.
pub(super) async fn by_connection(nursery: &Nursery, server: ServerId) -> HashMap<usize, Vec<ProcessView>> {
    let trees = nursery.trees(server);
    if trees.is_empty() {
        return HashMap::new();
    }
    let table = nursery.scan().table().await;
    // It reads each command line. When the runtime ends, nobody asks any more.
    spawn_blocking(move || describe(&trees, &table))
        .await
        .unwrap_or_default()
}

fn describe(trees: &[Tree], table: &Table) -> HashMap<usize, Vec<ProcessView>> {
    let units = Units::of_this_system();
    let with_connection = trees.iter().filter_map(|tree| Some((tree, tree.core.upgrade()?)));
    let described = with_connection.map(|(tree, core)| {
        let members = tree.id.members(table);
        let rows = depth_first(&members)
            .into_iter()
            .take(MAX_SHOWN)
            .map(|process| row(process, has(&members, process.parent), &core, units));
        (inspect::key(&core), rows.collect())
    });
    described.collect()
}

fn row(process: &Process, has_parent: bool, core: &Core, units: Units) -> ProcessView {
    ProcessView {
        pid: process.pid.cast_unsigned(),
        parent: has_parent.then_some(process.parent.cast_unsigned()),
        command: command(process, core),
        rss_bytes: process.pages.saturating_mul(units.page_bytes),
        cpu_ms: units.millis(process.cpu_ticks),
        started_at: units.since_epoch(process.started_at),
    }
}

fn command(process: &Process, core: &Core) -> String {
    let words = process.arguments();
    if words.is_empty() {
        return format!("[{}]", process.name());
    }
    core.target
        .mask(&model::join_command_line(&mask_arguments(&words)))
}

fn has(members: &[&Process], pid: i32) -> bool {
    members.binary_search_by_key(&pid, |member| member.pid).is_ok()
}

/// `members` are by number.
fn depth_first<'t>(members: &[&'t Process]) -> Vec<&'t Process> {
    let mut ordered = Vec::with_capacity(members.len());
    // The next one is the last.
    let mut next: Vec<&Process> = members
        .iter()
        .rev()
        .copied()
        .filter(|it| !has(members, it.parent))
        .collect();
    while let Some(process) = next.pop() {
        ordered.push(process);
        next.extend(
            members
                .iter()
                .rev()
                .copied()
                .filter(|it| it.parent == process.pid),
        );
    }
    ordered
}

/// What the system counts in.
#[derive(Debug, Clone, Copy)]
struct Units {
    page_bytes: u64,
    ticks_per_second: u64,
    /// In seconds since the epoch.
    booted_at: u64,
}

impl Units {
    fn of_this_system() -> Self {
        let number = |variable, usual| {
            let said = sysconf(variable).ok().flatten();
            said.and_then(|number| u64::try_from(number).ok())
                .filter(|number| *number > 0)
                .unwrap_or(usual)
        };
        let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
        let booted_at = stat
            .lines()
            .find_map(|line| line.strip_prefix("btime ")?.trim().parse().ok());
        Self {
            page_bytes: number(SysconfVar::PAGE_SIZE, 4096),
            ticks_per_second: number(SysconfVar::CLK_TCK, 100),
            booted_at: booted_at.unwrap_or_default(),
        }
    }

    fn millis(self, ticks: u64) -> u64 {
        ticks.saturating_mul(1000) / self.ticks_per_second
    }

    fn since_epoch(self, ticks_since_boot: u64) -> Timestamp {
        let millis = self
            .booted_at
            .saturating_mul(1000)
            .saturating_add(self.millis(ticks_since_boot));
        Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::{Units, depth_first};
    use crate::process::Process;

    fn process(pid: i32, parent: i32) -> Process {
        Process {
            pid,
            parent,
            group: pid,
            session: pid,
            started_at: 0,
            cpu_ticks: 0,
            pages: 0,
            is_zombie: false,
            mark: None,
        }
    }

    #[test]
    fn shows_children_below_their_parents_and_orphans_too() {
        let processes = [
            process(3, 9),
            process(5, 1),
            process(9, 5),
            process(10, 5),
            process(11, 9),
            process(20, 1),
        ];
        let members: Vec<_> = processes.iter().collect();
        let pids: Vec<_> = depth_first(&members).iter().map(|process| process.pid).collect();
        assert_eq!(pids, [5, 9, 3, 11, 10, 20]);
    }

    #[test]
    fn counts_in_the_units_of_people() {
        let units = Units {
            page_bytes: 4096,
            ticks_per_second: 100,
            booted_at: 1000,
        };
        assert_eq!(units.millis(250), 2500);
        assert_eq!(units.since_epoch(250).as_millis(), 1_002_500);
    }
}
