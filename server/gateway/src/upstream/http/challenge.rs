//! `WWW-Authenticate` of servers: what they want to see (RFC 9110 §11.6.1, RFC 6750 §3, RFC 9728 §5.1).

use http::{HeaderMap, header::WWW_AUTHENTICATE};

/// A challenge of the scheme `Bearer`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Challenge(Vec<(String, String)>);

impl Challenge {
    /// The first one of this scheme that the headers hold.
    pub fn bearer(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(WWW_AUTHENTICATE).into_iter();
        values.filter_map(|value| value.to_str().ok()).find_map(bearer_in)
    }

    /// A parameter, by its name in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| &**value)
    }
}

/// Several challenges may stand in one header, separated like the parameters of each.
fn bearer_in(value: &str) -> Option<Challenge> {
    let mut found: Option<Challenge> = None;
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let word = &rest[..rest.find([' ', '\t', ',', '=']).unwrap_or(rest.len())];
        if word.is_empty() && rest.is_empty() {
            return found;
        }
        rest = &rest[word.len()..];
        if let Some(written) = rest.trim_start_matches([' ', '\t']).strip_prefix('=') {
            let (text, after) = value_of(written.trim_start_matches([' ', '\t']));
            if let Some(found) = &mut found {
                found.0.push((word.to_ascii_lowercase(), text));
            }
            rest = after;
        } else if found.is_some() {
            // The next scheme.
            return found;
        } else if word.eq_ignore_ascii_case("bearer") {
            found = Some(Challenge::default());
        }
    }
}

/// A token or a quoted string, and what stands behind it.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            letter => value.push(letter),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header::WWW_AUTHENTICATE};

    use super::Challenge;

    fn read(values: &[&'static str]) -> Option<Challenge> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(value));
        }
        Challenge::bearer(&headers)
    }

    #[test]
    fn finds_the_bearer_challenge_among_others() {
        for values in [
            &[r#"Bearer error="invalid_token", scope="a b", resource_metadata="https://x/y?a=1,2""#][..],
            &[r#"bearer  Scope = "a b" ,RESOURCE_METADATA="https://x/y?a=1,2""#],
            &[
                r#"Basic realm="a, b=\"c", Bearer resource_metadata="https://x/y?a=1,2", scope="a b", Digest x=y"#,
            ],
            &[
                "Negotiate",
                r#"Bearer scope="a b", resource_metadata="https:\//x/y?a=1,2""#,
            ],
        ] {
            let challenge = read(values).expect("a challenge");
            assert_eq!(challenge.get("scope"), Some("a b"), "{values:?}");
            assert_eq!(
                challenge.get("resource_metadata"),
                Some("https://x/y?a=1,2"),
                "{values:?}"
            );
            assert_eq!(challenge.get("x"), None, "{values:?}");
        }
    }

    #[test]
    fn reads_whatever_is_written() {
        assert_eq!(read(&["Bearer"]), Some(Challenge::default()));
        assert_eq!(
            read(&["Bearer scope=read"]).expect("one").get("scope"),
            Some("read")
        );
        assert_eq!(
            read(&[r#"Bearer scope="re"#]).expect("one").get("scope"),
            Some("re")
        );
        for none in [
            "",
            ",",
            "=",
            "Basic",
            "Basic bearer=1",
            r#"Basic realm="Bearer x""#,
            "= , =",
        ] {
            assert_eq!(read(&[none]), None, "{none}");
        }
    }
}
