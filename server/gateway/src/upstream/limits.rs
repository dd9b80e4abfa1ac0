//! How long a request may take.

use std::time::Duration;

use crate::spec::{GatewayOptions, TimeSpec};

/// The time of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// From the request, or the latest news of its progress, to the answer.
    pub(super) answer: Duration,
    /// From the request to the answer, whatever progress it makes.
    pub(super) total: Duration,
}

impl Limits {
    /// The same time in any case.
    pub(super) fn within(time: Duration) -> Self {
        Self {
            answer: time,
            total: time,
        }
    }

    /// What a server, or one of its tools, may take.
    pub(super) fn of(times: &TimeSpec, options: &GatewayOptions, tool: Option<&str>) -> Self {
        let own = tool.and_then(|tool| times.tools.get(tool)).copied();
        let own = own.unwrap_or_default();
        let answer = own.answer.or(times.answer);
        let total = own.total.or(times.total);
        let answer = answer.unwrap_or(options.call_timeout);
        Self {
            answer,
            // Somebody who allows a tool a longer wait means that.
            total: total.unwrap_or(options.total_timeout.max(answer)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use super::Limits;
    use crate::spec::{GatewayOptions, TimeSpec, ToolTimes};

    #[test]
    fn what_is_closest_to_the_tool_counts() {
        let seconds = Duration::from_secs;
        let options = GatewayOptions {
            call_timeout: seconds(10),
            total_timeout: seconds(100),
            ..GatewayOptions::default()
        };
        let times = TimeSpec {
            answer: Some(seconds(20)),
            tools: BTreeMap::from([(
                "slow".to_owned(),
                ToolTimes {
                    answer: Some(seconds(500)),
                    total: None,
                },
            )]),
            ..TimeSpec::default()
        };
        let cases = [
            (TimeSpec::default(), Some("slow"), (10, 100)),
            (times.clone(), None, (20, 100)),
            (times.clone(), Some("other"), (20, 100)),
            (times, Some("slow"), (500, 500)),
        ];
        for (times, tool, (answer, total)) in cases {
            let limits = Limits::of(&times, &options, tool);
            assert_eq!(
                (limits.answer, limits.total),
                (seconds(answer), seconds(total)),
                "{tool:?}"
            );
        }
    }
}
