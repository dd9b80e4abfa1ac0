//! Which servers a request goes to.

use std::sync::Arc;

use model::ServerId;
use serde_json::value::RawValue;

use super::resolve::{self, Forward};
use crate::{Error, catalogue::Catalogue, gateway::Inner, registry::Endpoint};

/// What a request becomes at a server.
pub(crate) enum Route {
    ToolCall(Forward),
    Read(Vec<Forward>),
    Subscribe(Vec<Forward>),
    Unsubscribe(Vec<Forward>),
    Other(Box<str>, Forward),
}

impl Route {
    /// Finds the servers. What is not known yet may belong to one that is being asked for the first time.
    pub(crate) async fn find(
        gateway: &Inner,
        endpoint: &Arc<Endpoint>,
        method: &str,
        params: Option<&RawValue>,
    ) -> Result<(Arc<Endpoint>, Self), Error> {
        match Self::of(&endpoint.namespace.catalogue, method, params) {
            Err(error) if error.is_unknown_target() && endpoint.namespace.incomplete_until.is_some() => {
                let endpoint = gateway.registry.complete(endpoint.clone()).await;
                let route = Self::of(&endpoint.namespace.catalogue, method, params)?;
                Ok((endpoint, route))
            }
            route => Ok((endpoint.clone(), route?)),
        }
    }

    fn of(catalogue: &Catalogue, method: &str, params: Option<&RawValue>) -> Result<Self, Error> {
        let other = |forward: Forward| Self::Other(method.into(), forward);
        match method {
            "tools/call" => resolve::tool_call(catalogue, params).map(Self::ToolCall),
            "prompts/get" => resolve::prompt(catalogue, params).map(other),
            "completion/complete" => resolve::completion(catalogue, params).map(other),
            "resources/read" => resolve::resource(catalogue, params).map(Self::Read),
            "resources/subscribe" => resolve::resource(catalogue, params).map(Self::Subscribe),
            "resources/unsubscribe" => resolve::resource(catalogue, params).map(Self::Unsubscribe),
            unknown => resolve::unknown(catalogue, unknown, params).map(other),
        }
    }

    /// The server that is asked first.
    pub(crate) fn first_server(&self) -> Option<ServerId> {
        match self {
            Self::ToolCall(forward) | Self::Other(_, forward) => Some(forward),
            Self::Read(forwards) | Self::Subscribe(forwards) | Self::Unsubscribe(forwards) => {
                forwards.first()
            }
        }
        .map(|forward| forward.target.server_id)
    }

    /// The client's own progress token.
    pub(crate) fn progress_token(&self) -> Option<Box<str>> {
        match self {
            Self::ToolCall(forward) | Self::Other(_, forward) => forward.progress_token.clone(),
            Self::Read(forwards) | Self::Subscribe(forwards) | Self::Unsubscribe(forwards) => forwards
                .first()
                .and_then(|forward| forward.progress_token.clone()),
        }
    }
}
