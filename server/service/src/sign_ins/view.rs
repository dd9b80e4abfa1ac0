//! From what is stored of a sign-in to what people see.

use model::{GrantView, ServerId, SignInView};
use store::{ServerRecord, UpstreamGrantRecord};

use super::{
    permitted::{holder, is_for, may_connect},
    sealed::Grant,
};
use crate::{
    Caller, Result,
    sealer::Sealer,
    services::Inner,
    visibility::{may_change, visible},
};

pub(crate) async fn of(inner: &Inner, caller: &Caller, id: ServerId) -> Result<Option<SignInView>> {
    caller.require(model::Permission::Look)?;
    let installation = inner.keeper.current().await?;
    let server = visible(caller, installation.server(id))?;
    let Some(oauth) = &server.oauth else {
        return Ok(None);
    };
    let grants = inner.parts.store.upstream_grants().of_server(id).await?;
    let user = holder(caller, oauth);
    let grant = grants.iter().find(|grant| grant.user_id == user);
    Ok(Some(SignInView {
        sharing: oauth.sharing,
        may_connect: may_connect(caller, server, oauth),
        grant: grant.and_then(|grant| view(&inner.parts.sealer, server, grant)),
        people: may_change(caller, server)
            .then(|| grants.iter().filter(|grant| grant.user_id.is_some()).count()),
    }))
}

/// Nothing when it was allowed at another place than the server is now.
fn view(sealer: &Sealer, server: &ServerRecord, record: &UpstreamGrantRecord) -> Option<GrantView> {
    let grant = Grant::open(sealer, record.server_id, record.user_id, &record.sealed)?;
    is_for(server, record.user_id, &grant).then(|| GrantView {
        issuer: record.issuer.clone(),
        scopes: record.scopes.clone(),
        expires_at: record.expires_at,
        is_renewed: grant.refresh.is_some(),
        reason: record.reason,
        connected_at: record.connected_at,
    })
}
