//! Owners as columns: the ids, and a text that takes part in uniqueness.

use model::{Owner, TeamId, UserId};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::{Error, rows};

/// The person's id as stored; public things and those of teams have none.
pub(crate) fn person(owner: Owner) -> Option<Uuid> {
    owner.person().map(UserId::as_uuid)
}

/// The team's id as stored; public things and those of people have none.
pub(crate) fn team(owner: Owner) -> Option<Uuid> {
    owner.team().map(TeamId::as_uuid)
}

/// The owner as stored for `UNIQUE (owner_key, name)`. Nulls are distinct in unique indexes of both engines,
/// so two public things could share a name; the empty text makes "the public" one owner. Ids of teams and people
/// differ like all ids.
pub(crate) fn key(owner: Owner) -> String {
    match owner {
        Owner::Public => String::new(),
        Owner::Person(id) => id.to_string(),
        Owner::Team(id) => id.to_string(),
    }
}

/// The owner of a stored row, which has one at most.
pub(crate) fn read<E: EntityTrait + Default>(
    row: Uuid,
    person: Option<Uuid>,
    team: Option<Uuid>,
) -> Result<Owner, Error> {
    match (person, team) {
        (None, None) => Ok(Owner::Public),
        (Some(person), None) => Ok(Owner::Person(person.into())),
        (None, Some(team)) => Ok(Owner::Team(team.into())),
        (Some(_), Some(_)) => {
            let problem = "a thing belongs to a person or to a team, and this one to both";
            Err(rows::inconsistent::<E>("team_id", row, problem))
        }
    }
}
