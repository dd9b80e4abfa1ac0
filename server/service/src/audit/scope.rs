//! Who sees which calls, and what of them.

use model::{AuditChoices, EndpointId, Permission, Reference};
use store::{AuditCallRecord, CallScope};

use crate::{
    Caller,
    installation::Installation,
    visibility::{may_change, may_see},
};

/// The calls that the caller sees.
pub(super) fn of(caller: &Caller, installation: &Installation) -> CallScope {
    if caller.may(Permission::Audit) {
        return CallScope::All;
    }
    let endpoints = installation.endpoints().iter();
    CallScope::Of {
        person: caller.user_id,
        endpoints: endpoints
            .filter(|endpoint| may_change(caller, *endpoint))
            .map(|endpoint| endpoint.id)
            .collect(),
    }
}

/// The caller sees this call.
pub(super) fn has(caller: &Caller, installation: &Installation, call: &AuditCallRecord) -> bool {
    let is_own = call.caller.id == Some(caller.user_id.as_uuid());
    is_own || may_read_parts(caller, installation, call.endpoint_id)
}

/// The caller may read what is told of arguments and results. One's own are not enough: the namespace may have given the
/// server more than its client sent, and that is its keeper's.
pub(super) fn may_read_parts(caller: &Caller, installation: &Installation, endpoint: EndpointId) -> bool {
    let endpoint = installation.endpoint(endpoint);
    caller.may(Permission::Audit) || endpoint.is_some_and(|endpoint| may_change(caller, endpoint))
}

/// What the caller can filter by.
pub(super) fn choices(caller: &Caller, installation: &Installation) -> AuditChoices {
    macro_rules! references {
        ($all:ident) => {
            installation
                .$all()
                .iter()
                .filter(|it| may_see(caller, *it))
                .map(|it| Reference {
                    id: it.id,
                    name: it.name.clone(),
                })
                .collect()
        };
    }
    let people = installation.users().iter();
    let sees_all = caller.may(Permission::Audit);
    AuditChoices {
        endpoints: references!(endpoints),
        servers: references!(servers),
        keys: references!(api_keys),
        people: people
            .filter(|_| sees_all)
            .map(|it| Reference {
                id: it.id,
                name: it.name.clone(),
            })
            .collect(),
    }
}
