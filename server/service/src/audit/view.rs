//! From what is stored to what people read.

use model::{ActView, AuditCallDetail, AuditCallView, CallPart, Reference};
use store::{ActRow, AuditCallRecord, AuditCallRow, AuditPart};

pub(super) fn call(call: AuditCallRecord) -> AuditCallView {
    AuditCallView {
        id: call.id,
        at: call.at,
        kind: call.kind,
        endpoint: Reference {
            id: call.endpoint_id,
            name: call.endpoint,
        },
        server: call.server_id.map(|id| Reference {
            id,
            name: call.server,
        }),
        tool: call.tool,
        original_tool: call.original_tool,
        is_write: !call.is_read_only,
        caller: call.caller,
        credential: call.credential,
        client: call.client,
        session: call.session,
        address: call.address,
        outcome: call.outcome,
        error: call.error,
        elapsed_us: call.elapsed_us,
    }
}

/// With arguments and result where the reader may read them. What else there is of its things is not known here.
pub(super) fn detail(row: AuditCallRow, may_read_parts: bool) -> AuditCallDetail {
    let AuditCallRow {
        mut record,
        strand,
        seq,
        hash,
    } = row;
    let (arguments, result) = (record.arguments.take(), record.result.take());
    AuditCallDetail {
        stages: record.stages,
        request_bytes: record.request_bytes,
        answer_bytes: record.answer_bytes,
        may_read_parts,
        arguments: arguments.filter(|_| may_read_parts).map(part),
        result: result.filter(|_| may_read_parts).map(part),
        has_endpoint: false,
        has_server: false,
        strand,
        seq,
        hash: hex::encode(hash),
        call: call(record),
    }
}

pub(super) fn act(row: ActRow) -> ActView {
    let record = row.record;
    ActView {
        id: record.id,
        at: record.at,
        actor: record.actor,
        act: record.act,
        things: record.things,
        address: record.address,
        outcome: record.outcome,
        detail: record.detail,
        seq: row.seq,
        hash: hex::encode(row.hash),
    }
}

fn part(part: AuditPart) -> CallPart {
    CallPart {
        bytes: part.bytes,
        sha256: part.digest.map(hex::encode),
        text: part.text,
    }
}
