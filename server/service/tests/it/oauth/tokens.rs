//! Codes, tokens, and what they are good for.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use service::OauthProblem;
use store::testing::TestDatabase;

use super::flow::{REDIRECT, VERIFIER, World, challenge, exchange, refresh, request, text, with};
use crate::support::{START, initialize_status};

store::db_tests!(
    a_code_is_good_once_for_who_asked_for_it,
    a_refresh_token_is_good_once,
    a_lost_answer_can_be_asked_for_again_at_once,
    whoever_shows_an_old_refresh_token_ends_the_connection,
    a_client_takes_back_its_own_tokens_only,
    only_a_client_with_a_secret_asks_about_its_tokens,
    userinfo_tells_what_was_allowed,
);

async fn a_code_is_good_once_for_who_asked_for_it(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, other) = (world.client().await, world.client().await);
    let code = world.code(&client).await;
    let good = || exchange(&client, &code);
    for (case, form, problem) in [
        (
            "foreign client",
            exchange(&other, &code),
            OauthProblem::InvalidGrant,
        ),
        (
            "unknown code",
            exchange(&client, "mcp_code_x"),
            OauthProblem::InvalidGrant,
        ),
        (
            "no verifier",
            with(good(), "code_verifier", ""),
            OauthProblem::InvalidRequest,
        ),
        (
            "wrong verifier",
            with(good(), "code_verifier", "guess"),
            OauthProblem::InvalidGrant,
        ),
        (
            "challenge as verifier",
            with(good(), "code_verifier", &challenge(VERIFIER)),
            OauthProblem::InvalidGrant,
        ),
        (
            "no redirect",
            with(good(), "redirect_uri", ""),
            OauthProblem::InvalidGrant,
        ),
        (
            "other redirect",
            with(good(), "redirect_uri", "https://evil.example/"),
            OauthProblem::InvalidGrant,
        ),
        (
            "other resource",
            with(good(), "resource", "https://mcp.example.com/metamcp/other/mcp"),
            OauthProblem::InvalidTarget,
        ),
        (
            "no client",
            with(good(), "client_id", ""),
            OauthProblem::InvalidClient,
        ),
        (
            "other grant",
            with(good(), "grant_type", "password"),
            OauthProblem::UnsupportedGrantType,
        ),
    ] {
        let error = world.token(&form).await.expect_err(case);
        assert_eq!(error.problem, problem, "{case}: {error}");
    }
    let answer = world.token(&good()).await.expect("the code is still good");
    assert_eq!(world.connections().await.len(), 1);
    let replayed = world.token(&good()).await.expect_err("used");
    assert_eq!(replayed.problem, OauthProblem::InvalidGrant);
    assert!(world.connections().await.is_empty(), "one of the two was a thief");
    let status = initialize_status(&world.installation.gateway, "dev", Some(&answer.access_token)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    let late = world.code(&client).await;
    world.installation.clock.advance(Duration::from_mins(1));
    let error = world.token(&exchange(&client, &late)).await.expect_err("too old");
    assert_eq!(error.problem, OauthProblem::InvalidGrant);
}

async fn a_refresh_token_is_good_once(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, first) = world.connect().await;
    let stranger = world.client().await;
    let error = world
        .refresh(&stranger, &first.refresh_token)
        .await
        .expect_err("another's");
    assert_eq!(error.problem, OauthProblem::InvalidGrant);
    let broader = with(refresh(&client, &first.refresh_token), "scope", "mcp email");
    let error = world.token(&broader).await.expect_err("more than allowed");
    assert_eq!(error.problem, OauthProblem::InvalidScope);
    let second = world
        .refresh(&client, &first.refresh_token)
        .await
        .expect("a token");
    assert!(second.refresh_token != first.refresh_token && second.access_token != first.access_token);
    let gateway = &world.installation.gateway;
    for token in [&first.access_token, &second.access_token] {
        assert_eq!(
            initialize_status(gateway, "dev", Some(token)).await,
            StatusCode::OK
        );
    }
    world.installation.clock.advance(Duration::from_hours(29 * 24));
    let third = world
        .refresh(&client, &second.refresh_token)
        .await
        .expect("still good");
    world.installation.clock.advance(Duration::from_hours(30 * 24));
    let error = world
        .refresh(&client, &third.refresh_token)
        .await
        .expect_err("too old");
    assert_eq!(error.problem, OauthProblem::InvalidGrant);
}

async fn a_lost_answer_can_be_asked_for_again_at_once(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, first) = world.connect().await;
    let clock = &world.installation.clock;
    clock.advance(Duration::from_hours(1));
    let refresh = async |token: &str| world.refresh(&client, token).await;
    refresh(&first.refresh_token).await.expect("lost on its way");
    clock.advance(Duration::from_secs(9));
    let again = refresh(&first.refresh_token).await.expect("within the grace");
    clock.advance(Duration::from_hours(1));
    let latest = refresh(&again.refresh_token).await.expect("the latest goes on");
    // At once, and the one before that is not let in by it.
    refresh(&latest.refresh_token).await.expect("the valid one");
    assert_eq!(world.connections().await.len(), 1);
    assert!(refresh(&again.refresh_token).await.is_err());
    assert!(world.connections().await.is_empty());

    let (client, first) = world.connect().await;
    for wait in [1, 6] {
        clock.advance(Duration::from_secs(wait));
        world
            .refresh(&client, &first.refresh_token)
            .await
            .expect("within the grace");
    }
    clock.advance(Duration::from_secs(5));
    let late = world.refresh(&client, &first.refresh_token).await;
    assert!(late.is_err(), "the grace does not begin anew");
}

async fn whoever_shows_an_old_refresh_token_ends_the_connection(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, first) = world.connect().await;
    let mut latest = first.clone();
    // However many came since.
    for _ in 0..3 {
        world.installation.clock.advance(Duration::from_mins(1));
        latest = world
            .refresh(&client, &latest.refresh_token)
            .await
            .expect("a token");
    }
    let error = world
        .refresh(&client, &first.refresh_token)
        .await
        .expect_err("used before");
    assert_eq!(error.problem, OauthProblem::InvalidGrant);
    assert!(world.connections().await.is_empty());
    let status = initialize_status(&world.installation.gateway, "dev", Some(&latest.access_token)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(world.refresh(&client, &latest.refresh_token).await.is_err());
}

async fn a_client_takes_back_its_own_tokens_only(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, answer) = world.connect().await;
    let stranger = world.client().await;
    world
        .revoke(&stranger, &answer.refresh_token)
        .await
        .expect("tells nothing");
    world.revoke(&client, "nonsense").await.expect("tells nothing");
    assert_eq!(world.connections().await.len(), 1);
    world
        .revoke(&client, &answer.access_token)
        .await
        .expect("revoked");
    assert!(world.connections().await.is_empty());
    assert!(world.refresh(&client, &answer.refresh_token).await.is_err());
    assert!(world.revoke("mcp_client_x", &answer.access_token).await.is_err());
}

async fn only_a_client_with_a_secret_asks_about_its_tokens(database: TestDatabase) {
    let world = World::new(database).await;
    let registered = world.register(REDIRECT, "client_secret_post").await;
    let (client, secret) = (text(&registered["client_id"]), text(&registered["client_secret"]));
    let code = world.code(&client).await;
    let without = world
        .token(&exchange(&client, &code))
        .await
        .expect_err("no secret");
    assert_eq!(without.problem, OauthProblem::InvalidClient);
    let wrong = with(exchange(&client, &code), "client_secret", "mcp_secret_guess");
    assert_eq!(
        world.token(&wrong).await.expect_err("wrong").problem,
        OauthProblem::InvalidClient
    );
    let right = with(exchange(&client, &code), "client_secret", &secret);
    let answer = world.token(&right).await.expect("a token");

    let form =
        |client: &str, token: &str| vec![("client_id", client.to_owned()), ("token", token.to_owned())];
    let asked = with(form(&client, &answer.access_token), "client_secret", &secret);
    let told = world.introspect(&asked, None).await.expect("an answer");
    assert_eq!(
        (&told["active"], &told["client_id"]),
        (&json!(true), &json!(client))
    );
    assert_eq!(told["aud"], "https://mcp.example.com/metamcp/dev/mcp");
    assert_eq!(told["sub"], json!(world.ada.user_id));
    assert_eq!(told["exp"], json!(START.as_millis() / 1000 + 3600));
    let (public, another) = world.connect().await;
    let foreign = with(form(&client, &another.access_token), "client_secret", &secret);
    assert_eq!(
        world.introspect(&foreign, None).await.expect("an answer"),
        json!({ "active": false })
    );
    for refused in [
        form(&public, &another.access_token),
        form(&client, &answer.access_token),
    ] {
        let error = world
            .introspect(&refused, None)
            .await
            .expect_err("not authenticated");
        assert_eq!(error.problem, OauthProblem::InvalidClient);
    }
}

async fn userinfo_tells_what_was_allowed(database: TestDatabase) {
    let world = World::new(database).await;
    let oauth = world.installation.services.oauth();
    let client = world.client().await;
    let asked = with(request(&client), "scope", "openid email mcp");
    let code = world.allow(&world.ada, &asked).await.need("code");
    let answer = world.token(&exchange(&client, &code)).await.expect("a token");
    assert_eq!(answer.scope, "mcp email");
    let told = oauth
        .userinfo(Some(&answer.access_token))
        .await
        .expect("an answer");
    assert_eq!(
        told,
        json!({ "sub": world.ada.user_id, "email": world.ada.email })
    );
    for token in [None, Some("mcp_token_x"), Some(answer.refresh_token.as_str())] {
        let error = oauth.userinfo(token).await.expect_err("refused");
        assert_eq!(error.problem, OauthProblem::InvalidToken);
    }
}
