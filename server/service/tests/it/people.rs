//! People as administrators keep them.

mod deletion;
mod links;

use model::{Problem, Role, UserChangeInput, UserDetail, UserId};
use service::{Caller, Conflict, Error};
use store::testing::TestDatabase;

use crate::support::Installation;

store::db_tests!(
    a_new_role_counts_at_once,
    the_last_administrator_stays_one,
    of_two_administrators_who_demote_each_other_one_stays,
    a_declaration_leaves_an_administrator,
    a_set_password_ends_sessions_and_links,
);

async fn detail(installation: &Installation, id: UserId) -> UserDetail {
    let users = installation.services.users();
    users.get(&Caller::system(), id).await.expect("there")
}

fn change(name: &str, role: Role, version: i64) -> UserChangeInput {
    UserChangeInput {
        name: name.to_owned(),
        role,
        runs_commands: false,
        version,
    }
}

fn is_last(result: &Result<impl Sized, Error>) -> bool {
    matches!(result, Err(Error::Invalid(errors)) if errors.get("role") == [Problem::LastAdmin])
}

async fn a_new_role_counts_at_once(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let services = &installation.services;
    let promoted = services
        .users()
        .update(&ada, bob.user_id, change("Robert", Role::Admin, 1))
        .await
        .expect("changed");
    assert_eq!((promoted.name.as_str(), promoted.role), ("Robert", Role::Admin));
    let now = services.auth().caller(bob.user_id).await.expect("readable");
    assert_eq!(now.expect("there").role, Role::Admin);
    let stale = services
        .users()
        .update(&ada, bob.user_id, change("Bob", Role::Viewer, 1))
        .await;
    assert!(
        matches!(stale, Err(Error::Conflict(Conflict::Stale))),
        "{stale:?}"
    );
}

async fn the_last_administrator_stays_one(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let users = installation.services.users();
    assert!(detail(&installation, ada.user_id).await.is_last_admin);
    for by in [&ada, &Caller::system()] {
        let refused = users
            .update(by, ada.user_id, change("Ada", Role::Member, 1))
            .await;
        assert!(is_last(&refused), "{refused:?}");
        let refused = users
            .delete(by, ada.user_id, model::DeleteUserInput::default())
            .await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    users
        .update(&ada, ada.user_id, change("Ada L.", Role::Admin, 1))
        .await
        .expect("a name is nobody's business");
    users
        .update(&ada, bob.user_id, change("Bob", Role::Admin, 1))
        .await
        .expect("promoted");
    users
        .update(&ada, ada.user_id, change("Ada", Role::Member, 2))
        .await
        .expect("there is another one");
}

async fn of_two_administrators_who_demote_each_other_one_stays(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    let eve = installation.person("eve", Role::Admin).await;
    let users = installation.services.users();
    let (one, other) = tokio::join!(
        users.update(&ada, eve.user_id, change("Eve", Role::Viewer, 1)),
        users.update(&eve, ada.user_id, change("Ada", Role::Viewer, 1)),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert!(is_last(&one) || is_last(&other), "{one:?} {other:?}");
}

async fn a_declaration_leaves_an_administrator(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    let transfer = installation.services.transfer();
    let declare = |users: serde_json::Value| {
        serde_json::from_value(serde_json::json!({ "users": users })).expect("a declaration")
    };
    let refused = transfer
        .apply(
            &Caller::system(),
            declare(serde_json::json!({ "Ada@example.com": { "name": "Ada", "role": "member" } })),
        )
        .await
        .expect_err("nobody would be left");
    assert!(
        matches!(&refused, Error::Invalid(errors) if errors.get("users.Ada@example.com.role") == [Problem::LastAdmin]),
        "{refused:?}"
    );
    assert_eq!(detail(&installation, ada.user_id).await.user.role, Role::Admin);
    transfer
        .apply(
            &Caller::system(),
            declare(serde_json::json!({
                "ada@example.com": { "name": "Ada", "role": "member" },
                "eve@example.com": { "name": "Eve", "role": "admin" },
            })),
        )
        .await
        .expect("Eve is left");
    assert_eq!(detail(&installation, ada.user_id).await.user.role, Role::Member);
}

async fn a_set_password_ends_sessions_and_links(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    installation.sign_in(&bob).await;
    let adas = installation.sign_in(&ada).await;
    let users = installation.services.users();
    users.reset_link(&ada, bob.user_id).await.expect("made");
    let short = users.set_password(&ada, bob.user_id, "short".to_owned()).await;
    assert!(matches!(short, Err(Error::Invalid(_))), "{short:?}");
    users
        .set_password(&ada, bob.user_id, "battery staple".to_owned())
        .await
        .expect("set");
    assert_eq!(installation.sessions_of(&bob).await, []);
    assert_eq!(installation.sessions_of(&ada).await, [adas]);
    assert_eq!(users.links(&ada).await.expect("readable"), []);
}
