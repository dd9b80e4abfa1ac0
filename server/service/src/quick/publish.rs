//! From a draft to an endpoint that clients can call.

use std::collections::HashSet;

use model::{
    ChangePolicy, EndpointAuth, NamespaceId, NamingPolicy, Owner, Problem, QuickOutcome, ServerId,
    SessionTimes, Timestamp, ToolListing, Visibility, middleware::Chain,
};
use store::{EndpointRecord, NamespaceRecord, ServerRecord};

use super::{
    draft::{Draft, Published},
    trial::Tried,
};
use crate::{
    Caller, Error, Result,
    acts::Act,
    api_keys,
    installation::Installation,
    keys, mint,
    naming::free_name,
    nesting, offerings,
    servers::{may_configure, record},
    services::Inner,
    sync::Write,
    visibility::owner_of_new,
};

/// The name of what is made of several servers, unless another one is given.
const SEVERAL: &str = "quick";
/// `/metamcp/health` is not an endpoint.
const RESERVED: &str = "health";

/// Publishes a draft that is not published yet.
pub(super) async fn once(inner: &Inner, caller: &Caller, draft: &Draft) -> Result<()> {
    draft
        .published
        .get_or_try_init(|| publish(inner, caller, draft))
        .await
        .map(drop)
}

async fn publish(inner: &Inner, caller: &Caller, draft: &Draft) -> Result<Published> {
    let usable = usable(caller, draft)?;
    let owner = owner_of_new(caller, Visibility::Private)?;
    let now = inner.parts.clock.now();
    let write = inner.keeper.begin(Act::by(caller, "quick.publish")).await?;
    let servers = insert_servers(inner, caller, &write, owner, &usable, now).await?;
    let name = name(draft, &usable, &write.before, owner);
    let namespace_id = insert_namespace(&write, owner, &name, &servers, &usable, now).await?;
    let endpoint = EndpointRecord {
        id: mint::id(now),
        name: name.clone(),
        description: String::new(),
        namespace_id,
        auth: EndpointAuth::ApiKey,
        sso: None,
        session: SessionTimes::default(),
        listing: ToolListing::Full,
        owner,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    write.tx.endpoints().insert(&endpoint).await?;
    let key = keys::generate();
    write
        .tx
        .api_keys()
        .insert(&api_keys::record(&name, &key, owner, now))
        .await?;
    offerings::commit(inner, write).await?;
    let servers = servers
        .into_iter()
        .map(|server| (server.id, server.name))
        .collect();
    Ok(Published {
        servers,
        namespace: name,
        endpoint,
        key,
    })
}

/// The servers to add, when at least one of them answered.
fn usable<'a>(caller: &Caller, draft: &'a Draft) -> Result<Vec<&'a Tried>> {
    draft
        .servers
        .iter()
        .try_for_each(|tried| may_configure(caller, tried.input.kind))?;
    if draft.servers.iter().any(|tried| tried.outcome.tools().is_some()) {
        return Ok(draft
            .servers
            .iter()
            .filter(|tried| !matches!(tried.outcome, QuickOutcome::Invalid(_)))
            .collect());
    }
    Err(draft
        .servers
        .iter()
        .find_map(|tried| match &tried.outcome {
            QuickOutcome::Failed(failure) => Some(Error::Upstream(failure.clone())),
            QuickOutcome::Invalid(errors) => Some(Error::Invalid(errors.clone())),
            QuickOutcome::Found(_) | QuickOutcome::InProcess { .. } | QuickOutcome::SwitchedOff => None,
        })
        // Everything is switched off: there is nothing that clients could call.
        .unwrap_or_else(|| Error::field("text", Problem::Required)))
}

async fn insert_servers(
    inner: &Inner,
    caller: &Caller,
    write: &Write,
    owner: Owner,
    usable: &[&Tried],
    now: Timestamp,
) -> Result<Vec<ServerRecord>> {
    let of_owner = write
        .before
        .servers()
        .iter()
        .filter(|server| server.owner == owner);
    let mut taken: HashSet<String> = of_owner.map(|server| server.name.clone()).collect();
    let mut servers = Vec::with_capacity(usable.len());
    for tried in usable {
        let mut input = tried.input.clone();
        input.name = free_name(&input.name, |name| taken.contains(name));
        taken.insert(input.name.clone());
        let server = record::new(caller, &inner.parts.sealer, mint::id(now), owner, &input, now)?;
        nesting::check_server(caller, &write.before, &server)?;
        write.tx.servers().insert(&server).await?;
        if let Some(offering) = &tried.offering {
            offerings::put(inner, write, server.id, offering).await?;
        }
        servers.push(server);
    }
    Ok(servers)
}

async fn insert_namespace(
    write: &Write,
    owner: Owner,
    name: &str,
    servers: &[ServerRecord],
    usable: &[&Tried],
    now: Timestamp,
) -> Result<NamespaceId> {
    let id = mint::id(now);
    let namespace = NamespaceRecord {
        id,
        name: name.to_owned(),
        description: String::new(),
        naming: NamingPolicy::default(),
        changes: ChangePolicy::default(),
        owner,
        created_at: now,
        updated_at: now,
        version: 1,
        chain: Chain::default(),
        chain_before: None,
        chain_version: 0,
    };
    let namespaces = write.tx.namespaces();
    namespaces.insert(&namespace).await?;
    let members: Vec<ServerId> = servers.iter().map(|server| server.id).collect();
    namespaces.set_servers(id, &members, now).await?;
    for (server, tried) in members.into_iter().zip(usable) {
        if tried.outcome == QuickOutcome::SwitchedOff {
            namespaces.set_server_enabled(id, server, false).await?;
        }
    }
    Ok(id)
}

/// One name for namespace, endpoint and key, that none of them has yet.
fn name(draft: &Draft, usable: &[&Tried], before: &Installation, owner: Owner) -> String {
    let wanted = match (&draft.name, usable) {
        (Some(name), _) => name,
        (None, [only]) => &only.input.name,
        (None, _) => SEVERAL,
    };
    free_name(wanted, |name| {
        name == RESERVED
            || before.endpoints().iter().any(|endpoint| endpoint.name == name)
            || before
                .namespaces()
                .iter()
                .any(|namespace| namespace.owner == owner && namespace.name == name)
            || before
                .api_keys()
                .iter()
                .any(|key| key.owner == owner && key.name == name)
    })
}
