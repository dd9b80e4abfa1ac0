//! What went wrong.

use model::{PasteProblem, Problem};

use crate::{
    error::{AppError, Conflict},
    i18n::errors::ErrorMessages,
};

pub(super) const ERRORS: ErrorMessages = ErrorMessages {
    problem,
    paste,
    app,
    failure: |_| None,
    request_id: "Request",
    what_was_tried: "What was tried and what came back",
    page_not_found: "There is no such page",
    page_not_found_text: "The address may be mistyped, or what it led to was deleted.",
};

/// The model's own sentences are English.
fn problem(problem: &Problem) -> String {
    sentence(&problem.to_string())
}

fn paste(problem: &PasteProblem) -> String {
    sentence(&problem.to_string())
}

/// Errors are written in lower case, sentences on a page are not.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

fn app(error: &AppError) -> (String, String) {
    let (title, text) = match error {
        AppError::Unauthenticated => ("You are signed out", "Sign in again to go on."),
        AppError::Forbidden => (
            "You may not do this",
            "Ask an administrator to do it, or to give you another role.",
        ),
        AppError::NotFound => (
            "This does not exist",
            "The link is cut off or mistyped, it was deleted, or it is private to somebody else.",
        ),
        AppError::Invalid(_) => (
            "This needs another look",
            "Correct what is marked and send it again.",
        ),
        AppError::Throttled { retry_after } => {
            return (
                "Too many attempts".to_owned(),
                format!("Wait {retry_after} seconds, then try again."),
            );
        }
        AppError::Upstream(failure) => return (failure.message.clone(), failure.advice.clone()),
        AppError::Paste(problem) => return ("This is not understood".to_owned(), paste(problem)),
        AppError::Unavailable(what) => {
            return ("Not available right now".to_owned(), sentence(what));
        }
        AppError::Internal { .. } => (
            "Something broke on our side",
            "Try again. If it stays, look for the request in the server's log.",
        ),
        AppError::Malformed(_) => (
            "The page and the server do not understand each other",
            "Load the page again: the server may be newer than the page.",
        ),
        AppError::Unreachable => (
            "The server does not answer",
            "Check that MetaMCP is running and that the network works, then try again.",
        ),
        AppError::Conflict(problem) => return conflict(problem),
    };
    (title.to_owned(), text.to_owned())
}

fn conflict(problem: &Conflict) -> (String, String) {
    let (title, text) = match problem {
        Conflict::TooManyWatch => (
            "Too many recordings are running",
            "Stop one of yours, or try again later.",
        ),
        Conflict::Stale => (
            "Somebody else changed it meanwhile",
            "Load the page again to see the change, then make yours.",
        ),
        Conflict::AlreadySetUp => ("The first administrator exists already", "Sign in instead."),
        Conflict::LastAdmin => (
            "This is the last administrator",
            "Make somebody else an administrator first, or nobody could keep this installation.",
        ),
        Conflict::NoPasswords => (
            "Sign-in by password is switched off",
            "Sign in by one of the providers. If you cannot, ask an administrator.",
        ),
        Conflict::NoRegistration => (
            "Registration is switched off",
            "Ask an administrator for an account.",
        ),
        Conflict::NoWayIn => (
            "Then no administrator could sign in",
            "Link an administrator's account at a provider that is on (under Account), or leave sign-in by password on.",
        ),
        Conflict::LastWayIn => (
            "This is your last way to sign in",
            "Link another account first, or ask an administrator for a link with which you choose a password.",
        ),
        Conflict::Declared => (
            "This comes from the environment",
            "Change the variables that begin with OIDC_ and restart MetaMCP.",
        ),
        Conflict::Oneself => (
            "This is your own account",
            "Ask another administrator to delete it.",
        ),
        Conflict::NamesTaken { things } => {
            return (
                "Some names are taken".to_owned(),
                format!(
                    "Who is to get them already has: {}. Rename or delete these first.",
                    super::people::things(things, ", ")
                ),
            );
        }
        Conflict::InTheWay { things, hidden } => {
            return (
                "Something is in the way".to_owned(),
                format!(
                    "These hang on it, and you cannot change them: {}. Ask who can.",
                    super::teams::in_the_way(things, *hidden)
                ),
            );
        }
        Conflict::LeftBehind { things } => {
            return (
                "Something would break".to_owned(),
                format!(
                    "Take these along, or change them first: {}.",
                    super::people::things(things, ", ")
                ),
            );
        }
        Conflict::Decided { by, allowed } => {
            let said = if *allowed { "approved" } else { "refused" };
            return (
                format!("{by} has {said} this already"),
                "A call is decided about once.".to_owned(),
            );
        }
        Conflict::NotWaiting => (
            "This does not wait any more",
            "Its time is over, or its client has left.",
        ),
        Conflict::InUse { names } => {
            return (
                "It is in use".to_owned(),
                format!("First delete or change: {}.", names.join(", ")),
            );
        }
    };
    (title.to_owned(), text.to_owned())
}
