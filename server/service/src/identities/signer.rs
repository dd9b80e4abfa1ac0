//! Signs statements on the data path, from one configuration and from memory.

use std::{fmt, sync::Arc, time::Duration};

use dashmap::DashMap;
use gateway::{Identities, Statement};
use http::HeaderValue;
use model::Timestamp;
use url::Url;

use super::{
    key::{self, SigningKey},
    rotation,
    statement::{LIFETIME, claims},
};
use crate::{
    Clock,
    clock::{later, until},
    installation::Installation,
    sealer::Sealer,
};

/// A statement is signed anew so long before it ends.
const AHEAD: Duration = Duration::from_mins(1);
/// Statements that are kept. Beyond that, those are forgotten that are to be signed anew, and then all.
const MOST_KEPT: usize = 10_000;

/// What a signer is made of, whatever the configuration.
#[derive(Clone)]
pub(crate) struct SignerParts {
    pub(crate) sealer: Sealer,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) public_url: Url,
}

/// Signs who calls, as one configuration knows them.
pub(crate) struct Signer {
    issuer: String,
    clock: Arc<dyn Clock>,
    installation: Arc<Installation>,
    keys: Vec<SigningKey>,
    kept: DashMap<Statement, Kept>,
}

struct Kept {
    value: HeaderValue,
    fresh_until: Timestamp,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

impl SignerParts {
    /// The signer of a configuration; nothing where no server is told who calls.
    pub(crate) fn signer(&self, installation: &Arc<Installation>) -> Option<Arc<dyn Identities>> {
        if !installation.tells_of_callers() {
            return None;
        }
        Some(Arc::new(Signer {
            issuer: self.public_url.as_str().trim_end_matches('/').to_owned(),
            clock: Arc::clone(&self.clock),
            installation: Arc::clone(installation),
            keys: key::open_all(&self.sealer, installation.signing_keys()),
            kept: DashMap::new(),
        }))
    }
}

impl Signer {
    fn sign_anew(&self, statement: Statement, now: Timestamp) -> Option<HeaderValue> {
        let at = rotation::signing(self.keys.iter().map(|key| key.created_at), now);
        let claims = claims(&self.installation, &self.issuer, statement, now)?;
        let claims = serde_json::to_vec(&claims).expect("texts and numbers are JSON");
        let signed = self.keys.get(at)?.sign(&claims)?;
        let mut value = HeaderValue::try_from(signed).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    fn make_room(&self, now: Timestamp) {
        if self.kept.len() < MOST_KEPT {
            return;
        }
        self.kept
            .retain(|_, kept| !until(now, kept.fresh_until).is_zero());
        if self.kept.len() >= MOST_KEPT {
            self.kept.clear();
        }
    }
}

impl Identities for Signer {
    fn sign(&self, statement: Statement) -> Option<HeaderValue> {
        let now = self.clock.now();
        if let Some(kept) = self.kept.get(&statement)
            && !until(now, kept.fresh_until).is_zero()
        {
            return Some(kept.value.clone());
        }
        let value = self.sign_anew(statement, now)?;
        self.make_room(now);
        let kept = Kept {
            value: value.clone(),
            fresh_until: later(now, LIFETIME.saturating_sub(AHEAD)),
        };
        self.kept.insert(statement, kept);
        Some(value)
    }
}
