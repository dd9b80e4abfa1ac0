//! Live sessions of clients at an endpoint.

use gateway::LiveSession;
use model::{ActVerb, EndpointId, Permission, SessionView, SessionsView};

use super::Endpoints;
use crate::{Caller, Result, acts::Act, installation::Installation, principals, visibility::changeable};

/// Sessions that a page lists.
const MAX_LISTED: usize = 50;

impl Endpoints<'_> {
    /// The sessions of clients that this process serves at an endpoint, for who may end them.
    pub async fn sessions(&self, caller: &Caller, id: EndpointId) -> Result<SessionsView> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        changeable(caller, installation.endpoint(id))?;
        let live = self.inner.parts.gateway.session_list(id);
        let listed = live.iter().take(MAX_LISTED);
        Ok(SessionsView {
            sessions: listed.map(|session| view(&installation, session)).collect(),
            more: live.len().saturating_sub(MAX_LISTED),
        })
    }

    /// Ends a session by its handle: its client has to begin anew. One that is gone already is no error.
    pub async fn disconnect(&self, caller: &Caller, id: EndpointId, handle: &str) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let endpoint = changeable(caller, installation.endpoint(id))?;
        if let Ok(handle) = u64::from_str_radix(handle, 16)
            && self.inner.parts.gateway.disconnect(id, handle)
        {
            tracing::info!(endpoint.id = %id, user.id = %caller.user_id, "a client session was disconnected");
            let act = Act::by(caller, "endpoints.disconnect").about(
                ActVerb::Deleted,
                "client_session",
                Some(id.as_uuid()),
                endpoint.name.clone(),
            );
            self.inner.note(act).await?;
        }
        Ok(())
    }
}

fn view(installation: &Installation, session: &LiveSession) -> SessionView {
    SessionView {
        handle: format!("{:016x}", session.handle),
        client: session.client.as_ref().to_owned(),
        version: session.version.to_owned(),
        holder: principals::name_of(installation, session.principal),
        began_at: session.began_at,
        last_used_at: session.last_use,
        calls: session.calls,
        streams: session.streams,
    }
}
