//! What clients and browsers carry for us: access tokens, refresh tokens, requests that wait for consent.
//!
//! All of it is sealed with the installation's key, each kind for a place of its own, so that one cannot stand for
//! another. An access token is not stored: it names its authorization, and is good for as long as that one is there.

use std::{fmt, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use gateway::{ACCESS_TOKEN_PREFIX, AccessToken, Issuer, TokenOpener};
use model::{AuthorizationId, EndpointId, OauthClientId, Scopes, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Clock, Sealer, clock::later};

/// How long an access token is good for. What is revoked is refused at once nevertheless.
pub(crate) const ACCESS_LIFETIME: Duration = Duration::from_hours(1);
/// How long a person may look at the question before they answer.
const CONSENT_LIFETIME: Duration = Duration::from_mins(10);
const REFRESH_TOKEN_PREFIX: &str = "mcp_refresh_";

const ACCESS: &[u8] = b"metamcp oauth access token";
const REFRESH: &[u8] = b"metamcp oauth refresh token";
const CONSENT: &[u8] = b"metamcp oauth consent";

/// Seals and opens.
#[derive(Clone)]
pub(crate) struct Tokens {
    sealer: Sealer,
    clock: Arc<dyn Clock>,
}

/// What an access token says, and from when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) token: AccessToken,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// A checked request of a client that waits for a person's answer. It is carried by their browser, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// Who asks. Nobody else takes the answer.
    pub(crate) issuer: String,
    /// Who is asked: nobody else can answer.
    pub(crate) user: UserId,
    pub(crate) client: OauthClientId,
    pub(crate) endpoint: EndpointId,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) scopes: u8,
    pub(crate) state: Option<String>,
    pub(crate) until: i64,
}

impl Tokens {
    pub(crate) fn new(sealer: Sealer, clock: Arc<dyn Clock>) -> Self {
        Self { sealer, clock }
    }

    /// A new access token.
    pub(crate) fn access(&self, token: AccessToken) -> String {
        let now = self.clock.now();
        let text = [
            &token.authorization_id.as_uuid().into_bytes()[..],
            &token.endpoint_id.as_uuid().into_bytes(),
            &now.as_millis().to_be_bytes(),
            &later(now, ACCESS_LIFETIME).as_millis().to_be_bytes(),
            &[token.scopes.bits()],
            token.issuer.as_bytes(),
        ]
        .concat();
        self.seal(ACCESS_TOKEN_PREFIX, ACCESS, &text)
    }

    /// What an access token says while it is not too old.
    pub(crate) fn claims(&self, token: &str) -> Option<Claims> {
        let text = self.unseal(ACCESS_TOKEN_PREFIX, ACCESS, token)?;
        let (authorization, text) = text.split_first_chunk::<16>()?;
        let (endpoint, text) = text.split_first_chunk::<16>()?;
        let (begins, text) = text.split_first_chunk::<8>()?;
        let (expires, text) = text.split_first_chunk::<8>()?;
        let (&scopes, issuer) = text.split_first()?;
        let issuer = Issuer::from_bytes(issuer.try_into().ok()?);
        let expires_at = Timestamp::from_millis(i64::from_be_bytes(*expires));
        (self.clock.now() < expires_at).then(|| Claims {
            token: AccessToken {
                authorization_id: Uuid::from_bytes(*authorization).into(),
                endpoint_id: Uuid::from_bytes(*endpoint).into(),
                scopes: Scopes::from_bits(scopes),
                issuer,
            },
            issued_at: Timestamp::from_millis(i64::from_be_bytes(*begins)),
            expires_at,
        })
    }

    /// A new refresh token. No two are the same.
    pub(crate) fn refresh(&self, of: AuthorizationId, issuer: Issuer) -> String {
        let text = [&of.as_uuid().into_bytes()[..], issuer.as_bytes()].concat();
        self.seal(REFRESH_TOKEN_PREFIX, REFRESH, &text)
    }

    /// Whose refresh token of this issuer it is. Whether it is the valid one, the database knows.
    pub(crate) fn refreshes(&self, token: &str, issuer: Issuer) -> Option<AuthorizationId> {
        let text = self.unseal(REFRESH_TOKEN_PREFIX, REFRESH, token)?;
        let (id, of) = text.split_first_chunk::<16>()?;
        (of == issuer.as_bytes()).then(|| Uuid::from_bytes(*id).into())
    }

    /// The end of a question that is asked now.
    pub(crate) fn consent_until(&self) -> i64 {
        later(self.clock.now(), CONSENT_LIFETIME).as_millis()
    }

    /// A request for the person's browser.
    pub(crate) fn ask(&self, pending: &Pending) -> String {
        let text = serde_json::to_vec(pending).expect("ids and texts can be written");
        self.seal("", CONSENT, &text)
    }

    /// The request that a browser brings back, while it is not too old.
    pub(crate) fn asked(&self, sealed: &str) -> Option<Pending> {
        let text = self.unseal("", CONSENT, sealed)?;
        let pending: Pending = serde_json::from_slice(&text).ok()?;
        (self.clock.now().as_millis() < pending.until).then_some(pending)
    }

    fn seal(&self, prefix: &str, place: &[u8], text: &[u8]) -> String {
        format!(
            "{prefix}{}",
            URL_SAFE_NO_PAD.encode(self.sealer.seal(place, text))
        )
    }

    fn unseal(&self, prefix: &str, place: &[u8], token: &str) -> Option<Vec<u8>> {
        let sealed = URL_SAFE_NO_PAD.decode(token.strip_prefix(prefix)?).ok()?;
        self.sealer.open(place, &sealed).ok()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl TokenOpener for Tokens {
    fn open(&self, token: &str) -> Option<AccessToken> {
        self.claims(token).map(|claims| claims.token)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use gateway::{AccessToken, Issuer};
    use model::{Scopes, Timestamp};

    use super::{ACCESS_LIFETIME, CONSENT_LIFETIME, Pending, Tokens};
    use crate::{FixedClock, Sealer, mint};

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    fn tokens() -> (Tokens, FixedClock) {
        let clock = FixedClock::new(START);
        let sealer = Sealer::load(Some(&"07".repeat(32)), "unused".as_ref()).expect("a key");
        (Tokens::new(sealer, Arc::new(clock.clone())), clock)
    }

    fn access() -> AccessToken {
        AccessToken {
            authorization_id: mint::id(START),
            endpoint_id: mint::id(START),
            scopes: Scopes::MCP,
            issuer: here(),
        }
    }

    fn here() -> Issuer {
        Issuer::of(&"https://mcp.example.com".parse().expect("a URL"))
    }

    #[test]
    fn an_access_token_says_what_it_is_for_until_it_is_too_old() {
        let (tokens, clock) = tokens();
        let access = access();
        let text = tokens.access(access);
        assert!(text.starts_with("mcp_token_") && text.len() < 200, "{text}");
        assert_eq!(tokens.claims(&text).map(|claims| claims.token), Some(access));
        clock.advance(ACCESS_LIFETIME.saturating_sub(Duration::from_millis(1)));
        assert!(tokens.claims(&text).is_some());
        clock.advance(Duration::from_millis(1));
        assert!(tokens.claims(&text).is_none());
    }

    #[test]
    fn none_can_stand_for_another_or_be_changed() {
        let (tokens, _) = tokens();
        let (access, refresh) = (tokens.access(access()), tokens.refresh(mint::id(START), here()));
        let is_known = |issuer| tokens.refreshes(&refresh, issuer).is_some();
        assert!(is_known(here()) && tokens.refresh(mint::id(START), here()) != refresh);
        assert!(!is_known(Issuer::of(
            &"https://intern.example".parse().expect("a URL")
        )));
        let moved = refresh.replace("mcp_refresh_", "mcp_token_");
        assert!(tokens.claims(&moved).is_none());
        assert!(tokens.asked(&access["mcp_token_".len()..]).is_none());
        for at in ["mcp_token_".len() + 3, access.len() - 2] {
            let mut changed = access.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(tokens.claims(&changed).is_none(), "{at}");
        }
    }

    #[test]
    fn a_question_comes_back_for_ten_minutes() {
        let (tokens, clock) = tokens();
        let pending = Pending {
            issuer: "https://mcp.example.com".to_owned(),
            user: mint::id(START),
            client: mint::id(START),
            endpoint: mint::id(START),
            redirect_uri: "http://127.0.0.1/cb".to_owned(),
            challenge: "c".to_owned(),
            scopes: 1,
            state: Some("é&=".to_owned()),
            until: tokens.consent_until(),
        };
        let sealed = tokens.ask(&pending);
        assert_eq!(tokens.asked(&sealed), Some(pending));
        clock.advance(CONSENT_LIFETIME);
        assert_eq!(tokens.asked(&sealed), None);
    }
}
