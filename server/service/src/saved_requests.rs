//! Requests of the inspector that somebody keeps, for themselves or for a team.

use model::{
    ActVerb, InspectorTarget, Permission, Problem, SavedRequestId, SavedRequestInput, SavedRequestNameInput,
    SavedRequestView,
};
use store::SavedRequestRecord;

use crate::{
    Caller, Error, Result,
    acts::Act,
    installation::Installation,
    mint,
    services::Inner,
    tools::indent,
    visibility::{changeable, may_change, may_see, owner_of_new, visible},
};

/// Requests that one person or one team keeps.
const MOST: usize = 500;
const KIND: &str = "saved request";
const PLACE: &[u8] = b"metamcp saved request";

/// Use cases of requests that are kept.
pub struct SavedRequests<'a> {
    inner: &'a Inner,
}

impl<'a> SavedRequests<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// Those of the caller and of their teams, by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<SavedRequestView>> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let teams: Vec<_> = caller.teams.iter().map(|team| team.id).collect();
        let store = &self.inner.parts.store;
        let found = store.saved_requests().list(caller.user_id, &teams).await?;
        Ok(found
            .into_iter()
            .map(|it| self.view(caller, &installation, it))
            .collect())
    }

    /// One that the caller may see.
    pub async fn get(&self, caller: &Caller, id: SavedRequestId) -> Result<SavedRequestView> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let found = self.inner.parts.store.saved_requests().find(id).await?;
        visible(caller, found.as_ref())?;
        let found = found.ok_or(Error::NotFound)?;
        Ok(self.view(caller, &installation, found))
    }

    /// Keeps a request.
    pub async fn save(&self, caller: &Caller, input: SavedRequestInput) -> Result<SavedRequestId> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let target = input.target()?;
        let owner = owner_of_new(caller, input.visibility)?;
        let installation = self.inner.keeper.current().await?;
        if target_name(caller, &installation, target).is_none() {
            let name = input.target.trim().to_owned();
            return Err(Error::field("target", Problem::Missing { name }));
        }
        let now = self.inner.parts.clock.now();
        let id = mint::id(now);
        let params = input.request().params_or_none().to_owned();
        let request = SavedRequestRecord {
            id,
            name: input.name.trim().to_owned(),
            owner,
            target,
            method: input.method.trim().to_owned(),
            request_name: input.request_name,
            params: self.inner.parts.sealer.seal(&place(id), params.as_bytes()),
            created_at: now,
            updated_at: now,
            version: 1,
        };
        let mut change = self.inner.begin(Act::by(caller, "saved_requests.save")).await?;
        let kept = change.saved_requests().count(owner).await?;
        if usize::try_from(kept).unwrap_or(usize::MAX) >= MOST {
            return Err(Error::field("name", Problem::TooMany { max: MOST }));
        }
        change.saved_requests().insert(&request).await?;
        change.about(ActVerb::Created, KIND, Some(id.as_uuid()), request.name);
        change.commit().await?;
        Ok(id)
    }

    /// Gives a request another name.
    pub async fn rename(
        &self,
        caller: &Caller,
        id: SavedRequestId,
        input: SavedRequestNameInput,
    ) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let act = Act::by(caller, "saved_requests.rename");
        let mut change = self.inner.begin(act).await?;
        let found = change.saved_requests().find(id).await?;
        changeable(caller, found.as_ref())?;
        let (name, now) = (input.name.trim(), self.inner.parts.clock.now());
        change
            .saved_requests()
            .rename(id, input.version, name, now)
            .await?;
        change.about(ActVerb::Changed, KIND, Some(id.as_uuid()), name);
        change.commit().await
    }

    /// Forgets a request.
    pub async fn delete(&self, caller: &Caller, id: SavedRequestId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let act = Act::by(caller, "saved_requests.delete");
        let mut change = self.inner.begin(act).await?;
        let found = change.saved_requests().find(id).await?;
        let name = changeable(caller, found.as_ref())?.name.clone();
        change.saved_requests().delete(id).await?;
        change.about(ActVerb::Deleted, KIND, Some(id.as_uuid()), name);
        change.commit().await
    }

    fn view(
        &self,
        caller: &Caller,
        installation: &Installation,
        request: SavedRequestRecord,
    ) -> SavedRequestView {
        let opened = self.inner.parts.sealer.open(&place(request.id), &request.params);
        let params = opened.ok().and_then(|params| String::from_utf8(params).ok());
        SavedRequestView {
            id: request.id,
            visibility: request.owner.visibility(),
            owner: installation.owner_name(caller, request.owner),
            target: request.target,
            target_name: target_name(caller, installation, request.target),
            may_change: may_change(caller, &request),
            name: request.name,
            method: request.method,
            request_name: request.request_name,
            // Sealed with a key that this installation has no more: there is nothing to begin with.
            params: indent(params.as_deref().unwrap_or("{}")),
            updated_at: request.updated_at,
            version: request.version,
        }
    }
}

/// Where the parameters of a request are sealed for.
fn place(id: SavedRequestId) -> Vec<u8> {
    [PLACE, id.as_uuid().as_bytes()].concat()
}

/// The name of a target that is there for the caller.
fn target_name(caller: &Caller, installation: &Installation, target: InspectorTarget) -> Option<String> {
    match target {
        InspectorTarget::Endpoint(id) => {
            let found = installation.endpoint(id).filter(|it| may_see(caller, *it));
            found.map(|it| it.name.clone())
        }
        InspectorTarget::Namespace(id) => {
            let found = installation.namespace(id).filter(|it| may_see(caller, *it));
            found.map(|it| it.name.clone())
        }
        InspectorTarget::Server(id) => {
            let found = installation.server(id).filter(|it| may_see(caller, *it));
            found.map(|it| it.name.clone())
        }
    }
}
