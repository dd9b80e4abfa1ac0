//! What people do with their own account.

use std::{net::IpAddr, time::Duration};

use model::{LoginInput, PasswordInput, Problem, ProfileInput, Role, SignInMethod, Timestamp, UserInput};
use service::{Caller, Error};
use store::testing::TestDatabase;

use crate::support::{Installation, START};

store::db_tests!(
    a_new_password_ends_all_other_sessions,
    a_name_is_changed_and_counts_at_once,
    sessions_are_listed_and_ended,
    nobody_ends_the_sessions_of_others,
);

const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

async fn with_password(installation: &Installation, name: &str) -> Caller {
    let input = UserInput {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        password: "correct horse".to_owned(),
        role: Role::Viewer,
    };
    let services = &installation.services;
    let created = services.users().create(&Caller::system(), input).await;
    let id = created.expect("a new person").id;
    let caller = services.auth().caller(id).await.expect("readable");
    caller.expect("just created")
}

fn change(current: &str) -> PasswordInput {
    PasswordInput {
        current_password: current.to_owned(),
        password: "battery staple".to_owned(),
    }
}

async fn signs_in_with(installation: &Installation, caller: &Caller, password: &str) -> bool {
    let input = LoginInput {
        email: caller.email.clone(),
        password: password.to_owned(),
        next: String::new(),
    };
    let elsewhere = IpAddr::from([192, 0, 2, 99]);
    installation.services.auth().login(input, elsewhere).await.is_ok()
}

async fn a_new_password_ends_all_other_sessions(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = with_password(&installation, "ada").await;
    let bob = installation.member().await;
    let (here, _there) = (installation.sign_in(&ada).await, installation.sign_in(&ada).await);
    let bobs = installation.sign_in(&bob).await;
    let account = installation.services.account();

    let refused = account
        .change_password(&ada, change("wrong"), ADDRESS, Some(here))
        .await
        .expect_err("not the current one");
    assert!(
        matches!(&refused, Error::Invalid(errors) if errors.get("current_password") == [Problem::Wrong]),
        "{refused:?}"
    );
    assert_eq!(installation.sessions_of(&ada).await.len(), 2);
    assert!(signs_in_with(&installation, &ada, "correct horse").await);

    account
        .change_password(&ada, change("correct horse"), ADDRESS, Some(here))
        .await
        .expect("changed");
    assert_eq!(installation.sessions_of(&ada).await, [here]);
    assert_eq!(installation.sessions_of(&bob).await, [bobs]);
    assert!(!signs_in_with(&installation, &ada, "correct horse").await);
    assert!(signs_in_with(&installation, &ada, "battery staple").await);
}

async fn a_name_is_changed_and_counts_at_once(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let bob = installation.member().await;
    let rename = |name: &str| ProfileInput {
        name: name.to_owned(),
    };
    let account = installation.services.account();
    let error = account.rename(&bob, rename("  ")).await.expect_err("no name");
    assert!(matches!(error, Error::Invalid(errors) if errors.get("name") == [Problem::Required]));
    account.rename(&bob, rename(" Robert ")).await.expect("renamed");
    let now = installation.services.auth().caller(bob.user_id).await;
    let now = now.expect("readable").expect("still there");
    assert_eq!(
        now,
        Caller {
            name: "Robert".to_owned(),
            ..bob
        }
    );
}

async fn sessions_are_listed_and_ended(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = with_password(&installation, "ada").await;
    let keys = [
        installation.sign_in(&ada).await,
        installation.sign_in(&ada).await,
        installation.sign_in(&ada).await,
    ];
    let account = installation.services.account();
    let view = account.get(&ada, Some(keys[0])).await.expect("there");
    assert_eq!(view.sign_in, [SignInMethod::Password]);
    assert_eq!(view.sessions.len(), 3);
    for session in &view.sessions {
        assert_eq!(session.is_current, session.key == keys[0].to_string());
        assert_eq!(session.agent.browser.as_deref(), Some("Firefox"));
        assert_eq!(session.agent.system.as_deref(), Some("Linux"));
        assert_eq!(session.address, "192.0.2.7");
        assert_eq!((session.created_at, session.seen_at), (START, START));
    }
    account
        .end_session(&ada, &keys[1].to_string())
        .await
        .expect("ended");
    let again = account.end_session(&ada, &keys[1].to_string()).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    assert_eq!(installation.sessions_of(&ada).await.len(), 2);
    account
        .end_other_sessions(&ada, Some(keys[0]))
        .await
        .expect("ended");
    assert_eq!(installation.sessions_of(&ada).await, [keys[0]]);
}

async fn nobody_ends_the_sessions_of_others(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let bobs = installation.sign_in(&bob).await;
    let account = installation.services.account();
    for key in [&bobs.to_string(), "", "no key"] {
        let refused = account.end_session(&ada, key).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{key}: {refused:?}");
    }
    account
        .end_other_sessions(&ada, None)
        .await
        .expect("nothing to end");
    assert_eq!(installation.sessions_of(&bob).await, [bobs]);
}

#[tokio::test]
async fn who_guesses_the_current_password_has_to_wait() {
    let installation = Installation::new().await;
    let ada = with_password(&installation, "ada").await;
    let account = installation.services.account();
    for _ in 0..5 {
        let wrong = account
            .change_password(&ada, change("wrong"), ADDRESS, None)
            .await;
        assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    }
    let throttled = account
        .change_password(&ada, change("correct horse"), ADDRESS, None)
        .await;
    assert!(matches!(throttled, Err(Error::Throttled { .. })), "{throttled:?}");
    assert!(signs_in_with(&installation, &ada, "correct horse").await);
}

#[tokio::test]
async fn who_has_no_password_cannot_change_it() {
    let installation = Installation::new().await;
    let bob = installation.member().await;
    let account = installation.services.account();
    let view = account.get(&bob, None).await.expect("there");
    assert_eq!(view.sign_in, []);
    let refused = account
        .change_password(&bob, change("anything"), ADDRESS, None)
        .await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn what_is_seen_is_stored_later_and_together() {
    let installation = Installation::new().await;
    let bob = installation.member().await;
    let key = installation.sign_in(&bob).await;
    installation.clock.advance(Duration::from_mins(3));
    let account = installation.services.account();
    for last in [1, 2, 9] {
        account.note_seen(&bob, key, IpAddr::from([198, 51, 100, last]));
    }
    let before = account.get(&bob, None).await.expect("there");
    assert_eq!(before.sessions[0].seen_at, START, "no page waits for it");
    let later = Timestamp::from_millis(START.as_millis() + 180_000);
    let listed = installation.services.users().list(&Caller::system()).await;
    assert_eq!(
        listed.expect("lists")[0].seen_at,
        Some(later),
        "it is known already"
    );
    // What was noted last is stored at the end, too.
    installation.end().await;
    let after = account.get(&bob, None).await.expect("there");
    assert_eq!(after.sessions[0].seen_at, later);
    assert_eq!(after.sessions[0].address, "198.51.100.9");
    let listed = installation.services.users().list(&Caller::system()).await;
    assert_eq!(listed.expect("lists")[0].seen_at, Some(later));
}
