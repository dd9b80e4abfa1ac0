//! All lines.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use dashmap::DashMap;
use model::EndpointId;

use super::Line;
use crate::{Error, PrincipalId, client::session::Session, session_id::SessionId};

/// All lines, each counted as a session of its caller.
#[derive(Default)]
pub(crate) struct Lines {
    by_id: DashMap<SessionId, Arc<Line>>,
    closed: AtomicBool,
}

impl Lines {
    /// Takes in a line.
    pub(super) fn add(&self, line: Arc<Line>) -> Result<(), Error> {
        self.by_id.insert(line.id, line);
        // Looked at after the insertion: `close` sets it before it looks at the map.
        if self.closed.load(Ordering::SeqCst) {
            return Err(Error::Closing);
        }
        Ok(())
    }

    /// The line with this id, if it belongs to this caller at this endpoint. Another's line does not exist.
    pub(super) fn find(
        &self,
        id: SessionId,
        endpoint_id: EndpointId,
        principal: PrincipalId,
    ) -> Option<Arc<Line>> {
        let line = self.by_id.get(&id)?;
        let is_owner = line.endpoint_id == endpoint_id && line.principal == principal;
        is_owner.then(|| line.value().clone())
    }

    /// The session that a line began, whoever's it is.
    pub(crate) fn session(&self, id: SessionId) -> Option<Arc<Session>> {
        self.by_id.get(&id)?.session()
    }

    /// Its client has left.
    pub(super) fn remove(&self, line: &Line) {
        self.by_id.remove(&line.id);
    }

    /// Ends all lines once what was asked on them is answered, and takes in no more.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        for line in &self.by_id {
            line.close();
        }
    }
}
