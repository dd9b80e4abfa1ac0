//! The way back from an authorization server.

use std::time::Duration;

use gateway::PrincipalId;
use model::ServerId;
use store::{UpstreamAttemptRecord, UpstreamGrantRecord};

use super::{
    asking::{problem, quoted},
    connect::hash,
    permitted::{connectable, holder},
    revocation,
    sealed::{Attempt, Grant},
    token::{self, Denied, Issued},
};
use crate::{
    Caller, Result,
    acts::Act,
    authorization_answer::{AuthorizationAnswer, NoCode},
    clock::{later, until},
    services::Inner,
};

const AGAIN: &str = "Go to the server's page and connect it again.";

/// Takes in the answer that a browser brings.
pub(super) async fn finish(inner: &Inner, caller: &Caller, query: &str) -> Result<ServerId> {
    let now = inner.parts.clock.now();
    let refused = |message: String| problem(now, message, AGAIN);
    let answer = AuthorizationAnswer::read(query)
        .ok_or_else(|| refused("The answer says something twice.".to_owned()))?;
    let (record, attempt) = taken(inner, answer.state().unwrap_or_default())
        .await?
        .filter(|(record, _)| {
            // Whoever sends somebody else here with their own answer connects nothing in that one's name.
            record.user_id == caller.user_id && !until(now, record.expires_at).is_zero()
        })
        .ok_or_else(|| {
            refused("This answer is too old, was used before, or belongs to another person.".to_owned())
        })?;
    let code = answer.code(&attempt.issuer, attempt.names_itself);
    let code = code.map_err(|no_code| refused(explained(no_code, &attempt.issuer)))?;
    let id = record.server_id;
    check_unchanged(inner, caller, id, &attempt).await?;
    let fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &*attempt.client.redirect_uri),
        ("code_verifier", &*attempt.verifier),
        ("resource", &*attempt.resource),
    ];
    let issued = token::request(
        &inner.parts.gateway,
        &attempt.client,
        &attempt.token_endpoint,
        fields,
    );
    let issued = issued.await.map_err(|denied| match denied {
        Denied::Later(said) | Denied::Never(_, said) => refused(said),
    })?;
    keep(inner, caller, id, attempt, issued).await?;
    greet(inner, caller, id);
    Ok(id)
}

fn explained(no_code: NoCode, issuer: &str) -> String {
    match no_code {
        NoCode::Elsewhere => format!("The answer does not come from {issuer}, which was asked."),
        NoCode::Refused { error, description } => {
            let said = quoted(&description.unwrap_or(error));
            format!("The authorization server did not allow it: {said}.")
        }
        NoCode::Missing => "The authorization server sent no code.".to_owned(),
    }
}

/// The attempt that a state belongs to, which cannot be had again.
async fn taken(inner: &Inner, state: &str) -> Result<Option<(UpstreamAttemptRecord, Attempt)>> {
    let state_hash = hash(state);
    let tx = inner.parts.store.begin().await?;
    let record = tx.upstream_attempts().take(&state_hash).await?;
    tx.commit().await?;
    let open = |record: UpstreamAttemptRecord| {
        let attempt = Attempt::open(&inner.parts.sealer, &state_hash, &record.sealed)?;
        Some((record, attempt))
    };
    Ok(record.and_then(open))
}

/// The server is still the one that was to be connected, and the caller may still do that.
async fn check_unchanged(inner: &Inner, caller: &Caller, id: ServerId, attempt: &Attempt) -> Result<()> {
    let installation = inner.keeper.current().await?;
    let (server, oauth) = connectable(caller, &installation, id)?;
    if server.url.as_ref() == Some(&attempt.server_url) && oauth.sharing == attempt.sharing {
        return Ok(());
    }
    let message = "The server's settings were changed in the meantime.";
    Err(problem(inner.parts.clock.now(), message, AGAIN))
}

async fn keep(inner: &Inner, caller: &Caller, id: ServerId, attempt: Attempt, issued: Issued) -> Result<()> {
    let now = inner.parts.clock.now();
    let grant = Grant {
        server_url: attempt.server_url,
        client: attempt.client,
        token_endpoint: attempt.token_endpoint,
        revocation_endpoint: attempt.revocation_endpoint,
        resource: attempt.resource,
        access: issued.access,
        refresh: issued.refresh,
        issued_at: now.as_millis(),
    };
    let write = inner.keeper.begin(Act::by(caller, "sign_ins.connect")).await?;
    let (_, oauth) = connectable(caller, &write.before, id)?;
    let user_id = holder(caller, oauth);
    let record = UpstreamGrantRecord {
        server_id: id,
        user_id,
        issuer: attempt.issuer,
        sealed: grant.seal(&inner.parts.sealer, id, user_id),
        // Without a word on it, everything that was asked for (RFC 6749 §5.1).
        scopes: issued.scopes.unwrap_or(attempt.scopes),
        wanted_scopes: String::new(),
        expires_at: issued
            .lifetime
            .map(|seconds| later(now, Duration::from_secs(seconds))),
        reason: None,
        connected_at: now,
        version: now.as_millis(),
    };
    let before = write.tx.upstream_grants().find(id, user_id).await?;
    write.tx.upstream_grants().put(&record).await?;
    inner.keeper.commit(write).await?;
    // At the same one, what is taken back could be what has just been issued.
    let elsewhere = before.filter(|before| before.issuer != record.issuer);
    revocation::begin(inner, elsewhere.as_slice());
    Ok(())
}

/// The server can be spoken to now: it is asked what it offers, in the background.
fn greet(inner: &Inner, caller: &Caller, id: ServerId) {
    let gateway = inner.parts.gateway.clone();
    gateway.retry(id);
    let principal = PrincipalId::User(caller.user_id);
    inner.parts.tasks.spawn(async move {
        if let Err(error) = gateway.refresh_as(id, principal).await {
            tracing::debug!(server.id = %id, error = &error as &dyn std::error::Error, "a server that was connected does not say what it offers");
        }
    });
}
