//! Groups at a provider put people into teams, and take them out again.

use std::collections::BTreeMap;

use model::{TeamId, Timestamp, UserId};
use store::{OidcProviderRecord, TeamMemberRecord, Tx};

use crate::{Result, installation::Installation};

/// What a sign-in changes about somebody's teams.
pub(super) struct TeamChanges {
    joins: Vec<TeamMemberRecord>,
    leaves: Vec<TeamId>,
}

impl TeamChanges {
    /// By the rules of a provider that names these groups. Where somebody is by hand, or by another provider, they stay
    /// what they are.
    pub(super) fn of(
        installation: &Installation,
        provider: &OidcProviderRecord,
        user_id: UserId,
        groups: &[String],
        now: Timestamp,
    ) -> Self {
        let ruled = ruled(installation, provider, groups);
        let mut joins = Vec::new();
        for (&team_id, &is_manager) in &ruled {
            let known = installation
                .members_of_team(team_id)
                .find(|member| member.user_id == user_id);
            let is_news = known.is_none_or(|member| {
                member.provider_id == Some(provider.id) && member.is_manager != is_manager
            });
            if is_news {
                joins.push(TeamMemberRecord {
                    team_id,
                    user_id,
                    is_manager,
                    since: now,
                    provider_id: Some(provider.id),
                });
            }
        }
        let by_rule = installation
            .team_members()
            .iter()
            .filter(|member| member.user_id == user_id && member.provider_id == Some(provider.id));
        let leaves = by_rule
            .map(|member| member.team_id)
            .filter(|team| !ruled.contains_key(team));
        Self {
            joins,
            leaves: leaves.collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.joins.is_empty() && self.leaves.is_empty()
    }

    pub(super) async fn carry_out(self, tx: &Tx, user_id: UserId) -> Result<()> {
        for member in &self.joins {
            tx.teams().put_member(member).await?;
            tracing::info!(team.id = %member.team_id, user.id = %user_id, "a group puts somebody into a team");
        }
        for team in self.leaves {
            tx.teams().remove_member(team, user_id).await?;
            tracing::info!(team.id = %team, user.id = %user_id, "somebody is in a team no more: their group is gone");
        }
        Ok(())
    }
}

/// The teams of these groups, and whether they manage them.
fn ruled(
    installation: &Installation,
    provider: &OidcProviderRecord,
    groups: &[String],
) -> BTreeMap<TeamId, bool> {
    let mut ruled = BTreeMap::new();
    let fits = |team, group| installation.team(team).is_some() && groups.contains(group);
    for rule in &provider.team_rules {
        if fits(rule.team, &rule.group) {
            *ruled.entry(rule.team).or_default() |= rule.is_manager;
        }
    }
    ruled
}
