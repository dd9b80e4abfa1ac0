//! People let clients act for them, and attackers try to be one of the two.

mod flow;

use std::time::Duration;

use http::StatusCode;
use model::{EndpointAuth, EndpointInput, RegistrationPolicy, Role, Visibility};
use serde_json::json;
use service::{Authorize, Error, OauthProblem};
use store::testing::TestDatabase;

use self::flow::{REDIRECT, Reply, World, challenge, exchange, refresh, request, text, with};
use crate::support::{Client, START, endpoint, initialize_status};

store::db_tests!(
    a_client_gets_in_where_a_person_let_it_in,
    an_unknown_receiver_gets_no_answer,
    what_is_wrong_with_a_request_is_answered_to_its_client,
    a_person_is_asked_once_where_the_answer_can_reach_nobody_else,
    a_question_is_one_persons_and_is_answered_in_time,
    nobody_lets_a_client_where_they_have_no_right,
    a_code_is_good_once_for_who_asked_for_it,
    a_refresh_token_is_good_once,
    a_lost_answer_can_be_asked_for_again_at_once,
    whoever_shows_an_old_refresh_token_ends_the_connection,
    a_client_takes_back_its_own_tokens_only,
    a_person_disconnects_a_client,
    a_token_ends_with_what_it_was_allowed_by,
    only_a_client_with_a_secret_asks_about_its_tokens,
    clients_register_themselves_as_far_as_they_may,
    userinfo_tells_what_was_allowed,
    what_is_over_is_deleted,
);

const ISSUER: &str = "https://mcp.example.com";

async fn a_client_gets_in_where_a_person_let_it_in(database: TestDatabase) {
    let world = World::new(database).await;
    let client = world.client().await;
    let reply = world.allow(&world.ada, &request(&client)).await;
    assert_eq!(reply.need("state"), "a state&more");
    assert_eq!(reply.need("iss"), ISSUER);
    let answer = world
        .token(&exchange(&client, &reply.need("code")))
        .await
        .expect("a token");
    assert_eq!((answer.token_type, answer.expires_in), ("Bearer", 3600));
    assert_eq!(answer.scope, "mcp");

    let gateway = &world.installation.gateway;
    let session = Client::connect(gateway, "dev", &answer.access_token).await;
    assert!(session.tools().await.is_empty());
    assert_eq!(
        initialize_status(gateway, "other", Some(&answer.access_token)).await,
        StatusCode::UNAUTHORIZED,
        "a token is for one endpoint"
    );
    let views = world.installation.services.oauth().connected(&world.ada).await;
    let views = views.expect("a list");
    assert_eq!((views.len(), views[0].client.as_str()), (1, "Editor"));
    assert_eq!(
        (views[0].endpoint.as_str(), views[0].endpoint_id),
        ("dev", world.dev)
    );
    world.installation.clock.advance(Duration::from_hours(1));
    assert_eq!(
        session.status("tools/list").await,
        StatusCode::UNAUTHORIZED,
        "too old"
    );
}

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
    assert!(matches!(world.authorize(None, &good()).await, Authorize::SignIn));
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
            with(good(), "code_verifier", &challenge(flow::VERIFIER)),
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

async fn a_person_disconnects_a_client(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, answer) = world.connect().await;
    let gateway = &world.installation.gateway;
    let session = Client::connect(gateway, "dev", &answer.access_token).await;
    assert_eq!(gateway.sessions(world.dev), 1);
    let oauth = world.installation.services.oauth();
    let id = world.connections().await[0];
    let bob = world.installation.member().await;
    assert!(matches!(oauth.disconnect(&bob, id).await, Err(Error::NotFound)));
    oauth.disconnect(&world.ada, id).await.expect("disconnected");
    assert_eq!(gateway.sessions(world.dev), 0);
    assert_eq!(session.status("tools/list").await, StatusCode::UNAUTHORIZED);
    assert!(world.refresh(&client, &answer.refresh_token).await.is_err());
    let outcome = world.authorize(Some(&world.ada), &request(&client)).await;
    assert!(matches!(outcome, Authorize::Ask(_)), "asked anew: {outcome:?}");
}

async fn a_token_ends_with_what_it_was_allowed_by(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, answer) = world.connect().await;
    let services = &world.installation.services;
    let view = services
        .endpoints()
        .get(&world.ada, world.dev)
        .await
        .expect("there");
    let keys_only = EndpointInput {
        auth: EndpointAuth::ApiKey,
        ..view.to_input()
    };
    services
        .endpoints()
        .update(&world.ada, world.dev, keys_only)
        .await
        .expect("changed");
    let status = initialize_status(&world.installation.gateway, "dev", Some(&answer.access_token)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(world.refresh(&client, &answer.refresh_token).await.is_err());
    services
        .endpoints()
        .delete(&world.ada, world.dev)
        .await
        .expect("deleted");
    assert!(world.connections().await.is_empty());
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
        .register_client(&world.ada, "By hand", &format!("{REDIRECT}\n\n http://[::1]/cb "))
        .await
        .expect("registered, whatever the policy");
    let bad = oauth.register_client(&world.ada, "", "ftp://a.example/").await;
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

async fn what_is_over_is_deleted(database: TestDatabase) {
    let world = World::new(database).await;
    let (client, _) = world.connect().await;
    let unused = world.client().await;
    world.installation.clock.advance(Duration::from_hours(25));
    world
        .installation
        .services
        .oauth()
        .delete_expired()
        .await
        .expect("deleted");
    let known = async |client: &str| {
        let clients = world.installation.database.oauth_clients();
        clients.find_by_client_id(client).await.expect("reads").is_some()
    };
    assert!(known(&client).await && !known(&unused).await);
    world.installation.clock.advance(Duration::from_hours(30 * 24));
    world
        .installation
        .services
        .oauth()
        .delete_expired()
        .await
        .expect("deleted");
    assert!(world.connections().await.is_empty());
    assert!(!known(&client).await);
}
