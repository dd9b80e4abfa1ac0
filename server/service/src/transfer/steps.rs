//! What a plan consists of, and how each part is carried out.

use model::{
    ApiKeyId, EndpointId, NamespaceId, ServerId, TeamId, Timestamp, ToolId, ToolOverride, UserId,
    middleware::Chain,
};
use store::{
    ApiKeyRecord, EndpointRecord, NamespaceRecord, ServerRecord, TeamMemberRecord, TeamRecord,
    ToolDefinition, Tx, UserRecord,
};

use crate::{Caller, Result, mint, passwords::Passwords, tools, users, verdicts};

/// One step, decided and ready.
pub(super) enum Step {
    CreateUser(UserRecord, Option<String>),
    ChangeUser(UserRecord),
    CreateTeam(TeamRecord),
    ChangeTeam(TeamRecord),
    PutTeamMember(TeamMemberRecord),
    RemoveTeamMember(TeamId, UserId),
    CreateServer(ServerRecord),
    ChangeServer(ServerRecord),
    CreateNamespace(NamespaceRecord),
    ChangeNamespace(NamespaceRecord),
    SetServers(NamespaceId, Vec<ServerId>),
    SetServerEnabled(NamespaceId, ServerId, bool),
    SetServerAlias(NamespaceId, ServerId, Option<String>),
    SetTools(ToolStates),
    SetToolOverrides(ToolOverrides),
    SetChain(NamespaceId, Chain, i64),
    KeepTools(NamespaceId, Vec<ServerId>),
    CreateEndpoint(EndpointRecord),
    ChangeEndpoint(EndpointRecord),
    CreateKey(ApiKeyRecord),
    DeleteEndpoint(EndpointId),
    DeleteNamespace(NamespaceId),
    DeleteServer(ServerId),
    DeleteKey(ApiKeyId),
}

/// Tools of one server in one namespace, by the server's names for them.
pub(super) struct ToolStates {
    pub(super) namespace_id: NamespaceId,
    pub(super) server_id: ServerId,
    pub(super) off: Vec<String>,
    pub(super) on: Vec<String>,
}

/// What is to be made of tools of one server in one namespace, by the server's names for them.
pub(super) struct ToolOverrides {
    pub(super) namespace_id: NamespaceId,
    pub(super) server_id: ServerId,
    pub(super) tools: Vec<(String, ToolOverride)>,
}

/// Carries out one step.
pub(super) async fn carry_out(
    caller: &Caller,
    step: Step,
    tx: &Tx,
    passwords: &Passwords,
    now: Timestamp,
) -> Result<()> {
    match step {
        Step::CreateUser(user, password) => {
            let hash = match password {
                Some(password) => Some(passwords.hash(password).await?),
                None => None,
            };
            users::insert(tx, &user, hash).await?;
        }
        Step::ChangeUser(user) => tx.users().update(&user).await.map(drop)?,
        Step::CreateTeam(team) => tx.teams().insert(&team).await?,
        Step::ChangeTeam(team) => tx.teams().update(&team).await.map(drop)?,
        Step::PutTeamMember(member) => tx.teams().put_member(&member).await?,
        Step::RemoveTeamMember(team, user) => tx.teams().remove_member(team, user).await.map(drop)?,
        Step::CreateServer(server) => tx.servers().insert(&server).await?,
        Step::ChangeServer(server) => tx.servers().update(&server).await.map(drop)?,
        Step::CreateNamespace(namespace) => tx.namespaces().insert(&namespace).await?,
        Step::ChangeNamespace(namespace) => tx.namespaces().update(&namespace).await.map(drop)?,
        Step::SetServers(id, servers) => tx.namespaces().set_servers(id, &servers, now).await.map(drop)?,
        Step::SetServerEnabled(id, server, enabled) => tx
            .namespaces()
            .set_server_enabled(id, server, enabled)
            .await
            .map(drop)?,
        Step::SetServerAlias(id, server, alias) => tx
            .namespaces()
            .set_server_alias(id, server, alias.as_deref())
            .await
            .map(drop)?,
        Step::SetTools(states) => set_tools(tx, states, now).await?,
        Step::SetToolOverrides(overrides) => set_overrides(tx, overrides, now).await?,
        Step::SetChain(id, chain, version) => tx.namespaces().set_chain(id, &chain, version, now).await?,
        Step::KeepTools(id, servers) => verdicts::keep(tx, id, &servers, Some(&caller.name), now).await?,
        Step::CreateEndpoint(endpoint) => tx.endpoints().insert(&endpoint).await?,
        Step::ChangeEndpoint(endpoint) => tx.endpoints().update(&endpoint).await.map(drop)?,
        Step::CreateKey(key) => tx.api_keys().insert(&key).await?,
        Step::DeleteEndpoint(id) => tx.endpoints().delete(id).await.map(drop)?,
        Step::DeleteNamespace(id) => tx.namespaces().delete(id).await.map(drop)?,
        Step::DeleteServer(id) => tx.servers().delete(id).await.map(drop)?,
        Step::DeleteKey(id) => tx.api_keys().delete(id).await.map(drop)?,
    }
    Ok(())
}

async fn set_tools(tx: &Tx, states: ToolStates, now: Timestamp) -> Result<()> {
    let ToolStates {
        namespace_id,
        server_id,
        off,
        on,
    } = states;
    expect_tools(tx, server_id, &off, now).await?;
    let tools = tx.tools().list(server_id).await?;
    for (names, enabled) in [(off, false), (on, true)] {
        let ids: Vec<ToolId> = tools
            .iter()
            .filter(|tool| names.contains(&tool.name))
            .map(|tool| tool.id)
            .collect();
        tx.namespaces()
            .set_tools_enabled(namespace_id, &ids, enabled, now)
            .await?;
    }
    Ok(())
}

async fn set_overrides(tx: &Tx, overrides: ToolOverrides, now: Timestamp) -> Result<()> {
    let names: Vec<String> = overrides.tools.iter().map(|(name, _)| name.clone()).collect();
    expect_tools(tx, overrides.server_id, &names, now).await?;
    let tools = tx.tools().list(overrides.server_id).await?;
    for (name, overrides_of_tool) in &overrides.tools {
        for tool in tools.iter().filter(|tool| tool.name == *name) {
            tx.namespaces()
                .set_tool_override(overrides.namespace_id, tool.id, overrides_of_tool, now)
                .await?;
        }
    }
    Ok(())
}

/// A tool can be switched off before its server has ever been asked. It is then kept like one that was there once and
/// is gone: when the server lists it, it comes back switched off.
async fn expect_tools(tx: &Tx, server_id: ServerId, names: &[String], now: Timestamp) -> Result<()> {
    let known = tx.tools().list(server_id).await?;
    let is_unknown = |name: &&String| known.iter().all(|tool| tool.name != **name);
    let expected = names.iter().filter(is_unknown).map(|name| ToolDefinition {
        name: name.clone(),
        definition: tools::expected(name),
    });
    let expected: Vec<_> = expected.collect();
    if expected.is_empty() {
        return Ok(());
    }
    let present: Vec<ToolDefinition> = known
        .iter()
        .filter(|tool| tool.gone_at.is_none())
        .map(|tool| ToolDefinition {
            name: tool.name.clone(),
            definition: tool.definition.clone(),
        })
        .collect();
    tx.tools()
        .sync(server_id, &[&present[..], &expected].concat(), now, || {
            mint::id(now)
        })
        .await?;
    tx.tools()
        .sync(server_id, &present, now, || mint::id(now))
        .await?;
    Ok(())
}
