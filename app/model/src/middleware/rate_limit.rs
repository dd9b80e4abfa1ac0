//! How often clients may ask for something.

use serde::{Deserialize, Serialize};

use super::{
    patterns,
    setting::{Reader, Setting, Settings, Values},
};
use crate::{FieldErrors, Problem, bounds::Bounds};

const COUNT: Bounds = Bounds::new(1, 1_000_000);
const SECONDS: Bounds = Bounds::new(1, 31 * 24 * 3600);
/// Characters of a header's name.
const MAX_HEADER: usize = 100;

/// So many requests in so many seconds, evenly (GCRA): one more is allowed each time that a share of the time is over, and
/// whoever asked for nothing for a while may ask for `burst` at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimit {
    /// Requests.
    pub count: u32,
    /// In so many seconds.
    pub seconds: u32,
    /// At once; nothing is as many as `count`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burst: Option<u32>,
    /// Who has a count of their own.
    pub per: Per,
    /// The header whose values have one, for [`Per::Header`]; in lower case.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub header: String,
    /// Each tool, prompt and resource has a count of its own.
    pub each_tool: bool,
    /// All endpoints together have one.
    pub all_endpoints: bool,
    /// Patterns of `server__name`, with the server's own names, and of URIs: what is counted. None is everything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
    /// Patterns of names of endpoints where it is counted. None is all of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<String>,
}

/// Who has a count of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// All together have one: who comes too late is told that the endpoint is busy (503).
    #[default]
    Everyone,
    /// Each API key, and each OAuth client of a person; 429 here and below.
    Key,
    /// Each person, whatever they come with; a key that is no person's is one.
    User,
    /// Each address.
    Address,
    /// Each value of a header.
    Header,
}

words!(Per: Everyone = "everyone", Key = "key", User = "user", Address = "address", Header = "header");

const PER: &[&str] = &["everyone", "key", "user", "address", "header"];

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            count: 60,
            seconds: 60,
            burst: None,
            per: Per::Everyone,
            header: String::new(),
            each_tool: false,
            all_endpoints: false,
            tools: Vec::new(),
            endpoints: Vec::new(),
        }
    }
}

impl Settings for RateLimit {
    fn describe(&self) -> Vec<Setting> {
        vec![
            Setting::number("count", self.count),
            Setting::number("seconds", self.seconds),
            Setting::number("burst", self.burst),
            Setting::choice("per", PER, self.per.as_str()),
            Setting::text("header", &self.header),
            Setting::switch("each_tool", self.each_tool),
            Setting::switch("all_endpoints", self.all_endpoints),
            patterns::setting("tools", &self.tools),
            patterns::setting("endpoints", &self.endpoints),
        ]
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let mut reader = Reader::new(values);
        let limit = Self {
            count: reader.needed_number("count", COUNT),
            seconds: reader.needed_number("seconds", SECONDS),
            burst: reader.number("burst", COUNT),
            per: reader.choice("per", Per::Everyone),
            header: reader.text("header").to_ascii_lowercase(),
            each_tool: reader.switch("each_tool"),
            all_endpoints: reader.switch("all_endpoints"),
            tools: patterns::read(&mut reader, "tools"),
            endpoints: patterns::read(&mut reader, "endpoints"),
        };
        if limit.per == Per::Header {
            check_header(&mut reader, &limit.header);
        }
        reader.finish(limit)
    }
}

/// The characters of a token (RFC 9110 §5.6.2).
fn check_header(reader: &mut Reader<'_>, header: &str) {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if header.is_empty() {
        reader.problem("header", Problem::Required);
    } else if header.len() > MAX_HEADER {
        reader.problem("header", Problem::TooLong { max: MAX_HEADER });
    } else if !header.bytes().all(is_token) {
        reader.problem("header", Problem::BadName);
    }
}
