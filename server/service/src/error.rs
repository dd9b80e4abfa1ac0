//! Why a use case did not do what was asked.

use std::time::Duration;

use model::{Failure, FieldErrors, OwnedThing, PasteProblem, Problem};
use store::Constraint;

/// A cause that is ours to find out about, not the caller's.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The answers a use case gives in place of a result. Closed: every front end handles each of them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in.
    #[error("sign in first")]
    Unauthenticated,
    /// The caller's role does not allow it.
    #[error("your role does not allow this; ask an administrator")]
    Forbidden,
    /// It does not exist, or its existence is not the caller's to know.
    #[error("this does not exist (any more)")]
    NotFound,
    /// Fields are wrong.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// It contradicts what is stored.
    #[error("{0}")]
    Conflict(Conflict),
    /// Too many attempts.
    #[error("too many attempts; try again in {} seconds", retry_after.as_secs().max(1))]
    Throttled {
        /// How long until the next attempt is looked at.
        retry_after: Duration,
    },
    /// An upstream failed, and says why.
    #[error("{} {}", .0.message, .0.advice)]
    Upstream(Failure),
    /// A pasted text is not understood.
    #[error("{0}")]
    Paste(PasteProblem),
    /// Something we depend on does not answer; the text says what, and what to do.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of ours.
    #[error("internal error")]
    Internal(#[source] BoxError),
}

/// How a change contradicts what is stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Somebody else changed it after the caller had read it.
    #[error("this was changed in the meantime; load it again and repeat the change")]
    Stale,
    /// What passes is recorded for so many already.
    #[error("too many recordings are running; stop one, or try again later")]
    TooManyWatch,
    /// So many endpoints are checked already that this one did not get its turn.
    #[error("too many endpoints are checked at this moment; try again later")]
    TooManyChecks,
    /// The first administrator exists.
    #[error("the first administrator exists already; sign in")]
    AlreadySetUp,
    /// Nobody else is administrator.
    #[error("this is the last administrator; make somebody else one first")]
    LastAdmin,
    /// Sign-in by password is switched off.
    #[error("sign-in by password is switched off; sign in by a provider, or ask an administrator")]
    NoPasswords,
    /// Nobody registers by the form.
    #[error("registration is switched off; ask an administrator for an account")]
    NoRegistration,
    /// No administrator could sign in any more.
    #[error(
        "sign-in by password is off, and after this no administrator could sign in; first link an administrator's \
         account at a provider that is on, or switch sign-in by password on"
    )]
    NoWayIn,
    /// It is the only way in that the person has.
    #[error("this is your last way to sign in; link another account or choose a password first")]
    LastWayIn,
    /// The environment declares it.
    #[error("the environment declares this; change the variables that begin with OIDC_ and restart")]
    Declared,
    /// It would be the caller who goes.
    #[error("nobody deletes their own account; ask another administrator")]
    Oneself,
    /// Who is to get things has some of the same names.
    #[error(
        "who is to get them already has: {}; rename or delete these first",
        listed(things)
    )]
    NamesTaken {
        /// What both have.
        things: Vec<OwnedThing>,
    },
    /// Things that hang on it and that the caller cannot change.
    #[error("these hang on it, and you cannot change them: {}; ask who can", hanging(things, *hidden))]
    InTheWay {
        /// Those that the caller sees.
        things: Vec<OwnedThing>,
        /// How many more there are.
        hidden: usize,
    },
    /// Things that would not work any more.
    #[error("this would break {}; take them along, or change them first", listed(things))]
    LeftBehind {
        /// All of them.
        things: Vec<OwnedThing>,
    },
    /// Somebody decided about it already.
    #[error("{by} has {} this already", if *allowed { "approved" } else { "refused" })]
    Decided {
        /// Who.
        by: String,
        /// They allowed it.
        allowed: bool,
    },
    /// Nobody waits for a decision any more.
    #[error("this does not wait any more: its time is over, or its client has left")]
    NotWaiting,
    /// Other things need it.
    #[error("this is in use by {}; change or delete these first", names.join(", "))]
    InUse {
        /// Their names.
        names: Vec<String>,
    },
}

fn listed(things: &[OwnedThing]) -> String {
    let things: Vec<_> = things.iter().map(ToString::to_string).collect();
    things.join(", ")
}

fn hanging(things: &[OwnedThing], hidden: usize) -> String {
    match (things.is_empty(), hidden) {
        (_, 0) => listed(things),
        (true, hidden) => format!("{hidden} of other people"),
        (false, hidden) => format!("{}, and {hidden} of other people", listed(things)),
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

impl From<PasteProblem> for Error {
    fn from(problem: PasteProblem) -> Self {
        Self::Paste(problem)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict(constraint) => match taken_field(constraint) {
                Some(field) => Self::field(field, Problem::Taken),
                None => Self::internal(store::Error::Conflict(constraint)),
            },
            // What was read is not what is there any more.
            store::Error::Stale | store::Error::MissingReference | store::Error::InUse => {
                Conflict::Stale.into()
            }
            error if error.is_unavailable() => Self::Unavailable(error.to_string()),
            error => Self::internal(error),
        }
    }
}

/// The field of a form whose value another row has.
fn taken_field(constraint: Constraint) -> Option<&'static str> {
    match constraint {
        Constraint::ServerName
        | Constraint::NamespaceName
        | Constraint::EndpointName
        | Constraint::ApiKeyName
        | Constraint::TeamName => Some("name"),
        Constraint::UserEmail => Some("email"),
        Constraint::ApiKeyHash => Some("key"),
        Constraint::OidcProviderSlug => Some("slug"),
        _ => None,
    }
}

impl Error {
    /// One field is wrong.
    pub(crate) fn field(field: &str, problem: Problem) -> Self {
        Self::Invalid(FieldErrors::of(field, problem))
    }

    /// A fault of ours.
    pub(crate) fn internal(cause: impl Into<BoxError>) -> Self {
        Self::Internal(cause.into())
    }
}
