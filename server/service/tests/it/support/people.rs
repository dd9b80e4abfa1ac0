//! People without the cost of hashing a password each.

use model::{Role, UserId};
use service::Caller;
use store::UserRecord;
use uuid::Uuid;

use super::{Installation, START};

impl Installation {
    /// Someone with this role, stored directly.
    pub(crate) async fn person(&self, name: &str, role: Role) -> Caller {
        let id = UserId::from_uuid(Uuid::from_u128(rand::random()));
        let user = UserRecord {
            id,
            name: name.to_owned(),
            email: format!("{name}@example.com"),
            role,
            created_at: START,
            updated_at: START,
            version: 1,
        };
        let tx = self.database.begin().await.expect("begins");
        tx.users().insert(&user).await.expect("a new name");
        tx.bump_revision().await.expect("counts");
        tx.commit().await.expect("commits");
        Caller {
            user_id: id,
            name: user.name,
            email: user.email,
            role,
        }
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
