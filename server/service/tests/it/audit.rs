//! What is written down: from the client to the page, under pressure, and when somebody tampers with it.

mod acts;
mod calls;
mod pressure;
mod tampering;

use std::time::Duration;

use gateway::{CallRecord, PrincipalId, Stages};
use model::{AuditCallView, CallFilter, CallKind, CallOutcome, CallRange, EndpointId, Timestamp};
use service::Caller;
use uuid::Uuid;

use crate::support::{Installation, until};

/// Everything, whatever the clocks say.
fn ever() -> CallFilter {
    CallFilter {
        range: CallRange::All,
        ..CallFilter::default()
    }
}

async fn listed(installation: &Installation, caller: &Caller, filter: &CallFilter) -> Vec<AuditCallView> {
    let view = installation.services.audit().calls(caller, filter, None).await;
    view.expect("listed").calls
}

/// Waits until so many calls are written down.
async fn written(installation: &Installation, caller: &Caller, count: usize) {
    let is_written = || async { listed(installation, caller, &ever()).await.len() >= count };
    until("the calls are written down", is_written).await;
}

/// A call that ended so many milliseconds after 1970.
fn call(millis: i64) -> CallRecord {
    CallRecord {
        at: Timestamp::from_millis(millis),
        kind: CallKind::Tool,
        endpoint_id: EndpointId::from_uuid(Uuid::from_u128(5)),
        endpoint: "dev".into(),
        server_id: None,
        tool: "fs__write".into(),
        original_tool: "write".into(),
        is_read_only: false,
        client: "test 1".into(),
        principal: PrincipalId::Gateway,
        credential: None,
        address: None,
        session: None,
        trace: None,
        outcome: CallOutcome::Ok,
        error: None,
        elapsed: Duration::from_micros(7),
        stages: Stages::default(),
        request_bytes: 2,
        answer_bytes: 2,
        arguments: None,
        result: None,
    }
}
