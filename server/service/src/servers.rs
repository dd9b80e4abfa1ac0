//! MCP servers: what they are, what they offer, and who uses them.

mod connections;
mod export;
mod history;
mod import;
pub(crate) mod record;
mod view;

pub(crate) use export::variable;

use gateway::PrincipalId;
use model::{
    Defaults, Failure, FailureClass, Permission, ServerId, ServerInput, ServerKind, ServerView, Timestamp,
    ToolView,
};

use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    identities::rotation,
    installation::Installation,
    mint,
    nesting::{self, Nesting},
    offerings, secrets,
    services::Inner,
    sign_ins::revocation,
    tools,
    visibility::{changeable, check_users, may_see, owner_for, owner_of_new, visible},
};

/// Use cases around MCP servers.
pub struct Servers<'a> {
    inner: &'a Inner,
}

impl<'a> Servers<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// The servers the caller may see, by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<ServerView>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let visible = installation
            .servers()
            .iter()
            .filter(|server| may_see(caller, *server));
        Ok(visible
            .map(|server| view::of(self.inner, caller, &installation, server))
            .collect())
    }

    /// What the gateway does where servers and endpoints say nothing.
    pub fn defaults(&self, caller: &Caller) -> Result<Defaults> {
        caller.require(Permission::Look)?;
        Ok(self.inner.parts.defaults.clone())
    }

    /// One server.
    pub async fn get(&self, caller: &Caller, id: ServerId) -> Result<ServerView> {
        caller.require(Permission::Look)?;
        self.view(caller, &*self.inner.keeper.current().await?, id)
    }

    /// A server's tools as last seen, in its order; those that are gone come with them.
    pub async fn tools(&self, caller: &Caller, id: ServerId) -> Result<Vec<ToolView>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let server = visible(caller, installation.server(id))?;
        Ok(installation
            .tools(server.id)
            .map(|tool| tools::view(tool, tool.name.clone(), true, false))
            .collect())
    }

    /// Adds a server. The gateway asks it in the background what it offers.
    pub async fn create(&self, caller: &Caller, input: ServerInput) -> Result<ServerView> {
        caller.require(Permission::KeepOwn)?;
        may_configure(caller, input.kind)?;
        let owner = owner_of_new(caller, input.visibility)?;
        let now = self.inner.parts.clock.now();
        let server = record::new(
            caller,
            &self.inner.parts.sealer,
            mint::id(now),
            owner,
            &input,
            now,
        )?;
        let write = self.inner.keeper.begin(Act::by(caller, "servers.create")).await?;
        nesting::check_server(caller, &write.before, &server)?;
        write.tx.servers().insert(&server).await?;
        rotation::provide(self.inner, &write).await?;
        self.view(caller, &*offerings::commit(self.inner, write).await?, server.id)
    }

    /// Changes a server's settings; masked secrets stay as they are.
    pub async fn update(&self, caller: &Caller, id: ServerId, input: ServerInput) -> Result<ServerView> {
        caller.require(Permission::KeepOwn)?;
        may_configure(caller, input.kind)?;
        let write = self.inner.keeper.begin(Act::by(caller, "servers.update")).await?;
        let server = changeable(caller, write.before.server(id))?;
        if server.version != input.version {
            return Err(Conflict::Stale.into());
        }
        let owner = owner_for(caller, server.owner, input.visibility)?;
        check_users(
            caller,
            write.before.memberships(),
            (server.owner, owner),
            write.before.namespaces_with(id),
            |namespace| &namespace.name,
        )?;
        let sealer = &self.inner.parts.sealer;
        // Secrets that do not open any more count as not there: the form asks for them again.
        let stored = secrets::open(sealer, id, &server.secrets).unwrap_or_default();
        let changed = record::changed(
            caller,
            sealer,
            server,
            owner,
            &input,
            &stored,
            self.inner.parts.clock.now(),
        )?;
        nesting::check_server(caller, &write.before, &changed)?;
        write.tx.servers().update(&changed).await?;
        rotation::provide(self.inner, &write).await?;
        self.view(caller, &*offerings::commit(self.inner, write).await?, id)
    }

    /// Deletes a server, also from the namespaces that use it.
    pub async fn delete(&self, caller: &Caller, id: ServerId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self.inner.keeper.begin(Act::by(caller, "servers.delete")).await?;
        changeable(caller, write.before.server(id))?;
        let grants = write.tx.upstream_grants().of_server(id).await?;
        write.tx.servers().delete(id).await?;
        self.inner.keeper.commit(write).await?;
        revocation::begin(self.inner, &grants);
        Ok(())
    }

    /// What loses this server when it is deleted: namespaces by name, endpoints by their path.
    pub async fn used_by(&self, caller: &Caller, id: ServerId) -> Result<Vec<String>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        visible(caller, installation.server(id))?;
        let around = Nesting::of(&installation).around(id);
        let namespaces: Vec<_> = installation
            .namespaces()
            .iter()
            .filter(|namespace| around.contains(&namespace.id) && may_see(caller, *namespace))
            .collect();
        let endpoints = namespaces
            .iter()
            .flat_map(|namespace| installation.endpoints_of(namespace.id));
        let endpoints = endpoints
            .filter(|endpoint| may_see(caller, *endpoint))
            .map(|endpoint| format!("/metamcp/{}", endpoint.name));
        Ok(namespaces
            .iter()
            .map(|namespace| namespace.name.clone())
            .chain(endpoints)
            .collect())
    }

    /// Connects now, in the background, instead of waiting for the next attempt.
    pub async fn retry(&self, caller: &Caller, id: ServerId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        self.runnable(caller, id).await?;
        self.inner.parts.gateway.retry(id);
        Ok(())
    }

    /// Asks what the server offers now. When this returns it is stored.
    pub async fn refresh(&self, caller: &Caller, id: ServerId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        self.runnable(caller, id).await?;
        let principal = PrincipalId::User(caller.user_id);
        let mut events = self.inner.parts.gateway.events();
        self.inner
            .parts
            .gateway
            .refresh_as(id, principal)
            .await
            .map_err(|error| Error::Upstream(error.to_failure()))?;
        // Of the servers behind it too, where it stands for a namespace.
        offerings::remember_told(self.inner, &mut events).await
    }

    /// The visible servers as `mcpServers` JSON, which other clients and [`Servers::import`] read. Secrets are
    /// written as `${NAME}`.
    pub async fn export(&self, caller: &Caller) -> Result<String> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        Ok(export::of(
            &installation,
            &self.inner.parts.sealer,
            installation
                .servers()
                .iter()
                .filter(|server| may_see(caller, *server)),
        ))
    }

    /// Adds every server of a client's JSON, a command or a URL, as private servers of the caller: all of them or
    /// none. Names that are taken get a number.
    pub async fn import(&self, caller: &Caller, text: &str) -> Result<Vec<ServerView>> {
        caller.require(Permission::KeepOwn)?;
        let candidates = import::read(caller, text)?;
        let now = self.inner.parts.clock.now();
        let write = self.inner.keeper.begin(Act::by(caller, "servers.import")).await?;
        let servers = import::records(&self.inner.parts.sealer, caller, &write.before, candidates, now)?;
        for server in &servers {
            write.tx.servers().insert(server).await?;
        }
        let after = offerings::commit(self.inner, write).await?;
        servers
            .iter()
            .map(|server| self.view(caller, &after, server.id))
            .collect()
    }

    fn view(&self, caller: &Caller, installation: &Installation, id: ServerId) -> Result<ServerView> {
        let server = visible(caller, installation.server(id))?;
        Ok(view::of(self.inner, caller, installation, server))
    }

    /// Passes when the gateway runs the server, that is, when its secrets open.
    async fn runnable(&self, caller: &Caller, id: ServerId) -> Result<()> {
        let installation = self.inner.keeper.current().await?;
        let server = visible(caller, installation.server(id))?;
        match secrets::open(&self.inner.parts.sealer, id, &server.secrets) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::Upstream(sealed(server.updated_at))),
        }
    }
}

/// Commands run on this machine with the gateway's rights, so not everybody may configure them.
pub(crate) fn may_configure(caller: &Caller, kind: ServerKind) -> Result<()> {
    if kind == ServerKind::Stdio {
        caller.require(Permission::RunCommands)
    } else {
        Ok(())
    }
}

/// The explanation for a server whose secrets do not open.
pub(crate) fn sealed(at: Timestamp) -> Failure {
    Failure {
        class: FailureClass::Secret,
        message: "The stored secrets of this server cannot be opened with the gateway's key.".to_owned(),
        advice: "Start the gateway with the key they were sealed with (METAMCP_SECRET_KEY, or secret.key in the data directory), or enter them again."
            .to_owned(),
        tried: String::new(),
        output: String::new(),
        at,
    }
}
