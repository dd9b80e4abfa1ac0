//! Endpoints that exist while somebody inspects what has none. They are not saved, no page lists them, and nobody comes in from
//! outside: the gateway knows them by id alone.

use std::{collections::HashSet, sync::Arc};

use gateway::{EndpointSpec, NamespaceSpec, Snapshot};
use model::{
    EndpointAuth, EndpointId, InspectorTarget, NamespaceId, NamingPolicy, Owner, ToolListing, UserId,
    middleware::Chain,
};

use super::snapshot::member_spec;
use crate::installation::Installation;

/// What calls are written down with in place of an endpoint's name.
const NAME: &str = "inspector";

/// A hidden endpoint, and a hidden namespace where it is for one server alone.
#[derive(Debug, Clone)]
pub(crate) struct Hidden {
    pub(crate) endpoint_id: EndpointId,
    /// For a server.
    pub(crate) namespace_id: NamespaceId,
    /// The only one who is admitted.
    pub(crate) user_id: UserId,
    pub(crate) target: InspectorTarget,
}

impl Hidden {
    /// Adds it, as long as its target is there and its person may use that.
    pub(super) fn add(&self, installation: &Installation, snapshot: &mut Snapshot) {
        let owner = Owner::Person(self.user_id);
        let namespace_id = match self.target {
            InspectorTarget::Endpoint(_) => return,
            InspectorTarget::Namespace(id) => {
                let found = installation.namespace(id);
                if !found.is_some_and(|found| installation.may_use(owner, found.owner)) {
                    return;
                }
                id
            }
            InspectorTarget::Server(id) => {
                let found = installation.server(id);
                let Some(server) = found.filter(|found| installation.may_use(owner, found.owner)) else {
                    return;
                };
                snapshot.namespaces.push(NamespaceSpec {
                    id: self.namespace_id,
                    name: server.name.clone(),
                    instructions: String::new(),
                    naming: NamingPolicy::Never,
                    members: vec![member_spec(
                        installation,
                        self.namespace_id,
                        id,
                        true,
                        None,
                        false,
                    )],
                    chain: Chain::default(),
                });
                self.namespace_id
            }
        };
        snapshot.endpoints.push(EndpointSpec {
            id: self.endpoint_id,
            name: NAME.to_owned(),
            is_hidden: true,
            namespace_id,
            auth: EndpointAuth::Oauth,
            listing: ToolListing::default(),
            owner,
            admitted: Some(Arc::new(HashSet::from([self.user_id]))),
            session_idle: None,
            session_lifetime: None,
        });
    }
}
