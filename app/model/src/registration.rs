//! People who register by themselves.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Role, UserInput};

/// Whether people can register by the form, and what becomes of them then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// Nobody can. From the start: an open gateway serves strangers.
    #[default]
    Off,
    /// They get in when an administrator lets them.
    Approved,
    /// They get in at once.
    Automatic,
}

words!(Registration: Off = "off", Approved = "approved", Automatic = "automatic");

/// Somebody registers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterInput {
    /// Shown name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// In clear on its way to the hash.
    pub password: String,
}

impl std::fmt::Debug for RegisterInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisterInput")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl RegisterInput {
    /// The member that it makes.
    pub fn to_user(&self) -> UserInput {
        UserInput {
            name: self.name.trim().to_owned(),
            email: self.email.trim().to_owned(),
            password: self.password.clone(),
            role: Role::Member,
        }
    }

    /// Checks all fields.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        self.to_user().validate()
    }
}

#[cfg(test)]
mod tests {
    use super::RegisterInput;
    use crate::{Problem, Role};

    #[test]
    fn who_registers_says_who_they_are_and_becomes_a_member() {
        let input = RegisterInput {
            name: " Eve ".to_owned(),
            email: " eve@example.com ".to_owned(),
            password: "long enough".to_owned(),
        };
        assert_eq!(input.validate(), Ok(()));
        let user = input.to_user();
        assert_eq!((user.name.as_str(), user.role), ("Eve", Role::Member));
        assert_eq!(user.email, "eve@example.com");
        assert!(!format!("{input:?}").contains("long enough"));
        let errors = RegisterInput::default().validate().expect_err("empty");
        for field in ["name", "email", "password"] {
            assert_eq!(errors.get(field), [Problem::Required], "{field}");
        }
    }
}
