use std::time::Duration;

use gateway::GatewayOptions;
use model::{
    EndpointAuth::{ApiKey, ApiKeyOrQuery, None as Open},
    Owner,
};
use reqwest::{Method, StatusCode};

use super::{
    caller::{Answer, Caller},
    fake::Fake,
    rig::{Rig, endpoint, key, team, user},
};

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;

/// Endpoints of every kind; key 1 is public, key 2 of user 2, key 3 of user 3.
async fn rig() -> (Rig, Fake) {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "open", &[1], Open, None);
    rig.add_endpoint(2, "public", &[1], ApiKey, None);
    rig.add_endpoint(3, "private", &[1], ApiKey, Some(2));
    rig.add_endpoint(4, "query", &[1], ApiKeyOrQuery, None);
    rig.add_key(1, None);
    rig.add_key(2, Some(2));
    rig.add_key(3, Some(3));
    rig.apply();
    // From here on the list does not change.
    rig.client().await.tools().await;
    (rig, fake)
}

#[tokio::test]
async fn every_way_to_show_a_key_gets_the_answer_it_should() {
    let (rig, _fake) = rig().await;
    let (bearer, header) = ("authorization", "x-api-key");
    let cases = [
        ("open", None, "", 200, ""),
        ("open", Some((bearer, "Bearer nonsense")), "", 200, ""),
        ("public", None, "", 401, "key_missing"),
        ("public", Some((bearer, "Bearer sk_1")), "", 200, ""),
        ("public", Some((bearer, "bearer   sk_1 ")), "", 200, ""),
        ("public", Some((header, "sk_1")), "", 200, ""),
        ("public", Some((header, "sk_2")), "", 200, ""),
        ("public", Some((bearer, "Bearer sk_9")), "", 401, "key_unknown"),
        ("public", Some((bearer, "Bearer ")), "", 401, "key_missing"),
        ("public", Some((bearer, "Basic c2tfMTo=")), "", 401, "key_missing"),
        ("public", Some((header, "SK_1")), "", 401, "key_unknown"),
        ("public", None, "?api_key=sk_1", 401, "key_in_query"),
        ("query", None, "?api_key=sk_1", 200, ""),
        ("query", None, "?x=1&apikey=sk%5F1", 200, ""),
        ("query", None, "?api_key=", 401, "key_missing"),
        ("query", None, "?api_key=sk_9", 401, "key_unknown"),
        // A key in a header comes first.
        (
            "query",
            Some((header, "sk_9")),
            "?api_key=sk_1",
            401,
            "key_unknown",
        ),
        ("private", Some((header, "sk_2")), "", 200, ""),
        ("private", Some((header, "sk_1")), "", 403, "key_forbidden"),
        ("private", Some((header, "sk_3")), "", 403, "key_forbidden"),
    ];
    for (endpoint, shown, query, status, class) in cases {
        let mut request = Caller::new(rig.url(endpoint) + query).send(INITIALIZE);
        if let Some((name, value)) = shown {
            request = request.header(name, value);
        }
        let response = request.send().await.unwrap();
        let challenge = response.headers().get("www-authenticate").cloned();
        let answer = Answer::read(response).await;
        let case = format!("{endpoint} {shown:?} {query}: {}", answer.text);
        assert_eq!(answer.status, status, "{case}");
        assert_eq!(
            challenge.is_some_and(|value| value == "Bearer realm=\"MetaMCP\""),
            status != 200,
            "{case}"
        );
        if status != 200 {
            assert_eq!(answer.error().2, class, "{case}");
        }
    }
}

#[tokio::test]
async fn errors_say_what_to_send() {
    let (rig, _fake) = rig().await;
    let message = async |endpoint: &str| {
        let answer = rig.caller(endpoint).post(INITIALIZE).await;
        answer.json()["error"]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        message("public").await,
        "An API key is needed. Send it as \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\"."
    );
    assert!(message("query").await.contains("?api_key="));
}

#[tokio::test]
async fn sessions_of_one_person_are_not_another_persons() {
    let (rig, fake) = rig().await;
    let public = rig.caller("public").with_key(1).begin().await;
    let two = rig.caller("public").with_key(2).begin().await;
    assert_eq!(
        two.call("fake__echo").await["result"]["content"][0]["text"],
        "{\"a\":1}"
    );

    // Somebody else's session, the same session at another endpoint, a session without the key.
    for stranger in [
        rig.caller("public").with_key(1).with_session(two.session()),
        rig.caller("public").with_key(3).with_session(two.session()),
        rig.caller("query").with_key(2).with_session(two.session()),
    ] {
        let answer = stranger
            .post(r#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#)
            .await;
        assert_eq!(answer.error(), (404, -32001, "session_unknown".to_owned()));
        assert_eq!(answer.json()["id"], "p");
        assert_eq!(
            stranger.request(Method::GET).send().await.unwrap().status(),
            StatusCode::NOT_FOUND
        );
        assert_eq!(stranger.end().await, StatusCode::NOT_FOUND);
    }
    let keyless = rig.caller("public").with_session(two.session());
    assert_eq!(keyless.post("{}").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(two.tools().await, ["fake__echo"]);

    // Behind the gateway too: one connection for each session, and one for the gateway's own look.
    let before = fake.connections();
    public.call("fake__echo").await;
    assert_eq!(fake.connections(), before + 1);
    two.call("fake__echo").await;
    assert_eq!(fake.connections(), before + 1);
    let again = rig.caller("private").with_key(2).begin().await;
    again.call("fake__echo").await;
    again.call("fake__echo").await;
    assert_eq!(fake.connections(), before + 2);
}

#[tokio::test]
async fn a_key_that_is_taken_away_ends_what_it_began() {
    let (mut rig, _fake) = rig().await;
    let client = rig.caller("public").with_key(2).begin().await;
    let stream = client.listen().await;
    assert_eq!(rig.gateway.sessions(endpoint(2)), 1);
    rig.snapshot.keys.retain(|spec| spec.id != key(2));
    rig.apply();
    assert!(stream.rest().await.is_empty());
    assert_eq!(rig.gateway.sessions(endpoint(2)), 0);
    assert_eq!(client.post("{}").await.error().2, "key_unknown");
}

#[tokio::test]
async fn a_second_key_keeps_the_session_but_not_the_stream_of_the_first() {
    let (mut rig, _fake) = rig().await;
    rig.add_key(4, Some(2));
    rig.apply();
    let client = rig.caller("public").with_key(2).begin().await;
    let by_first = client.listen().await;
    let by_second = client.clone().with_key(4);
    let mut stream = by_second.listen().await;
    rig.snapshot.keys.retain(|spec| spec.id != key(2));
    rig.apply();
    assert!(by_first.rest().await.is_empty());
    stream.stays_silent(Duration::from_millis(50)).await;
    assert_eq!(by_second.tools().await, ["fake__echo"]);
}

/// As [`rig`], with an endpoint of team 1, a key of it, number 5, and user 2 in the team.
async fn rig_with_a_team() -> (Rig, Fake) {
    let (mut rig, fake) = rig().await;
    rig.add_endpoint(5, "lab", &[1], ApiKey, None);
    rig.add_key(5, None);
    let owner = Owner::Team(team(1));
    for spec in &mut rig.snapshot.endpoints {
        if spec.id == endpoint(5) {
            spec.owner = owner;
        }
    }
    for spec in &mut rig.snapshot.keys {
        if spec.id == key(5) {
            spec.owner = owner;
        }
    }
    rig.snapshot.memberships.push((team(1), user(2)));
    rig.apply();
    (rig, fake)
}

#[tokio::test]
async fn a_teams_endpoint_opens_to_keys_of_the_team_and_of_its_members() {
    let (rig, _fake) = rig_with_a_team().await;
    for insider in [2, 5] {
        rig.caller("lab").with_key(insider).begin().await.tools().await;
    }
    for stranger in [1, 3] {
        let answer = rig.caller("lab").with_key(stranger).post(INITIALIZE).await;
        assert_eq!(answer.error().2, "key_forbidden", "key {stranger}");
    }
    // A team's key opens what is public, and nobody's private things.
    rig.caller("public").with_key(5).begin().await.tools().await;
    let answer = rig.caller("private").with_key(5).post(INITIALIZE).await;
    assert_eq!(answer.error().2, "key_forbidden");
}

#[tokio::test]
async fn who_leaves_a_team_leaves_its_endpoints_at_once() {
    let (mut rig, _fake) = rig_with_a_team().await;
    let member = rig.caller("lab").with_key(2).begin().await;
    let team_key = rig.caller("lab").with_key(5).begin().await;
    let stream = member.listen().await;
    rig.snapshot.memberships.clear();
    rig.apply();
    assert!(stream.rest().await.is_empty());
    assert_eq!(rig.gateway.sessions(endpoint(5)), 1);
    assert_eq!(member.post("{}").await.error().2, "key_forbidden");
    assert_eq!(team_key.tools().await, ["fake__echo"]);
}

#[tokio::test]
async fn remembers_the_last_use_of_keys_until_it_is_taken() {
    let (rig, _fake) = rig().await;
    rig.caller("public").with_key(1).begin().await;
    rig.apply();
    let uses = rig.gateway.take_key_uses();
    assert_eq!(uses.len(), 1);
    assert_eq!(uses[0].0, key(1));
    assert!(uses[0].1.as_millis() > 1_700_000_000_000);
    assert!(rig.gateway.take_key_uses().is_empty());
}

#[tokio::test]
async fn pages_of_other_sites_are_turned_away_and_named_ones_let_in() {
    let fake = Fake::start(&["echo"]).await;
    let allowed_origins = vec!["https://app.example.com".to_owned()];
    let mut rig = Rig::start(GatewayOptions {
        allowed_origins,
        ..GatewayOptions::default()
    })
    .await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "open", &[1], Open, None);
    rig.apply();
    let caller = rig.caller("open");

    let response = caller
        .send(INITIALIZE)
        .header("origin", "https://evil.example")
        .send()
        .await
        .unwrap();
    assert!(!response.headers().contains_key("access-control-allow-origin"));
    let answer = Answer::read(response).await;
    assert_eq!(answer.error(), (403, -32000, "origin".to_owned()));

    let named = caller
        .send(INITIALIZE)
        .header("origin", "https://app.example.com")
        .send()
        .await
        .unwrap();
    assert_eq!(named.status(), StatusCode::OK);
    assert_eq!(
        named.headers()["access-control-allow-origin"],
        "https://app.example.com"
    );
    assert!(
        named.headers()["access-control-expose-headers"]
            .to_str()
            .unwrap()
            .contains("Mcp-Session-Id")
    );

    let asked = caller
        .request(Method::OPTIONS)
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,mcp-session-id");
    let preflight = asked.send().await.unwrap();
    assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        preflight.headers()["access-control-allow-origin"],
        "https://app.example.com"
    );
    assert_eq!(
        preflight.headers()["access-control-allow-headers"],
        "content-type,mcp-session-id"
    );
    assert_eq!(
        preflight.headers()["access-control-allow-methods"],
        "GET, POST, DELETE"
    );
}
