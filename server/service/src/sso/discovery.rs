//! What a provider says of itself (OpenID Connect Discovery), kept for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, header};
use model::{Timestamp, check_provider_url};
use openidconnect::core::CoreJsonWebKeySet;
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use crate::{
    clock::{later, until},
    services::Inner,
};

/// How long a provider is not asked again.
const FRESH: Duration = Duration::from_mins(10);
/// Providers whose answers are kept at once.
const MOST_KEPT: usize = 100;

/// What a provider said lately, by the issuer that was asked.
#[derive(Default)]
pub(crate) struct Discoveries(Mutex<HashMap<String, (Timestamp, Arc<Discovered>)>>);

/// A provider as it is.
#[derive(Debug)]
pub(super) struct Discovered {
    /// As the provider spells it: what its tokens have to say.
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    pub(super) end_session_endpoint: Option<Url>,
    /// A client may show its secret in the header `Authorization`.
    pub(super) takes_basic: bool,
    /// Its answers name it (RFC 9207).
    pub(super) names_itself: bool,
    pub(super) keys: CoreJsonWebKeySet,
    keys_url: Url,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Discoveries {
    fn get(&self, issuer: &str, now: Timestamp) -> Option<Arc<Discovered>> {
        let kept = self.lock();
        let (ends, discovered) = kept.get(issuer)?;
        (!until(now, *ends).is_zero()).then(|| Arc::clone(discovered))
    }

    fn put(&self, issuer: &str, discovered: &Arc<Discovered>, now: Timestamp) {
        let mut kept = self.lock();
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(issuer.to_owned(), (later(now, FRESH), Arc::clone(discovered)));
    }

    /// The next one who needs the provider asks it again.
    pub(super) fn forget(&self, issuer: &str) {
        self.lock().remove(issuer);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Timestamp, Arc<Discovered>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The provider with this issuer, asked now or lately. An error says what is wrong and what to do.
pub(super) async fn discover(inner: &Inner, issuer: &str) -> Result<Arc<Discovered>, String> {
    let now = inner.parts.clock.now();
    if let Some(kept) = inner.sso_discoveries.get(issuer, now) {
        return Ok(kept);
    }
    let url = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let url = endpoint(&url)?;
    let document: Document = get(inner, &url, None).await?;
    let keys_url = endpoint(&document.jwks_uri)?;
    let keys = get(inner, &keys_url, None).await?;
    let discovered = Arc::new(read(document, issuer, keys_url, keys)?);
    inner.sso_discoveries.put(issuer, &discovered, now);
    Ok(discovered)
}

/// The same provider with the keys that it has now.
pub(super) async fn with_new_keys(
    inner: &Inner,
    issuer: &str,
    known: &Discovered,
) -> Result<Arc<Discovered>, String> {
    let keys = get(inner, &known.keys_url, None).await?;
    let discovered = Arc::new(Discovered {
        issuer: known.issuer.clone(),
        authorization_endpoint: known.authorization_endpoint.clone(),
        token_endpoint: known.token_endpoint.clone(),
        userinfo_endpoint: known.userinfo_endpoint.clone(),
        end_session_endpoint: known.end_session_endpoint.clone(),
        takes_basic: known.takes_basic,
        names_itself: known.names_itself,
        keys,
        keys_url: known.keys_url.clone(),
    });
    inner
        .sso_discoveries
        .put(issuer, &discovered, inner.parts.clock.now());
    Ok(discovered)
}

fn read(
    document: Document,
    issuer: &str,
    keys_url: Url,
    keys: CoreJsonWebKeySet,
) -> Result<Discovered, String> {
    // Some spell their issuer with a slash at the end, which nobody can know who types it.
    if document.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
        return Err(format!(
            "the provider says that its issuer is {}; write that as the issuer",
            document.issuer
        ));
    }
    let optional = |url: Option<String>| url.as_deref().map(endpoint).transpose();
    let methods = document.token_endpoint_auth_methods_supported;
    Ok(Discovered {
        issuer: document.issuer,
        authorization_endpoint: endpoint(&document.authorization_endpoint)?,
        token_endpoint: endpoint(&document.token_endpoint)?,
        userinfo_endpoint: optional(document.userinfo_endpoint)?,
        end_session_endpoint: optional(document.end_session_endpoint)?,
        // What holds when nothing is said (OpenID Connect Discovery §3).
        takes_basic: methods.is_none_or(|methods| methods.iter().any(|it| it == "client_secret_basic")),
        names_itself: document.authorization_response_iss_parameter_supported,
        keys,
        keys_url,
    })
}

fn endpoint(url: &str) -> Result<Url, String> {
    check_provider_url(url).map_err(|problem| format!("{url} cannot be used: {problem}"))
}

/// JSON from a provider.
pub(super) async fn get<T: DeserializeOwned>(
    inner: &Inner,
    url: &Url,
    token: Option<&str>,
) -> Result<T, String> {
    let mut request = Request::get(url.as_str()).header(header::ACCEPT, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request
        .body(Bytes::new())
        .map_err(|error| format!("{url} cannot be asked: {error}"))?;
    let answer = inner.parts.gateway.ask(request).await;
    let answer = answer.map_err(|error| format!("{url} failed: {error}"))?;
    if !answer.status().is_success() {
        return Err(format!(
            "{url} answered with status {}; the issuer is the part of that address before /.well-known",
            answer.status().as_u16()
        ));
    }
    serde_json::from_slice(answer.body())
        .map_err(|error| format!("{url} did not answer with the expected JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use openidconnect::core::CoreJsonWebKeySet;
    use serde_json::json;

    use super::read;

    #[test]
    fn a_provider_is_the_one_that_was_asked() {
        let document = |issuer: &str| {
            serde_json::from_value(json!({
                "issuer": issuer,
                "authorization_endpoint": "https://id.example.com/a",
                "token_endpoint": "https://id.example.com/t",
                "jwks_uri": "https://id.example.com/k",
            }))
            .expect("a document")
        };
        let keys_url = || "https://id.example.com/k".parse().expect("a URL");
        let read = |said: &str| {
            read(
                document(said),
                "https://id.example.com",
                keys_url(),
                CoreJsonWebKeySet::new(Vec::new()),
            )
        };
        let with_slash = read("https://id.example.com/").expect("the same");
        assert_eq!(with_slash.issuer, "https://id.example.com/");
        assert!(with_slash.takes_basic, "as nothing is said");
        let other = read("https://evil.example.com").expect_err("another");
        assert!(other.contains("https://evil.example.com"), "{other}");
    }
}
