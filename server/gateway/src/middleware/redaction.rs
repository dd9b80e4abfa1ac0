//! What is not to be read.

use std::sync::Arc;

use model::middleware as settings;
use serde_json::value::RawValue;

use super::{Middleware, Passing, Secrets, Step, Verdict};
use crate::envelope::Answer;

mod shapes;
mod texts;

pub(super) use texts::Texts;

pub(super) struct Redaction {
    texts: Texts,
    of_arguments: bool,
    of_results: bool,
}

impl Redaction {
    pub(super) fn new(settings: &settings::Redaction, secrets: &Secrets) -> Self {
        let secrets = if settings.known { &**secrets } else { &[] };
        Self {
            texts: Texts::new(settings, secrets),
            of_arguments: settings.arguments,
            of_results: settings.results,
        }
    }
}

impl Middleware for Redaction {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        if !self.of_arguments {
            return Step::done(Verdict::GoOn);
        }
        let redacted = self.texts.redacted(passing.arguments().get());
        match redacted.and_then(|it| RawValue::from_string(it).ok()) {
            Some(arguments) => {
                passing.set_arguments(Arc::from(arguments));
                Step::done(Verdict::Changed)
            }
            None => Step::done(Verdict::GoOn),
        }
    }

    fn after<'a>(&'a self, _: &'a Passing<'_>, answer: &'a Answer) -> Step<'a, Option<Answer>> {
        if !self.of_results {
            return Step::done(None);
        }
        let body = answer.result().or(answer.error()).unwrap_or_default();
        let redacted = std::str::from_utf8(body)
            .ok()
            .and_then(|body| self.texts.redacted(body));
        Step::done(redacted.and_then(|it| answer.with_body(it.as_bytes())))
    }
}
