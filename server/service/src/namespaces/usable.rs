//! What is made of a namespace: endpoints publish one, servers stand for one.

use model::{FieldErrors, NamespaceId, Owner, Problem};
use store::NamespaceRecord;

use crate::{
    Caller,
    installation::Installation,
    visibility::{check_use, may_see},
};

/// Passes when the namespace is there for the caller, and for a thing (a `noun`) of `owner`.
pub(crate) fn check(
    caller: &Caller,
    installation: &Installation,
    noun: &str,
    owner: Owner,
    id: NamespaceId,
) -> Result<(), FieldErrors> {
    let result = match installation
        .namespace(id)
        .filter(|namespace| may_see(caller, *namespace))
    {
        Some(namespace) => check_use(
            installation.memberships(),
            noun,
            owner,
            &namespace.name,
            namespace.owner,
        ),
        None => Err(Problem::Missing { name: id.to_string() }),
    };
    result.map_err(|problem| FieldErrors::of("namespace_id", problem))
}

/// The namespace that a thing of `owner` means by a name: the owner's, else one that the owner
/// may use, that of a team before the public one.
pub(crate) fn by_name<'a>(
    installation: &'a Installation,
    owner: Owner,
    name: &str,
) -> Option<&'a NamespaceRecord> {
    let of = |owner| {
        installation
            .namespaces()
            .iter()
            .find(move |namespace| namespace.name == name && namespace.owner == owner)
    };
    of(owner)
        .or_else(|| {
            let named = installation.namespaces().iter().filter(|it| it.name == name);
            named
                .filter(|it| installation.may_use(owner, it.owner))
                .find(|it| !it.owner.is_public())
        })
        .or_else(|| of(Owner::Public))
}
