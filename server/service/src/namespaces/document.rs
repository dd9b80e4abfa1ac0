//! A namespace as a document: written, and read in two steps, so that somebody sees first what would be done.

use std::sync::Arc;

use model::{
    NamespaceId, NamespaceImportInput, NamespaceImportView, NamespacePart, NamespaceView, Permission,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Namespaces, saves, view};
use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    installation::Installation,
    transfer::{
        one_namespace::{self, Wanted},
        plan::Planned,
    },
    visibility::{changeable, owner_of_new, visible},
};

impl Namespaces<'_> {
    /// The namespace as a document, for this installation or another. Nothing of it is secret to somebody who sees it.
    pub async fn export(&self, caller: &Caller, id: NamespaceId) -> Result<String> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let namespace = visible(caller, installation.namespace(id))?;
        one_namespace::write(&installation, &self.inner.parts.sealer, namespace)
    }

    /// Reads a document and keeps it until it is decided about. Returns the id of the draft.
    pub async fn draft_import(&self, caller: &Caller, input: NamespaceImportInput) -> Result<String> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let installation = self.inner.keeper.current().await?;
        self.judge(caller, &installation, "", &input)?;
        let now = self.inner.parts.clock.instant();
        Ok(self.inner.namespace_imports.put(caller.user_id, input, now))
    }

    /// What an import would do now.
    pub async fn import_draft(&self, caller: &Caller, draft: &str) -> Result<NamespaceImportView> {
        caller.require(Permission::KeepOwn)?;
        let input = self.drafted(caller, draft)?;
        let installation = self.inner.keeper.current().await?;
        Ok(self.judge(caller, &installation, draft, &input)?.view)
    }

    /// Does what was shown: everything or, when something is different by now, nothing.
    pub async fn import(&self, caller: &Caller, draft: &str, shown: &str) -> Result<NamespaceView> {
        caller.require(Permission::KeepOwn)?;
        let input = self.drafted(caller, draft)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "namespaces.import"))
            .await?;
        let judged = self.judge(caller, &write.before, draft, &input)?;
        if judged.view.shown != shown {
            return Err(Conflict::Stale.into());
        }
        let wanted = judged.wanted;
        let before = match judged.view.existing {
            Some(id) => Some(saves::before(&write.tx, id).await?),
            None => None,
        };
        one_namespace::carry_out(caller, self.inner, &write, judged.planned).await?;
        if let Some(before) = before {
            saves::note(self.inner, &write, caller, before).await?;
        }
        let installation = self.inner.keeper.commit(write).await?;
        let namespace = wanted.existing(&installation).ok_or(Error::NotFound)?;
        Ok(view::of(caller, &installation, namespace))
    }

    fn drafted(&self, caller: &Caller, draft: &str) -> Result<Arc<NamespaceImportInput>> {
        let now = self.inner.parts.clock.instant();
        let found = self.inner.namespace_imports.find(caller.user_id, draft, now);
        found.ok_or(Error::NotFound)
    }

    fn judge(
        &self,
        caller: &Caller,
        installation: &Installation,
        draft: &str,
        input: &NamespaceImportInput,
    ) -> Result<Judged> {
        let owner = owner_of_new(caller, input.visibility)?;
        let mut wanted = Wanted::read(&input.text, &input.name, owner)?;
        let existing = wanted.existing(installation);
        if existing.is_some() {
            changeable(caller, existing)?;
        }
        let without = wanted.take_out_missing(caller, installation);
        let parts = &self.inner.parts;
        let planned = wanted.plan(installation, &parts.sealer, parts.clock.now())?;
        let (tools_off, tools_changed) = wanted.tool_counts();
        let details = planned.changes.iter().flat_map(|change| &change.details);
        let mut view = NamespaceImportView {
            draft: draft.to_owned(),
            name: wanted.name.clone(),
            visibility: input.visibility,
            existing: existing.map(|namespace| namespace.id),
            changes: details
                .filter_map(|part| part.parse().ok())
                .collect::<Vec<NamespacePart>>(),
            servers: wanted.servers(),
            missing: without.servers,
            left_out: without.tools,
            tools_off,
            tools_changed,
            shown: String::new(),
        };
        view.shown = hex::encode(Sha256::digest(json!(view).to_string()));
        Ok(Judged {
            view,
            wanted,
            planned,
        })
    }
}

/// A document against what is saved.
struct Judged {
    view: NamespaceImportView,
    wanted: Wanted,
    planned: Planned,
}
