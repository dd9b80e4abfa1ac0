//! Roles and what each of them may do.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Problem;

/// What a person is to this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees public things and their own, and changes nothing.
    Viewer,
    /// Keeps their own servers, namespaces, endpoints and keys.
    Member,
    /// Keeps everything, the public things and the people.
    Admin,
}

impl Role {
    /// From least to most powerful.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Member, Self::Admin];

    /// The word for it in URLs, files and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Admin => "admin",
        }
    }

    /// Whether this role has a permission.
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Look => true,
            Permission::KeepOwn => matches!(self, Self::Member | Self::Admin),
            Permission::KeepPublic
            | Permission::RunCommands
            | Permission::KeepPeople
            | Permission::KeepSettings
            | Permission::Transfer
            | Permission::Audit => matches!(self, Self::Admin),
        }
    }

    /// Whether an administrator can give single people of this role a permission that the role does not have.
    pub const fn may_be_granted(self, permission: Permission) -> bool {
        matches!((self, permission), (Self::Member, Permission::RunCommands))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(Problem::UnknownChoice)
    }
}

/// Something a caller may or may not do. Every use case of the service asks for exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See public things and one's own.
    Look,
    /// Create, change and delete one's own servers, namespaces, endpoints and keys.
    KeepOwn,
    /// Create, change and delete public things.
    KeepPublic,
    /// Configure a command that this machine then runs.
    RunCommands,
    /// Create, change and delete people.
    KeepPeople,
    /// Change settings of the installation.
    KeepSettings,
    /// Apply and export whole configurations.
    Transfer,
    /// See what everybody called, and what everybody changed.
    Audit,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 8] = [
        Self::Look,
        Self::KeepOwn,
        Self::KeepPublic,
        Self::RunCommands,
        Self::KeepPeople,
        Self::KeepSettings,
        Self::Transfer,
        Self::Audit,
    ];
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn a_higher_role_never_loses_a_permission() {
        for pair in Role::ALL.windows(2) {
            for permission in Permission::ALL {
                assert!(
                    !pair[0].may(permission) || pair[1].may(permission),
                    "{pair:?} {permission:?}"
                );
            }
        }
    }

    #[test]
    fn members_can_be_allowed_to_run_commands_and_nothing_else() {
        for role in Role::ALL {
            for permission in Permission::ALL {
                let expected = (role, permission) == (Role::Member, Permission::RunCommands);
                assert_eq!(role.may_be_granted(permission), expected, "{role} {permission:?}");
            }
        }
    }

    #[test]
    fn only_admins_run_commands_by_their_role() {
        let who: Vec<_> = Role::ALL
            .into_iter()
            .filter(|r| r.may(Permission::RunCommands))
            .collect();
        assert_eq!(who, [Role::Admin]);
    }
}
