//! People who leave are signed out at their provider, too (OpenID Connect RP-Initiated Logout).

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{OidcProviderId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Sso, discovery, provider};
use crate::{
    Error, Result,
    clock::{later, until},
    services::Inner,
};

/// Where the browser asks for the way out.
const PAGE: &str = "/auth/oidc/sign-out";
/// A redirect takes a moment.
const LASTS: Duration = Duration::from_mins(1);
/// What the token of a session is sealed for.
const TICKET: &[u8] = b"sign-in ticket";
/// What the way out is sealed for.
const WAY_OUT: &[u8] = b"way out";

/// What signs somebody out at the provider that signed them in. The session keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SsoTicket {
    provider: OidcProviderId,
    /// The ID token, sealed.
    id_token: String,
}

impl SsoTicket {
    /// The provider that signed them in.
    pub fn provider(&self) -> OidcProviderId {
        self.provider
    }
}

#[derive(Serialize, Deserialize)]
struct WayOut {
    url: String,
    ends: Timestamp,
}

pub(super) fn ticket(inner: &Inner, provider: OidcProviderId, id_token: &str) -> SsoTicket {
    let sealed = inner.parts.sealer.seal(TICKET, id_token.as_bytes());
    SsoTicket {
        provider,
        id_token: URL_SAFE_NO_PAD.encode(sealed),
    }
}

impl Sso<'_> {
    /// The page that leads on to the provider, for somebody whose own session has ended; nothing where the provider signs
    /// nobody out. Nobody hears of its failures: here they are signed out already.
    pub async fn way_out(&self, ticket: &SsoTicket) -> Option<String> {
        match self.url(ticket).await {
            Ok(url) => url.map(|url| self.page(url)),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a provider cannot sign out"
                );
                None
            }
        }
    }

    /// Where the page leads. Nothing when this is not what [`Sso::way_out`] made a moment ago: nobody else decides where
    /// people are sent.
    pub fn read_way_out(&self, sealed: &str) -> Option<String> {
        let parts = &self.inner.parts;
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = parts.sealer.open(WAY_OUT, &sealed).ok()?;
        let way_out: WayOut = serde_json::from_slice(&plain).ok()?;
        (!until(parts.clock.now(), way_out.ends).is_zero()).then_some(way_out.url)
    }

    async fn url(&self, ticket: &SsoTicket) -> Result<Option<String>> {
        let parts = &self.inner.parts;
        let found = parts.store.oidc_providers().find(ticket.provider).await?;
        let Some(record) = found.filter(|provider| provider.enabled) else {
            return Ok(None);
        };
        let discovered = discovery::discover(self.inner, &record.issuer).await;
        let discovered = discovered.map_err(Error::Unavailable)?;
        let Some(mut url) = discovered.end_session_endpoint.clone() else {
            return Ok(None);
        };
        let sealed = URL_SAFE_NO_PAD
            .decode(&ticket.id_token)
            .map_err(Error::internal)?;
        let id_token = parts.sealer.open(TICKET, &sealed).map_err(Error::internal)?;
        url.query_pairs_mut()
            .append_pair("id_token_hint", &String::from_utf8_lossy(&id_token))
            .append_pair("client_id", &record.client_id)
            .append_pair("post_logout_redirect_uri", &provider::sign_out_url(self.at));
        Ok(Some(url.into()))
    }

    fn page(&self, url: String) -> String {
        let parts = &self.inner.parts;
        let way_out = WayOut {
            url,
            ends: later(parts.clock.now(), LASTS),
        };
        let plain = serde_json::to_vec(&way_out).expect("texts are JSON");
        let sealed = URL_SAFE_NO_PAD.encode(parts.sealer.seal(WAY_OUT, &plain));
        format!("{PAGE}?to={sealed}")
    }
}
