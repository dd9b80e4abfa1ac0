//! How much of a call is kept with its record.

use std::sync::Arc;

use model::middleware::{self as settings, Detail};
use sha2::{Digest, Sha256};

use super::{Middleware, Passing, Step, Verdict};
use crate::{PartDetail, envelope::Answer};

/// The most bytes of one text that are kept.
const MAX_TEXT: usize = 16 * 1024;

pub(super) struct AuditDetail {
    arguments: Detail,
    results: Detail,
}

impl AuditDetail {
    pub(super) fn new(settings: &settings::AuditDetail) -> Self {
        Self {
            arguments: settings.arguments,
            results: settings.results,
        }
    }
}

impl Middleware for AuditDetail {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        let arguments = part(self.arguments, passing.arguments().get().as_bytes());
        passing.details().note_arguments(arguments);
        Step::done(Verdict::GoOn)
    }

    fn after<'a>(&'a self, passing: &'a Passing<'_>, answer: &'a Answer) -> Step<'a, Option<Answer>> {
        let body = answer.result().or(answer.error()).unwrap_or_default();
        passing.details().note_result(part(self.results, body));
        Step::done(None)
    }
}

fn part(detail: Detail, body: &[u8]) -> PartDetail {
    let text = || {
        let text = std::str::from_utf8(body).unwrap_or_default();
        Arc::from(&text[..text.floor_char_boundary(MAX_TEXT)])
    };
    PartDetail {
        bytes: body.len(),
        digest: (detail != Detail::Size).then(|| Sha256::digest(body).into()),
        text: (detail == Detail::Full).then(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{Detail, MAX_TEXT, part};

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
}
