//! Things get another owner.
//!
//! What a thing uses has to be there for everybody who has the thing. So whatever would break that rule is named first,
//! and comes along when that is asked for. Keys stay with whoever made them: somebody may still know them.

mod reach;

use model::{
    Consequences, HandOverInput, HandOverView, OwnedThing, Owner, Permission, Problem, Recipient, Thing,
    ThingKind, Timestamp,
};
use store::{EndpointRecord, NamespaceRecord, ServerRecord};

use crate::{
    Caller, Conflict, Error, Result,
    acts::Act,
    belongings,
    installation::Installation,
    services::Inner,
    sync::Write,
    teams,
    visibility::{changeable, is_shared_with, may_keep_for, may_see, sees_all},
};

/// Use cases around owners.
pub struct Ownership<'a> {
    inner: &'a Inner,
}

impl<'a> Ownership<'a> {
    pub(crate) fn new(inner: &'a Inner) -> Self {
        Self { inner }
    }

    /// A thing, and who can be given it.
    pub async fn get(&self, caller: &Caller, thing: Thing) -> Result<HandOverView> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let owner = kept(caller, &installation, thing)?;
        let users = installation.users().iter();
        let people = users.filter(|user| {
            caller.may(Permission::KeepPeople)
                && belongings::may_inherit(user)
                && user.id != caller.user_id
                && owner != Owner::Person(user.id)
        });
        let mut teams = teams::choices(caller, &installation);
        teams.retain(|team| owner != Owner::Team(team.id));
        Ok(HandOverView {
            thing: reach::named(&installation, thing).ok_or(Error::NotFound)?,
            visibility: owner.visibility(),
            owner: installation.owner_name(caller, owner),
            may_publish: owner != Owner::Public && caller.may(Permission::KeepPublic),
            may_keep: owner != Owner::Person(caller.user_id) && !caller.is_system(),
            teams,
            people: people.map(belongings::heir).collect(),
        })
    }

    /// What a change of owner would do.
    pub async fn consequences(
        &self,
        caller: &Caller,
        thing: Thing,
        input: &HandOverInput,
    ) -> Result<Consequences> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        kept(caller, &installation, thing)?;
        let to = recipient(caller, &installation, input.recipient()?, "to")?;
        let moved = reach::moved_with(&installation, thing, to);
        Ok(consequences(caller, &installation, thing, &moved, to))
    }

    /// Gives a thing to another owner. What could not be used any more is named, unless it is to come along.
    pub async fn hand_over(&self, caller: &Caller, thing: Thing, input: HandOverInput) -> Result<()> {
        caller.require(Permission::KeepOwn)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "ownership.hand_over"))
            .await?;
        let before = kept(caller, &write.before, thing)?;
        let to = recipient(caller, &write.before, input.recipient()?, "to")?;
        if before == to {
            return Ok(());
        }
        let moved = reach::moved_with(&write.before, thing, to);
        let found = consequences(caller, &write.before, thing, &moved, to);
        if !found.taken.is_empty() {
            return Err(Conflict::NamesTaken { things: found.taken }.into());
        }
        if !found.is_possible() {
            return Err(Conflict::InTheWay {
                things: found.in_the_way,
                hidden: found.hidden,
            }
            .into());
        }
        if !found.is_simple() && !input.along {
            return Err(Conflict::LeftBehind { things: found.along }.into());
        }
        give(&write, &moved, to, self.inner.parts.clock.now()).await?;
        tracing::info!(thing = thing.path(), by = %caller.user_id, things = moved.len(), "a thing has another owner");
        self.inner.keeper.commit(write).await.map(drop)
    }
}

/// Whose a thing is that the caller may change.
fn kept(caller: &Caller, installation: &Installation, thing: Thing) -> Result<Owner> {
    Ok(match thing {
        Thing::Server(id) => changeable(caller, installation.server(id))?.owner,
        Thing::Namespace(id) => changeable(caller, installation.namespace(id))?.owner,
        Thing::Endpoint(id) => changeable(caller, installation.endpoint(id))?.owner,
    })
}

/// The owner that somebody names in a field, when the caller may give things to it.
pub(crate) fn recipient(
    caller: &Caller,
    installation: &Installation,
    to: Recipient,
    field: &str,
) -> Result<Owner> {
    let owner = match to {
        Recipient::Public => return caller.require(Permission::KeepPublic).map(|()| Owner::Public),
        Recipient::Oneself => Some(caller.user_id)
            .filter(|_| !caller.is_system())
            .map(Owner::Person),
        Recipient::Team(id) => installation
            .team(id)
            .map(|team| Owner::Team(team.id))
            .filter(|team| may_keep_for(caller, *team)),
        Recipient::Person(id) => installation
            .user(id)
            .filter(|user| caller.may(Permission::KeepPeople) && belongings::may_inherit(user))
            .map(|user| Owner::Person(user.id)),
    };
    owner.ok_or_else(|| Error::field(field, Problem::UnknownChoice))
}

fn consequences(
    caller: &Caller,
    installation: &Installation,
    thing: Thing,
    moved: &[Thing],
    to: Owner,
) -> Consequences {
    let mut found = Consequences {
        taken: reach::taken(installation, moved, to),
        locked_out: locked_out(caller, installation, moved, to),
        ..Consequences::default()
    };
    for &other in moved.iter().filter(|other| **other != thing) {
        let (Some(named), Some(owner)) = (
            reach::named(installation, other),
            reach::owner_of(installation, other),
        ) else {
            continue;
        };
        if may_keep_for(caller, owner) {
            found.along.push(named);
        } else if is_shared_with(caller, owner) || sees_all(caller) {
            found.in_the_way.push(named);
        } else {
            found.hidden += 1;
        }
    }
    found
}

/// The keys that open one of these endpoints now and would not any more.
fn locked_out(caller: &Caller, installation: &Installation, moved: &[Thing], to: Owner) -> Vec<OwnedThing> {
    let endpoints: Vec<Owner> = moved
        .iter()
        .filter_map(|thing| match thing {
            Thing::Endpoint(id) => installation.endpoint(*id),
            Thing::Server(_) | Thing::Namespace(_) => None,
        })
        .filter(|endpoint| endpoint.auth.takes_keys())
        .map(|endpoint| endpoint.owner)
        .collect();
    let loses = |key: Owner| {
        !installation.may_use(key, to)
            && endpoints
                .iter()
                .any(|endpoint| installation.may_use(key, *endpoint))
    };
    let keys = installation.api_keys().iter();
    keys.filter(|key| key.active && may_see(caller, *key) && loses(key.owner))
        .map(|key| OwnedThing {
            kind: ThingKind::ApiKey,
            name: key.name.clone(),
        })
        .collect()
}

async fn give(write: &Write, moved: &[Thing], owner: Owner, now: Timestamp) -> Result<()> {
    for thing in moved {
        match *thing {
            Thing::Server(id) => {
                let server = write.before.server(id).ok_or(Error::NotFound)?.clone();
                let given = ServerRecord {
                    owner,
                    updated_at: now,
                    ..server
                };
                write.tx.servers().update(&given).await?;
            }
            Thing::Namespace(id) => {
                let namespace = write.before.namespace(id).ok_or(Error::NotFound)?.clone();
                let given = NamespaceRecord {
                    owner,
                    updated_at: now,
                    ..namespace
                };
                write.tx.namespaces().update(&given).await?;
            }
            Thing::Endpoint(id) => {
                let endpoint = write.before.endpoint(id).ok_or(Error::NotFound)?.clone();
                let given = EndpointRecord {
                    owner,
                    updated_at: now,
                    ..endpoint
                };
                write.tx.endpoints().update(&given).await?;
            }
        }
    }
    Ok(())
}
