//! What a namespace does with requests on their way to its servers, and with answers on their way back.
//!
//! A link is a [`Middleware`], made from its settings in [`make`]: the only place that knows all kinds. Requests pass the
//! links of a namespace in their order, answers the other way round; where a namespace is in another one, those of the outer
//! one stand around those of the inner one. What is left out of lists is decided when a catalogue is built, everything else
//! when a request passes.
//!
//! The path of a call waits for nobody: a link answers at once ([`Step::Now`]) unless it has to ask somebody outside.

mod approval;
mod audit_detail;
mod cache;
mod chain;
mod filter;
mod links;
mod pass;
mod passing;
mod patterns;
mod rate_limit;
mod redaction;
mod refusal;
mod size_limit;
mod validation;
mod webhook;

use futures::future::BoxFuture;
use http::HeaderName;
use model::{CallKind as Kind, middleware as settings};

pub use self::rate_limit::{Rate, SharedCounts};
pub(crate) use self::{
    chain::Chain,
    links::{Links, Secrets},
    pass::{Sending, pass},
    passing::{Passing, kind_of},
};
use crate::{Error, Stopped, envelope::Answer};

/// One link of a chain.
pub(crate) trait Middleware: Send + Sync {
    /// Leaves something out of lists, as if it were not there. `name` is `server__name` with the server's own names, or a URI.
    fn hides(&self, _kind: Kind, _name: &str) -> bool {
        false
    }

    /// Looks at a request before its server is asked. An error is what the client gets.
    fn before<'a>(&'a self, _passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        Step::done(Verdict::GoOn)
    }

    /// Looks at an answer of the server, or of a link behind this one; gives another one in its place, if it likes.
    fn after<'a>(&'a self, _passing: &'a Passing<'_>, _answer: &'a Answer) -> Step<'a, Option<Answer>> {
        Step::done(None)
    }

    /// The header of requests that it wants to know.
    fn wanted_header(&self) -> Option<&HeaderName> {
        None
    }

    /// Whom it stopped, the latest first.
    fn stopped(&self) -> Vec<Stopped> {
        Vec::new()
    }

    /// Called now and then: forgets what is of no use any more.
    fn tidy(&self) {}
}

/// What becomes of a request.
pub(crate) enum Verdict {
    /// It goes on as it is.
    GoOn,
    /// It goes on, with something changed.
    Changed,
    /// The client gets this; neither the links behind nor the server are asked.
    Answer(Answer),
}

/// A link's answer: now, or when it has asked somebody.
pub(crate) enum Step<'a, T> {
    Now(Result<T, Error>),
    Later(BoxFuture<'a, Result<T, Error>>),
}

impl<T> Step<'_, T> {
    fn done(it: T) -> Self {
        Self::Now(Ok(it))
    }

    async fn wait(self) -> Result<T, Error> {
        match self {
            Self::Now(result) => result,
            Self::Later(result) => result.await,
        }
    }
}

/// The link for these settings; nothing for what is done elsewhere. `secrets` are those that the namespace's servers are given.
fn make(link: &settings::Link, secrets: &Secrets) -> Option<Box<dyn Middleware>> {
    use settings::Middleware as M;
    Some(match &link.middleware {
        M::Filter(settings) => Box::new(filter::Filter::new(settings)),
        M::RateLimit(settings) => Box::new(rate_limit::RateLimit::new(link.id, settings)?),
        M::SizeLimit(settings) => Box::new(size_limit::SizeLimit::new(settings)),
        M::Validation(settings) => Box::new(validation::Validation::new(settings)),
        M::Redaction(settings) => Box::new(redaction::Redaction::new(settings, secrets)),
        M::Cache(settings) => Box::new(cache::Cache::new(settings)),
        M::Approval(settings) => Box::new(approval::Approval::new(settings)),
        M::Webhook(settings) => Box::new(webhook::Webhook::new(settings)?),
        M::AuditDetail(settings) => Box::new(audit_detail::AuditDetail::new(settings, secrets)),
    })
}
