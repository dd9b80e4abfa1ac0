//! What people have begun and not decided about yet: kept in memory for a while, each for the one who began it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use model::UserId;

use crate::mint;

const LIFETIME: Duration = Duration::from_mins(30);
/// Drafts of one person; the oldest goes first.
const MOST_OF_ONE: usize = 20;
/// Drafts of everybody.
const MOST: usize = 500;
const ID_LENGTH: usize = 22;

/// Drafts by id, each for one person.
pub(crate) struct Drafts<T>(Mutex<HashMap<String, Kept<T>>>);

struct Kept<T> {
    user: UserId,
    made_at: Instant,
    draft: Arc<T>,
}

impl<T> Default for Drafts<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Drafts<T> {
    /// Keeps a draft and returns its id.
    pub(crate) fn put(&self, user: UserId, draft: T, now: Instant) -> String {
        let mut drafts = self.lock();
        drafts.retain(|_, kept| now < kept.made_at + LIFETIME);
        forget_oldest(&mut drafts, MOST, |_| true);
        forget_oldest(&mut drafts, MOST_OF_ONE, |other| other.user == user);
        let id = mint::text(ID_LENGTH);
        let kept = Kept {
            user,
            made_at: now,
            draft: Arc::new(draft),
        };
        drafts.insert(id.clone(), kept);
        id
    }

    /// This person's draft, while it lives.
    pub(crate) fn find(&self, user: UserId, id: &str, now: Instant) -> Option<Arc<T>> {
        let drafts = self.lock();
        let kept = drafts.get(id)?;
        (kept.user == user && now < kept.made_at + LIFETIME).then(|| kept.draft.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Kept<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room for one more among those that count.
fn forget_oldest<T>(drafts: &mut HashMap<String, Kept<T>>, most: usize, counts: impl Fn(&Kept<T>) -> bool) {
    let counted = drafts.iter().filter(|(_, kept)| counts(kept));
    if counted.clone().count() >= most {
        let oldest = counted
            .min_by_key(|(_, kept)| kept.made_at)
            .map(|(id, _)| id.clone());
        oldest.and_then(|id| drafts.remove(&id));
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use model::Timestamp;

    use super::{Drafts, LIFETIME, MOST_OF_ONE};

    #[test]
    fn drafts_are_for_the_one_who_made_them_and_for_a_while() {
        let start = Instant::now();
        let (drafts, [ada, bob]) = (
            Drafts::default(),
            [1, 2].map(|at| crate::mint::id(Timestamp::from_millis(at))),
        );
        let id = drafts.put(ada, (), start);
        assert!(drafts.find(ada, &id, start).is_some());
        assert!(drafts.find(bob, &id, start).is_none());
        assert!(drafts.find(ada, &id, start + LIFETIME).is_none());
    }

    #[test]
    fn the_oldest_of_one_person_make_room() {
        let start = Instant::now();
        let (drafts, [ada, bob]) = (
            Drafts::default(),
            [1, 2].map(|at| crate::mint::id(Timestamp::from_millis(at))),
        );
        let bobs = drafts.put(bob, (), start);
        let at = |n: usize| start + Duration::from_secs(u64::try_from(n).expect("small"));
        let ids: Vec<_> = (0..=MOST_OF_ONE).map(|n| drafts.put(ada, (), at(n))).collect();
        let now = at(MOST_OF_ONE);
        assert!(drafts.find(ada, &ids[0], now).is_none());
        assert!(ids[1..].iter().all(|id| drafts.find(ada, id, now).is_some()));
        assert!(drafts.find(bob, &bobs, now).is_some());
    }
}
