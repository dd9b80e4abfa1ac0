//! Clients and what they may do here, as administrators decide it.

use std::collections::HashMap;

use model::{
    ActVerb, ClientAuth, ClientKind, CreatedOauthClient, FieldErrors, OauthClientId, OauthClientView,
    Permission, Problem, RegistrationPolicy,
};
use serde_json::json;

use super::{redirect, registration};
use crate::{Caller, Error, Result, acts::Act, services::Inner};

pub(super) async fn list(inner: &Inner, caller: &Caller) -> Result<Vec<OauthClientView>> {
    caller.require(Permission::KeepSettings)?;
    let installation = inner.keeper.current().await?;
    let mut connections: HashMap<OauthClientId, usize> = HashMap::new();
    for authorization in installation.authorizations() {
        *connections.entry(authorization.client_id).or_default() += 1;
    }
    let clients = inner.parts.store.oauth_clients().list().await?;
    let view = |client: store::OauthClientRecord| OauthClientView {
        id: client.id,
        client_id: client.client_id,
        kind: client.kind,
        name: client.name,
        redirect_uris: client.redirect_uris,
        has_secret: client.secret_hash.is_some(),
        approved: client.approved,
        connections: connections.get(&client.id).copied().unwrap_or_default(),
        created_at: client.created_at,
    };
    Ok(clients.into_iter().map(view).collect())
}

/// A client with a secret, or without one as programs on people's machines are. Redirect URIs stand one a line.
pub(super) async fn register(
    inner: &Inner,
    caller: &Caller,
    name: &str,
    redirect_uris: &str,
    confidential: bool,
) -> Result<CreatedOauthClient> {
    caller.require(Permission::KeepSettings)?;
    let uris: Vec<String> = redirect_uris
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let mut errors = FieldErrors::new();
    if name.trim().is_empty() {
        errors.add("name", Problem::Required);
    }
    if uris.is_empty() {
        errors.add("redirect_uris", Problem::Required);
    } else if uris.iter().any(|uri| redirect::destination(uri).is_err()) {
        errors.add("redirect_uris", Problem::BadUrl);
    }
    errors.into_result()?;
    let auth = if confidential {
        ClientAuth::ClientSecretBasic
    } else {
        ClientAuth::None
    };
    let name = registration::shown_name(name);
    let client = registration::new(inner, ClientKind::Registered, name, uris, auth);
    let tx = inner
        .begin(about(
            caller,
            "oauth.register_client",
            ActVerb::Created,
            &client.record,
        ))
        .await?;
    tx.oauth_clients().insert(&client.record).await?;
    tx.commit().await?;
    Ok(CreatedOauthClient {
        name: client.record.name,
        client_id: client.record.client_id,
        secret: client.secret,
    })
}

/// From now on people may be asked about the client.
pub(super) async fn approve(inner: &Inner, caller: &Caller, id: OauthClientId) -> Result<()> {
    caller.require(Permission::KeepSettings)?;
    let mut tx = inner.begin(Act::by(caller, "oauth.approve_client")).await?;
    if !tx.oauth_clients().approve(id).await? {
        return Err(Error::NotFound);
    }
    let name = tx.oauth_clients().find(id).await?.map(|it| it.name);
    tx.about(
        ActVerb::Changed,
        "oauth_client",
        Some(id.as_uuid()),
        name.unwrap_or_default(),
    );
    tx.commit().await
}

/// The client is unknown from now on, and everything that it was allowed is over.
pub(super) async fn delete(inner: &Inner, caller: &Caller, id: OauthClientId) -> Result<()> {
    caller.require(Permission::KeepSettings)?;
    let mut write = inner.keeper.begin(Act::by(caller, "oauth.delete_client")).await?;
    let name = write.tx.oauth_clients().find(id).await?.map(|it| it.name);
    write.note(
        ActVerb::Deleted,
        "oauth_client",
        Some(id.as_uuid()),
        name.unwrap_or_default(),
    );
    if !write.tx.oauth_clients().delete(id).await? {
        return Err(Error::NotFound);
    }
    inner.keeper.commit(write).await.map(drop)
}

pub(super) async fn policy(inner: &Inner, caller: &Caller) -> Result<RegistrationPolicy> {
    caller.require(Permission::KeepSettings)?;
    registration::policy(inner).await
}

pub(super) async fn set_policy(inner: &Inner, caller: &Caller, policy: RegistrationPolicy) -> Result<()> {
    caller.require(Permission::KeepSettings)?;
    let act = Act::by(caller, "oauth.set_policy")
        .about(ActVerb::Changed, "setting", None, registration::POLICY)
        .saying(policy.as_str());
    let (now, tx) = (inner.parts.clock.now(), inner.begin(act).await?);
    tx.settings()
        .set(registration::POLICY, &json!(policy.as_str()), now)
        .await?;
    tx.commit().await
}

/// The caller does something about a client.
fn about(caller: &Caller, what: &'static str, verb: ActVerb, client: &store::OauthClientRecord) -> Act {
    Act::by(caller, what).about(
        verb,
        "oauth_client",
        Some(client.id.as_uuid()),
        client.name.clone(),
    )
}
