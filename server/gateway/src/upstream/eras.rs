//! Which eras a server speaks, as far as its connections found out.

use std::sync::atomic::{AtomicBool, Ordering};

use super::lane::Peer;

/// How a connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// `initialize`, a session.
    Legacy,
    /// `server/discover`, no session.
    Modern,
}

/// Remembers what did not work, for as long as something does.
#[derive(Debug, Default)]
pub(super) struct Eras {
    no_legacy: AtomicBool,
    no_modern: AtomicBool,
}

impl Eras {
    /// What to try, in order: what the client speaks itself first, since nothing is lost then.
    pub(super) fn openings(&self, peer: &Peer) -> Vec<Opening> {
        let mut openings = if peer.prefers_modern() {
            vec![Opening::Modern, Opening::Legacy]
        } else {
            vec![Opening::Legacy, Opening::Modern]
        };
        openings.retain(|opening| !self.flag(*opening).load(Ordering::Relaxed));
        if openings.is_empty() {
            // Both failed at some time: the server is another one now.
            self.forget();
            return self.openings(peer);
        }
        openings
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
    use super::{Eras, Opening};
    use crate::{spec::PrincipalId, upstream::lane::Peer};

    #[test]
    fn tries_the_clients_own_era_first_and_nothing_twice_in_vain() {
        let eras = Eras::default();
        let (legacy, modern) = (
            Peer::shared(PrincipalId::Gateway),
            Peer::stateless(PrincipalId::Gateway),
        );
        assert_eq!(eras.openings(&legacy), [Opening::Legacy, Opening::Modern]);
        assert_eq!(eras.openings(&modern), [Opening::Modern, Opening::Legacy]);
        eras.refused(Opening::Modern);
        assert_eq!(eras.openings(&modern), [Opening::Legacy]);
        eras.refused(Opening::Legacy);
        assert_eq!(eras.openings(&modern).len(), 2);
    }
}
