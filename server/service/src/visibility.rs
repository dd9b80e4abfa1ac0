//! Who sees and changes what, and what may refer to what.

use model::{Permission, Problem, UserId, Visibility};
use store::{ApiKeyRecord, EndpointRecord, NamespaceRecord, ServerRecord};

use crate::{Caller, Conflict, Error, Result};

/// A thing that belongs to someone, or to everyone.
pub(crate) trait Owned {
    /// Whose it is; `None` is public.
    fn owner(&self) -> Option<UserId>;
}

macro_rules! owned {
    ($($record:ty),+) => { $( impl Owned for $record {
        fn owner(&self) -> Option<UserId> {
            self.owner
        }
    } )+ };
}

owned!(ServerRecord, NamespaceRecord, EndpointRecord, ApiKeyRecord);

/// What a view says about an owner.
pub(crate) fn visibility(owner: Option<UserId>) -> Visibility {
    if owner.is_none() {
        Visibility::Public
    } else {
        Visibility::Private
    }
}

/// Own, public, or for someone who may export everything anyway.
pub(crate) fn may_see(caller: &Caller, thing: &impl Owned) -> bool {
    thing.owner().is_none_or(|owner| owner == caller.user_id) || sees_all(caller)
}

/// Administrators see everything, deleted things' traces too.
pub(crate) fn sees_all(caller: &Caller) -> bool {
    caller.role.may(Permission::Transfer)
}

/// Whether the caller may change or delete it.
pub(crate) fn may_change(caller: &Caller, thing: &impl Owned) -> bool {
    match thing.owner() {
        None => caller.role.may(Permission::KeepPublic),
        Some(owner) => caller.role.may(Permission::KeepOwn) && (owner == caller.user_id || sees_all(caller)),
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

/// Whose a thing is after it was saved with this visibility. `now` is whose it
/// is before, `None` also for a new one.
pub(crate) fn owner_for(caller: &Caller, now: Option<UserId>, wanted: Visibility) -> Result<Option<UserId>> {
    match (wanted, now) {
        (Visibility::Public, _) => caller.require(Permission::KeepPublic).map(|()| None),
        (Visibility::Private, Some(owner)) => Ok(Some(owner)),
        // The command line is nobody, so nothing can be private to it.
        (Visibility::Private, None) if caller.is_system() => {
            Err(Error::field("visibility", Problem::UnknownChoice))
        }
        (Visibility::Private, None) => Ok(Some(caller.user_id)),
    }
}

/// Whether a thing of `owner` may use a thing of `used`: public things use public ones, private ones their owner's too.
pub(crate) fn may_use(owner: Option<UserId>, used: Option<UserId>) -> bool {
    used.is_none() || used == owner
}

/// Whether a thing of `owner` (a `noun`) may use what its form names.
pub(crate) fn check_use(
    noun: &str,
    owner: Option<UserId>,
    name: &str,
    used: Option<UserId>,
) -> std::result::Result<(), Problem> {
    if may_use(owner, used) {
        Ok(())
    } else if owner.is_none() {
        Err(Problem::PrivateInPublic {
            what: noun.to_owned(),
            name: name.to_owned(),
        })
    } else {
        // Administrators see what is private to others; one person's things still cannot use another's.
        Err(Problem::Missing {
            name: name.to_owned(),
        })
    }
}

/// Whether a thing may become `owner`'s while these things use it; otherwise they are named.
pub(crate) fn check_users<'a, T: Owned + 'a>(
    owner: Option<UserId>,
    users: impl Iterator<Item = &'a T>,
    name: impl Fn(&T) -> &str,
) -> Result<()> {
    let names: Vec<String> = users
        .filter(|user| !may_use(user.owner(), owner))
        .map(|user| name(user).to_owned())
        .collect();
    if names.is_empty() {
        Ok(())
    } else {
        Err(Conflict::InUse { names }.into())
    }
}

#[cfg(test)]
mod tests {
    use model::{KeyLimits, Problem, Role, Timestamp, UserId, Visibility};
    use store::ApiKeyRecord;

    use super::{check_use, check_users, may_change, may_see, owner_for};
    use crate::{Caller, Conflict, Error};

    fn caller(role: Role) -> Caller {
        Caller {
            user_id: crate::mint::id(Timestamp::from_millis(0)),
            role,
            ..Caller::system()
        }
    }

    fn thing(owner: Option<UserId>) -> ApiKeyRecord {
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
    fn people_see_public_things_and_their_own() {
        for role in Role::ALL {
            let caller = caller(role);
            let [public, own, others] =
                [None, Some(caller.user_id), Some(self::caller(role).user_id)].map(thing);
            assert!(may_see(&caller, &public) && may_see(&caller, &own));
            assert_eq!(may_see(&caller, &others), role == Role::Admin, "{role}");
            assert_eq!(may_change(&caller, &public), role == Role::Admin, "{role}");
            assert_eq!(may_change(&caller, &own), role != Role::Viewer, "{role}");
            assert_eq!(may_change(&caller, &others), role == Role::Admin, "{role}");
        }
    }

    #[test]
    fn saving_decides_whose_a_thing_is() {
        let (ada, bob) = (caller(Role::Admin), caller(Role::Member));
        let owner = |caller: &Caller, now, wanted| owner_for(caller, now, wanted).expect("allowed");
        assert_eq!(owner(&bob, None, Visibility::Private), Some(bob.user_id));
        assert_eq!(
            owner(&ada, Some(bob.user_id), Visibility::Private),
            Some(bob.user_id),
            "stays Bob's"
        );
        assert_eq!(owner(&ada, Some(bob.user_id), Visibility::Public), None);
        assert_eq!(owner(&ada, None, Visibility::Private), Some(ada.user_id));
        assert!(matches!(
            owner_for(&bob, None, Visibility::Public),
            Err(Error::Forbidden)
        ));
        assert!(matches!(
            owner_for(&Caller::system(), None, Visibility::Private),
            Err(Error::Invalid(_))
        ));
    }

    #[test]
    fn public_things_use_public_things_only() {
        let (ada, bob) = (caller(Role::Admin).user_id, caller(Role::Admin).user_id);
        assert_eq!(check_use("namespace", None, "time", None), Ok(()));
        assert_eq!(check_use("namespace", Some(ada), "time", Some(ada)), Ok(()));
        let in_public = Problem::PrivateInPublic {
            what: "namespace".to_owned(),
            name: "time".to_owned(),
        };
        assert_eq!(check_use("namespace", None, "time", Some(ada)), Err(in_public));
        assert_eq!(
            check_use("namespace", Some(bob), "time", Some(ada)),
            Err(Problem::Missing {
                name: "time".to_owned()
            })
        );
        let users = [thing(None), thing(Some(bob)), thing(Some(ada))];
        let error = check_users(Some(ada), users.iter(), |user| &user.name).expect_err("two of them may not");
        assert!(matches!(error, Error::Conflict(Conflict::InUse { names }) if names.len() == 2));
    }
}
