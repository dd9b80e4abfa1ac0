//! One thing that a declared namespace does with requests and answers.

use serde::{Deserialize, Serialize};

use crate::middleware::Middleware;

/// What it does, with its settings; on, unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDeclaration {
    /// It does it.
    #[serde(default = "on", skip_serializing_if = "is_on")]
    pub enabled: bool,
    /// What it does.
    #[serde(flatten)]
    pub middleware: Middleware,
}

const fn on() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
const fn is_on(enabled: &bool) -> bool {
    *enabled
}

#[cfg(test)]
mod tests {
    use super::LinkDeclaration;
    use crate::middleware::{Middleware, MiddlewareKind};

    #[test]
    fn says_what_differs_from_the_usual() {
        let json = r#"{"kind":"rate_limit","count":5,"per":"key"}"#;
        let declared: LinkDeclaration = serde_json::from_str(json).expect("valid");
        let Middleware::RateLimit(limit) = &declared.middleware else {
            panic!("{declared:?}");
        };
        assert_eq!((limit.count, limit.seconds, declared.enabled), (5, 60, true));
    }

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for kind in MiddlewareKind::ALL {
            let declared = LinkDeclaration {
                enabled: false,
                middleware: Middleware::usual(*kind),
            };
            let json = serde_json::to_string(&declared).expect("JSON");
            assert_eq!(
                serde_json::from_str::<LinkDeclaration>(&json).expect("valid"),
                declared
            );
        }
    }

    #[test]
    fn what_it_does_not_know_is_refused() {
        for kind in MiddlewareKind::ALL {
            let json = format!(r#"{{"kind":"{}","secnods":5}}"#, kind.as_str());
            let error = serde_json::from_str::<LinkDeclaration>(&json).expect_err("misspelt");
            assert!(error.to_string().contains("secnods"), "{error}");
        }
        let unknown = serde_json::from_str::<LinkDeclaration>(r#"{"kind":"miracle"}"#);
        assert!(unknown.expect_err("no kind").to_string().contains("miracle"));
    }
}
