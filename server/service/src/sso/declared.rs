//! The provider that the environment declares, by the variables of the original.

use model::Timestamp;
use store::{OidcProviderRecord, Tx};
use url::Url;

use super::{Sso, provider, switches};
use crate::{Result, acts::Act, mint, services::Inner};

/// A provider's connection. What it means for people is decided on its page.
#[derive(Clone, PartialEq, Eq)]
pub struct DeclaredProvider {
    /// The part of the callback's path that is its own.
    pub slug: String,
    /// Its issuer, or the URL of its discovery document.
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// What proves it, unless we are a public client.
    pub client_secret: Option<String>,
    /// What we ask for.
    pub scopes: String,
    /// Where people sign in, in place of what discovery finds.
    pub authorization_url: Option<String>,
}

impl std::fmt::Debug for DeclaredProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeclaredProvider")
            .field("slug", &self.slug)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl Sso<'_> {
    /// Makes the provider what is declared. One that was declared before and is not now is switched off, and belongs to
    /// its page from then on.
    pub async fn declare(&self, declared: Option<DeclaredProvider>) -> Result<()> {
        let now = self.inner.parts.clock.now();
        let write = self.inner.keeper.begin(Act::of_system("sign_in.declare")).await?;
        let tx = &write.tx;
        let slug = declared.as_ref().map(|declared| declared.slug.clone());
        for before in tx.oidc_providers().list().await? {
            if before.declared && Some(&before.slug) != slug.as_ref() {
                tracing::warn!(
                    provider = before.slug,
                    "the environment declares this provider no longer: it is switched off"
                );
                let released = OidcProviderRecord {
                    declared: false,
                    enabled: false,
                    updated_at: now,
                    ..before
                };
                tx.oidc_providers().update(&released).await?;
            }
        }
        if let Some(declared) = declared {
            store(self.inner, tx, declared, now).await?;
        }
        let is_opened = switches::keep_way_in(tx, now).await?;
        if !is_opened && tx.oidc_providers().list().await? == write.before.providers() {
            return Ok(());
        }
        self.inner.keeper.commit(write).await.map(drop)
    }
}

async fn store(inner: &Inner, tx: &Tx, declared: DeclaredProvider, now: Timestamp) -> Result<()> {
    let known = tx.oidc_providers().find_by_slug(&declared.slug).await?;
    let Some(known) = known else {
        return Ok(tx.oidc_providers().insert(&new(inner, declared, now)).await?);
    };
    let same_secret = known.client_secret.is_some() == declared.client_secret.is_some()
        && provider::secret(inner, &known)
            .is_ok_and(|secret| secret.as_deref().map(String::as_str) == declared.client_secret.as_deref());
    let sealed = if same_secret {
        known.client_secret.clone()
    } else {
        let secret = declared.client_secret.as_deref();
        secret.map(|secret| provider::seal(inner, known.id, secret))
    };
    let wanted = OidcProviderRecord {
        issuer: provider::issuer(&declared.issuer),
        client_id: declared.client_id,
        client_secret: sealed,
        scopes: provider::scopes(&declared.scopes),
        authorization_url: declared.authorization_url,
        declared: true,
        ..known.clone()
    };
    if wanted != known {
        let wanted = OidcProviderRecord {
            updated_at: now,
            ..wanted
        };
        tx.oidc_providers().update(&wanted).await?;
    }
    Ok(())
}

/// Whoever comes by it for the first time waits for an administrator, until its page says otherwise: which people a provider
/// knows, the environment does not say.
fn new(inner: &Inner, declared: DeclaredProvider, now: Timestamp) -> OidcProviderRecord {
    let id = mint::id(now);
    let issuer = provider::issuer(&declared.issuer);
    let host = Url::parse(&issuer)
        .ok()
        .and_then(|url| Some(url.host_str()?.to_owned()));
    let secret = declared.client_secret.as_deref();
    OidcProviderRecord {
        name: host.unwrap_or_else(|| declared.slug.clone()),
        slug: declared.slug,
        issuer,
        client_id: declared.client_id,
        client_secret: secret.map(|secret| provider::seal(inner, id, secret)),
        scopes: provider::scopes(&declared.scopes),
        authorization_url: declared.authorization_url,
        enabled: true,
        declared: true,
        ..provider::blank(id, now)
    }
}
