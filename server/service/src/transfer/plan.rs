//! Compares a declaration with what is saved. Pure: the same two make the same plan, but for new ids and keys.

mod api_keys;
mod chain;
mod endpoints;
pub(super) mod namespaces;
mod nesting;
mod prune;
mod servers;
pub(super) mod teams;
mod users;

use std::collections::{BTreeMap, HashMap, HashSet};

use model::{Declaration, FieldErrors, NamespaceId, Owner, Problem, ServerId, TeamId, Timestamp, UserId};

use super::{
    change::{Change, Verb},
    steps::Step,
};
use crate::{
    installation::Installation, memberships::Memberships, namespaces::usable, nesting::Nesting,
    sealer::Sealer, visibility::check_use,
};

/// Before the name of a team that owns something: no address begins like this.
pub(super) const TEAM_PREFIX: &str = "team:";

/// The difference, in words and in steps.
pub(crate) struct Planned {
    pub(crate) changes: Vec<Change>,
    pub(super) steps: Vec<Step>,
    pub(super) generated_keys: Vec<(String, String)>,
}

/// The difference between a declaration and what is saved, or everything that is wrong with it.
pub(super) fn of(
    declaration: &Declaration,
    before: &Installation,
    sealer: &Sealer,
    now: Timestamp,
) -> Result<Planned, FieldErrors> {
    let mut planner = Planner {
        declaration,
        before,
        sealer,
        now,
        errors: FieldErrors::new(),
        planned: Planned {
            changes: Vec::new(),
            steps: Vec::new(),
            generated_keys: Vec::new(),
        },
        users: before
            .users()
            .iter()
            .map(|user| (user.email.to_lowercase(), user.id))
            .collect(),
        teams: before
            .teams()
            .iter()
            .map(|team| (team.name.to_lowercase(), team.id))
            .collect(),
        declared_teams: HashSet::new(),
        memberships: before.memberships().clone(),
        servers: BTreeMap::new(),
        namespaces: BTreeMap::new(),
        nesting: Nesting::of(before),
        api_keys: HashSet::new(),
    };
    planner.users();
    planner.teams();
    planner.namespaces();
    planner.servers();
    planner.members();
    planner.nesting();
    planner.endpoints();
    planner.api_keys();
    if declaration.prune {
        planner.prune();
    }
    planner.errors.into_result()?;
    Ok(planner.planned)
}

/// Compares noun after noun; what comes later refers to what comes earlier.
struct Planner<'a> {
    declaration: &'a Declaration,
    before: &'a Installation,
    sealer: &'a Sealer,
    now: Timestamp,
    errors: FieldErrors,
    planned: Planned,
    /// By lower-cased e-mail address, declared ones too.
    users: HashMap<String, UserId>,
    /// By lower-cased name, declared ones too.
    teams: HashMap<String, TeamId>,
    declared_teams: HashSet<String>,
    /// As they are to be.
    memberships: Memberships,
    /// Declared ones, by the label they are declared under.
    servers: BTreeMap<String, Placed<ServerId>>,
    namespaces: BTreeMap<String, Placed<NamespaceId>>,
    /// As it is to be.
    nesting: Nesting,
    api_keys: HashSet<(String, Owner)>,
}

/// Something declared, and what it is in the installation.
struct Placed<Id> {
    id: Id,
    name: String,
    owner: Owner,
}

/// Something is wrong and was noted: what depends on it need not be looked at.
struct Noted;

impl Planner<'_> {
    fn create(&mut self, noun: &'static str, name: &str, step: Step) {
        self.planned.changes.push(Change {
            verb: Verb::Create,
            noun,
            name: name.to_owned(),
            details: Vec::new(),
        });
        self.planned.steps.push(step);
    }

    /// Notes a change when there are details to tell.
    fn change(&mut self, noun: &'static str, name: &str, details: Vec<&str>, steps: Vec<Step>) {
        if !details.is_empty() {
            let details = details.into_iter().map(str::to_owned).collect();
            self.planned.changes.push(Change {
                verb: Verb::Change,
                noun,
                name: name.to_owned(),
                details,
            });
            self.planned.steps.extend(steps);
        }
    }

    fn delete(&mut self, noun: &'static str, name: &str, step: Step) {
        self.planned.changes.push(Change {
            verb: Verb::Delete,
            noun,
            name: name.to_owned(),
            details: Vec::new(),
        });
        self.planned.steps.push(step);
    }

    /// Whose a thing is: nobody's, a person's by their address, or a team's by its name.
    fn owner(&mut self, path: &str, declared: Option<&str>) -> Result<Owner, Noted> {
        let Some(declared) = declared else {
            return Ok(Owner::Public);
        };
        let found = if let Some(team) = declared.trim().strip_prefix(TEAM_PREFIX) {
            self.team(team).map(Owner::Team)
        } else {
            let email = declared.trim().to_lowercase();
            self.users.get(&email).copied().map(Owner::Person)
        };
        if found.is_none() {
            self.errors.add(
                &format!("{path}.owner"),
                Problem::Missing {
                    name: declared.to_owned(),
                },
            );
        }
        found.ok_or(Noted)
    }

    fn team(&self, name: &str) -> Option<TeamId> {
        self.teams.get(&name.trim().to_lowercase()).copied()
    }

    /// The namespace that a thing (a `noun`) of `owner` names: one of this declaration by its label, else what the owner
    /// has, else what everybody has.
    fn namespace_of(
        &mut self,
        path: &str,
        noun: &str,
        owner: Owner,
        name: &str,
    ) -> Result<NamespaceId, Noted> {
        let found = match self.namespaces.get(name) {
            Some(placed) => Some((placed.id, placed.owner)),
            // What is not declared is about to go.
            None if self.declaration.prune => None,
            None => {
                usable::by_name(self.before, owner, name).map(|namespace| (namespace.id, namespace.owner))
            }
        };
        let path = format!("{path}.namespace");
        let Some((id, used)) = found else {
            self.errors.add(
                &path,
                Problem::Missing {
                    name: name.to_owned(),
                },
            );
            return Err(Noted);
        };
        self.errors
            .check(&path, check_use(&self.memberships, noun, owner, name, used));
        Ok(id)
    }
}

/// Notes that two labels declare the same thing.
fn check_declared_once<Id>(
    errors: &mut FieldErrors,
    path: &str,
    placed: &BTreeMap<String, Placed<Id>>,
    name: &str,
    owner: Owner,
) {
    if placed
        .values()
        .any(|other| other.name == name && other.owner == owner)
    {
        errors.add(&format!("{path}.name"), Problem::Taken);
    }
}

/// The names of the fields that differ.
fn differing<'a>(fields: impl IntoIterator<Item = (&'a str, bool)>) -> Vec<&'a str> {
    fields
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect()
}
