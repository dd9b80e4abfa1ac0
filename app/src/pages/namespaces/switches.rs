//! Switching servers and tools of a namespace: what was asked for is shown at once, what is stored follows.

use std::collections::HashMap;

use leptos::prelude::*;
use model::{NamespaceDetail, ServerId, ToolId};

use crate::api::namespaces::{SetServerEnabled, SetToolsEnabled};

/// The two writes, and what they asked for until their result is on the page.
#[derive(Clone, Copy)]
pub(super) struct Switches {
    pub(super) tools: ServerAction<SetToolsEnabled>,
    pub(super) servers: ServerAction<SetServerEnabled>,
    wished_tools: RwSignal<HashMap<ToolId, bool>>,
    wished_servers: RwSignal<HashMap<ServerId, bool>>,
}

impl Switches {
    pub(super) fn new() -> Self {
        let switches = Self {
            tools: ServerAction::new(),
            servers: ServerAction::new(),
            wished_tools: RwSignal::default(),
            wished_servers: RwSignal::default(),
        };
        switches.remember_wishes();
        switches
    }

    /// Changes with every finished write: a part of the resource's source.
    pub(super) fn version(self) -> (usize, usize) {
        (self.tools.version().get(), self.servers.version().get())
    }

    /// What a tool's switch shows.
    pub(super) fn tool_is_on(self, id: ToolId, stored: bool) -> bool {
        self.wished_tools
            .with(|wished| wished.get(&id).copied().unwrap_or(stored))
    }

    /// What a server's switch shows.
    pub(super) fn server_is_on(self, id: ServerId, stored: bool) -> bool {
        self.wished_servers
            .with(|wished| wished.get(&id).copied().unwrap_or(stored))
    }

    fn remember_wishes(self) {
        Effect::new(move || {
            if let Some(call) = self.tools.input().get() {
                self.wished_tools
                    .update(|wished| wished.extend(call.tools.into_iter().map(|id| (id, call.enabled))));
            }
        });
        Effect::new(move || {
            if let Some(call) = self.servers.input().get() {
                self.wished_servers.update(|wished| {
                    wished.insert(call.server, call.enabled);
                });
            }
        });
        Effect::new(move || {
            let failed = self.tools.value().with(|answer| matches!(answer, Some(Err(_))))
                || self.servers.value().with(|answer| matches!(answer, Some(Err(_))));
            if failed {
                self.forget_wishes();
            }
        });
    }

    /// Forgets what was asked for once the page shows what is stored. While another write is on its way its
    /// wish stays, or its switch would jump back for a moment.
    pub(super) fn follow(self, detail: Signal<NamespaceDetail>) {
        Effect::new(move || {
            detail.track();
            let busy = self.tools.pending().get_untracked() || self.servers.pending().get_untracked();
            if !busy {
                self.forget_wishes();
            }
        });
    }

    fn forget_wishes(self) {
        self.wished_tools.update(HashMap::clear);
        self.wished_servers.update(HashMap::clear);
    }
}
