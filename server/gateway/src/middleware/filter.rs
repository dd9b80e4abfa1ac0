//! What clients neither see nor reach.

use model::middleware as settings;

use super::{Kind, Middleware, Passing, Step, Verdict, patterns::Patterns};
use crate::Error;

pub(super) struct Filter {
    tools: Patterns,
    prompts: Patterns,
    resources: Patterns,
}

impl Filter {
    pub(super) fn new(settings: &settings::Filter) -> Self {
        Self {
            tools: Patterns::new(&settings.tools),
            prompts: Patterns::new(&settings.prompts),
            resources: Patterns::new(&settings.resources),
        }
    }
}

impl Middleware for Filter {
    fn hides(&self, kind: Kind, name: &str) -> bool {
        match kind {
            Kind::Tool => self.tools.any(name),
            Kind::Prompt => self.prompts.any(name),
            Kind::Resource => self.resources.any(name),
        }
    }

    /// Resources need not be listed to be read.
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        if passing.kind == Kind::Resource && self.resources.any(&passing.name) {
            return Step::Now(Err(Error::UnknownResource(passing.target.exposed.to_string())));
        }
        Step::done(Verdict::GoOn)
    }
}
