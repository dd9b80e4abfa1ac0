//! The parameters of a request, as a query or a form has them.

use url::form_urlencoded;

use super::{OauthError, OauthProblem};

/// Parameters by name.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query or the body of a form. An empty value counts as none (RFC 6749 §3.1).
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(
            form_urlencoded::parse(text)
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The value of a parameter that may stand once.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, OauthError> {
        let mut values = self.all(name).into_iter();
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(OauthError::new(
                OauthProblem::InvalidRequest,
                format!("the parameter {name} stands twice"),
            )),
            (value, None) => Ok(value),
        }
    }

    /// The value of a parameter that has to be there.
    pub(crate) fn need(&self, name: &str) -> Result<&str, OauthError> {
        self.get(name)?.ok_or_else(|| {
            OauthError::new(
                OauthProblem::InvalidRequest,
                format!("the parameter {name} is missing"),
            )
        })
    }

    /// All values of a parameter.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let same = self.0.iter().filter(|(other, _)| other == name);
        same.map(|(_, value)| value.as_str()).collect()
    }
}
