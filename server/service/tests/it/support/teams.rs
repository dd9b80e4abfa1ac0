//! Teams with people in them.

use model::{TeamId, TeamInput, TeamMemberInput, UserId, Visibility};
use service::Caller;

use super::{Installation, endpoint, namespace, remote};

/// One of everything of one owner.
pub(crate) struct Furniture {
    pub(crate) server: model::ServerId,
    pub(crate) namespace: model::NamespaceId,
    pub(crate) endpoint: model::EndpointId,
}

impl Installation {
    /// A team of this name, made by the command line.
    pub(crate) async fn team(&self, name: &str) -> TeamId {
        let input = TeamInput {
            name: name.to_owned(),
            ..TeamInput::default()
        };
        let teams = self.services.teams();
        teams.create(&Caller::system(), input).await.expect("made").id
    }

    /// Puts a person into a team, and gives them as they are from then on.
    pub(crate) async fn put_into(&self, team: TeamId, person: &Caller, is_manager: bool) -> Caller {
        let input = TeamMemberInput {
            email: person.email.clone(),
            is_manager,
        };
        let teams = self.services.teams();
        teams
            .put_member(&Caller::system(), team, input)
            .await
            .expect("both are there");
        self.now(person.user_id).await
    }

    /// A person as they are now.
    pub(crate) async fn now(&self, id: UserId) -> Caller {
        let caller = self.services.auth().caller(id).await.expect("readable");
        caller.expect("there")
    }

    /// A server in a namespace under an endpoint, all of this name.
    pub(crate) async fn furnish(&self, owner: &Caller, name: &str, visibility: Visibility) -> Furniture {
        let services = &self.services;
        let server = services
            .servers()
            .create(owner, remote(name, visibility))
            .await
            .expect("made")
            .id;
        let space = namespace(name, &[server], visibility);
        let namespace = services.namespaces().create(owner, space).await.expect("made").id;
        let published = endpoint(name, namespace, visibility);
        let endpoint = services
            .endpoints()
            .create(owner, published)
            .await
            .expect("made")
            .id;
        Furniture {
            server,
            namespace,
            endpoint,
        }
    }

    /// A key of the caller, or of their team.
    pub(crate) async fn key(&self, owner: &Caller, name: &str, visibility: Visibility) -> String {
        let input = model::ApiKeyInput {
            name: name.to_owned(),
            visibility,
            ..model::ApiKeyInput::default()
        };
        let keys = self.services.api_keys();
        keys.create(owner, input).await.expect("made").key
    }
}
