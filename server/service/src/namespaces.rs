//! Namespaces: servers grouped, with chosen tools.

mod changes;
mod chosen;
mod clone;
mod costs;
mod document;
pub(crate) mod finder;
pub(crate) mod middleware;
pub(crate) mod names;
mod overrides;
mod preview;
pub(crate) mod saves;
pub(crate) mod usable;
mod verdicts;
mod view;

use std::collections::HashSet;

use model::{
    NamespaceDetail, NamespaceId, NamespaceInput, NamespaceView, Permission, ServerId, ToolId,
    middleware::Chain,
};
use store::NamespaceRecord;

use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    installation::Installation,
    mint, nesting,
    services::Inner,
    visibility::{changeable, check_unused, check_users, may_see, owner_for, owner_of_new, visible},
};

use chosen::{check_names, choose, keep_tools, server_ids, set_members};

/// Use cases around namespaces.
pub struct Namespaces<'a> {
    inner: &'a Inner,
}

impl<'a> Namespaces<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// The namespaces the caller may see, by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<NamespaceView>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let visible = installation
            .namespaces()
            .iter()
            .filter(|namespace| may_see(caller, *namespace));
        Ok(visible
            .map(|namespace| view::of(caller, &installation, namespace))
            .collect())
    }

    /// One namespace with its servers and their tools.
    pub async fn get(&self, caller: &Caller, id: NamespaceId) -> Result<NamespaceDetail> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let namespace = visible(caller, installation.namespace(id))?;
        Ok(view::detail(
            &self.inner.parts.gateway,
            caller,
            &installation,
            namespace,
        ))
    }

    /// Adds a namespace; all tools of its servers are on.
    pub async fn create(&self, caller: &Caller, input: NamespaceInput) -> Result<NamespaceView> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let owner = owner_of_new(caller, input.visibility)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.create"))
            .await?;
        let chosen = choose(caller, &write.before, owner, &input, &[])?;
        let now = self.inner.parts.clock.now();
        let id = mint::id(now);
        check_names(&write.before, id, input.naming, &chosen)?;
        let namespace = NamespaceRecord {
            id,
            name: input.name.clone(),
            description: input.description.trim().to_owned(),
            naming: input.naming,
            changes: input.changes,
            owner,
            created_at: now,
            updated_at: now,
            version: 1,
            chain: Chain::default(),
            chain_before: None,
            chain_version: 0,
        };
        write.tx.namespaces().insert(&namespace).await?;
        set_members(&write, id, &chosen, now).await?;
        keep_tools(caller, &write, &namespace, &chosen, now).await?;
        view(caller, &*self.inner.keeper.commit(write).await?, id)
    }

    /// Changes a namespace. Servers that stay keep their state and that of their tools.
    pub async fn update(
        &self,
        caller: &Caller,
        id: NamespaceId,
        input: NamespaceInput,
    ) -> Result<NamespaceView> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.update"))
            .await?;
        let namespace = changeable(caller, write.before.namespace(id))?;
        if namespace.version != input.version {
            return Err(Conflict::Stale.into());
        }
        let owner = owner_for(caller, namespace.owner, input.visibility)?;
        let memberships = write.before.memberships();
        let change = (namespace.owner, owner);
        let endpoints = write.before.endpoints_of(id);
        check_users(caller, memberships, change, endpoints, |it| &it.name)?;
        let stand_ins = write.before.stand_ins(id);
        check_users(caller, memberships, change, stand_ins, |it| &it.name)?;
        let present: Vec<ServerId> = write.before.members(id).map(|member| member.server_id).collect();
        let chosen = choose(caller, &write.before, owner, &input, &present)?;
        nesting::check_members(&write.before, id, server_ids(&chosen))?;
        check_names(&write.before, id, input.naming, &chosen)?;
        let now = self.inner.parts.clock.now();
        let changed = NamespaceRecord {
            name: input.name.clone(),
            description: input.description.trim().to_owned(),
            naming: input.naming,
            changes: input.changes,
            owner,
            updated_at: now,
            ..namespace.clone()
        };
        let before = saves::before(&write.tx, id).await?;
        write.tx.namespaces().update(&changed).await?;
        set_members(&write, id, &chosen, now).await?;
        keep_tools(caller, &write, &changed, &chosen, now).await?;
        saves::note(self.inner, &write, caller, before).await?;
        view(caller, &*self.inner.keeper.commit(write).await?, id)
    }

    /// Deletes a namespace that no endpoint publishes and no server stands for.
    pub async fn delete(&self, caller: &Caller, id: NamespaceId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.delete"))
            .await?;
        changeable(caller, write.before.namespace(id))?;
        check_unused(caller, write.before.endpoints_of(id), |it| &it.name)?;
        check_unused(caller, write.before.stand_ins(id), |it| &it.name)?;
        write.tx.namespaces().delete(id).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// The endpoints that publish it, by name, and the servers that stand for it.
    pub async fn used_by(&self, caller: &Caller, id: NamespaceId) -> Result<Vec<String>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        visible(caller, installation.namespace(id))?;
        let endpoints = installation
            .endpoints_of(id)
            .filter(|endpoint| may_see(caller, *endpoint))
            .map(|endpoint| &endpoint.name);
        let stand_ins = installation
            .stand_ins(id)
            .filter(|server| may_see(caller, *server))
            .map(|server| &server.name);
        Ok(endpoints.chain(stand_ins).cloned().collect())
    }

    /// Shows or hides all tools of one server to clients of the namespace.
    pub async fn set_server_enabled(
        &self,
        caller: &Caller,
        id: NamespaceId,
        server: ServerId,
        enabled: bool,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.set_server_enabled"))
            .await?;
        let namespace = changeable(caller, write.before.namespace(id))?;
        if enabled {
            names::check_switch(&write.before, namespace, |places| {
                let mut places = places.iter_mut();
                if let Some(place) = places.find(|place| place.server_id() == server) {
                    place.enable();
                }
            })?;
        }
        let before = saves::before(&write.tx, id).await?;
        if !write
            .tx
            .namespaces()
            .set_server_enabled(id, server, enabled)
            .await?
        {
            return Err(Error::NotFound);
        }
        saves::note(self.inner, &write, caller, before).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// Shows or hides tools to clients of the namespace. No tool chosen changes nothing.
    pub async fn set_tools_enabled(
        &self,
        caller: &Caller,
        id: NamespaceId,
        tools: Vec<ToolId>,
        enabled: bool,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.set_tools_enabled"))
            .await?;
        let namespace = changeable(caller, write.before.namespace(id))?;
        let members = write.before.members(id);
        let known: HashSet<ToolId> = members
            .flat_map(|member| write.before.tools(member.server_id))
            .map(|tool| tool.id)
            .collect();
        if tools.is_empty() {
            return Ok(());
        }
        if !tools.iter().all(|tool| known.contains(tool)) {
            return Err(Error::NotFound);
        }
        if enabled {
            names::check_switch(&write.before, namespace, |places| {
                for place in places {
                    place.enable_tools(&tools);
                }
            })?;
        }
        let before = saves::before(&write.tx, id).await?;
        write
            .tx
            .namespaces()
            .set_tools_enabled(id, &tools, enabled, self.inner.parts.clock.now())
            .await?;
        saves::note(self.inner, &write, caller, before).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }
}

fn view(caller: &Caller, installation: &Installation, id: NamespaceId) -> Result<NamespaceView> {
    let namespace = visible(caller, installation.namespace(id))?;
    Ok(view::of(caller, installation, namespace))
}
