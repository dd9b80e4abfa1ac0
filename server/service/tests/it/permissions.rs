//! Who may do what: every use case, by every role, on what is public, one's own and another's.

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
    /// Its owner; public things are the administrators'.
    WhoKeepsIt,
    /// Its owner alone: not even an administrator acts in another's name. Public things are the administrators'.
    WhoHoldsIt,
    /// Administrators.
    Administrators,
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Yes,
    Forbidden,
    DoesNotExist,
}

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
        | U::ListApiKeys
        | U::RecentCalls
        | U::ConnectedClients
        | U::ExportServers => Rule::Everybody,
        U::GetServer
        | U::ServerTools
        | U::ToolHistory
        | U::ServerUsedBy
        | U::GetNamespace
        | U::NamespaceUsedBy
        | U::GetEndpoint
        | U::GetApiKey => Rule::WhoSeesIt,
        U::RotateApiKey | U::RotateApiKeyForPage => Rule::WhoHoldsIt,
        U::ImportUrls | U::ProbeUrl | U::RevealApiKey => Rule::NoViewers,
        U::RetryServer | U::RefreshServer => Rule::MembersWhoSeeIt,
        U::CreateServer
        | U::CreateStandIn
        | U::UpdateServer
        | U::DeleteServer
        | U::CreateNamespace
        | U::UpdateNamespace
        | U::DeleteNamespace
        | U::SetServerEnabled
        | U::SetToolsEnabled
        | U::CreateEndpoint
        | U::UpdateEndpoint
        | U::DeleteEndpoint
        | U::EndpointSessions
        | U::ServerConnections
        | U::DisconnectSession
        | U::CallTool
        | U::CreateApiKey
        | U::CreateApiKeyForPage
        | U::UpdateApiKey
        | U::SetApiKeyActive
        | U::DeleteApiKey => Rule::WhoKeepsIt,
        U::CreateCommand
        | U::ImportCommands
        | U::ProbeCommand
        | U::Demo
        | U::ListUsers
        | U::CreateUser
        | U::OauthClients
        | U::OauthPolicy
        | U::SetOauthPolicy
        | U::RegisterOauthClient
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
        | U::Plan
        | U::Apply
        | U::Export => Rule::Administrators,
    }
}

fn expected(rule: Rule, of: Role, whose: Whose) -> Answer {
    let is_viewer = of == Role::Viewer;
    let is_admin = of == Role::Admin;
    let is_hidden = whose == Whose::Anothers && !is_admin;
    match rule {
        Rule::Administrators if !is_admin => Answer::Forbidden,
        Rule::NoViewers | Rule::MembersWhoSeeIt | Rule::WhoKeepsIt | Rule::WhoHoldsIt if is_viewer => {
            Answer::Forbidden
        }
        Rule::WhoSeesIt | Rule::MembersWhoSeeIt | Rule::WhoKeepsIt | Rule::WhoHoldsIt if is_hidden => {
            Answer::DoesNotExist
        }
        Rule::WhoKeepsIt | Rule::WhoHoldsIt if whose == Whose::Everybodys && !is_admin => Answer::Forbidden,
        Rule::WhoHoldsIt if whose == Whose::Anothers => Answer::Forbidden,
        _ => Answer::Yes,
    }
}

#[tokio::test]
async fn every_use_case_answers_every_role_by_its_rule() {
    let mut wrong = Vec::new();
    for role in Role::ALL {
        for whose in Whose::ALL {
            let installation = Installation::new().await;
            for &use_case in UseCase::ALL {
                // A new thing is one's own or public.
                if use_case.makes_something() && whose == Whose::Anothers {
                    continue;
                }
                let world = World::new(&installation, role, whose).await;
                let answer = match use_case.attempt(&installation.services, &world).await {
                    // Nobody runs the servers of this test: that they were tried is enough.
                    Ok(()) | Err(Error::Upstream(_)) => Answer::Yes,
                    Err(Error::Forbidden) => Answer::Forbidden,
                    Err(Error::NotFound) => Answer::DoesNotExist,
                    Err(other) => panic!("{role} {use_case:?} {whose:?}: {other:?}"),
                };
                let expected = expected(rule(use_case), role, whose);
                if answer != expected {
                    wrong.push(format!(
                        "{role} {use_case:?} {whose:?}: {answer:?} instead of {expected:?}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
