//! The clients that act for a person, as that person sees them.

use std::collections::HashMap;

use model::{AuthorizationId, ConnectedClientView, OauthClientId, Permission};
use store::OauthClientRecord;

use super::clients;
use crate::{Caller, Error, Result, acts::Act, services::Inner};

pub(super) async fn list(inner: &Inner, caller: &Caller) -> Result<Vec<ConnectedClientView>> {
    caller.require(Permission::Look)?;
    let installation = inner.keeper.current().await?;
    let store = &inner.parts.store;
    let known: HashMap<OauthClientId, OauthClientRecord> = store
        .oauth_clients()
        .list()
        .await?
        .into_iter()
        .map(|client| (client.id, client))
        .collect();
    // Last uses are written without counting the revision up, so what is in memory is too old for them.
    let all = store.authorizations().list().await?;
    let own = all.iter().rev().filter(|it| it.user_id == caller.user_id);
    let views = own.filter_map(|it| {
        let client = known.get(&it.client_id)?;
        let endpoint = installation.endpoint(it.endpoint_id)?;
        Some(ConnectedClientView {
            id: it.id,
            client: client.name.clone(),
            client_host: clients::host(client),
            endpoint_id: endpoint.id,
            endpoint: endpoint.name.clone(),
            scopes: it.scopes.iter().collect(),
            created_at: it.created_at,
            last_used_at: it.last_used_at,
        })
    });
    Ok(views.collect())
}

pub(super) async fn disconnect(inner: &Inner, caller: &Caller, id: AuthorizationId) -> Result<()> {
    caller.require(Permission::Look)?;
    let write = inner.keeper.begin(Act::by(caller, "oauth.disconnect")).await?;
    let is_own = |it: &store::AuthorizationRecord| it.id == id && it.user_id == caller.user_id;
    if !write.before.authorizations().iter().any(is_own) {
        return Err(Error::NotFound);
    }
    write.tx.authorizations().delete(id).await?;
    inner.keeper.commit(write).await.map(drop)
}
