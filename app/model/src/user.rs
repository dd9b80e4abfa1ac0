//! People.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, MIN_PASSWORD, Problem, Role, Timestamp, UserId};

const MAX_EMAIL: usize = 254; // RFC 5321 §4.5.3.1.3, less the angle brackets
const MAX_PERSON_NAME: usize = 100;
const MAX_PASSWORD: usize = 1024; // argon2 takes more; a bound keeps hashing time bounded

/// A person as written by an administrator or by the first run.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInput {
    /// Shown name.
    pub name: String,
    /// Sign-in address; unique without regard to case.
    pub email: String,
    /// In clear on its way to the hash; never stored, never logged.
    pub password: String,
    /// What the person may do.
    pub role: Role,
}

impl std::fmt::Debug for UserInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserInput")
            .field("email", &self.email)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl UserInput {
    /// Checks name, e-mail and password.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_person_name(&self.name));
        errors.check("email", check_email(&self.email));
        errors.check("password", check_password(&self.password));
        errors.into_result()
    }
}

pub(crate) fn check_person_name(name: &str) -> Result<(), Problem> {
    match name.trim().chars().count() {
        0 => Err(Problem::Required),
        n if n > MAX_PERSON_NAME => Err(Problem::TooLong { max: MAX_PERSON_NAME }),
        _ => Ok(()),
    }
}

pub(crate) fn check_email(email: &str) -> Result<(), Problem> {
    if email.trim().is_empty() {
        return Err(Problem::Required);
    }
    if email.len() > MAX_EMAIL {
        return Err(Problem::TooLong { max: MAX_EMAIL });
    }
    // Only a mail server knows whether an address exists; this catches slips of the keyboard.
    let plausible = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !email.contains(char::is_whitespace)
    });
    if plausible { Ok(()) } else { Err(Problem::BadEmail) }
}

/// Whether a password is good enough.
pub fn check_password(password: &str) -> Result<(), Problem> {
    match password.chars().count() {
        0 => Err(Problem::Required),
        n if n < MIN_PASSWORD => Err(Problem::TooShort { min: MIN_PASSWORD }),
        _ if password.len() > MAX_PASSWORD => Err(Problem::TooLong { max: MAX_PASSWORD }),
        _ => Ok(()),
    }
}

/// A person as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
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
    /// How the person signs in; empty when they cannot.
    pub sign_in: Vec<SignInMethod>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Last seen in the dashboard, to the minute.
    pub seen_at: Option<Timestamp>,
    /// Counts changes.
    pub version: i64,
}

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// A password of this installation.
    Password,
    /// An account at a provider.
    Sso,
}
