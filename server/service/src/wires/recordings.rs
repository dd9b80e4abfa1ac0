//! All recordings of this process.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    time::Duration,
};

use gateway::{TooManyWatches, Watch, Watched};
use model::{EndpointId, RecordingId, Reference, ServerId, UserId};
use tokio::time::{interval, timeout};

use super::{
    assembly::{Assembly, Directory},
    recording::Recording,
};
use crate::{changes::Changed, mint, services::Inner};

/// A recording ends by itself, in case that somebody forgets it.
const LONGEST: Duration = Duration::from_mins(30);
/// And is forgotten.
const KEPT: Duration = Duration::from_hours(2);
/// Recordings of one person; the oldest goes first.
const MOST_OF_ONE: usize = 8;
/// Of everybody.
const MOST: usize = 64;
/// Events that are put together before pages hear of them.
const AT_ONCE: usize = 512;
/// Secrets of servers are read again so often.
const REFRESH: Duration = Duration::from_secs(5);

/// Recordings by id, each for one person.
#[derive(Default)]
pub(crate) struct Recordings(Mutex<Vec<Arc<Recording>>>);

/// What is to be recorded.
pub(crate) struct Subject {
    pub(crate) owner: UserId,
    pub(crate) endpoint: Reference<EndpointId>,
    pub(crate) session: Option<String>,
    pub(crate) watched: Watched,
}

impl Recordings {
    /// Records from now on.
    pub(crate) fn begin(
        &self,
        inner: &Arc<Inner>,
        subject: Subject,
    ) -> Result<Arc<Recording>, TooManyWatches> {
        let watch = inner.parts.gateway.watch(subject.watched)?;
        let clock = &inner.parts.clock;
        let (began_at, began) = (clock.now(), clock.instant());
        let is_listed = !matches!(subject.watched, Watched::Marked(_));
        let recording = Arc::new(Recording::new(
            mint::id(began_at),
            subject.owner,
            subject.endpoint,
            subject.session,
            is_listed,
            (began_at, began),
        ));
        let mut all = self.all();
        all.retain(|it| began < it.began + KEPT || !it.over.is_cancelled());
        forget_oldest(&mut all, MOST, |_| true);
        forget_oldest(&mut all, MOST_OF_ONE, |it| it.owner == subject.owner);
        all.push(recording.clone());
        let work = record(inner.clone(), recording.clone(), watch);
        inner.parts.tasks.spawn(work);
        Ok(recording)
    }

    /// This person's recording.
    pub(crate) fn find(&self, owner: UserId, id: RecordingId) -> Option<Arc<Recording>> {
        let all = self.all();
        all.iter().find(|it| it.id == id && it.owner == owner).cloned()
    }

    /// Those that a person has begun at endpoints, the latest first: an inspection shows its own.
    pub(crate) fn of(&self, owner: UserId) -> Vec<Arc<Recording>> {
        let all = self.all();
        all.iter()
            .rev()
            .filter(|it| it.owner == owner && it.is_listed)
            .cloned()
            .collect()
    }

    /// This person's recording goes on.
    pub(crate) fn runs(&self, owner: UserId, id: RecordingId) -> bool {
        self.find(owner, id).is_some_and(|it| !it.over.is_cancelled())
    }

    /// Forgets the recording of something that is over.
    pub(crate) fn end(&self, owner: UserId, id: RecordingId) {
        if let Some(recording) = self.find(owner, id) {
            self.remove(&recording);
        }
    }

    /// How many of a person's still record.
    pub(crate) fn running_of(&self, owner: UserId) -> usize {
        let all = self.all();
        let running = all.iter().filter(|it| !it.over.is_cancelled());
        running.filter(|it| it.owner == owner).count()
    }

    /// Forgets one.
    pub(crate) fn remove(&self, recording: &Recording) {
        recording.over.cancel();
        self.all().retain(|it| it.id != recording.id);
    }

    fn all(&self) -> MutexGuard<'_, Vec<Arc<Recording>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room for one more among those that count.
fn forget_oldest(all: &mut Vec<Arc<Recording>>, most: usize, counts: impl Fn(&Recording) -> bool) {
    while all.iter().filter(|it| counts(it)).count() >= most {
        let Some(oldest) = all.iter().position(|it| counts(it)) else {
            return;
        };
        all.remove(oldest).over.cancel();
    }
}

async fn record(inner: Arc<Inner>, recording: Arc<Recording>, mut watch: Watch) {
    let cancel = inner.parts.cancel.clone();
    let recording_all = timeout(LONGEST, keep(&inner, &recording, &mut watch));
    tokio::select! {
        _ = recording_all => {}
        () = recording.over.cancelled() => {}
        () = cancel.cancelled() => {}
    }
    recording.over.cancel();
    inner.changes.tell(Changed::Wires);
}

async fn keep(inner: &Arc<Inner>, recording: &Recording, watch: &mut Watch) {
    let mut assembly = Assembly::new(Known(inner.clone()));
    let mut refresh = interval(REFRESH);
    loop {
        let event = tokio::select! {
            event = watch.next() => event,
            _ = refresh.tick() => {
                assembly.refresh();
                continue;
            }
        };
        let mut entries = assembly.take(&event);
        for _ in 0..AT_ONCE {
            let Some(event) = watch.waiting() else { break };
            entries.extend(assembly.take(&event));
        }
        recording.missed.store(watch.missed(), Ordering::Relaxed);
        if !entries.is_empty() {
            recording.add(entries);
            inner.changes.tell(Changed::Wires);
        }
        // What passes may never pause, and others want to run too.
        tokio::task::yield_now().await;
    }
}

/// What the configuration says of servers.
struct Known(Arc<Inner>);

impl Directory for Known {
    fn name(&self, server: ServerId) -> Option<String> {
        let installation = self.0.keeper.known()?;
        installation.server(server).map(|server| server.name.clone())
    }

    fn secrets(&self) -> Vec<String> {
        let Some(installation) = self.0.keeper.known() else {
            return Vec::new();
        };
        let servers = installation.servers().iter();
        servers
            .flat_map(|server| self.0.parts.gateway.secrets(server.id))
            .collect()
    }
}
