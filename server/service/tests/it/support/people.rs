//! People without the cost of hashing a password each.

use model::{Membership, Role, TeamId, UserId};
use service::Caller;
use store::{TeamMemberRecord, Tx, UserRecord};
use uuid::Uuid;

use super::{Installation, START};

/// Someone with this role, stored directly.
pub(crate) async fn add_person(tx: &Tx, name: &str, role: Role) -> Caller {
    let id = UserId::from_uuid(Uuid::from_u128(rand::random()));
    let user = UserRecord {
        id,
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        role,
        runs_commands: false,
        created_at: START,
        updated_at: START,
        version: 1,
    };
    tx.users().insert(&user).await.expect("a new name");
    Caller {
        user_id: id,
        name: user.name,
        email: user.email,
        role,
        runs_commands: false,
        address: None,
        teams: Vec::new(),
    }
}

/// Puts somebody into a team, stored directly.
pub(crate) async fn join(tx: &Tx, person: &mut Caller, team: TeamId, is_manager: bool) {
    let member = TeamMemberRecord {
        team_id: team,
        user_id: person.user_id,
        is_manager,
        since: START,
        provider_id: None,
    };
    tx.teams().put_member(&member).await.expect("both are there");
    person.teams.push(Membership {
        id: team,
        name: "Team".to_owned(),
        is_manager,
    });
}

impl Installation {
    /// Someone with this role, stored directly.
    pub(crate) async fn person(&self, name: &str, role: Role) -> Caller {
        let tx = self.database.begin().await.expect("begins");
        let person = add_person(&tx, name, role).await;
        tx.bump_revision().await.expect("counts");
        tx.commit().await.expect("commits");
        person
    }

    /// An administrator.
    pub(crate) async fn admin(&self) -> Caller {
        self.person("ada", Role::Admin).await
    }

    /// A member.
    pub(crate) async fn member(&self) -> Caller {
        self.person("bob", Role::Member).await
    }
}
