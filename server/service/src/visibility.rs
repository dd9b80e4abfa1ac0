//! Who sees and changes what, and what may refer to what.

use model::{Owner, Permission, Problem, Visibility};
use store::{ApiKeyRecord, EndpointRecord, NamespaceRecord, SavedRequestRecord, ServerRecord};

use crate::{Caller, Conflict, Error, Result, memberships::Memberships};

/// A thing that belongs to someone, or to everyone.
pub(crate) trait Owned {
    /// Whose it is.
    fn owner(&self) -> Owner;
}

macro_rules! owned {
    ($($record:ty),+) => { $( impl Owned for $record {
        fn owner(&self) -> Owner {
            self.owner
        }
    } )+ };
}

owned!(
    ServerRecord,
    NamespaceRecord,
    EndpointRecord,
    ApiKeyRecord,
    SavedRequestRecord
);

/// Public, the caller's own, or of a team that the caller is in.
pub(crate) fn is_shared_with(caller: &Caller, owner: Owner) -> bool {
    match owner {
        Owner::Public => true,
        Owner::Person(person) => person == caller.user_id,
        Owner::Team(team) => caller.is_in(team),
    }
}

/// What is shared with the caller, and everything for someone who may export it anyway.
pub(crate) fn may_see(caller: &Caller, thing: &impl Owned) -> bool {
    is_shared_with(caller, thing.owner()) || sees_all(caller)
}

/// Administrators see everything, deleted things' traces too.
pub(crate) fn sees_all(caller: &Caller) -> bool {
    caller.may(Permission::Transfer)
}

/// Whether the caller may change or delete it.
pub(crate) fn may_change(caller: &Caller, thing: &impl Owned) -> bool {
    may_keep_for(caller, thing.owner())
}

/// Whether the caller may keep things of this owner. Everybody in a team keeps its things, whose role allows to keep any.
pub(crate) fn may_keep_for(caller: &Caller, owner: Owner) -> bool {
    match owner {
        Owner::Public => caller.may(Permission::KeepPublic),
        Owner::Person(_) | Owner::Team(_) => {
            caller.may(Permission::KeepOwn) && (is_shared_with(caller, owner) || sees_all(caller))
        }
    }
}

/// The thing, when the caller may see it; otherwise it does not exist.
pub(crate) fn visible<'a, T: Owned>(caller: &Caller, thing: Option<&'a T>) -> Result<&'a T> {
    thing
        .filter(|thing| may_see(caller, *thing))
        .ok_or(Error::NotFound)
}

/// The thing, when the caller may change it.
pub(crate) fn changeable<'a, T: Owned>(caller: &Caller, thing: Option<&'a T>) -> Result<&'a T> {
    let thing = visible(caller, thing)?;
    if may_change(caller, thing) {
        Ok(thing)
    } else {
        Err(Error::Forbidden)
    }
}

/// Whose a new thing is.
pub(crate) fn owner_of_new(caller: &Caller, wanted: Visibility) -> Result<Owner> {
    match wanted {
        Visibility::Public => caller.require(Permission::KeepPublic).map(|()| Owner::Public),
        // To others the team does not exist.
        Visibility::Team(team) if may_keep_for(caller, Owner::Team(team)) => Ok(Owner::Team(team)),
        Visibility::Team(_) => Err(Error::field("visibility", Problem::UnknownChoice)),
        // The command line is nobody, so nothing can be private to it.
        Visibility::Private if caller.is_system() => Err(Error::field("visibility", Problem::UnknownChoice)),
        Visibility::Private => Ok(Owner::Person(caller.user_id)),
    }
}

/// Whose a thing is after it was saved with this visibility. What was private stays whose it was.
pub(crate) fn owner_for(caller: &Caller, now: Owner, wanted: Visibility) -> Result<Owner> {
    match (wanted, now) {
        (Visibility::Private, Owner::Person(_)) => Ok(now),
        _ => owner_of_new(caller, wanted),
    }
}

/// Whether a thing of `owner` may use a thing of `used`: what is used has to be there for everybody who has the thing.
pub(crate) fn may_use(memberships: &Memberships, owner: Owner, used: Owner) -> bool {
    match (owner, used) {
        (_, Owner::Public) => true,
        (Owner::Person(person), Owner::Team(team)) => memberships.has(team, person),
        _ => owner == used,
    }
}

/// Whether a thing of `owner` (a `noun`) may use what its form names.
pub(crate) fn check_use(
    memberships: &Memberships,
    noun: &str,
    owner: Owner,
    name: &str,
    used: Owner,
) -> std::result::Result<(), Problem> {
    if may_use(memberships, owner, used) {
        return Ok(());
    }
    let (what, name) = (noun.to_owned(), name.to_owned());
    Err(match owner {
        Owner::Public => Problem::PrivateInPublic { what, name },
        Owner::Team(_) => Problem::NotOfTeam { what, name },
        // Administrators see what is private to others; one person's things still cannot use another's.
        Owner::Person(_) => Problem::Missing { name },
    })
}

/// Whether a thing may change its owner from one to the other while these things use it. What could not use it before,
/// because its owner has left the team, is not asked.
pub(crate) fn check_users<'a, T: Owned + 'a>(
    caller: &Caller,
    memberships: &Memberships,
    (from, to): (Owner, Owner),
    users: impl Iterator<Item = &'a T>,
    name: impl Fn(&T) -> &str,
) -> Result<()> {
    let torn = users.filter(|user| {
        let owner = user.owner();
        may_use(memberships, owner, from) && !may_use(memberships, owner, to)
    });
    check_unused(caller, torn, name)
}

/// Refuses when there are any. Those that the caller sees are named; of others it is said that there are some.
pub(crate) fn check_unused<'a, T: Owned + 'a>(
    caller: &Caller,
    users: impl Iterator<Item = &'a T>,
    name: impl Fn(&T) -> &str,
) -> Result<()> {
    let (seen, hidden): (Vec<&T>, Vec<&T>) = users.partition(|user| may_see(caller, *user));
    if !seen.is_empty() {
        let names = seen.into_iter().map(|user| name(user).to_owned()).collect();
        return Err(Conflict::InUse { names }.into());
    }
    match hidden.len() {
        0 => Ok(()),
        hidden => Err(Conflict::InTheWay {
            things: Vec::new(),
            hidden,
        }
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use model::{KeyLimits, Membership, Owner, Problem, Role, TeamId, Timestamp, UserId, Visibility};
    use store::{ApiKeyRecord, TeamMemberRecord};

    use super::{check_unused, check_use, check_users, may_change, may_see, owner_for, owner_of_new};
    use crate::{Caller, Conflict, Error, memberships::Memberships};

    fn id<T: From<uuid::Uuid>>() -> T {
        crate::mint::id(Timestamp::from_millis(0))
    }

    fn caller(role: Role) -> Caller {
        Caller {
            user_id: id(),
            role,
            ..Caller::system()
        }
    }

    fn in_team(caller: Caller, team: TeamId) -> Caller {
        Caller {
            teams: vec![Membership {
                id: team,
                name: "Lab".to_owned(),
                is_manager: false,
            }],
            ..caller
        }
    }

    fn memberships(of: &[(TeamId, UserId)]) -> Memberships {
        let since = Timestamp::from_millis(0);
        let records: Vec<_> = of
            .iter()
            .map(|(team_id, user_id)| TeamMemberRecord {
                team_id: *team_id,
                user_id: *user_id,
                is_manager: false,
                provider_id: None,
                since,
            })
            .collect();
        Memberships::of(&records)
    }

    fn thing(owner: Owner) -> ApiKeyRecord {
        let time = Timestamp::from_millis(0);
        ApiKeyRecord {
            id: crate::mint::id(time),
            name: "thing".to_owned(),
            hash: [0; 32],
            hint: String::new(),
            previous: None,
            owner,
            limits: KeyLimits::default(),
            expires_at: None,
            active: true,
            created_at: time,
            last_used_at: None,
        }
    }

    #[test]
    fn people_see_public_things_their_own_and_those_of_their_teams() {
        for role in Role::ALL {
            let team = id();
            let caller = in_team(caller(role), team);
            let owners = [
                Owner::Public,
                Owner::Person(caller.user_id),
                Owner::Team(team),
                Owner::Person(id()),
                Owner::Team(id()),
            ];
            let [public, own, ours, others, theirs] = owners.map(thing);
            assert!(
                [&public, &own, &ours].iter().all(|it| may_see(&caller, *it)),
                "{role}"
            );
            assert_eq!(may_change(&caller, &public), role == Role::Admin, "{role}");
            for shared in [&own, &ours] {
                assert_eq!(may_change(&caller, shared), role != Role::Viewer, "{role}");
            }
            for hidden in [&others, &theirs] {
                assert_eq!(may_see(&caller, hidden), role == Role::Admin, "{role}");
                assert_eq!(may_change(&caller, hidden), role == Role::Admin, "{role}");
            }
        }
    }

    #[test]
    fn saving_decides_whose_a_thing_is() {
        let (ada, bob) = (caller(Role::Admin), caller(Role::Member));
        let (bobs, adas) = (Owner::Person(bob.user_id), Owner::Person(ada.user_id));
        let owner = |caller: &Caller, now, wanted| owner_for(caller, now, wanted).expect("allowed");
        assert_eq!(owner(&bob, Owner::Public, Visibility::Private), bobs);
        assert_eq!(owner(&ada, bobs, Visibility::Private), bobs, "stays Bob's");
        assert_eq!(owner(&ada, bobs, Visibility::Public), Owner::Public);
        assert_eq!(owner(&ada, Owner::Team(id()), Visibility::Private), adas);
        assert!(matches!(
            owner_of_new(&bob, Visibility::Public),
            Err(Error::Forbidden)
        ));
        assert!(matches!(
            owner_of_new(&Caller::system(), Visibility::Private),
            Err(Error::Invalid(_))
        ));
    }

    #[test]
    fn things_are_given_to_ones_own_teams_only() {
        let team = id();
        let wanted = Visibility::Team(team);
        let member = in_team(caller(Role::Member), team);
        for allowed in [&member, &caller(Role::Admin), &Caller::system()] {
            assert_eq!(owner_of_new(allowed, wanted).ok(), Some(Owner::Team(team)));
        }
        for refused in [&in_team(caller(Role::Viewer), team), &caller(Role::Member)] {
            let error = owner_of_new(refused, wanted).expect_err("not theirs");
            assert!(
                matches!(&error, Error::Invalid(errors) if errors.get("visibility") == [Problem::UnknownChoice]),
                "{error:?}"
            );
        }
    }

    #[test]
    fn what_is_used_is_there_for_everybody_who_has_the_thing() {
        let (ada, bob, lab, shop) = (id::<UserId>(), id::<UserId>(), id::<TeamId>(), id::<TeamId>());
        let known = memberships(&[(lab, ada)]);
        let check = |owner, used| check_use(&known, "namespace", owner, "time", used);
        let (what, name) = ("namespace".to_owned(), "time".to_owned());
        let owners = [
            Owner::Public,
            Owner::Person(ada),
            Owner::Person(bob),
            Owner::Team(lab),
            Owner::Team(shop),
        ];
        for owner in owners {
            for used in owners {
                let is_allowed = used == Owner::Public
                    || owner == used
                    || (owner, used) == (Owner::Person(ada), Owner::Team(lab));
                let (what, name) = (what.clone(), name.clone());
                let expected = match owner {
                    _ if is_allowed => Ok(()),
                    Owner::Public => Err(Problem::PrivateInPublic { what, name }),
                    Owner::Team(_) => Err(Problem::NotOfTeam { what, name }),
                    Owner::Person(_) => Err(Problem::Missing { name }),
                };
                assert_eq!(check(owner, used), expected, "{owner:?} {used:?}");
            }
        }
        let users = owners.map(thing);
        let check = |caller: &Caller, to| {
            check_users(caller, &known, (Owner::Public, to), users.iter(), |user| {
                &user.name
            })
        };
        let error = check(&caller(Role::Admin), Owner::Team(lab)).expect_err("three of them may not");
        assert!(matches!(error, Error::Conflict(Conflict::InUse { names }) if names.len() == 3));
        let error = check(&caller(Role::Member), Owner::Person(ada)).expect_err("four of them may not");
        assert!(
            matches!(error, Error::Conflict(Conflict::InUse { names }) if names.len() == 1),
            "only the public one is told to a stranger"
        );
        let left = [thing(Owner::Person(bob))];
        let by_team = (Owner::Team(lab), Owner::Person(ada));
        // Bob is in no team: he had lost it before.
        let asked = check_users(&caller(Role::Admin), &known, by_team, left.iter(), |user| {
            &user.name
        });
        assert!(asked.is_ok(), "{asked:?}");
        let hidden = check_unused(&caller(Role::Member), left.iter(), |user| &user.name);
        assert!(
            matches!(&hidden, Err(Error::Conflict(Conflict::InTheWay { things, hidden: 1 })) if things.is_empty()),
            "{hidden:?}"
        );
    }
}
