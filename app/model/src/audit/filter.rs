//! Which calls are looked at. All of it stands in the URL, under the same names everywhere: the page, its links, exports.

use serde::{Deserialize, Serialize};

use crate::{ApiKeyId, CallOutcome, EndpointId, Problem, ServerId, Timestamp, UserId};

const HOUR: i64 = 60 * 60 * 1000;

/// A span of time up to now, or one that was chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallRange {
    /// The last hour.
    Hour,
    /// The last 24 hours.
    #[default]
    Day,
    /// The last 7 days.
    Week,
    /// Everything.
    All,
    /// From one point in time to another.
    Own,
}

words!(CallRange: Hour = "hour", Day = "day", Week = "week", All = "all", Own = "own");

/// From a point in time on, before another one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSpan {
    /// From then on.
    pub from: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
}

/// How calls ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeFilter {
    /// Something went wrong, whatever.
    Failed,
    /// Like this.
    Is(CallOutcome),
}

impl OutcomeFilter {
    /// The word of [`OutcomeFilter::Failed`].
    pub const FAILED: &str = "failed";

    /// The word for it in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failed => Self::FAILED,
            Self::Is(outcome) => outcome.as_str(),
        }
    }
}

impl std::str::FromStr for OutcomeFilter {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            Self::FAILED => Ok(Self::Failed),
            _ => text.parse().map(Self::Is),
        }
    }
}

/// Which calls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallFilter {
    /// Of when.
    pub range: CallRange,
    /// Of an own span: from then on, as `2026-11-21T10:30`, in UTC.
    pub from: String,
    /// Of an own span: before then.
    pub until: String,
    /// Of a person.
    pub person: Option<UserId>,
    /// By a key.
    pub key: Option<ApiKeyId>,
    /// By a client with this name and version.
    pub client: String,
    /// Of a session.
    pub session: String,
    /// At an endpoint.
    pub endpoint: Option<EndpointId>,
    /// Of a server.
    pub server: Option<ServerId>,
    /// Of the tool with exactly this name.
    pub tool: String,
    /// Of tools with this in their name, in any case of its letters.
    pub text: String,
    /// How they ended.
    pub outcome: Option<OutcomeFilter>,
    /// Only those that may have changed something.
    pub writes: bool,
}

impl CallFilter {
    /// Reads it out of a query, given as a function from names to values. What says nothing is left out.
    pub fn of(query: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name: &str| query(name).map(|it| it.trim().to_owned()).unwrap_or_default();
        Self {
            range: word("range").parse().unwrap_or_default(),
            from: word("from"),
            until: word("until"),
            person: word("person").parse().ok(),
            key: word("key").parse().ok(),
            client: word("client"),
            session: word("session"),
            endpoint: word("endpoint").parse().ok(),
            server: word("server").parse().ok(),
            tool: word("tool"),
            text: word("q"),
            outcome: word("outcome").parse().ok(),
            writes: !word("writes").is_empty(),
        }
    }

    /// Names and values of what it says, for a query; the inverse of [`CallFilter::of`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let id = |id: Option<String>| id.unwrap_or_default();
        let range = if self.range == CallRange::default() {
            ""
        } else {
            self.range.as_str()
        };
        let pairs = [
            ("range", range.to_owned()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("person", id(self.person.map(|it| it.to_string()))),
            ("key", id(self.key.map(|it| it.to_string()))),
            ("client", self.client.clone()),
            ("session", self.session.clone()),
            ("endpoint", id(self.endpoint.map(|it| it.to_string()))),
            ("server", id(self.server.map(|it| it.to_string()))),
            ("tool", self.tool.clone()),
            ("q", self.text.clone()),
            (
                "outcome",
                self.outcome.map_or("", OutcomeFilter::as_str).to_owned(),
            ),
            ("writes", if self.writes { "1" } else { "" }.to_owned()),
        ];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// It says nothing but of when.
    pub fn is_of_all(&self) -> bool {
        let when = Self {
            range: self.range,
            from: self.from.clone(),
            until: self.until.clone(),
            ..Self::default()
        };
        *self == when
    }

    /// Of when, at a moment.
    pub fn span(&self, now: Timestamp) -> TimeSpan {
        self.range.span(now, &self.from, &self.until)
    }
}

impl CallRange {
    /// The span of time, at a moment; `from` and `until` are those of an own one.
    pub fn span(self, now: Timestamp, from: &str, until: &str) -> TimeSpan {
        let since = |hours: i64| TimeSpan {
            from: Some(Timestamp::from_millis(now.as_millis() - hours * HOUR)),
            until: None,
        };
        match self {
            Self::Hour => since(1),
            Self::Day => since(24),
            Self::Week => since(7 * 24),
            Self::All => TimeSpan::default(),
            Self::Own => TimeSpan {
                from: Timestamp::of_minute(from),
                until: Timestamp::of_minute(until),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CallFilter, CallRange, OutcomeFilter, TimeSpan};
    use crate::{CallOutcome, Timestamp};

    fn of(pairs: &[(&str, &str)]) -> CallFilter {
        let value = |name: &str| {
            pairs
                .iter()
                .find(|pair| pair.0 == name)
                .map(|pair| pair.1.to_owned())
        };
        CallFilter::of(value)
    }

    #[test]
    fn its_pairs_mean_the_same() {
        let id = "0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d";
        let all = [
            ("range", "own"),
            ("from", "2026-11-21T10:30"),
            ("until", "2026-11-21T11:30"),
            ("person", id),
            ("key", id),
            ("client", "cli 1"),
            ("session", "00ff"),
            ("endpoint", id),
            ("server", id),
            ("tool", "fs__write"),
            ("q", "write"),
            ("outcome", "tool_error"),
            ("writes", "1"),
        ];
        let filter = of(&all);
        assert_eq!(filter.outcome, Some(OutcomeFilter::Is(CallOutcome::ToolError)));
        let pairs = filter.pairs();
        let again: Vec<_> = pairs.iter().map(|(name, value)| (*name, &**value)).collect();
        assert_eq!(again, all);
        assert!(!filter.is_of_all());
        assert!(of(&all[..3]).is_of_all());
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let filter = of(&[
            ("person", "nobody"),
            ("outcome", "pink"),
            ("range", "year"),
            ("q", " "),
        ]);
        assert_eq!(filter, CallFilter::default());
        assert!(filter.pairs().is_empty());
    }

    #[test]
    fn spans_end_now_or_where_somebody_says() {
        let now = Timestamp::from_millis(1_795_257_000_000);
        assert_eq!(
            CallRange::Hour.span(now, "", "").from,
            Some(Timestamp::from_millis(1_795_253_400_000))
        );
        assert_eq!(CallRange::All.span(now, "", ""), TimeSpan::default());
        let own = CallRange::Own.span(now, "2026-11-21T10:30", "nonsense");
        assert_eq!((own.from, own.until), (Some(now), None));
    }
}
