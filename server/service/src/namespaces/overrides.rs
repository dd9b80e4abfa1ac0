//! What a namespace makes of one tool.

use model::{
    FieldErrors, NamespaceId, NamespaceToolView, Permission, Problem, Reference, ToolId, ToolOverride,
    ToolOverrideInput, ToolView,
};
use store::{NamespaceRecord, ServerRecord, ToolRecord};

use super::{Namespaces, names};
use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    installation::Installation,
    sync::Write,
    tools, verdicts,
    visibility::{changeable, may_change, visible},
};

impl Namespaces<'_> {
    /// A tool of one of its servers, with what the namespace makes of it.
    pub async fn tool(&self, caller: &Caller, id: NamespaceId, tool: ToolId) -> Result<NamespaceToolView> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let namespace = visible(caller, installation.namespace(id))?;
        let (server, tool) = member_tool(&installation, id, tool)?;
        Ok(view(caller, &installation, namespace, server, tool))
    }

    /// Makes something else of a tool than its server wrote. An empty input takes back everything.
    pub async fn set_tool_override(
        &self,
        caller: &Caller,
        id: NamespaceId,
        tool: ToolId,
        input: ToolOverrideInput,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let overrides = input.read()?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.set_tool_override"))
            .await?;
        changeable(caller, write.before.namespace(id))?;
        let (_, record) = member_tool(&write.before, id, tool)?;
        check_hidden(record, &input, &overrides)?;
        self.put(write, id, tool, &overrides, input.version).await
    }

    /// Makes of a tool what was made of it before the last change; once more takes that back.
    pub async fn undo_tool_override(
        &self,
        caller: &Caller,
        id: NamespaceId,
        tool: ToolId,
        version: i64,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.undo_tool_override"))
            .await?;
        changeable(caller, write.before.namespace(id))?;
        member_tool(&write.before, id, tool)?;
        let choice = write.before.choice(id, tool);
        let before = choice.map(|choice| choice.overrides_before.clone());
        self.put(write, id, tool, &before.unwrap_or_default(), version)
            .await
    }

    async fn put(
        &self,
        write: Write,
        id: NamespaceId,
        tool: ToolId,
        overrides: &ToolOverride,
        version: i64,
    ) -> Result<()> {
        let namespace = write.before.namespace(id).ok_or(Error::NotFound)?;
        if write.before.choice(id, tool).map_or(0, |choice| choice.version) != version {
            return Err(Conflict::Stale.into());
        }
        names::check_tool_name(&write.before, namespace, tool, overrides.name.as_deref())?;
        write
            .tx
            .namespaces()
            .set_tool_override(id, tool, overrides, self.inner.parts.clock.now())
            .await?;
        self.inner.keeper.commit(write).await.map(drop)
    }
}

/// A tool of a server of the namespace; what is gone may come back.
pub(super) fn member_tool(
    installation: &Installation,
    id: NamespaceId,
    tool: ToolId,
) -> Result<(&ServerRecord, &ToolRecord)> {
    installation
        .members(id)
        .filter_map(|member| installation.server(member.server_id))
        .find_map(|server| {
            let mut tools = installation.tools(server.id);
            Some((server, tools.find(|it| it.id == tool)?))
        })
        .ok_or(Error::NotFound)
}

/// Refuses a form after which nobody could call the tool.
fn check_hidden(tool: &ToolRecord, input: &ToolOverrideInput, overrides: &ToolOverride) -> Result<()> {
    let mut errors = FieldErrors::new();
    for (at, argument) in input.arguments.iter().enumerate() {
        let set = overrides.arguments.get(&argument.name);
        let is_lost = set.is_some_and(|set| set.hidden && set.value.is_none());
        if is_lost && tools::is_required(tool, &argument.name) {
            let name = argument.name.clone();
            errors.add(
                &format!("arguments.{at}.value"),
                Problem::HiddenWithoutValue { name },
            );
        }
    }
    Ok(errors.into_result()?)
}

fn view(
    caller: &Caller,
    installation: &Installation,
    namespace: &NamespaceRecord,
    server: &ServerRecord,
    tool: &ToolRecord,
) -> NamespaceToolView {
    let choice = installation.choice(namespace.id, tool.id);
    let overrides = choice.map(|choice| choice.overrides.clone()).unwrap_or_default();
    let member = installation
        .members(namespace.id)
        .find(|member| member.server_id == server.id);
    let prefix = member
        .and_then(|member| member.alias.as_deref())
        .unwrap_or(&server.name);
    let exposed = names::exposed_tools(installation, namespace).remove(&tool.id);
    let usual = || names::exposed_alone(namespace.naming, server.id, prefix, &tool.name);
    NamespaceToolView {
        namespace: Reference {
            id: namespace.id,
            name: namespace.name.clone(),
        },
        server: server.name.clone(),
        usual_name: names::usual_name(installation, namespace, tool.id).unwrap_or_else(usual),
        meta: tools::meta(tool),
        arguments: tools::arguments(tool, &overrides),
        tool: ToolView {
            held: verdicts::is_held(installation, namespace, tool),
            ..tools::view(
                tool,
                exposed.or_else(|| overrides.name.clone()).unwrap_or_else(usual),
                choice.is_none_or(|choice| choice.enabled),
                !overrides.is_empty(),
            )
        },
        overrides,
        before: choice
            .filter(|choice| choice.version > 0)
            .map(|choice| choice.overrides_before.clone()),
        editable: may_change(caller, namespace),
        version: choice.map_or(0, |choice| choice.version),
    }
}
