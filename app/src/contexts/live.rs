//! What changed since the page was rendered: one event stream a tab.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser;

/// Kinds of things that pages show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// Servers, their state and their tools.
    Servers,
    /// Namespaces.
    Namespaces,
    /// Endpoints and their sessions.
    Endpoints,
    /// API keys.
    ApiKeys,
    /// Clients that act for people.
    ConnectedClients,
    /// People, and links that wait for some.
    People,
    /// Teams, and who is in them.
    Teams,
    /// Calls through the gateway.
    Calls,
    /// Calls that wait for a person.
    Approvals,
    /// What passes on the wires that somebody watches.
    Wires,
    /// What somebody inspects.
    Inspections,
    /// What the processes of servers use.
    Processes,
}

impl Noun {
    const ALL: [Self; 12] = [
        Self::Servers,
        Self::Namespaces,
        Self::Endpoints,
        Self::ApiKeys,
        Self::ConnectedClients,
        Self::People,
        Self::Teams,
        Self::Calls,
        Self::Approvals,
        Self::Wires,
        Self::Inspections,
        Self::Processes,
    ];

    /// The word for it in the event stream.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Servers => "servers",
            Self::Namespaces => "namespaces",
            Self::Endpoints => "endpoints",
            Self::ApiKeys => "api-keys",
            Self::ConnectedClients => "connected-clients",
            Self::People => "users",
            Self::Teams => "teams",
            Self::Calls => "calls",
            Self::Approvals => "approvals",
            Self::Wires => "wires",
            Self::Inspections => "inspections",
            Self::Processes => "processes",
        }
    }
}

/// A busy gateway says `calls` a thousand times a second; pages ask again this often at most.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Clone, Copy)]
struct Live([Versions; Noun::ALL.len()]);

/// How often one kind of thing has changed.
#[derive(Clone, Copy)]
struct Versions {
    count: RwSignal<u64>,
    /// A change is about to be counted.
    is_due: StoredValue<bool>,
}

impl Versions {
    fn new() -> Self {
        Self {
            count: RwSignal::new(0),
            is_due: StoredValue::new(false),
        }
    }

    fn changed(self) {
        if self.is_due.get_value() {
            return;
        }
        self.is_due.set_value(true);
        set_timeout(
            move || {
                // The layout may be gone by then.
                if self.is_due.try_set_value(false).is_none() {
                    self.count.update(|count| *count += 1);
                }
            },
            PAUSE,
        );
    }
}

impl Live {
    fn of(self, noun: Noun) -> Versions {
        self.0[noun as usize]
    }

    /// An unknown word means that events were missed: everything may have changed.
    fn changed(self, word: &str) {
        let noun = Noun::ALL.into_iter().find(|noun| noun.as_str() == word);
        for changed in Noun::ALL {
            if noun.is_none_or(|noun| noun == changed) {
                self.of(changed).changed();
            }
        }
    }
}

/// Provides [`use_changes`] and listens, once the page has come alive, for as long as the owner lives.
pub fn provide_live() {
    let live = Live(std::array::from_fn(|_| Versions::new()));
    provide_context(live);
    Effect::new(move || {
        let stream = browser::listen("/events", "changed", move |word| live.changed(word));
        // Owned by this effect: the stream closes when the layout goes.
        StoredValue::new_local(stream);
    });
}

/// Counts the changes of a kind of thing: the source of a resource that has to stay fresh.
pub fn use_changes(noun: Noun) -> Signal<u64> {
    use_context::<Live>().map_or_else(|| Signal::stored(0), |live| live.of(noun).count.into())
}
