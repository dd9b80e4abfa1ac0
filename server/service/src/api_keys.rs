//! API keys: shown once, kept as hashes.

mod limits;

use model::{
    ApiKeyId, ApiKeyInput, ApiKeyView, CreatedApiKey, FieldErrors, KeyLimits, KeyLimitsInput, KeyOverlap,
    Owner, Permission, Problem, Timestamp, Visibility,
};
use store::ApiKeyRecord;

use crate::{
    Caller, Error, Result,
    acts::Act,
    installation::Installation,
    keys, mint,
    services::Inner,
    visibility::{changeable, is_shared_with, may_change, may_see, owner_for, owner_of_new, visible},
};

/// Use cases around API keys.
pub struct ApiKeys<'a> {
    inner: &'a Inner,
}

impl<'a> ApiKeys<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// The keys the caller may see, by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<ApiKeyView>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        // Last uses are written without counting the revision up, so what is in memory is too old for them.
        let keys = self.inner.parts.store.api_keys().list().await?;
        Ok(keys
            .iter()
            .filter(|key| may_see(caller, *key))
            .map(|key| self.view(caller, &installation, key))
            .collect())
    }

    /// One key.
    pub async fn get(&self, caller: &Caller, id: ApiKeyId) -> Result<ApiKeyView> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let key = self.inner.parts.store.api_keys().find(id).await?;
        Ok(self.view(caller, &installation, visible(caller, key.as_ref())?))
    }

    /// Makes a key. Nobody can ask for its text again.
    pub async fn create(&self, caller: &Caller, input: ApiKeyInput) -> Result<CreatedApiKey> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let owner = owner_of_new(caller, input.visibility)?;
        let now = self.inner.parts.clock.now();
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "api_keys.create"))
            .await?;
        let key = keys::generate();
        let record = ApiKeyRecord {
            limits: limits::of(caller, &write.before, &input.limits, &KeyLimits::default())?,
            expires_at: expiry(&input.limits, None, now)?,
            ..record(input.name.trim(), &key, owner, now)
        };
        write.tx.api_keys().insert(&record).await?;
        let installation = self.inner.keeper.commit(write).await?;
        Ok(CreatedApiKey {
            view: self.view(caller, &installation, &record),
            key,
        })
    }

    /// Changes what a key is called and what it may be used for; effective with the next request.
    pub async fn update(&self, caller: &Caller, id: ApiKeyId, input: ApiKeyInput) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "api_keys.update"))
            .await?;
        let before = changeable(caller, write.before.api_key(id))?;
        let after = ApiKeyRecord {
            name: input.name.trim().to_owned(),
            owner: next_owner(caller, before.owner, input.visibility)?,
            limits: limits::of(caller, &write.before, &input.limits, &before.limits)?,
            expires_at: expiry(&input.limits, before.expires_at, self.inner.parts.clock.now())?,
            ..before.clone()
        };
        if !write.tx.api_keys().update(&after).await? {
            return Err(Error::NotFound);
        }
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// Gives a key another text. The one before is accepted a little longer, so that clients can be told one by one.
    pub async fn rotate(&self, caller: &Caller, id: ApiKeyId, overlap: KeyOverlap) -> Result<CreatedApiKey> {
        caller.require(Permission::KeepOwn)?;
        let now = self.inner.parts.clock.now();
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "api_keys.rotate"))
            .await?;
        let before = changeable(caller, write.before.api_key(id))?;
        if !may_hold(caller, before) {
            return Err(Error::Forbidden);
        }
        let key = keys::generate();
        let until = Timestamp::from_millis(now.as_millis() + overlap.as_millis());
        let after = ApiKeyRecord {
            hash: keys::hash(&key),
            hint: keys::hint(&key),
            previous: (overlap != KeyOverlap::None).then_some((before.hash, until)),
            ..before.clone()
        };
        if !write.tx.api_keys().update(&after).await? {
            return Err(Error::NotFound);
        }
        let installation = self.inner.keeper.commit(write).await?;
        Ok(CreatedApiKey {
            view: self.view(caller, &installation, &after),
            key,
        })
    }

    /// As [`Self::create`], for pages that show the key after a redirect: it is kept for ten minutes under the returned
    /// token.
    pub async fn create_for_page(&self, caller: &Caller, input: ApiKeyInput) -> Result<String> {
        caller.require(Permission::KeepOwn)?;
        let created = self.create(caller, input).await?;
        Ok(self.for_page(caller, created))
    }

    /// As [`Self::rotate`], for pages, like [`Self::create_for_page`].
    pub async fn rotate_for_page(
        &self,
        caller: &Caller,
        id: ApiKeyId,
        overlap: KeyOverlap,
    ) -> Result<String> {
        caller.require(Permission::KeepOwn)?;
        let rotated = self.rotate(caller, id, overlap).await?;
        Ok(self.for_page(caller, rotated))
    }

    /// The key that the caller made under this token; nothing when it was shown before or is too old.
    #[expect(clippy::unused_async, reason = "use cases are async, whatever they wait for")]
    pub async fn reveal(&self, caller: &Caller, token: &str) -> Result<Option<CreatedApiKey>> {
        caller.require(Permission::KeepOwn)?;
        Ok(self
            .inner
            .key_reveals
            .take(caller.user_id, token, self.inner.parts.clock.instant()))
    }

    /// Accepts or refuses a key from now on.
    pub async fn set_active(&self, caller: &Caller, id: ApiKeyId, active: bool) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "api_keys.set_active"))
            .await?;
        changeable(caller, write.before.api_key(id))?;
        if !write.tx.api_keys().set_active(id, active).await? {
            return Err(Error::NotFound);
        }
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// Deletes a key. Its sessions end.
    pub async fn delete(&self, caller: &Caller, id: ApiKeyId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "api_keys.delete"))
            .await?;
        changeable(caller, write.before.api_key(id))?;
        write.tx.api_keys().delete(id).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }

    fn for_page(&self, caller: &Caller, created: CreatedApiKey) -> String {
        let now = self.inner.parts.clock.instant();
        self.inner.key_reveals.put(caller.user_id, created, now)
    }

    /// A key as this caller sees it.
    fn view(&self, caller: &Caller, installation: &Installation, key: &ApiKeyRecord) -> ApiKeyView {
        let now = self.inner.parts.clock.now();
        let places = key.limits.places.as_ref();
        let editable = may_change(caller, key);
        ApiKeyView {
            id: key.id,
            name: key.name.clone(),
            hint: key.hint.clone(),
            visibility: key.owner.visibility(),
            owner: installation.owner_name(caller, key.owner),
            limits: key.limits.clone(),
            places: places.map_or_else(Vec::new, |places| limits::names(caller, installation, places)),
            active: key.active,
            expires_at: key.expires_at,
            is_expired: key.expires_at.is_some_and(|end| end <= now),
            replaced_until: key.previous.map(|(_, until)| until).filter(|until| now < *until),
            editable,
            rotatable: editable && may_hold(caller, key),
            created_at: key.created_at,
            last_used_at: key.last_used_at,
        }
    }
}

/// Whoever knows the text of a key acts as its owner: nobody but the owner, or who is in the team, gets to know it, whatever else they may change.
fn may_hold(caller: &Caller, key: &ApiKeyRecord) -> bool {
    is_shared_with(caller, key.owner)
}

/// A key can become everybody's, which lets it do less. Whoever knew it before would otherwise act in another name.
fn next_owner(caller: &Caller, before: Owner, wanted: Visibility) -> Result<Owner> {
    let owner = owner_for(caller, before, wanted)?;
    if owner == before || owner == Owner::Public {
        Ok(owner)
    } else {
        Err(Error::field("visibility", Problem::OthersMayKnow))
    }
}

/// When a key ends. A day that is over can stay, but not be chosen.
fn expiry(
    input: &KeyLimitsInput,
    before: Option<Timestamp>,
    now: Timestamp,
) -> std::result::Result<Option<Timestamp>, FieldErrors> {
    let end = input.expires_at();
    if end != before && end.is_some_and(|end| end <= now) {
        return Err(FieldErrors::of("limits.last_day", Problem::DayIsOver));
    }
    Ok(end)
}

/// What is stored of a key without limits.
pub(crate) fn record(name: &str, key: &str, owner: Owner, now: Timestamp) -> ApiKeyRecord {
    ApiKeyRecord {
        id: mint::id(now),
        name: name.to_owned(),
        hash: keys::hash(key),
        hint: keys::hint(key),
        previous: None,
        owner,
        limits: KeyLimits::default(),
        expires_at: None,
        active: true,
        created_at: now,
        last_used_at: None,
    }
}
