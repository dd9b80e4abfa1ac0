//! Calls that went through the gateway.

use model::{CallView, Permission};

use crate::{
    Caller, Result,
    services::Inner,
    visibility::{may_change, may_see, sees_all},
};

/// Use cases around calls.
pub struct Calls<'a> {
    inner: &'a Inner,
}

impl<'a> Calls<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// The latest calls at endpoints the caller may see, newest first. They are kept in memory, so a start forgets them.
    pub async fn recent(&self, caller: &Caller, limit: usize) -> Result<Vec<CallView>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let passes = |endpoint| match installation.endpoint(endpoint) {
            Some(endpoint) => may_see(caller, endpoint),
            // Whose a deleted endpoint was is not known any more.
            None => sees_all(caller),
        };
        // Arguments may be private.
        let tell = |endpoint| match installation.endpoint(endpoint) {
            Some(endpoint) => may_change(caller, endpoint),
            None => false,
        };
        Ok(self.inner.parts.recorder.recent(limit, passes, tell))
    }
}
