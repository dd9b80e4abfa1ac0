//! Who was seen where, between two writes: pages never wait for it.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use model::{Timestamp, UserId};
use store::{Seen, SessionKey};

use crate::{Result, changes::Changed, services::Inner};

/// One entry for each session that was used since the last write, so no more than there are.
#[derive(Default)]
pub(crate) struct SeenLately(Mutex<HashMap<SessionKey, (UserId, Seen)>>);

impl SeenLately {
    pub(super) fn note(&self, user_id: UserId, key: SessionKey, address: IpAddr, at: Timestamp) {
        let address = address.to_string();
        self.lock().insert(key, (user_id, Seen { key, at, address }));
    }

    /// When people were seen since the last write.
    pub(crate) fn latest(&self) -> HashMap<UserId, Timestamp> {
        let mut latest: HashMap<UserId, Timestamp> = HashMap::new();
        for (user_id, seen) in self.lock().values() {
            let at = latest.entry(*user_id).or_insert(seen.at);
            *at = seen.at.max(*at);
        }
        latest
    }

    fn take(&self) -> Vec<(UserId, Seen)> {
        self.lock().drain().map(|(_, seen)| seen).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SessionKey, (UserId, Seen)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stores what was noted. What the database does not take now is forgotten: who is still there is seen again.
pub(crate) async fn write(inner: &Inner) -> Result<()> {
    let seen = inner.seen.take();
    if seen.is_empty() {
        return Ok(());
    }
    // Not a change of the configuration: the revision stays.
    let tx = inner.parts.store.begin().await?;
    for (user_id, seen) in &seen {
        tx.users().record_seen(*user_id, seen.at).await?;
    }
    let sessions: Vec<Seen> = seen.into_iter().map(|(_, seen)| seen).collect();
    tx.web_sessions().record_seen(&sessions).await?;
    tx.commit().await?;
    inner.changes.tell(Changed::Users);
    Ok(())
}
