//! How often tools are called, so that a search puts those first that are used.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use dashmap::DashMap;
use model::ServerId;

use crate::catalogue::Target;

/// Tools that are counted. Beyond that, further ones count as never called.
const MAX_COUNTED: usize = 20_000;

/// Calls since the process began, by server and the server's own name for the tool.
#[derive(Default)]
pub(crate) struct Usage(DashMap<(ServerId, Arc<str>), AtomicU64>);

impl Usage {
    /// A tool was called.
    pub(crate) fn count(&self, tool: &Target) {
        let key = (tool.server_id, tool.original.clone());
        if let Some(count) = self.0.get(&key) {
            count.fetch_add(1, Ordering::Relaxed);
        } else if self.0.len() < MAX_COUNTED {
            self.0.entry(key).or_default().fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Nothing was called yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often it was called.
    pub(crate) fn of(&self, tool: &Target) -> u64 {
        let count = self.0.get(&(tool.server_id, tool.original.clone()));
        count.map_or(0, |count| count.load(Ordering::Relaxed))
    }
}
