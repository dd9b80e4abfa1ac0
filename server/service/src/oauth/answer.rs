//! The answer of the authorization endpoint, as the URL that the browser is sent to.

use url::{Url, form_urlencoded};

use super::{OauthError, resource};

/// Where an answer goes, and what goes with it whatever it is.
#[derive(Debug)]
pub(super) struct Answer {
    issuer: String,
    redirect_uri: String,
    state: Option<String>,
}

impl Answer {
    /// The redirect URI has been checked.
    pub(super) fn new(base: &Url, redirect_uri: &str, state: Option<String>) -> Self {
        Self {
            issuer: resource::issuer(base).to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            state,
        }
    }

    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(super) fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// Yes.
    pub(super) fn code(&self, code: &str) -> String {
        self.with(&[("code", code)])
    }

    /// No.
    pub(super) fn refusal(&self, error: &OauthError) -> String {
        self.with(&[
            ("error", error.problem.as_str()),
            ("error_description", &error.description),
        ])
    }

    /// The registered text stays as it is. `iss` tells clients of several issuers who answers (RFC 9207).
    fn with(&self, pairs: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", &self.issuer);
        let separator = match self.redirect_uri.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        format!("{}{separator}{}", self.redirect_uri, query.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;
    use crate::oauth::{OauthError, OauthProblem};

    #[test]
    fn what_is_added_stands_behind_what_is_there() {
        let base = "https://mcp.example.com/".parse().expect("a URL");
        let answer = |uri: &str| Answer::new(&base, uri, Some("a b".to_owned())).code("c");
        let added = "code=c&state=a+b&iss=https%3A%2F%2Fmcp.example.com";
        for (uri, separator) in [
            ("https://a.example/cb", "?"),
            ("https://a.example/cb?", ""),
            ("https://a.example/cb?x=1", "&"),
            ("com.example.app:/cb", "?"),
        ] {
            assert_eq!(answer(uri), format!("{uri}{separator}{added}"));
        }
        let error = OauthError::new(OauthProblem::AccessDenied, "no & no");
        assert_eq!(
            Answer::new(&base, "https://a.example/", None).refusal(&error),
            "https://a.example/?error=access_denied&error_description=no+%26+no&iss=https%3A%2F%2Fmcp.example.com"
        );
    }
}
