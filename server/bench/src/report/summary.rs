//! The rounds of one peer under one load, made into one line.

use serde::Serialize;

use crate::measurement::{Measurement, median};

/// One peer under one load over all rounds. Medians, unless it says otherwise.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Summary {
    pub(super) peer: String,
    pub(super) connections: usize,
    pub(super) rounds: usize,
    pub(super) rate: f64,
    /// The quickest round's rate by the slowest's.
    pub(super) spread: f64,
    pub(super) p50_us: f64,
    pub(super) p99_us: f64,
    pub(super) cpu_per_call_us: Option<f64>,
    /// The smallest of all rounds.
    pub(super) rss_before: Option<u64>,
    /// The largest of all rounds.
    pub(super) rss_after: Option<u64>,
    /// Of all rounds together.
    pub(super) errors: u64,
    pub(super) first_error: Option<String>,
}

/// All summaries, in the order in which peers and loads were first measured.
pub(super) struct Summaries(Vec<Summary>);

impl Summaries {
    pub(super) fn of(measurements: &[Measurement]) -> Self {
        let mut keys: Vec<(&str, usize)> = Vec::new();
        for found in measurements {
            let key = (found.peer.as_str(), found.connections);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let rounds_of = |(peer, connections): (&str, usize)| {
            let is_one = |found: &&Measurement| found.peer == peer && found.connections == connections;
            summarize(&measurements.iter().filter(is_one).collect::<Vec<_>>())
        };
        Self(keys.into_iter().map(rounds_of).collect())
    }

    pub(super) fn all(&self) -> &[Summary] {
        &self.0
    }

    pub(super) fn find(&self, peer: &str, connections: usize) -> Option<&Summary> {
        self.0
            .iter()
            .find(|summary| summary.peer == peer && summary.connections == connections)
    }

    pub(super) fn rounds(&self) -> usize {
        self.0.iter().map(|summary| summary.rounds).min().unwrap_or(0)
    }

    /// A peer's rate as a part of another's under the same load.
    pub(super) fn ratio(&self, summary: &Summary, to: &str) -> Option<f64> {
        let other = self.find(to, summary.connections)?;
        (other.rate > 0.0).then_some(summary.rate / other.rate)
    }
}

fn summarize(rounds: &[&Measurement]) -> Summary {
    let first = rounds[0];
    let of = |value: fn(&Measurement) -> f64| rounds.iter().map(|found| value(found)).collect::<Vec<_>>();
    let rates = of(Measurement::rate);
    let fastest = rates.iter().copied().fold(0.0, f64::max);
    let slowest = rates.iter().copied().fold(f64::INFINITY, f64::min);
    let cpu: Option<Vec<f64>> = rounds.iter().map(|found| found.cpu_per_call_us()).collect();
    Summary {
        peer: first.peer.clone(),
        connections: first.connections,
        rounds: rounds.len(),
        rate: median(rates),
        spread: if slowest > 0.0 { fastest / slowest } else { 0.0 },
        p50_us: median(of(|found| found.p50_us)),
        p99_us: median(of(|found| found.p99_us)),
        cpu_per_call_us: cpu.map(median),
        rss_before: rounds.iter().filter_map(|found| found.rss_before).min(),
        rss_after: rounds.iter().filter_map(|found| found.rss_after).max(),
        errors: rounds.iter().map(|found| found.errors).sum(),
        first_error: rounds.iter().find_map(|found| found.first_error.clone()),
    }
}
