//! Whose things are, and who sees them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Problem, TeamId, UserId};

const PRIVATE: &str = "private";
const PUBLIC: &str = "public";
const TEAM: &str = "team:";
const PERSON: &str = "person:";

/// Whose a thing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// Everybody's.
    #[default]
    Public,
    /// Private to one person.
    Person(UserId),
    /// A team's.
    Team(TeamId),
}

impl Owner {
    /// The person, when it is one.
    pub const fn person(self) -> Option<UserId> {
        match self {
            Self::Person(id) => Some(id),
            Self::Public | Self::Team(_) => None,
        }
    }

    /// The team, when it is one.
    pub const fn team(self) -> Option<TeamId> {
        match self {
            Self::Team(id) => Some(id),
            Self::Public | Self::Person(_) => None,
        }
    }

    /// It is nobody's own.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Public)
    }

    /// What a view says about it.
    pub const fn visibility(self) -> Visibility {
        match self {
            Self::Public => Visibility::Public,
            Self::Person(_) => Visibility::Private,
            Self::Team(id) => Visibility::Team(id),
        }
    }
}

impl From<Option<UserId>> for Owner {
    fn from(person: Option<UserId>) -> Self {
        person.map_or(Self::Public, Self::Person)
    }
}

/// Who sees a thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Visibility {
    /// Its owner only (and administrators).
    #[default]
    Private,
    /// The members of a team (and administrators).
    Team(TeamId),
    /// Everyone in this installation.
    Public,
}

impl fmt::Display for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Private => f.write_str(PRIVATE),
            Self::Team(id) => write!(f, "{TEAM}{id}"),
            Self::Public => f.write_str(PUBLIC),
        }
    }
}

impl FromStr for Visibility {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.strip_prefix(TEAM)) {
            (PRIVATE, _) => Ok(Self::Private),
            (PUBLIC, _) => Ok(Self::Public),
            (_, Some(id)) => id.parse().map(Self::Team).map_err(|_| Problem::UnknownChoice),
            _ => Err(Problem::UnknownChoice),
        }
    }
}

impl From<Visibility> for String {
    fn from(visibility: Visibility) -> Self {
        visibility.to_string()
    }
}

impl TryFrom<String> for Visibility {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|_| {
            format!("unknown visibility {text:?}: write private, public, or team: and the team's id")
        })
    }
}

/// Who is to get a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Recipient {
    /// Whoever asks.
    Oneself,
    /// Somebody else.
    Person(UserId),
    /// A team.
    Team(TeamId),
    /// Everybody.
    Public,
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Oneself => f.write_str(PRIVATE),
            Self::Person(id) => write!(f, "{PERSON}{id}"),
            Self::Team(id) => write!(f, "{TEAM}{id}"),
            Self::Public => f.write_str(PUBLIC),
        }
    }
}

impl FromStr for Recipient {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(id) = text.strip_prefix(PERSON) {
            return id.parse().map(Self::Person).map_err(|_| Problem::UnknownChoice);
        }
        Ok(match text.parse()? {
            Visibility::Private => Self::Oneself,
            Visibility::Team(id) => Self::Team(id),
            Visibility::Public => Self::Public,
        })
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.to_string()
    }
}

impl TryFrom<String> for Recipient {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Recipient, Visibility};
    use crate::{Problem, TeamId, UserId};

    #[test]
    fn what_is_written_is_read_again() {
        let team = TeamId::from_uuid(Uuid::from_u128(7));
        for visibility in [Visibility::Private, Visibility::Public, Visibility::Team(team)] {
            let json = serde_json::to_string(&visibility).expect("writes");
            assert_eq!(serde_json::from_str::<Visibility>(&json).ok(), Some(visibility));
        }
        assert_eq!(
            serde_json::to_value(Visibility::Private).ok(),
            Some("private".into())
        );
        let person = UserId::from_uuid(Uuid::from_u128(8));
        for recipient in [
            Recipient::Oneself,
            Recipient::Public,
            Recipient::Team(team),
            Recipient::Person(person),
        ] {
            assert_eq!(recipient.to_string().parse(), Ok(recipient));
        }
    }

    #[test]
    fn other_words_are_refused() {
        for text in ["", "Public", "team:", "team:lab", "person:ada"] {
            assert_eq!(text.parse::<Visibility>(), Err(Problem::UnknownChoice), "{text}");
            assert_eq!(text.parse::<Recipient>(), Err(Problem::UnknownChoice), "{text}");
        }
        let error = serde_json::from_str::<Visibility>("\"team:lab\"").expect_err("no id");
        assert!(error.to_string().contains("the team's id"), "{error}");
    }
}
