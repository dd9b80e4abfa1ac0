//! Connections as people see them.

use std::{sync::Arc, time::Duration};

use model::{ProcessView, Timestamp};
use serde::Deserialize;

use super::{
    connection::Connection, core::Core, lane::Lane, processes, shared::Shared, supervisor::Supervisor,
};
use crate::{
    error::quoted,
    live_connection::{ConnectionHolder, LiveConnection},
    recorder::now,
    spec::PrincipalId,
};

/// Connections that are shown of one server. Nobody reads more.
const MAX_SHOWN: usize = 100;

/// The connections of a server, oldest first.
pub(super) async fn view(shared: &Shared, supervisor: &Supervisor) -> Vec<LiveConnection> {
    let mut connections = supervisor.connections();
    connections.sort_by_key(|connection| connection.born());
    connections.truncate(MAX_SHOWN);
    let mut processes = processes::by_connection(&shared.nursery, supervisor.id()).await;
    connections
        .iter()
        .map(|connection| {
            let of_it = processes.remove(&key(connection.core())).unwrap_or_default();
            row(connection, of_it)
        })
        .collect()
}

/// Tells connections apart as long as they live.
pub(super) fn key(core: &Core) -> usize {
    std::ptr::from_ref(core).addr()
}

fn row(connection: &Arc<Connection>, processes: Vec<ProcessView>) -> LiveConnection {
    let core = connection.core();
    LiveConnection {
        holder: holder(core),
        client: client_name(core.introduction.named()),
        protocol_version: connection.protocol_version(),
        began_at: ago(connection.age()),
        last_used_at: ago(connection.last_used().elapsed()),
        calls: connection.running(),
        is_ending: !connection.is_alive(),
        stderr: core.target.mask(&core.evidence.stderr()),
        processes,
    }
}

fn holder(core: &Core) -> ConnectionHolder {
    match core.inbox.strays.lane() {
        None => ConnectionHolder::Spare,
        Some(Lane::Shared(principal) | Lane::Stateless(principal)) => ConnectionHolder::Shared(principal),
        Some(Lane::Rented { principal, .. }) => ConnectionHolder::Own(principal),
        Some(Lane::Own(_)) => ConnectionHolder::Own(core.principal().unwrap_or(PrincipalId::Gateway)),
    }
}

fn client_name(info: Option<&str>) -> String {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Info {
        name: String,
        version: String,
    }
    let info = info.and_then(|info| serde_json::from_str::<Info>(info).ok());
    let Info { name, version } = info.unwrap_or_default();
    quoted(format!("{name} {version}").trim())
}

fn ago(time: Duration) -> Timestamp {
    let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(now().as_millis().saturating_sub(millis))
}
