//! Is all well?

use serde::Serialize;

use super::{
    census::{Census, Sample},
    fleet::OF_EACH_KIND,
    tally::Counts,
};

/// The last quarter's memory may be above the second's by this part, and by so much.
const GROWTH: f64 = 0.10;
const GROWTH_BYTES: f64 = 8.0 * MIB;

/// Of a command that crashes the gateway may have a connection of its own at one time and not at another.
const MORE_PROCESSES: usize = OF_EACH_KIND;

/// Three pipes, and what tells of its end.
const DESCRIPTORS_OF_A_PROCESS: usize = 6;

/// Crashing servers over HTTP are away for a tenth of the time, and are tried again within a second or two; the commands are back
/// at once. More errors mean that the gateway does not notice it.
const ERRORS_OF_CRASHING: f64 = 25.0;

const MIB: f64 = 1024.0 * 1024.0;

/// One of the things that must hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Check {
    pub(super) what: &'static str,
    pub(super) found: f64,
    pub(super) bound: f64,
    /// The bound is the least, not the most, that there may be.
    pub(super) at_least: bool,
    pub(super) holds: bool,
}

impl Check {
    fn at_most(what: &'static str, bound: f64, found: f64) -> Self {
        Self {
            what,
            found,
            bound,
            at_least: false,
            holds: found <= bound,
        }
    }

    fn none(what: &'static str, found: u64) -> Self {
        Self::at_most(what, 0.0, number(found))
    }
}

/// Judges a whole soak. `left`: processes of the gateway after its end.
pub(super) fn judge(
    counts: &Counts,
    samples: &[Sample],
    before: &Census,
    after: &Census,
    left: usize,
) -> Vec<Check> {
    let quarter = samples.len() / 4;
    let second = mean_rss(samples.get(quarter..2 * quarter));
    let last = mean_rss(samples.get(samples.len() - quarter..));
    let bound = bounds(before);
    vec![
        // A soak in which nothing was answered shows nothing.
        Check {
            what: "right answers",
            at_least: true,
            found: number(counts.right),
            bound: 1.0,
            holds: counts.right > 0,
        },
        Check::none("wrong answers", counts.wrong),
        Check::none("calls without an answer", counts.lost),
        Check::none(
            "errors of servers that do not crash, or without an explanation",
            counts.unallowed,
        ),
        Check::at_most(
            "calls of crashing servers that failed, %",
            ERRORS_OF_CRASHING,
            100.0 * number(counts.explained) / number(counts.to_crashing.max(1)),
        ),
        Check::none("sessions that could not begin or end", counts.failed_sessions),
        Check::at_most(
            "memory in the last quarter, MiB",
            (second * (1.0 + GROWTH) + GROWTH_BYTES) / MIB,
            last / MIB,
        ),
        Check::at_most(
            "descriptors at rest",
            number(bound.descriptors as u64),
            number(after.descriptors as u64),
        ),
        Check::at_most(
            "processes at rest",
            number(bound.processes as u64),
            number(after.processes as u64),
        ),
        Check::none("zombies", after.zombies as u64),
        Check::none("processes left after the end", left as u64),
    ]
}

/// Nothing is more than it was.
pub(super) fn is_back(now: &Census, before: &Census) -> bool {
    let bound = bounds(before);
    now.descriptors <= bound.descriptors && now.processes <= bound.processes && now.zombies == 0
}

fn bounds(before: &Census) -> Census {
    Census {
        descriptors: before.descriptors + MORE_PROCESSES * DESCRIPTORS_OF_A_PROCESS,
        processes: before.processes + MORE_PROCESSES,
        zombies: 0,
    }
}

fn mean_rss(samples: Option<&[Sample]>) -> f64 {
    let samples = samples.unwrap_or_default();
    let sum: f64 = samples.iter().map(|sample| number(sample.rss)).sum();
    sum / number(samples.len().max(1) as u64)
}

#[expect(clippy::cast_precision_loss, reason = "nothing here comes near 2^52")]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Census, Counts, Sample, judge};

    const REST: Census = Census {
        descriptors: 100,
        processes: 40,
        zombies: 0,
    };

    const FINE: Counts = Counts {
        calls: 10,
        right: 9,
        to_crashing: 5,
        explained: 1,
        unallowed: 0,
        wrong: 0,
        lost: 0,
        sessions: 2,
        failed_sessions: 0,
    };

    fn samples(mebibytes: &[u64]) -> Vec<Sample> {
        let sample = |mebibytes: &u64| Sample {
            seconds: 0.0,
            rss: mebibytes << 20,
            threads: 9,
            census: REST,
        };
        mebibytes.iter().map(sample).collect()
    }

    fn broken(counts: &Counts, samples: &[Sample], after: &Census, left: usize) -> Vec<&'static str> {
        let checks = judge(counts, samples, &REST, after, left);
        let broken = checks.into_iter().filter(|check| !check.holds);
        broken.map(|check| check.what).collect()
    }

    #[test]
    fn what_came_before_the_second_quarter_does_not_count() {
        let flat = samples(&[20, 200, 200, 200, 200, 200, 227, 227]);
        assert_eq!(broken(&FINE, &flat, &REST, 0), [""; 0]);
        let growing = samples(&[20, 200, 200, 200, 200, 200, 229, 229]);
        assert_eq!(
            broken(&FINE, &growing, &REST, 0),
            ["memory in the last quarter, MiB"]
        );
    }

    #[test]
    fn everything_that_must_not_be_is_named() {
        let flat = samples(&[20; 8]);
        let counts = Counts {
            wrong: 1,
            lost: 1,
            unallowed: 1,
            failed_sessions: 1,
            explained: 2,
            ..FINE
        };
        assert_eq!(broken(&counts, &flat, &REST, 0).len(), 5);
        let after = Census {
            descriptors: 131,
            processes: 46,
            zombies: 1,
        };
        assert_eq!(
            broken(&FINE, &flat, &after, 1),
            [
                "descriptors at rest",
                "processes at rest",
                "zombies",
                "processes left after the end"
            ]
        );
    }

    #[test]
    fn nothing_was_shown_when_nothing_was_called() {
        let flat = samples(&[20; 8]);
        assert_eq!(broken(&Counts::default(), &flat, &REST, 0).len(), 1);
    }
}
