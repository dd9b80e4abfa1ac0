//! Teams are created and changed, never deleted, since they own things. In a declared one is who is declared, and whom a
//! provider of sign-in puts there by their groups.

use std::collections::BTreeMap;

use model::{Problem, TeamDeclaration, TeamId, TeamInput, TeamMemberDeclaration, UserId};
use store::{TeamMemberRecord, TeamRecord};

use super::{Planner, differing};
use crate::{mint, transfer::steps::Step};

const NOUN: &str = "team";

impl Planner<'_> {
    pub(super) fn teams(&mut self) {
        for (name, declared) in &self.declaration.teams {
            let input = TeamInput {
                name: name.trim().to_owned(),
                description: declared.description.trim().to_owned(),
                version: 0,
            };
            let path = format!("teams.{name}");
            if let Err(errors) = input.validate() {
                self.errors.check_inside(&path, Err(errors));
                continue;
            }
            if !self.declared_teams.insert(input.name.to_lowercase()) {
                self.errors.add(&path, Problem::Taken);
                continue;
            }
            let members = self.declared_members(&path, &declared.members);
            match self.team(&input.name) {
                Some(id) => self.known_team(name, id, input, &members),
                None => self.new_team(name, input, &members),
            }
        }
    }

    /// Who manages it, by person.
    fn declared_members(
        &mut self,
        path: &str,
        declared: &BTreeMap<String, TeamMemberDeclaration>,
    ) -> BTreeMap<UserId, bool> {
        let mut members = BTreeMap::new();
        for (email, member) in declared {
            match self.users.get(&email.trim().to_lowercase()) {
                Some(user) => {
                    members.insert(*user, member.manager);
                }
                None => self.errors.add(
                    &format!("{path}.members"),
                    Problem::Missing { name: email.clone() },
                ),
            }
        }
        members
    }

    fn new_team(&mut self, label: &str, input: TeamInput, members: &BTreeMap<UserId, bool>) {
        let team = TeamRecord {
            id: mint::id(self.now),
            name: input.name,
            description: input.description,
            created_at: self.now,
            updated_at: self.now,
            version: 1,
        };
        let id = team.id;
        self.teams.insert(team.name.to_lowercase(), id);
        self.create(NOUN, label, Step::CreateTeam(team));
        let steps: Vec<_> = members
            .iter()
            .map(|(user, is_manager)| self.put(id, *user, *is_manager))
            .collect();
        self.planned.steps.extend(steps);
    }

    fn known_team(&mut self, label: &str, id: TeamId, input: TeamInput, members: &BTreeMap<UserId, bool>) {
        let Some(team) = self.before.team(id) else { return };
        let known: BTreeMap<UserId, bool> = self
            .before
            .members_of_team(id)
            .filter(|member| member.provider_id.is_none())
            .map(|member| (member.user_id, member.is_manager))
            .collect();
        let details = differing([
            ("name", team.name != input.name),
            ("description", team.description != input.description),
            ("members", known != *members),
        ]);
        let mut steps = Vec::new();
        if team.name != input.name || team.description != input.description {
            steps.push(Step::ChangeTeam(TeamRecord {
                name: input.name,
                description: input.description,
                updated_at: self.now,
                ..team.clone()
            }));
        }
        for (user, is_manager) in members.iter().filter(|(user, is)| known.get(user) != Some(*is)) {
            steps.push(self.put(id, *user, *is_manager));
        }
        for user in known.keys().filter(|user| !members.contains_key(user)) {
            self.memberships.remove(id, *user);
            steps.push(Step::RemoveTeamMember(id, *user));
        }
        self.change(NOUN, label, details, steps);
    }

    fn put(&mut self, team: TeamId, user: UserId, is_manager: bool) -> Step {
        self.memberships.add(team, user);
        Step::PutTeamMember(TeamMemberRecord {
            team_id: team,
            user_id: user,
            is_manager,
            since: self.now,
            provider_id: None,
        })
    }
}

/// As [`TeamDeclaration`] says it of one that is saved.
pub(in crate::transfer) fn declared(
    description: &str,
    members: impl IntoIterator<Item = (String, bool)>,
) -> TeamDeclaration {
    let members = members
        .into_iter()
        .map(|(email, manager)| (email, TeamMemberDeclaration { manager }));
    TeamDeclaration {
        description: description.to_owned(),
        members: members.collect(),
    }
}
