//! Whether an endpoint does what the specification asks for, seen as its clients see it.
//!
//! The checks know nothing of the gateway: they send requests on a [`Way`] and look at what comes back. So the same ones are run
//! inside of this process and over HTTP, at our endpoints and at anybody's. They change nothing: no tool is called but
//! one that does not exist.

mod access;
mod asked;
mod common;
mod exam;
mod heard;
mod outside;
mod session;
mod stateless;

use std::{future::Future, time::Duration};

use model::{Check, CheckResult, Era};
use url::Url;

pub use self::{
    asked::{Asked, Shows},
    heard::{Heard, Until},
    outside::{Outside, OutsideError},
};
use exam::Exam;

/// One answer is waited for so long: the first list may wait for servers that start.
const PATIENCE: Duration = Duration::from_secs(30);
/// All checks together take so long at most; what is left then is told to be too late.
const WHOLE: Duration = Duration::from_mins(2);

/// How requests of checks reach an endpoint.
pub trait Way: Sync {
    /// Sends one request. An error is what went wrong on the way, in words.
    fn send(&self, asked: Asked) -> impl Future<Output = Result<Heard, String>> + Send;

    /// Reads a document that the endpoint names.
    fn read(&self, url: &Url) -> impl Future<Output = Result<Heard, String>> + Send;
}

/// Tries every check, in every era that the endpoint speaks.
pub async fn examine(way: &impl Way) -> Vec<CheckResult> {
    let mut exam = Exam::new(way);
    let begun = session::begin(&mut exam).await;
    let discovered = stateless::discover(&mut exam).await;
    // One era is enough.
    match (&begun, &discovered) {
        (Spoken::No, Spoken::Yes(_)) => {
            exam.forgive((Era::Sessions, Check::Initialize), session::NOT_SPOKEN);
        }
        (Spoken::Yes(_), Spoken::No) => {
            exam.forgive((Era::Stateless, Check::Discover), stateless::NOT_SPOKEN);
        }
        _ => {}
    }
    match begun {
        Spoken::Yes(session) => session::examine(&mut exam, &session).await,
        Spoken::No | Spoken::Badly => {
            exam.skip_all(Era::Sessions, &session::checks(), session::NOT_SPOKEN);
        }
    }
    match discovered {
        Spoken::Yes(capabilities) => stateless::examine(&mut exam, &capabilities).await,
        Spoken::No | Spoken::Badly => {
            exam.skip_all(Era::Stateless, &stateless::checks(), stateless::NOT_SPOKEN);
        }
    }
    access::examine(&mut exam).await;
    let mut results = exam.results;
    results.sort_by_key(|result| result.era);
    results
}

/// Whether an era is spoken.
enum Spoken<T> {
    Yes(T),
    /// It is refused as something that is not there.
    No,
    /// It is answered, or should have been, and not as it must be.
    Badly,
}
