//! `NAME=value` lines: how forms write environment variables and headers, with secrets masked.

use serde::{Deserialize, Serialize};

use crate::Problem;

/// Stands for a stored value that is not shown. A caller who sends it back keeps what is stored.
pub const MASK: &str = "••••••••";

/// A name with its value, or with [`MASK`] in its place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The variable's or header's name.
    pub name: String,
    /// The value; [`MASK`] towards callers unless it is only a reference such as `${GITHUB_TOKEN}`.
    pub value: String,
}

impl Pair {
    /// The pair as a caller may see it: literal values are masked, references to variables are not secret.
    #[must_use]
    pub fn masked(&self) -> Self {
        let shown = if is_reference(&self.value) {
            self.value.clone()
        } else {
            MASK.to_owned()
        };
        Self {
            name: self.name.clone(),
            value: shown,
        }
    }
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values are secrets: they must not reach a log through a derived Debug.
        f.debug_struct("Pair")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

fn is_reference(value: &str) -> bool {
    value
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// Reads `NAME=value` lines. Blank lines and lines that start with `#` are passed over; the value is
/// everything after the first `=`; `Name: value` is read too, because headers are written so.
pub fn parse_pairs(text: &str) -> Result<Vec<Pair>, Problem> {
    let mut pairs: Vec<Pair> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line
            .find(['=', ':'])
            .map(|at| (line[..at].trim(), line[at + 1..].trim()))
            .filter(|(name, _)| !name.is_empty() && !name.contains(char::is_whitespace))
            .ok_or(Problem::BadPair { line: index + 1 })?;
        if pairs.iter().any(|pair| pair.name == name) {
            return Err(Problem::DuplicatePair {
                name: name.to_owned(),
            });
        }
        pairs.push(Pair {
            name: name.to_owned(),
            value: value.to_owned(),
        });
    }
    Ok(pairs)
}

/// The lines that [`parse_pairs`] reads back.
pub fn format_pairs(pairs: &[Pair]) -> String {
    pairs
        .iter()
        .map(|pair| format!("{}={}", pair.name, pair.value))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::{MASK, Pair, format_pairs, parse_pairs};
    use crate::Problem;

    #[test]
    fn reads_variables_and_headers_as_people_write_them() {
        let pairs = parse_pairs("# comment\nTOKEN=a=b\n\nX-Org: acme : inc\n EMPTY=\n").expect("valid");
        let seen: Vec<_> = pairs
            .iter()
            .map(|p| (p.name.as_str(), p.value.as_str()))
            .collect();
        assert_eq!(seen, [("TOKEN", "a=b"), ("X-Org", "acme : inc"), ("EMPTY", "")]);
        assert_eq!(parse_pairs(&format_pairs(&pairs)).expect("valid"), pairs);
    }

    #[test]
    fn names_the_line_that_is_wrong() {
        assert_eq!(parse_pairs("A=1\nnonsense"), Err(Problem::BadPair { line: 2 }));
        assert_eq!(
            parse_pairs("A=1\nA=2"),
            Err(Problem::DuplicatePair { name: "A".to_owned() })
        );
    }

    #[test]
    fn masks_literals_and_shows_references() {
        let pair = |value: &str| Pair {
            name: "T".to_owned(),
            value: value.to_owned(),
        };
        assert_eq!(pair("s3cret").masked().value, MASK);
        assert_eq!(pair("${GITHUB_TOKEN}").masked().value, "${GITHUB_TOKEN}");
        assert_eq!(pair("${A}-s3cret").masked().value, MASK);
        assert!(!format!("{:?}", pair("s3cret")).contains("s3cret"));
    }
}
