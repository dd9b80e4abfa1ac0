//! Who may connect which server.

use model::{OauthSharing, Permission, ServerId, UpstreamOauth, UserId};
use store::ServerRecord;

use super::sealed::Grant;
use crate::{
    Caller, Error, Result,
    installation::Installation,
    visibility::{may_change, visible},
};

/// Whose sign-in a caller's is; `None` is everybody's.
pub(super) fn holder(caller: &Caller, oauth: &UpstreamOauth) -> Option<UserId> {
    match oauth.sharing {
        OauthSharing::Shared => None,
        OauthSharing::Person => Some(caller.user_id),
    }
}

/// The caller may connect the server, and end that.
pub(super) fn may_connect(caller: &Caller, server: &ServerRecord, oauth: &UpstreamOauth) -> bool {
    // The command line is nobody, so nothing can be connected in its name.
    !caller.is_system()
        && match oauth.sharing {
            OauthSharing::Shared => may_change(caller, server),
            OauthSharing::Person => caller.role.may(Permission::KeepOwn),
        }
}

/// A grant is for the server as it is now: a token goes to no other place, and another client starts anew.
pub(super) fn is_for(server: &ServerRecord, user: Option<UserId>, grant: &Grant) -> bool {
    server.oauth.as_ref().is_some_and(|oauth| {
        (oauth.sharing == OauthSharing::Person) == user.is_some()
            && oauth.client_id.as_ref().is_none_or(|id| *id == grant.client.id)
            && server.url.as_ref() == Some(&grant.server_url)
    })
}

/// The server and how it is signed in to, when the caller may connect it.
pub(super) fn connectable<'a>(
    caller: &Caller,
    installation: &'a Installation,
    id: ServerId,
) -> Result<(&'a ServerRecord, &'a UpstreamOauth)> {
    let server = visible(caller, installation.server(id))?;
    let oauth = server.oauth.as_ref().ok_or(Error::NotFound)?;
    if may_connect(caller, server, oauth) {
        Ok((server, oauth))
    } else {
        Err(Error::Forbidden)
    }
}
