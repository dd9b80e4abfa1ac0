//! What follows from a provider's row.

use model::{CreationPolicy, OidcProviderId, Role, Timestamp};
use store::OidcProviderRecord;
use url::Url;
use zeroize::Zeroizing;

use crate::{Error, Result, services::Inner};

/// What is asked for when nothing is said.
pub(super) const DEFAULT_SCOPES: &str = "openid email profile";
/// Without it a provider says nothing about who somebody is (OpenID Connect Core §3.1.2.1).
const NEEDED_SCOPE: &str = "openid";

/// Where the provider sends people back to. One of the environment keeps the path that the original registered there.
pub(super) fn callback_url(base: &Url, provider: &OidcProviderRecord) -> String {
    let base = base.as_str().trim_end_matches('/');
    let slug = &provider.slug;
    if provider.declared {
        format!("{base}/api/auth/oauth2/callback/{slug}")
    } else {
        format!("{base}/auth/oidc/{slug}/callback")
    }
}

/// Where the provider sends people after they signed out.
pub(super) fn sign_out_url(base: &Url) -> String {
    format!("{}/login", base.as_str().trim_end_matches('/'))
}

/// The scopes to ask for, with the one that is needed.
pub(super) fn scopes(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return DEFAULT_SCOPES.to_owned();
    }
    let mut words: Vec<_> = text.split_whitespace().collect();
    if !words.contains(&NEEDED_SCOPE) {
        words.insert(0, NEEDED_SCOPE);
    }
    words.join(" ")
}

/// The issuer, from itself or from the URL of its discovery document.
pub(super) fn issuer(text: &str) -> String {
    let text = text.trim();
    text.strip_suffix("/.well-known/openid-configuration")
        .unwrap_or(text)
        .to_owned()
}

/// A provider that nothing is said about yet.
pub(super) fn blank(id: OidcProviderId, now: Timestamp) -> OidcProviderRecord {
    OidcProviderRecord {
        id,
        name: String::new(),
        slug: String::new(),
        issuer: String::new(),
        client_id: String::new(),
        client_secret: None,
        scopes: String::new(),
        authorization_url: None,
        allowed_domains: Vec::new(),
        groups_claim: String::new(),
        role_rules: Vec::new(),
        team_rules: Vec::new(),
        default_role: Role::Member,
        creation: CreationPolicy::Approved,
        trust_unverified_email: false,
        enabled: false,
        declared: false,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// Seals the secret of one provider.
pub(super) fn seal(inner: &Inner, id: OidcProviderId, secret: &str) -> Vec<u8> {
    inner
        .parts
        .sealer
        .seal(id.as_uuid().as_bytes(), secret.as_bytes())
}

/// The provider's secret, when it has one.
pub(super) fn secret(inner: &Inner, provider: &OidcProviderRecord) -> Result<Option<Zeroizing<String>>> {
    let Some(sealed) = &provider.client_secret else {
        return Ok(None);
    };
    let opened = inner.parts.sealer.open(provider.id.as_uuid().as_bytes(), sealed);
    let text = opened.map_err(|error| {
        Error::Unavailable(format!(
            "the client secret of the provider {} cannot be read ({error}); enter it again",
            provider.name
        ))
    })?;
    let text = String::from_utf8(text).map_err(Error::internal)?;
    Ok(Some(Zeroizing::new(text)))
}

#[cfg(test)]
mod tests {
    use super::{issuer, scopes};

    #[test]
    fn who_somebody_is_is_always_asked_for() {
        assert_eq!(scopes(" "), "openid email profile");
        assert_eq!(scopes("email  groups"), "openid email groups");
        assert_eq!(scopes("email openid"), "email openid");
    }

    #[test]
    fn the_address_of_the_document_names_the_issuer() {
        let plain = "https://id.example.com/realms/x";
        assert_eq!(issuer(plain), plain);
        assert_eq!(
            issuer(" https://id.example.com/realms/x/.well-known/openid-configuration "),
            plain
        );
    }
}
