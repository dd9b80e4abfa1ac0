//! Teams: people who keep things together.
//!
//! Administrators make and delete teams; their managers keep the members. To everybody else a team that they are not in
//! does not exist.

mod deletion;
mod members;

use model::{
    Membership, Owner, Permission, TeamDetail, TeamId, TeamInput, TeamMemberView, TeamName, TeamView,
};
use store::{TeamMemberRecord, TeamRecord};

use crate::{
    Caller, Conflict, Error, Result, acts::Act, belongings, installation::Installation, mint,
    services::Inner, visibility::sees_all,
};

/// Use cases around teams.
pub struct Teams<'a> {
    inner: &'a Inner,
}

impl<'a> Teams<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// The caller's teams, all of them for administrators, by name.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<TeamView>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let teams = installation.teams().iter();
        let seen = teams.filter(|team| may_see(caller, team));
        Ok(seen.map(|team| view(caller, &installation, team)).collect())
    }

    /// A team, who is in it, and what it owns.
    pub async fn get(&self, caller: &Caller, id: TeamId) -> Result<TeamDetail> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let team = seen(caller, &installation, id)?;
        let deletable = caller.may(Permission::KeepPeople);
        let users = installation.users().iter();
        let heirs = users.filter(|user| deletable && belongings::may_inherit(user));
        let others = installation.teams().iter();
        let others = others.filter(|other| deletable && other.id != id);
        Ok(TeamDetail {
            team: view(caller, &installation, team),
            members: members(&installation, id),
            owns: belongings::of(&installation, Owner::Team(id)),
            heirs: heirs.map(belongings::heir).collect(),
            other_teams: others.map(name).collect(),
            deletable,
        })
    }

    /// Makes a team without members.
    pub async fn create(&self, caller: &Caller, input: TeamInput) -> Result<TeamView> {
        caller.require(Permission::KeepPeople)?;
        input.validate()?;
        let now = self.inner.parts.clock.now();
        let team = TeamRecord {
            id: mint::id(now),
            name: input.name.trim().to_owned(),
            description: input.description.trim().to_owned(),
            created_at: now,
            updated_at: now,
            version: 1,
        };
        let write = self.inner.keeper.begin(Act::by(caller, "teams.create")).await?;
        write.tx.teams().insert(&team).await?;
        let after = self.inner.keeper.commit(write).await?;
        Ok(view(caller, &after, &team))
    }

    /// Changes name and description.
    pub async fn update(&self, caller: &Caller, id: TeamId, input: TeamInput) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let write = self.inner.keeper.begin(Act::by(caller, "teams.update")).await?;
        let team = kept(caller, &write.before, id)?;
        if team.version != input.version {
            return Err(Conflict::Stale.into());
        }
        let changed = TeamRecord {
            name: input.name.trim().to_owned(),
            description: input.description.trim().to_owned(),
            updated_at: self.inner.parts.clock.now(),
            ..team.clone()
        };
        write.tx.teams().update(&changed).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }
}

fn may_see(caller: &Caller, team: &TeamRecord) -> bool {
    caller.is_in(team.id) || sees_all(caller)
}

fn may_keep(caller: &Caller, team: TeamId) -> bool {
    caller.may(Permission::KeepPeople) || caller.manages(team) && caller.may(Permission::KeepOwn)
}

fn seen<'a>(caller: &Caller, installation: &'a Installation, id: TeamId) -> Result<&'a TeamRecord> {
    let team = installation.team(id).filter(|team| may_see(caller, team));
    team.ok_or(Error::NotFound)
}

fn kept<'a>(caller: &Caller, installation: &'a Installation, id: TeamId) -> Result<&'a TeamRecord> {
    let team = seen(caller, installation, id)?;
    if may_keep(caller, id) {
        Ok(team)
    } else {
        Err(Error::Forbidden)
    }
}

fn view(caller: &Caller, installation: &Installation, team: &TeamRecord) -> TeamView {
    TeamView {
        id: team.id,
        name: team.name.clone(),
        description: team.description.clone(),
        member_count: installation.members_of_team(team.id).count(),
        thing_count: belongings::of(installation, Owner::Team(team.id)).len(),
        is_mine: caller.is_in(team.id),
        editable: may_keep(caller, team.id),
        created_at: team.created_at,
        version: team.version,
    }
}

fn members(installation: &Installation, id: TeamId) -> Vec<TeamMemberView> {
    let view = |member: &TeamMemberRecord| {
        let user = installation.user(member.user_id)?;
        Some(TeamMemberView {
            id: user.id,
            name: user.name.clone(),
            email: user.email.clone(),
            role: user.role,
            is_manager: member.is_manager,
            since: member.since,
            provider: member
                .provider_id
                .and_then(|id| installation.provider(id))
                .map(|provider| provider.name.clone()),
        })
    };
    let mut members: Vec<_> = installation.members_of_team(id).filter_map(view).collect();
    members.sort_by_key(|member| (member.name.to_lowercase(), member.id));
    members
}

/// A team as a choice.
pub(crate) fn name(team: &TeamRecord) -> TeamName {
    TeamName {
        id: team.id,
        name: team.name.clone(),
    }
}

/// The teams that the caller can give things to.
pub(crate) fn choices(caller: &Caller, installation: &Installation) -> Vec<TeamName> {
    if sees_all(caller) {
        return installation.teams().iter().map(name).collect();
    }
    let name = |team: &Membership| TeamName {
        id: team.id,
        name: team.name.clone(),
    };
    caller.teams.iter().map(name).collect()
}
