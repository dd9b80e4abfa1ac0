//! Deleting people.

use model::{Belongings, DeleteUserInput, Owner, Permission, Problem, ThingKind, UserId};

use super::Users;
use crate::{
    Caller, Conflict, Error, Result, acts::Act, belongings, last_admin::is_last_admin, sso::switches,
};

impl Users<'_> {
    /// Deletes a person. Their sessions, keys and links end with them; what else they own is handed over or goes, all in
    /// one transaction. Nobody deletes themselves, and the last administrator stays.
    pub async fn delete(&self, caller: &Caller, id: UserId, input: DeleteUserInput) -> Result<()> {
        caller.require(Permission::KeepPeople)?;
        let write = self.inner.keeper.begin(Act::by(caller, "people.delete")).await?;
        let user = write.before.user(id).ok_or(Error::NotFound)?;
        if id == caller.user_id {
            return Err(Conflict::Oneself.into());
        }
        if is_last_admin(&write.before, id) {
            return Err(Conflict::LastAdmin.into());
        }
        let has_things = belongings::of(&write.before, Owner::Person(id))
            .iter()
            .any(|thing| thing.kind != ThingKind::ApiKey);
        // Somebody decided without knowing of it.
        if has_things && input.belongings == Belongings::Nothing {
            return Err(Conflict::Stale.into());
        }
        if let Some(heir) = input.heir()? {
            let heir = write
                .before
                .user(heir)
                .filter(|heir| heir.id != id && belongings::may_inherit(heir))
                .ok_or_else(|| Error::field("heir", Problem::UnknownChoice))?;
            let (from, to) = (Owner::Person(id), Owner::Person(heir.id));
            belongings::hand_over(&write, from, to, self.inner.parts.clock.now()).await?;
        }
        tracing::info!(user.id = %user.id, by = %caller.user_id, "a person is deleted");
        write.tx.users().delete(id).await?;
        switches::check_way_in(&write.tx).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }
}
