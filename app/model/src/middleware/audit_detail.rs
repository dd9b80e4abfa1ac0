//! How much of a call is kept with its record.

use serde::{Deserialize, Serialize};

use super::setting::{Reader, Setting, Settings, Values};
use crate::FieldErrors;

/// What records of calls tell of arguments and results, as they are at this place of the chain: behind a redaction, without
/// what it takes out. Secrets that the namespace's servers are given are never told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditDetail {
    /// Of arguments.
    pub arguments: Detail,
    /// Of results.
    pub results: Detail,
}

/// How much.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// How large it was.
    #[default]
    Size,
    /// Besides, its SHA-256: enough to prove what it was, and to tell nothing.
    Digest,
    /// Besides, what it was without secrets: known ones and everything of a known shape. Up to a bound.
    Redacted,
    /// Besides, what it was but for known secrets, up to a bound.
    Full,
}

words!(Detail: Size = "size", Digest = "digest", Redacted = "redacted", Full = "full");

const DETAIL: &[&str] = &["size", "digest", "redacted", "full"];

impl Settings for AuditDetail {
    fn describe(&self) -> Vec<Setting> {
        vec![
            Setting::choice("arguments", DETAIL, self.arguments.as_str()),
            Setting::choice("results", DETAIL, self.results.as_str()),
        ]
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let mut reader = Reader::new(values);
        let detail = Self {
            arguments: reader.choice("arguments", Detail::Size),
            results: reader.choice("results", Detail::Size),
        };
        reader.finish(detail)
    }
}
