//! Known shapes of secrets.

use model::middleware::BuiltInPattern;

/// The name of what it finds, and the expression. Its `\b` are those of ASCII: one of Unicode makes the search in a text that
/// has an `ü` a hundred times slower.
pub(super) type Shape = (&'static str, &'static str);

/// The expressions of a built-in pattern.
pub(super) fn of(pattern: BuiltInPattern) -> &'static [Shape] {
    match pattern {
        BuiltInPattern::ApiKeys => API_KEYS,
        BuiltInPattern::PrivateKeys => &[(
            "private key",
            r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)",
        )],
        BuiltInPattern::Jwt => &[(
            "token",
            r"(?-u:\b)eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
        )],
        BuiltInPattern::UrlPasswords => &[(
            "password",
            r#"(?P<keep>[a-z][a-z0-9+.-]*://[^\s/:@"]*:)[^\s/@"]+@"#,
        )],
        BuiltInPattern::Email => &[(
            "e-mail",
            r"(?-u:\b)[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?-u:\b)",
        )],
        BuiltInPattern::Cards => &[("card", r"(?-u:\b)[0-9](?:[ -]?[0-9]){12,18}(?-u:\b)")],
    }
}

/// Expressions of what is a secret whoever wrote it: keys of issuers, and private keys. They have no groups.
pub(crate) fn of_keys() -> impl Iterator<Item = &'static str> {
    let patterns = [BuiltInPattern::ApiKeys, BuiltInPattern::PrivateKeys];
    patterns
        .into_iter()
        .flat_map(of)
        .map(|(_, expression)| *expression)
}

/// As their issuers document them.
const API_KEYS: &[Shape] = &[
    ("AWS key", r"(?-u:\b)(?:AKIA|ASIA)[A-Z0-9]{16}(?-u:\b)"),
    ("Google key", r"(?-u:\b)AIza[A-Za-z0-9_-]{35}"),
    (
        "GitHub token",
        r"(?-u:\b)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
    ),
    ("GitLab token", r"(?-u:\b)glpat-[A-Za-z0-9_-]{20,}"),
    ("Slack token", r"(?-u:\b)xox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("Stripe key", r"(?-u:\b)[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    (
        "API key",
        r"(?-u:\b)sk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{20,}",
    ),
    ("npm token", r"(?-u:\b)npm_[A-Za-z0-9]{36}(?-u:\b)"),
    ("MetaMCP key", r"(?-u:\b)sk_mt_[A-Za-z0-9_-]{16,}"),
];

/// The digits pass the checksum of payment cards (ISO/IEC 7812-1, Annex B).
pub(super) fn is_card(text: &str) -> bool {
    let digits = text
        .bytes()
        .rev()
        .filter(u8::is_ascii_digit)
        .map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| match digit * 2 {
            doubled if at % 2 == 0 => doubled / 2,
            doubled => doubled / 10 + doubled % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::is_card;

    #[test]
    fn knows_cards_by_their_checksum() {
        for (number, expected) in [
            ("4111 1111 1111 1111", true),
            ("5555-5555-5555-4444", true),
            ("378282246310005", true),
            ("4111111111111112", false),
            ("1234567890123", false),
        ] {
            assert_eq!(is_card(number), expected, "{number}");
        }
    }
}
