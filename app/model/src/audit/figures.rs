//! Figures over calls that are written down.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What calls are put together by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// The name of the tool, as clients wrote it.
    #[default]
    Tool,
    /// The server.
    Server,
    /// The endpoint.
    Endpoint,
    /// Who called.
    Person,
    /// Name and version of the client.
    Client,
    /// What the client showed.
    Key,
    /// How calls ended.
    Outcome,
}

words!(GroupBy:
    Tool = "tool",
    Server = "server",
    Endpoint = "endpoint",
    Person = "person",
    Client = "client",
    Key = "key",
    Outcome = "outcome",
);

/// Calls that have something in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallGroup {
    /// What they have in common, as a filter names it: an id, or the name itself. Empty for those without it.
    pub key: String,
    /// Its name, as it was called last.
    pub name: String,
    /// How many.
    pub calls: u64,
    /// How many went wrong.
    pub errors: u64,
    /// Half of them took at most so many microseconds.
    pub p50_us: u64,
    /// 95 of 100.
    pub p95_us: u64,
    /// 99 of 100.
    pub p99_us: u64,
}

/// Calls of a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPoint {
    /// Its beginning.
    pub at: Timestamp,
    /// How many.
    pub calls: u64,
    /// How many went wrong.
    pub errors: u64,
    /// 95 of 100 took at most so many microseconds.
    pub p95_us: u64,
}

/// Figures over everything that passes a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFigures {
    /// All of it.
    pub all: CallGroup,
    /// By what was asked for, the most calls first.
    pub groups: Vec<CallGroup>,
    /// Groups that are left out, since there are too many.
    pub more_groups: u64,
    /// Over time, the oldest first, without gaps.
    pub points: Vec<CallPoint>,
    /// How long each point is, in milliseconds.
    pub step_ms: i64,
    /// Percentiles are those of the calls themselves; otherwise they are off by 1 in 32 at most.
    pub is_exact: bool,
}
