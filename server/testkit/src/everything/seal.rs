//! `requestState`: what a server remembers of a call by giving it to the client, who can neither read nor change it
//! and can use it only for the same call and not for long.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use rand::Rng;
use serde_json::Value;

const LIFETIME: Duration = Duration::from_mins(10);
const NONCE: usize = 24;
const TIME: usize = 8;

/// Seals with a key that lives as long as the process.
pub(super) struct Seal(XChaCha20Poly1305);

impl Default for Seal {
    fn default() -> Self {
        let key: [u8; 32] = rand::rng().random();
        Self(XChaCha20Poly1305::new(&key.into()))
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seal").finish_non_exhaustive()
    }
}

impl Seal {
    /// Seals a value for one call, which `place` names.
    pub(super) fn seal(&self, place: &str, value: &Value) -> String {
        let nonce: [u8; NONCE] = rand::rng().random();
        let until = (since_1970() + LIFETIME).as_secs().to_be_bytes();
        let payload = Payload {
            msg: &[&until[..], value.to_string().as_bytes()].concat(),
            aad: place.as_bytes(),
        };
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a short text");
        URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for this call; `None` when it was changed, belongs to another call or is too old.
    pub(super) fn open(&self, place: &str, sealed: &str) -> Option<Value> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: ciphertext,
            aad: place.as_bytes(),
        };
        let opened = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        let (until, value) = opened.split_first_chunk::<TIME>()?;
        (since_1970().as_secs() <= u64::from_be_bytes(*until))
            .then(|| serde_json::from_slice(value).ok())
            .flatten()
    }
}

fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
