//! A service that is asked what is to become of a call.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    patterns,
    setting::{Reader, Setting, Settings, Values},
};
use crate::{FieldErrors, Problem, bounds::Bounds};

const MILLISECONDS: Bounds = Bounds::new(50, 60_000);

/// Asks an HTTP service before a call, after it, or both: it allows, changes or refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhook {
    /// Where it is asked.
    pub url: String,
    /// Before the server is.
    pub before: bool,
    /// Once the server has answered.
    pub after: bool,
    /// How long an answer is waited for.
    pub milliseconds: u32,
    /// Calls go on when the service does not answer, or not as it should. Otherwise they are refused.
    pub fail_open: bool,
    /// Patterns of `server__name`, with the server's own names, and of URIs. None is everything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
}

impl Default for Webhook {
    fn default() -> Self {
        Self {
            url: String::new(),
            before: true,
            after: false,
            milliseconds: 2000,
            fail_open: false,
            tools: Vec::new(),
        }
    }
}

impl Settings for Webhook {
    fn describe(&self) -> Vec<Setting> {
        vec![
            Setting::text("url", &self.url),
            Setting::switch("before", self.before),
            Setting::switch("after", self.after),
            Setting::number("milliseconds", self.milliseconds),
            Setting::switch("fail_open", self.fail_open),
            patterns::setting("tools", &self.tools),
        ]
    }

    fn read(values: &Values) -> Result<Self, FieldErrors> {
        let mut reader = Reader::new(values);
        let webhook = Self {
            url: reader.text("url").to_owned(),
            before: reader.switch("before"),
            after: reader.switch("after"),
            milliseconds: reader.needed_number("milliseconds", MILLISECONDS),
            fail_open: reader.switch("fail_open"),
            tools: patterns::read(&mut reader, "tools"),
        };
        if webhook.url.is_empty() {
            reader.problem("url", Problem::Required);
        } else if !is_url(&webhook.url) {
            reader.problem("url", Problem::BadUrl);
        }
        reader.finish(webhook)
    }
}

fn is_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host())
}
