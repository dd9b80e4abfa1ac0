//! What the gateway said of sessions and the database does not know yet.

use std::collections::HashMap;

use gateway::{SessionRecord, SessionUse, SessionWishes};
use store::ClientSessionChange;

use super::form;

type Hash = [u8; 32];

/// One entry for each session of which there is something to write.
#[derive(Default)]
pub(super) struct Pending {
    entries: HashMap<Hash, Entry>,
    /// Counts what was said.
    number: u64,
}

/// Everything that is to be written of one session.
#[derive(Clone, Default)]
struct Entry {
    news: News,
    /// The latest thing that was said.
    number: u64,
    /// It was in a batch, and so the database may have heard of it.
    was_taken: bool,
}

/// What is new of a session.
#[derive(Clone, Default)]
pub(super) struct News {
    began: Option<SessionRecord>,
    wishes: Option<SessionWishes>,
    used: Option<SessionUse>,
    has_ended: bool,
}

/// What is written together.
pub(super) struct Batch(Vec<(Hash, Entry)>);

// === impl Pending ===

impl Pending {
    /// A session began. Gives the number of this news.
    pub(super) fn begin(&mut self, session: SessionRecord) -> u64 {
        let hash = session.hash;
        self.say(hash, |news| news.began = Some(session))
    }

    /// The client wants to hear something else.
    pub(super) fn change(&mut self, hash: Hash, wishes: SessionWishes) {
        self.say(hash, |news| news.wishes = Some(wishes));
    }

    /// It was used.
    pub(super) fn touch(&mut self, hash: Hash, used: SessionUse) {
        self.say(hash, |news| news.used = Some(used));
    }

    /// It ended. One that the database has never heard of is forgotten at once.
    pub(super) fn end(&mut self, hash: Hash) {
        let is_unheard_of = |entry: &Entry| entry.news.began.is_some() && !entry.was_taken;
        if self.entries.get(&hash).is_some_and(is_unheard_of) {
            self.entries.remove(&hash);
            return;
        }
        self.say(hash, |news| {
            *news = News {
                has_ended: true,
                ..News::default()
            };
        });
    }

    /// The news with this number is not written yet.
    pub(super) fn waits(&self, hash: &Hash, number: u64) -> bool {
        let entry = self.entries.get(hash);
        // Later news of a session that is stored waits without it.
        entry.is_some_and(|entry| entry.news.began.is_some() && entry.number >= number)
    }

    /// What is new of a session.
    pub(super) fn news(&self, hash: &Hash) -> Option<News> {
        self.entries.get(hash).map(|entry| entry.news.clone())
    }

    /// The next news to write, which stay here until they are written.
    pub(super) fn take(&mut self, limit: usize) -> Batch {
        let mut batch: Vec<_> = self
            .entries
            .iter_mut()
            .take(limit)
            .map(|(hash, entry)| {
                entry.was_taken = true;
                (*hash, entry.clone())
            })
            .collect();
        // Replicas that write the same sessions would wait for each other if they did so in different orders.
        batch.sort_by_key(|(hash, _)| *hash);
        Batch(batch)
    }

    /// A batch came to its end. What is written is forgotten, unless there is more to say.
    pub(super) fn put_back(&mut self, batch: Batch, is_written: bool) {
        for (hash, taken) in batch.0 {
            let Some(entry) = self.entries.get_mut(&hash) else {
                continue;
            };
            if is_written && entry.number == taken.number {
                self.entries.remove(&hash);
            } else if is_written {
                entry.news.forget_beginning();
            }
        }
    }

    fn say(&mut self, hash: Hash, say: impl FnOnce(&mut News)) -> u64 {
        self.number += 1;
        let entry = self.entries.entry(hash).or_default();
        entry.number = self.number;
        say(&mut entry.news);
        self.number
    }
}

// === impl News ===

impl News {
    /// It is stored that the session began, as it was then. What it was changed to since is still to be told.
    fn forget_beginning(&mut self) {
        self.began = None;
    }

    /// A session as the database knows it, with what it does not know.
    pub(super) fn applied_to(&self, stored: Option<SessionRecord>) -> Option<SessionRecord> {
        if self.has_ended {
            return None;
        }
        let mut session = stored.or_else(|| self.began.clone())?;
        if let Some(wishes) = &self.wishes {
            session.wishes = wishes.clone();
        }
        if let Some(used) = self.used {
            session.used = used;
        }
        Some(session)
    }

    fn changes(&self, id_hash: Hash) -> Vec<ClientSessionChange> {
        if self.has_ended {
            return vec![ClientSessionChange::Ended { id_hash }];
        }
        let began = self.began.as_ref().and_then(form::record);
        let changed = self.wishes.as_ref().map(|wishes| ClientSessionChange::Changed {
            id_hash,
            log_level: wishes.log_level.clone(),
            subscriptions: form::subscriptions(wishes),
        });
        let used = self.used.map(|used| ClientSessionChange::Used {
            id_hash,
            last_used_at: used.last_at,
            expires_at: used.expires_at,
        });
        let began = began.map(ClientSessionChange::Began);
        [began, changed, used].into_iter().flatten().collect()
    }
}

// === impl Batch ===

impl Batch {
    /// There is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of it.
    pub(super) fn changes(&self) -> Vec<ClientSessionChange> {
        self.by_session().flatten().collect()
    }

    /// The changes of one session after those of another.
    pub(super) fn by_session(&self) -> impl Iterator<Item = Vec<ClientSessionChange>> {
        self.0.iter().map(|(hash, entry)| entry.news.changes(*hash))
    }
}

#[cfg(test)]
mod tests {
    use gateway::{PrincipalId, SessionRecord, SessionUse, SessionWishes};
    use model::Timestamp;
    use store::ClientSessionChange::{self, Began, Changed, Ended, Used};

    use super::Pending;

    const HASH: [u8; 32] = [1; 32];

    fn session() -> SessionRecord {
        let endpoint_id = crate::mint::id(Timestamp::from_millis(0));
        SessionRecord {
            hash: HASH,
            endpoint_id,
            principal: PrincipalId::Anonymous(endpoint_id),
            version: String::new(),
            client_info: None,
            capabilities: None,
            wishes: SessionWishes::default(),
            began_at: Timestamp::from_millis(1),
            used: used(1),
        }
    }

    fn used(at: i64) -> SessionUse {
        SessionUse {
            last_at: Timestamp::from_millis(at),
            expires_at: Timestamp::from_millis(at + 100),
        }
    }

    fn wishes(level: &str) -> SessionWishes {
        SessionWishes {
            log_level: Some(level.to_owned()),
            subscriptions: Vec::new(),
        }
    }

    /// What would be written, in the middle of which `meanwhile` happens.
    fn write(pending: &mut Pending, meanwhile: impl FnOnce(&mut Pending)) -> Vec<ClientSessionChange> {
        let batch = pending.take(10);
        meanwhile(pending);
        let changes = batch.changes();
        pending.put_back(batch, true);
        changes
    }

    #[test]
    fn what_is_said_of_a_session_is_written_together_and_once() {
        let mut pending = Pending::default();
        pending.begin(session());
        pending.change(HASH, wishes("info"));
        pending.touch(HASH, used(2));
        pending.change(HASH, wishes("error"));
        let written = write(&mut pending, |_| ());
        let [Began(_), Changed { log_level, .. }, Used { .. }] = &written[..] else {
            panic!("{written:?}")
        };
        assert_eq!(log_level.as_deref(), Some("error"));
        assert!(write(&mut pending, |_| ()).is_empty());
    }

    #[test]
    fn what_is_said_while_it_is_written_is_written_next() {
        let mut pending = Pending::default();
        let number = pending.begin(session());
        assert!(pending.waits(&HASH, number));
        write(&mut pending, |pending| pending.change(HASH, wishes("info")));
        assert!(!pending.waits(&HASH, number), "that it began is stored");
        let next = write(&mut pending, |_| ());
        assert!(matches!(next[..], [Changed { .. }]), "{next:?}");
    }

    #[test]
    fn what_could_not_be_written_stays() {
        let mut pending = Pending::default();
        let number = pending.begin(session());
        let batch = pending.take(10);
        pending.put_back(batch, false);
        assert!(pending.waits(&HASH, number));
        assert!(matches!(write(&mut pending, |_| ())[..], [Began(_)]));
    }

    #[test]
    fn a_session_that_ends_before_it_is_stored_leaves_nothing() {
        let mut pending = Pending::default();
        pending.begin(session());
        pending.end(HASH);
        assert!(pending.take(10).is_empty());

        pending.begin(session());
        write(&mut pending, |pending| pending.end(HASH));
        assert!(matches!(write(&mut pending, |_| ())[..], [Ended { .. }]));
    }

    #[test]
    fn who_looks_finds_what_is_not_written_yet() {
        let mut pending = Pending::default();
        assert!(pending.news(&HASH).is_none());
        pending.begin(session());
        let news = |pending: &Pending| pending.news(&HASH).expect("news");
        assert!(news(&pending).applied_to(None).is_some());
        pending.change(HASH, wishes("info"));
        let found = news(&pending).applied_to(Some(session()));
        assert_eq!(found.expect("it goes on").wishes, wishes("info"));
        let batch = pending.take(10);
        pending.end(HASH);
        assert_eq!(news(&pending).applied_to(Some(session())), None);
        pending.put_back(batch, true);
    }
}
