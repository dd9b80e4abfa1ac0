//! Which person comes back.

use model::{CreationPolicy, Role, SignInMethod, SignInProblem};
use serde_json::json;
use service::{Conflict, Error};

use super::scene::{Scene, parameter};
use crate::support::Installation;

async fn role_of(installation: &Installation, email: &str) -> Role {
    let admin = service::Caller::system();
    let people = installation.services.users().list(&admin).await.expect("listed");
    let found = people.iter().find(|person| person.email == email);
    found.expect("there").role
}

#[tokio::test]
async fn somebody_new_gets_an_account_and_finds_it_again() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(
        (eve.name.as_str(), eve.email.as_str(), eve.role),
        ("Eve", "Eve@example.com", Role::Member)
    );
    // Who they are says the subject, whatever becomes of the address.
    let again = scene.sign_in(json!({ "email": "new@example.org" })).await;
    assert_eq!(again.expect("signed in").user_id, eve.user_id);
    let people = scene.installation.services.users().list(&scene.admin).await;
    let people = people.expect("listed");
    let view = people.iter().find(|person| person.id == eve.user_id);
    assert_eq!(view.expect("there").sign_in, [SignInMethod::Sso]);
}

#[tokio::test]
async fn who_is_let_in_is_decided_by_the_provider_and_the_switch() {
    let scene = Scene::with(|input| input.allowed_domains = "example.com".to_owned()).await;
    for (claims, problem) in [
        (json!({ "email": null }), SignInProblem::NoEmail),
        (json!({ "email": "eve" }), SignInProblem::NoEmail),
        (json!({ "email_verified": false }), SignInProblem::UnverifiedEmail),
        (json!({ "email_verified": null }), SignInProblem::UnverifiedEmail),
        (
            json!({ "email": "eve@sub.example.com" }),
            SignInProblem::ForeignDomain,
        ),
        // An account is not theirs by its address.
        (
            json!({ "email": "ADA@example.com" }),
            SignInProblem::AccountExists,
        ),
        (
            json!({ "email": "ada@example.com", "email_verified": false }),
            SignInProblem::UnverifiedEmail,
        ),
    ] {
        let answer = scene.sign_in(claims.clone()).await;
        assert_eq!(answer.expect_err("refused"), problem, "{claims}");
    }
    let sso = scene.installation.services.sso();
    sso.set_sign_up(&scene.admin, false).await.expect("switched");
    let refused = scene.sign_in(json!({})).await;
    assert_eq!(refused.expect_err("closed"), SignInProblem::Closed);
    sso.set_sign_up(&scene.admin, true).await.expect("switched");
    let off = Scene::new(CreationPolicy::Off).await;
    let refused = off.sign_in(json!({})).await;
    assert_eq!(refused.expect_err("closed"), SignInProblem::Closed);
    let trusting = Scene::with(|input| input.trust_unverified_email = true).await;
    assert!(trusting.sign_in(json!({ "email_verified": false })).await.is_ok());
}

#[tokio::test]
async fn who_waits_is_let_in_by_an_administrator() {
    let scene = Scene::new(CreationPolicy::Approved).await;
    let sso = scene.installation.services.sso();
    for _ in 0..2 {
        let answer = scene.sign_in(json!({})).await;
        assert_eq!(answer.expect_err("waits"), SignInProblem::Waiting);
    }
    let waiting = sso.waiting(&scene.admin).await.expect("listed");
    let [eve] = waiting.as_slice() else {
        panic!("one waits once: {waiting:?}");
    };
    assert_eq!(
        (eve.email.as_str(), eve.provider.as_deref()),
        ("Eve@example.com", Some("Work"))
    );
    sso.turn_away(&scene.admin, eve.id).await.expect("turned away");
    let gone = sso.let_in(&scene.admin, eve.id).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    let answer = scene.sign_in(json!({})).await;
    assert_eq!(answer.expect_err("waits anew"), SignInProblem::Waiting);
    let waiting = sso.waiting(&scene.admin).await.expect("listed");
    sso.let_in(&scene.admin, waiting[0].id).await.expect("let in");
    assert!(sso.waiting(&scene.admin).await.expect("listed").is_empty());
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(eve.role, Role::Member);
}

#[tokio::test]
async fn groups_decide_the_role_at_each_sign_in() {
    let scene = Scene::with(|input| {
        input.role_rules = "ops = admin\ndev = viewer".to_owned();
    })
    .await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(eve.role, Role::Admin, "the first rule that fits");
    for (groups, role) in [
        (json!(["dev"]), Role::Viewer),
        (json!([]), Role::Member),
        (json!(null), Role::Member),
        (json!("ops"), Role::Admin),
    ] {
        let eve = scene.sign_in(json!({ "groups": groups })).await;
        assert_eq!(eve.expect("signed in").role, role);
        assert_eq!(role_of(&scene.installation, "Eve@example.com").await, role);
    }
}

#[tokio::test]
async fn without_rules_a_role_stays_what_administrators_made_it() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    let change = model::UserChangeInput {
        name: eve.name.clone(),
        role: Role::Viewer,
        runs_commands: false,
        version: 1,
    };
    let users = scene.installation.services.users();
    users
        .update(&scene.admin, eve.user_id, change)
        .await
        .expect("changed");
    assert_eq!(
        scene.sign_in(json!({})).await.expect("signed in").role,
        Role::Viewer
    );
}

#[tokio::test]
async fn the_last_administrator_stays_one_whatever_the_provider_says() {
    let scene = Scene::with(|input| input.role_rules = "nobody = admin".to_owned()).await;
    scene.link(&scene.admin, "eve-1").await.expect("linked");
    let ada = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!((ada.user_id, ada.role), (scene.admin.user_id, Role::Admin));
}

#[tokio::test]
async fn an_account_is_linked_by_who_is_signed_in_and_belongs_to_one_person() {
    let scene = Scene::new(CreationPolicy::Off).await;
    let bob = scene.installation.member().await;
    scene.link(&scene.admin, "eve-1").await.expect("linked");
    scene.link(&scene.admin, "eve-1").await.expect("linked already");
    let taken = scene.link(&bob, "eve-1").await;
    assert_eq!(taken.expect_err("another's"), SignInProblem::LinkedElsewhere);
    let ada = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(ada.user_id, scene.admin.user_id);
    let departure = scene.leave(Some(&bob)).await;
    scene.answers_with(&scene.key.sign(&scene.claims(&departure)));
    let refused = scene
        .come_back(&departure, Some(&ada))
        .await
        .expect_err("not Bob");
    assert_eq!(refused.problem, SignInProblem::SignedOut);
    assert!(!parameter(&departure, "state").is_empty());
    let account = scene.installation.services.account();
    let view = account.get(&ada, None).await.expect("there");
    let [linked] = view.linked.as_slice() else {
        panic!("one account: {view:?}");
    };
    assert_eq!(
        (linked.provider.as_str(), linked.email.as_str()),
        ("Work", "Eve@example.com")
    );
}

#[tokio::test]
async fn the_last_way_in_cannot_be_unlinked() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    let (sso, account) = (
        scene.installation.services.sso(),
        scene.installation.services.account(),
    );
    let linked = account.get(&eve, None).await.expect("there").linked;
    let refused = sso.unlink(&eve, linked[0].id).await;
    assert!(matches!(refused, Err(Error::Conflict(Conflict::LastWayIn))));
    scene.link(&eve, "eve-2").await.expect("linked");
    let another = sso.unlink(&scene.admin, linked[0].id).await;
    assert!(matches!(another, Err(Error::NotFound)), "not one's own");
    sso.unlink(&eve, linked[0].id).await.expect("unlinked");
    assert_eq!(account.get(&eve, None).await.expect("there").linked.len(), 1);
}

#[tokio::test]
async fn nobody_comes_before_the_first_administrator() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let tx = scene.installation.database.begin().await.expect("begins");
    tx.users().delete(scene.admin.user_id).await.expect("deleted");
    tx.bump_revision().await.expect("counts");
    tx.commit().await.expect("commits");
    let refused = scene.sign_in(json!({})).await;
    assert_eq!(refused.expect_err("too early"), SignInProblem::NotSetUp);
}
