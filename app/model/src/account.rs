//! What people change about themselves, and where they are signed in.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, LinkedIdentity, Problem, SignInMethod, SignInOption, Timestamp, UserAgent, user};

/// A person's own name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileInput {
    /// Shown name.
    pub name: String,
}

impl ProfileInput {
    /// Checks the name.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", user::check_person_name(&self.name));
        errors.into_result()
    }
}

/// A new password in place of the one that is known.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordInput {
    /// The one until now, in clear on its way to the check.
    pub current_password: String,
    /// The new one, in clear on its way to the hash.
    pub password: String,
}

impl std::fmt::Debug for PasswordInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordInput").finish_non_exhaustive()
    }
}

impl PasswordInput {
    /// The current one is there, and the new one is good enough.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.current_password.is_empty() {
            errors.add("current_password", Problem::Required);
        }
        errors.check("password", user::check_password(&self.password));
        errors.into_result()
    }
}

/// What a person sees of their own account beside name, address and role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// How they sign in.
    pub sign_in: Vec<SignInMethod>,
    /// The accounts at providers that they sign in with.
    pub linked: Vec<LinkedIdentity>,
    /// The providers at which they can link one.
    pub providers: Vec<SignInOption>,
    /// Where they are signed in, the latest use first.
    pub sessions: Vec<WebSessionView>,
}

/// A browser that somebody is signed in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSessionView {
    /// Names it in requests; opens nothing.
    pub key: String,
    /// What the browser says of itself.
    pub agent: UserAgent,
    /// Where it was last seen; empty when nobody knows.
    pub address: String,
    /// By which provider, which has no name when it is gone; by password when by none.
    pub provider: Option<String>,
    /// Signed in at.
    pub created_at: Timestamp,
    /// Last seen at, to the minute.
    pub seen_at: Timestamp,
    /// It is the one that asks.
    pub is_current: bool,
}

#[cfg(test)]
mod tests {
    use super::PasswordInput;
    use crate::Problem;

    #[test]
    fn a_new_password_needs_the_current_one_and_is_a_real_one() {
        let input = PasswordInput {
            current_password: String::new(),
            password: "short".to_owned(),
        };
        let errors = input.validate().expect_err("both are wrong");
        assert_eq!(errors.get("current_password"), [Problem::Required]);
        assert_eq!(errors.get("password"), [Problem::TooShort { min: 8 }]);
        assert!(!format!("{input:?}").contains("short"));
    }
}
