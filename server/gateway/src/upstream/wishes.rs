//! What clients want to hear of a server: they say it once, however often the connection to it is made anew.

use std::collections::BTreeSet;

use model::ServerId;

use super::{lane::Lane, sharing::Rule};
use crate::{client::session::LogLevel, raw::write_string, spec::Capabilities};

/// Knows all clients.
pub(crate) trait Wishes: Send + Sync {
    /// What those want of a server that a lane serves under a rule.
    fn of(&self, server_id: ServerId, lane: Lane, rule: Rule) -> Wish;
}

/// What the clients of one lane want of a server.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The least severe log messages that one of them wants.
    pub(crate) level: Option<LogLevel>,
    /// Resources whose changes they want to hear of, as the server names them.
    pub(crate) uris: BTreeSet<Box<str>>,
}

impl Wish {
    /// Nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.level.is_none() && self.uris.is_empty()
    }

    /// What both want.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.level = self.level.into_iter().chain(other.level).min();
        self.uris.extend(other.uris);
        self
    }

    /// The requests that say so, to a server that can do this: method and params.
    pub(super) fn requests(&self, capabilities: Capabilities) -> Vec<(&'static str, Vec<u8>)> {
        let level = self.level.filter(|_| capabilities.logging);
        let level = level.map(|level| ("logging/setLevel", object("level", level.name())));
        let uris = self.uris.iter().filter(|_| capabilities.subscriptions);
        let uris = uris.map(|uri| ("resources/subscribe", object("uri", uri)));
        level.into_iter().chain(uris).collect()
    }
}

fn object(key: &str, value: &str) -> Vec<u8> {
    let mut object = format!("{{\"{key}\":").into_bytes();
    write_string(&mut object, value);
    object.push(b'}');
    object
}

#[cfg(test)]
mod tests {
    use super::Wish;
    use crate::{client::session::LogLevel, spec::Capabilities};

    fn wish(level: &str, uris: &[&str]) -> Wish {
        Wish {
            level: LogLevel::parse(level),
            uris: uris.iter().map(|uri| Box::from(*uri)).collect(),
        }
    }

    #[test]
    fn says_what_the_least_modest_client_wants() {
        let both = wish("error", &["file:///a\"", "file:///b"]).and(wish("info", &["file:///b"]));
        assert_eq!(both, wish("info", &["file:///a\"", "file:///b"]));
        let all = Capabilities {
            logging: true,
            subscriptions: true,
            ..Capabilities::default()
        };
        let said: Vec<_> = both
            .requests(all)
            .into_iter()
            .map(|(method, params)| format!("{method} {}", String::from_utf8_lossy(&params)))
            .collect();
        assert_eq!(
            said,
            [
                r#"logging/setLevel {"level":"info"}"#,
                r#"resources/subscribe {"uri":"file:///a\""}"#,
                r#"resources/subscribe {"uri":"file:///b"}"#,
            ]
        );
        assert_eq!(both.requests(Capabilities::default()), []);
    }

    #[test]
    fn who_wants_nothing_says_nothing() {
        assert!(Wish::default().and(Wish::default()).is_empty());
        assert!(!wish("", &["file:///a"]).is_empty());
    }
}
