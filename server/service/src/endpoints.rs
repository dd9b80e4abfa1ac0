//! Endpoints: namespaces published under a URL.

mod call;
mod sessions;
pub(crate) mod view;

use model::{
    EndpointId, EndpointInput, EndpointView, Permission, Problem, SsoAccess, SsoProvider, ToolAnswer,
    ToolCallInput,
};
use store::EndpointRecord;
use url::Url;

use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    installation::Installation,
    mint,
    namespaces::usable,
    services::Inner,
    visibility::{changeable, may_see, owner_for, owner_of_new, visible},
};

const NOUN: &str = "endpoint";

/// Use cases around endpoints.
pub struct Endpoints<'a> {
    inner: &'a Inner,
    at: &'a Url,
}

impl<'a> Endpoints<'a> {
    pub(crate) fn new(inner: &'a Inner, at: &'a Url) -> Self {
        Self { inner, at }
    }

    /// The endpoints the caller may see, by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<EndpointView>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let visible = installation
            .endpoints()
            .iter()
            .filter(|endpoint| may_see(caller, *endpoint));
        Ok(visible
            .map(|endpoint| view::of(self.inner, self.at, caller, &installation, endpoint))
            .collect())
    }

    /// One endpoint.
    pub async fn get(&self, caller: &Caller, id: EndpointId) -> Result<EndpointView> {
        caller.require(Permission::Look)?;
        self.view(caller, &*self.inner.keeper.current().await?, id)
    }

    /// The providers that an endpoint can name, by name.
    pub async fn providers(&self, caller: &Caller) -> Result<Vec<SsoProvider>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let providers = installation.providers().iter().map(|provider| SsoProvider {
            id: provider.id,
            name: provider.name.clone(),
            enabled: provider.enabled,
        });
        Ok(providers.collect())
    }

    /// Publishes a namespace.
    pub async fn create(&self, caller: &Caller, input: EndpointInput) -> Result<EndpointView> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let (session, listing) = (input.session.parsed()?, input.listing.parsed()?);
        let owner = owner_of_new(caller, input.visibility)?;
        let sso = input.sso();
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "endpoints.create"))
            .await?;
        check_providers(&write.before, sso.as_ref())?;
        usable::check(caller, &write.before, NOUN, owner, input.namespace_id)?;
        let now = self.inner.parts.clock.now();
        let endpoint = EndpointRecord {
            id: mint::id(now),
            name: input.name,
            description: input.description.trim().to_owned(),
            namespace_id: input.namespace_id,
            auth: input.auth,
            sso,
            session,
            listing,
            owner,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        write.tx.endpoints().insert(&endpoint).await?;
        self.view(caller, &*self.inner.keeper.commit(write).await?, endpoint.id)
    }

    /// Changes an endpoint, the namespace it publishes too. Sessions that are still allowed go on.
    pub async fn update(
        &self,
        caller: &Caller,
        id: EndpointId,
        input: EndpointInput,
    ) -> Result<EndpointView> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let (session, listing) = (input.session.parsed()?, input.listing.parsed()?);
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "endpoints.update"))
            .await?;
        let endpoint = changeable(caller, write.before.endpoint(id))?;
        if endpoint.version != input.version {
            return Err(Conflict::Stale.into());
        }
        let owner = owner_for(caller, endpoint.owner, input.visibility)?;
        let sso = input.sso();
        check_providers(&write.before, sso.as_ref())?;
        usable::check(caller, &write.before, NOUN, owner, input.namespace_id)?;
        let changed = EndpointRecord {
            name: input.name,
            description: input.description.trim().to_owned(),
            namespace_id: input.namespace_id,
            auth: input.auth,
            sso,
            session,
            listing,
            owner,
            updated_at: self.inner.parts.clock.now(),
            ..endpoint.clone()
        };
        write.tx.endpoints().update(&changed).await?;
        self.view(caller, &*self.inner.keeper.commit(write).await?, id)
    }

    /// Deletes an endpoint and ends its sessions.
    pub async fn delete(&self, caller: &Caller, id: EndpointId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "endpoints.delete"))
            .await?;
        changeable(caller, write.before.endpoint(id))?;
        write.tx.endpoints().delete(id).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// Calls a tool as a client of the endpoint would, and waits for the answer. Who may change the endpoint may call:
    /// they could publish it without a key as well. The call is recorded like any other.
    pub async fn call_tool(
        &self,
        caller: &Caller,
        id: EndpointId,
        input: &ToolCallInput,
    ) -> Result<ToolAnswer> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        changeable(caller, self.inner.keeper.current().await?.endpoint(id))?;
        call::call(self.inner, caller, id, input).await
    }

    fn view(&self, caller: &Caller, installation: &Installation, id: EndpointId) -> Result<EndpointView> {
        Ok(view::of(
            self.inner,
            self.at,
            caller,
            installation,
            visible(caller, installation.endpoint(id))?,
        ))
    }
}

/// The providers that an endpoint names are there.
fn check_providers(installation: &Installation, access: Option<&SsoAccess>) -> Result<()> {
    let mut named = access
        .and_then(|access| access.providers.as_deref())
        .into_iter()
        .flatten();
    match named.find(|id| installation.provider(**id).is_none()) {
        Some(id) => {
            let name = id.to_string();
            Err(Error::field("sso.providers", Problem::Missing { name }))
        }
        None => Ok(()),
    }
}
