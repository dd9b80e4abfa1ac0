//! Which sessions exist, and which long calls run in them.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use http::HeaderValue;
use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinSet},
};

use crate::{body::Body, demo::SlowCount};

const FRAMES: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Sessions {
    // Numbers, not secrets: whoever reaches a test peer may use it.
    next: AtomicU64,
    open: Mutex<HashSet<HeaderValue>>,
    running: Mutex<HashMap<(Option<HeaderValue>, String), AbortHandle>>,
}

impl Sessions {
    pub(super) fn open(&self) -> HeaderValue {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let id = HeaderValue::try_from(format!("demo-{number}")).expect("letters and digits");
        locked(&self.open).insert(id.clone());
        id
    }

    pub(super) fn knows(&self, id: &HeaderValue) -> bool {
        locked(&self.open).contains(id)
    }

    pub(super) fn close(&self, id: &HeaderValue) -> bool {
        locked(&self.open).remove(id)
    }

    pub(super) fn count(&self) -> usize {
        locked(&self.open).len()
    }

    pub(super) fn clear(&self) {
        locked(&self.open).clear();
    }

    /// Starts a long call; its frames are the body, and the call ends with it.
    pub(super) fn run(&self, session: Option<&HeaderValue>, count: SlowCount) -> Body {
        let (sender, frames) = mpsc::channel(FRAMES);
        let key = (session.cloned(), count.id().to_owned());
        let mut task = JoinSet::new();
        let handle = task.spawn(count.run(sender));
        let mut running = locked(&self.running);
        running.retain(|_, other| !other.is_finished());
        running.insert(key, handle);
        Body::events(frames, task)
    }

    pub(super) fn cancel(&self, session: Option<&HeaderValue>, id: &str) {
        if let Some(task) = locked(&self.running).remove(&(session.cloned(), id.to_owned())) {
            task.abort();
        }
    }
}

/// The sets stay whole whatever panicked while it held the lock.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
