//! Changing people.

use model::{
    ActVerb, FieldErrors, Owner, Permission, Problem, Role, UserChangeInput, UserDetail, UserId, UserView,
};
use store::UserRecord;

use super::{Known, Users, set_password};
use crate::{
    Caller, Changed, Conflict, Error, Result, acts::Act, belongings, last_admin::is_last_admin, sso::switches,
};

impl Users<'_> {
    /// A person, what they own, and who could be given it.
    pub async fn get(&self, caller: &Caller, id: UserId) -> Result<UserDetail> {
        caller.require(Permission::KeepPeople)?;
        let installation = self.inner.keeper.current().await?;
        let user = installation.user(id).ok_or(Error::NotFound)?;
        let heirs = installation
            .users()
            .iter()
            .filter(|other| other.id != id && belongings::may_inherit(other));
        Ok(UserDetail {
            user: Known::read(self.inner).await?.view(user),
            owns: belongings::of(&installation, Owner::Person(id)),
            is_last_admin: is_last_admin(&installation, id),
            heirs: heirs.map(belongings::heir).collect(),
        })
    }

    /// Changes name and role. The last administrator stays one. A new role counts from their next request on.
    pub async fn update(&self, caller: &Caller, id: UserId, input: UserChangeInput) -> Result<UserView> {
        caller.require(Permission::KeepPeople)?;
        input.validate()?;
        let write = self.inner.keeper.begin(Act::by(caller, "people.update")).await?;
        let user = write.before.user(id).ok_or(Error::NotFound)?;
        if user.version != input.version {
            return Err(Conflict::Stale.into());
        }
        if input.role != Role::Admin && is_last_admin(&write.before, id) {
            return Err(Error::field("role", Problem::LastAdmin));
        }
        let changed = UserRecord {
            name: input.name.trim().to_owned(),
            role: input.role,
            runs_commands: input.runs_commands,
            updated_at: self.inner.parts.clock.now(),
            ..user.clone()
        };
        write.tx.users().update(&changed).await?;
        switches::check_way_in(&write.tx).await?;
        let after = self.inner.keeper.commit(write).await?;
        let known = Known::read(self.inner).await?;
        Ok(known.view(after.user(id).ok_or(Error::NotFound)?))
    }

    /// Gives a person another password and ends their web sessions.
    pub async fn set_password(&self, caller: &Caller, id: UserId, password: String) -> Result<()> {
        caller.require(Permission::KeepPeople)?;
        let mut errors = FieldErrors::new();
        errors.check("password", model::check_password(&password));
        errors.into_result()?;
        let hash = self.inner.passwords.hash(password).await?;
        // Not a change of the configuration: the revision stays.
        let mut tx = self.inner.begin(Act::by(caller, "people.set_password")).await?;
        let user = tx.users().find(id).await?.ok_or(Error::NotFound)?;
        tx.about(ActVerb::Changed, "password", Some(id.as_uuid()), user.name);
        set_password(&tx, id, hash, self.inner.parts.clock.now()).await?;
        tx.web_sessions().delete_all_but(id, None).await?;
        tx.person_links().delete_resets(id).await?;
        tx.commit().await?;
        // Their open pages hear of nothing any more.
        self.inner.changes.tell(Changed::Users);
        Ok(())
    }
}
