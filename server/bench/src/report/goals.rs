//! What the gateway wants to reach. The numbers are those of the design, measured on two shared cores.

use serde::Serialize;

use super::summary::Summaries;
use crate::figures::{Figure, Kind};

/// The peers as `scripts/bench.sh` calls them.
pub(super) const DIRECT: &str = "direct";
pub(super) const NGINX: &str = "nginx";
const HTTP: &str = "metamcp-http";
const STDIO: &str = "metamcp-stdio";

const MIB: f64 = 1024.0 * 1024.0;

/// What is wanted of a number.
struct Goal {
    what: &'static str,
    unit: &'static str,
    /// `None`: it is there to be compared with another.
    wanted: Option<f64>,
    /// The best gateway that was measured so far, not ours.
    best_other: Option<f64>,
    more_is_better: bool,
}

/// One goal and how far we are.
#[derive(Debug, Serialize)]
pub(super) struct Verdict {
    pub(super) what: &'static str,
    pub(super) unit: &'static str,
    pub(super) goal: Option<f64>,
    pub(super) best_other: Option<f64>,
    pub(super) found: f64,
    pub(super) reached: Option<bool>,
    pub(super) ahead: Option<bool>,
}

/// The goals for which the measurements are there.
pub(super) fn verdicts(summaries: &Summaries, figures: &[Figure]) -> Vec<Verdict> {
    let of_load = of_load(summaries).into_iter();
    let of_figures = figures
        .iter()
        .map(|figure| of_figure(figure.kind).verdict(figure.found));
    of_load
        .filter_map(|(goal, found)| Some(goal.verdict(found?)))
        .chain(of_figures)
        .collect()
}

fn of_load(summaries: &Summaries) -> [(Goal, Option<f64>); 6] {
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
    [
        (
            Goal::at_least("share of nginx, HTTP upstream, 32 connections", "", 0.8).other(0.34),
            share_of_nginx(),
        ),
        (
            Goal::at_most("CPU per call, HTTP upstream, 8 connections", "µs", 25.0).other(82.0),
            cpu(HTTP),
        ),
        (
            Goal::at_most("CPU per call, stdio upstream, 8 connections", "µs", 30.0).other(60.0),
            cpu(STDIO),
        ),
        (
            Goal::at_most("added p50, HTTP upstream, 1 connection", "µs", 60.0).other(130.0),
            added_p50(),
        ),
        (
            Goal::at_most("added p99, HTTP upstream, 1 connection", "µs", 200.0).other(330.0),
            added_p99(),
        ),
        (
            Goal::at_most("memory before the load", "MiB", 30.0).other(20.0),
            idle.map(mebibytes),
        ),
    ]
}

fn of_figure(kind: Kind) -> Goal {
    match kind {
        Kind::FirstList => {
            Goal::at_most("process start to first tools/list, servers away", "ms", 50.0).other(27.0)
        }
        Kind::ColdCall => Goal::none("first call of a session, its process has to start", "ms"),
        Kind::WarmCall => Goal::none("first call of a session, a process is ready", "ms"),
        Kind::Claim => Goal::at_most("the latter above the session's second call", "ms", 1.0),
        Kind::Session => Goal::at_most("memory of an idle session, of 1,000", "KiB", 20.0).other(59.0),
        Kind::Streams => Goal::at_most("memory with 10,000 idle streams", "MiB", 300.0),
        Kind::ListRate => Goal::at_least("tools/list, 1,000 tools, 8 connections", "/s", 10_000.0),
        Kind::ListP99 => Goal::at_most("its p99", "ms", 5.0),
        Kind::SearchP99 => Goal::at_most("search_tools, 10,000 tools, p99", "ms", 2.0),
        Kind::Chain => Goal::at_most("added p50 of a chain of all links", "µs", 20.0),
        Kind::AuditSqlite => Goal::at_most(
            "p99 with full audit in SQLite, 2,000 calls/s, share of that without",
            "",
            1.1,
        ),
        Kind::AuditPostgres => Goal::at_most(
            "p99 with full audit in Postgres, 2,000 calls/s, share of that without",
            "",
            1.1,
        ),
    }
}

impl Goal {
    const fn none(what: &'static str, unit: &'static str) -> Self {
        Self {
            what,
            unit,
            wanted: None,
            best_other: None,
            more_is_better: false,
        }
    }

    const fn at_most(what: &'static str, unit: &'static str, wanted: f64) -> Self {
        Self {
            wanted: Some(wanted),
            ..Self::none(what, unit)
        }
    }

    const fn at_least(what: &'static str, unit: &'static str, wanted: f64) -> Self {
        Self {
            more_is_better: true,
            ..Self::at_most(what, unit, wanted)
        }
    }

    const fn other(self, best: f64) -> Self {
        Self {
            best_other: Some(best),
            ..self
        }
    }

    fn verdict(self, found: f64) -> Verdict {
        let beats = |other: f64| {
            if self.more_is_better {
                found >= other
            } else {
                found <= other
            }
        };
        Verdict {
            what: self.what,
            unit: self.unit,
            goal: self.wanted,
            best_other: self.best_other,
            found,
            reached: self.wanted.map(beats),
            ahead: self.best_other.map(beats),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no process has 2^52 bytes")]
pub(super) fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / MIB
}
