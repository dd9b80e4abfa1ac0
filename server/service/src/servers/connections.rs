//! The connections of a server, and what runs for them.

use gateway::{ConnectionHolder as Holder, LiveConnection, PrincipalId};
use model::{ConnectionHolder, ConnectionView, Permission, ServerId};

use super::Servers;
use crate::{Caller, Result, installation::Installation, principals, visibility::changeable};

impl Servers<'_> {
    /// The connections of a server as they are now, oldest first, for who may change the server: they say who uses it and
    /// what it writes to its log.
    pub async fn connections(&self, caller: &Caller, id: ServerId) -> Result<Vec<ConnectionView>> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        changeable(caller, installation.server(id))?;
        let live = self.inner.parts.gateway.connections(id).await;
        Ok(live
            .into_iter()
            .map(|connection| view(&installation, connection))
            .collect())
    }
}

fn view(installation: &Installation, connection: LiveConnection) -> ConnectionView {
    ConnectionView {
        holder: holder(installation, connection.holder),
        client: connection.client,
        protocol_version: connection.protocol_version.to_owned(),
        began_at: connection.began_at,
        last_used_at: connection.last_used_at,
        calls: connection.calls,
        is_ending: connection.is_ending,
        stderr: connection.stderr,
        processes: connection.processes,
    }
}

fn holder(installation: &Installation, holder: Holder) -> ConnectionHolder {
    let name_of = |principal| principals::name_of(installation, principal);
    match holder {
        Holder::Spare => ConnectionHolder::Spare,
        Holder::Shared(PrincipalId::Gateway) => ConnectionHolder::Gateway,
        Holder::Shared(principal) => {
            name_of(principal).map_or(ConnectionHolder::Anyone, ConnectionHolder::Shared)
        }
        Holder::Own(principal) => ConnectionHolder::Own(name_of(principal)),
    }
}
