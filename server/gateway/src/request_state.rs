//! `requestState` of 2026-07-28: what a client hands back with its answers, sealed so that nobody can change it, read it,
//! or use it for another request or in another name.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use model::EndpointId;
use rand::Rng;
use tokio::time::Instant;

use crate::{Error, PrincipalId};

const NONCE: usize = 24;

/// A client may think about its answers for so long.
const LIFETIME: Duration = Duration::from_hours(1);

/// Longest state that is accepted, in characters.
const MAX_SEALED: usize = 256 * 1024;

/// What a state stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RequestState {
    /// The server's own state, exactly as it gave it; `None` when it gave none.
    OfServer(Option<String>),
    /// A call that waits for answers.
    Parked(u128),
    /// Nothing was done yet: its person was asked to sign in to a server.
    Connect,
}

/// Seals and opens states, with a key that lives as long as the gateway.
pub(crate) struct StateSeal {
    cipher: XChaCha20Poly1305,
    /// The age of states counts from here: the time of day may be set meanwhile.
    since: Instant,
}

/// What a state belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Purpose<'a> {
    /// Where.
    pub(crate) endpoint_id: EndpointId,
    /// In whose name.
    pub(crate) principal: PrincipalId,
    /// The method of the request.
    pub(crate) method: &'a str,
    /// What it is about, as the client calls it.
    pub(crate) name: &'a str,
}

impl Purpose<'_> {
    fn bytes(&self) -> Vec<u8> {
        let Self {
            endpoint_id,
            principal,
            method,
            name,
        } = self;
        // Client's words can hold line breaks: with the length it is clear where the method ends.
        let length = method.len();
        format!("{endpoint_id}\n{principal:?}\n{length}\n{method}\n{name}").into_bytes()
    }
}

impl StateSeal {
    /// With a new key.
    pub(crate) fn new() -> Self {
        let key: [u8; 32] = rand::rng().random();
        Self {
            cipher: XChaCha20Poly1305::new(&key.into()),
            since: Instant::now(),
        }
    }

    /// Seals a state for a request.
    pub(crate) fn seal(&self, purpose: Purpose<'_>, state: &RequestState) -> String {
        let nonce: [u8; NONCE] = rand::rng().random();
        let mut text = self.age().as_secs().to_le_bytes().to_vec();
        match state {
            RequestState::OfServer(None) => text.push(b'n'),
            RequestState::OfServer(Some(state)) => {
                text.push(b's');
                text.extend_from_slice(state.as_bytes());
            }
            RequestState::Parked(call) => {
                text.push(b'p');
                text.extend_from_slice(&call.to_le_bytes());
            }
            RequestState::Connect => text.push(b'c'),
        }
        let aad = purpose.bytes();
        let payload = Payload {
            msg: &text,
            aad: &aad,
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a text is far below the cipher's bound of 256 GiB");
        URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
    }

    /// Opens a state that was sealed for the same request.
    pub(crate) fn open(&self, purpose: Purpose<'_>, sealed: &str) -> Result<RequestState, Error> {
        let text = self.open_text(purpose, sealed).ok_or(Error::RequestState)?;
        let (at, state) = text.split_first_chunk::<8>().ok_or(Error::RequestState)?;
        let sealed_at = Duration::from_secs(u64::from_le_bytes(*at));
        if self.age().saturating_sub(sealed_at) > LIFETIME {
            return Err(Error::RequestState);
        }
        match state.split_first() {
            Some((b'n', [])) => Ok(RequestState::OfServer(None)),
            Some((b'c', [])) => Ok(RequestState::Connect),
            Some((b's', state)) => Ok(RequestState::OfServer(Some(
                String::from_utf8(state.to_vec()).map_err(|_| Error::RequestState)?,
            ))),
            Some((b'p', call)) => {
                let call = call.try_into().map_err(|_| Error::RequestState)?;
                Ok(RequestState::Parked(u128::from_le_bytes(call)))
            }
            _ => Err(Error::RequestState),
        }
    }

    fn age(&self) -> Duration {
        self.since.elapsed()
    }

    fn open_text(&self, purpose: Purpose<'_>, sealed: &str) -> Option<Vec<u8>> {
        if sealed.len() > MAX_SEALED {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, msg) = sealed.split_first_chunk::<NONCE>()?;
        let aad = purpose.bytes();
        self.cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg, aad: &aad })
            .ok()
    }
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::EndpointId;
    use proptest::prelude::*;
    use tokio::time::advance;
    use uuid::Uuid;

    use super::{LIFETIME, Purpose, RequestState, StateSeal};
    use crate::PrincipalId;

    fn purpose(name: &str) -> Purpose<'_> {
        Purpose {
            endpoint_id: EndpointId::from_uuid(Uuid::from_u128(1)),
            principal: PrincipalId::Gateway,
            method: "tools/call",
            name,
        }
    }

    #[test]
    fn opens_for_the_same_request_only() {
        let seal = StateSeal::new();
        for state in [
            RequestState::OfServer(None),
            RequestState::OfServer(Some("{\"a\":1}".to_owned())),
            RequestState::Parked(7),
        ] {
            let sealed = seal.seal(purpose("a"), &state);
            assert_eq!(seal.open(purpose("a"), &sealed).ok(), Some(state));
            assert!(seal.open(purpose("b"), &sealed).is_err());
            assert!(seal.open(purpose("a"), &format!("{sealed}-TAMPERED")).is_err());
            assert!(StateSeal::new().open(purpose("a"), &sealed).is_err());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn opens_as_long_as_a_client_may_think() {
        let seal = StateSeal::new();
        advance(LIFETIME).await;
        let sealed = seal.seal(purpose("a"), &RequestState::Parked(7));
        advance(LIFETIME).await;
        assert!(seal.open(purpose("a"), &sealed).is_ok());
        advance(Duration::from_secs(1)).await;
        assert!(seal.open(purpose("a"), &sealed).is_err());
    }

    #[test]
    fn a_line_break_moves_nothing_from_the_name_into_the_method() {
        let seal = StateSeal::new();
        let sealed = seal.seal(purpose("a\nb"), &RequestState::Parked(7));
        let moved = Purpose {
            method: "tools/call\na",
            ..purpose("b")
        };
        assert!(seal.open(moved, &sealed).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_refused_in_order(text in ".{0,200}") {
            prop_assert!(StateSeal::new().open(purpose("a"), &text).is_err());
        }
    }
}
