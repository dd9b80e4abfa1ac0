//! Who is in a team.

use model::{Permission, Problem, TeamId, TeamMemberInput, UserId};
use store::TeamMemberRecord;

use super::{Teams, kept, seen};
use crate::{Caller, Error, Result, acts::Act};

impl Teams<'_> {
    /// Puts somebody into a team who has an account, or changes whether they manage it.
    pub async fn put_member(&self, caller: &Caller, id: TeamId, input: TeamMemberInput) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "teams.put_member"))
            .await?;
        kept(caller, &write.before, id)?;
        let email = input.email.trim().to_lowercase();
        let mut users = write.before.users().iter();
        let user = users
            .find(|user| user.email.to_lowercase() == email)
            .ok_or_else(|| {
                let name = input.email.trim().to_owned();
                Error::field("email", Problem::Missing { name })
            })?;
        let member = TeamMemberRecord {
            team_id: id,
            user_id: user.id,
            is_manager: input.is_manager,
            since: self.inner.parts.clock.now(),
            provider_id: None,
        };
        write.tx.teams().put_member(&member).await?;
        tracing::info!(team.id = %id, user.id = %user.id, by = %caller.user_id, "somebody is in a team");
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// Takes somebody out of a team: what it owns is not there for them from now on, also in sessions of clients that
    /// are open. Everybody may leave.
    pub async fn remove_member(&self, caller: &Caller, id: TeamId, user: UserId) -> Result<()> {
        caller.require(Permission::Look)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "teams.remove_member"))
            .await?;
        if user == caller.user_id {
            seen(caller, &write.before, id)?;
        } else {
            caller.require(Permission::KeepOwn)?;
            kept(caller, &write.before, id)?;
        }
        if !write.tx.teams().remove_member(id, user).await? {
            return Err(Error::NotFound);
        }
        tracing::info!(team.id = %id, user.id = %user, by = %caller.user_id, "somebody is in a team no more");
        self.inner.keeper.commit(write).await.map(drop)
    }
}
