//! Which eras a server speaks, as far as its connections found out.

use std::sync::atomic::{AtomicBool, Ordering};

use super::lane::Introduction;

/// How a connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// `initialize`, a session.
    Legacy,
    /// `server/discover`, no session.
    Modern,
}

/// What the latest connection speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoken {
    /// There was none yet.
    Nothing,
    /// Sessions.
    Legacy,
    /// No sessions.
    Modern,
}

/// Remembers what did not work, for as long as something does.
#[derive(Debug, Default)]
pub(super) struct Eras {
    no_legacy: AtomicBool,
    no_modern: AtomicBool,
    has_spoken: AtomicBool,
    is_modern: AtomicBool,
}

impl Eras {
    /// What to try, in order: what the client speaks itself first, since nothing is lost then.
    pub(super) fn openings(&self, introduction: &Introduction) -> Vec<Opening> {
        let mut openings = if introduction.prefers_modern {
            vec![Opening::Modern, Opening::Legacy]
        } else {
            vec![Opening::Legacy, Opening::Modern]
        };
        openings.retain(|opening| !self.flag(*opening).load(Ordering::Relaxed));
        if openings.is_empty() {
            // Both failed at some time: the server is another one now.
            self.forget();
            return self.openings(introduction);
        }
        openings
    }

    /// The server agreed.
    pub(super) fn agreed(&self, opening: Opening) {
        self.is_modern
            .store(opening == Opening::Modern, Ordering::Relaxed);
        self.has_spoken.store(true, Ordering::Relaxed);
    }

    /// What the server agreed to last.
    pub(super) fn spoken(&self) -> Spoken {
        match (
            self.has_spoken.load(Ordering::Relaxed),
            self.is_modern.load(Ordering::Relaxed),
        ) {
            (false, _) => Spoken::Nothing,
            (true, false) => Spoken::Legacy,
            (true, true) => Spoken::Modern,
        }
    }

    /// The server refused.
    pub(super) fn refused(&self, opening: Opening) {
        self.flag(opening).store(true, Ordering::Relaxed);
    }

    /// Nothing worked: next time everything is tried again.
    pub(super) fn forget(&self) {
        self.no_legacy.store(false, Ordering::Relaxed);
        self.no_modern.store(false, Ordering::Relaxed);
    }

    fn flag(&self, opening: Opening) -> &AtomicBool {
        match opening {
            Opening::Legacy => &self.no_legacy,
            Opening::Modern => &self.no_modern,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Eras, Opening, Spoken};
    use crate::{spec::PrincipalId, upstream::lane::Peer};

    #[test]
    fn tries_the_clients_own_era_first_and_nothing_twice_in_vain() {
        let eras = Eras::default();
        let (legacy, modern) = (
            Peer::gateway().introduction(),
            Peer::stateless(PrincipalId::Gateway).introduction(),
        );
        assert_eq!(eras.openings(&legacy), [Opening::Legacy, Opening::Modern]);
        assert_eq!(eras.openings(&modern), [Opening::Modern, Opening::Legacy]);
        eras.refused(Opening::Modern);
        assert_eq!(eras.openings(&modern), [Opening::Legacy]);
        eras.refused(Opening::Legacy);
        assert_eq!(eras.openings(&modern).len(), 2);
        assert_eq!(eras.spoken(), Spoken::Nothing);
        eras.agreed(Opening::Modern);
        assert_eq!(eras.spoken(), Spoken::Modern);
    }
}
