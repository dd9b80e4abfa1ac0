//! Sign-in by providers of `OpenID Connect`, as pages, files and the database say it.

mod problem;
mod rules;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

pub use self::{
    problem::SignInProblem,
    rules::{
        RoleRule, TeamRule, check_team_rules, domains, role_rules, rules_text, team_rules, team_rules_text,
    },
};
use crate::{
    FieldErrors, IdentityId, OidcProviderId, Problem, Registration, Role, SignUpRequestId, Timestamp,
    check_name,
};

const MAX_PROVIDER_NAME: usize = 60;
const MAX_TEXT: usize = 2000;

/// What becomes of somebody who has no account here yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CreationPolicy {
    /// They get one when an administrator lets them in.
    #[default]
    Approved,
    /// They get one at once.
    Automatic,
    /// They get none: only accounts that are linked already sign in.
    Off,
}

words!(CreationPolicy: Approved = "approved", Automatic = "automatic", Off = "off");

/// A provider as an administrator writes it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcProviderInput {
    /// What the button says.
    pub name: String,
    /// The part of the callback's path that is its own.
    #[serde(default)]
    pub slug: String,
    /// Its issuer, as its discovery document spells it.
    #[serde(default)]
    pub issuer: String,
    /// What we are called there.
    #[serde(default)]
    pub client_id: String,
    /// In clear on its way to the seal; empty keeps the stored one.
    #[serde(default)]
    pub client_secret: String,
    /// What we ask for, words with spaces between them.
    #[serde(default)]
    pub scopes: String,
    /// Domains of mail addresses that may get an account; any when empty.
    #[serde(default)]
    pub allowed_domains: String,
    /// The claim that lists a person's groups.
    #[serde(default)]
    pub groups_claim: String,
    /// `group = role`, one a line; the first that fits counts.
    #[serde(default)]
    pub role_rules: String,
    /// `group = team` or `group = team (manager)`, one a line; all that fit count.
    #[serde(default)]
    pub team_rules: String,
    /// The role of those whom no rule fits: a [`Role`].
    #[serde(default)]
    pub default_role: String,
    /// What becomes of people without an account: a [`CreationPolicy`].
    #[serde(default)]
    pub creation: String,
    /// Addresses count as somebody's own though the provider does not say that it checked them.
    #[serde(default)]
    pub trust_unverified_email: bool,
    /// People can sign in by it.
    #[serde(default)]
    pub enabled: bool,
    /// The version that was read; zero for a new one.
    #[serde(default)]
    pub version: i64,
}

impl std::fmt::Debug for OidcProviderInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcProviderInput")
            .field("slug", &self.slug)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl OidcProviderInput {
    /// Checks all fields.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = self.policy_errors();
        errors.check("slug", check_name(self.slug.trim()));
        errors.check("issuer", check_provider_url(self.issuer.trim()).map(drop));
        if self.client_id.trim().is_empty() {
            errors.add("client_id", Problem::Required);
        }
        for (field, text) in [
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("scopes", &self.scopes),
        ] {
            errors.check(field, bounded(text));
        }
        errors.into_result()
    }

    /// Checks what decides about people, for a provider whose connection is declared elsewhere.
    pub fn validate_policy(&self) -> Result<(), FieldErrors> {
        self.policy_errors().into_result()
    }

    fn policy_errors(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        match self.name.trim().chars().count() {
            0 => errors.add("name", Problem::Required),
            length if length > MAX_PROVIDER_NAME => {
                errors.add(
                    "name",
                    Problem::TooLong {
                        max: MAX_PROVIDER_NAME,
                    },
                );
            }
            _ => {}
        }
        for (field, text) in [
            ("allowed_domains", &self.allowed_domains),
            ("groups_claim", &self.groups_claim),
            ("role_rules", &self.role_rules),
            ("team_rules", &self.team_rules),
        ] {
            errors.check(field, bounded(text));
        }
        errors.check("role_rules", role_rules(&self.role_rules).map(drop));
        errors.check("team_rules", check_team_rules(&self.team_rules));
        errors.check("default_role", self.default_role.parse::<Role>().map(drop));
        errors.check("creation", self.creation.parse::<CreationPolicy>().map(drop));
        errors
    }
}

fn bounded(text: &str) -> Result<(), Problem> {
    if text.chars().count() > MAX_TEXT {
        return Err(Problem::TooLong { max: MAX_TEXT });
    }
    Ok(())
}

/// A URL that a provider may have: who could change what comes from there could sign in as anybody, so it is `https`,
/// but for programs on this machine.
pub fn check_provider_url(text: &str) -> Result<Url, Problem> {
    if text.is_empty() {
        return Err(Problem::Required);
    }
    let url = Url::parse(text).map_err(|_| Problem::BadUrl)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::UrlWithCredentials);
    }
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(Problem::BadUrl),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here => Ok(url),
        "http" => Err(Problem::NeedsHttps),
        _ => Err(Problem::BadUrl),
    }
}

/// A provider as administrators see it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch or a fact of its own"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcProviderView {
    /// Id.
    pub id: OidcProviderId,
    /// What the button says.
    pub name: String,
    /// The part of the callback's path that is its own.
    pub slug: String,
    /// Its issuer.
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// A secret is stored.
    pub has_secret: bool,
    /// What we ask for.
    pub scopes: String,
    /// Domains of mail addresses that may get an account, one a line.
    pub allowed_domains: String,
    /// The claim that lists a person's groups.
    pub groups_claim: String,
    /// `group = role`, one a line.
    pub role_rules: String,
    /// `group = team` or `group = team (manager)`, one a line.
    pub team_rules: String,
    /// The role of those whom no rule fits.
    pub default_role: Role,
    /// What becomes of people without an account.
    pub creation: CreationPolicy,
    /// Addresses count though the provider does not say that it checked them.
    pub trust_unverified_email: bool,
    /// People can sign in by it.
    pub enabled: bool,
    /// Its connection comes from the environment, and is changed there.
    pub declared: bool,
    /// Where it sends people back to: to be registered there.
    pub callback_url: String,
    /// Where it sends people after they signed out: to be registered there.
    pub sign_out_url: String,
    /// How many accounts are linked to it.
    pub people: usize,
    /// Counts changes.
    pub version: i64,
}

/// What a provider said when it was asked for a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProviderTest {
    /// It answers as it should.
    Works(ProviderFacts),
    /// It does not; the text says why and what to do, in English.
    Fails(String),
}

/// What a provider says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderFacts {
    /// Where people sign in.
    pub authorization_endpoint: String,
    /// How many keys it signs with.
    pub keys: usize,
    /// People can be signed out there, too.
    pub signs_out: bool,
}

/// A way to sign in, as strangers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInOption {
    /// The part of the path that is its own.
    pub slug: String,
    /// What the button says.
    pub name: String,
}

/// All ways to sign in, as strangers see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInOptions {
    /// By password.
    pub password: bool,
    /// By these providers.
    pub providers: Vec<SignInOption>,
    /// They are all that lead to this endpoint, which is for single sign-on only.
    pub endpoint: Option<String>,
    /// People without an account can register by the form.
    pub registration: bool,
}

/// Somebody came by a provider with the mail address of an account, and may link the two by its password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOfferView {
    /// The provider's name.
    pub provider: String,
    /// The account's address.
    pub email: String,
}

/// The password of the account that is to be linked.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOfferInput {
    /// In clear on its way to the check.
    pub password: String,
}

impl std::fmt::Debug for LinkOfferInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkOfferInput").finish_non_exhaustive()
    }
}

impl LinkOfferInput {
    /// There is one.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        if self.password.is_empty() {
            return Err(FieldErrors::of("password", Problem::Required));
        }
        Ok(())
    }
}

/// What administrators decide about sign-in beside its providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInSettings {
    /// People can sign in by password.
    pub by_password: bool,
    /// Providers can bring people who have no account yet.
    pub sign_up: bool,
    /// Whether people can register by the form.
    pub registration: Registration,
}

/// An account at a provider that somebody signs in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedIdentity {
    /// Id.
    pub id: IdentityId,
    /// The provider's name, or its issuer when it is gone.
    pub provider: String,
    /// The address that the provider gave last.
    pub email: String,
    /// Since when.
    pub created_at: Timestamp,
    /// The latest sign-in with it.
    pub used_at: Option<Timestamp>,
}

/// Somebody who signed in by a provider, or registered, and waits to be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpRequestView {
    /// Id.
    pub id: SignUpRequestId,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they would be allowed to do.
    pub role: Role,
    /// Who vouches for them; nobody, when they registered by the form.
    pub provider: Option<String>,
    /// Since when they wait.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::{OidcProviderInput, check_provider_url};
    use crate::Problem;

    #[test]
    fn a_provider_is_asked_over_https_or_on_this_machine() {
        for good in [
            "https://id.example.com/realms/x",
            "http://localhost:9000",
            "http://[::1]:9000",
        ] {
            assert!(check_provider_url(good).is_ok(), "{good}");
        }
        for (bad, problem) in [
            ("", Problem::Required),
            ("id.example.com", Problem::BadUrl),
            ("ftp://id.example.com", Problem::BadUrl),
            ("http://id.example.com", Problem::NeedsHttps),
            ("http://localhost.example.com", Problem::NeedsHttps),
            ("https://me:pw@id.example.com", Problem::UrlWithCredentials),
        ] {
            assert_eq!(check_provider_url(bad), Err(problem), "{bad}");
        }
    }

    #[test]
    fn a_provider_says_who_it_is_and_what_becomes_of_people() {
        let input = OidcProviderInput {
            role_rules: "admins = king".to_owned(),
            client_secret: "hush".to_owned(),
            ..OidcProviderInput::default()
        };
        let errors = input.validate().expect_err("nearly everything is missing");
        for field in ["name", "slug", "issuer", "client_id"] {
            assert_eq!(errors.get(field), [Problem::Required], "{field}");
        }
        assert_eq!(errors.get("role_rules"), [Problem::BadPair { line: 1 }]);
        assert_eq!(errors.get("creation"), [Problem::UnknownChoice]);
        assert!(!format!("{input:?}").contains("hush"));
    }
}
