//! What a server function answers when it cannot do what was asked, as it travels to the browser.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use model::{Failure, FieldErrors, OwnedThing, PasteProblem};
use serde::{Deserialize, Serialize};

/// The answer in place of a result. It holds nothing internal: causes stay in the log, under the request's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", content = "detail", rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in (any more).
    Unauthenticated,
    /// The caller's role does not allow it.
    Forbidden,
    /// It does not exist, or is not the caller's to see.
    NotFound,
    /// Fields are wrong.
    Invalid(FieldErrors),
    /// It contradicts what is stored.
    Conflict(Conflict),
    /// Too many attempts.
    Throttled {
        /// Seconds until the next attempt is looked at.
        retry_after: u64,
    },
    /// An upstream failed; the failure explains itself.
    Upstream(Failure),
    /// A pasted text is not understood.
    Paste(PasteProblem),
    /// Something the server depends on does not answer. The text says which.
    Unavailable(String),
    /// A fault of ours.
    Internal {
        /// Finds the cause in the log.
        request_id: String,
    },
    /// The request's form was not one that the server function reads: an old page, or a hand-made request.
    Malformed(String),
    /// The request did not reach the server, or no answer came back.
    Unreachable,
}

/// How a change contradicts what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "conflict", rename_all = "snake_case")]
pub enum Conflict {
    /// Somebody else changed it after the caller read it.
    Stale,
    /// What passes is recorded for so many already.
    TooManyWatch,
    /// The first administrator exists already.
    AlreadySetUp,
    /// Nobody else is administrator.
    LastAdmin,
    /// Sign-in by password is switched off.
    NoPasswords,
    /// Nobody registers by the form.
    NoRegistration,
    /// No administrator could sign in any more.
    NoWayIn,
    /// It is the only way in that the person has.
    LastWayIn,
    /// The environment declares it.
    Declared,
    /// It would be the caller who goes.
    Oneself,
    /// Who is to get things has some of the same names.
    NamesTaken {
        /// What both have.
        things: Vec<OwnedThing>,
    },
    /// Things that hang on it and that the caller cannot change.
    InTheWay {
        /// Those that the caller sees.
        things: Vec<OwnedThing>,
        /// How many more there are.
        hidden: usize,
    },
    /// Things that would not work any more.
    LeftBehind {
        /// All of them.
        things: Vec<OwnedThing>,
    },
    /// Somebody decided about it already.
    Decided {
        /// Who.
        by: String,
        /// They allowed it.
        allowed: bool,
    },
    /// Nobody waits for a decision any more.
    NotWaiting,
    /// Other things need it.
    InUse {
        /// Their names.
        names: Vec<String>,
    },
}

impl AppError {
    /// The fields' problems, when that is what is wrong.
    pub fn field_errors(&self) -> Option<&FieldErrors> {
        match self {
            Self::Invalid(errors) => Some(errors),
            _ => None,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            ServerFnErrorErr::Args(text)
            | ServerFnErrorErr::MissingArg(text)
            | ServerFnErrorErr::Serialization(text)
            | ServerFnErrorErr::Deserialization(text)
            | ServerFnErrorErr::UnsupportedRequestMethod(text) => Self::Malformed(text),
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_) => Self::Internal {
                request_id: String::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use leptos::server_fn::error::FromServerFnError;
    use model::{FieldErrors, Problem};

    use super::{AppError, Conflict};

    #[test]
    fn every_error_survives_the_wire() {
        let errors = [
            AppError::Unauthenticated,
            AppError::Invalid(FieldErrors::of("name", Problem::TooLong { max: 64 })),
            AppError::Conflict(Conflict::InUse {
                names: vec!["dev".to_owned()],
            }),
            AppError::Throttled { retry_after: 30 },
            AppError::Unavailable("the database".to_owned()),
            AppError::Internal {
                request_id: "0198".to_owned(),
            },
        ];
        for error in errors {
            assert_eq!(AppError::de(error.ser()), error);
        }
    }

    #[test]
    fn an_answer_that_is_not_ours_becomes_a_malformed_error() {
        let page = "<html>502 Bad Gateway</html>".as_bytes().to_vec();
        assert!(matches!(AppError::de(page.into()), AppError::Malformed(_)));
    }
}
