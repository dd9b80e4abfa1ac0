//! First run and sign-in.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Membership, Permission, Problem, Role, UserId, UserInput};

/// The shortest password, in characters.
pub const MIN_PASSWORD: usize = 8;

/// The first administrator, as the *First run* page sends it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupInput {
    /// Shown name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// In clear on its way to the hash.
    pub password: String,
    /// From the console; needed when the request does not come from this machine.
    #[serde(default)]
    pub token: String,
}

impl std::fmt::Debug for SetupInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetupInput")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl SetupInput {
    /// The administrator to create.
    pub fn to_user(&self) -> UserInput {
        UserInput {
            name: self.name.trim().to_owned(),
            email: self.email.trim().to_owned(),
            password: self.password.clone(),
            role: Role::Admin,
        }
    }

    /// Checks what a form can check; the token is the service's to judge.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        self.to_user().validate()
    }
}

/// Whether the first administrator is still missing, and what creating it takes from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupStatus {
    /// No user exists yet.
    pub needed: bool,
    /// The request does not come from this machine, so the token from the console is needed.
    pub token_needed: bool,
}

/// E-mail and password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginInput {
    /// Sign-in address, in any case.
    pub email: String,
    /// In clear on its way to the check.
    pub password: String,
    /// Local path to go to afterwards; anything else is ignored.
    #[serde(default)]
    pub next: String,
}

impl std::fmt::Debug for LoginInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginInput")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl LoginInput {
    /// Both fields are filled.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        for (field, value) in [("email", &self.email), ("password", &self.password)] {
            if value.is_empty() {
                errors.add(field, Problem::Required);
            }
        }
        errors.into_result()
    }

    /// Where to go after sign-in.
    pub fn local_next(&self) -> &str {
        local_path(&self.next)
    }
}

/// The path when it is one of this site, else `/`. A second slash or a backslash after the first would make browsers leave
/// for another host.
pub fn local_path(path: &str) -> &str {
    let local = path.starts_with('/')
        && !path[1..].starts_with(['/', '\\'])
        && !path.contains(|c: char| c.is_control());
    if local { path } else { "/" }
}

/// The signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Id.
    pub id: UserId,
    /// Shown name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// They may configure commands though their role does not say so.
    pub runs_commands: bool,
    /// The teams they are in, by name.
    pub teams: Vec<Membership>,
}

impl Me {
    /// Whether the person has a permission, by role or by grant.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission) || self.runs_commands && self.role.may_be_granted(permission)
    }
}

#[cfg(test)]
mod tests {
    use super::LoginInput;

    #[test]
    fn never_leaves_the_site_after_sign_in() {
        let next = |next: &str| LoginInput {
            email: String::new(),
            password: String::new(),
            next: next.to_owned(),
        };
        assert_eq!(next("/servers?q=a").local_next(), "/servers?q=a");
        for hostile in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "servers",
        ] {
            assert_eq!(next(hostile).local_next(), "/", "{hostile:?}");
        }
    }
}
