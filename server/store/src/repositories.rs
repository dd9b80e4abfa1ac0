//! Every repository, once for reading and once for writing.

use crate::{
    ApiKeys, Approvals, Authorizations, ConformanceRuns, Endpoints, Identities, NamespaceSaves, Namespaces,
    OauthClients, OauthCodes, Offerings, OidcProviders, PersonLinks, Read, Registrations, SavedRequests,
    Servers, Settings, SignInAttempts, SignUpRequests, SigningKeys, Store, Teams, ToolChanges, ToolVerdicts,
    Tools, Tx, UpstreamAttempts, UpstreamGrants, Users, WebSessions, Write, access::Executor,
};

macro_rules! repositories {
    ($($(#[$doc:meta])* $name:ident: $Repository:ident),+ $(,)?) => {
        impl Store {
            $( $(#[$doc])* pub fn $name(&self) -> $Repository<'_, Read> {
                $Repository(Executor::of_store(self.connection()))
            } )+
        }

        impl Tx {
            $( $(#[$doc])* pub fn $name(&self) -> $Repository<'_, Write> {
                $Repository(self.executor())
            } )+
        }
    };
}

repositories! {
    /// People.
    users: Users,
    /// People who keep things together.
    teams: Teams,
    /// How people prove who they are.
    identities: Identities,
    /// Where people are signed in.
    web_sessions: WebSessions,
    /// Providers that people sign in by.
    oidc_providers: OidcProviders,
    /// People on their way through a provider.
    sign_in_attempts: SignInAttempts,
    /// People who wait to be let in.
    sign_up_requests: SignUpRequests,
    /// People who registered and wait to be let in.
    registrations: Registrations,
    /// Links for people who cannot sign in yet.
    person_links: PersonLinks,
    /// Configured MCP servers.
    servers: Servers,
    /// Tools of servers, as last seen.
    tools: Tools,
    /// What changed at the tools of servers.
    tool_changes: ToolChanges,
    /// What was decided about tools in namespaces.
    tool_verdicts: ToolVerdicts,
    /// What servers offer beside tools, as last seen.
    offerings: Offerings,
    /// Groups of servers with chosen tools.
    namespaces: Namespaces,
    /// What each save changed of a namespace.
    namespace_saves: NamespaceSaves,
    /// Published namespaces.
    endpoints: Endpoints,
    /// Checks of conformance that were tried at endpoints.
    conformance_runs: ConformanceRuns,
    /// Keys that clients present.
    api_keys: ApiKeys,
    /// Clients that people let act for them.
    oauth_clients: OauthClients,
    /// Clients that act for somebody at an endpoint.
    authorizations: Authorizations,
    /// Authorization codes.
    oauth_codes: OauthCodes,
    /// What people allowed the gateway to do at servers.
    upstream_grants: UpstreamGrants,
    /// People on their way to an authorization server and back.
    upstream_attempts: UpstreamAttempts,
    /// Keys that sign who calls.
    signing_keys: SigningKeys,
    /// Calls that wait until a person allows them.
    approvals: Approvals,
    /// Requests of the inspector that people keep.
    saved_requests: SavedRequests,
    /// Settings of the installation.
    settings: Settings,
}
