//! Clients that register themselves.

use model::RegistrationPolicy;
use serde_json::json;
use service::{Authorize, Error, OauthProblem};
use store::testing::TestDatabase;

use super::flow::{REDIRECT, World, exchange, request, text, with};

store::db_tests!(
    clients_register_themselves_as_far_as_they_may,
    a_client_of_an_administrator_proves_itself_with_a_secret_that_is_shown_once,
);

async fn clients_register_themselves_as_far_as_they_may(database: TestDatabase) {
    let world = World::new(database).await;
    let address = "192.0.2.1".parse().expect("an address");
    let oauth = world.installation.services.oauth();
    for (metadata, problem) in [
        (json!("a text"), OauthProblem::InvalidClientMetadata),
        (json!({}), OauthProblem::InvalidRedirectUri),
        (
            json!({ "redirect_uris": ["http://a.example/cb"] }),
            OauthProblem::InvalidRedirectUri,
        ),
        (
            json!({ "redirect_uris": ["javascript:alert(1)"] }),
            OauthProblem::InvalidRedirectUri,
        ),
        (
            json!({ "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "private_key_jwt" }),
            OauthProblem::InvalidClientMetadata,
        ),
        (
            json!({ "redirect_uris": [REDIRECT], "grant_types": ["implicit"] }),
            OauthProblem::InvalidClientMetadata,
        ),
    ] {
        let error = oauth.register(metadata.to_string().as_bytes(), address).await;
        assert_eq!(error.expect_err("refused").problem, problem, "{metadata}");
    }
    let registered = world.register("http://localhost/cb", "client_secret_basic").await;
    assert!(
        text(&registered["client_secret"]).starts_with("mcp_secret_"),
        "{registered}"
    );
    assert!(
        world
            .register(REDIRECT, "none")
            .await
            .get("client_secret")
            .is_none()
    );

    oauth
        .set_policy(&world.ada, RegistrationPolicy::Approved)
        .await
        .expect("set");
    let client = world.client().await;
    let refused = world.authorize(Some(&world.ada), &request(&client)).await;
    assert!(
        matches!(&refused, Authorize::Refused(error) if error.problem == OauthProblem::UnauthorizedClient),
        "{refused:?}"
    );
    let waiting = oauth.clients(&world.ada).await.expect("a list");
    let waiting = waiting.iter().find(|it| it.client_id == client).expect("listed");
    assert!(!waiting.approved);
    oauth
        .approve_client(&world.ada, waiting.id)
        .await
        .expect("approved");
    world.code(&client).await;

    oauth
        .set_policy(&world.ada, RegistrationPolicy::Off)
        .await
        .expect("set");
    let body = json!({ "redirect_uris": [REDIRECT] }).to_string();
    assert!(oauth.register(body.as_bytes(), address).await.is_err());
    assert!(
        oauth
            .metadata()
            .await
            .expect("a document")
            .get("registration_endpoint")
            .is_none()
    );
    world.code(&client).await;
    oauth
        .register_client(
            &world.ada,
            "By hand",
            &format!("{REDIRECT}\n\n http://[::1]/cb "),
            false,
        )
        .await
        .expect("registered, whatever the policy");
    let bad = oauth
        .register_client(&world.ada, "", "ftp://a.example/", false)
        .await;
    assert!(matches!(bad, Err(Error::Invalid(_))), "{bad:?}");
    let by_hand = oauth.clients(&world.ada).await.expect("a list");
    let by_hand = by_hand.iter().find(|it| it.name == "By hand").expect("listed");
    assert_eq!(by_hand.redirect_uris, [REDIRECT, "http://[::1]/cb"]);
    world.code(&by_hand.client_id).await;
    oauth
        .delete_client(&world.ada, waiting.id)
        .await
        .expect("deleted");
    let gone = world.authorize(Some(&world.ada), &request(&client)).await;
    assert!(matches!(gone, Authorize::Refused(_)), "{gone:?}");
}

async fn a_client_of_an_administrator_proves_itself_with_a_secret_that_is_shown_once(database: TestDatabase) {
    let world = World::new(database).await;
    let oauth = world.installation.services.oauth();
    let token = oauth
        .register_client_for_page(&world.ada, "App", REDIRECT, true)
        .await;
    let token = token.expect("registered");
    let shown = oauth.reveal_client(&world.ada, &token).await.expect("read");
    let shown = shown.expect("there");
    assert_eq!(oauth.reveal_client(&world.ada, &token).await.expect("read"), None);
    let secret = shown.secret.expect("a secret");
    let form = exchange(&shown.client_id, &world.code(&shown.client_id).await);
    for wrong in ["", "mcp_secret_guess"] {
        let refused = world.token(&with(form.clone(), "client_secret", wrong)).await;
        assert_eq!(refused.expect_err("refused").problem, OauthProblem::InvalidClient);
    }
    let issued = world.token(&with(form, "client_secret", &secret)).await;
    assert!(issued.is_ok(), "{issued:?}");
    let public = oauth
        .register_client(&world.ada, "Program", REDIRECT, false)
        .await;
    assert_eq!(public.expect("registered").secret, None);
}
