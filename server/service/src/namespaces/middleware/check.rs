//! Whether links can work as they are set, as far as only the server can tell.

use model::{
    FieldErrors, Problem,
    middleware::{Chain, Middleware, NamedPattern},
};
use regex::RegexBuilder;

/// Bytes of a compiled expression; the gateway's bound.
const MAX_COMPILED: usize = 1 << 20;

/// What is wrong with a link that is to work, by the names of its settings.
pub(super) fn check(middleware: &Middleware) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    errors.check_all(middleware.validate());
    check_patterns(middleware, "", &mut errors);
    errors.into_result()
}

/// What is wrong with a chain that no form made, by positions and settings. Links that are off need not be finished.
pub(crate) fn check_chain(chain: &Chain) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    errors.check_all(chain.validate());
    for (at, link) in chain.0.iter().enumerate().filter(|(_, link)| link.enabled) {
        check_patterns(&link.middleware, &format!("{at}."), &mut errors);
    }
    errors.into_result()
}

fn check_patterns(middleware: &Middleware, before: &str, errors: &mut FieldErrors) {
    let Middleware::Redaction(redaction) = middleware else {
        return;
    };
    for NamedPattern { name, pattern } in &redaction.patterns {
        if RegexBuilder::new(pattern)
            .size_limit(MAX_COMPILED)
            .build()
            .is_err()
        {
            let problem = Problem::BadPattern { name: name.clone() };
            errors.add(&format!("{before}patterns"), problem);
        }
    }
}
