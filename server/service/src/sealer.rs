//! Seals secrets, so that a copy of the database alone tells nothing.
//!
//! A sealed text is the key's id (one byte), a random nonce (24 bytes) and the ciphertext of XChaCha20-Poly1305 with
//! its tag. The place where it is kept is authenticated with it: moved to another row it does not open.

mod key;

use std::{fmt, path::Path, sync::Arc};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use rand::Rng;

pub use key::SealerError;

const NONCE: usize = 24;

/// Seals with the newest key and opens with every known one.
#[derive(Clone)]
pub struct Sealer {
    keys: Arc<[SealingKey]>,
}

struct SealingKey {
    id: u8,
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").field("keys", &self.keys.len()).finish()
    }
}

/// Why a sealed text does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OpenError {
    /// It was sealed with a key that we do not have.
    #[error("it was sealed with another key")]
    UnknownKey,
    /// It was changed, cut off, or belongs to another place.
    #[error("it is damaged")]
    Damaged,
}

impl Sealer {
    /// Reads the key: `key` when given (32 bytes as base64 or hex; several separated by commas, of which the first
    /// seals and all open), otherwise the file, which is made with a random key when it does not exist.
    pub fn load(key: Option<&str>, file: &Path) -> Result<Self, SealerError> {
        let keys = match key {
            Some(text) => key::parse(text).ok_or(SealerError::BadKey)?,
            None => key::from_file(file)?,
        };
        Ok(Self::new(&keys))
    }

    fn new(keys: &[key::KeyBytes]) -> Self {
        let keys = keys.iter().map(|key| SealingKey {
            id: key::id(key),
            cipher: XChaCha20Poly1305::new((&**key).into()),
        });
        Self { keys: keys.collect() }
    }

    /// Seals a text for one place.
    pub(crate) fn seal(&self, place: &[u8], text: &[u8]) -> Vec<u8> {
        let key = self.keys.first().expect("a sealer has at least one key");
        // 192 random bits do not repeat (draft-irtf-cfrg-xchacha §3.1).
        let nonce: [u8; NONCE] = rand::rng().random();
        let payload = Payload {
            msg: text,
            aad: place,
        };
        let sealed = key
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a text is far below the cipher's bound of 256 GiB");
        [&[key.id][..], &nonce, &sealed].concat()
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (&id, rest) = sealed.split_first().ok_or(OpenError::Damaged)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(OpenError::Damaged)?;
        let payload = || Payload {
            msg: ciphertext,
            aad: place,
        };
        // One byte of id may be the same for two keys.
        let mut found = None;
        for key in self.keys.iter().filter(|key| key.id == id) {
            found = Some(key);
            if let Ok(text) = key.cipher.decrypt(&XNonce::from(*nonce), payload()) {
                return Ok(text);
            }
        }
        Err(if found.is_some() {
            OpenError::Damaged
        } else {
            OpenError::UnknownKey
        })
    }
}

#[cfg(test)]
mod tests;
