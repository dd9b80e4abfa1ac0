//! A key pair for ES256 (RFC 7518 §3.4), sealed in the database.

use std::error::Error as StdError;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{SigningKeyId, Timestamp};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use store::SigningKeyRecord;
use zeroize::Zeroizing;

use crate::sealer::Sealer;

const PLACE: &[u8] = b"metamcp signing key";
/// A point begins with this byte where both of its coordinates follow (SEC 1 §2.3.3).
const UNCOMPRESSED: usize = 1;
const COORDINATE: usize = 32;

/// A key that can sign.
pub(super) struct SigningKey {
    /// Names it in statements, and where it is published.
    pub(super) id: String,
    pub(super) created_at: Timestamp,
    pair: EcdsaKeyPair,
}

/// A new key, as it is stored.
pub(super) fn generate(sealer: &Sealer, id: SigningKeyId, now: Timestamp) -> SigningKeyRecord {
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
        .expect("the system has randomness");
    let secret = Zeroizing::new(document.as_ref().to_vec());
    SigningKeyRecord {
        id,
        sealed: sealer.seal(&place(id), &secret),
        created_at: now,
    }
}

/// The keys that open, in their order. Others were sealed with another key, and can sign nothing here.
pub(super) fn open_all(sealer: &Sealer, records: &[SigningKeyRecord]) -> Vec<SigningKey> {
    let keys = records
        .iter()
        .filter_map(|record| SigningKey::open(sealer, record));
    keys.collect()
}

impl SigningKey {
    fn open(sealer: &Sealer, record: &SigningKeyRecord) -> Option<Self> {
        let opened = sealer.open(&place(record.id), &record.sealed);
        let secret = opened
            .inspect_err(|error| {
                tracing::warn!(key.id = %record.id, error = error as &dyn StdError, "a signing key does not open");
            })
            .ok()?;
        let secret = Zeroizing::new(secret);
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &secret, &SystemRandom::new());
        Some(Self {
            id: record.id.to_string(),
            created_at: record.created_at,
            pair: pair.ok()?,
        })
    }

    /// The public half (RFC 7518 §6.2.1).
    pub(super) fn to_jwk(&self) -> Value {
        let point = &self.pair.public_key().as_ref()[UNCOMPRESSED..];
        let (x, y) = point.split_at(COORDINATE);
        json!({
            "kty": "EC",
            "crv": "P-256",
            "use": "sig",
            "alg": "ES256",
            "kid": self.id,
            "x": URL_SAFE_NO_PAD.encode(x),
            "y": URL_SAFE_NO_PAD.encode(y),
        })
    }

    /// Signed claims in the compact form (RFC 7515 §7.1).
    pub(super) fn sign(&self, claims: &[u8]) -> Option<String> {
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": self.id }).to_string();
        let mut text = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let signature = self.pair.sign(&SystemRandom::new(), text.as_bytes()).ok()?;
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut text);
        Some(text)
    }
}

fn place(id: SigningKeyId) -> Vec<u8> {
    [PLACE, id.as_uuid().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use model::Timestamp;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::{generate, open_all};
    use crate::{mint, sealer::Sealer};

    fn sealer(letter: &str) -> Sealer {
        Sealer::load(Some(&letter.repeat(64)), "unused".as_ref()).expect("a key")
    }

    #[test]
    fn what_is_signed_is_verified_with_what_is_published() {
        let at = Timestamp::from_millis(7);
        let record = generate(&sealer("a"), mint::id(at), at);
        let keys = open_all(&sealer("a"), std::slice::from_ref(&record));
        let text = keys[0].sign(br#"{"sub":"ada"}"#).expect("signed");
        let (signed, signature) = text.rsplit_once('.').expect("three parts");
        let jwk = keys[0].to_jwk();
        let coordinate = |name: &str| {
            let text = jwk[name].as_str().expect("a text");
            URL_SAFE_NO_PAD.decode(text).expect("base64url")
        };
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        public.verify(signed.as_bytes(), &signature).expect("verifies");
        assert!(public.verify(b"something else", &signature).is_err());
        assert!(jwk.get("d").is_none(), "the private half stays here");
    }

    #[test]
    fn a_key_of_another_installation_does_not_open() {
        let at = Timestamp::from_millis(7);
        let record = generate(&sealer("a"), mint::id(at), at);
        assert!(open_all(&sealer("b"), std::slice::from_ref(&record)).is_empty());
        let mut moved = record;
        moved.id = mint::id(at);
        assert!(open_all(&sealer("a"), &[moved]).is_empty());
    }
}
