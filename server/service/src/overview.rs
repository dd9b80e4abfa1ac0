//! What waits for somebody, put together from everywhere.

use model::{NeedsView, OauthSharing, Permission, Reference, ServerId, SignInView};
use store::ServerRecord;

use crate::{
    Caller, Result, approvals::Approvals, audit::Audit, installation::Installation, services::Inner,
    sign_ins, visibility::may_see,
};

/// Use cases of the first page.
pub struct Overview<'a> {
    inner: &'a Inner,
}

impl<'a> Overview<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// What waits for the caller, of what they may see and settle.
    pub async fn needs(&self, caller: &Caller) -> Result<NeedsView> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let audit = Audit::new(self.inner).state();
        let people = if caller.may(Permission::KeepPeople) {
            self.inner.parts.store.sign_up_requests().count().await?
        } else {
            0
        };
        Ok(NeedsView {
            approvals: Approvals::new(self.inner).count_waiting(caller).await?,
            sign_ins: self.sign_ins(caller, &installation).await?,
            people,
            recordings: self.inner.recordings.running_of(caller.user_id) as u64,
            missing_calls: if caller.may(Permission::Audit) {
                audit.missing
            } else {
                0
            },
            is_audited: audit.is_on,
        })
    }

    async fn sign_ins(
        &self,
        caller: &Caller,
        installation: &Installation,
    ) -> Result<Vec<Reference<ServerId>>> {
        let mut waiting = Vec::new();
        let servers = installation.servers().iter();
        for server in servers.filter(|server| server.oauth.is_some() && may_see(caller, *server)) {
            let view = sign_ins::view::of(self.inner, caller, server.id).await?;
            if view.is_some_and(|view| is_needed(&view)) {
                waiting.push(reference(server));
            }
        }
        Ok(waiting)
    }
}

/// Whoever wants to use a server in their own name connects it when they do; one that is for everybody works for nobody
/// until it is connected. What was connected and works no more is told in both.
fn is_needed(view: &SignInView) -> bool {
    let is_broken = match &view.grant {
        Some(grant) => grant.reason.is_some(),
        None => view.sharing == OauthSharing::Shared,
    };
    view.may_connect && is_broken
}

fn reference(server: &ServerRecord) -> Reference<ServerId> {
    Reference {
        id: server.id,
        name: server.name.clone(),
    }
}
