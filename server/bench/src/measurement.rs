//! What one run found.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One peer under one load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measurement {
    /// What was measured, `direct`, `nginx` …
    pub(crate) peer: String,
    /// Connections at once, each with one MCP session and one call at a time.
    pub(crate) connections: usize,
    /// Length of the measured window.
    pub(crate) seconds: f64,
    /// Calls that ended well in the window.
    pub(crate) calls: u64,
    /// Those outside of the window, too.
    pub(crate) all_calls: u64,
    /// Calls that did not, from the first session to the end.
    pub(crate) errors: u64,
    /// The first of these errors.
    pub(crate) first_error: Option<String>,
    /// Half of the calls were quicker, in microseconds.
    pub(crate) p50_us: f64,
    /// 99 of 100 calls were quicker, in microseconds.
    pub(crate) p99_us: f64,
    /// CPU time of the watched processes in the window, in microseconds; `None` when none was watched.
    pub(crate) cpu_us: Option<f64>,
    /// Their resident memory before the first session, in bytes.
    pub(crate) rss_before: Option<u64>,
    /// Their resident memory at the end of the window, in bytes.
    pub(crate) rss_after: Option<u64>,
}

impl Measurement {
    /// Calls a second.
    #[expect(clippy::cast_precision_loss, reason = "nobody makes 2^52 calls")]
    pub(crate) fn rate(&self) -> f64 {
        self.calls as f64 / self.seconds
    }

    /// CPU time of the watched processes for one call, in microseconds.
    #[expect(clippy::cast_precision_loss, reason = "nobody makes 2^52 calls")]
    pub(crate) fn cpu_per_call_us(&self) -> Option<f64> {
        self.cpu_us
            .filter(|_| self.calls > 0)
            .map(|cpu| cpu / self.calls as f64)
    }
}

impl fmt::Display for Measurement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} c={}: {:.0} calls/s, p50 {:.3} ms, p99 {:.3} ms, {} errors",
            self.peer,
            self.connections,
            self.rate(),
            self.p50_us / 1000.0,
            self.p99_us / 1000.0,
            self.errors
        )?;
        if let Some(cpu) = self.cpu_per_call_us() {
            write!(f, ", {cpu:.1} µs CPU a call")?;
        }
        match &self.first_error {
            Some(error) => write!(f, ", first error: {error}"),
            None => Ok(()),
        }
    }
}

/// The middle value, or the mean of the two in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        assert!((median(vec![3.0, 100.0, 1.0]) - 3.0).abs() < 1e-9);
        assert!((median(vec![4.0, 2.0]) - 3.0).abs() < 1e-9);
    }
}
