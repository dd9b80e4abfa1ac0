//! Password hashes, made and checked off the runtime's threads, a few at a time.

use std::sync::{Arc, OnceLock};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::{Error, Result};

/// Each hash takes 19 MiB and a core for some 30 ms. More of them at once would only let strangers fill the memory.
const AT_ONCE: usize = 2;

/// Makes and checks Argon2id hashes (OWASP's parameters, which are the crate's defaults).
#[derive(Clone)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The PHC string of a password, with a salt of its own.
    pub(crate) async fn hash(&self, password: String) -> Result<String> {
        let password = Zeroizing::new(password);
        self.run(move || hash(&password)).await?
    }

    /// Whether the password is the one of this hash. Without a hash it takes as long and is always wrong, so
    /// that the time tells nobody which accounts exist.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool> {
        let password = Zeroizing::new(password);
        self.run(move || {
            let exists = stored.is_some();
            let stored = match stored {
                Some(stored) => stored,
                None => nobodys_hash()?,
            };
            let parsed = PasswordHash::new(&stored).map_err(Error::internal)?;
            let matches = Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok();
            Ok(exists && matches)
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        // Moved into the work: a caller who goes away must not free the turn of a hash that still runs.
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(Error::internal)
    }
}

fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(Error::internal)?;
    Ok(hash.to_string())
}

/// The hash of a password that nobody has, made once.
fn nobodys_hash() -> Result<String> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash.clone());
    }
    let made = hash(&crate::mint::random_password())?;
    Ok(HASH.get_or_init(|| made).clone())
}

#[cfg(test)]
mod tests {
    use super::Passwords;

    #[tokio::test]
    async fn accepts_the_password_and_no_other() {
        let passwords = Passwords::new();
        let stored = passwords.hash("correct horse".to_owned()).await.expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        for (password, right) in [("correct horse", true), ("correct hors", false), ("", false)] {
            let verified = passwords
                .verify(password.to_owned(), Some(stored.clone()))
                .await
                .expect("checks");
            assert_eq!(verified, right, "{password:?}");
        }
        assert!(
            !passwords
                .verify("correct horse".to_owned(), None)
                .await
                .expect("checks")
        );
    }

    #[tokio::test]
    async fn the_same_password_has_different_hashes() {
        let passwords = Passwords::new();
        let one = passwords.hash("same".to_owned()).await.expect("hashes");
        assert_ne!(one, passwords.hash("same".to_owned()).await.expect("hashes"));
    }
}
