//! What the gateway wants to reach. The numbers are those of the design, measured on two shared cores.

use serde::Serialize;

use super::summary::Summaries;

/// The peers as `scripts/bench.sh` calls them.
pub(super) const DIRECT: &str = "direct";
pub(super) const NGINX: &str = "nginx";
const HTTP: &str = "metamcp-http";
const STDIO: &str = "metamcp-stdio";

const MIB: f64 = 1024.0 * 1024.0;

/// One goal and how far we are.
#[derive(Debug, Serialize)]
pub(super) struct Verdict {
    pub(super) what: &'static str,
    pub(super) unit: &'static str,
    pub(super) goal: f64,
    /// The best gateway that was measured so far, not ours.
    pub(super) best_other: f64,
    pub(super) found: f64,
    pub(super) reached: bool,
    pub(super) ahead: bool,
}

/// The goals for which the measurements are there.
pub(super) fn verdicts(summaries: &Summaries) -> Vec<Verdict> {
    let find = |peer, connections| summaries.find(peer, connections);
    let share_of_nginx = || summaries.ratio(find(HTTP, 32)?, NGINX);
    let cpu = |peer| find(peer, 8)?.cpu_per_call_us;
    let added_p50 = || Some(find(HTTP, 1)?.p50_us - find(DIRECT, 1)?.p50_us);
    let added_p99 = || Some(find(HTTP, 1)?.p99_us - find(DIRECT, 1)?.p99_us);
    let idle = summaries
        .all()
        .iter()
        .filter(|summary| summary.peer == HTTP)
        .find_map(|summary| summary.rss_before);
    let found = [
        (
            "share of nginx, HTTP upstream, 32 connections",
            "",
            0.8,
            0.34,
            share_of_nginx(),
        ),
        (
            "CPU per call, HTTP upstream, 8 connections",
            "µs",
            25.0,
            82.0,
            cpu(HTTP),
        ),
        (
            "CPU per call, stdio upstream, 8 connections",
            "µs",
            30.0,
            60.0,
            cpu(STDIO),
        ),
        (
            "added p50, HTTP upstream, 1 connection",
            "µs",
            60.0,
            130.0,
            added_p50(),
        ),
        (
            "added p99, HTTP upstream, 1 connection",
            "µs",
            200.0,
            330.0,
            added_p99(),
        ),
        ("memory before the load", "MiB", 30.0, 20.0, idle.map(mebibytes)),
    ];
    let known = found
        .into_iter()
        .filter_map(|(what, unit, goal, best_other, found)| {
            let found = found?;
            // Of throughput more is better, of everything else less.
            let beats = |other: f64| {
                if unit.is_empty() {
                    found >= other
                } else {
                    found <= other
                }
            };
            let (reached, ahead) = (beats(goal), beats(best_other));
            Some(Verdict {
                what,
                unit,
                goal,
                best_other,
                found,
                reached,
                ahead,
            })
        });
    known.collect()
}

#[expect(clippy::cast_precision_loss, reason = "no process has 2^52 bytes")]
pub(super) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / MIB
}
