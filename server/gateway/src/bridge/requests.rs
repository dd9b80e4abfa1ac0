//! The requests that wait for their answers.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use serde_json::value::RawValue;
use tokio::{sync::Notify, task::AbortHandle};

use super::remote::Remote;
use crate::{envelope::Envelope, raw::RawObject};

/// A request of the client.
pub(super) struct Asked {
    /// Its id as the client wrote it; `null` for a batch, which has several.
    pub(super) id: Box<str>,
    /// Its method; empty for a batch.
    pub(super) method: Box<str>,
    /// It says its version itself.
    pub(super) is_modern: bool,
    /// A tool's name, where it names one.
    pub(super) tool: Option<Box<str>>,
}

impl Asked {
    /// A request.
    pub(super) fn of(message: &Envelope<'_>, is_modern: bool) -> Self {
        let method = message.method.as_deref().unwrap_or_default();
        let name = || {
            let params = RawObject::parse(message.params?.get(), &[]).ok()?;
            let name = crate::raw::decode_string(params.get("name")?)?;
            Some(Box::from(&*name))
        };
        Self {
            id: message.id.map_or("null", RawValue::get).into(),
            method: method.into(),
            is_modern,
            tool: if is_modern && method == "tools/call" {
                name()
            } else {
                None
            },
        }
    }

    /// Several messages in one.
    pub(super) fn batch() -> Self {
        Self {
            id: "null".into(),
            method: Box::default(),
            is_modern: false,
            tool: None,
        }
    }
}

/// Those that are being answered.
#[derive(Default)]
pub(super) struct Requests(Arc<Shared>);

#[derive(Default)]
struct Shared {
    running: Mutex<HashMap<u64, Running>>,
    next: AtomicU64,
    ended: Notify,
}

struct Running {
    id: Box<str>,
    is_modern: bool,
    /// It is answered when its client does not want to hear more.
    is_endless: bool,
    task: AbortHandle,
}

impl Requests {
    /// Asks the endpoint, beside everything else.
    pub(super) fn start(&self, remote: &Arc<Remote>, frame: Bytes, asked: Asked) {
        let shared = self.0.clone();
        let serial = shared.next.fetch_add(1, Ordering::Relaxed);
        let (id, is_modern) = (asked.id.clone(), asked.is_modern);
        let is_endless = &*asked.method == "subscriptions/listen";
        // Held until the request is in it, so that it cannot be gone from it before.
        let mut running = self.0.running();
        let (remote, tasks) = (remote.clone(), remote.tasks().clone());
        let task = tasks.spawn(async move {
            let _ending = Ending { shared, serial };
            remote.ask(frame, &asked).await;
        });
        running.insert(
            serial,
            Running {
                id,
                is_modern,
                is_endless,
                task: task.abort_handle(),
            },
        );
    }

    /// Closes the line of a request of the era without sessions that a notification cancels. False when it names none.
    pub(super) fn hang_up(&self, cancellation: &Envelope<'_>) -> bool {
        let params = cancellation
            .params
            .and_then(|params| RawObject::parse(params.get(), &[]).ok());
        let Some(id) = params.and_then(|params| params.get("requestId")) else {
            return false;
        };
        let running = self.0.running();
        let named = running.values().find(|it| it.is_modern && *it.id == *id.get());
        named.map(|it| it.task.abort()).is_some()
    }

    /// Returns once all are answered that will be.
    pub(super) async fn all_answered(&self) {
        loop {
            let ended = self.0.ended.notified();
            if self.0.running().values().all(|it| it.is_endless) {
                return;
            }
            ended.await;
        }
    }

    /// Ends all.
    pub(super) fn abort(&self) {
        for running in self.0.running().values() {
            running.task.abort();
        }
    }
}

impl Shared {
    fn running(&self) -> MutexGuard<'_, HashMap<u64, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets a request with its end.
struct Ending {
    shared: Arc<Shared>,
    serial: u64,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.shared.running().remove(&self.serial);
        self.shared.ended.notify_one();
    }
}
