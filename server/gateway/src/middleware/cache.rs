//! Answers that are given again.

use std::time::Duration;

use model::middleware as settings;
use moka::sync::Cache as Kept;
use sha2::{Digest, Sha256};

use super::{Kind, Middleware, Passing, Step, Verdict, patterns::Patterns};
use crate::{PrincipalId, envelope::Answer, pipeline::recording::is_tool_error, raw::RawObject};

/// Bytes of answers that one link keeps.
const MAX_BYTES: u64 = 32 * 1024 * 1024;
/// A result above this size is not kept.
const MAX_RESULT: usize = 1024 * 1024;
/// What an entry takes beside its answer, roughly.
const ENTRY_BYTES: usize = 200;

pub(super) struct Cache {
    tools: Patterns,
    is_shared: bool,
    kept: Kept<[u8; 32], Answer>,
}

impl Cache {
    pub(super) fn new(settings: &settings::Cache) -> Self {
        let weight = |_: &[u8; 32], answer: &Answer| {
            let bytes = answer.result().map_or(0, <[u8]>::len) + ENTRY_BYTES;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self {
            tools: Patterns::new(&settings.tools),
            is_shared: settings.shared,
            kept: Kept::builder()
                .max_capacity(MAX_BYTES)
                .weigher(weight)
                .time_to_live(Duration::from_secs(settings.seconds.into()))
                .build(),
        }
    }

    /// What the same call has. In whose name it is made counts, unless all are answered the same.
    fn key(&self, passing: &Passing<'_>) -> [u8; 32] {
        let mut digest = Sha256::new();
        let target = passing.target;
        digest.update(target.server_id.as_uuid().as_bytes());
        digest.update(target.original.as_bytes());
        digest.update([0]);
        if !self.is_shared {
            let (kind, id) = match passing.context.principal {
                PrincipalId::Anonymous(id) => (1, id.as_uuid()),
                PrincipalId::User(id) => (2, id.as_uuid()),
                PrincipalId::Key(id) => (3, id.as_uuid()),
                PrincipalId::Gateway => (4, uuid::Uuid::nil()),
            };
            digest.update([kind]);
            digest.update(id.as_bytes());
        }
        digest.update(passing.arguments().get().as_bytes());
        digest.finalize().into()
    }
}

impl Middleware for Cache {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        let is_kept = passing.kind == Kind::Tool
            && passing.target.is_read_only
            && passing.is_plain
            // What else the server is told may decide its answer.
            && passing.context.brought.is_empty()
            && self.tools.any_or_empty(&passing.name);
        if !is_kept {
            return Step::done(Verdict::GoOn);
        }
        let key = self.key(passing);
        if let Some(answer) = self.kept.get(&key) {
            return Step::done(Verdict::Answer(answer));
        }
        passing.note(self, key);
        Step::done(Verdict::GoOn)
    }

    fn after<'a>(&'a self, passing: &'a Passing<'_>, answer: &'a Answer) -> Step<'a, Option<Answer>> {
        if let Some(key) = passing.noted(self)
            && let Some(result) = answer.result().filter(|result| is_final(result))
            // A copy: the frame may be a small part of what was read at once.
            && let Some(copy) = Answer::of_result(result)
        {
            self.kept.insert(key, copy.in_era(answer.is_modern()));
        }
        Step::done(None)
    }

    fn tidy(&self) {
        self.kept.run_pending_tasks();
    }
}

/// The result is the whole result: neither an error, nor a question (2026-07-28), nor a task that goes on.
fn is_final(result: &[u8]) -> bool {
    let is_whole = |result: &str| {
        RawObject::parse(result, &[]).is_ok_and(|fields| {
            let kind = fields.get("resultType").map(serde_json::value::RawValue::get);
            kind.is_none_or(|kind| kind == "\"complete\"") && fields.get("task").is_none()
        })
    };
    result.len() <= MAX_RESULT && !is_tool_error(result) && std::str::from_utf8(result).is_ok_and(is_whole)
}
