//! What the hash of a row covers: every column but the hash itself, and the hash of the row before it.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::entity::{audit_act, audit_call};

/// A hash of a row.
pub(super) type Hash = [u8; 32];

/// Values are written with what they are and how long they are, so that no two rows give the same bytes.
struct Bytes(Sha256);

impl Bytes {
    fn new(noun: &str, previous: &[u8]) -> Self {
        Self(Sha256::new()).text(noun).value(previous)
    }

    fn value(mut self, value: &[u8]) -> Self {
        self.0.update([1]);
        self.0.update((value.len() as u64).to_le_bytes());
        self.0.update(value);
        self
    }

    fn nothing(mut self) -> Self {
        self.0.update([0]);
        self
    }

    fn text(self, text: &str) -> Self {
        self.value(text.as_bytes())
    }

    fn number(self, number: i64) -> Self {
        self.value(&number.to_le_bytes())
    }

    fn id(self, id: Uuid) -> Self {
        self.value(id.as_bytes())
    }

    fn maybe<T>(self, value: Option<T>, write: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => write(self, value),
            None => self.nothing(),
        }
    }

    fn maybe_text(self, text: Option<&str>) -> Self {
        self.maybe(text, Self::text)
    }

    fn end(self) -> Hash {
        self.0.finalize().into()
    }
}

/// Of a call.
pub(super) fn of_call(row: &audit_call::Model, previous: &[u8]) -> Hash {
    let mut bytes = Bytes::new("call", previous)
        .id(row.strand_id)
        .number(row.seq)
        .id(row.id)
        .number(row.at)
        .text(&row.kind)
        .id(row.endpoint_id)
        .text(&row.endpoint)
        .maybe(row.server_id, Bytes::id)
        .text(&row.server)
        .text(&row.tool)
        .text(&row.original_tool)
        .number(row.is_read_only.into())
        .text(&row.principal_kind)
        .maybe(row.principal_id, Bytes::id)
        .text(&row.principal)
        .maybe_text(row.credential_kind.as_deref())
        .maybe(row.credential_id, Bytes::id)
        .text(&row.credential)
        .text(&row.client)
        .maybe_text(row.session.as_deref())
        .maybe_text(row.address.as_deref())
        .text(&row.outcome)
        .maybe_text(row.error.as_deref());
    let numbers = [
        row.elapsed_us,
        row.before_us,
        row.connecting_us,
        row.server_us,
        row.after_us,
        row.elapsed_step.into(),
        row.request_bytes,
        row.answer_bytes,
    ];
    for number in numbers {
        bytes = bytes.number(number);
    }
    bytes
        .maybe(row.arguments_bytes, Bytes::number)
        .maybe(row.arguments_digest.as_deref(), Bytes::value)
        .maybe_text(row.arguments.as_deref())
        .maybe(row.result_bytes, Bytes::number)
        .maybe(row.result_digest.as_deref(), Bytes::value)
        .maybe_text(row.result.as_deref())
        .end()
}

/// Of an act.
pub(super) fn of_act(row: &audit_act::Model, previous: &[u8]) -> Hash {
    Bytes::new("act", previous)
        .number(row.seq)
        .id(row.id)
        .number(row.at)
        .text(&row.actor_kind)
        .maybe(row.actor_id, Bytes::id)
        .text(&row.actor)
        .text(&row.act)
        .text(&row.things)
        .maybe_text(row.address.as_deref())
        .text(&row.outcome)
        .text(&row.detail)
        .end()
}
