//! The whole configuration at one moment.

use sea_orm::{AccessMode, IsolationLevel, TransactionOptions, TransactionTrait};
use tracing::instrument;

use crate::{
    AccountRecord, ApiKeyRecord, ApiKeys, AuthorizationRecord, Authorizations, EndpointRecord, Endpoints,
    Error, Identities, NamespaceRecord, NamespaceServerRecord, NamespaceToolRecord, Namespaces,
    OfferingRecord, Offerings, OidcProviderRecord, OidcProviders, ServerRecord, Servers, SigningKeyRecord,
    SigningKeys, Store, TeamMemberRecord, TeamRecord, Teams, ToolRecord, ToolVerdictRecord, ToolVerdicts,
    Tools, Tx, UserRecord, Users, access::Executor, error::reading, store::revision_of,
};

/// The whole configuration at one moment, each list in its repository's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// The revision that this is.
    pub revision: i64,
    /// Everyone.
    pub users: Vec<UserRecord>,
    /// All teams.
    pub teams: Vec<TeamRecord>,
    /// Who is in them, by team.
    pub team_members: Vec<TeamMemberRecord>,
    /// All providers that people sign in by.
    pub providers: Vec<OidcProviderRecord>,
    /// Everybody's accounts there.
    pub accounts: Vec<AccountRecord>,
    /// All servers.
    pub servers: Vec<ServerRecord>,
    /// All tools, by server and in its order, those that are gone included.
    pub tools: Vec<ToolRecord>,
    /// What servers offer beside tools, by server.
    pub offerings: Vec<OfferingRecord>,
    /// All namespaces.
    pub namespaces: Vec<NamespaceRecord>,
    /// All servers of namespaces, by namespace and in order.
    pub namespace_servers: Vec<NamespaceServerRecord>,
    /// What namespaces say about tools.
    pub namespace_tools: Vec<NamespaceToolRecord>,
    /// What is decided about tools in namespaces, as far as it is in force.
    pub tool_verdicts: Vec<ToolVerdictRecord>,
    /// All endpoints.
    pub endpoints: Vec<EndpointRecord>,
    /// All keys.
    pub api_keys: Vec<ApiKeyRecord>,
    /// All clients that act for somebody at an endpoint.
    pub authorizations: Vec<AuthorizationRecord>,
    /// All keys that sign who calls, the oldest first.
    pub signing_keys: Vec<SigningKeyRecord>,
}

impl Store {
    /// The whole configuration at one moment. Writers are not held up.
    #[instrument(name = "store.snapshot", skip_all, err(level = "debug"))]
    pub async fn snapshot(&self) -> Result<Configuration, Error> {
        // `SQLite` keeps the moment of the first read of any transaction, Postgres only in this isolation.
        let options = if self.is_sqlite() {
            TransactionOptions::default()
        } else {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            }
        };
        let transaction = self
            .connection()
            .begin_with_options(options)
            .await
            .map_err(reading)?;
        let configuration = read(|| Executor::of_snapshot(&transaction)).await?;
        transaction.commit().await.map_err(reading)?;
        Ok(configuration)
    }
}

impl Tx {
    /// The whole configuration as this transaction leaves it.
    #[instrument(name = "store.configuration", skip_all, err(level = "debug"))]
    pub async fn configuration(&self) -> Result<Configuration, Error> {
        read(|| self.executor()).await
    }
}

async fn read<'a, A>(at: impl Fn() -> Executor<'a, A>) -> Result<Configuration, Error> {
    Ok(Configuration {
        revision: revision_of(&at().db).await?,
        users: Users(at()).list().await?,
        teams: Teams(at()).list().await?,
        team_members: Teams(at()).members().await?,
        providers: OidcProviders(at()).list().await?,
        accounts: Identities(at()).accounts().await?,
        servers: Servers(at()).list().await?,
        tools: Tools(at()).list_all().await?,
        offerings: Offerings(at()).list_all().await?,
        namespaces: Namespaces(at()).list().await?,
        namespace_servers: Namespaces(at()).all_servers().await?,
        namespace_tools: Namespaces(at()).all_tools().await?,
        tool_verdicts: ToolVerdicts(at()).all_in_force().await?,
        endpoints: Endpoints(at()).list().await?,
        api_keys: ApiKeys(at()).list().await?,
        authorizations: Authorizations(at()).list().await?,
        signing_keys: SigningKeys(at()).list().await?,
    })
}
