//! Endpoints: namespaces published under a URL.

mod sso;

use serde::{Deserialize, Serialize};

use crate::{
    EndpointId, FieldErrors, NamespaceId, Problem, SessionTimes, SessionTimesInput, Timestamp, ToolListing,
    ToolListingInput, Visibility, check_name, length::at_most,
};

pub use self::sso::{SsoAccess, SsoAccessInput, SsoAccessView, SsoProvider, SsoReach, check_groups};

const MAX_DESCRIPTION: usize = 2000;

/// How clients prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointAuth {
    /// Anyone who reaches the URL may call.
    None,
    /// An API key in `Authorization: Bearer` or `X-API-Key`.
    ApiKey,
    /// As [`EndpointAuth::ApiKey`], and also in the query as `api_key`; such URLs end up in logs.
    ApiKeyOrQuery,
    /// A person signs in here and lets the client act for them (OAuth 2.1).
    Oauth,
    /// As [`EndpointAuth::ApiKey`] or [`EndpointAuth::Oauth`].
    ApiKeyOrOauth,
    /// As [`EndpointAuth::ApiKeyOrQuery`] or [`EndpointAuth::Oauth`].
    ApiKeyOrQueryOrOauth,
    /// As [`EndpointAuth::Oauth`], for people who sign in by single sign-on only.
    Sso,
}

impl EndpointAuth {
    /// Every way, the default first.
    pub const ALL: [Self; 7] = [
        Self::ApiKey,
        Self::ApiKeyOrQuery,
        Self::Oauth,
        Self::Sso,
        Self::ApiKeyOrOauth,
        Self::ApiKeyOrQueryOrOauth,
        Self::None,
    ];

    /// The word for it in forms and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ApiKey => "api_key",
            Self::ApiKeyOrQuery => "api_key_or_query",
            Self::Oauth => "oauth",
            Self::ApiKeyOrOauth => "api_key_or_oauth",
            Self::ApiKeyOrQueryOrOauth => "api_key_or_query_or_oauth",
            Self::Sso => "sso",
        }
    }

    /// The way that takes exactly these of anybody; a key in the query is a key too.
    pub const fn taking(keys: bool, in_query: bool, oauth: bool) -> Self {
        match (keys, in_query, oauth) {
            (false, _, false) => Self::None,
            (true, false, false) => Self::ApiKey,
            (true, true, false) => Self::ApiKeyOrQuery,
            (false, _, true) => Self::Oauth,
            (true, false, true) => Self::ApiKeyOrOauth,
            (true, true, true) => Self::ApiKeyOrQueryOrOauth,
        }
    }

    /// Nobody is asked who they are.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::None)
    }

    /// API keys are taken, in headers.
    pub const fn takes_keys(self) -> bool {
        !matches!(self, Self::None | Self::Oauth | Self::Sso)
    }

    /// API keys are taken in the query too.
    pub const fn takes_keys_in_query(self) -> bool {
        matches!(self, Self::ApiKeyOrQuery | Self::ApiKeyOrQueryOrOauth)
    }

    /// Access tokens are taken.
    pub const fn takes_oauth(self) -> bool {
        matches!(
            self,
            Self::Oauth | Self::Sso | Self::ApiKeyOrOauth | Self::ApiKeyOrQueryOrOauth
        )
    }

    /// Only people who sign in by single sign-on are let in.
    pub const fn is_sso_only(self) -> bool {
        matches!(self, Self::Sso)
    }
}

/// An endpoint as a form writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointInput {
    /// Stands in the URL; unique in the installation.
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// What it publishes.
    pub namespace_id: NamespaceId,
    /// How clients prove who they are.
    pub auth: EndpointAuth,
    /// Whom it admits, with [`EndpointAuth::Sso`].
    #[serde(default)]
    pub sso: SsoAccessInput,
    /// How long its client sessions last.
    #[serde(default)]
    pub session: SessionTimesInput,
    /// What clients get when they ask for the tools.
    #[serde(default)]
    pub listing: ToolListingInput,
    /// Who sees it, and whose keys open it.
    #[serde(default)]
    pub visibility: Visibility,
    /// The version the caller has read; 0 when new.
    #[serde(default)]
    pub version: i64,
}

impl EndpointInput {
    /// Checks the fields; whether the namespace exists is the service's to judge.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("name", check_name(&self.name));
        // `/metamcp/health` answered probes of the original before endpoints had names.
        if self.name == "health" {
            errors.add("name", Problem::Taken);
        }
        errors.check("description", at_most(&self.description, MAX_DESCRIPTION));
        if self.auth.is_sso_only() {
            errors.check_inside("sso", self.sso.validate());
        }
        errors.check_inside("session", self.session.parsed().map(drop));
        errors.check_inside("listing", self.listing.parsed().map(drop));
        errors.into_result()
    }

    /// Whom it admits, where that is not everybody who may use it.
    pub fn sso(&self) -> Option<SsoAccess> {
        self.auth.is_sso_only().then(|| self.sso.access())
    }
}

/// An endpoint as callers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointView {
    /// Id.
    pub id: EndpointId,
    /// Name in the URL.
    pub name: String,
    /// For people; empty when there is none.
    pub description: String,
    /// What it publishes.
    pub namespace_id: NamespaceId,
    /// The namespace's name.
    pub namespace: String,
    /// How clients prove who they are.
    pub auth: EndpointAuth,
    /// Whom it admits, with [`EndpointAuth::Sso`].
    pub sso: Option<SsoAccessView>,
    /// How long its client sessions last, where that is not as usual.
    pub session: SessionTimes,
    /// What clients get when they ask for the tools.
    pub listing: ToolListing,
    /// Who sees it.
    pub visibility: Visibility,
    /// The team that owns it, or the person, when it is somebody else's.
    pub owner: Option<String>,
    /// The caller may change it.
    pub editable: bool,
    /// Streamable HTTP URL, absolute: `https://host/metamcp/{name}/mcp`.
    pub url: String,
    /// Live client sessions.
    pub sessions: usize,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// To send back with a change.
    pub version: i64,
}

impl EndpointView {
    /// The form that changes this endpoint.
    pub fn to_input(&self) -> EndpointInput {
        EndpointInput {
            name: self.name.clone(),
            description: self.description.clone(),
            namespace_id: self.namespace_id,
            auth: self.auth,
            sso: self
                .sso
                .as_ref()
                .map(|sso| SsoAccessInput::of(&sso.access))
                .unwrap_or_default(),
            session: self.session.into(),
            listing: self.listing.into(),
            visibility: self.visibility,
            version: self.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EndpointAuth;

    #[test]
    fn every_way_says_what_it_takes_and_keeps_its_word() {
        for auth in EndpointAuth::ALL {
            let takes = (auth.takes_keys(), auth.takes_keys_in_query(), auth.takes_oauth());
            let of_anybody = if auth.is_sso_only() {
                EndpointAuth::Oauth
            } else {
                auth
            };
            assert_eq!(EndpointAuth::taking(takes.0, takes.1, takes.2), of_anybody);
            assert_eq!(auth.is_open(), takes == (false, false, false));
            let word = serde_json::to_string(&auth).expect("a word");
            assert_eq!(word, format!("{:?}", auth.as_str()));
        }
    }
}
