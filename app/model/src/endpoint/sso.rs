//! Whom an endpoint admits that is for single sign-on only.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, OidcProviderId, Problem, length::at_most};

/// The most groups that one endpoint names.
const MOST_GROUPS: usize = 100;
/// The longest name of a group, in characters: longer ones are not kept of people either.
const MAX_GROUP: usize = 256;

/// The people whom an endpoint admits: those who have an account at one of these providers, in one of these groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoAccess {
    /// The providers; all of them when there is no list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub providers: Option<Vec<OidcProviderId>>,
    /// The groups, as the providers spell them; everybody when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

impl SsoAccess {
    /// Accounts at this provider count.
    pub fn takes(&self, provider: OidcProviderId) -> bool {
        let providers = self.providers.as_ref();
        providers.is_none_or(|providers| providers.contains(&provider))
    }

    /// Who is in these groups there is admitted.
    pub fn admits(&self, provider: OidcProviderId, groups: &[String]) -> bool {
        let is_in_one = || self.groups.iter().any(|group| groups.contains(group));
        self.takes(provider) && (self.groups.is_empty() || is_in_one())
    }
}

/// Which providers count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SsoReach {
    /// All of them, later ones too.
    #[default]
    Any,
    /// The chosen ones.
    Chosen,
}

words!(SsoReach: Any = "any", Chosen = "chosen");

/// Whom an endpoint admits, as a form writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoAccessInput {
    /// Which providers count.
    #[serde(default)]
    pub reach: SsoReach,
    /// The providers, with [`SsoReach::Chosen`].
    #[serde(default)]
    pub providers: Vec<OidcProviderId>,
    /// The groups, one a line.
    #[serde(default)]
    pub groups: String,
}

impl SsoAccessInput {
    /// As a form shows what is there.
    pub fn of(access: &SsoAccess) -> Self {
        Self {
            reach: match access.providers {
                Some(_) => SsoReach::Chosen,
                None => SsoReach::Any,
            },
            providers: access.providers.clone().unwrap_or_default(),
            groups: access.groups.join("\n"),
        }
    }

    /// Checks the fields; whether the providers exist is the service's to judge.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.reach == SsoReach::Chosen && self.providers.is_empty() {
            errors.add("providers", Problem::Required);
        }
        errors.check("groups", check_groups(&self.access().groups));
        errors.into_result()
    }

    /// Whom it admits.
    pub fn access(&self) -> SsoAccess {
        let lines = self.groups.lines().map(str::trim);
        SsoAccess {
            providers: (self.reach == SsoReach::Chosen).then(|| self.providers.clone()),
            groups: lines.filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        }
    }
}

/// Checks the groups that an endpoint names.
pub fn check_groups(groups: &[String]) -> Result<(), Problem> {
    if groups.len() > MOST_GROUPS {
        return Err(Problem::TooMany { max: MOST_GROUPS });
    }
    groups.iter().try_for_each(|group| at_most(group, MAX_GROUP))
}

/// Whom an endpoint admits, as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoAccessView {
    /// Whom it admits.
    pub access: SsoAccess,
    /// The names of the providers that count and are on.
    pub providers: Vec<String>,
    /// How many people that are, now.
    pub people: usize,
}

/// A provider that an endpoint can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoProvider {
    /// Id.
    pub id: OidcProviderId,
    /// What the button says.
    pub name: String,
    /// People can sign in by it.
    pub enabled: bool,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{SsoAccess, SsoAccessInput, SsoReach};
    use crate::{OidcProviderId, Problem};

    fn provider(number: u128) -> OidcProviderId {
        OidcProviderId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn any_of_the_groups_at_one_of_the_providers_suffices() {
        let groups = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let anybody = SsoAccess::default();
        assert!(anybody.admits(provider(1), &[]));
        let chosen = SsoAccess {
            providers: Some(vec![provider(1)]),
            groups: groups(&["ops", "dev"]),
        };
        assert!(chosen.admits(provider(1), &groups(&["all", "dev"])));
        assert!(!chosen.admits(provider(1), &groups(&["all"])));
        assert!(!chosen.admits(provider(2), &groups(&["dev"])));
        // When the last chosen provider is gone, nobody is admitted, instead of everybody.
        let gone = SsoAccess {
            providers: Some(Vec::new()),
            ..SsoAccess::default()
        };
        assert!(!gone.admits(provider(1), &[]));
    }

    #[test]
    fn an_endpoint_for_chosen_providers_names_one() {
        let input = SsoAccessInput {
            reach: SsoReach::Chosen,
            groups: " ops \r\n\n cn=a,b ".to_owned(),
            ..SsoAccessInput::default()
        };
        let errors = input.validate().expect_err("none is chosen");
        assert_eq!(errors.get("providers"), [Problem::Required]);
        let input = SsoAccessInput {
            providers: vec![provider(1)],
            ..input
        };
        assert_eq!(input.validate(), Ok(()));
        let access = input.access();
        assert_eq!(access.groups, ["ops", "cn=a,b"]);
        assert_eq!(SsoAccessInput::of(&access).access(), access);
        // What was chosen does not count once any provider does.
        let any = SsoAccessInput {
            reach: SsoReach::Any,
            ..input
        };
        assert_eq!(any.access().providers, None);
        let long = SsoAccessInput {
            groups: "x".repeat(257),
            ..SsoAccessInput::default()
        };
        let errors = long.validate().expect_err("too long");
        assert_eq!(errors.get("groups"), [Problem::TooLong { max: 256 }]);
    }
}
