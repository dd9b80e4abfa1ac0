//! New keys between the request that makes them and the page that shows them.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use model::{CreatedApiKey, UserId};

use crate::mint;

const LIFETIME: Duration = Duration::from_mins(10);
/// Far more than people make in ten minutes; bounds the memory.
const MOST: usize = 1000;
const TOKEN_LENGTH: usize = 32;

/// Keys by token. Each is given out once, to the person who made it.
#[derive(Default)]
pub(crate) struct Reveals(Mutex<HashMap<String, Reveal>>);

struct Reveal {
    user: UserId,
    key: CreatedApiKey,
    until: Instant,
}

impl Reveals {
    /// Keeps a key and returns its token.
    pub(crate) fn put(&self, user: UserId, key: CreatedApiKey, now: Instant) -> String {
        let mut reveals = self.lock();
        reveals.retain(|_, reveal| now < reveal.until);
        if reveals.len() >= MOST {
            let oldest = reveals
                .iter()
                .min_by_key(|(_, reveal)| reveal.until)
                .map(|(token, _)| token.clone());
            oldest.and_then(|token| reveals.remove(&token));
        }
        let token = mint::text(TOKEN_LENGTH);
        reveals.insert(
            token.clone(),
            Reveal {
                user,
                key,
                until: now + LIFETIME,
            },
        );
        token
    }

    /// Gives the key out and forgets it. A stranger with the token neither gets nor destroys it.
    pub(crate) fn take(&self, user: UserId, token: &str, now: Instant) -> Option<CreatedApiKey> {
        let mut reveals = self.lock();
        if reveals.get(token)?.user != user {
            return None;
        }
        reveals
            .remove(token)
            .filter(|reveal| now < reveal.until)
            .map(|reveal| reveal.key)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Reveal>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
