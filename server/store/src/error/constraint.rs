//! Which value was taken, from what each engine says.

use std::fmt;

/// A rule of the database that a write broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Constraint {
    /// Ids are unique.
    Id,
    /// E-mail addresses are unique without regard to case.
    UserEmail,
    /// Names of teams are unique without regard to case.
    TeamName,
    /// A person has at most one password.
    UserPassword,
    /// An account at a provider belongs to at most one person.
    OidcSubject,
    /// Names of servers are unique among their owner's.
    ServerName,
    /// Names of tools are unique at their server.
    ToolName,
    /// Names of namespaces are unique among their owner's.
    NamespaceName,
    /// Names of endpoints are unique.
    EndpointName,
    /// Names of keys are unique among their owner's.
    ApiKeyName,
    /// Keys are unique.
    ApiKeyHash,
    /// Ids that OAuth clients present are unique.
    OauthClientId,
    /// Parts of paths of providers are unique.
    OidcProviderSlug,
    /// An account at a provider waits at most once.
    SignUpAccount,
    /// An address waits at most once, without regard to case.
    RegistrationEmail,
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => "this id",
            Self::UserEmail => "this e-mail address",
            Self::TeamName => "this team name",
            Self::UserPassword => "the place of this person's one password",
            Self::OidcSubject => "this account",
            Self::ServerName => "this server name",
            Self::ToolName => "this tool name",
            Self::NamespaceName => "this namespace name",
            Self::EndpointName => "this endpoint name",
            Self::ApiKeyName => "this key name",
            Self::ApiKeyHash => "this key",
            Self::OauthClientId => "this client id",
            Self::OidcProviderSlug => "this part of the path",
            Self::RegistrationEmail => "the place of this address among those who wait",
            Self::SignUpAccount => "the place of this account among those who wait",
        })
    }
}

/// The constraint, its name on Postgres, and the columns by which `SQLite` names it.
const CONSTRAINTS: [(Constraint, &str, &str); 14] = [
    (Constraint::UserEmail, "users_email_key", "users.email_key"),
    (Constraint::TeamName, "teams_name_key", "teams.name_key"),
    (
        Constraint::UserPassword,
        "identities_password_key",
        "identities.user_id",
    ),
    (
        Constraint::OidcSubject,
        "identities_oidc_key",
        "identities.issuer, identities.subject",
    ),
    (
        Constraint::ServerName,
        "servers_name_key",
        "servers.owner_key, servers.name",
    ),
    (
        Constraint::ToolName,
        "tools_name_key",
        "tools.server_id, tools.name",
    ),
    (
        Constraint::NamespaceName,
        "namespaces_name_key",
        "namespaces.owner_key, namespaces.name",
    ),
    (Constraint::EndpointName, "endpoints_name_key", "endpoints.name"),
    (
        Constraint::ApiKeyName,
        "api_keys_name_key",
        "api_keys.owner_key, api_keys.name",
    ),
    (Constraint::ApiKeyHash, "api_keys_hash_key", "api_keys.hash"),
    (
        Constraint::OauthClientId,
        "oauth_clients_client_id_key",
        "oauth_clients.client_id",
    ),
    (
        Constraint::OidcProviderSlug,
        "oidc_providers_slug_key",
        "oidc_providers.slug",
    ),
    (
        Constraint::SignUpAccount,
        "sign_up_requests_account_key",
        "sign_up_requests.issuer, sign_up_requests.subject",
    ),
    (
        Constraint::RegistrationEmail,
        "registrations_email_key",
        "registrations.email_key",
    ),
];

/// By the name that Postgres gives with the error.
pub(super) fn by_name(name: &str) -> Option<Constraint> {
    // Postgres names primary keys by itself: `{table}_pkey`.
    if name.ends_with("_pkey") {
        return Some(Constraint::Id);
    }
    CONSTRAINTS
        .into_iter()
        .find(|(_, known, _)| *known == name)
        .map(|(constraint, ..)| constraint)
}

/// By the columns in the message of `SQLite`, which gives no name.
pub(super) fn by_columns(message: &str) -> Option<Constraint> {
    let (_, columns) = message.split_once("UNIQUE constraint failed: ")?;
    CONSTRAINTS
        .into_iter()
        .find(|(.., known)| *known == columns)
        .map(|(constraint, ..)| constraint)
}
