//! Those in whose name the gateway does something.

use gateway::PrincipalId;

use crate::installation::Installation;

/// The name of a person or of a key that acts for itself; `None` for anybody, and for the gateway itself. What belongs to those who are gone
/// ends at once, so the id says enough of them.
pub(crate) fn name_of(installation: &Installation, principal: PrincipalId) -> Option<String> {
    match principal {
        PrincipalId::User(id) => {
            let user = installation.users().iter().find(|user| user.id == id);
            Some(user.map_or_else(|| id.to_string(), |user| user.name.clone()))
        }
        PrincipalId::Key(id) => {
            let key = installation.api_keys().iter().find(|key| key.id == id);
            Some(key.map_or_else(|| id.to_string(), |key| key.name.clone()))
        }
        PrincipalId::Anonymous(_) | PrincipalId::Gateway => None,
    }
}
