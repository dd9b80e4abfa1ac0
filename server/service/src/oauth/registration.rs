//! Clients that register themselves (RFC 7591).

use std::time::Duration;

use model::{ActVerb, ClientAuth, ClientKind, RegistrationPolicy};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{OauthClientRecord, Tx};

use super::{OauthError, OauthProblem, code::hash, redirect};
use crate::{
    Result,
    acts::Act,
    clock::{later, until},
    mint,
    services::Inner,
};

/// The setting that says whether clients may register themselves.
pub(super) const POLICY: &str = "oauth.registration";
/// Clients that nobody registered by hand, at most.
pub(super) const MOST_CLIENTS: u64 = 1000;
/// One that nobody has let act for them is forgotten after so long.
pub(super) const UNUSED: Duration = Duration::from_hours(24);
/// When there are too many, one that is not used makes room for the next after so long.
const UNUSED_WHEN_FULL: Duration = Duration::from_mins(15);
const MOST_REDIRECT_URIS: usize = 10;
const MAX_NAME: usize = 100;
const NAMELESS: &str = "A client without a name";
/// 43 letters and digits are 256 bits.
const SECRET_LENGTH: usize = 43;
const ID_LENGTH: usize = 22;

/// What a client says of itself. What we do not know is passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Metadata {
    pub(super) client_id: Option<String>,
    pub(super) client_name: Option<String>,
    pub(super) redirect_uris: Vec<String>,
    pub(super) token_endpoint_auth_method: Option<String>,
    pub(super) grant_types: Option<Vec<String>>,
    pub(super) response_types: Option<Vec<String>>,
}

/// A client that is not stored yet, and its secret.
pub(super) struct New {
    pub(super) record: OauthClientRecord,
    pub(super) secret: Option<String>,
}

impl Metadata {
    /// What is said fits together, and we can do it.
    pub(super) fn check(&self) -> std::result::Result<(), OauthError> {
        let problem = |description: String| OauthError::new(OauthProblem::InvalidClientMetadata, description);
        let has = |words: &Option<Vec<String>>, needed: &str| {
            words
                .as_ref()
                .is_none_or(|words| words.iter().any(|word| word == needed))
        };
        if !has(&self.grant_types, "authorization_code") {
            return Err(problem("grant_types has to hold authorization_code".to_owned()));
        }
        if !has(&self.response_types, "code") {
            return Err(problem("response_types has to hold code".to_owned()));
        }
        check_redirect_uris(&self.redirect_uris)
            .map_err(|description| OauthError::new(OauthProblem::InvalidRedirectUri, description))
    }

    /// What it calls itself, in a form that a page can show.
    pub(super) fn name(&self) -> String {
        shown_name(self.client_name.as_deref().unwrap_or_default())
    }

    /// How it proves who it is; RFC 7591 §2 has the default.
    fn auth(&self) -> std::result::Result<ClientAuth, OauthError> {
        let Some(word) = &self.token_endpoint_auth_method else {
            return Ok(ClientAuth::ClientSecretBasic);
        };
        word.parse().map_err(|_| {
            let known: Vec<_> = ClientAuth::ALL.iter().map(|auth| auth.as_str()).collect();
            OauthError::new(
                OauthProblem::InvalidClientMetadata,
                format!(
                    "the values of token_endpoint_auth_method are {}",
                    known.join(", ")
                ),
            )
        })
    }
}

/// A name in one line, and not too long.
pub(super) fn shown_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_NAME)
        .collect();
    match name.trim() {
        "" => NAMELESS.to_owned(),
        name => name.to_owned(),
    }
}

/// Some, not too many, and all of them fit to send answers to.
pub(super) fn check_redirect_uris(uris: &[String]) -> std::result::Result<(), String> {
    if uris.is_empty() {
        return Err("redirect_uris is missing".to_owned());
    }
    if uris.len() > MOST_REDIRECT_URIS {
        return Err(format!("there may be {MOST_REDIRECT_URIS} redirect_uris at most"));
    }
    for uri in uris {
        redirect::destination(uri).map_err(|problem| format!("{uri:?}: {problem}"))?;
    }
    Ok(())
}

/// A client with an id of its own and, where it can keep one, a secret.
pub(super) fn new(
    inner: &Inner,
    kind: ClientKind,
    name: String,
    redirect_uris: Vec<String>,
    auth: ClientAuth,
) -> New {
    let now = inner.parts.clock.now();
    let secret = (auth != ClientAuth::None).then(|| format!("mcp_secret_{}", mint::text(SECRET_LENGTH)));
    New {
        record: OauthClientRecord {
            id: mint::id(now),
            client_id: format!("mcp_client_{}", mint::text(ID_LENGTH)),
            kind,
            name,
            secret_hash: secret.as_deref().map(hash),
            auth,
            redirect_uris,
            approved: true,
            created_at: now,
        },
        secret,
    }
}

/// Whether clients may register themselves.
pub(super) async fn policy(inner: &Inner) -> Result<RegistrationPolicy> {
    let stored = inner.parts.store.settings().find(POLICY).await?;
    let word = stored.as_ref().and_then(Value::as_str);
    Ok(word.and_then(|word| word.parse().ok()).unwrap_or_default())
}

/// Whether people may be asked about a client that nobody has looked at.
pub(super) fn approves(policy: RegistrationPolicy) -> bool {
    policy == RegistrationPolicy::Open
}

/// Registers a client, and tells it who it is.
pub(super) async fn register(inner: &Inner, body: &[u8]) -> std::result::Result<Value, OauthError> {
    let policy = policy(inner).await?;
    if policy == RegistrationPolicy::Off {
        return Err(OauthError::new(
            OauthProblem::UnauthorizedClient,
            "clients cannot register themselves here; ask an administrator to register this one",
        ));
    }
    let metadata: Metadata = serde_json::from_slice(body).map_err(|problem| {
        OauthError::new(
            OauthProblem::InvalidClientMetadata,
            format!("the body is not the JSON object of RFC 7591: {problem}"),
        )
    })?;
    metadata.check()?;
    let auth = metadata.auth()?;
    let mut client = new(
        inner,
        ClientKind::Dynamic,
        metadata.name(),
        metadata.redirect_uris,
        auth,
    );
    client.record.approved = approves(policy);
    let record = &client.record;
    let act = Act::of_stranger(&record.name, None, "oauth.register_client").about(
        ActVerb::Created,
        "oauth_client",
        Some(record.id.as_uuid()),
        record.name.clone(),
    );
    let tx = inner.begin(act).await?;
    make_room(inner, &tx, ClientKind::Dynamic).await?;
    tx.oauth_clients().insert(&client.record).await?;
    tx.commit().await?;
    Ok(described(&client))
}

/// There is room for one more client of this kind, or some that nobody uses make it.
pub(super) async fn make_room(
    inner: &Inner,
    tx: &Tx,
    kind: ClientKind,
) -> std::result::Result<(), OauthError> {
    if tx.oauth_clients().count(kind).await? < MOST_CLIENTS {
        return Ok(());
    }
    let before = earlier(inner, UNUSED_WHEN_FULL);
    if tx
        .oauth_clients()
        .delete_unused(before, MOST_CLIENTS / 10)
        .await?
        > 0
    {
        return Ok(());
    }
    Err(OauthError::new(
        OauthProblem::TemporarilyUnavailable,
        format!("{MOST_CLIENTS} clients are registered already; an administrator can delete some"),
    ))
}

/// The point in time so long ago.
pub(super) fn earlier(inner: &Inner, by: Duration) -> model::Timestamp {
    let now = inner.parts.clock.now();
    let since_start = until(model::Timestamp::from_millis(0), now);
    later(model::Timestamp::from_millis(0), since_start.saturating_sub(by))
}

fn described(client: &New) -> Value {
    let record = &client.record;
    let mut answer = json!({
        "client_id": record.client_id,
        "client_id_issued_at": record.created_at.as_millis() / 1000,
        "client_name": record.name,
        "redirect_uris": record.redirect_uris,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": record.auth.as_str(),
    });
    if let Some(secret) = &client.secret {
        answer["client_secret"] = json!(secret);
        answer["client_secret_expires_at"] = json!(0);
    }
    answer
}
