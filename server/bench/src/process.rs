//! What processes use, as Linux counts it.

use std::fs;

use anyhow::{Context, Result};

/// Microseconds of one clock tick: `USER_HZ` is 100 on every architecture that we build for.
const TICK_US: f64 = 10_000.0;

/// CPU time so far of these processes together, in microseconds.
#[expect(clippy::cast_precision_loss, reason = "2^52 ticks are a million years")]
pub(crate) fn cpu_us(pids: &[u32]) -> Result<f64> {
    let mut ticks = 0;
    for pid in pids {
        let stat = read(*pid, "stat")?;
        ticks += cpu_ticks(&stat).with_context(|| format!("cannot read /proc/{pid}/stat"))?;
    }
    Ok(ticks as f64 * TICK_US)
}

/// Resident memory of these processes together, in bytes.
pub(crate) fn rss(pids: &[u32]) -> Result<u64> {
    let mut bytes = 0;
    for pid in pids {
        let status = read(*pid, "status")?;
        bytes += rss_bytes(&status).with_context(|| format!("no VmRSS in /proc/{pid}/status"))?;
    }
    Ok(bytes)
}

/// Open files, sockets and pipes of a process.
pub(crate) fn descriptors(pid: u32) -> Result<usize> {
    entries(pid, "fd")
}

/// Threads of a process.
pub(crate) fn threads(pid: u32) -> Result<usize> {
    entries(pid, "task")
}

/// The processes that have this text in the environment they were started with, wherever they are by now.
pub(crate) fn with_mark(mark: &str) -> Result<usize> {
    let has_it = |pid: u32| {
        // Other people's processes, and those that have just ended, say nothing.
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment
            .split(|byte| *byte == 0)
            .any(|variable| variable.ends_with(mark.as_bytes()))
    };
    Ok(all()?.filter(|pid| has_it(*pid)).count())
}

/// Children of a process that have ended and that it has not taken note of.
pub(crate) fn zombies(parent: u32) -> Result<usize> {
    let is_one = |pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        state_and_parent(&stat) == Some(("Z", parent))
    };
    Ok(all()?.filter(|pid| is_one(*pid)).count())
}

fn all() -> Result<impl Iterator<Item = u32>> {
    let entries = fs::read_dir("/proc").context("cannot read /proc")?;
    Ok(entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()))
}

fn entries(pid: u32, folder: &str) -> Result<usize> {
    let path = format!("/proc/{pid}/{folder}");
    let entries = fs::read_dir(&path);
    Ok(entries
        .with_context(|| format!("cannot read {path}: has the process ended?"))?
        .count())
}

fn read(pid: u32, file: &str) -> Result<String> {
    let path = format!("/proc/{pid}/{file}");
    fs::read_to_string(&path).with_context(|| format!("cannot read {path}: has the process ended?"))
}

/// utime and stime, fields 14 and 15 of proc(5). The name before them may itself hold spaces and brackets.
fn cpu_ticks(stat: &str) -> Option<u64> {
    let (_, behind_name) = stat.rsplit_once(") ")?;
    let mut fields = behind_name.split(' ').skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// Fields 3 and 4 of proc(5).
fn state_and_parent(stat: &str) -> Option<(&str, u32)> {
    let (_, behind_name) = stat.rsplit_once(") ")?;
    let mut fields = behind_name.split(' ');
    Some((fields.next()?, fields.next()?.parse().ok()?))
}

fn rss_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use nix::{
        sys::wait::{Id, WaitPidFlag, waitid},
        unistd::Pid,
    };

    use super::{cpu_ticks, descriptors, rss_bytes, state_and_parent, threads, with_mark, zombies};

    #[test]
    fn a_name_with_brackets_does_not_move_the_fields() {
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 9 9 20 0 4 0 100 1 1 1";
        assert_eq!(cpu_ticks(stat), Some(300));
        assert_eq!(cpu_ticks("7 (a"), None);
        assert_eq!(state_and_parent(stat), Some(("S", 1)));
    }

    #[test]
    fn processes_are_found_by_their_environment_and_when_they_have_ended_unnoticed() {
        let own = std::process::id();
        let mark = format!("bench-{own}-processes");
        let mut child = Command::new("cat")
            .env("ANY_NAME", &mark)
            .stdin(Stdio::piped())
            .spawn()
            .expect("it starts");
        assert_eq!(with_mark(&mark).expect("Linux"), 1);
        assert!(descriptors(child.id()).expect("it runs") >= 3);
        assert_eq!(threads(child.id()).expect("it runs"), 1);
        let before = zombies(own).expect("Linux");
        child.kill().expect("it runs");
        let pid = Pid::from_raw(i32::try_from(child.id()).expect("small"));
        waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).expect("it ends");
        assert_eq!(zombies(own).expect("Linux"), before + 1);
        assert_eq!(with_mark(&mark).expect("Linux"), 0);
        child.wait().expect("it has ended");
        assert_eq!(zombies(own).expect("Linux"), before);
    }

    #[test]
    fn memory_is_in_kibibytes() {
        assert_eq!(
            rss_bytes("Name:\tx\nVmRSS:\t   2048 kB\nVmData: 1 kB\n"),
            Some(2 * 1024 * 1024)
        );
        assert_eq!(rss_bytes("Name:\tx\n"), None);
    }
}
