//! What changed since the page was rendered: one event stream a tab.

use std::time::Duration;

use leptos::prelude::*;

use super::use_now;
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
/// What takes the database its time is asked for this often at most. By then calls are written down, too.
const LONG_PAUSE: Duration = Duration::from_secs(3);
const MINUTE_MS: i64 = 60_000;

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

    fn changed(self, pause: Duration) {
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
            pause,
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
                self.of(changed).changed(PAUSE);
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

/// As [`use_changes`], for figures over a span of time up to now: seldom, and each minute even if nothing happens.
pub fn use_slow_changes(noun: Noun) -> Signal<u64> {
    let (changes, now, slow) = (use_changes(noun), use_now(), Versions::new());
    let minute = Memo::new(move |_| now.get().map(|now| now / MINUTE_MS));
    Effect::new(move |before: Option<(u64, Option<i64>)>| {
        let (changes, minute) = (changes.get(), minute.get());
        let has_changed =
            before.is_some_and(|(before, at)| before != changes || at.is_some() && at != minute);
        if has_changed {
            slow.changed(LONG_PAUSE);
        }
        (changes, minute)
    });
    slow.count.into()
}
