//! CPU time and memory of the processes that are watched, as Linux counts them.

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

fn rss_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::{cpu_ticks, rss_bytes};

    #[test]
    fn a_name_with_brackets_does_not_move_the_fields() {
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 9 9 20 0 4 0 100 1 1 1";
        assert_eq!(cpu_ticks(stat), Some(300));
        assert_eq!(cpu_ticks("7 (a"), None);
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
