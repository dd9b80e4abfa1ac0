//! What can be inspected, and by whom.

use model::{InspectorTarget, InspectorTargets, Owner, Reference};

use crate::{
    Caller, Error, Result, admission,
    installation::Installation,
    visibility::{Owned, may_change, visible},
};

/// Everything that the caller can inspect, by name.
pub(super) fn all(caller: &Caller, installation: &Installation) -> InspectorTargets {
    let endpoints = installation.endpoints().iter();
    InspectorTargets {
        endpoints: endpoints
            .filter(|it| is_usable(caller, installation, *it))
            .map(|it| reference(it.id, &it.name))
            .collect(),
        namespaces: usable(caller, installation, installation.namespaces())
            .map(|it| reference(it.id, &it.name))
            .collect(),
        servers: usable(caller, installation, installation.servers())
            .map(|it| reference(it.id, &it.name))
            .collect(),
        open: Vec::new(),
    }
}

fn reference<Id>(id: Id, name: &str) -> Reference<Id> {
    Reference {
        id,
        name: name.to_owned(),
    }
}

fn usable<'a, T: Owned>(
    caller: &Caller,
    installation: &Installation,
    things: &'a [T],
) -> impl Iterator<Item = &'a T> {
    things.iter().filter(|it| is_usable(caller, installation, *it))
}

/// Who sees things of others, to keep them, does not act with them.
fn is_usable(caller: &Caller, installation: &Installation, thing: &impl Owned) -> bool {
    installation.may_use(Owner::Person(caller.user_id), thing.owner())
}

/// The name of something that the caller may inspect, with a key or as themselves.
pub(super) fn name(
    caller: &Caller,
    installation: &Installation,
    target: InspectorTarget,
    with_key: bool,
) -> Result<String> {
    fn named<'a, T: Owned>(
        caller: &Caller,
        installation: &Installation,
        thing: Option<&'a T>,
        name: impl Fn(&'a T) -> &'a String,
    ) -> Result<String> {
        let thing = visible(caller, thing)?;
        if is_usable(caller, installation, thing) {
            Ok(name(thing).clone())
        } else {
            Err(Error::Forbidden)
        }
    }
    match target {
        InspectorTarget::Endpoint(id) => {
            let found = installation.endpoint(id);
            let name = named(caller, installation, found, |it| &it.name)?;
            // Who is not admitted can see with a key of their own how that is.
            let is_admitted = found.is_some_and(|endpoint| {
                with_key
                    || may_change(caller, endpoint)
                    || admission::admits(installation, endpoint, caller.user_id)
            });
            if is_admitted {
                Ok(name)
            } else {
                Err(Error::Forbidden)
            }
        }
        InspectorTarget::Namespace(id) => {
            named(caller, installation, installation.namespace(id), |it| &it.name)
        }
        InspectorTarget::Server(id) => named(caller, installation, installation.server(id), |it| &it.name),
    }
}

/// Whose the target is; nothing when it is gone.
pub(super) fn owner(installation: &Installation, target: InspectorTarget) -> Option<Owner> {
    match target {
        InspectorTarget::Endpoint(id) => installation.endpoint(id).map(Owned::owner),
        InspectorTarget::Namespace(id) => installation.namespace(id).map(Owned::owner),
        InspectorTarget::Server(id) => installation.server(id).map(Owned::owner),
    }
}

/// The caller may change the target, so they may see what it does with servers.
pub(super) fn is_kept_by(caller: &Caller, installation: &Installation, target: InspectorTarget) -> bool {
    match target {
        InspectorTarget::Endpoint(id) => installation.endpoint(id).is_some_and(|it| may_change(caller, it)),
        InspectorTarget::Namespace(id) => installation
            .namespace(id)
            .is_some_and(|it| may_change(caller, it)),
        InspectorTarget::Server(id) => installation.server(id).is_some_and(|it| may_change(caller, it)),
    }
}
