//! Figures over calls.

use std::collections::{BTreeMap, HashMap};

use model::{CallFigures, CallFilter, CallGroup, CallPoint, CallRange, GroupBy, TimeSpan, Timestamp};
use store::{CallScope, Tally, TallyBy};

use crate::{Result, services::Inner};

/// Percentiles of so many calls are those of the calls themselves; those of more are read off a scale.
const EXACT: u64 = 50_000;
/// Groups that are told of.
const MOST_GROUPS: usize = 25;
/// Points of time that are told of.
const MOST_POINTS: i64 = 96;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Points are as long as one of these.
const STEPS: [i64; 9] = [
    MINUTE,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    4 * HOUR,
    12 * HOUR,
    DAY,
    7 * DAY,
];

pub(super) async fn of(
    inner: &Inner,
    scope: &CallScope,
    filter: &CallFilter,
    by: GroupBy,
) -> Result<CallFigures> {
    let now = inner.parts.clock.now();
    let span = filter.span(now);
    let step = step_of(filter.range, span, now);
    let audit = inner.parts.store.audit();
    let is_exact = audit.count(scope, filter, span, EXACT + 1).await? <= EXACT;
    let tally = |by| audit.tally(scope, filter, span, by, is_exact);
    let by_group = tally(TallyBy::Group(by)).await?;
    let by_time = tally(TallyBy::Time(step)).await?;
    let mut all = Times::default();
    for tally in &by_group {
        all.add(tally);
    }
    let (groups, more_groups) = groups(by_group);
    Ok(CallFigures {
        all: all.group(String::new(), String::new()),
        groups,
        more_groups,
        points: points(by_time, step),
        step_ms: step,
        is_exact,
    })
}

/// How often calls took how long.
#[derive(Default)]
struct Times {
    calls: u64,
    errors: u64,
    by_elapsed: BTreeMap<u64, u64>,
}

impl Times {
    fn add(&mut self, tally: &Tally) {
        self.calls += tally.calls;
        self.errors += tally.errors;
        *self.by_elapsed.entry(tally.elapsed_us).or_default() += tally.calls;
    }

    /// The shortest time within which so many of 100 calls ended.
    fn percentile(&self, of_100: u64) -> u64 {
        let rank = (self.calls * of_100).div_ceil(100).max(1);
        let mut seen = 0;
        let mut times = self.by_elapsed.iter();
        let found = times.find(|(_, calls)| {
            seen += **calls;
            seen >= rank
        });
        found.map_or(0, |(elapsed, _)| *elapsed)
    }

    fn group(&self, key: String, name: String) -> CallGroup {
        CallGroup {
            key,
            name,
            calls: self.calls,
            errors: self.errors,
            p50_us: self.percentile(50),
            p95_us: self.percentile(95),
            p99_us: self.percentile(99),
        }
    }
}

/// The largest groups, and how many others there are.
fn groups(tallies: Vec<Tally>) -> (Vec<CallGroup>, u64) {
    let mut by_key: HashMap<String, (String, Times)> = HashMap::new();
    for tally in tallies {
        let key = tally.id.map_or_else(|| tally.name.clone(), |id| id.to_string());
        let (name, times) = by_key.entry(key).or_default();
        times.add(&tally);
        // Of several names that it had, one for all.
        if *name < tally.name {
            *name = tally.name;
        }
    }
    let mut groups: Vec<_> = by_key
        .into_iter()
        .map(|(key, (name, times))| times.group(key, name))
        .collect();
    groups.sort_by(|a, b| {
        b.calls
            .cmp(&a.calls)
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.key.cmp(&b.key))
    });
    let more = groups.len().saturating_sub(MOST_GROUPS);
    groups.truncate(MOST_GROUPS);
    (groups, more as u64)
}

/// From the first call to the last one, without gaps; of very long times, the latest.
fn points(tallies: Vec<Tally>, step: i64) -> Vec<CallPoint> {
    let mut by_slot: BTreeMap<i64, Times> = BTreeMap::new();
    for tally in tallies {
        if let Ok(slot) = tally.name.parse() {
            by_slot.entry(slot).or_default().add(&tally);
        }
    }
    let Some((&first, &last)) = by_slot.keys().next().zip(by_slot.keys().next_back()) else {
        return Vec::new();
    };
    let first = first.max(last - MOST_POINTS + 1);
    (first..=last)
        .map(|slot| {
            let times = by_slot.remove(&slot).unwrap_or_default();
            CallPoint {
                at: Timestamp::from_millis(slot * step),
                calls: times.calls,
                errors: times.errors,
                p95_us: times.percentile(95),
            }
        })
        .collect()
}

/// Points so long that there are some dozens.
fn step_of(range: CallRange, span: TimeSpan, now: Timestamp) -> i64 {
    let length = match (range, span.from) {
        (CallRange::All, _) | (_, None) => MOST_POINTS * DAY,
        (_, Some(from)) => span.until.unwrap_or(now).as_millis() - from.as_millis(),
    };
    let wanted = length / 48;
    let fitting = STEPS.into_iter().find(|step| *step >= wanted);
    match range {
        CallRange::All => DAY,
        _ => fitting.unwrap_or(STEPS[STEPS.len() - 1]),
    }
}

#[cfg(test)]
mod tests {
    use store::Tally;

    use super::{Times, groups, points};

    fn tally(name: &str, elapsed_us: u64, calls: u64, errors: u64) -> Tally {
        Tally {
            id: None,
            name: name.to_owned(),
            elapsed_us,
            calls,
            errors,
        }
    }

    #[test]
    fn percentiles_are_those_of_the_calls() {
        let mut times = Times::default();
        (1..=100).for_each(|micros| times.add(&tally("", micros, 1, 0)));
        assert_eq!([50, 95, 99].map(|of| times.percentile(of)), [50, 95, 99]);
        let mut one = Times::default();
        one.add(&tally("", 7, 1, 0));
        assert_eq!([50, 99].map(|of| one.percentile(of)), [7, 7]);
        assert_eq!(Times::default().percentile(99), 0);
    }

    #[test]
    fn the_largest_groups_come_first() {
        let mut tallies: Vec<_> = (0..30).map(|at| tally(&format!("t{at:02}"), 1, 1, 0)).collect();
        tallies.push(tally("t05", 9, 2, 1));
        let (groups, more) = groups(tallies);
        assert_eq!((groups.len(), more), (25, 5));
        let first = &groups[0];
        assert_eq!(
            (&*first.name, first.calls, first.errors, first.p99_us),
            ("t05", 3, 1, 9)
        );
        assert_eq!(groups[1].name, "t00");
    }

    #[test]
    fn time_has_no_gaps() {
        let points = points(vec![tally("10", 5, 2, 0), tally("13", 7, 1, 1)], 1000);
        let shown: Vec<_> = points
            .iter()
            .map(|it| (it.at.as_millis(), it.calls, it.errors, it.p95_us))
            .collect();
        assert_eq!(
            shown,
            [
                (10_000, 2, 0, 5),
                (11_000, 0, 0, 0),
                (12_000, 0, 0, 0),
                (13_000, 1, 1, 7)
            ]
        );
    }
}
