//! Endpoints as those see them whose key shows some tools only.

use std::sync::{Arc, OnceLock};

use dashmap::DashMap;
use model::{ApiKeyId, EndpointId};

use super::{
    Endpoint, Introduced, Namespace, State,
    credentials::{Credential, ToolFilter},
};
use crate::{catalogue::instructions, recorder};

/// What was built for keys, for as long as they are accepted.
#[derive(Default)]
pub(crate) struct Narrowed {
    built: DashMap<(ApiKeyId, EndpointId), Built>,
}

struct Built {
    /// What it was built from.
    base: Arc<Namespace>,
    tools: Arc<ToolFilter>,
    seen: Arc<Endpoint>,
}

impl Narrowed {
    /// The endpoint as it looks with this key.
    pub(crate) fn of(
        &self,
        key_id: ApiKeyId,
        tools: &Arc<ToolFilter>,
        endpoint: &Arc<Endpoint>,
    ) -> Arc<Endpoint> {
        let place = (key_id, endpoint.id);
        if let Some(built) = self.built.get(&place).filter(|it| it.is_of(endpoint, tools)) {
            return built.seen.clone();
        }
        let seen = Arc::new(endpoint.with(Arc::new(endpoint.namespace.with_tools(tools))));
        let built = Built {
            base: endpoint.namespace.clone(),
            tools: tools.clone(),
            seen: seen.clone(),
        };
        self.built.insert(place, built);
        seen
    }

    /// Forgets what was built for keys that are not accepted any more, or for endpoints that are gone.
    pub(crate) fn forget_lost(&self, state: &State) {
        let now = recorder::now();
        self.built.retain(|(key_id, endpoint_id), _| {
            state.credentials().has(Credential::Key(*key_id), now)
                && state.endpoint_by_id(*endpoint_id).is_some()
        });
    }
}

impl Built {
    fn is_of(&self, endpoint: &Endpoint, tools: &Arc<ToolFilter>) -> bool {
        Arc::ptr_eq(&self.base, &endpoint.namespace) && Arc::ptr_eq(&self.tools, tools)
    }
}

impl Namespace {
    /// The same with some of its tools, and nothing else.
    pub(crate) fn with_tools(&self, tools: &ToolFilter) -> Self {
        let summary = self.summary.of_tools();
        let catalogue = self.catalogue.with_tools(|exposed| tools.shows(exposed));
        let told = if catalogue.is_searched() {
            &summary.after(&instructions(&catalogue))
        } else {
            &summary
        };
        Self {
            introduction: Introduced {
                // What a server that is not known yet may turn out to offer beside tools is not shown.
                members: told.members(true),
                server_info: self.introduction.server_info.clone(),
            },
            catalogue,
            summary,
            is_settled: self.is_settled,
            searched: OnceLock::new(),
            incomplete_until: self.incomplete_until,
        }
    }
}
