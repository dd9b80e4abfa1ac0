//! Who asks, and what they may see and change.

use std::net::IpAddr;

use model::{Membership, Permission, Role, TeamId, UserId};
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
    /// They may configure commands though their role does not say so.
    pub runs_commands: bool,
    /// The teams they are in, by name.
    pub teams: Vec<Membership>,
    /// From where they ask, where that is known.
    pub address: Option<IpAddr>,
}

impl Caller {
    /// The command line and the file applied at start: an administrator who owns nothing.
    pub fn system() -> Self {
        Self {
            user_id: UserId::from_uuid(Uuid::nil()),
            name: "MetaMCP".to_owned(),
            email: String::new(),
            role: Role::Admin,
            runs_commands: false,
            teams: Vec::new(),
            address: None,
        }
    }

    /// The same, who asks from there.
    #[must_use]
    pub fn at(self, address: IpAddr) -> Self {
        Self {
            address: Some(address),
            ..self
        }
    }

    /// Whether the caller has the permission, by role or by grant.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission) || self.runs_commands && self.role.may_be_granted(permission)
    }

    /// Passes when the caller has the permission; otherwise [`Error::Forbidden`].
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden)
        }
    }

    /// They are in this team.
    pub(crate) fn is_in(&self, team: TeamId) -> bool {
        self.teams.iter().any(|membership| membership.id == team)
    }

    /// They keep the members of this team.
    pub(crate) fn manages(&self, team: TeamId) -> bool {
        self.teams
            .iter()
            .any(|membership| membership.id == team && membership.is_manager)
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
    fn a_grant_lets_members_run_commands_and_does_nothing_for_viewers() {
        for (role, is_allowed) in [(Role::Viewer, false), (Role::Member, true)] {
            let caller = Caller {
                role,
                runs_commands: true,
                ..Caller::system()
            };
            assert_eq!(caller.may(Permission::RunCommands), is_allowed, "{role}");
            assert!(!caller.may(Permission::KeepPublic), "{role}");
        }
    }

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
