//! Deleting teams, and what becomes of what they owned.

use model::{Belongings, DeleteTeamInput, Owner, Permission, TeamId, ThingKind};

use super::Teams;
use crate::{
    Caller, Conflict, Error, Result, acts::Act, belongings, installation::Installation, ownership::recipient,
};

impl Teams<'_> {
    /// Deletes a team. Its keys end with it; what else it owns is handed over or goes, all in one transaction. What
    /// members made of it for themselves has to go first.
    pub async fn delete(&self, caller: &Caller, id: TeamId, input: DeleteTeamInput) -> Result<()> {
        caller.require(Permission::KeepPeople)?;
        let write = self.inner.keeper.begin(Act::by(caller, "teams.delete")).await?;
        let team = write.before.team(id).ok_or(Error::NotFound)?;
        let owner = Owner::Team(id);
        let has_things = belongings::of(&write.before, owner)
            .iter()
            .any(|thing| thing.kind != ThingKind::ApiKey);
        // Somebody decided without knowing of it.
        if has_things && input.belongings == Belongings::Nothing {
            return Err(Conflict::Stale.into());
        }
        let heir = match input.heir()? {
            Some(heir) => Some(recipient(caller, &write.before, heir, "heir")?),
            None => None,
        };
        if heir == Some(owner) {
            return Err(Error::field("heir", model::Problem::UnknownChoice));
        }
        let names = stranded(&write.before, owner, heir);
        if !names.is_empty() {
            return Err(Conflict::InUse { names }.into());
        }
        if let Some(heir) = heir {
            belongings::hand_over(&write, owner, heir, self.inner.parts.clock.now()).await?;
        }
        tracing::info!(team.id = %team.id, by = %caller.user_id, "a team is deleted");
        write.tx.teams().delete(id).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }
}

/// What others made of the things of an owner and could not use any more when somebody else, or nobody, has them.
fn stranded(installation: &Installation, owner: Owner, heir: Option<Owner>) -> Vec<String> {
    let is_stranded =
        |user: Owner| user != owner && heir.is_none_or(|heir| !installation.may_use(user, heir));
    let is_owned = |id| {
        let namespace = installation.namespace(id);
        namespace.is_some_and(|namespace| namespace.owner == owner)
    };
    let endpoints = installation.endpoints().iter();
    let endpoints = endpoints
        .filter(|endpoint| is_owned(endpoint.namespace_id) && is_stranded(endpoint.owner))
        .map(|endpoint| &endpoint.name);
    let stand_ins = installation.servers().iter();
    let stand_ins = stand_ins
        .filter(|server| server.namespace_id.is_some_and(is_owned) && is_stranded(server.owner))
        .map(|server| &server.name);
    let namespaces = installation.namespaces().iter().filter(|namespace| {
        is_stranded(namespace.owner)
            && installation.members(namespace.id).any(|member| {
                let server = installation.server(member.server_id);
                server.is_some_and(|server| server.owner == owner)
            })
    });
    let namespaces = namespaces.map(|namespace| &namespace.name);
    endpoints.chain(stand_ins).chain(namespaces).cloned().collect()
}
