//! API keys: how they look, and what of them is kept.

use sha2::{Digest, Sha256};

use crate::mint;

/// Every key begins with it, as the original's keys do, so that scanners for leaked secrets find them.
pub(crate) const PREFIX: &str = "sk_mt_";
/// 43 letters and digits are 256 bits.
const RANDOM_LENGTH: usize = 43;
/// Enough to tell one's keys apart, too little to guess the rest.
const HINT_LENGTH: usize = 10;
/// The least that a key given in a file has behind the prefix.
const MIN_GIVEN_LENGTH: usize = 32;

/// A new key.
pub(crate) fn generate() -> String {
    format!("{PREFIX}{}", mint::text(RANDOM_LENGTH))
}

/// What is stored in place of a key. Unsalted and fast on purpose: a key is random, so nobody can guess it from its
/// hash, and each call looks it up.
pub(crate) fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// The first characters, for people.
pub(crate) fn hint(key: &str) -> String {
    key.chars().take(HINT_LENGTH).collect()
}

/// A key that someone brings along is long enough and fits into a header.
pub(crate) fn is_acceptable(key: &str) -> bool {
    key.strip_prefix(PREFIX).is_some_and(|rest| {
        rest.len() >= MIN_GIVEN_LENGTH
            && rest
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::{generate, hash, hint, is_acceptable};

    #[test]
    fn keys_are_long_and_differ() {
        let (one, other) = (generate(), generate());
        assert_ne!(one, other);
        assert_eq!(one.len(), 49);
        assert!(is_acceptable(&one) && one.starts_with(&hint(&one)) && hint(&one).len() == 10);
        assert_ne!(hash(&one), hash(&other));
    }

    #[test]
    fn given_keys_have_the_prefix_and_a_length() {
        for bad in [
            "",
            "sk_mt_",
            "sk_mt_short",
            "0123456789012345678901234567890123456789",
            "sk_mt_01234567890123456789 0123456789012",
        ] {
            assert!(!is_acceptable(bad), "{bad}");
        }
        assert!(is_acceptable("sk_mt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"));
    }
}
