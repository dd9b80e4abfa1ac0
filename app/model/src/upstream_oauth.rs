//! Servers that want their clients to sign in (OAuth): how the gateway does that, and how it stands.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Problem, Timestamp, length::at_most};

const MAX_CLIENT_ID: usize = 2048;
const MAX_CLIENT_SECRET: usize = 2048;
const MAX_SCOPES: usize = 2000;

/// In whose name the gateway signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OauthSharing {
    /// Somebody who may change the server connects it once, and everybody's calls go in that name.
    Shared,
    /// Each person connects it, and only their own calls go in their name.
    Person,
}

impl OauthSharing {
    /// Both, the simpler first.
    pub const ALL: [Self; 2] = [Self::Shared, Self::Person];

    /// The word for it in forms and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Person => "person",
        }
    }

    /// The one that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sharing| sharing.as_str() == word)
    }
}

/// How the gateway signs in to a server. A client secret is kept with the server's other secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct UpstreamOauth {
    /// In whose name.
    pub sharing: OauthSharing,
    /// A client that was registered by hand; without one, the gateway registers itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What to ask for, words with spaces between them; without any, what the server asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<String>,
}

impl UpstreamOauth {
    /// Checks what a file declares, by the names that it has there.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("clientId", check_client_id(self.client_id.as_deref()));
        errors.check("scopes", check_scopes(self.scopes.as_deref()));
        errors.into_result()
    }
}

/// [`UpstreamOauth`] in a form, with the client's secret.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OauthInput {
    /// The word of an [`OauthSharing`]; empty is none.
    pub sharing: String,
    /// As [`UpstreamOauth::client_id`].
    pub client_id: String,
    /// The secret of that client; [`crate::MASK`] keeps the stored one.
    pub client_secret: String,
    /// As [`UpstreamOauth::scopes`].
    pub scopes: String,
}

impl fmt::Debug for OauthInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OauthInput")
            .field("sharing", &self.sharing)
            .finish_non_exhaustive()
    }
}

impl OauthInput {
    /// What it says, or what is wrong with it. Nothing else counts where the gateway does not sign in.
    pub fn parsed(&self) -> Result<Option<UpstreamOauth>, FieldErrors> {
        let word = self.sharing.trim();
        if word.is_empty() {
            return Ok(None);
        }
        let sharing =
            OauthSharing::parse(word).ok_or_else(|| FieldErrors::of("sharing", Problem::UnknownChoice))?;
        let oauth = UpstreamOauth {
            sharing,
            client_id: filled(&self.client_id),
            scopes: filled(&self.scopes)
                .map(|scopes| scopes.split_whitespace().collect::<Vec<_>>().join(" ")),
        };
        let mut errors = FieldErrors::new();
        errors.check("client_id", check_client_id(oauth.client_id.as_deref()));
        errors.check("scopes", check_scopes(oauth.scopes.as_deref()));
        let secret = self.client_secret.trim();
        errors.check("client_secret", check_secret(secret));
        if oauth.client_id.is_none() && !secret.is_empty() {
            // A secret without its client is of no use.
            errors.add("client_id", Problem::Required);
        }
        errors.into_result().map(|()| Some(oauth))
    }

    /// The form of stored settings.
    pub fn of(oauth: Option<&UpstreamOauth>, has_secret: bool) -> Self {
        let Some(oauth) = oauth else {
            return Self::default();
        };
        Self {
            sharing: oauth.sharing.as_str().to_owned(),
            client_id: oauth.client_id.clone().unwrap_or_default(),
            client_secret: if has_secret {
                crate::MASK.to_owned()
            } else {
                String::new()
            },
            scopes: oauth.scopes.clone().unwrap_or_default(),
        }
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn check_client_id(id: Option<&str>) -> Result<(), Problem> {
    let id = id.unwrap_or_default();
    at_most(id, MAX_CLIENT_ID)?;
    if id.chars().any(char::is_control) {
        return Err(Problem::UnknownChoice);
    }
    Ok(())
}

fn check_secret(secret: &str) -> Result<(), Problem> {
    at_most(secret, MAX_CLIENT_SECRET)
}

/// RFC 6749 §3.3: printable ASCII but for quotes and backslashes.
fn check_scopes(scopes: Option<&str>) -> Result<(), Problem> {
    let scopes = scopes.unwrap_or_default();
    at_most(scopes, MAX_SCOPES)?;
    let is_scope = |c: char| c == ' ' || c.is_ascii_graphic() && c != '"' && c != '\\';
    match scopes.split(' ').find(|word| !word.chars().all(is_scope)) {
        Some(_) => Err(Problem::UnknownChoice),
        None => Ok(()),
    }
}

/// Why a server has to be connected again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReconnectReason {
    /// What was allowed has expired, and cannot be renewed without a person.
    Expired,
    /// The authorization server does not renew it any more: it was revoked, or it is too old.
    Revoked,
    /// The authorization server does not know our client any more.
    Client,
    /// The server does not accept what its authorization server issued.
    Refused,
    /// The server wants more to be allowed.
    Scopes,
}

impl ReconnectReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [
        Self::Expired,
        Self::Revoked,
        Self::Client,
        Self::Refused,
        Self::Scopes,
    ];

    /// The word for it in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Client => "client",
            Self::Refused => "refused",
            Self::Scopes => "scopes",
        }
    }

    /// The one that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// How the sign-in of the gateway at a server stands, as one person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInView {
    /// In whose name the gateway signs in.
    pub sharing: OauthSharing,
    /// The caller may connect it: everybody's sign-in, or their own.
    pub may_connect: bool,
    /// What was allowed: for everybody, or for the caller alone.
    pub grant: Option<GrantView>,
    /// How many people have connected it; for those who may change the server.
    pub people: Option<usize>,
}

/// What somebody allowed the gateway to do at a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantView {
    /// The authorization server.
    pub issuer: String,
    /// What is allowed, as the authorization server says it.
    pub scopes: String,
    /// The present access token is good until then; nothing when that is not known.
    pub expires_at: Option<Timestamp>,
    /// It is renewed by itself.
    pub is_renewed: bool,
    /// Why it has to be connected again; nothing while it works.
    pub reason: Option<ReconnectReason>,
    /// Since when.
    pub connected_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::{OauthInput, OauthSharing, UpstreamOauth};
    use crate::{MASK, Problem};

    fn person(client_id: &str, client_secret: &str, scopes: &str) -> OauthInput {
        OauthInput {
            sharing: "person".to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            scopes: scopes.to_owned(),
        }
    }

    #[test]
    fn a_form_says_what_is_stored_and_the_other_way_round() {
        let oauth = UpstreamOauth {
            sharing: OauthSharing::Person,
            client_id: Some("abc".to_owned()),
            scopes: Some("read write".to_owned()),
        };
        assert_eq!(
            person(" abc ", "x", " read  write ").parsed(),
            Ok(Some(oauth.clone()))
        );
        assert_eq!(
            OauthInput::of(Some(&oauth), true),
            person("abc", MASK, "read write")
        );
        let off = OauthInput {
            sharing: String::new(),
            ..person("", "left over", "\u{7}")
        };
        assert_eq!(off.parsed(), Ok(None), "nothing else counts");
    }

    #[test]
    fn says_what_is_wrong() {
        for (input, field, problem) in [
            (person("", "x", ""), "client_id", Problem::Required),
            (person("", "", "r\"ead"), "scopes", Problem::UnknownChoice),
            (
                OauthInput {
                    sharing: "everybody".to_owned(),
                    ..OauthInput::default()
                },
                "sharing",
                Problem::UnknownChoice,
            ),
        ] {
            let errors = input.parsed().expect_err(field);
            assert_eq!(errors.get(field), [problem], "{field}");
        }
    }
}
