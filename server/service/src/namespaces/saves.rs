//! Saves of a namespace: noted with what was before and after, and taken back.

mod change;
mod state;
mod undo;

use model::{NamespaceId, NamespaceSaveId, NamespaceSaveView, Permission, Undone};
use store::{NamespaceSaveRecord, Tx};

use self::{change::Change, state::State};
use super::Namespaces;
use crate::{
    Caller, Conflict, Error, Result, acts::Act, mint, services::Inner, sync::Write, verdicts,
    visibility::changeable,
};

/// Saves that are kept of each namespace.
const MOST_KEPT: u64 = 20;

/// A namespace as it was before a use case changes it.
pub(crate) struct Before(NamespaceId, State);

/// Looks at a namespace that is about to be changed.
pub(crate) async fn before(tx: &Tx, id: NamespaceId) -> Result<Before> {
    Ok(Before(id, State::read(tx, id).await?))
}

/// Notes what has been changed since, as part of the change. What is as it was is no save.
pub(crate) async fn note(inner: &Inner, write: &Write, caller: &Caller, before: Before) -> Result<()> {
    let Before(namespace_id, before) = before;
    let after = State::read(&write.tx, namespace_id).await?;
    let change = Change::between(&before, &after, &write.before);
    if change.is_empty() {
        return Ok(());
    }
    let now = inner.parts.clock.now();
    let save = NamespaceSaveRecord {
        id: mint::id(now),
        namespace_id,
        at: now,
        by: caller.name.clone(),
        change: serde_json::to_string(&change).map_err(Error::internal)?,
    };
    write.tx.namespace_saves().insert(&save, MOST_KEPT).await?;
    Ok(())
}

impl Namespaces<'_> {
    /// The latest saves of a namespace, the newest first.
    pub async fn saves(&self, caller: &Caller, id: NamespaceId) -> Result<Vec<NamespaceSaveView>> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        changeable(caller, installation.namespace(id))?;
        let saves = self.inner.parts.store.namespace_saves().list(id).await?;
        saves.iter().map(view).collect()
    }

    /// Takes a save back: what it changed is as before, and nothing else is touched. What has changed again since stays, and the
    /// answer says that there is such. Taking back is a save itself, which can be taken back.
    pub async fn undo_save(&self, caller: &Caller, id: NamespaceId, save: NamespaceSaveId) -> Result<Undone> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.undo_save"))
            .await?;
        let namespace = changeable(caller, write.before.namespace(id))?;
        let saved = write.tx.namespace_saves().find(id, save).await?;
        let change = read(&saved.ok_or(Error::NotFound)?)?;
        let looked_at = before(&write.tx, id).await?;
        let undoing = undo::plan(&write.before, namespace, &looked_at.1, &change)?;
        if undoing.does_nothing() {
            return Err(Conflict::Stale.into());
        }
        let now = self.inner.parts.clock.now();
        undo::carry_out(&write, id, &undoing, now).await?;
        // What was decided about a server that left is forgotten: one that comes back is taken as one that joins.
        let joining = undoing.order.as_deref().unwrap_or_default();
        let joining = verdicts::taken_as_they_are(&write.before, id, namespace.changes, joining);
        verdicts::keep(&write.tx, id, &joining, Some(&caller.name), now).await?;
        note(self.inner, &write, caller, looked_at).await?;
        self.inner.keeper.commit(write).await?;
        Ok(if undoing.leaves_something {
            Undone::Partly
        } else {
            Undone::Whole
        })
    }
}

fn view(save: &NamespaceSaveRecord) -> Result<NamespaceSaveView> {
    Ok(NamespaceSaveView {
        id: save.id,
        at: save.at,
        by: save.by.clone(),
        changes: read(save)?.in_words(),
    })
}

fn read(save: &NamespaceSaveRecord) -> Result<Change> {
    serde_json::from_str(&save.change).map_err(Error::internal)
}
