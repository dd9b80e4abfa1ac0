//! Resources that a client wants to hear of.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use model::ServerId;

use crate::{Error, SessionSubscription};

/// Resources that one session may be subscribed to.
pub(crate) const MAX_SUBSCRIPTIONS: usize = 1000;

/// Bytes of URIs of one session that are kept outside of the process. Others are forgotten when it ends.
const MAX_KEPT_BYTES: usize = 256 * 1024;

/// The subscriptions of a session.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions(Mutex<Table>);

/// The URI at the server, and the one that the client knows.
type Table = HashMap<(ServerId, Box<str>), Box<str>>;

impl Subscriptions {
    /// Takes over those that were kept.
    pub(crate) fn replace(&self, kept: &[SessionSubscription]) {
        let kept = kept.iter().take(MAX_SUBSCRIPTIONS).map(|it| {
            let key = (it.server_id, it.original.as_str().into());
            (key, it.exposed.as_str().into())
        });
        *self.lock() = kept.collect();
    }

    /// All of them, in an order of their own, but no more than [`MAX_KEPT_BYTES`] of URIs.
    pub(crate) fn to_keep(&self) -> Vec<SessionSubscription> {
        let mut room = MAX_KEPT_BYTES;
        let mut fits = |original: &str, exposed: &str| {
            let left = room.checked_sub(original.len() + exposed.len());
            room = left.unwrap_or(room);
            left.is_some()
        };
        let all = self.lock();
        let mut sorted: Vec<_> = all.iter().collect();
        sorted.sort();
        let some = sorted
            .into_iter()
            .filter(|((_, original), exposed)| fits(original, exposed));
        some.map(|((server_id, original), exposed)| SessionSubscription {
            server_id: *server_id,
            original: original.to_string(),
            exposed: exposed.to_string(),
        })
        .collect()
    }

    /// Begins one.
    pub(crate) fn add(&self, server_id: ServerId, original: &str, exposed: &str) -> Result<(), Error> {
        let mut all = self.lock();
        if all.len() >= MAX_SUBSCRIPTIONS {
            return Err(Error::TooManySubscriptions);
        }
        all.insert((server_id, original.into()), exposed.into());
        Ok(())
    }

    /// Ends one.
    pub(crate) fn remove(&self, server_id: ServerId, original: &str) {
        self.lock().remove(&(server_id, original.into()));
    }

    /// The URI that the client knows, if it is subscribed. Servers may report a part of what was subscribed to.
    pub(crate) fn exposed(&self, server_id: ServerId, original: &str) -> Option<Box<str>> {
        let all = self.lock();
        if let Some(exposed) = all.get(&(server_id, original.into())) {
            return Some(exposed.clone());
        }
        let is_parent = |uri: &str| {
            original
                .strip_prefix(uri)
                .is_some_and(|rest| uri.ends_with('/') || rest.starts_with(['/', '#', '?']))
        };
        all.keys()
            .any(|(id, uri)| *id == server_id && is_parent(uri))
            .then(|| original.into())
    }

    /// What it is subscribed to at a server, by the server's own names.
    pub(crate) fn at(&self, server_id: ServerId) -> Vec<Box<str>> {
        let all = self.lock();
        let at_it = all.keys().filter(|(id, _)| *id == server_id);
        at_it.map(|(_, uri)| uri.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use model::ServerId;
    use uuid::Uuid;

    use super::Subscriptions;

    #[test]
    fn knows_what_it_is_subscribed_to_and_what_lies_below() {
        let server = ServerId::from_uuid(Uuid::from_u128(1));
        let subscriptions = Subscriptions::default();
        subscriptions
            .add(server, "file:///a", "metamcp+x:file:///a")
            .expect("room");
        let exposed = |uri: &str| subscriptions.exposed(server, uri);
        assert_eq!(exposed("file:///a").as_deref(), Some("metamcp+x:file:///a"));
        assert_eq!(exposed("file:///a/b").as_deref(), Some("file:///a/b"));
        assert_eq!(exposed("file:///ab"), None);
        subscriptions.remove(server, "file:///a");
        assert_eq!(exposed("file:///a"), None);
    }
}
