//! Secrets between the request that makes them and the page that shows them once.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use model::UserId;

use crate::mint;

const LIFETIME: Duration = Duration::from_mins(10);
/// Far more than people make in ten minutes; bounds the memory.
const MOST: usize = 1000;
const TOKEN_LENGTH: usize = 32;

/// Secrets by token. Each is given out once, to the person who made it.
pub(crate) struct Reveals<T>(Mutex<HashMap<String, Reveal<T>>>);

struct Reveal<T> {
    user: UserId,
    secret: T,
    until: Instant,
}

impl<T> Default for Reveals<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Reveals<T> {
    /// Keeps a secret and returns its token.
    pub(crate) fn put(&self, user: UserId, secret: T, now: Instant) -> String {
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
                secret,
                until: now + LIFETIME,
            },
        );
        token
    }

    /// Gives the secret out and forgets it. A stranger with the token neither gets nor destroys it.
    pub(crate) fn take(&self, user: UserId, token: &str, now: Instant) -> Option<T> {
        let mut reveals = self.lock();
        if reveals.get(token)?.user != user {
            return None;
        }
        reveals
            .remove(token)
            .filter(|reveal| now < reveal.until)
            .map(|reveal| reveal.secret)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Reveal<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
