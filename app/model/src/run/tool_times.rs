//! Times of single tools, one tool a line: `search: 30s, total 10m`.
//!
//! Behind the last colon stand the time for an answer, the word `total` with the time for the whole call, or both. A time
//! is a whole number of seconds, or one with `s`, `m` or `h` behind it. Empty lines and lines that begin with `#` are
//! passed over.

use std::collections::BTreeMap;

use super::{CALL_SECONDS, ToolTimeouts};
use crate::Problem;

const TOTAL: &str = "total";
/// The largest first; what is written back is as short as can be.
const UNITS: [(char, u32); 3] = [('h', 3600), ('m', 60), ('s', 1)];

/// Reads lines of tools and times.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, ToolTimeouts>, Problem> {
    let mut tools = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, times) = read(line).ok_or(Problem::BadToolTimes { line: index + 1 })?;
        if tools.insert(name.to_owned(), times).is_some() {
            return Err(Problem::DuplicatePair {
                name: name.to_owned(),
            });
        }
    }
    Ok(tools)
}

fn read(line: &str) -> Option<(&str, ToolTimeouts)> {
    // Names may have colons, times have none.
    let (name, written) = line.rsplit_once(':')?;
    let name = name.trim_end();
    let mut times = ToolTimeouts::default();
    for part in written.split(',').map(str::trim) {
        let (time, text) = match part.strip_prefix(TOTAL) {
            Some(text) => (&mut times.total, text.trim_start()),
            None => (&mut times.answer, part),
        };
        if time.replace(seconds(text)?).is_some() {
            return None;
        }
    }
    check(name, times).is_ok().then_some((name, times))
}

fn seconds(text: &str) -> Option<u32> {
    let in_unit = UNITS
        .into_iter()
        .find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)));
    let (number, unit) = in_unit.unwrap_or((text, 1));
    number.trim_end().parse::<u32>().ok()?.checked_mul(unit)
}

/// Passes a tool whose times are within their bounds and can be written as a line.
pub(super) fn check(tool: &str, times: ToolTimeouts) -> Result<(), Problem> {
    if tool.is_empty() || times == ToolTimeouts::default() {
        return Err(Problem::Required);
    }
    if tool.trim() != tool || tool.starts_with('#') || tool.contains(char::is_control) {
        return Err(Problem::BadName);
    }
    CALL_SECONDS.check(times.answer)?;
    CALL_SECONDS.check(times.total)
}

/// One line for each tool, as a form reads them back.
pub fn format_tool_times(tools: &BTreeMap<String, ToolTimeouts>) -> String {
    let line = |(tool, times): (&String, &ToolTimeouts)| {
        let answer = times.answer.map(shortest);
        let total = times.total.map(|total| format!("{TOTAL} {}", shortest(total)));
        let times: Vec<_> = answer.into_iter().chain(total).collect();
        format!("{tool}: {}", times.join(", "))
    };
    tools.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn shortest(seconds: u32) -> String {
    let whole = UNITS.into_iter().find(|(_, unit)| seconds.is_multiple_of(*unit));
    let (unit, length) = whole.unwrap_or(('s', 1));
    format!("{}{unit}", seconds / length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CALL_SECONDS, check, format_tool_times, parse};
    use crate::{Problem, ToolTimeouts};

    const fn times(answer: Option<u32>, total: Option<u32>) -> ToolTimeouts {
        ToolTimeouts { answer, total }
    }

    #[test]
    fn reads_tools_as_people_write_them() {
        let text = "# slow ones\nsearch: 30s, total 10m\n\n db:query :90\nreport: total 2h\nnap: total 1m,5s";
        let tools = parse(text).expect("valid");
        let expected = [
            ("db:query", times(Some(90), None)),
            ("nap", times(Some(5), Some(60))),
            ("report", times(None, Some(7200))),
            ("search", times(Some(30), Some(600))),
        ];
        assert_eq!(
            tools,
            expected.map(|(name, times)| (name.to_owned(), times)).into()
        );
        assert_eq!(
            format_tool_times(&tools),
            "db:query: 90s\nnap: 5s, total 1m\nreport: total 2h\nsearch: 30s, total 10m"
        );
    }

    #[test]
    fn names_the_line_that_is_wrong() {
        for line in [
            "search",
            "search:",
            ": 30s",
            "search: soon",
            "search: -1s",
            "search: 1.5m",
            "search: 0",
            "search: 25h",
            "search: 4294967295h",
            "search: 1s, 2s",
            "search: total 1s, total 2s",
            "search: 1s,",
        ] {
            let text = format!("ok: 1s\n{line}");
            assert_eq!(parse(&text), Err(Problem::BadToolTimes { line: 2 }), "{line}");
        }
        let name = "a".to_owned();
        assert_eq!(parse("a: 1s\na: 2s"), Err(Problem::DuplicatePair { name }));
    }

    fn any_times() -> impl Strategy<Value = ToolTimeouts> {
        let time = || prop::option::of(1..=86_400_u32);
        (time(), time()).prop_map(|(answer, total)| times(answer, total))
    }

    proptest! {
        #[test]
        fn whatever_passes_survives_the_round_trip(
            tools in prop::collection::btree_map(".{1,20}", any_times(), 0..5)
        ) {
            prop_assume!(tools.iter().all(|(tool, times)| check(tool, *times).is_ok()));
            prop_assert_eq!(parse(&format_tool_times(&tools)), Ok(tools));
        }

        #[test]
        fn what_is_read_is_within_bounds(text in "[a-c:, 0-9smhtol\n]{0,60}") {
            for times in parse(&text).unwrap_or_default().into_values() {
                prop_assert_eq!(CALL_SECONDS.check(times.answer), Ok(()));
                prop_assert_eq!(CALL_SECONDS.check(times.total), Ok(()));
            }
        }
    }
}
