//! The query with which an authorization server or a provider sends a browser back (RFC 6749 §4.1.2, RFC 9207).

use std::collections::HashMap;

use url::form_urlencoded;

/// The parameters, each once.
pub(crate) struct AuthorizationAnswer(HashMap<String, String>);

/// Why an answer brings no code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoCode {
    /// It is not the issuer's that was asked: one's answer could be taken for that of another.
    Elsewhere,
    /// The issuer says no, in these words.
    Refused {
        /// The word for programs.
        error: String,
        /// For people.
        description: Option<String>,
    },
    /// It says nothing.
    Missing,
}

impl AuthorizationAnswer {
    /// Nothing when a parameter stands twice (RFC 6749 §3.1): of two codes or issuers, one could be checked and the other used.
    pub(crate) fn read(query: &str) -> Option<Self> {
        let mut answer = HashMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            if answer.insert(name, value).is_some() {
                return None;
            }
        }
        Some(Self(answer))
    }

    /// The text that finds the attempt again.
    pub(crate) fn state(&self) -> Option<&str> {
        self.get("state")
    }

    /// The code, when the answer is this issuer's and no refusal. An issuer that names itself does so always.
    pub(crate) fn code(&self, issuer: &str, names_itself: bool) -> Result<&str, NoCode> {
        let is_from_there = self.get("iss").map_or(!names_itself, |named| named == issuer);
        if !is_from_there {
            return Err(NoCode::Elsewhere);
        }
        if let Some(error) = self.get("error") {
            return Err(NoCode::Refused {
                error: error.to_owned(),
                description: self.get("error_description").map(str::to_owned),
            });
        }
        self.get("code").ok_or(NoCode::Missing)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::{AuthorizationAnswer, NoCode};

    const ISSUER: &str = "https://id.example.com";

    fn code(query: &str, names_itself: bool) -> Result<String, NoCode> {
        let answer = AuthorizationAnswer::read(query).expect("nothing stands twice");
        answer.code(ISSUER, names_itself).map(str::to_owned)
    }

    #[test]
    fn a_parameter_that_stands_twice_spoils_the_answer() {
        for query in [
            "code=a&code=b&state=s",
            "state=s&state=t&code=a",
            "code=a&state=s&iss=https://id.example.com&iss=https://evil.example",
            "other=1&other=2",
        ] {
            assert!(AuthorizationAnswer::read(query).is_none(), "{query}");
        }
    }

    #[test]
    fn only_the_issuer_that_was_asked_is_heard() {
        let good = format!("code=c&state=s&iss={ISSUER}");
        assert_eq!(code(&good, true).as_deref(), Ok("c"));
        assert_eq!(code("code=c&state=s", false).as_deref(), Ok("c"));
        assert_eq!(code("code=c&state=s", true), Err(NoCode::Elsewhere));
        assert_eq!(
            code("code=c&iss=https://evil.example", false),
            Err(NoCode::Elsewhere)
        );
        assert_eq!(
            code("error=access_denied&iss=https://evil.example", false),
            Err(NoCode::Elsewhere)
        );
        assert_eq!(code("state=s", false), Err(NoCode::Missing));
        let refused = NoCode::Refused {
            error: "access_denied".to_owned(),
            description: Some("no".to_owned()),
        };
        assert_eq!(
            code("error=access_denied&error_description=no&code=c", false),
            Err(refused)
        );
    }
}
