//! Why somebody is not signed in: a word for them, and the cause for the log.

use std::error::Error as StdError;

use model::SignInProblem;

use crate::Error;

/// A refusal. What is in `why` is for administrators only.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) problem: SignInProblem,
    pub(super) why: String,
}

impl Refusal {
    pub(super) fn new(problem: SignInProblem, why: impl Into<String>) -> Self {
        Self {
            problem,
            why: why.into(),
        }
    }

    /// The problem says everything.
    pub(super) fn of(problem: SignInProblem) -> Self {
        Self::new(problem, String::new())
    }

    /// Logs it, and leaves what the person is told.
    pub(super) fn noted(self, provider: &str) -> SignInProblem {
        let problem = self.problem.as_str();
        if self.problem == SignInProblem::Failed {
            tracing::error!(provider, problem, why = self.why, "single sign-on failed");
        } else {
            tracing::warn!(provider, problem, why = self.why, "single sign-on was refused");
        }
        self.problem
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let mut why = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            why = format!("{why}: {error}");
            cause = error.source();
        }
        Self::new(SignInProblem::Failed, why)
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}
