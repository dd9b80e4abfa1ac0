//! People on their way to an authorization server and back.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use model::{InspectorSignInId, UserId};

use super::SignIn;

/// Of one person; the oldest makes room.
const MOST_OF_ONE: usize = 4;
/// Of everybody; the oldest makes room.
const MOST: usize = 100;
/// Who has not come back by then does not come any more.
const PATIENCE: Duration = Duration::from_mins(30);

/// Sign-ins that did not lead to an inspection, or have not yet.
#[derive(Default)]
pub(crate) struct PendingSignIns(Mutex<HashMap<InspectorSignInId, SignIn>>);

impl PendingSignIns {
    /// Keeps one as it stands now.
    pub(super) fn put(&self, sign_in: SignIn, now: Instant) {
        let mut all = self.lock(now);
        all.remove(&sign_in.id);
        let own = all.values().filter(|it| it.owner == sign_in.owner);
        let own: Vec<_> = own.map(|it| (it.began, it.id)).collect();
        let everybody = all.values().map(|it| (it.began, it.id));
        let oldest = if own.len() >= MOST_OF_ONE {
            own.into_iter().min()
        } else if all.len() >= MOST {
            everybody.min()
        } else {
            None
        };
        if let Some((_, oldest)) = oldest {
            all.remove(&oldest);
        }
        all.insert(sign_in.id, sign_in);
    }

    /// This person's sign-in.
    pub(super) fn find(&self, owner: UserId, id: InspectorSignInId, now: Instant) -> Option<SignIn> {
        self.lock(now).get(&id).filter(|it| it.owner == owner).cloned()
    }

    /// This person's sign-in that waits for this state. It is good once.
    pub(super) fn take(&self, owner: UserId, state: &str, now: Instant) -> Option<SignIn> {
        let mut all = self.lock(now);
        let waits = |it: &&SignIn| it.owner == owner && it.next.is_some() && it.state == state;
        let id = all.values().find(waits)?.id;
        all.remove(&id)
    }

    fn lock(&self, now: Instant) -> MutexGuard<'_, HashMap<InspectorSignInId, SignIn>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, it| now.saturating_duration_since(it.began) < PATIENCE);
        all
    }
}
