//! What the gateway runs, derived from what is saved. Here, and nowhere else, secrets are opened for it.

use std::{error::Error as StdError, sync::Arc};

use gateway::{
    ApprovedTools, AuthorizationSpec, CatalogueSeed, Definition, KeySpec, MemberSpec, NamespaceSpec,
    Offering, Snapshot, UpstreamSpec,
};
use model::{ChangePolicy, KeyPlaces, NamespaceId, Owner, Permission, ServerId, UserId};
use serde_json::value::RawValue;
use store::{ApiKeyRecord, NamespaceRecord, ServerRecord, ToolRecord};

use crate::{admission, installation::Installation, offerings, run, sealer::Sealer, secrets, transport};

/// The whole configuration for the gateway. A server whose secrets do not open is left out, and its page says why:
/// running it without them would only make other errors.
pub(super) fn of(installation: &Installation, sealer: &Sealer) -> Snapshot {
    Snapshot {
        upstreams: installation
            .servers()
            .iter()
            .filter(|server| {
                server
                    .namespace_id
                    .is_none_or(|id| may_use_namespace(installation, server.owner, id))
            })
            .filter_map(|server| upstream(server, sealer))
            .collect(),
        namespaces: installation
            .namespaces()
            .iter()
            .map(|namespace| spec(installation, namespace))
            .collect(),
        endpoints: installation
            .endpoints()
            .iter()
            .filter(|endpoint| may_use_namespace(installation, endpoint.owner, endpoint.namespace_id))
            .map(|endpoint| run::endpoint(endpoint, admission::of(installation, endpoint)))
            .collect(),
        memberships: installation.memberships().iter().collect(),
        keys: installation
            .api_keys()
            .iter()
            .filter(|key| key.active)
            .map(|key| key_spec(installation, key))
            .collect(),
        authorizations: installation
            .authorizations()
            .iter()
            .filter(|it| may_use_keys(installation, it.user_id))
            .map(|it| AuthorizationSpec {
                id: it.id,
                user_id: it.user_id,
                endpoint_id: it.endpoint_id,
            })
            .collect(),
        catalogues: installation
            .servers()
            .iter()
            .filter_map(|server| seed(installation, server))
            .collect(),
        token_opener: None,
        credentials: None,
        identities: None,
        approver: None,
    }
}

fn key_spec(installation: &Installation, key: &ApiKeyRecord) -> KeySpec {
    let at = |places: &KeyPlaces| {
        let endpoints = installation.endpoints().iter();
        let opened = endpoints.filter(|it| places.contain(it.id, it.namespace_id));
        opened.map(|endpoint| endpoint.id).collect()
    };
    KeySpec {
        previous: key.previous,
        expires_at: key.expires_at,
        endpoints: key.limits.places.as_ref().map(at),
        tools: key.limits.tools.clone(),
        ..KeySpec::new(key.id, key.hash, key.owner)
    }
}

/// Who has left a team loses what their own things used of it.
fn may_use_namespace(installation: &Installation, owner: Owner, id: NamespaceId) -> bool {
    let namespace = installation.namespace(id);
    namespace.is_some_and(|namespace| installation.may_use(owner, namespace.owner))
}

/// A client may do what its person may: nothing for those who only look.
fn may_use_keys(installation: &Installation, user: UserId) -> bool {
    let user = installation.user(user);
    user.is_some_and(|user| user.role.may(Permission::KeepOwn))
}

fn upstream(server: &ServerRecord, sealer: &Sealer) -> Option<UpstreamSpec> {
    match secrets::open(sealer, server.id, &server.secrets) {
        Ok(secrets) => Some(UpstreamSpec {
            id: server.id,
            name: server.name.clone(),
            transport: transport::of_record(server, secrets),
            run: run::of_server(server),
        }),
        Err(error) => {
            tracing::error!(server.id = %server.id, server.name, error = &error as &dyn StdError, "a server's secrets do not open: it is left out");
            None
        }
    }
}

/// A namespace as it is saved.
pub(crate) fn spec(installation: &Installation, namespace: &NamespaceRecord) -> NamespaceSpec {
    let holds = namespace.changes == ChangePolicy::Hold;
    let members = installation.members(namespace.id).map(|member| {
        let alias = member.alias.as_deref();
        member_spec(
            installation,
            namespace.id,
            member.server_id,
            member.enabled,
            alias,
            holds,
        )
    });
    NamespaceSpec {
        id: namespace.id,
        name: namespace.name.clone(),
        instructions: namespace.description.clone(),
        naming: namespace.naming,
        members: members.collect(),
        chain: namespace.chain.clone(),
    }
}

/// Of gone tools too: one that comes back as it was approved needs no new approval.
fn approved(installation: &Installation, namespace: NamespaceId, server: ServerId) -> ApprovedTools {
    let tools = installation.tools(server);
    tools
        .filter_map(|tool| {
            let pin = installation.pin(namespace, tool.id)?;
            Some((tool.name.clone(), Arc::clone(&pin.definition)))
        })
        .collect()
}

/// A server that is, or is to be, in a namespace, with what that says of its tools. One that `holds` shows those of them that
/// were approved.
pub(crate) fn member_spec(
    installation: &Installation,
    namespace: NamespaceId,
    server_id: ServerId,
    enabled: bool,
    alias: Option<&str>,
    holds: bool,
) -> MemberSpec {
    MemberSpec {
        server_id,
        enabled,
        alias: alias.map(str::to_owned),
        // Gone tools too: when one comes back it is still switched off.
        disabled_tools: installation
            .tools(server_id)
            .filter(|tool| !installation.is_tool_on(namespace, tool.id))
            .map(|tool| tool.name.clone())
            .collect(),
        overrides: installation
            .tools(server_id)
            .filter_map(|tool| {
                let overrides = installation.overrides(namespace, tool.id)?;
                Some((tool.name.clone(), overrides.clone()))
            })
            .collect(),
        approved: holds.then(|| approved(installation, namespace, server_id)),
    }
}

/// A server of which nothing is known gets no seed, so that the gateway asks it.
fn seed(installation: &Installation, server: &ServerRecord) -> Option<CatalogueSeed> {
    let tools: Vec<_> = installation
        .present_tools(server.id)
        .filter_map(definition)
        .collect();
    let beside_tools = installation
        .offering(server.id)
        .and_then(|stored| match offerings::read(stored) {
            Ok(offering) => Some(offering),
            Err(error) => {
                tracing::debug!(server.id = %server.id, server.name, error = &error as &dyn StdError, "what another version stored of a server does not count: it is asked anew");
                None
            }
        });
    if tools.is_empty() && beside_tools.is_none() {
        return None;
    }
    Some(CatalogueSeed {
        server_id: server.id,
        is_complete: beside_tools.is_some(),
        offering: Offering {
            tools,
            ..beside_tools.unwrap_or_default()
        },
    })
}

fn definition(tool: &ToolRecord) -> Option<Definition> {
    // Only definitions that the gateway has parsed are stored.
    let definition = RawValue::from_string(tool.definition.clone()).ok()?;
    Some(Definition {
        name: tool.name.clone(),
        definition: Arc::from(definition),
    })
}
