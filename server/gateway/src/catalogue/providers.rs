//! The servers that clients of a namespace reach.

use std::sync::Arc;

use model::ServerId;

use super::{Catalogue, Member};
use crate::{
    Offering,
    middleware::{Chain, Links},
    raw::RawObject,
    spec::Capabilities,
};

/// The extension for tasks.
const TASKS: &str = "io.modelcontextprotocol/tasks";

/// A server that clients reach through the namespace.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    /// The server.
    pub(crate) server_id: ServerId,
    /// What it can do.
    pub(crate) capabilities: Capabilities,
    /// Calls may go on after their answer there.
    pub(crate) runs_tasks: bool,
    /// What requests pass on their way to it that are about nothing listed.
    pub(crate) chain: Chain,
}

/// The servers behind the members, each once.
pub(super) fn providers<'a>(
    members: impl Iterator<Item = &'a Member<'a>>,
    links: &Arc<Links>,
) -> Vec<Provider> {
    let own_chain = Chain::of(links, Arc::default);
    let mut providers: Vec<Provider> = Vec::new();
    for member in members {
        let own = [Provider {
            server_id: member.server_id,
            capabilities: member.offering.capabilities,
            runs_tasks: runs_tasks(member.offering),
            chain: Chain::default(),
        }];
        for provider in member.inner.map_or(&own[..], Catalogue::members) {
            if providers.iter().all(|it| it.server_id != provider.server_id) {
                providers.push(Provider {
                    chain: own_chain.clone().before(&provider.chain),
                    ..provider.clone()
                });
            }
        }
    }
    providers
}

/// Tasks are a capability until 2025-11-25, and an extension in the era without sessions.
fn runs_tasks(offering: &Offering) -> bool {
    let is_extension = || {
        let extensions = offering.extras.get("extensions").map_or("{}", String::as_str);
        RawObject::parse(extensions, &[]).is_ok_and(|extensions| extensions.get(TASKS).is_some())
    };
    offering.extras.contains_key("tasks") || is_extension()
}
