//! Nobody locks everybody out: one administrator always stays.

use model::{Role, UserId};

use crate::installation::Installation;

/// Whether this person is administrator and nobody else is.
pub(crate) fn is_last_admin(installation: &Installation, id: UserId) -> bool {
    let mut admins = installation
        .users()
        .iter()
        .filter(|user| user.role == Role::Admin);
    admins.next().is_some_and(|admin| admin.id == id) && admins.next().is_none()
}
