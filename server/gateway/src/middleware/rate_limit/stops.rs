//! Whom a limit stopped.

use std::sync::{Mutex, PoisonError};

use crate::{Stopped, recorder};

/// So many are remembered.
const KEPT: usize = 20;

/// The latest. Only requests that are refused come here, so nobody else waits for the lock.
#[derive(Default)]
pub(super) struct Stops(Mutex<Vec<Stopped>>);

impl Stops {
    pub(super) fn note(&self, who: String) {
        let mut stops = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = stops.iter().position(|stop| stop.who == who);
        let times = known.map_or(0, |at| stops.remove(at).times);
        stops.insert(
            0,
            Stopped {
                who,
                times: times + 1,
                last: recorder::now(),
            },
        );
        stops.truncate(KEPT);
    }

    /// The latest first.
    pub(super) fn latest(&self) -> Vec<Stopped> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Stops};

    #[test]
    fn the_latest_are_remembered_with_how_often() {
        let stops = Stops::default();
        for who in ["a", "b", "a"] {
            stops.note(who.to_owned());
        }
        let seen: Vec<_> = stops.latest().into_iter().map(|it| (it.who, it.times)).collect();
        assert_eq!(seen, [("a".to_owned(), 2), ("b".to_owned(), 1)]);
        for n in 0..2 * KEPT {
            stops.note(n.to_string());
        }
        assert_eq!(stops.latest().len(), KEPT);
    }
}
