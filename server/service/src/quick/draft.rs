//! Tried texts between the trial and the button.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use model::{CallView, EndpointId, PasteFormat, ServerId, ToolTrial, UserId};
use store::EndpointRecord;
use tokio::sync::OnceCell;

use super::trial::Tried;
use crate::{Recorder, mint};

const LIFETIME: Duration = Duration::from_mins(30);
/// Drafts of one person; the oldest goes first.
const MOST_OF_ONE: usize = 20;
/// Drafts of everybody.
const MOST: usize = 500;
const ID_LENGTH: usize = 22;

/// Drafts by id, each for one person.
#[derive(Default)]
pub(crate) struct Drafts(Mutex<HashMap<String, Arc<Draft>>>);

/// A tried text.
pub(crate) struct Draft {
    user: UserId,
    made_at: Instant,
    pub(super) format: Option<PasteFormat>,
    pub(super) name: Option<String>,
    pub(super) servers: Vec<Tried>,
    /// Set once, however often the button is pressed.
    pub(super) published: OnceCell<Published>,
    first_call: OnceLock<CallView>,
    trial: Mutex<Option<ToolTrial>>,
}

/// What was made of a draft.
#[derive(Clone)]
pub(crate) struct Published {
    pub(super) servers: Vec<(ServerId, String)>,
    pub(super) namespace: String,
    pub(super) endpoint: EndpointRecord,
    pub(super) key: String,
}

impl Drafts {
    /// Keeps a draft and returns its id.
    pub(super) fn put(&self, draft: Draft, now: Instant) -> String {
        let mut drafts = self.lock();
        drafts.retain(|_, draft| now < draft.made_at + LIFETIME);
        forget_oldest(&mut drafts, MOST, |_| true);
        forget_oldest(&mut drafts, MOST_OF_ONE, |other| other.user == draft.user);
        let id = mint::text(ID_LENGTH);
        drafts.insert(id.clone(), Arc::new(draft));
        id
    }

    /// This person's draft, while it lives.
    pub(super) fn find(&self, user: UserId, id: &str, now: Instant) -> Option<Arc<Draft>> {
        let draft = self.lock().get(id).cloned()?;
        (draft.user == user && now < draft.made_at + LIFETIME).then_some(draft)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Draft>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room for one more among those that count.
fn forget_oldest(drafts: &mut HashMap<String, Arc<Draft>>, most: usize, counts: impl Fn(&Draft) -> bool) {
    let counted = drafts.iter().filter(|(_, draft)| counts(draft));
    if counted.clone().count() >= most {
        let oldest = counted
            .min_by_key(|(_, draft)| draft.made_at)
            .map(|(id, _)| id.clone());
        oldest.and_then(|id| drafts.remove(&id));
    }
}

impl Draft {
    pub(super) fn new(
        user: UserId,
        made_at: Instant,
        format: Option<PasteFormat>,
        name: Option<String>,
        servers: Vec<Tried>,
    ) -> Self {
        Self {
            user,
            made_at,
            format,
            name,
            servers,
            published: OnceCell::new(),
            first_call: OnceLock::new(),
            trial: Mutex::default(),
        }
    }

    pub(super) fn published(&self) -> Option<Published> {
        self.published.get().cloned()
    }

    /// The latest call from the page.
    pub(super) fn trial(&self) -> Option<ToolTrial> {
        self.trial.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Another call from the page.
    pub(super) fn set_trial(&self, trial: ToolTrial) {
        *self.trial.lock().unwrap_or_else(PoisonError::into_inner) = Some(trial);
    }

    /// The first call at the endpoint. Kept here, because many calls later the recorder has forgotten it.
    pub(super) fn first_call(&self, endpoint: EndpointId, recorder: &Recorder) -> Option<CallView> {
        if let Some(call) = self.first_call.get() {
            return Some(call.clone());
        }
        let call = recorder.first_at(endpoint)?;
        Some(self.first_call.get_or_init(|| call).clone())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use gateway::CallRecorder;
    use model::{Timestamp, UserId};

    use super::{Draft, Drafts, LIFETIME, MOST_OF_ONE};
    use crate::recorder::tests::call;

    fn draft(user: UserId, made_at: Instant) -> Draft {
        Draft::new(user, made_at, None, None, Vec::new())
    }

    #[test]
    fn drafts_are_for_the_one_who_made_them_and_for_a_while() {
        let start = Instant::now();
        let (drafts, [ada, bob]) = (
            Drafts::default(),
            [1, 2].map(|at| crate::mint::id(Timestamp::from_millis(at))),
        );
        let id = drafts.put(draft(ada, start), start);
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
        let bobs = drafts.put(draft(bob, start), start);
        let at = |n: usize| start + Duration::from_secs(u64::try_from(n).expect("small"));
        let ids: Vec<_> = (0..=MOST_OF_ONE)
            .map(|n| drafts.put(draft(ada, at(n)), at(n)))
            .collect();
        let now = at(MOST_OF_ONE);
        assert!(drafts.find(ada, &ids[0], now).is_none());
        assert!(ids[1..].iter().all(|id| drafts.find(ada, id, now).is_some()));
        assert!(drafts.find(bob, &bobs, now).is_some());
    }

    #[test]
    fn the_first_call_stays_when_the_recorder_has_forgotten_it() {
        let start = Instant::now();
        let (recorder, [endpoint, other]) = (
            crate::recorder(),
            [1, 2].map(|at| crate::mint::id(Timestamp::from_millis(at))),
        );
        let draft = draft(crate::mint::id(Timestamp::from_millis(0)), start);
        assert_eq!(draft.first_call(endpoint, &recorder), None);
        recorder.record(call(endpoint, 1));
        let first = draft.first_call(endpoint, &recorder).expect("there was one");
        (2..5000).for_each(|at| recorder.record(call(other, at)));
        assert_eq!(recorder.first_at(endpoint), None, "forgotten there");
        assert_eq!(draft.first_call(endpoint, &recorder), Some(first));
    }
}
