//! A namespace once more, under another name.
//!
//! Each record is taken apart by its fields, so that a new column does not compile until somebody says here what the clone
//! gets of it. For new tables there is a test that lists them.

use model::{NamespaceCloneInput, NamespaceId, NamespaceInput, NamespaceView, Permission, Timestamp};
use store::{NamespaceRecord, NamespaceServerRecord, NamespaceToolRecord};

use super::{
    Namespaces,
    chosen::{choose, server_ids},
};
use crate::{
    Caller, Result,
    acts::Act,
    installation::Installation,
    mint,
    sync::Write,
    verdicts,
    visibility::{owner_of_new, visible},
};

impl Namespaces<'_> {
    /// Adds a namespace that is as this one: its servers with their aliases, its switches, and what it makes of tools. Endpoints
    /// go on publishing the first.
    pub async fn clone_as(
        &self,
        caller: &Caller,
        id: NamespaceId,
        input: NamespaceCloneInput,
    ) -> Result<NamespaceView> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let owner = owner_of_new(caller, input.visibility)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.clone"))
            .await?;
        let source = visible(caller, write.before.namespace(id))?;
        let members: Vec<_> = write.before.members(id).collect();
        // The same rules as for one that is new: what a thing of this owner may use.
        let wanted = NamespaceInput {
            servers: members.iter().map(|member| member.server_id).collect(),
            ..NamespaceInput::default()
        };
        let chosen = server_ids(&choose(caller, &write.before, owner, &wanted, &wanted.servers)?);
        let now = self.inner.parts.clock.now();
        let NamespaceRecord {
            id: _,
            name: _,
            description,
            naming,
            changes,
            owner: _,
            created_at: _,
            updated_at: _,
            version: _,
            chain,
            // What was before belongs to the first: in the clone there is nothing to undo.
            chain_before: _,
            chain_version: _,
        } = source;
        let clone = NamespaceRecord {
            id: mint::id(now),
            name: input.name,
            description: description.clone(),
            naming: *naming,
            changes: *changes,
            owner,
            created_at: now,
            updated_at: now,
            version: 1,
            chain: chain.clone(),
            chain_before: None,
            chain_version: 0,
        };
        let namespaces = write.tx.namespaces();
        namespaces.insert(&clone).await?;
        namespaces.set_servers(clone.id, &chosen, now).await?;
        for member in members {
            clone_member(&write, clone.id, member).await?;
        }
        clone_tools(&write, source.id, clone.id, now).await?;
        verdicts::copy(&write.tx, source.id, clone.id).await?;
        let installation = self.inner.keeper.commit(write).await?;
        super::view(caller, &installation, clone.id)
    }
}

async fn clone_member(write: &Write, clone: NamespaceId, member: &NamespaceServerRecord) -> Result<()> {
    let NamespaceServerRecord {
        namespace_id: _,
        server_id,
        // By the order of the members.
        position: _,
        enabled,
        alias,
        created_at: _,
    } = member;
    let namespaces = write.tx.namespaces();
    namespaces.set_server_enabled(clone, *server_id, *enabled).await?;
    namespaces
        .set_server_alias(clone, *server_id, alias.as_deref())
        .await?;
    Ok(())
}

async fn clone_tools(write: &Write, source: NamespaceId, clone: NamespaceId, now: Timestamp) -> Result<()> {
    let namespaces = write.tx.namespaces();
    let mut off = Vec::new();
    for choice in choices(&write.before, source) {
        let NamespaceToolRecord {
            namespace_id: _,
            tool_id,
            enabled,
            overrides,
            // As with the chain.
            overrides_before: _,
            version: _,
            created_at: _,
        } = choice;
        if !overrides.is_empty() {
            namespaces
                .set_tool_override(clone, *tool_id, overrides, now)
                .await?;
        }
        if !enabled {
            off.push(*tool_id);
        }
    }
    namespaces.set_tools_enabled(clone, &off, false, now).await?;
    Ok(())
}

fn choices(installation: &Installation, id: NamespaceId) -> impl Iterator<Item = &NamespaceToolRecord> {
    let members = installation.members(id);
    let tools = members.flat_map(|member| installation.tools(member.server_id));
    tools.filter_map(move |tool| installation.choice(id, tool.id))
}
