//! All processes at one moment, read from `/proc`. Elsewhere than on Linux there are none to be found.

use std::fs;

use super::MARK_VARIABLE;

/// More of an environment is not searched.
const MAX_ENVIRONMENT: usize = 1024 * 1024;

/// A process at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    /// Its number.
    pub(crate) pid: i32,
    /// The number of the process that started it, or that took it over.
    pub(crate) parent: i32,
    /// Its process group.
    pub(crate) group: i32,
    /// Its session.
    pub(crate) session: i32,
    /// In clock ticks since boot. A number alone may be somebody else's by now.
    pub(crate) started_at: u64,
    /// Processor time that it used, in clock ticks.
    pub(crate) cpu_ticks: u64,
    /// Memory that it holds, in pages.
    pub(crate) pages: u64,
    /// It only waits to be taken away.
    pub(crate) is_zombie: bool,
    /// The tree that its environment names.
    pub(crate) mark: Option<String>,
}

/// All processes at one moment, by number.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Process>);

impl Table {
    /// Reads it. Takes some milliseconds where many processes run.
    pub(crate) fn read() -> Self {
        let names = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = names.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let marked = |pid| {
            let process = Process::find(pid)?;
            let mark = mark(pid);
            Some(Process { mark, ..process })
        };
        let mut processes: Vec<Process> = pids.filter_map(marked).collect();
        processes.sort_unstable_by_key(|process| process.pid);
        Self(processes)
    }

    /// The processes in the order of their numbers.
    pub(crate) fn processes(&self) -> &[Process] {
        &self.0
    }

    /// There is nothing to be read, so that nobody can say what runs.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of them.
    pub(crate) fn get(&self, pid: i32) -> Option<&Process> {
        let at = self.0.binary_search_by_key(&pid, |process| process.pid).ok()?;
        self.0.get(at)
    }

    #[cfg(test)]
    pub(crate) fn of(mut processes: Vec<Process>) -> Self {
        processes.sort_unstable_by_key(|process| process.pid);
        Self(processes)
    }
}

impl Process {
    /// Looks at one process, but for its mark.
    pub(crate) fn find(pid: i32) -> Option<Self> {
        Self::parse(pid, &fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// It is still there, and works.
    pub(crate) fn is_running(&self) -> bool {
        Self::find(self.pid).is_some_and(|now| now.started_at == self.started_at && !now.is_zombie)
    }

    /// Its command line as it shows itself; empty when it hides it.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let words = fs::read(format!("/proc/{}/cmdline", self.pid)).unwrap_or_default();
        let words = words.strip_suffix(b"\0").unwrap_or(&words);
        if words.is_empty() {
            return Vec::new();
        }
        let text = |word| String::from_utf8_lossy(word).into_owned();
        words.split(|byte| *byte == 0).map(text).collect()
    }

    /// What the system calls it.
    pub(crate) fn name(&self) -> String {
        let name = fs::read_to_string(format!("/proc/{}/comm", self.pid)).unwrap_or_default();
        name.trim_end().to_owned()
    }

    fn parse(pid: i32, stat: &str) -> Option<Self> {
        // proc(5): the second field is the name in parentheses, which may hold anything. Counted from the state, which
        // is the third field of the manual.
        let after_name = &stat[stat.rfind(')')? + 1..];
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        let number = |at: usize| -> Option<u64> { fields.get(at)?.parse().ok() };
        let id = |at: usize| -> Option<i32> { fields.get(at)?.parse().ok() };
        Some(Self {
            pid,
            is_zombie: matches!(*fields.first()?, "Z" | "X"),
            parent: id(1)?,
            group: id(2)?,
            session: id(3)?,
            cpu_ticks: number(11)?.saturating_add(number(12)?),
            started_at: number(19)?,
            pages: number(21)?,
            mark: None,
        })
    }
}

/// Other users' environments cannot be read, and are of no interest.
fn mark(pid: i32) -> Option<String> {
    let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
    let searched = &environment[..environment.len().min(MAX_ENVIRONMENT)];
    let value = searched.split(|byte| *byte == 0).find_map(|variable| {
        variable
            .strip_prefix(MARK_VARIABLE.as_bytes())?
            .strip_prefix(b"=")
    })?;
    std::str::from_utf8(value).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::Process;

    #[test]
    fn reads_a_process_whatever_its_name() {
        let stat =
            "42 (a ) b) Z 7 40 39 0 -1 4194560 1 2 3 4 50 6 7 8 20 0 1 0 99 1000 25 18446744073709551615 1";
        let process = Process::parse(42, stat).expect("a process");
        assert!(process.is_zombie);
        assert_eq!(
            (process.pid, process.parent, process.group, process.session),
            (42, 7, 40, 39)
        );
        assert_eq!(
            (process.cpu_ticks, process.started_at, process.pages),
            (56, 99, 25)
        );
        assert_eq!(Process::parse(42, "42 (half"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn finds_its_own_process() {
        use super::Table;

        let pid = i32::try_from(std::process::id()).expect("small");
        let table = Table::read();
        let own = table.get(pid).expect("this process runs");
        assert_eq!(own.group, nix::unistd::getpgrp().as_raw());
        assert!(own.is_running() && own.pages > 0);
        assert!(!own.arguments().is_empty());
    }
}
