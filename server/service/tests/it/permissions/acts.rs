//! Which use cases change nothing, so that they leave no act. Every other one leaves one, or the test fails.

use model::ActorKind;
use service::Caller;
use store::ActRow;

use super::use_cases::UseCase;

/// What was done is not written down as it should be, or something is that was not done.
pub(super) fn is_wrong(use_case: UseCase, caller: &Caller, is_done: bool, act: Option<&ActRow>) -> bool {
    // The process writes down what it does by itself whenever it does it.
    let act = act
        .map(|act| &act.record)
        .filter(|act| act.actor.kind != ActorKind::System);
    let Some(act) = act else {
        return is_done && !leaves_none(use_case) && !may_leave_none(use_case);
    };
    let is_named = !act.things.is_empty() || act.act.starts_with("audit.");
    !is_done || leaves_none(use_case) || !is_named || act.actor.id != Some(caller.user_id)
}

/// It reads, tries something, or is asked here for what is so already.
fn leaves_none(use_case: UseCase) -> bool {
    use UseCase as U;
    matches!(
        use_case,
        U::GetAccount
            // With a wrong password.
            | U::ChangePassword
            | U::ListServers
            | U::Defaults
            | U::GetServer
            | U::ServerTools
            | U::ToolHistory
            | U::ServerSignIn
            | U::ServerUsedBy
            | U::ServerConnections
            | U::RetryServer
            | U::RefreshServer
            | U::ExportServers
            | U::ListNamespaces
            | U::GetNamespace
            | U::GetNamespaceTool
            | U::NamespaceUsedBy
            | U::GetMiddleware
            | U::NamespaceChanges
            | U::ToolVerdicts
            | U::NamespaceSaves
            | U::NamespaceCosts
            | U::PreviewNamespace
            | U::PreviewNewNamespace
            | U::ExportNamespace
            | U::DraftNamespaceImport
            | U::FindTools
            | U::FindToolsWithin
            | U::ListEndpoints
            | U::EndpointProviders
            | U::GetEndpoint
            | U::EndpointSessions
            // There is no such session.
            | U::DisconnectSession
            | U::CallTool
            | U::ViewConformance
            | U::ListApiKeys
            | U::GetApiKey
            | U::RevealApiKey
            | U::ListApprovals
            | U::ListRecordings
            | U::Inspect
            | U::InspectorTargets
            | U::ListSavedRequests
            | U::GetSavedRequest
            | U::LatestLogs
            | U::LogsAfter
            | U::DownloadLogs
            | U::CountApprovals
            | U::GetApproval
            | U::ProbeUrl
            | U::ProbeCommand
            | U::Demo
            | U::RecentCalls
            | U::Needs
            | U::AuditCalls
            | U::AuditFigures
            | U::AuditActs
            | U::VerifyAudit
            | U::ConnectedClients
            | U::OauthClients
            | U::OauthPolicy
            | U::RevealOauthClient
            | U::Providers
            | U::GetProvider
            | U::TestProvider
            | U::SignInSettings
            | U::Waiting
            | U::ListUsers
            | U::GetUser
            | U::PersonLinks
            | U::RevealLink
            | U::ListTeams
            | U::GetTeam
            | U::LookAtOwner
            | U::AskConsequences
            | U::Plan
            | U::Export
            // An empty declaration.
            | U::Apply
    )
}

/// Where nothing has to be done, here or for some of those who ask.
fn may_leave_none(use_case: UseCase) -> bool {
    use UseCase as U;
    matches!(
        use_case,
        // No change waits for anybody.
        U::ApproveChange | U::ApproveChanges | U::RefuseChange | U::ReturnToVerdict
            // There is one link.
            | U::MoveMiddleware
            // To whom it belongs.
            | U::HandOver
            // Of what cannot be used in one's own.
            | U::CloneNamespace
    )
}
