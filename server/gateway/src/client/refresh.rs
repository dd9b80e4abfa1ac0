//! What other processes that share the kept sessions did to those that are known here.

use std::sync::Arc;

use crate::{gateway::Inner, pipeline::replay};

/// Looks at what is kept of a session, or of all of them: it may have ended elsewhere, or want to hear something else.
pub(crate) async fn refresh(gateway: &Arc<Inner>, hash: Option<[u8; 32]>) {
    for session in gateway.sessions.kept_here(hash) {
        match gateway.sessions.kept(session.hash).await {
            Ok(Some(record)) => {
                let endpoint = gateway
                    .registry
                    .state()
                    .endpoint_by_id(session.endpoint_id)
                    .cloned();
                if let Some(endpoint) = endpoint
                    && session.adopt(&record.wishes)
                {
                    replay::begin(gateway, endpoint, session);
                }
            }
            Ok(None) => gateway.sessions.end(&session),
            // Whoever can tell again will.
            Err(_) => return,
        }
    }
}
