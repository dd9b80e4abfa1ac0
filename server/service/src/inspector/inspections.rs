//! The inspections that are open, each for one person.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use model::{InspectionId, UserId};

use super::inspection::Inspection;

/// Inspections of one person; the one that was not used for longest makes room.
const MOST_OF_ONE: usize = 4;
/// Inspections of everybody.
const MOST: usize = 100;

/// Inspections by id.
#[derive(Default)]
pub(crate) struct Inspections(Mutex<HashMap<InspectionId, Arc<Inspection>>>);

impl Inspections {
    /// Keeps one more, and ends the one that has to make room. `false`: others have taken all the room.
    pub(super) fn put(&self, inspection: &Arc<Inspection>) -> bool {
        let mut all = self.lock();
        let own = all
            .values()
            .filter(|it| it.subject.owner == inspection.subject.owner);
        if own.clone().count() >= MOST_OF_ONE {
            let oldest = own
                .min_by_key(|it| (it.used_at(), it.subject.id))
                .map(|it| it.subject.id);
            if let Some(oldest) = oldest.and_then(|id| all.remove(&id)) {
                oldest.over.cancel();
            }
        }
        if all.len() >= MOST {
            return false;
        }
        all.insert(inspection.subject.id, Arc::clone(inspection));
        true
    }

    /// This person's inspection, while it lives.
    pub(super) fn find(&self, user: UserId, id: InspectionId) -> Option<Arc<Inspection>> {
        self.lock()
            .get(&id)
            .filter(|it| it.subject.owner == user)
            .cloned()
    }

    /// All of this person, the oldest first.
    pub(super) fn of(&self, user: UserId) -> Vec<Arc<Inspection>> {
        let mut own: Vec<_> = self
            .lock()
            .values()
            .filter(|it| it.subject.owner == user)
            .cloned()
            .collect();
        own.sort_by_key(|it| it.subject.id);
        own
    }

    /// Ends all of this person.
    pub(crate) fn end_all(&self, user: UserId) {
        self.of(user).iter().for_each(|it| it.over.cancel());
        self.lock().retain(|_, it| it.subject.owner != user);
    }

    /// It is over.
    pub(super) fn remove(&self, id: InspectionId) {
        self.lock().remove(&id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<InspectionId, Arc<Inspection>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
