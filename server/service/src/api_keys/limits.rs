//! The places that a key is limited to.

use model::{FieldErrors, KeyLimits, KeyLimitsInput, KeyPlaces, Problem};

use crate::{Caller, installation::Installation, visibility::may_see};

/// What a form wants a key to be limited to. Places of `before` that its writer could not see, and so not choose, stay.
pub(super) fn of(
    caller: &Caller,
    installation: &Installation,
    input: &KeyLimitsInput,
    before: &KeyLimits,
) -> Result<KeyLimits, FieldErrors> {
    let limits = input.limits();
    let Some(chosen) = limits.places else {
        return Ok(limits);
    };
    let visible = Visible { caller, installation };
    visible.check(&chosen)?;
    let hidden = before.places.as_ref().map(|places| visible.hidden(places));
    let KeyPlaces {
        mut endpoints,
        mut namespaces,
    } = hidden.unwrap_or_default();
    endpoints.extend(chosen.endpoints);
    namespaces.extend(chosen.namespaces);
    Ok(KeyLimits {
        places: Some(KeyPlaces {
            endpoints,
            namespaces,
        }),
        ..limits
    })
}

/// The names of the places that the caller may see, endpoints first.
pub(super) fn names(caller: &Caller, installation: &Installation, places: &KeyPlaces) -> Vec<String> {
    let endpoints = places
        .endpoints
        .iter()
        .filter_map(|id| installation.endpoint(*id));
    let endpoints = endpoints.filter(|endpoint| may_see(caller, *endpoint));
    let namespaces = places
        .namespaces
        .iter()
        .filter_map(|id| installation.namespace(*id));
    let namespaces = namespaces.filter(|namespace| may_see(caller, *namespace));
    endpoints
        .map(|endpoint| endpoint.name.clone())
        .chain(namespaces.map(|namespace| namespace.name.clone()))
        .collect()
}

struct Visible<'a> {
    caller: &'a Caller,
    installation: &'a Installation,
}

impl Visible<'_> {
    fn check(&self, chosen: &KeyPlaces) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        let missing = |id: String| Problem::Missing { name: id };
        for id in &chosen.endpoints {
            let endpoint = self.installation.endpoint(*id);
            if !endpoint.is_some_and(|it| may_see(self.caller, it)) {
                errors.add("limits.endpoints", missing(id.to_string()));
            }
        }
        for id in &chosen.namespaces {
            let namespace = self.installation.namespace(*id);
            if !namespace.is_some_and(|it| may_see(self.caller, it)) {
                errors.add("limits.namespaces", missing(id.to_string()));
            }
        }
        errors.into_result()
    }

    /// Those that are there, but not for the caller.
    fn hidden(&self, places: &KeyPlaces) -> KeyPlaces {
        let endpoints = places.endpoints.iter().copied().filter(|id| {
            let endpoint = self.installation.endpoint(*id);
            endpoint.is_some_and(|it| !may_see(self.caller, it))
        });
        let namespaces = places.namespaces.iter().copied().filter(|id| {
            let namespace = self.installation.namespace(*id);
            namespace.is_some_and(|it| !may_see(self.caller, it))
        });
        KeyPlaces {
            endpoints: endpoints.collect(),
            namespaces: namespaces.collect(),
        }
    }
}
