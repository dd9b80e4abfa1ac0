//! What is asked for.

use model::{ReconnectReason, UpstreamOauth};
use store::UpstreamGrantRecord;

use super::discovery::Found;

/// Lets the gateway go on when nobody is there (OpenID Connect, "Offline Access").
pub(super) const OFFLINE: &str = "offline_access";

/// What to ask for: what the settings say; else what the server's challenge wants, or all that it knows. What it has wanted
/// beyond an earlier grant comes with what that one allowed.
pub(super) fn wanted(
    oauth: &UpstreamOauth,
    found: &Found,
    challenge: Option<&str>,
    before: Option<&UpstreamGrantRecord>,
) -> String {
    let mut wanted = Words::default();
    match (&oauth.scopes, challenge) {
        (Some(set), _) => wanted.add(set),
        (None, Some(challenge)) => wanted.add(challenge),
        (None, None) => found.scopes.iter().for_each(|scope| wanted.add(scope)),
    }
    if let Some(before) = before.filter(|before| before.reason == Some(ReconnectReason::Scopes)) {
        wanted.add(&before.scopes);
        wanted.add(&before.wanted_scopes);
    }
    let is_offered = found.server.scopes_supported.iter().any(|scope| scope == OFFLINE);
    if oauth.scopes.is_none() && is_offered {
        wanted.add(OFFLINE);
    }
    wanted.0.join(" ")
}

/// Both, each word once.
pub(super) fn joined(one: &str, other: &str) -> String {
    let mut words = Words::default();
    words.add(one);
    words.add(other);
    words.0.join(" ")
}

#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    fn add(&mut self, text: &str) {
        for word in text.split_ascii_whitespace() {
            if !self.0.iter().any(|known| known == word) {
                self.0.push(word.to_owned());
            }
        }
    }
}
