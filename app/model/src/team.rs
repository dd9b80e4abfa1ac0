//! Teams: people who keep things together.

use serde::{Deserialize, Serialize};

use crate::{
    Belongings, FieldErrors, Heir, OwnedThing, Problem, Recipient, Role, TeamId, Timestamp, UserId,
    length::at_most,
};

const MAX_DESCRIPTION: usize = 2000;

/// The longest name of a team, in characters.
pub const MAX_TEAM_NAME: usize = 100;

/// A team as a form writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamInput {
    /// Unique in the installation.
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// The version the caller has read; 0 when new.
    #[serde(default)]
    pub version: i64,
}

impl TeamInput {
    /// Checks name and description.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_team_name(&self.name));
        errors.check("description", at_most(&self.description, MAX_DESCRIPTION));
        errors.into_result()
    }
}

fn check_team_name(name: &str) -> Result<(), Problem> {
    if name.trim().is_empty() {
        Err(Problem::Required)
    } else {
        at_most(name.trim(), MAX_TEAM_NAME)
    }
}

/// Somebody is to be in a team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMemberInput {
    /// Sign-in address.
    pub email: String,
    /// They keep the members too.
    #[serde(default)]
    pub is_manager: bool,
}

impl TeamMemberInput {
    /// Checks the address.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("email", crate::user::check_email(self.email.trim()));
        errors.into_result()
    }
}

/// A team that somebody is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The team.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// They keep the members too.
    pub is_manager: bool,
}

/// A team in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    /// Id.
    pub id: TeamId,
    /// Unique in the installation.
    pub name: String,
    /// For people.
    pub description: String,
    /// How many people are in it.
    pub member_count: usize,
    /// How many things it owns.
    pub thing_count: usize,
    /// The caller is in it.
    pub is_mine: bool,
    /// The caller may change it and its members.
    pub editable: bool,
    /// Made at.
    pub created_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

/// Somebody in a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMemberView {
    /// The person.
    pub id: UserId,
    /// Shown name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// What they may do: who only looks sees the team's things and changes none.
    pub role: Role,
    /// They keep the members too.
    pub is_manager: bool,
    /// In it since.
    pub since: Timestamp,
    /// The provider whose rule put them there; nobody's when somebody did by hand.
    pub provider: Option<String>,
}

/// A team with what is needed to decide about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamDetail {
    /// The team.
    pub team: TeamView,
    /// Who is in it, by name.
    pub members: Vec<TeamMemberView>,
    /// What it owns.
    pub owns: Vec<OwnedThing>,
    /// The people who can be given it; nobody unless the caller may delete the team.
    pub heirs: Vec<Heir>,
    /// The other teams that can be given it.
    pub other_teams: Vec<TeamName>,
    /// The caller may delete the team.
    pub deletable: bool,
}

/// A team, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamName {
    /// Id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
}

/// A team is to go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteTeamInput {
    /// What becomes of what it owns.
    #[serde(default)]
    pub belongings: Belongings,
    /// Who gets it, when somebody does: a [`Recipient`].
    #[serde(default)]
    pub heir: String,
}

impl DeleteTeamInput {
    /// Who gets it, when somebody does.
    pub fn heir(&self) -> Result<Option<Recipient>, FieldErrors> {
        match (self.belongings, self.heir.as_str()) {
            (Belongings::Nothing | Belongings::Delete, _) => Ok(None),
            (Belongings::HandOver, "") => Err(FieldErrors::of("heir", Problem::Required)),
            (Belongings::HandOver, heir) => heir
                .parse()
                .map(Some)
                .map_err(|problem| FieldErrors::of("heir", problem)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DeleteTeamInput, TeamInput, TeamMemberInput};
    use crate::{Belongings, Problem, Recipient};

    #[test]
    fn a_team_has_a_name() {
        let named = |name: &str| TeamInput {
            name: name.to_owned(),
            ..TeamInput::default()
        };
        assert_eq!(named("Lab & friends").validate(), Ok(()));
        let errors = named(" ").validate().expect_err("none");
        assert_eq!(errors.get("name"), [Problem::Required]);
        let errors = named(&"x".repeat(101)).validate().expect_err("too long");
        assert_eq!(errors.get("name"), [Problem::TooLong { max: 100 }]);
    }

    #[test]
    fn members_are_known_by_their_address() {
        let input = TeamMemberInput {
            email: "ada".to_owned(),
            is_manager: false,
        };
        let errors = input.validate().expect_err("no address");
        assert_eq!(errors.get("email"), [Problem::BadEmail]);
    }

    #[test]
    fn who_gets_it_is_said_or_it_goes() {
        let input = |belongings, heir: &str| DeleteTeamInput {
            belongings,
            heir: heir.to_owned(),
        };
        assert_eq!(input(Belongings::Delete, "public").heir(), Ok(None));
        assert_eq!(
            input(Belongings::HandOver, "public").heir(),
            Ok(Some(Recipient::Public))
        );
        for (heir, problem) in [("", Problem::Required), ("bob", Problem::UnknownChoice)] {
            let errors = input(Belongings::HandOver, heir).heir().expect_err("nobody");
            assert_eq!(errors.get("heir"), [problem]);
        }
    }
}
