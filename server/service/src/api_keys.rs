//! API keys: made once, shown once, kept as hashes.

use model::{ApiKeyId, ApiKeyInput, ApiKeyView, CreatedApiKey, Permission, Timestamp, UserId};
use store::ApiKeyRecord;

use crate::{
    Caller, Error, Result, keys, mint,
    services::Inner,
    visibility::{changeable, may_change, may_see, owner_for, visibility},
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
        // Last uses are written without counting the revision up, so what is in memory is too old for them.
        let keys = self.inner.parts.store.api_keys().list().await?;
        Ok(keys
            .iter()
            .filter(|key| may_see(caller, *key))
            .map(|key| view(caller, key))
            .collect())
    }

    /// Makes a key. Nobody can ask for its value again.
    pub async fn create(&self, caller: &Caller, input: ApiKeyInput) -> Result<CreatedApiKey> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let owner = owner_for(caller, None, input.visibility)?;
        let key = keys::generate();
        let record = record(input.name.trim(), &key, owner, self.inner.parts.clock.now());
        let write = self.inner.keeper.begin().await?;
        write.tx.api_keys().insert(&record).await?;
        self.inner.keeper.commit(write).await?;
        Ok(CreatedApiKey {
            view: view(caller, &record),
            key,
        })
    }

    /// Makes a key and keeps it for ten minutes under the returned token, for pages that show it after a redirect.
    pub async fn create_for_page(&self, caller: &Caller, input: ApiKeyInput) -> Result<String> {
        caller.require(Permission::KeepOwn)?;
        let created = self.create(caller, input).await?;
        Ok(self
            .inner
            .key_reveals
            .put(caller.user_id, created, self.inner.parts.clock.instant()))
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
        let write = self.inner.keeper.begin().await?;
        changeable(caller, write.before.api_key(id))?;
        if !write.tx.api_keys().set_active(id, active).await? {
            return Err(Error::NotFound);
        }
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// Deletes a key. Its sessions end.
    pub async fn delete(&self, caller: &Caller, id: ApiKeyId) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self.inner.keeper.begin().await?;
        changeable(caller, write.before.api_key(id))?;
        write.tx.api_keys().delete(id).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }
}

/// What is stored of a key.
pub(crate) fn record(name: &str, key: &str, owner: Option<UserId>, now: Timestamp) -> ApiKeyRecord {
    ApiKeyRecord {
        id: mint::id(now),
        name: name.to_owned(),
        hash: keys::hash(key),
        hint: keys::hint(key),
        owner,
        active: true,
        created_at: now,
        last_used_at: None,
    }
}

/// A key as this caller sees it.
fn view(caller: &Caller, key: &ApiKeyRecord) -> ApiKeyView {
    ApiKeyView {
        id: key.id,
        name: key.name.clone(),
        hint: key.hint.clone(),
        visibility: visibility(key.owner),
        active: key.active,
        editable: may_change(caller, key),
        created_at: key.created_at,
        last_used_at: key.last_used_at,
    }
}
