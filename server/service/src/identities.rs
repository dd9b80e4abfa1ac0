//! Tells servers who calls them: short-lived statements, signed with keys that everybody can look up.
//!
//! [`statement`] says what is said, [`signer`] says it on the data path, and [`key`] has the keys, which [`rotation`] replaces
//! in time.

mod key;
pub(crate) mod rotation;
pub(crate) mod signer;
mod statement;

use serde_json::{Value, json};

use crate::{Result, services::Inner};

/// Use cases of statements about callers.
pub struct Identities<'a> {
    inner: &'a Inner,
}

impl<'a> Identities<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// The public keys of statements (RFC 7517), those that sign soon included. For everyone.
    pub async fn published_keys(&self) -> Result<Value> {
        let installation = self.inner.keeper.current().await?;
        let keys = key::open_all(&self.inner.parts.sealer, installation.signing_keys());
        let keys: Vec<_> = keys.iter().map(key::SigningKey::to_jwk).collect();
        Ok(json!({ "keys": keys }))
    }

    /// Adds and deletes keys that are due, as it happens every hour.
    pub async fn rotate(&self) -> Result<()> {
        rotation::rotate(self.inner).await
    }
}
