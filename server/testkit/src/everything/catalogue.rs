//! What the lists hold beyond what is built in, and who is told when something changes.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::broadcast;

use super::server::locked;

const UNREAD_CHANGES: usize = 1024;
/// What the triggers of the suite add, and remove the next time.
const TOGGLED: &str = "toggled";

/// One of the three lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `tools/list`
    Tools,
    /// `prompts/list`
    Prompts,
    /// `resources/list`; a name becomes the URI `test://added/{name}`
    Resources,
}

impl Kind {
    const COUNT: usize = 3;

    /// As methods, capabilities and notifications spell it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Prompts => "prompts",
            Self::Resources => "resources",
        }
    }
}

/// Something that subscribers want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    List(Kind),
    /// The resource with this URI reads differently.
    Resource(String),
    /// The task with this id is in another state.
    Task(String),
    /// Subscriptions shall end.
    Ending,
}

impl Change {
    /// The method of the notification about it.
    pub(super) fn method(&self) -> Option<String> {
        match self {
            Self::List(kind) => Some(format!("notifications/{}/list_changed", kind.word())),
            Self::Resource(_) => Some("notifications/resources/updated".to_owned()),
            Self::Task(_) => Some("notifications/tasks".to_owned()),
            Self::Ending => None,
        }
    }
}

/// Tells all subscribers.
pub(super) type Announcer = broadcast::Sender<Change>;

#[derive(Debug)]
pub(super) struct Catalogue {
    added: Mutex<[BTreeSet<String>; Kind::COUNT]>,
    watched: AtomicU64,
    changes: Announcer,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self {
            added: Mutex::default(),
            watched: AtomicU64::new(1),
            changes: broadcast::Sender::new(UNREAD_CHANGES),
        }
    }
}

impl Catalogue {
    pub(super) fn announcer(&self) -> Announcer {
        self.changes.clone()
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// How many subscribers there are.
    pub(super) fn listening(&self) -> usize {
        self.changes.receiver_count()
    }

    pub(super) fn announce(&self, change: Change) {
        // Nobody may be listening.
        let _ = self.changes.send(change);
    }

    /// The names that were added, in order.
    pub(super) fn added(&self, kind: Kind) -> Vec<String> {
        locked(&self.added)[kind as usize].iter().cloned().collect()
    }

    pub(super) fn has(&self, kind: Kind, name: &str) -> bool {
        locked(&self.added)[kind as usize].contains(name)
    }

    pub(super) fn add(&self, kind: Kind, name: &str) -> bool {
        let changed = locked(&self.added)[kind as usize].insert(name.to_owned());
        self.announce_if(changed, kind)
    }

    pub(super) fn remove(&self, kind: Kind, name: &str) -> bool {
        let changed = locked(&self.added)[kind as usize].remove(name);
        self.announce_if(changed, kind)
    }

    /// Adds something, or removes it the next time: a change that does not make the list grow for ever.
    pub(super) fn toggle(&self, kind: Kind) {
        if !self.remove(kind, TOGGLED) {
            self.add(kind, TOGGLED);
        }
    }

    fn announce_if(&self, changed: bool, kind: Kind) -> bool {
        if changed {
            self.announce(Change::List(kind));
        }
        changed
    }

    /// How often the watched resource was written.
    pub(super) fn watched(&self) -> u64 {
        self.watched.load(Ordering::Relaxed)
    }

    /// Writes the watched resource and announces it.
    pub(super) fn write_watched(&self, uri: &str) -> u64 {
        let version = self.watched.fetch_add(1, Ordering::Relaxed) + 1;
        self.announce(Change::Resource(uri.to_owned()));
        version
    }
}
