//! Which servers a request goes to.

use std::{slice, sync::Arc};

use model::ServerId;
use serde_json::value::RawValue;

use super::{
    candidates::Candidates,
    discovery::{self, Discovery},
    resolve::{self, Forward},
    task_list::{self, TaskList},
};
use crate::{
    Error, catalogue::Catalogue, gateway::Inner, middleware::Chain, registry::Endpoint, upstream::lane::Peer,
};

/// What a request becomes at a server.
pub(crate) enum Route {
    ToolCall(Box<Forward>),
    Read(Candidates),
    Subscribe(Vec<Forward>),
    Unsubscribe(Vec<Forward>),
    TaskList(TaskList),
    /// The gateway answers it itself.
    Discovery(Discovery),
    /// Any other method.
    Other(Box<str>, Candidates),
}

impl Route {
    /// Finds the servers among those that a client reaches. What is not known yet may belong to one that is being asked for
    /// the first time.
    pub(crate) async fn find(
        gateway: &Inner,
        endpoint: &Arc<Endpoint>,
        peer: &Peer,
        method: &str,
        params: Option<&RawValue>,
    ) -> Result<(Arc<Endpoint>, Self), Error> {
        let seen = gateway.seen_by(peer, endpoint.clone());
        match Self::of(&seen.namespace.catalogue, method, params) {
            Err(error) if error.is_unknown_target() && seen.namespace.incomplete_until.is_some() => {
                let endpoint = gateway.registry.complete(endpoint.clone()).await;
                let seen = gateway.seen_by(peer, endpoint);
                let route = Self::of(&seen.namespace.catalogue, method, params)?;
                Ok((seen, route))
            }
            route => Ok((seen, route?)),
        }
    }

    fn of(catalogue: &Catalogue, method: &str, params: Option<&RawValue>) -> Result<Self, Error> {
        let other = |candidates| Self::Other(method.into(), candidates);
        let only = |forward| other(Candidates::only(forward));
        match method {
            "tools/call" => match discovery::route(catalogue, params)? {
                Some(route) => Ok(route),
                None => resolve::tool_call(catalogue, params).map(|call| Self::ToolCall(Box::new(call))),
            },
            "prompts/get" => resolve::prompt(catalogue, params).map(only),
            "completion/complete" => resolve::completion(catalogue, params).map(only),
            "resources/read" => {
                let forwards = resolve::resource(catalogue, params)?;
                Ok(Self::Read(Candidates::owners(forwards)))
            }
            "resources/subscribe" => resolve::resource(catalogue, params).map(Self::Subscribe),
            "resources/unsubscribe" => resolve::resource(catalogue, params).map(Self::Unsubscribe),
            "tasks/list" => task_list::resolve(catalogue, params).map(Self::TaskList),
            // A task is known to the server that runs it, and to no other.
            task if task.starts_with("tasks/") => {
                let forwards = resolve::task(catalogue, task, params)?;
                Ok(other(Candidates::owners(forwards)))
            }
            unknown => {
                let forwards = resolve::unknown(catalogue, unknown, params)?;
                Ok(other(Candidates::speakers(forwards)))
            }
        }
    }

    /// The server that is asked first.
    pub(crate) fn first_server(&self) -> Option<ServerId> {
        self.first().map(|forward| forward.target.server_id)
    }

    /// The client's own progress token.
    pub(crate) fn progress_token(&self) -> Option<Box<str>> {
        self.first()?.progress_token.clone()
    }

    /// The servers that may be asked, in order.
    pub(crate) fn servers(&self) -> impl Iterator<Item = ServerId> {
        self.forwards().iter().map(|forward| forward.target.server_id)
    }

    /// What stands before each of them.
    pub(crate) fn chains(&self) -> impl Iterator<Item = &Chain> {
        self.forwards().iter().map(|forward| &forward.target.chain)
    }

    fn first(&self) -> Option<&Forward> {
        self.forwards().first()
    }

    fn forwards(&self) -> &[Forward] {
        match self {
            Self::ToolCall(forward) => slice::from_ref(&**forward),
            Self::Subscribe(forwards) | Self::Unsubscribe(forwards) => forwards,
            Self::TaskList(list) => list.forwards(),
            Self::Read(candidates) | Self::Other(_, candidates) => candidates.forwards(),
            Self::Discovery(_) => &[],
        }
    }
}
