//! From records to rows and back.

use model::{AuditStrandId, CallStages, CallerView, CredentialView, Timestamp};
use uuid::Uuid;

use super::{ActRecord, ActRow, AuditCallRecord, AuditCallRow, AuditPart, figures::step_of};
use crate::{
    Error,
    entity::{audit_act, audit_call},
    rows::inconsistent,
};

/// A row without its hash.
pub(super) fn of_call(call: &AuditCallRecord, strand: AuditStrandId, seq: i64) -> audit_call::Model {
    let part = |part: &Option<AuditPart>| {
        let part = part.clone();
        let bytes = part.as_ref().map(|it| signed(it.bytes));
        let (digest, text) = part.map(|it| (it.digest, it.text)).unwrap_or_default();
        (bytes, digest, text.map(|it| storable(&it)))
    };
    let (arguments_bytes, arguments_digest, arguments) = part(&call.arguments);
    let (result_bytes, result_digest, result) = part(&call.result);
    let credential = call.credential.as_ref();
    audit_call::Model {
        id: call.id.as_uuid(),
        strand_id: strand.as_uuid(),
        seq,
        at: call.at.as_millis(),
        kind: call.kind.as_str().to_owned(),
        endpoint_id: call.endpoint_id.as_uuid(),
        endpoint: storable(&call.endpoint),
        server_id: call.server_id.map(model::ServerId::as_uuid),
        server: storable(&call.server),
        tool: storable(&call.tool),
        original_tool: storable(&call.original_tool),
        is_read_only: call.is_read_only,
        principal_kind: call.caller.kind.as_str().to_owned(),
        principal_id: call.caller.id,
        principal: storable(&call.caller.name),
        credential_kind: credential.map(|it| it.kind.as_str().to_owned()),
        credential_id: credential.map(|it| it.id),
        credential: credential.map(|it| storable(&it.name)).unwrap_or_default(),
        client: storable(&call.client),
        session: call.session.clone(),
        address: call.address.clone(),
        outcome: call.outcome.as_str().to_owned(),
        error: call.error.as_deref().map(storable),
        elapsed_us: signed(call.elapsed_us),
        before_us: signed(call.stages.before_us),
        connecting_us: signed(call.stages.connecting_us),
        server_us: signed(call.stages.server_us),
        after_us: signed(call.stages.after_us),
        elapsed_step: step_of(call.elapsed_us),
        request_bytes: signed(call.request_bytes),
        answer_bytes: signed(call.answer_bytes),
        arguments_bytes,
        arguments_digest,
        arguments,
        result_bytes,
        result_digest,
        result,
        hash: Vec::new(),
    }
}

pub(super) fn call(row: audit_call::Model) -> Result<AuditCallRow, Error> {
    let id = row.id;
    let wrong = |column| move |problem| inconsistent::<audit_call::Entity>(column, id, problem);
    let part = |bytes: Option<i64>, digest, text| {
        let bytes = bytes.map(unsigned)?;
        Some(AuditPart { bytes, digest, text })
    };
    let credential = match (row.credential_kind, row.credential_id) {
        (Some(kind), Some(id)) => Some(CredentialView {
            kind: kind.parse().map_err(wrong("credential_kind"))?,
            id,
            name: row.credential,
        }),
        _ => None,
    };
    Ok(AuditCallRow {
        record: AuditCallRecord {
            id: row.id.into(),
            at: Timestamp::from_millis(row.at),
            kind: row.kind.parse().map_err(wrong("kind"))?,
            endpoint_id: row.endpoint_id.into(),
            endpoint: row.endpoint,
            server_id: row.server_id.map(Into::into),
            server: row.server,
            tool: row.tool,
            original_tool: row.original_tool,
            is_read_only: row.is_read_only,
            caller: CallerView {
                kind: row.principal_kind.parse().map_err(wrong("principal_kind"))?,
                id: row.principal_id,
                name: row.principal,
            },
            credential,
            client: row.client,
            session: row.session,
            address: row.address,
            outcome: row.outcome.parse().map_err(wrong("outcome"))?,
            error: row.error,
            elapsed_us: unsigned(row.elapsed_us),
            stages: CallStages {
                before_us: unsigned(row.before_us),
                connecting_us: unsigned(row.connecting_us),
                server_us: unsigned(row.server_us),
                after_us: unsigned(row.after_us),
            },
            request_bytes: unsigned(row.request_bytes),
            answer_bytes: unsigned(row.answer_bytes),
            arguments: part(row.arguments_bytes, row.arguments_digest, row.arguments),
            result: part(row.result_bytes, row.result_digest, row.result),
        },
        strand: row.strand_id.into(),
        seq: row.seq,
        hash: row.hash,
    })
}

/// A row without its hash.
pub(super) fn of_act(act: &ActRecord, seq: i64) -> audit_act::Model {
    audit_act::Model {
        id: act.id.as_uuid(),
        seq,
        at: act.at.as_millis(),
        actor_kind: act.actor.kind.as_str().to_owned(),
        actor_id: act.actor.id.map(model::UserId::as_uuid),
        actor: storable(&act.actor.name),
        act: act.act.clone(),
        things: storable(&serde_json::json!(act.things).to_string()),
        address: act.address.clone(),
        outcome: act.outcome.as_str().to_owned(),
        detail: storable(&act.detail),
        hash: Vec::new(),
    }
}

pub(super) fn act(row: audit_act::Model) -> Result<ActRow, Error> {
    let id: Uuid = row.id;
    let wrong = |column| move |problem| inconsistent::<audit_act::Entity>(column, id, problem);
    Ok(ActRow {
        record: ActRecord {
            id: row.id.into(),
            at: Timestamp::from_millis(row.at),
            actor: model::ActorView {
                kind: row.actor_kind.parse().map_err(wrong("actor_kind"))?,
                id: row.actor_id.map(Into::into),
                name: row.actor,
            },
            act: row.act,
            things: serde_json::from_str(&row.things)
                .map_err(|error| inconsistent::<audit_act::Entity>("things", id, error))?,
            address: row.address,
            outcome: row.outcome.parse().map_err(wrong("outcome"))?,
            detail: row.detail,
        },
        seq: row.seq,
        hash: row.hash,
    })
}

/// Postgres keeps every character but one in texts.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
