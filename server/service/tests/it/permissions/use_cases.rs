//! All use cases that have a caller.

mod approvals;
mod audit;
mod changes;
mod inspector;
mod middleware;
mod wires;

use std::net::{IpAddr, Ipv4Addr};

use model::{
    ApiKeyInput, Belongings, Declaration, DeleteTeamInput, DeleteUserInput, EndpointInput, HandOverInput,
    InviteInput, KeyOverlap, LogFilter, NamespaceCloneInput, NamespaceImportInput, NamespaceInput,
    OidcProviderInput, PasswordInput, ProfileInput, Recipient, RegistrationPolicy, Role, ServerInput,
    ServerKind, TeamInput, TeamMemberInput, Thing, ToolCallInput, ToolOverrideInput, UserChangeInput,
    UserInput, Visibility,
};
use service::{Error, Result, Services};

use super::world::World;
use crate::support::{endpoint, namespace, remote, stdio};

const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

macro_rules! use_cases {
    ($($name:ident),+ $(,)?) => {
        /// One use case of the service.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum UseCase { $($name),+ }

        impl UseCase {
            /// Every use case.
            pub(super) const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

use_cases! {
    GetAccount, Rename, ChangePassword, EndSession, EndOtherSessions,
    ListUsers, CreateUser, GetUser, UpdateUser, SetPassword, DeleteUser,
    Invite, InviteForPage, ResetLink, ResetLinkForPage, PersonLinks, RevealLink, RevokeLink,
    ListTeams, GetTeam, CreateTeam, UpdateTeam, DeleteTeam, PutMember, RemoveMember, LeaveTeam,
    LookAtOwner, AskConsequences, HandOver,
    ListServers, Defaults, GetServer, ServerTools, ToolHistory, ServerConnections, ServerSignIn, CreateServer, CreateStandIn, CreateCommand, UpdateServer, UpdateToCommand, DeleteServer, ServerUsedBy,
    RetryServer, RefreshServer, ExportServers, ImportUrls, ImportCommands,
    ListNamespaces, GetNamespace, CreateNamespace, UpdateNamespace, DeleteNamespace, NamespaceUsedBy,
    SetServerEnabled, SetToolsEnabled, GetNamespaceTool, SetToolOverride, UndoToolOverride,
    GetMiddleware, AddMiddleware, SetMiddleware, SetMiddlewareEnabled, MoveMiddleware, RemoveMiddleware, UndoMiddleware,
    ApproveCall, ApproveChange, ApproveChanges, CloneNamespace, CountApprovals, DraftNamespaceImport, ExportNamespace, FindTools, FindToolsWithin, GetApproval, ListApprovals, NamespaceChanges, NamespaceCosts, NamespaceSaves, PreviewNamespace, PreviewNewNamespace, RefuseCall, RefuseChange, ReturnToVerdict, ToolVerdicts, UndoNamespaceSave,
    ListEndpoints, EndpointProviders, GetEndpoint, CreateEndpoint, UpdateEndpoint, DeleteEndpoint, EndpointSessions,
    DisconnectSession, CallTool, ViewConformance,
    ListApiKeys, GetApiKey, CreateApiKey, CreateApiKeyForPage, UpdateApiKey, RotateApiKey, RotateApiKeyForPage, RevealApiKey, SetApiKeyActive, DeleteApiKey,
    ProbeUrl, ProbeCommand, Demo,
    RecentCalls, Needs, Inspect, InspectorTargets, ListSavedRequests, GetSavedRequest, SaveRequest, RenameSavedRequest, DeleteSavedRequest, ListRecordings, RecordWires,
    LatestLogs, LogsAfter, DownloadLogs,
    AuditCalls, AuditFigures, ExportCalls, AuditActs, ExportActs, VerifyAudit,
    ConnectedClients, OauthClients, OauthPolicy, SetOauthPolicy, RegisterOauthClient,
    RegisterOauthClientForPage, RevealOauthClient, ApproveOauthClient, DeleteOauthClient,
    Providers, GetProvider, CreateProvider, UpdateProvider, TestProvider, DeleteProvider, SignInSettings, SetByPassword,
    SetSignUp, SetRegistration, Waiting, LetIn, TurnAway,
    Plan, Apply, Export,
}

impl UseCase {
    /// It is about a new thing, not about one that is there.
    pub(super) fn makes_something(self) -> bool {
        matches!(
            self,
            Self::CreateServer
                | Self::CreateStandIn
                | Self::CreateNamespace
                | Self::PreviewNewNamespace
                | Self::CreateEndpoint
                | Self::CreateApiKey
                | Self::CreateApiKeyForPage
                | Self::SaveRequest
        )
    }

    /// The caller tries it.
    #[expect(clippy::too_many_lines, reason = "it is a table")]
    pub(super) async fn attempt(self, services: &Services, world: &World) -> Result<()> {
        match self {
            Self::GetAccount
            | Self::Rename
            | Self::ChangePassword
            | Self::EndSession
            | Self::EndOtherSessions => self.with_account(services, world).await,
            Self::ListUsers
            | Self::CreateUser
            | Self::GetUser
            | Self::UpdateUser
            | Self::SetPassword
            | Self::DeleteUser => self.with_users(services, world).await,
            Self::Invite
            | Self::InviteForPage
            | Self::ResetLink
            | Self::ResetLinkForPage
            | Self::PersonLinks
            | Self::RevealLink
            | Self::RevokeLink => self.with_links(services, world).await,
            Self::ListTeams
            | Self::GetTeam
            | Self::CreateTeam
            | Self::UpdateTeam
            | Self::DeleteTeam
            | Self::PutMember
            | Self::RemoveMember
            | Self::LeaveTeam => self.with_teams(services, world).await,
            Self::LookAtOwner | Self::AskConsequences | Self::HandOver => {
                self.with_owners(services, world).await
            }
            Self::ListNamespaces
            | Self::GetNamespace
            | Self::CreateNamespace
            | Self::UpdateNamespace
            | Self::DeleteNamespace
            | Self::NamespaceUsedBy
            | Self::SetServerEnabled
            | Self::SetToolsEnabled
            | Self::GetNamespaceTool
            | Self::SetToolOverride
            | Self::UndoToolOverride => self.with_namespaces(services, world).await,
            Self::GetMiddleware
            | Self::AddMiddleware
            | Self::SetMiddleware
            | Self::SetMiddlewareEnabled
            | Self::MoveMiddleware
            | Self::RemoveMiddleware
            | Self::UndoMiddleware => self.with_middleware(services, world).await,
            Self::NamespaceChanges
            | Self::ApproveChange
            | Self::ApproveChanges
            | Self::RefuseChange
            | Self::ToolVerdicts
            | Self::ReturnToVerdict => self.with_changes(services, world).await,
            Self::CloneNamespace
            | Self::ExportNamespace
            | Self::DraftNamespaceImport
            | Self::NamespaceCosts
            | Self::FindTools
            | Self::FindToolsWithin
            | Self::NamespaceSaves
            | Self::UndoNamespaceSave
            | Self::PreviewNamespace
            | Self::PreviewNewNamespace => self.with_copies(services, world).await,
            Self::ListApprovals
            | Self::CountApprovals
            | Self::GetApproval
            | Self::ApproveCall
            | Self::RefuseCall => self.with_approvals(services, world).await,
            Self::Inspect
            | Self::InspectorTargets
            | Self::ListSavedRequests
            | Self::GetSavedRequest
            | Self::SaveRequest
            | Self::RenameSavedRequest
            | Self::DeleteSavedRequest => self.with_inspector(services, world).await,
            Self::ListRecordings | Self::RecordWires => self.with_wires(services, world).await,
            Self::ListEndpoints
            | Self::EndpointProviders
            | Self::GetEndpoint
            | Self::CreateEndpoint
            | Self::UpdateEndpoint
            | Self::DeleteEndpoint
            | Self::EndpointSessions
            | Self::DisconnectSession
            | Self::ViewConformance
            | Self::CallTool => self.with_endpoints(services, world).await,
            Self::ListApiKeys
            | Self::GetApiKey
            | Self::UpdateApiKey
            | Self::RotateApiKey
            | Self::RotateApiKeyForPage
            | Self::CreateApiKey
            | Self::CreateApiKeyForPage
            | Self::RevealApiKey
            | Self::SetApiKeyActive
            | Self::DeleteApiKey => self.with_keys(services, world).await,
            Self::ProbeUrl | Self::ProbeCommand | Self::Demo => self.with_quick(services, world).await,
            Self::AuditCalls
            | Self::AuditFigures
            | Self::ExportCalls
            | Self::AuditActs
            | Self::ExportActs
            | Self::VerifyAudit => self.with_audit(services, world).await,
            Self::Needs => services.overview().needs(&world.caller).await.map(drop),
            Self::RecentCalls => services.calls().recent(&world.caller, 10).await.map(drop),
            Self::LatestLogs => {
                let filter = LogFilter::default();
                services.logs().latest(&world.caller, filter).await.map(drop)
            }
            Self::LogsAfter => {
                let filter = LogFilter::default();
                services.logs().after(&world.caller, &filter, 0).await.map(drop)
            }
            Self::DownloadLogs => {
                let filter = LogFilter::default();
                services.logs().download(&world.caller, &filter).await.map(drop)
            }
            Self::Providers
            | Self::GetProvider
            | Self::CreateProvider
            | Self::UpdateProvider
            | Self::TestProvider
            | Self::DeleteProvider
            | Self::SignInSettings
            | Self::SetByPassword
            | Self::SetSignUp
            | Self::SetRegistration
            | Self::Waiting
            | Self::LetIn
            | Self::TurnAway => self.with_sso(services, world).await,
            Self::ConnectedClients
            | Self::OauthClients
            | Self::OauthPolicy
            | Self::SetOauthPolicy
            | Self::RegisterOauthClient
            | Self::RegisterOauthClientForPage
            | Self::RevealOauthClient
            | Self::ApproveOauthClient
            | Self::DeleteOauthClient => self.with_oauth(services, world).await,
            Self::Plan => services
                .transfer()
                .plan(&world.caller, &Declaration::default())
                .await
                .map(drop),
            Self::Apply => services
                .transfer()
                .apply(&world.caller, Declaration::default())
                .await
                .map(drop),
            Self::Export => services.transfer().export(&world.caller).await.map(drop),
            _ => self.with_servers(services, world).await,
        }
    }

    async fn with_account(self, services: &Services, world: &World) -> Result<()> {
        let (account, caller) = (services.account(), &world.caller);
        match self {
            Self::GetAccount => account.get(caller, None).await.map(drop),
            Self::Rename => {
                let input = ProfileInput {
                    name: "Renamed".to_owned(),
                };
                account.rename(caller, input).await
            }
            Self::ChangePassword => {
                let input = PasswordInput {
                    current_password: "nobody has one here".to_owned(),
                    password: "correct horse".to_owned(),
                };
                match account.change_password(caller, input, ADDRESS, None).await {
                    // That the password was looked at is enough.
                    Err(Error::Invalid(_)) => Ok(()),
                    other => other,
                }
            }
            Self::EndSession => account.end_session(caller, &world.session.to_string()).await,
            Self::EndOtherSessions => account.end_other_sessions(caller, None).await,
            other => panic!("{other:?} is not about one's own account"),
        }
    }

    async fn with_users(self, services: &Services, world: &World) -> Result<()> {
        let (users, caller, id) = (services.users(), &world.caller, world.person);
        match self {
            Self::ListUsers => users.list(caller).await.map(drop),
            Self::CreateUser => {
                let input = UserInput {
                    name: "New".to_owned(),
                    email: format!("{}-new@example.com", world.name),
                    password: "correct horse".to_owned(),
                    role: Role::Viewer,
                };
                users.create(caller, input).await.map(drop)
            }
            Self::GetUser => users.get(caller, id).await.map(drop),
            Self::UpdateUser => {
                let input = UserChangeInput {
                    name: "Changed".to_owned(),
                    role: Role::Member,
                    runs_commands: true,
                    version: 1,
                };
                users.update(caller, id, input).await.map(drop)
            }
            Self::SetPassword => users.set_password(caller, id, "correct horse".to_owned()).await,
            Self::DeleteUser => users.delete(caller, id, DeleteUserInput::default()).await,
            other => panic!("{other:?} is not about people"),
        }
    }

    async fn with_links(self, services: &Services, world: &World) -> Result<()> {
        let (users, caller, id) = (services.users(), &world.caller, world.person);
        let invite = |number: u8| InviteInput {
            email: format!("{}-invited{number}@example.com", world.name),
            name: String::new(),
            role: Role::Viewer,
        };
        match self {
            Self::Invite => users.invite(caller, invite(1)).await.map(drop),
            Self::InviteForPage => users.invite_for_page(caller, invite(2)).await.map(drop),
            Self::ResetLink => users.reset_link(caller, id).await.map(drop),
            Self::ResetLinkForPage => users.reset_link_for_page(caller, id).await.map(drop),
            Self::PersonLinks => users.links(caller).await.map(drop),
            Self::RevealLink => users.reveal_link(caller, "no token").await.map(drop),
            Self::RevokeLink => users.revoke_link(caller, world.link).await,
            other => panic!("{other:?} is not about links"),
        }
    }

    async fn with_teams(self, services: &Services, world: &World) -> Result<()> {
        let (teams, caller, id) = (services.teams(), &world.caller, world.team);
        let input = TeamInput {
            name: format!("{}-renamed", world.name),
            version: 1,
            ..TeamInput::default()
        };
        match self {
            Self::ListTeams => teams.list(caller).await.map(drop),
            Self::GetTeam => teams.get(caller, id).await.map(drop),
            Self::CreateTeam => {
                let name = format!("{}-new", world.name);
                teams.create(caller, TeamInput { name, ..input }).await.map(drop)
            }
            Self::UpdateTeam => teams.update(caller, id, input).await,
            Self::DeleteTeam => {
                let input = DeleteTeamInput {
                    belongings: Belongings::Delete,
                    heir: String::new(),
                };
                teams.delete(caller, id, input).await
            }
            Self::PutMember => {
                let input = TeamMemberInput {
                    email: format!("{}-person@example.com", world.name),
                    is_manager: true,
                };
                teams.put_member(caller, id, input).await
            }
            Self::RemoveMember => teams.remove_member(caller, id, world.person).await,
            Self::LeaveTeam => teams.remove_member(caller, id, caller.user_id).await,
            other => panic!("{other:?} is not about teams"),
        }
    }

    async fn with_owners(self, services: &Services, world: &World) -> Result<()> {
        let (ownership, caller) = (services.ownership(), &world.caller);
        let thing = Thing::Namespace(world.namespace);
        let input = HandOverInput {
            to: Recipient::Oneself.to_string(),
            along: true,
        };
        match self {
            Self::LookAtOwner => ownership.get(caller, thing).await.map(drop),
            Self::AskConsequences => ownership.consequences(caller, thing, &input).await.map(drop),
            Self::HandOver => ownership.hand_over(caller, thing, input).await,
            other => panic!("{other:?} is not about owners"),
        }
    }

    async fn with_servers(self, services: &Services, world: &World) -> Result<()> {
        let (servers, caller, id) = (services.servers(), &world.caller, world.server);
        let new_name = format!("{}-new", world.name);
        match self {
            Self::ListServers => servers.list(caller).await.map(drop),
            Self::Defaults => servers.defaults(caller).map(drop),
            Self::GetServer => servers.get(caller, id).await.map(drop),
            Self::ServerTools => servers.tools(caller, id).await.map(drop),
            Self::ToolHistory => servers.tool_history(caller, id, 1).await.map(drop),
            Self::ServerConnections => servers.connections(caller, id).await.map(drop),
            Self::CreateServer => servers
                .create(caller, remote(&new_name, world.visibility))
                .await
                .map(drop),
            Self::CreateStandIn => {
                let input = ServerInput {
                    kind: ServerKind::Namespace,
                    namespace_id: world.namespace.to_string(),
                    ..remote(&new_name, world.visibility)
                };
                servers.create(caller, input).await.map(drop)
            }
            Self::CreateCommand => servers
                .create(caller, stdio(&new_name, "true", Visibility::Private))
                .await
                .map(drop),
            Self::UpdateServer => {
                let input = ServerInput {
                    version: 1,
                    ..remote(&new_name, world.visibility)
                };
                servers.update(caller, id, input).await.map(drop)
            }
            Self::UpdateToCommand => {
                let input = ServerInput {
                    version: 1,
                    ..stdio(&new_name, "true", world.visibility)
                };
                servers.update(caller, id, input).await.map(drop)
            }
            Self::DeleteServer => servers.delete(caller, id).await,
            Self::ServerUsedBy => servers.used_by(caller, id).await.map(drop),
            Self::ServerSignIn => services.sign_ins().view(caller, id).await.map(drop),
            Self::RetryServer => servers.retry(caller, id).await,
            Self::RefreshServer => servers.refresh(caller, id).await,
            Self::ExportServers => servers.export(caller).await.map(drop),
            Self::ImportUrls => servers.import(caller, "http://127.0.0.1:9/mcp").await.map(drop),
            Self::ImportCommands => servers.import(caller, "true").await.map(drop),
            other => panic!("{other:?} is not about servers"),
        }
    }

    async fn with_namespaces(self, services: &Services, world: &World) -> Result<()> {
        let (namespaces, caller, id) = (services.namespaces(), &world.caller, world.namespace);
        let input = namespace(&format!("{}-new", world.name), &[], world.visibility);
        match self {
            Self::ListNamespaces => namespaces.list(caller).await.map(drop),
            Self::GetNamespace => namespaces.get(caller, id).await.map(drop),
            Self::CreateNamespace => namespaces.create(caller, input).await.map(drop),
            Self::UpdateNamespace => namespaces
                .update(caller, id, NamespaceInput { version: 1, ..input })
                .await
                .map(drop),
            Self::DeleteNamespace => namespaces.delete(caller, world.unpublished).await,
            Self::NamespaceUsedBy => namespaces.used_by(caller, id).await.map(drop),
            Self::SetServerEnabled => {
                namespaces
                    .set_server_enabled(caller, id, world.server, false)
                    .await
            }
            Self::SetToolsEnabled => {
                namespaces
                    .set_tools_enabled(caller, id, vec![world.tool], false)
                    .await
            }
            Self::GetNamespaceTool => namespaces.tool(caller, id, world.tool).await.map(drop),
            Self::UndoToolOverride => namespaces.undo_tool_override(caller, id, world.tool, 0).await,
            Self::SetToolOverride => {
                let input = ToolOverrideInput {
                    title: "Another".to_owned(),
                    ..ToolOverrideInput::default()
                };
                namespaces.set_tool_override(caller, id, world.tool, input).await
            }
            other => panic!("{other:?} is not about namespaces"),
        }
    }

    /// Namespaces once more, and what comes of edits that nobody saves.
    async fn with_copies(self, services: &Services, world: &World) -> Result<()> {
        let (namespaces, caller, id) = (services.namespaces(), &world.caller, world.namespace);
        let input = namespace(&format!("{}-new", world.name), &[], world.visibility);
        match self {
            Self::CloneNamespace => {
                let input = NamespaceCloneInput {
                    name: format!("{}-clone", world.name),
                    visibility: Visibility::Private,
                };
                match namespaces.clone_as(caller, world.unpublished, input).await {
                    // Administrators see what is another's, and cannot use its servers in their own.
                    Err(Error::Invalid(errors)) if !errors.get("servers").is_empty() => Ok(()),
                    cloned => cloned.map(drop),
                }
            }
            Self::NamespaceCosts => namespaces.costs(caller, id).await.map(drop),
            Self::FindTools => namespaces.find_tools(caller, "t", None).await.map(drop),
            Self::FindToolsWithin => namespaces.find_tools(caller, "t", Some(id)).await.map(drop),
            Self::NamespaceSaves => namespaces.saves(caller, id).await.map(drop),
            Self::UndoNamespaceSave => {
                namespaces
                    .set_server_enabled(caller, id, world.server, false)
                    .await?;
                let saves = namespaces.saves(caller, id).await?;
                namespaces.undo_save(caller, id, saves[0].id).await.map(drop)
            }
            Self::PreviewNamespace => namespaces.preview(caller, Some(id), input).await.map(drop),
            Self::PreviewNewNamespace => namespaces.preview(caller, None, input).await.map(drop),
            Self::ExportNamespace => namespaces.export(caller, id).await.map(drop),
            Self::DraftNamespaceImport => {
                let input = NamespaceImportInput {
                    text: r#"{"namespaces":{"imported":{}}}"#.to_owned(),
                    visibility: Visibility::Private,
                    ..NamespaceImportInput::default()
                };
                namespaces.draft_import(caller, input).await.map(drop)
            }
            other => panic!("{other:?} is not about namespaces"),
        }
    }

    async fn with_endpoints(self, services: &Services, world: &World) -> Result<()> {
        let (endpoints, caller, id) = (services.endpoints(), &world.caller, world.endpoint);
        let input = endpoint(&format!("{}-new", world.name), world.namespace, world.visibility);
        match self {
            Self::ListEndpoints => endpoints.list(caller).await.map(drop),
            Self::EndpointProviders => endpoints.providers(caller).await.map(drop),
            Self::GetEndpoint => endpoints.get(caller, id).await.map(drop),
            Self::CreateEndpoint => endpoints.create(caller, input).await.map(drop),
            Self::UpdateEndpoint => endpoints
                .update(caller, id, EndpointInput { version: 1, ..input })
                .await
                .map(drop),
            Self::DeleteEndpoint => endpoints.delete(caller, id).await,
            Self::EndpointSessions => endpoints.sessions(caller, id).await.map(drop),
            Self::DisconnectSession => endpoints.disconnect(caller, id, "0").await,
            Self::CallTool => {
                let call = ToolCallInput {
                    tool: format!("{}__t", world.name),
                    ..ToolCallInput::default()
                };
                endpoints.call_tool(caller, id, &call).await.map(drop)
            }
            Self::ViewConformance => services.conformance().view(caller, id, None).await.map(drop),
            other => panic!("{other:?} is not about endpoints"),
        }
    }

    async fn with_keys(self, services: &Services, world: &World) -> Result<()> {
        let (keys, caller, id) = (services.api_keys(), &world.caller, world.key);
        let input = ApiKeyInput {
            name: format!("{}-new", world.name),
            visibility: world.visibility,
            ..ApiKeyInput::default()
        };
        match self {
            Self::ListApiKeys => keys.list(caller).await.map(drop),
            Self::GetApiKey => keys.get(caller, id).await.map(drop),
            Self::UpdateApiKey => keys.update(caller, id, input).await,
            Self::RotateApiKey => keys.rotate(caller, id, KeyOverlap::Day).await.map(drop),
            Self::RotateApiKeyForPage => {
                let rotated = keys.rotate_for_page(caller, id, KeyOverlap::None);
                rotated.await.map(drop)
            }
            Self::CreateApiKey => keys.create(caller, input).await.map(drop),
            Self::CreateApiKeyForPage => keys.create_for_page(caller, input).await.map(drop),
            Self::RevealApiKey => keys.reveal(caller, "no token").await.map(drop),
            Self::SetApiKeyActive => keys.set_active(caller, id, false).await,
            Self::DeleteApiKey => keys.delete(caller, id).await,
            other => panic!("{other:?} is not about keys"),
        }
    }

    /// What is one person's alone (a question, a connection of theirs) is in the tests of OAuth.
    async fn with_oauth(self, services: &Services, world: &World) -> Result<()> {
        const CALLBACK: &str = "http://127.0.0.1/cb";
        let (oauth, caller, id) = (services.oauth(), &world.caller, world.client);
        match self {
            Self::ConnectedClients => oauth.connected(caller).await.map(drop),
            Self::OauthClients => oauth.clients(caller).await.map(drop),
            Self::OauthPolicy => oauth.policy(caller).await.map(drop),
            Self::SetOauthPolicy => oauth.set_policy(caller, RegistrationPolicy::Approved).await,
            Self::RegisterOauthClient => oauth
                .register_client(caller, "new", CALLBACK, true)
                .await
                .map(drop),
            Self::RegisterOauthClientForPage => oauth
                .register_client_for_page(caller, "new", CALLBACK, false)
                .await
                .map(drop),
            Self::RevealOauthClient => oauth.reveal_client(caller, "no token").await.map(drop),
            Self::ApproveOauthClient => oauth.approve_client(caller, id).await,
            Self::DeleteOauthClient => oauth.delete_client(caller, id).await,
            other => panic!("{other:?} is not about OAuth"),
        }
    }

    /// What is one person's alone (an account that they link or unlink) is in the tests of single sign-on.
    async fn with_sso(self, services: &Services, world: &World) -> Result<()> {
        let (sso, caller, id) = (services.sso(), &world.caller, world.provider);
        let input = OidcProviderInput {
            name: world.name.clone(),
            slug: format!("{}-new", world.name),
            issuer: "http://127.0.0.1:9".to_owned(),
            client_id: "metamcp".to_owned(),
            default_role: "viewer".to_owned(),
            creation: "off".to_owned(),
            version: 1,
            ..OidcProviderInput::default()
        };
        match self {
            Self::Providers => sso.providers(caller).await.map(drop),
            Self::GetProvider => sso.provider(caller, id).await.map(drop),
            Self::CreateProvider => sso.create(caller, input).await.map(drop),
            Self::UpdateProvider => {
                let slug = world.name.clone();
                sso.update(caller, id, OidcProviderInput { slug, ..input }).await
            }
            Self::TestProvider => sso.test(caller, id).await.map(drop),
            Self::DeleteProvider => sso.delete(caller, id).await,
            Self::SignInSettings => sso.settings(caller).await.map(drop),
            Self::SetByPassword => sso.set_by_password(caller, true).await,
            Self::SetSignUp => sso.set_sign_up(caller, true).await,
            Self::SetRegistration => sso.set_registration(caller, model::Registration::Approved).await,
            Self::Waiting => sso.waiting(caller).await.map(drop),
            Self::LetIn => sso.let_in(caller, world.request).await,
            Self::TurnAway => sso.turn_away(caller, world.request).await,
            other => panic!("{other:?} is not about single sign-on"),
        }
    }

    /// What comes after the probe is about a draft, which only its maker has: see the tests of quick connect.
    async fn with_quick(self, services: &Services, world: &World) -> Result<()> {
        let (quick, caller) = (services.quick(), &world.caller);
        match self {
            Self::ProbeUrl => quick
                .probe(caller, "http://127.0.0.1:9/mcp".to_owned(), None)
                .await
                .map(drop),
            Self::ProbeCommand => quick.probe(caller, "true".to_owned(), None).await.map(drop),
            Self::Demo => quick.demo(caller).await.map(drop),
            other => panic!("{other:?} is not about drafts"),
        }
    }
}
