//! Keeps secrets out of what people read: command lines, stderr, HTTP bodies.

use model::MASK;
use url::Url;

use crate::ways_to_write::ways_to_write;

/// Shorter values (`1`, `true`, `info`) are no secrets, and masking them would make every text unreadable.
const SHORTEST_SECRET: usize = 6;

/// Words in the name of an option or query parameter whose value is a secret.
const SECRET_WORDS: [&str; 8] = [
    "token",
    "secret",
    "password",
    "passwd",
    "apikey",
    "api-key",
    "api_key",
    "credential",
];

/// The values that must not be shown for one server.
#[derive(Default)]
pub(crate) struct Masks {
    /// Longest first, so that a secret that is part of another one leaves nothing of it behind.
    secrets: Vec<String>,
}

impl Masks {
    /// Hides these values wherever they appear, also within JSON and one line at a time.
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        // Paths are no secrets, and a message about a file is of no use without its path.
        let is_secret = |value: &String| value.len() >= SHORTEST_SECRET && !value.starts_with('/');
        let secrets = secrets.into_iter().filter(is_secret);
        let mut secrets: Vec<String> = secrets
            .flat_map(|secret| ways_to_write(&secret))
            .filter(is_secret)
            .collect();
        secrets.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        secrets.dedup();
        Self { secrets }
    }

    /// The text without the secrets.
    pub(crate) fn apply(&self, text: String) -> String {
        let hide = |text: String, secret: &String| {
            if text.contains(secret.as_str()) {
                text.replace(secret.as_str(), MASK)
            } else {
                text
            }
        };
        self.secrets.iter().fold(text, hide)
    }
}

/// The words of a command line with the values of options such as `--token x` and `--api-key=x` masked.
pub(super) fn mask_arguments(words: &[String]) -> Vec<String> {
    let mut value_is_secret = false;
    let mut masked = Vec::with_capacity(words.len());
    for word in words {
        let is_value = std::mem::take(&mut value_is_secret) && !word.starts_with('-');
        if is_value {
            masked.push(hidden(word));
        } else if let Some((name, value)) = word.split_once('=').filter(|(name, _)| is_secret_name(name)) {
            masked.push(format!("{name}={}", hidden(value)));
        } else {
            value_is_secret = word.starts_with('-') && is_secret_name(word);
            masked.push(word.clone());
        }
    }
    masked
}

/// The URL with its password and the values of secret query parameters masked.
pub(super) fn mask_url(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        return text.to_owned();
    };
    let has_secret_query = url
        .query_pairs()
        .any(|(name, _)| is_secret_name(&name) || name == "key");
    if url.password().is_none() && url.username().is_empty() && !has_secret_query {
        return text.to_owned();
    }
    // Both fail only for URLs without a host, which have neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if has_secret_query {
        url.set_query(Some(MASK));
    }
    // `set_query` escapes the mask, which would make it unreadable.
    url.as_str().replace("%E2%80%A2", "•")
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

/// A reference to a variable is not a secret and tells the reader more than dots.
fn hidden(value: &str) -> String {
    if value.starts_with("${") && value.ends_with('}') {
        value.to_owned()
    } else {
        MASK.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use model::MASK;

    use super::{Masks, mask_arguments, mask_url};

    #[test]
    fn hides_secrets_wherever_they_appear() {
        let masks = Masks::new(["s3cret", "s3cret-and-more", "info", "/data/files"].map(str::to_owned));
        assert_eq!(
            masks.apply("info: token s3cret, other s3cret-and-more, no /data/files".to_owned()),
            format!("info: token {MASK}, other {MASK}, no /data/files")
        );
    }

    #[test]
    fn hides_secrets_as_programs_write_them() {
        let secret = "say \"hush\" \\ grün 🔑\nsecond line";
        let masks = Masks::new([secret.to_owned()]);
        let in_json = serde_json::json!({ "a": secret }).to_string();
        for text in [
            secret,
            &*in_json,
            r#"{"a":"say \"hush\" \\ gr\u00fcn \ud83d\udd11\nsecond line"}"#,
            "first: say \"hush\" \\ grün 🔑",
            "second line",
            &*serde_json::json!({ "text": in_json }).to_string(),
        ] {
            let masked = masks.apply(text.to_owned());
            assert!(masked.contains(MASK), "{masked}");
            for part in ["hush", "second"] {
                assert!(!masked.contains(part), "{masked}");
            }
        }
    }

    #[test]
    fn hides_the_values_of_secret_options() {
        let words = [
            "npx",
            "server",
            "--api-key=abc",
            "--token",
            "def",
            "--token",
            "-v",
            "--password=${PW}",
            "x=1",
        ];
        let masked = mask_arguments(&words.map(str::to_owned));
        let api_key = format!("--api-key={MASK}");
        let expected = [
            "npx",
            "server",
            &api_key,
            "--token",
            MASK,
            "--token",
            "-v",
            "--password=${PW}",
            "x=1",
        ];
        assert_eq!(masked, expected);
    }

    #[test]
    fn hides_credentials_in_urls() {
        assert_eq!(
            mask_url("https://ada:pw@example.com/mcp"),
            "https://example.com/mcp"
        );
        assert_eq!(
            mask_url("https://example.com/mcp?api_key=abc"),
            format!("https://example.com/mcp?{MASK}")
        );
        assert_eq!(
            mask_url("https://example.com/mcp?page=2"),
            "https://example.com/mcp?page=2"
        );
        assert_eq!(mask_url("not a url"), "not a url");
    }
}
