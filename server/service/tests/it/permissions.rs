//! Who may do what: every use case, by every role, on what is public, one's own, another's and of teams.

mod acts;
mod table;
mod use_cases;
mod world;

use model::Role;
use service::Error;

use crate::support::Installation;
use use_cases::UseCase;
use world::{Whose, World};

/// What a use case asks for. A rule has to be given for each one, or this does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Everybody who is signed in; what they may not see is left out.
    Everybody,
    /// Everybody who sees the thing.
    WhoSeesIt,
    /// Everybody but viewers.
    NoViewers,
    /// Members on what they see.
    MembersWhoSeeIt,
    /// Members on what their own things could use: an administrator sees things of others, and does not act with them.
    MembersWhoUseIt,
    /// Its owner, who is everybody in a team; public things are the administrators'.
    WhoKeepsIt,
    /// Its owner alone: not even an administrator acts in another's name. Public things are the administrators'.
    WhoHoldsIt,
    /// Who keeps it and may run commands.
    WhoKeepsItAndRunsCommands,
    /// Who may run commands.
    WhoRunsCommands,
    /// Everybody who is in the team.
    WhoIsInTheTeam,
    /// Its managers.
    WhoManagesTheTeam,
    /// Everybody who is in the team; administrators who are not have nothing to leave.
    WhoCanLeave,
    /// Administrators.
    Administrators,
}

impl Rule {
    const fn is_about_commands(self) -> bool {
        matches!(self, Self::WhoKeepsItAndRunsCommands | Self::WhoRunsCommands)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    Forbidden,
    DoesNotExist,
}

#[expect(clippy::too_many_lines, reason = "it is a table")]
fn rule(use_case: UseCase) -> Rule {
    use UseCase as U;
    match use_case {
        U::GetAccount | U::Rename | U::ChangePassword | U::EndSession | U::EndOtherSessions => {
            Rule::Everybody
        }
        U::ListServers
        | U::Defaults
        | U::ListNamespaces
        | U::ListEndpoints
        | U::EndpointProviders
        | U::ListApiKeys
        | U::RecentCalls
        | U::Needs
        | U::AuditCalls
        | U::AuditFigures
        | U::ExportCalls
        | U::CountApprovals
        | U::ConnectedClients
        | U::ListTeams
        | U::FindTools
        | U::ExportServers => Rule::Everybody,
        U::GetServer
        | U::ServerTools
        | U::ToolHistory
        | U::ServerSignIn
        | U::ServerUsedBy
        | U::GetNamespace
        | U::GetNamespaceTool
        | U::GetMiddleware
        | U::NamespaceChanges
        | U::ToolVerdicts
        | U::NamespaceUsedBy
        | U::ExportNamespace
        | U::FindToolsWithin
        | U::NamespaceCosts
        | U::GetEndpoint
        | U::GetApiKey => Rule::WhoSeesIt,
        U::RotateApiKey | U::RotateApiKeyForPage => Rule::WhoHoldsIt,
        U::ImportUrls
        | U::ProbeUrl
        | U::RevealApiKey
        | U::DraftNamespaceImport
        | U::InspectorTargets
        | U::ListSavedRequests
        | U::SaveRequest
        | U::ListRecordings
        | U::ListApprovals
        | U::LatestLogs
        | U::LogsAfter
        | U::DownloadLogs => Rule::NoViewers,
        U::RetryServer | U::RefreshServer | U::CloneNamespace | U::GetSavedRequest => Rule::MembersWhoSeeIt,
        U::Inspect => Rule::MembersWhoUseIt,
        U::RenameSavedRequest
        | U::DeleteSavedRequest
        | U::CreateServer
        | U::CreateStandIn
        | U::LookAtOwner
        | U::AskConsequences
        | U::HandOver
        | U::UpdateServer
        | U::DeleteServer
        | U::CreateNamespace
        | U::PreviewNewNamespace
        | U::PreviewNamespace
        | U::NamespaceSaves
        | U::UndoNamespaceSave
        | U::UpdateNamespace
        | U::DeleteNamespace
        | U::SetServerEnabled
        | U::SetToolsEnabled
        | U::SetToolOverride
        | U::UndoToolOverride
        | U::AddMiddleware
        | U::SetMiddleware
        | U::SetMiddlewareEnabled
        | U::MoveMiddleware
        | U::RemoveMiddleware
        | U::UndoMiddleware
        | U::ApproveChange
        | U::ApproveChanges
        | U::RefuseChange
        | U::ReturnToVerdict
        | U::GetApproval
        | U::ApproveCall
        | U::RefuseCall
        | U::CreateEndpoint
        | U::UpdateEndpoint
        | U::DeleteEndpoint
        | U::EndpointSessions
        | U::ServerConnections
        | U::DisconnectSession
        | U::RecordWires
        | U::CallTool
        | U::ViewConformance
        | U::CreateApiKey
        | U::CreateApiKeyForPage
        | U::UpdateApiKey
        | U::SetApiKeyActive
        | U::DeleteApiKey => Rule::WhoKeepsIt,
        U::CreateCommand | U::ImportCommands | U::ProbeCommand | U::Demo => Rule::WhoRunsCommands,
        U::UpdateToCommand => Rule::WhoKeepsItAndRunsCommands,
        U::GetTeam => Rule::WhoIsInTheTeam,
        U::UpdateTeam | U::PutMember | U::RemoveMember => Rule::WhoManagesTheTeam,
        U::LeaveTeam => Rule::WhoCanLeave,
        U::CreateTeam
        | U::DeleteTeam
        | U::ListUsers
        | U::CreateUser
        | U::Providers
        | U::GetProvider
        | U::CreateProvider
        | U::UpdateProvider
        | U::TestProvider
        | U::DeleteProvider
        | U::SignInSettings
        | U::SetByPassword
        | U::SetSignUp
        | U::SetRegistration
        | U::Waiting
        | U::LetIn
        | U::TurnAway
        | U::OauthClients
        | U::OauthPolicy
        | U::SetOauthPolicy
        | U::RegisterOauthClient
        | U::RegisterOauthClientForPage
        | U::RevealOauthClient
        | U::ApproveOauthClient
        | U::DeleteOauthClient
        | U::GetUser
        | U::UpdateUser
        | U::SetPassword
        | U::DeleteUser
        | U::Invite
        | U::InviteForPage
        | U::ResetLink
        | U::ResetLinkForPage
        | U::PersonLinks
        | U::RevealLink
        | U::RevokeLink
        | U::AuditActs
        | U::ExportActs
        | U::VerifyAudit
        | U::Plan
        | U::Apply
        | U::Export => Rule::Administrators,
    }
}

/// Somebody who tries: a role, and whether they were allowed to run commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Person {
    role: Role,
    runs_commands: bool,
}

impl Person {
    /// A grant does nothing for viewers and changes nothing for administrators.
    const ALL: [Self; 5] = [
        Self::of(Role::Viewer, false),
        Self::of(Role::Viewer, true),
        Self::of(Role::Member, false),
        Self::of(Role::Member, true),
        Self::of(Role::Admin, false),
    ];

    const fn of(role: Role, runs_commands: bool) -> Self {
        Self { role, runs_commands }
    }

    const fn may_run_commands(self) -> bool {
        match self.role {
            Role::Viewer => false,
            Role::Member => self.runs_commands,
            Role::Admin => true,
        }
    }
}

fn expected(rule: Rule, of: Person, whose: Whose) -> Answer {
    let is_viewer = of.role == Role::Viewer;
    let is_admin = of.role == Role::Admin;
    let is_hidden = whose.is_others() && !is_admin;
    let is_in_team = matches!(whose, Whose::OnesTeams | Whose::ManagedTeams);
    match rule {
        Rule::Administrators if !is_admin => Answer::Forbidden,
        Rule::NoViewers
        | Rule::MembersWhoSeeIt
        | Rule::MembersWhoUseIt
        | Rule::WhoKeepsIt
        | Rule::WhoHoldsIt
        | Rule::WhoKeepsItAndRunsCommands
        | Rule::WhoManagesTheTeam
            if is_viewer =>
        {
            Answer::Forbidden
        }
        Rule::WhoRunsCommands | Rule::WhoKeepsItAndRunsCommands if !of.may_run_commands() => {
            Answer::Forbidden
        }
        Rule::WhoSeesIt
        | Rule::MembersWhoSeeIt
        | Rule::MembersWhoUseIt
        | Rule::WhoKeepsIt
        | Rule::WhoHoldsIt
        | Rule::WhoKeepsItAndRunsCommands
            if is_hidden =>
        {
            Answer::DoesNotExist
        }
        Rule::WhoKeepsIt | Rule::WhoHoldsIt | Rule::WhoKeepsItAndRunsCommands
            if whose == Whose::Everybodys && !is_admin =>
        {
            Answer::Forbidden
        }
        Rule::MembersWhoUseIt | Rule::WhoHoldsIt if whose.is_others() => Answer::Forbidden,
        Rule::WhoCanLeave if !is_in_team => Answer::DoesNotExist,
        Rule::WhoIsInTheTeam | Rule::WhoManagesTheTeam if !is_in_team && !is_admin => Answer::DoesNotExist,
        Rule::WhoManagesTheTeam if whose == Whose::OnesTeams && !is_admin => Answer::Forbidden,
        _ => Answer::Yes,
    }
}

#[tokio::test]
async fn every_use_case_answers_everybody_by_its_rule() {
    let mut wrong = Vec::new();
    for person in Person::ALL {
        for whose in Whose::ALL {
            // A new thing is one's own, of one's team or public. What a grant does not touch is asked about without it.
            let asked = UseCase::ALL.iter().filter(|use_case| {
                !(use_case.makes_something() && whose.is_others())
                    && (!person.runs_commands || rule(**use_case).is_about_commands())
            });
            let installation = Installation::new().await;
            for &use_case in asked {
                let answer = answer(&installation, use_case, (person, whose), &mut wrong).await;
                let expected = expected(rule(use_case), person, whose);
                if answer != expected {
                    wrong.push(format!(
                        "{person:?} {use_case:?} {whose:?}: {answer:?} instead of {expected:?}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn answer(
    installation: &Installation,
    use_case: UseCase,
    (person, whose): (Person, Whose),
    wrong: &mut Vec<String>,
) -> Answer {
    let mut world = World::new(installation, person.role, whose).await;
    world.caller.runs_commands = person.runs_commands;
    let before = installation.last_act().await;
    let answer = use_case.attempt(&installation.services, &world).await;
    let after = installation.last_act().await;
    let has_acted = before.map(|it| it.seq) != after.as_ref().map(|it| it.seq);
    let act = after.filter(|_| has_acted);
    if acts::is_wrong(use_case, &world.caller, answer.is_ok(), act.as_ref()) {
        wrong.push(format!(
            "{person:?} {use_case:?} {whose:?}: {answer:?} with the act {act:?}"
        ));
    }
    match answer {
        // Nobody runs the servers of this test: that they were tried is enough.
        Ok(()) | Err(Error::Upstream(_)) => Answer::Yes,
        Err(Error::Forbidden) => Answer::Forbidden,
        Err(Error::NotFound) => Answer::DoesNotExist,
        Err(other) => panic!("{person:?} {use_case:?} {whose:?}: {other:?}"),
    }
}
