//! The rows of the table. The build script of this crate lists the methods, so a new one without a row does not compile.

use super::use_cases::UseCase as U;

include!(concat!(env!("OUT_DIR"), "/use_cases.rs"));

/// What is attempted of a method by every role on everything, or why nothing is.
pub(super) enum Row {
    Attempts(&'static [U]),
    /// It is about something that is one person's alone, and those tests are where such a thing is made.
    InTestsOf(&'static str),
}

#[expect(clippy::too_many_lines, reason = "it is a table")]
pub(super) fn row(method: Method) -> Row {
    use Method as M;
    use Row::{Attempts, InTestsOf};
    match method {
        M::AccountGet => Attempts(&[U::GetAccount]),
        M::AccountRename => Attempts(&[U::Rename]),
        M::AccountChangePassword => Attempts(&[U::ChangePassword]),
        M::AccountEndSession => Attempts(&[U::EndSession]),
        M::AccountEndOtherSessions => Attempts(&[U::EndOtherSessions]),
        M::AccountNoteSeen => InTestsOf("one's own account: it notes when the caller was seen"),
        M::UsersList => Attempts(&[U::ListUsers]),
        M::UsersCreate => Attempts(&[U::CreateUser]),
        M::UsersGet => Attempts(&[U::GetUser]),
        M::UsersUpdate => Attempts(&[U::UpdateUser]),
        M::UsersSetPassword => Attempts(&[U::SetPassword]),
        M::UsersDelete => Attempts(&[U::DeleteUser]),
        M::UsersInvite => Attempts(&[U::Invite]),
        M::UsersInviteForPage => Attempts(&[U::InviteForPage]),
        M::UsersResetLink => Attempts(&[U::ResetLink]),
        M::UsersResetLinkForPage => Attempts(&[U::ResetLinkForPage]),
        M::UsersLinks => Attempts(&[U::PersonLinks]),
        M::UsersRevealLink => Attempts(&[U::RevealLink]),
        M::UsersRevokeLink => Attempts(&[U::RevokeLink]),
        M::TeamsList => Attempts(&[U::ListTeams]),
        M::TeamsGet => Attempts(&[U::GetTeam]),
        M::TeamsCreate => Attempts(&[U::CreateTeam]),
        M::TeamsUpdate => Attempts(&[U::UpdateTeam]),
        M::TeamsDelete => Attempts(&[U::DeleteTeam]),
        M::TeamsPutMember => Attempts(&[U::PutMember]),
        M::TeamsRemoveMember => Attempts(&[U::RemoveMember, U::LeaveTeam]),
        M::OwnershipGet => Attempts(&[U::LookAtOwner]),
        M::OwnershipConsequences => Attempts(&[U::AskConsequences]),
        M::OwnershipHandOver => Attempts(&[U::HandOver]),
        M::ServersList => Attempts(&[U::ListServers]),
        M::ServersDefaults => Attempts(&[U::Defaults]),
        M::ServersGet => Attempts(&[U::GetServer]),
        M::ServersTools => Attempts(&[U::ServerTools]),
        M::ServersToolHistory => Attempts(&[U::ToolHistory]),
        M::ServersConnections => Attempts(&[U::ServerConnections]),
        M::ServersCreate => Attempts(&[U::CreateServer, U::CreateStandIn, U::CreateCommand]),
        M::ServersUpdate => Attempts(&[U::UpdateServer, U::UpdateToCommand]),
        M::ServersDelete => Attempts(&[U::DeleteServer]),
        M::ServersUsedBy => Attempts(&[U::ServerUsedBy]),
        M::ServersRetry => Attempts(&[U::RetryServer]),
        M::ServersRefresh => Attempts(&[U::RefreshServer]),
        M::ServersExport => Attempts(&[U::ExportServers]),
        M::ServersImport => Attempts(&[U::ImportUrls, U::ImportCommands]),
        M::NamespacesList => Attempts(&[U::ListNamespaces]),
        M::NamespacesGet => Attempts(&[U::GetNamespace]),
        M::NamespacesCreate => Attempts(&[U::CreateNamespace]),
        M::NamespacesUpdate => Attempts(&[U::UpdateNamespace]),
        M::NamespacesDelete => Attempts(&[U::DeleteNamespace]),
        M::NamespacesUsedBy => Attempts(&[U::NamespaceUsedBy]),
        M::NamespacesSetServerEnabled => Attempts(&[U::SetServerEnabled]),
        M::NamespacesSetToolsEnabled => Attempts(&[U::SetToolsEnabled]),
        M::NamespacesTool => Attempts(&[U::GetNamespaceTool]),
        M::NamespacesSetToolOverride => Attempts(&[U::SetToolOverride]),
        M::NamespacesUndoToolOverride => Attempts(&[U::UndoToolOverride]),
        M::NamespacesMiddleware => Attempts(&[U::GetMiddleware]),
        M::NamespacesAddMiddleware => Attempts(&[U::AddMiddleware]),
        M::NamespacesSetMiddleware => Attempts(&[U::SetMiddleware]),
        M::NamespacesSetMiddlewareEnabled => Attempts(&[U::SetMiddlewareEnabled]),
        M::NamespacesMoveMiddleware => Attempts(&[U::MoveMiddleware]),
        M::NamespacesRemoveMiddleware => Attempts(&[U::RemoveMiddleware]),
        M::NamespacesUndoMiddleware => Attempts(&[U::UndoMiddleware]),
        M::NamespacesChanges => Attempts(&[U::NamespaceChanges]),
        M::NamespacesApproveChange => Attempts(&[U::ApproveChange]),
        M::NamespacesApproveChanges => Attempts(&[U::ApproveChanges]),
        M::NamespacesRefuseChange => Attempts(&[U::RefuseChange]),
        M::NamespacesToolVerdicts => Attempts(&[U::ToolVerdicts]),
        M::NamespacesReturnToVerdict => Attempts(&[U::ReturnToVerdict]),
        M::NamespacesCloneAs => Attempts(&[U::CloneNamespace]),
        M::NamespacesExport => Attempts(&[U::ExportNamespace]),
        M::NamespacesFindTools => Attempts(&[U::FindTools, U::FindToolsWithin]),
        M::NamespacesSaves => Attempts(&[U::NamespaceSaves]),
        M::NamespacesUndoSave => Attempts(&[U::UndoNamespaceSave]),
        M::NamespacesCosts => Attempts(&[U::NamespaceCosts]),
        M::NamespacesPreview => Attempts(&[U::PreviewNamespace, U::PreviewNewNamespace]),
        M::NamespacesDraftImport => Attempts(&[U::DraftNamespaceImport]),
        M::NamespacesImportDraft | M::NamespacesImport => {
            InTestsOf("copies of namespaces: what is about to be imported is there for one person only")
        }
        M::EndpointsList => Attempts(&[U::ListEndpoints]),
        M::EndpointsGet => Attempts(&[U::GetEndpoint]),
        M::EndpointsProviders => Attempts(&[U::EndpointProviders]),
        M::EndpointsCreate => Attempts(&[U::CreateEndpoint]),
        M::EndpointsUpdate => Attempts(&[U::UpdateEndpoint]),
        M::EndpointsDelete => Attempts(&[U::DeleteEndpoint]),
        M::EndpointsSessions => Attempts(&[U::EndpointSessions]),
        M::EndpointsDisconnect => Attempts(&[U::DisconnectSession]),
        M::EndpointsCallTool => Attempts(&[U::CallTool]),
        M::ConformanceRun => {
            InTestsOf("conformance: every role tries it, and each try is some dozens of requests")
        }
        M::ConformanceView => Attempts(&[U::ViewConformance]),
        M::ApprovalsList => Attempts(&[U::ListApprovals]),
        M::ApprovalsCountWaiting => Attempts(&[U::CountApprovals]),
        M::ApprovalsGet => Attempts(&[U::GetApproval]),
        M::ApprovalsApprove => Attempts(&[U::ApproveCall]),
        M::ApprovalsRefuse => Attempts(&[U::RefuseCall]),
        M::InspectorTargets => Attempts(&[U::InspectorTargets]),
        M::InspectorOpen => Attempts(&[U::Inspect]),
        M::InspectorGet
        | M::InspectorApp
        | M::InspectorAppPage
        | M::InspectorAskForApp
        | M::InspectorLists
        | M::InspectorExchange
        | M::InspectorCompare
        | M::InspectorSend
        | M::InspectorResend
        | M::InspectorCancel
        | M::InspectorAnswer
        | M::InspectorComplete
        | M::InspectorPing
        | M::InspectorSetLogLevel
        | M::InspectorSetRoots
        | M::InspectorWatch
        | M::InspectorClose
        | M::InspectorCloseAll => InTestsOf("the inspector: an inspection is its maker's alone"),
        M::InspectorSetOut | M::InspectorComeBack | M::InspectorSignIn => {
            InTestsOf("the inspector: a sign-in is its maker's alone")
        }
        M::SavedRequestsList => Attempts(&[U::ListSavedRequests]),
        M::SavedRequestsGet => Attempts(&[U::GetSavedRequest]),
        M::SavedRequestsSave => Attempts(&[U::SaveRequest]),
        M::SavedRequestsRename => Attempts(&[U::RenameSavedRequest]),
        M::SavedRequestsDelete => Attempts(&[U::DeleteSavedRequest]),
        M::WiresBegin => Attempts(&[U::RecordWires]),
        M::WiresList => Attempts(&[U::ListRecordings]),
        M::WiresEntries | M::WiresEntry | M::WiresExport | M::WiresStop | M::WiresRemove => {
            InTestsOf("wires: a recording is its maker's alone")
        }
        M::ApiKeysList => Attempts(&[U::ListApiKeys]),
        M::ApiKeysGet => Attempts(&[U::GetApiKey]),
        M::ApiKeysUpdate => Attempts(&[U::UpdateApiKey]),
        M::ApiKeysRotate => Attempts(&[U::RotateApiKey]),
        M::ApiKeysRotateForPage => Attempts(&[U::RotateApiKeyForPage]),
        M::ApiKeysCreate => Attempts(&[U::CreateApiKey]),
        M::ApiKeysCreateForPage => Attempts(&[U::CreateApiKeyForPage]),
        M::ApiKeysReveal => Attempts(&[U::RevealApiKey]),
        M::ApiKeysSetActive => Attempts(&[U::SetApiKeyActive]),
        M::ApiKeysDelete => Attempts(&[U::DeleteApiKey]),
        M::QuickProbe => Attempts(&[U::ProbeUrl, U::ProbeCommand]),
        M::QuickDemo => Attempts(&[U::Demo]),
        M::QuickDraft | M::QuickCreate | M::QuickCallTool => {
            InTestsOf("quick connect: a draft is there for its maker only")
        }
        M::OverviewNeeds => Attempts(&[U::Needs]),
        M::CallsRecent => Attempts(&[U::RecentCalls]),
        M::LogsLatest => Attempts(&[U::LatestLogs]),
        M::LogsAfter => Attempts(&[U::LogsAfter]),
        M::LogsDownload => Attempts(&[U::DownloadLogs]),
        M::AuditCalls => Attempts(&[U::AuditCalls]),
        M::AuditCall => InTestsOf("the audit: a call is somebody's, at an endpoint of somebody's"),
        M::AuditFigures => Attempts(&[U::AuditFigures]),
        M::AuditExportCalls => Attempts(&[U::ExportCalls]),
        M::AuditActs => Attempts(&[U::AuditActs]),
        M::AuditExportActs => Attempts(&[U::ExportActs]),
        M::AuditVerify => Attempts(&[U::VerifyAudit]),
        M::OauthConnected => Attempts(&[U::ConnectedClients]),
        M::OauthClients => Attempts(&[U::OauthClients]),
        M::OauthPolicy => Attempts(&[U::OauthPolicy]),
        M::OauthSetPolicy => Attempts(&[U::SetOauthPolicy]),
        M::OauthRegisterClient => Attempts(&[U::RegisterOauthClient]),
        M::OauthRegisterClientForPage => Attempts(&[U::RegisterOauthClientForPage]),
        M::OauthRevealClient => Attempts(&[U::RevealOauthClient]),
        M::OauthApproveClient => Attempts(&[U::ApproveOauthClient]),
        M::OauthDeleteClient => Attempts(&[U::DeleteOauthClient]),
        M::OauthAuthorize | M::OauthQuestion | M::OauthDecide | M::OauthDisconnect => {
            InTestsOf("OAuth: a question and a connection are there for one person only")
        }
        M::SsoProviders => Attempts(&[U::Providers]),
        M::SsoProvider => Attempts(&[U::GetProvider]),
        M::SsoCreate => Attempts(&[U::CreateProvider]),
        M::SsoUpdate => Attempts(&[U::UpdateProvider]),
        M::SsoTest => Attempts(&[U::TestProvider]),
        M::SsoDelete => Attempts(&[U::DeleteProvider]),
        M::SsoSettings => Attempts(&[U::SignInSettings]),
        M::SsoSetByPassword => Attempts(&[U::SetByPassword]),
        M::SsoSetSignUp => Attempts(&[U::SetSignUp]),
        M::SsoSetRegistration => Attempts(&[U::SetRegistration]),
        M::SsoWaiting => Attempts(&[U::Waiting]),
        M::SsoLetIn => Attempts(&[U::LetIn]),
        M::SsoTurnAway => Attempts(&[U::TurnAway]),
        M::SsoBegin | M::SsoFinish | M::SsoLinked | M::SsoUnlink => {
            InTestsOf("single sign-on: an attempt and a linked account are there for one person only")
        }
        M::SignInsView => Attempts(&[U::ServerSignIn]),
        M::SignInsConnect | M::SignInsFinish | M::SignInsDisconnect => {
            InTestsOf("sign-ins at servers: they are there for one person only, or at servers that want one")
        }
        M::TransferPlan => Attempts(&[U::Plan]),
        M::TransferApply => Attempts(&[U::Apply]),
        M::TransferExport => Attempts(&[U::Export]),
    }
}

#[test]
fn every_attempt_is_in_one_row() {
    let rows = Method::ALL.iter().map(|method| row(*method));
    let attempts: Vec<U> = rows
        .flat_map(|row| match row {
            Row::Attempts(attempts) => attempts.to_vec(),
            Row::InTestsOf(what) => {
                assert!(!what.is_empty());
                Vec::new()
            }
        })
        .collect();
    for use_case in U::ALL {
        let count = attempts.iter().filter(|attempt| *attempt == use_case).count();
        assert_eq!(count, 1, "{use_case:?}");
    }
}
