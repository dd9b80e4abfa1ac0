//! Calls that wait as people see them.

use model::{ApprovalDetail, ApprovalId, ApprovalView};
use store::ApprovalRecord;

use super::{readable::readable, reference};
use crate::{installation::Installation, sealer::Sealer, tools};

const PLACE: &[u8] = b"metamcp approval";

/// Where the arguments of a call are sealed for.
pub(super) fn place(id: ApprovalId) -> Vec<u8> {
    [PLACE, id.as_uuid().as_bytes()].concat()
}

/// Nothing when its namespace has just gone.
pub(super) fn of(installation: &Installation, record: ApprovalRecord) -> Option<ApprovalView> {
    let namespace = installation.namespace(record.namespace_id)?;
    Some(ApprovalView {
        id: record.id,
        namespace: reference(namespace),
        endpoint: record.endpoint,
        server: record.server,
        tool: record.tool,
        original_tool: record.original_tool,
        client: record.client,
        asker: record.asker,
        state: record.state,
        decided_by: record.decided_by,
        decided_at: record.decided_at,
        reason: record.reason,
        created_at: record.created_at,
        expires_at: record.expires_at,
    })
}

pub(super) fn detail(
    installation: &Installation,
    sealer: &Sealer,
    record: ApprovalRecord,
) -> Option<ApprovalDetail> {
    let opened = sealer.open(&place(record.id), &record.arguments).ok();
    let mut tools = installation.present_tools(record.server_id);
    let tool = tools.find(|tool| tool.name == record.original_tool);
    let arguments = opened.and_then(|bytes| String::from_utf8(bytes).ok());
    Some(ApprovalDetail {
        readable: arguments.as_deref().map(readable),
        arguments,
        digest: hex::encode(record.digest),
        tool: tool.map(|tool| tools::view(tool, record.tool.clone(), true, false)),
        approval: of(installation, record)?,
    })
}
