//! A trial connection: what a server is before it is saved.

use std::time::Duration;

use model::ProbeView;
use serde::Deserialize;

use super::{connection::Connection, error::UpstreamError, offering};
use crate::spec::{Definition, Offering};

/// What a trial connection found.
#[derive(Debug, Clone)]
pub struct Probe {
    /// For people.
    pub view: ProbeView,
    /// Everything it offers, exactly as it wrote it.
    pub offering: Offering,
}

#[derive(Deserialize)]
struct Described {
    #[serde(default)]
    description: String,
}

/// Lists what the server of a fresh connection offers, and ends the connection. `limit` is for each page of a list.
pub(super) async fn look(
    connection: std::sync::Arc<Connection>,
    limit: Duration,
) -> Result<Probe, UpstreamError> {
    let offering = offering::list(&connection, limit).await;
    connection.core().life.stop();
    let offering = offering?;
    let view = ProbeView {
        elapsed_ms: u64::try_from(connection.age().as_millis()).unwrap_or(u64::MAX),
        protocol_version: connection.protocol_version().to_owned(),
        server_info: connection.server_info(),
        tools: offering
            .tools
            .iter()
            .map(|tool| (tool.name.clone(), first_line(tool)))
            .collect(),
    };
    Ok(Probe { view, offering })
}

fn first_line(tool: &Definition) -> String {
    let described = serde_json::from_str::<Described>(tool.definition.get());
    let description = described.map(|it| it.description).unwrap_or_default();
    description.trim().lines().next().unwrap_or_default().to_owned()
}
