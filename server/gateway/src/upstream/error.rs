//! Why an upstream gave no answer.

use std::{fmt, sync::Arc};

use model::{Failure, FailureClass};

/// How far a request came. Decides whether it may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpstreamErrorKind {
    /// No server has this id.
    Unknown,
    /// No connection could be made, or the last attempt failed a moment ago.
    Unreachable,
    /// The bound of all connections is reached, and each of them is in use.
    Saturated,
    /// The connection was lost before the request was written.
    NotSent,
    /// The connection was lost after the request was written: it may have been carried out.
    Interrupted,
    /// No answer in time. The server was told to stop.
    Timeout,
    /// What came back is not an answer.
    BadAnswer,
    /// The gateway is shutting down, or the server's settings were changed.
    Closed,
    /// Somebody has to sign in to the server first.
    SignIn,
}

/// A request to an upstream without an answer. An answer that is a JSON-RPC error is not an error in this sense.
#[derive(Clone)]
pub struct UpstreamError {
    kind: UpstreamErrorKind,
    server: Arc<str>,
    failure: Arc<Failure>,
    /// Where a person signs in to the server, if that is what to do.
    connect_url: Option<Arc<str>>,
}

impl UpstreamError {
    /// `server` is the name that people know.
    pub(crate) fn new(kind: UpstreamErrorKind, server: Arc<str>, failure: Arc<Failure>) -> Self {
        Self {
            kind,
            server,
            failure,
            connect_url: None,
        }
    }

    /// The same, with the page on which a person signs in to the server.
    pub(crate) fn with_connect_url(self, url: Option<&str>) -> Self {
        Self {
            connect_url: url.map(Into::into),
            ..self
        }
    }

    /// Where a person signs in to the server, if that is what to do.
    pub fn connect_url(&self) -> Option<&str> {
        self.connect_url.as_deref()
    }

    /// How far the request came.
    pub fn kind(&self) -> UpstreamErrorKind {
        self.kind
    }

    /// What went wrong with the server.
    pub fn class(&self) -> FailureClass {
        self.failure.class
    }

    /// The name of the server.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The explanation for people.
    pub fn to_failure(&self) -> Failure {
        Failure::clone(&self.failure)
    }

    /// The request was certainly not carried out and a new connection may serve it.
    pub fn is_retryable(&self) -> bool {
        self.kind == UpstreamErrorKind::NotSent
    }

    /// The server is there and does not want to begin in this way.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(
            self.class(),
            FailureClass::Handshake | FailureClass::Version | FailureClass::HttpStatus
        )
    }

    /// The same failure at another moment of a request.
    pub(crate) fn into_kind(self, kind: UpstreamErrorKind) -> Self {
        Self { kind, ..self }
    }

    /// The explanation, shared.
    pub(crate) fn failure(&self) -> &Arc<Failure> {
        &self.failure
    }
}

impl fmt::Display for UpstreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.failure.message.trim_end_matches('.');
        let mut chars = message.chars();
        let first = chars.next().into_iter().flat_map(char::to_lowercase);
        write!(
            f,
            "server {:?}: {}{}",
            self.server,
            first.collect::<String>(),
            chars.as_str()
        )
    }
}

impl fmt::Debug for UpstreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamError")
            .field("kind", &self.kind)
            .field("server", &self.server)
            .field("class", &self.failure.class)
            .field("message", &self.failure.message)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for UpstreamError {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::{Failure, FailureClass, Timestamp};

    use super::{UpstreamError, UpstreamErrorKind};

    #[test]
    fn reads_as_the_end_of_a_sentence() {
        let failure = Failure {
            class: FailureClass::Exited,
            message: "The process ended with exit code 1.".to_owned(),
            advice: "See its output.".to_owned(),
            tried: "time".to_owned(),
            output: String::new(),
            at: Timestamp::from_millis(0),
        };
        let error = UpstreamError::new(UpstreamErrorKind::Interrupted, "time".into(), Arc::new(failure));
        assert_eq!(
            error.to_string(),
            "server \"time\": the process ended with exit code 1"
        );
        assert!(!error.is_retryable());
    }
}
