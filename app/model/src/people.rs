//! People as administrators keep them: changed, invited, and what becomes of what somebody owned.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, PersonLinkId, Problem, Role, Timestamp, UserId, UserView, user};

/// What administrators change of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserChangeInput {
    /// Shown name.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// A member may configure commands that this machine then runs; administrators may anyway.
    #[serde(default)]
    pub runs_commands: bool,
    /// The version that was read.
    pub version: i64,
}

impl UserChangeInput {
    /// Checks the name.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", user::check_person_name(&self.name));
        errors.into_result()
    }
}

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteInput {
    /// Sign-in address.
    pub email: String,
    /// What the person will be called unless they choose another name; may be empty.
    #[serde(default)]
    pub name: String,
    /// What the person will be allowed to do.
    pub role: Role,
}

impl InviteInput {
    /// Checks the address, and the name when there is one.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("email", user::check_email(&self.email));
        if !self.name.trim().is_empty() {
            errors.check("name", user::check_person_name(&self.name));
        }
        errors.into_result()
    }
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Makes the account of somebody new.
    Invite,
    /// Gives somebody a new password.
    Reset,
}

impl LinkKind {
    /// The word for it in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }

    /// The page that opens such a link, without the token.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Invite => "/invitation/",
            Self::Reset => "/reset/",
        }
    }
}

impl FromStr for LinkKind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Invite, Self::Reset]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(Problem::UnknownChoice)
    }
}

/// A link that waits for somebody, as administrators see it: never the link itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLinkView {
    /// Id.
    pub id: PersonLinkId,
    /// What it is for.
    pub kind: LinkKind,
    /// Whom it is for.
    pub email: String,
    /// What they may do, or will.
    pub role: Role,
    /// Who made it; nobody is the command line.
    pub created_by: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// It opens nothing from then on.
    pub expires_at: Timestamp,
}

/// A new link, the only time it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedLink {
    /// What it is for.
    pub kind: LinkKind,
    /// Whom it is for.
    pub email: String,
    /// The link itself.
    pub url: String,
    /// It opens nothing from then on.
    pub expires_at: Timestamp,
}

impl fmt::Debug for CreatedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedLink")
            .field("kind", &self.kind)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// A link as who opens it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// What it is for.
    pub kind: LinkKind,
    /// Sign-in address.
    pub email: String,
    /// Shown name; may be empty.
    pub name: String,
}

/// What somebody with a link sends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkInput {
    /// What the link is for.
    pub kind: LinkKind,
    /// The secret part of the link.
    pub token: String,
    /// Shown name, of somebody new.
    #[serde(default)]
    pub name: String,
    /// In clear on its way to the hash.
    pub password: String,
}

impl fmt::Debug for LinkInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkInput")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl LinkInput {
    /// Checks the password, and the name of somebody new.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.kind == LinkKind::Invite {
            errors.check("name", user::check_person_name(&self.name));
        }
        errors.check("password", user::check_password(&self.password));
        errors.into_result()
    }
}

/// A kind of thing that somebody can own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThingKind {
    /// An MCP server.
    Server,
    /// A namespace.
    Namespace,
    /// An endpoint.
    Endpoint,
    /// An API key.
    ApiKey,
}

/// Something that somebody owns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnedThing {
    /// What it is.
    pub kind: ThingKind,
    /// Its name.
    pub name: String,
}

impl fmt::Display for OwnedThing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            ThingKind::Server => "server",
            ThingKind::Namespace => "namespace",
            ThingKind::Endpoint => "endpoint",
            ThingKind::ApiKey => "API key",
        };
        write!(f, "{kind} {}", self.name)
    }
}

/// A person with what is needed to decide about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    /// The person.
    pub user: UserView,
    /// What is private to them.
    pub owns: Vec<OwnedThing>,
    /// Nobody else is administrator.
    pub is_last_admin: bool,
    /// The people who can be given it.
    pub heirs: Vec<Heir>,
}

/// Somebody who can be given what another person owned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heir {
    /// Id.
    pub id: UserId,
    /// Shown name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
}

/// What becomes of what somebody owned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Belongings {
    /// There is nothing but keys, as far as one knows.
    #[default]
    Nothing,
    /// Somebody else gets it, but for the keys.
    HandOver,
    /// It goes with them.
    Delete,
}

impl Belongings {
    /// The word for it on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::HandOver => "hand_over",
            Self::Delete => "delete",
        }
    }
}

/// A person is to go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteUserInput {
    /// What becomes of what they own.
    #[serde(default)]
    pub belongings: Belongings,
    /// The id of who gets it, when somebody does.
    #[serde(default)]
    pub heir: String,
}

impl DeleteUserInput {
    /// Who gets it, when somebody does.
    pub fn heir(&self) -> Result<Option<UserId>, FieldErrors> {
        match (self.belongings, self.heir.as_str()) {
            (Belongings::Nothing | Belongings::Delete, _) => Ok(None),
            (Belongings::HandOver, "") => Err(FieldErrors::of("heir", Problem::Required)),
            (Belongings::HandOver, heir) => heir
                .parse()
                .map(Some)
                .map_err(|_| FieldErrors::of("heir", Problem::UnknownChoice)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Belongings, DeleteUserInput, InviteInput, LinkInput, LinkKind};
    use crate::{Problem, Role};

    #[test]
    fn an_invitation_needs_an_address_and_may_leave_the_name_open() {
        let invite = |email: &str, name: &str| InviteInput {
            email: email.to_owned(),
            name: name.to_owned(),
            role: Role::Member,
        };
        assert_eq!(invite("ada@example.com", "").validate(), Ok(()));
        let errors = invite("ada", &"x".repeat(101)).validate().expect_err("both");
        assert_eq!(errors.get("email"), [Problem::BadEmail]);
        assert_eq!(errors.get("name"), [Problem::TooLong { max: 100 }]);
    }

    #[test]
    fn only_somebody_new_says_a_name() {
        let input = |kind| LinkInput {
            kind,
            token: "hush".to_owned(),
            name: String::new(),
            password: "correct horse".to_owned(),
        };
        assert_eq!(input(LinkKind::Reset).validate(), Ok(()));
        let errors = input(LinkKind::Invite).validate().expect_err("no name");
        assert_eq!(errors.get("name"), [Problem::Required]);
        assert!(!format!("{:?}", input(LinkKind::Reset)).contains("hush"));
    }

    #[test]
    fn who_gets_it_is_said_or_it_goes() {
        let input = |belongings, heir: &str| DeleteUserInput {
            belongings,
            heir: heir.to_owned(),
        };
        for fate in [Belongings::Delete, Belongings::Nothing] {
            assert_eq!(input(fate, "whatever").heir(), Ok(None));
        }
        for (heir, problem) in [("", Problem::Required), ("bob", Problem::UnknownChoice)] {
            let errors = input(Belongings::HandOver, heir).heir().expect_err("nobody");
            assert_eq!(errors.get("heir"), [problem]);
        }
    }
}
