//! What a client asks for, and whether a person is asked about it.

use std::time::Duration;

use model::{EndpointAuth, EndpointInput, Role, Visibility};
use service::{Authorize, Error};
use store::testing::TestDatabase;

use super::ISSUER;
use super::flow::{Reply, World, challenge, exchange, request, text, with};
use crate::support::endpoint;

store::db_tests!(
    an_unknown_receiver_gets_no_answer,
    what_is_wrong_with_a_request_is_answered_to_its_client,
    a_person_is_asked_once_where_the_answer_can_reach_nobody_else,
    a_question_is_one_persons_and_is_answered_in_time,
    nobody_lets_a_client_where_they_have_no_right,
);

async fn an_unknown_receiver_gets_no_answer(database: TestDatabase) {
    let world = World::new(database).await;
    let client = world.client().await;
    for (case, request) in [
        ("no client", with(request(&client), "client_id", "")),
        (
            "unknown client",
            with(request(&client), "client_id", "mcp_client_x"),
        ),
        ("no redirect", with(request(&client), "redirect_uri", "")),
        (
            "another path",
            with(request(&client), "redirect_uri", "https://app.example.com/cb2"),
        ),
        (
            "another host",
            with(
                request(&client),
                "redirect_uri",
                "https://app.example.com.evil.example/cb",
            ),
        ),
        (
            "a longer one",
            with(
                request(&client),
                "redirect_uri",
                "https://app.example.com/cb?x=https://evil.example",
            ),
        ),
    ] {
        for caller in [None, Some(&world.ada)] {
            let outcome = world.authorize(caller, &request).await;
            assert!(matches!(outcome, Authorize::Refused(_)), "{case}: {outcome:?}");
        }
    }
}

async fn what_is_wrong_with_a_request_is_answered_to_its_client(database: TestDatabase) {
    let world = World::new(database).await;
    let client = world.client().await;
    let good = || request(&client);
    let twice = |name: &'static str| {
        let mut fields = good();
        fields.push((name, "x".to_owned()));
        fields
    };
    let short = challenge("x")[..40].to_owned();
    for (case, request, problem) in [
        (
            "implicit",
            with(good(), "response_type", "token"),
            "unsupported_response_type",
        ),
        ("no PKCE", with(good(), "code_challenge", ""), "invalid_request"),
        (
            "plain",
            with(good(), "code_challenge_method", "plain"),
            "invalid_request",
        ),
        (
            "plain unsaid",
            with(good(), "code_challenge_method", ""),
            "invalid_request",
        ),
        (
            "short challenge",
            with(good(), "code_challenge", &short),
            "invalid_request",
        ),
        ("twice", twice("code_challenge"), "invalid_request"),
        (
            "fragment",
            with(good(), "response_mode", "fragment"),
            "invalid_request",
        ),
        (
            "long state",
            with(good(), "state", &"x".repeat(3000)),
            "invalid_request",
        ),
        ("no resource", with(good(), "resource", ""), "invalid_target"),
        ("two resources", twice("resource"), "invalid_target"),
        (
            "another installation",
            with(good(), "resource", "https://evil.example/metamcp/dev/mcp"),
            "invalid_target",
        ),
        (
            "no endpoint",
            with(good(), "resource", "https://mcp.example.com/metamcp/none/mcp"),
            "invalid_target",
        ),
        ("unknown scope", with(good(), "scope", "admin"), "invalid_scope"),
        ("silent", with(good(), "prompt", "none"), "consent_required"),
    ] {
        let reply = match world.authorize(Some(&world.ada), &request).await {
            Authorize::Answer(url) => Reply::of(&url),
            other => panic!("{case}: {other:?}"),
        };
        assert_eq!(reply.need("error"), problem, "{case}");
        assert_eq!(reply.need("iss"), ISSUER, "{case}");
        assert!(
            !reply.need("error_description").is_empty() && reply.get("code").is_none(),
            "{case}"
        );
    }
    let silent = with(good(), "prompt", "none");
    match world.authorize(None, &silent).await {
        Authorize::Answer(url) => assert_eq!(Reply::of(&url).need("error"), "login_required"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        world.authorize(None, &good()).await,
        Authorize::SignIn(None)
    ));
    for door in ["", "/mcp", "/sse", "/api", "/mcp/"] {
        let resource = format!("https://MCP.example.com:443/metamcp/dev{door}");
        let outcome = world
            .authorize(Some(&world.ada), &with(good(), "resource", &resource))
            .await;
        assert!(matches!(outcome, Authorize::Ask(_)), "{door}: {outcome:?}");
    }
}

async fn a_person_is_asked_once_where_the_answer_can_reach_nobody_else(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, _) = world.connect().await;
    let again = world.authorize(Some(&world.ada), &request(&client)).await;
    assert!(
        matches!(&again, Authorize::Answer(url) if url.contains("code=")),
        "{again:?}"
    );
    for (case, other) in [
        ("more", with(request(&client), "scope", "mcp email")),
        ("asked to ask", with(request(&client), "prompt", "consent")),
        (
            "elsewhere",
            with(
                request(&client),
                "resource",
                "https://mcp.example.com/metamcp/other/mcp",
            ),
        ),
    ] {
        let outcome = world.authorize(Some(&world.ada), &other).await;
        assert!(matches!(outcome, Authorize::Ask(_)), "{case}: {outcome:?}");
    }
    let bob = world.installation.member().await;
    let outcome = world.authorize(Some(&bob), &request(&client)).await;
    assert!(matches!(outcome, Authorize::Ask(_)), "{outcome:?}");

    // On the person's own machine any program could have asked.
    let local = text(&world.register("http://127.0.0.1/cb", "none").await["client_id"]);
    let local = with(request(&local), "redirect_uri", "http://127.0.0.1:4711/cb");
    let code = world.allow(&world.ada, &local).await.need("code");
    let form = with(
        exchange(&local[1].1, &code),
        "redirect_uri",
        "http://127.0.0.1:4711/cb",
    );
    let client = local
        .iter()
        .find(|(name, _)| *name == "client_id")
        .expect("there")
        .1
        .clone();
    world
        .token(&with(form, "client_id", &client))
        .await
        .expect("a token");
    let outcome = world.authorize(Some(&world.ada), &local).await;
    assert!(matches!(outcome, Authorize::Ask(_)), "{outcome:?}");
}

async fn a_question_is_one_persons_and_is_answered_in_time(database: TestDatabase) {
    let world = World::new(database).await;
    let client = world.client().await;
    let oauth = world.installation.services.oauth();
    let ask = async || match world.authorize(Some(&world.ada), &request(&client)).await {
        Authorize::Ask(question) => question,
        other => panic!("{other:?}"),
    };
    let question = ask().await;
    let view = oauth.question(&world.ada, &question).await.expect("a question");
    assert_eq!((view.client.as_str(), view.endpoint.as_str()), ("Editor", "dev"));
    assert_eq!(
        (view.answer_to.as_str(), view.is_local),
        ("app.example.com", false)
    );
    assert_eq!((view.client_host, view.email), (None, world.ada.email.clone()));

    let bob = world.installation.member().await;
    for refused in [
        oauth.decide(&bob, &question, true).await,
        oauth.decide(&world.ada, "nonsense", true).await,
    ] {
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    assert!(oauth.question(&bob, &question).await.is_err());
    let no = Reply::of(&oauth.decide(&world.ada, &question, false).await.expect("answers"));
    assert_eq!(
        (no.need("error"), no.need("iss")),
        ("access_denied".to_owned(), ISSUER.to_owned())
    );
    let late = ask().await;
    world.installation.clock.advance(Duration::from_mins(10));
    assert!(matches!(
        oauth.decide(&world.ada, &late, true).await,
        Err(Error::NotFound)
    ));
}

async fn nobody_lets_a_client_where_they_have_no_right(database: TestDatabase) {
    let world = World::new(database).await;
    let services = &world.installation.services;
    let space = services.namespaces().list(&world.ada).await.expect("a list")[0].id;
    let private = EndpointInput {
        auth: EndpointAuth::Oauth,
        ..endpoint("adas", space, Visibility::Private)
    };
    services
        .endpoints()
        .create(&world.ada, private)
        .await
        .expect("created");
    let client = world.client().await;
    let adas = with(
        request(&client),
        "resource",
        "https://mcp.example.com/metamcp/adas",
    );
    let bob = world.installation.member().await;
    let eve = world.installation.person("eve", Role::Viewer).await;
    for (who, wanted) in [(&bob, &adas), (&eve, &request(&client))] {
        match world.authorize(Some(who), wanted).await {
            Authorize::Answer(url) => assert_eq!(Reply::of(&url).need("error"), "access_denied"),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(
        world.authorize(Some(&world.ada), &adas).await,
        Authorize::Ask(_)
    ));
}
