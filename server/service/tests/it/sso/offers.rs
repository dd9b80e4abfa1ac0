//! Somebody comes by a provider with the mail address of an account that has a password.

use std::time::Duration;

use model::{CreationPolicy, Problem, SignInProblem, UserInput};
use serde_json::json;
use service::{Arrival, Error, LinkOffer};

use super::scene::{ADDRESS, Scene};

const PASSWORD: &str = "correct horse";

/// Eve has an account with a password, and none at the provider that is linked.
async fn scene() -> Scene {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let eve = UserInput {
        name: "Eve".to_owned(),
        email: "eve@example.com".to_owned(),
        password: PASSWORD.to_owned(),
        role: model::Role::Member,
    };
    let users = scene.installation.services.users();
    users.create(&scene.admin, eve).await.expect("made");
    scene
}

/// She comes by the provider.
async fn offer(scene: &Scene) -> LinkOffer {
    let departure = scene.leave(None).await;
    scene.answers_with(&scene.key.sign(&scene.claims(&departure)));
    match scene.come_back(&departure, None).await {
        Ok(Arrival::MayLink(offer)) => offer,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_password_links_the_two_once() {
    let scene = scene().await;
    let sso = scene.installation.services.sso();
    let offer = offer(&scene).await;
    let view = sso.link_offer(Some(&offer.browser)).await.expect("readable");
    let view = view.expect("open");
    assert_eq!(
        (view.provider.as_str(), view.email.as_str()),
        ("Work", "eve@example.com")
    );
    let link = async |password: &str| {
        let browser = Some(offer.browser.as_str());
        sso.link_by_password(browser, password.to_owned(), ADDRESS).await
    };
    let wrong = link("battery staple").await;
    assert!(matches!(wrong, Err(Error::Invalid(errors)) if errors.get("password") == [Problem::Wrong]));
    let linked = link(PASSWORD).await.expect("linked");
    assert_eq!(
        (linked.caller.email.as_str(), linked.next.as_str()),
        ("eve@example.com", "/servers")
    );
    assert_eq!(linked.ticket.provider(), scene.id);
    assert!(matches!(link(PASSWORD).await, Err(Error::NotFound)), "once");
    let again = scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(again.user_id, linked.caller.user_id);
}

#[tokio::test]
async fn an_offer_is_one_browsers_and_ends() {
    let scene = scene().await;
    let sso = scene.installation.services.sso();
    let offer = offer(&scene).await;
    for stranger in [None, Some(""), Some("another")] {
        assert_eq!(sso.link_offer(stranger).await.expect("readable"), None);
        let refused = sso.link_by_password(stranger, PASSWORD.to_owned(), ADDRESS).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
    // An attempt on its way is no offer.
    let departure = scene.leave(None).await;
    let refused = sso.link_offer(Some(&departure.browser)).await;
    assert_eq!(refused.expect("readable"), None);
    scene.installation.clock.advance(Duration::from_mins(10));
    assert_eq!(
        sso.link_offer(Some(&offer.browser)).await.expect("readable"),
        None
    );
}

#[tokio::test]
async fn who_guesses_has_to_wait_and_a_wrong_address_gets_no_offer() {
    let scene = scene().await;
    let sso = scene.installation.services.sso();
    let offer = offer(&scene).await;
    let mut answers = Vec::new();
    for _ in 0..20 {
        let browser = Some(offer.browser.as_str());
        answers.push(sso.link_by_password(browser, "wrong".to_owned(), ADDRESS).await);
    }
    let throttled = |answer: &Result<_, _>| matches!(answer, Err(Error::Throttled { .. }));
    assert!(answers.iter().any(throttled));
    let unverified = scene.sign_in(json!({ "email_verified": false })).await;
    assert_eq!(unverified.expect_err("refused"), SignInProblem::UnverifiedEmail);
    // Who has no password finds the way that there was before.
    let without = scene.sign_in(json!({ "email": "ada@example.com" })).await;
    assert_eq!(without.expect_err("refused"), SignInProblem::AccountExists);
}
