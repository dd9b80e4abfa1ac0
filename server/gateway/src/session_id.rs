//! Names of client sessions.

use std::fmt;

use sha2::{Digest, Sha256};

/// A session's name, unguessable: 128 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SessionId(u128);

// === impl SessionId ===

impl SessionId {
    /// A new one, from the thread's cryptographic generator.
    pub(crate) fn random() -> Self {
        Self(rand::random())
    }

    /// What is kept of it: whoever reads that knows no session's name.
    pub(crate) fn hash(self) -> [u8; 32] {
        Sha256::digest(self.to_string()).into()
    }

    /// Names it to people.
    pub(crate) fn handle(self) -> u64 {
        handle(&self.hash())
    }

    /// Reads exactly what `Display` writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_ours = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        u128::from_str_radix(text, 16).ok().filter(|_| is_ours).map(Self)
    }
}

/// Names a session to people: the beginning of its hash.
pub(crate) fn handle(hash: &[u8; 32]) -> u64 {
    let beginning = hash[..8].try_into().expect("a hash has 32 bytes");
    u64::from_be_bytes(beginning)
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::SessionId;

    #[test]
    fn ids_are_read_exactly_as_they_are_written() {
        let id = SessionId::random();
        assert_eq!(SessionId::parse(&id.to_string()), Some(id));
        assert_eq!(SessionId::parse(&SessionId(5).to_string()), Some(SessionId(5)));
        let text = SessionId(0xabc).to_string();
        for wrong in [
            "",
            "abc",
            &text.to_uppercase(),
            &format!("{text}0"),
            &format!("+{}", &text[1..]),
        ] {
            assert_eq!(SessionId::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_other_text_is_an_id(text in "[0-9a-f]{32}|[0-9a-fA-F+ -]{30,34}|.{0,40}") {
            if let Some(id) = SessionId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            } else {
                let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
                prop_assert!(text.len() != 32 || !text.chars().all(is_hex));
            }
        }
    }
}
