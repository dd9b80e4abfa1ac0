//! Tells open pages what changed, noun by noun.

use tokio::sync::broadcast;

/// A reader that falls so far behind asks for everything again.
const CAPACITY: usize = 256;

/// Something that a page may show has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Changed {
    /// Servers, their tools or their connections.
    Servers,
    /// Namespaces, or what is in them.
    Namespaces,
    /// Endpoints or their sessions.
    Endpoints,
    /// API keys.
    ApiKeys,
    /// Clients that act for people.
    ConnectedClients,
    /// People.
    Users,
    /// Teams, or who is in them.
    Teams,
    /// There are new calls.
    Calls,
    /// A call waits for a person, or does so no more.
    Approvals,
    /// What passes on the wires that somebody watches.
    Wires,
    /// What somebody inspects has said something.
    Inspections,
    /// What the processes of servers use.
    Processes,
}

impl Changed {
    /// The noun on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Servers => "servers",
            Self::Namespaces => "namespaces",
            Self::Endpoints => "endpoints",
            Self::ApiKeys => "api-keys",
            Self::ConnectedClients => "connected-clients",
            Self::Users => "users",
            Self::Teams => "teams",
            Self::Calls => "calls",
            Self::Approvals => "approvals",
            Self::Wires => "wires",
            Self::Inspections => "inspections",
            Self::Processes => "processes",
        }
    }
}

/// The sending side.
#[derive(Clone)]
pub(crate) struct Changes(broadcast::Sender<Changed>);

impl Changes {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(CAPACITY))
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.0.subscribe()
    }

    /// Somebody looks at a page.
    pub(crate) fn is_watched(&self) -> bool {
        self.0.receiver_count() > 0
    }

    pub(crate) fn tell(&self, changed: Changed) {
        // No open page is not an error.
        let _ = self.0.send(changed);
    }
}
