//! How much of a call is kept with its record.

use std::sync::Arc;

use model::middleware::{self as settings, BuiltInPattern, Detail};
use sha2::{Digest, Sha256};

use super::{Middleware, Passing, Secrets, Step, Verdict, redaction::Texts};
use crate::{PartDetail, envelope::Answer};

/// The most bytes of one text that are kept.
const MAX_TEXT: usize = 16 * 1024;

pub(super) struct AuditDetail {
    arguments: Teller,
    results: Teller,
}

/// Tells of one part of calls.
struct Teller {
    detail: Detail,
    /// What must not be told.
    secrets: Option<Texts>,
}

impl AuditDetail {
    pub(super) fn new(settings: &settings::AuditDetail, secrets: &Secrets) -> Self {
        Self {
            arguments: Teller::new(settings.arguments, secrets),
            results: Teller::new(settings.results, secrets),
        }
    }
}

impl Middleware for AuditDetail {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        let arguments = self.arguments.part(passing.arguments().get().as_bytes());
        passing.details().note_arguments(arguments);
        Step::done(Verdict::GoOn)
    }

    fn after<'a>(&'a self, passing: &'a Passing<'_>, answer: &'a Answer) -> Step<'a, Option<Answer>> {
        let body = answer.result().or(answer.error()).unwrap_or_default();
        passing.details().note_result(self.results.part(body));
        Step::done(None)
    }
}

impl Teller {
    fn new(detail: Detail, secrets: &Secrets) -> Self {
        let built_in = match detail {
            Detail::Size | Detail::Digest => None,
            Detail::Redacted => Some(BuiltInPattern::ALL.to_vec()),
            Detail::Full => Some(Vec::new()),
        };
        Self {
            detail,
            secrets: built_in.map(|built_in| {
                let settings = settings::Redaction {
                    built_in,
                    ..settings::Redaction::default()
                };
                Texts::new(&settings, secrets)
            }),
        }
    }

    fn part(&self, body: &[u8]) -> PartDetail {
        PartDetail {
            bytes: body.len(),
            digest: (self.detail != Detail::Size).then(|| Sha256::digest(body).into()),
            text: self.secrets.as_ref().map(|secrets| told(secrets, body)),
        }
    }
}

/// The beginning of a text without secrets. All of it is looked at: a secret that the bound cuts would be half told.
fn told(secrets: &Texts, body: &[u8]) -> Arc<str> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let text = secrets.kept_out(text);
    Arc::from(&text[..text.floor_char_boundary(MAX_TEXT)])
}

#[cfg(test)]
mod tests {
    use super::{Arc, Detail, MAX_TEXT, Teller};

    fn part(detail: Detail, body: &[u8]) -> crate::PartDetail {
        Teller::new(detail, &Arc::from(["hunter2-hunter2".to_owned()])).part(body)
    }

    #[test]
    fn as_much_as_is_wanted_and_no_more_than_fits() {
        let size = part(Detail::Size, b"{}");
        assert_eq!((size.bytes, size.digest, size.text), (2, None, None));
        let digest = part(Detail::Digest, b"{}");
        let expected = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(digest.digest.map(hex::encode).as_deref(), Some(expected));
        assert_eq!(digest.text, None);
        let full = part(Detail::Full, "ä".repeat(MAX_TEXT).as_bytes());
        assert_eq!(full.text.map(|text| text.len()), Some(MAX_TEXT));
        assert_eq!(full.bytes, 2 * MAX_TEXT);
    }

    #[test]
    fn known_secrets_are_never_told_wherever_they_stand() {
        let body = br#"{"a":"x hunter2-hunter2 y","hunter2-hunter2":1,"b":"hunter2\u002dhunter2"}"#;
        for detail in [Detail::Redacted, Detail::Full] {
            let told = part(detail, body).text.expect("told");
            assert!(!told.contains("hunter2"), "{told}");
            assert!(told.contains("[redacted: secret]"), "{told}");
        }
    }

    #[test]
    fn a_secret_at_the_bound_is_not_half_told() {
        let body = format!(r#"{{"a":"{}hunter2-hunter2"}}"#, "x".repeat(MAX_TEXT - 12));
        let told = part(Detail::Full, body.as_bytes()).text.expect("told");
        assert!(!told.contains("hunter"), "{}", &told[MAX_TEXT - 20..]);
    }

    #[test]
    fn shapes_of_secrets_are_told_only_in_full() {
        let body = br#"{"a":"ada@example.com","b":"glpat-0123456789abcdefghij"}"#;
        let redacted = part(Detail::Redacted, body).text.expect("told");
        assert_eq!(
            &*redacted,
            r#"{"a":"[redacted: e-mail]","b":"[redacted: GitLab token]"}"#
        );
        assert!(part(Detail::Full, body).text.expect("told").contains("ada@"));
    }
}
