//! Whom endpoints admit that are for single sign-on only.

use std::collections::HashSet;

use model::{OidcProviderId, SsoAccess, SsoAccessView, UserId};
use store::{AccountRecord, EndpointRecord, OidcProviderRecord};

use crate::installation::Installation;

/// The people whom an endpoint admits; `None` when that is everybody who may use it.
pub(crate) fn of(installation: &Installation, endpoint: &EndpointRecord) -> Option<HashSet<UserId>> {
    let access = endpoint.sso.as_ref()?;
    let accounts = installation.accounts().iter();
    let counting = accounts.filter(|account| counts(installation, access, account));
    Some(counting.map(|account| account.user_id).collect())
}

/// Somebody is one of those whom an endpoint admits.
pub(crate) fn admits(installation: &Installation, endpoint: &EndpointRecord, user: UserId) -> bool {
    endpoint.sso.as_ref().is_none_or(|access| {
        let mut accounts = installation.accounts().iter();
        accounts.any(|account| account.user_id == user && counts(installation, access, account))
    })
}

/// Who signed in by this provider, or by password when by none, came as the endpoint wants it.
pub(crate) fn came_right(
    installation: &Installation,
    endpoint: &EndpointRecord,
    provider: Option<OidcProviderId>,
) -> bool {
    let Some(access) = &endpoint.sso else { return true };
    provider.is_some_and(|id| doors(installation, access).any(|door| door.id == id))
}

/// The providers by which people get to an endpoint, by name.
pub(crate) fn doors<'a>(
    installation: &'a Installation,
    access: &'a SsoAccess,
) -> impl Iterator<Item = &'a OidcProviderRecord> {
    let providers = installation.providers().iter();
    providers.filter(|provider| provider.enabled && access.takes(provider.id))
}

/// Whom an endpoint admits, as people see it.
pub(crate) fn view(installation: &Installation, endpoint: &EndpointRecord) -> Option<SsoAccessView> {
    let (access, people) = (endpoint.sso.as_ref()?, of(installation, endpoint)?);
    let doors = doors(installation, access);
    Some(SsoAccessView {
        access: access.clone(),
        providers: doors.map(|provider| provider.name.clone()).collect(),
        people: people.len(),
    })
}

/// An account counts while its provider is on.
fn counts(installation: &Installation, access: &SsoAccess, account: &AccountRecord) -> bool {
    let provider = installation.provider(account.provider_id);
    provider.is_some_and(|provider| provider.enabled) && access.admits(account.provider_id, &account.groups)
}
