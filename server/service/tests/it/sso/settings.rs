//! What administrators decide about sign-in.

use std::net::IpAddr;

use model::{
    CreationPolicy, DeleteUserInput, LoginInput, OidcProviderInput, Problem, ProviderTest, Role,
    UserChangeInput,
};
use serde_json::json;
use service::{Caller, Conflict, DeclaredProvider, Error};

use super::scene::{ADDRESS, Scene, input};
use crate::support::{Installation, holds};

fn is_no_way_in<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::Conflict(Conflict::NoWayIn)))
}

async fn by_password(installation: &Installation) -> Result<Caller, Error> {
    let login = LoginInput {
        email: "nobody@example.com".to_owned(),
        password: "correct horse".to_owned(),
        next: String::new(),
    };
    installation
        .services
        .auth()
        .login(login, IpAddr::from([192, 0, 2, 9]))
        .await
}

#[tokio::test]
async fn passwords_can_be_off_while_an_administrator_gets_in_otherwise() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    let admin = &scene.admin;
    assert!(is_no_way_in(&sso.set_by_password(admin, false).await));
    // A member's account opens nothing that only administrators may.
    scene.sign_in(json!({ "sub": "bob" })).await.expect("signed in");
    assert!(is_no_way_in(&sso.set_by_password(admin, false).await));
    scene.link(admin, "ada").await.expect("linked");
    sso.set_by_password(admin, false).await.expect("switched off");
    assert!(!sso.options("").await.expect("known").password);
    let refused = by_password(&scene.installation).await;
    assert!(matches!(refused, Err(Error::Conflict(Conflict::NoPasswords))));

    let off = OidcProviderInput {
        enabled: false,
        ..scene.form().await
    };
    assert!(is_no_way_in(&sso.update(admin, scene.id, off).await));
    assert!(is_no_way_in(&sso.delete(admin, scene.id).await));
    let account = scene.installation.services.account();
    let linked = account.get(admin, None).await.expect("there").linked;
    let unlinked = sso.unlink(admin, linked[0].id).await;
    assert!(matches!(unlinked, Err(Error::Conflict(Conflict::LastWayIn))));

    // Another administrator, who could not sign in, cannot take the place of the one who can.
    let other = scene.installation.person("other", Role::Admin).await;
    let users = scene.installation.services.users();
    let change = UserChangeInput {
        name: "Ada".to_owned(),
        role: Role::Member,
        runs_commands: false,
        version: 1,
    };
    assert!(is_no_way_in(&users.update(&other, admin.user_id, change).await));
    let deleted = users
        .delete(&other, admin.user_id, DeleteUserInput::default())
        .await;
    assert!(is_no_way_in(&deleted));

    sso.set_by_password(&Caller::system(), true)
        .await
        .expect("the command line may");
    let wrong = by_password(&scene.installation).await;
    assert!(
        matches!(wrong, Err(Error::Invalid(_))),
        "asked for the password again"
    );
}

#[tokio::test]
async fn a_provider_that_is_off_brings_nobody() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    assert_eq!(sso.options("").await.expect("known").providers[0].slug, "work");
    let departure = scene.leave(None).await;
    let off = OidcProviderInput {
        enabled: false,
        ..scene.form().await
    };
    sso.update(&scene.admin, scene.id, off)
        .await
        .expect("switched off");
    assert!(sso.options("").await.expect("known").providers.is_empty());
    let back = scene.come_back(&departure, None).await.expect_err("off");
    assert_eq!(back.problem, model::SignInProblem::NoProvider);
    assert!(sso.begin("work", "/", None, ADDRESS).await.is_err());
}

#[tokio::test]
async fn a_secret_is_sealed_and_kept_when_a_form_leaves_it_out() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    assert!(!holds(&scene.installation.raw_database(), "hush"));
    let kept = OidcProviderInput {
        client_secret: String::new(),
        ..scene.form().await
    };
    sso.update(&scene.admin, scene.id, kept.clone())
        .await
        .expect("changed");
    assert!(
        sso.provider(&scene.admin, scene.id)
            .await
            .expect("there")
            .has_secret
    );
    let stale = sso.update(&scene.admin, scene.id, kept).await;
    assert!(matches!(stale, Err(Error::Conflict(Conflict::Stale))));
    let taken = sso.create(&scene.admin, input(scene.provider.issuer())).await;
    assert!(matches!(taken, Err(Error::Invalid(errors)) if errors.get("slug") == [Problem::Taken]));
}

#[tokio::test]
async fn a_deleted_provider_takes_its_accounts_and_leaves_the_people() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(
        sso.provider(&scene.admin, scene.id).await.expect("there").people,
        1
    );
    sso.delete(&scene.admin, scene.id).await.expect("deleted");
    let detail = scene
        .installation
        .services
        .users()
        .get(&scene.admin, eve.user_id)
        .await;
    assert!(detail.expect("still there").user.sign_in.is_empty());
}

#[tokio::test]
async fn a_test_says_what_the_provider_says_or_what_is_wrong() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    let works = sso.test(&scene.admin, scene.id).await.expect("asked");
    assert!(matches!(works, ProviderTest::Works(facts) if facts.keys == 1 && facts.signs_out));
    scene
        .provider
        .describe(&json!({ "token_endpoint": "http://id.example.com/token" }));
    let fails = sso.test(&scene.admin, scene.id).await.expect("asked");
    assert!(
        matches!(&fails, ProviderTest::Fails(why) if why.contains("http://id.example.com/token") && why.contains("https")),
        "{fails:?}"
    );
}

fn declared(slug: &str) -> DeclaredProvider {
    DeclaredProvider {
        slug: slug.to_owned(),
        issuer: "https://id.example.com/realms/x/.well-known/openid-configuration".to_owned(),
        client_id: "metamcp".to_owned(),
        client_secret: Some("hush".to_owned()),
        scopes: String::new(),
        authorization_url: None,
    }
}

#[tokio::test]
async fn the_environment_declares_the_connection_and_the_page_the_rest() {
    let installation = Installation::new().await;
    let (admin, sso) = (installation.admin().await, installation.services.sso());
    sso.declare(Some(declared("oidc"))).await.expect("declared");
    sso.declare(Some(declared("oidc"))).await.expect("declared again");
    let [view] = &sso.providers(&admin).await.expect("listed")[..] else {
        panic!("declared once");
    };
    assert!(view.declared && view.enabled && view.has_secret);
    assert_eq!(view.version, 1, "nothing changed");
    assert_eq!(view.issuer, "https://id.example.com/realms/x");
    assert_eq!(view.creation, CreationPolicy::Approved);
    assert_eq!(
        view.callback_url, "https://mcp.example.com/api/auth/oauth2/callback/oidc",
        "as the original registered it"
    );
    let change = OidcProviderInput {
        version: 1,
        slug: "other".to_owned(),
        ..input("https://evil.example")
    };
    sso.update(&admin, view.id, change).await.expect("changed");
    let refused = sso.delete(&admin, view.id).await;
    assert!(matches!(refused, Err(Error::Conflict(Conflict::Declared))));
    let changed = sso.provider(&admin, view.id).await.expect("there");
    assert_eq!(
        (changed.name.as_str(), changed.creation),
        ("Work", CreationPolicy::Automatic)
    );
    assert_eq!((&changed.slug, &changed.issuer), (&view.slug, &view.issuer));
    sso.declare(None).await.expect("declared no longer");
    let released = sso.provider(&admin, view.id).await.expect("there");
    assert!(!released.declared && !released.enabled);
    sso.delete(&admin, view.id).await.expect("deleted");
}

#[tokio::test]
async fn a_provider_that_leaves_the_environment_locks_nobody_out() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    let taken_over = DeclaredProvider {
        issuer: scene.provider.issuer().to_owned(),
        ..declared("work")
    };
    sso.declare(Some(taken_over)).await.expect("declared");
    scene.link(&scene.admin, "ada").await.expect("linked");
    sso.set_by_password(&scene.admin, false)
        .await
        .expect("switched off");
    sso.declare(None).await.expect("declared no longer");
    assert!(sso.settings(&scene.admin).await.expect("known").by_password);
}
