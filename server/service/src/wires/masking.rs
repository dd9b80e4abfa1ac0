//! Keeps what is nobody's to read out of recordings.

use std::sync::LazyLock;

use gateway::{ACCESS_TOKEN_PREFIX, Masker};
use http::{HeaderMap, HeaderName};
use model::MASK;
use regex::{Captures, Regex};

/// Headers whose whole value is a secret, or opens a session.
const SECRET: [&str; 6] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "mcp-session-id",
    "x-metamcp-identity",
];

/// Words in the names of other headers that have one.
const SECRET_WORDS: [&str; 5] = ["token", "secret", "password", "key", "credential"];

/// Headers with such a word that have none.
const HARMLESS: [&str; 1] = ["idempotency-key"];

/// Keys and tokens of ours, and what opens a session or an endpoint in a query, wherever they stand.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    let prefix = regex::escape(ACCESS_TOKEN_PREFIX);
    Regex::new(&format!(
        r"(?P<name>\b(?:sessionId|api_?key)=)[A-Za-z0-9._~+/%=-]+|\bsk_mt_[A-Za-z0-9]+|{prefix}[A-Za-z0-9._-]+"
    ))
    .expect("a fixed expression")
});

/// Takes secrets out of what passed between two programs.
pub(super) struct Masking {
    known: Masker,
}

impl Masking {
    /// Without these secrets, wherever they stand.
    pub(super) fn new(known: impl IntoIterator<Item = String>) -> Self {
        Self {
            known: Masker::new(known),
        }
    }

    /// The text without secrets.
    pub(super) fn text(&self, text: &str) -> String {
        let mark = |found: &Captures<'_>| {
            let name = found.name("name").map_or("", |name| name.as_str());
            format!("{name}{MASK}")
        };
        self.known.apply(OURS.replace_all(text, mark).into_owned())
    }

    /// Headers without secrets, in their order.
    pub(super) fn headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        let shown = |(name, value): (&HeaderName, &http::HeaderValue)| {
            let value = if is_secret(name) {
                MASK.to_owned()
            } else {
                self.text(&String::from_utf8_lossy(value.as_bytes()))
            };
            (name.to_string(), value)
        };
        headers.iter().map(shown).collect()
    }
}

/// What these headers say that is nobody's to read, wherever else it stands.
pub(super) fn secrets_of(headers: &HeaderMap) -> impl Iterator<Item = String> {
    let secret = headers.iter().filter(|(name, _)| is_secret(name));
    secret.filter_map(|(_, value)| {
        let value = value.to_str().ok()?.trim();
        // Others know a token without its scheme.
        let bare = value.split_once(' ').map_or(value, |(_, token)| token.trim());
        Some(bare.to_owned())
    })
}

fn is_secret(name: &HeaderName) -> bool {
    let name = name.as_str();
    SECRET.contains(&name) || !HARMLESS.contains(&name) && SECRET_WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{Masking, secrets_of};

    #[test]
    fn what_opens_something_is_masked_wherever_it_stands() {
        let headers: HeaderMap = [
            ("authorization", "Bearer abcdefgh-123"),
            ("mcp-session-id", "0123456789abcdef"),
            ("x-api-key", "of-somebody"),
            ("accept", "application/json"),
        ]
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .into_iter()
        .collect();
        let masking = Masking::new(secrets_of(&headers));
        let shown = masking.headers(&headers);
        assert_eq!(shown.iter().filter(|(_, value)| value == model::MASK).count(), 3);
        assert!(shown.contains(&("accept".to_owned(), "application/json".to_owned())));
        let text = masking.text("a=abcdefgh-123 sk_mt_AbC0 /message?sessionId=12ab&api_key=x of-somebody");
        for secret in ["abcdefgh-123", "AbC0", "12ab", "=x", "of-somebody"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(text.contains("/message?sessionId="));
    }
}
