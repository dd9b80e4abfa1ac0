//! Who asks, and what they may see and change.

use model::{Permission, Role, UserId};
use uuid::Uuid;

use crate::{Error, Result};

/// The person (or the command line) in whose name a use case runs. It comes from the session, never from a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub user_id: UserId,
    /// Shown name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

impl Caller {
    /// The command line and the file applied at start: an administrator who owns nothing.
    pub fn system() -> Self {
        Self {
            user_id: UserId::from_uuid(Uuid::nil()),
            name: "MetaMCP".to_owned(),
            email: String::new(),
            role: Role::Admin,
        }
    }

    /// Passes when the caller's role has the permission; otherwise [`Error::Forbidden`].
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.role.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }

    /// No person: things of its own cannot exist.
    pub(crate) fn is_system(&self) -> bool {
        self.user_id.as_uuid().is_nil()
    }
}

#[cfg(test)]
mod tests {
    use model::{Permission, Role};

    use super::Caller;
    use crate::Error;

    #[test]
    fn refuses_what_the_role_may_not() {
        let viewer = Caller {
            role: Role::Viewer,
            ..Caller::system()
        };
        assert!(viewer.require(Permission::Look).is_ok());
        assert!(matches!(
            viewer.require(Permission::KeepOwn),
            Err(Error::Forbidden)
        ));
        for permission in Permission::ALL {
            assert!(Caller::system().require(permission).is_ok(), "{permission:?}");
        }
    }
}
