//! Who is in which team.

use std::collections::HashSet;

use model::{TeamId, UserId};
use store::TeamMemberRecord;

/// Who is in which team, to be asked about often.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memberships(HashSet<(TeamId, UserId)>);

impl Memberships {
    /// As it is saved.
    pub(crate) fn of(records: &[TeamMemberRecord]) -> Self {
        Self(
            records
                .iter()
                .map(|member| (member.team_id, member.user_id))
                .collect(),
        )
    }

    /// Somebody is to be in a team.
    pub(crate) fn add(&mut self, team: TeamId, user: UserId) {
        self.0.insert((team, user));
    }

    /// Somebody is to be in a team no more.
    pub(crate) fn remove(&mut self, team: TeamId, user: UserId) {
        self.0.remove(&(team, user));
    }

    /// The person is in the team.
    pub(crate) fn has(&self, team: TeamId, user: UserId) -> bool {
        self.0.contains(&(team, user))
    }

    /// Everybody in every team.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (TeamId, UserId)> {
        self.0.iter().copied()
    }
}
