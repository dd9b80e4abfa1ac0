//! `${VAR}` and `${VAR:-default}` in commands, arguments, environment, URLs and headers.

use std::collections::HashMap;

/// A text names a variable that is not set and gives no default.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the variable {name} is not set")]
pub(super) struct Unset {
    /// The variable's name.
    pub(super) name: String,
}

/// Replaces references, and remembers the values it put in, because they are secrets more often than not.
pub(super) struct Variables<'a> {
    values: &'a HashMap<String, String>,
    used: Vec<String>,
}

impl<'a> Variables<'a> {
    /// Nothing but `values` can be referred to: the gateway's own environment may hold keys that no server
    /// should see.
    pub(super) fn new(values: &'a HashMap<String, String>) -> Self {
        Self {
            values,
            used: Vec::new(),
        }
    }

    /// The text with its references replaced. What only looks like one (`${#x}`, `${input:x}`, `$HOME`) is
    /// left alone: it means something to a shell or to the server.
    pub(super) fn expand(&mut self, text: &str) -> Result<String, Unset> {
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let (before, from_start) = rest.split_at(start);
            expanded.push_str(before);
            let Some(reference) = Reference::read(from_start) else {
                expanded.push_str("${");
                rest = &from_start[2..];
                continue;
            };
            expanded.push_str(self.value(&reference)?);
            rest = &from_start[reference.length..];
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    /// The values that were put in.
    pub(super) fn into_used(self) -> Vec<String> {
        self.used
    }

    fn value<'t>(&mut self, reference: &Reference<'t>) -> Result<&'t str, Unset>
    where
        'a: 't,
    {
        // As in a shell, `:-` also replaces an empty value.
        let set = self.values.get(reference.name).map(String::as_str);
        match (set, reference.default) {
            (None | Some(""), Some(default)) => Ok(default),
            (Some(value), _) => {
                self.used.push(value.to_owned());
                Ok(value)
            }
            (None, None) => Err(Unset {
                name: reference.name.to_owned(),
            }),
        }
    }
}

struct Reference<'t> {
    name: &'t str,
    default: Option<&'t str>,
    length: usize,
}

impl<'t> Reference<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let end = text.find('}')?;
        let inner = text.get(2..end)?;
        let (name, default) = match inner.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (inner, None),
        };
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let is_name = starts_well && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_name.then_some(Self {
            name,
            default,
            length: end + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Unset, Variables};

    fn expand(text: &str) -> Result<String, Unset> {
        let values = [("TOKEN", "s3cret"), ("DIR", "/srv"), ("EMPTY", "")];
        let values: HashMap<_, _> = values
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        Variables::new(&values).expand(text)
    }

    #[test]
    fn replaces_references_anywhere_in_a_text() {
        let cases = [
            ("${TOKEN}", "s3cret"),
            ("Bearer ${TOKEN}!", "Bearer s3cret!"),
            ("${DIR}/a/${DIR}", "/srv/a//srv"),
            ("${NONE:-fallback}", "fallback"),
            ("${EMPTY:-fallback}", "fallback"),
            ("${EMPTY}", ""),
            ("${NONE:-}", ""),
            ("${TOKEN:-unused}", "s3cret"),
        ];
        for (text, expected) in cases {
            assert_eq!(expand(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn leaves_alone_what_only_looks_like_a_reference() {
        for text in [
            "$HOME",
            "${",
            "${}",
            "${#x}",
            "${input:token}",
            "${1}",
            "a ${TOKEN",
            "$${x y}",
            "é${é}",
        ] {
            assert_eq!(expand(text).as_deref(), Ok(text));
        }
        assert_eq!(expand("${input:x} ${TOKEN}").as_deref(), Ok("${input:x} s3cret"));
    }

    #[test]
    fn names_the_variable_that_is_not_set() {
        assert_eq!(
            expand("a ${NONE} b"),
            Err(Unset {
                name: "NONE".to_owned()
            })
        );
    }

    #[test]
    fn does_not_expand_what_a_variable_holds() {
        let values = HashMap::from([
            ("A".to_owned(), "${B}".to_owned()),
            ("B".to_owned(), "b".to_owned()),
        ]);
        let mut variables = Variables::new(&values);
        assert_eq!(variables.expand("${A}").as_deref(), Ok("${B}"));
        assert_eq!(variables.into_used(), ["${B}"]);
    }
}
