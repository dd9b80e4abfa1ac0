//! Configuration as code: a declaration is compared with what is saved, and the difference is carried out.

mod change;
mod export;
pub(crate) mod one_namespace;
pub(crate) mod plan;
mod steps;

use model::{Declaration, Permission};

use crate::{Caller, Result, acts::Act, identities::rotation, services::Inner, sso::switches};

pub use change::{Change, Verb};

/// What a declaration would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In the order in which it would be done; empty when everything is as declared.
    pub changes: Vec<Change>,
}

/// What a declaration has changed.
#[derive(Clone, PartialEq, Eq)]
pub struct Applied {
    /// In the order in which it was done; empty when everything was as declared.
    pub changes: Vec<Change>,
    /// New keys whose value was not given, by name: to be shown once.
    pub generated_keys: Vec<(String, String)>,
}

impl std::fmt::Debug for Applied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Applied")
            .field("changes", &self.changes)
            .finish_non_exhaustive()
    }
}

/// Use cases around whole configurations.
pub struct Transfer<'a> {
    inner: &'a Inner,
}

impl<'a> Transfer<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// What [`Transfer::apply`] would change. Problems are named by their path, such as `servers.time.command`.
    pub async fn plan(&self, caller: &Caller, declaration: &Declaration) -> Result<Plan> {
        caller.require(Permission::Transfer)?;
        let before = self.inner.keeper.current().await?;
        let parts = &self.inner.parts;
        let planned = plan::of(declaration, &before, &parts.sealer, parts.clock.now())?;
        Ok(Plan {
            changes: planned.changes,
        })
    }

    /// Makes the installation as declared: everything or, when something is wrong, nothing. A second time it changes
    /// nothing.
    pub async fn apply(&self, caller: &Caller, declaration: Declaration) -> Result<Applied> {
        caller.require(Permission::Transfer)?;
        let parts = &self.inner.parts;
        let write = self.inner.keeper.begin(Act::by(caller, "transfer.apply")).await?;
        let planned = plan::of(&declaration, &write.before, &parts.sealer, parts.clock.now())?;
        if !planned.steps.is_empty() {
            for step in planned.steps {
                steps::carry_out(caller, step, &write.tx, &self.inner.passwords, parts.clock.now()).await?;
            }
            switches::check_way_in(&write.tx).await?;
            rotation::provide(self.inner, &write).await?;
            self.inner.keeper.commit(write).await?;
        }
        Ok(Applied {
            changes: planned.changes,
            generated_keys: planned.generated_keys,
        })
    }

    /// What is saved, as a file declares it: secrets as `${NAME}`, and `$${` where a text says `${`. Passwords and
    /// keys are left out, as are keys that are switched off.
    pub async fn export(&self, caller: &Caller) -> Result<Declaration> {
        caller.require(Permission::Transfer)?;
        let installation = self.inner.keeper.current().await?;
        Ok(export::of(&installation, &self.inner.parts.sealer))
    }
}
