//! Access tokens: which endpoint takes which, and what a refused client is told.

use std::{collections::HashSet, sync::Arc};

use gateway::{AccessToken, AuthorizationSpec, GatewayOptions, Issuer, TokenOpener};
use model::{EndpointAuth, PublicUrls, Scopes};
use reqwest::Response;

use super::{
    caller::{Answer, Caller},
    fake::Fake,
    rig::{Rig, authorization, endpoint, user},
};

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;

const PRIMARY: &str = "https://mcp.example.com";
const SECOND: &str = "https://intern.example";

fn addresses() -> PublicUrls {
    let url = |text: &str| text.parse().unwrap();
    PublicUrls::new(url(PRIMARY), [url(SECOND)])
}

/// Reads `mcp_token_{authorization}-{endpoint}-{scope}`, and `-second` where the second address has issued it.
#[derive(Debug)]
struct Plain;

impl TokenOpener for Plain {
    fn open(&self, token: &str) -> Option<AccessToken> {
        let mut parts = token.strip_prefix("mcp_token_")?.split('-');
        Some(AccessToken {
            authorization_id: authorization(parts.next()?.parse().ok()?),
            endpoint_id: endpoint(parts.next()?.parse().ok()?),
            scopes: Scopes::known_in(parts.next()?),
            issuer: Issuer::of(&parts.next().map_or(PRIMARY, |_| SECOND).parse().ok()?),
        })
    }
}

/// Endpoints that take tokens; a client acts for the user 2 at each of the first three. Key 2 is of the same user.
async fn rig() -> (Rig, Fake) {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::start(GatewayOptions {
        public_urls: Some(addresses()),
        ..GatewayOptions::default()
    })
    .await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "sign-in", &[1], EndpointAuth::Oauth, None);
    rig.add_endpoint(2, "both", &[1], EndpointAuth::ApiKeyOrOauth, None);
    rig.add_endpoint(3, "others", &[1], EndpointAuth::Oauth, Some(3));
    rig.add_endpoint(4, "keys", &[1], EndpointAuth::ApiKey, None);
    rig.add_endpoint(5, "all", &[1], EndpointAuth::ApiKeyOrQueryOrOauth, None);
    rig.add_key(2, Some(2));
    for n in 1..=3 {
        rig.snapshot.authorizations.push(AuthorizationSpec {
            id: authorization(n),
            user_id: user(2),
            endpoint_id: endpoint(n),
        });
    }
    rig.snapshot.token_opener = Some(Arc::new(Plain));
    rig.apply();
    rig.caller("both").with_key(2).begin().await.tools().await;
    (rig, fake)
}

fn challenge(response: &Response) -> Option<String> {
    let header = response.headers().get("www-authenticate")?;
    Some(header.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_token_opens_its_endpoint_and_no_other() {
    let (rig, _fake) = rig().await;
    let cases = [
        ("sign-in", "", 401, "token_missing"),
        ("sign-in", "Bearer mcp_token_1-1-mcp", 200, ""),
        ("sign-in", "bearer  mcp_token_1-1-mcp ", 200, ""),
        ("sign-in", "Bearer mcp_token_2-2-mcp", 401, "token_elsewhere"),
        // A token that says one endpoint, of a client that acts at another.
        ("sign-in", "Bearer mcp_token_2-1-mcp", 401, "token_elsewhere"),
        ("sign-in", "Bearer mcp_token_9-1-mcp", 401, "token_unknown"),
        ("sign-in", "Bearer mcp_token_nonsense", 401, "token_unknown"),
        ("sign-in", "Bearer mcp_token_1-1-email", 403, "scope_missing"),
        ("sign-in", "Bearer sk_2", 401, "token_unknown"),
        ("sign-in", "Basic c2tfMTo=", 401, "token_missing"),
        ("both", "", 401, "token_missing"),
        ("both", "Bearer mcp_token_2-2-mcp", 200, ""),
        ("both", "Bearer sk_2", 200, ""),
        ("both", "Bearer sk_9", 401, "key_unknown"),
        ("both", "Bearer mcp_token_1-1-mcp", 401, "token_elsewhere"),
        ("others", "Bearer mcp_token_3-3-mcp", 403, "token_forbidden"),
        ("keys", "Bearer mcp_token_1-1-mcp", 401, "key_unknown"),
        ("keys", "", 401, "key_missing"),
    ];
    for (endpoint, shown, status, class) in cases {
        let mut request = Caller::new(rig.url(endpoint)).send(INITIALIZE);
        if !shown.is_empty() {
            request = request.header("authorization", shown);
        }
        let response = request.send().await.unwrap();
        let challenge = challenge(&response);
        let answer = Answer::read(response).await;
        let case = format!("{endpoint} {shown}: {} {challenge:?}", answer.text);
        assert_eq!(answer.status, status, "{case}");
        assert_eq!(challenge.is_some(), status != 200, "{case}");
        if status != 200 {
            assert_eq!(answer.error().2, class, "{case}");
        }
    }
}

#[tokio::test]
async fn a_key_in_its_own_header_or_in_the_url_is_taken_where_keys_are() {
    let (rig, _fake) = rig().await;
    let get = async |endpoint: &str, query: &str, key: &str| {
        let request = Caller::new(rig.url(endpoint) + query).send(INITIALIZE);
        let response = request.header("x-api-key", key).send().await.unwrap();
        response.status().as_u16()
    };
    assert_eq!(get("both", "", "sk_2").await, 200);
    assert_eq!(get("sign-in", "", "sk_2").await, 401);
    assert_eq!(get("all", "?api_key=sk_2", "").await, 200);
    assert_eq!(get("both", "?api_key=sk_2", "").await, 401);
}

#[tokio::test]
async fn a_refused_client_learns_where_to_sign_in() {
    let (rig, _fake) = rig().await;
    let asked = async |url: String, token: &str| {
        let request = Caller::new(url).send(INITIALIZE);
        let response = request.header("authorization", token).send().await.unwrap();
        challenge(&response).unwrap()
    };
    assert_eq!(
        asked(rig.url("sign-in"), "").await,
        "Bearer realm=\"MetaMCP\", scope=\"mcp\", \
         resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/metamcp/sign-in/mcp\""
    );
    assert!(
        asked(rig.url("sign-in"), "Bearer mcp_token_9-1-mcp")
            .await
            .ends_with(
                ", error=\"invalid_token\", error_description=\"the access token is unknown, expired or revoked\""
            )
    );
    assert!(
        asked(rig.url("sign-in"), "Bearer mcp_token_1-1-email")
            .await
            .contains("error=\"insufficient_scope\"")
    );
    assert_eq!(asked(rig.url("keys"), "").await, "Bearer realm=\"MetaMCP\"");
    let rest = format!("{}/metamcp/sign-in/api/fake__echo", rig.base());
    assert!(
        asked(rest, "")
            .await
            .contains("/.well-known/oauth-protected-resource/metamcp/sign-in/api\"")
    );
}

#[tokio::test]
async fn each_address_is_an_issuer_of_its_own_and_names_that_nobody_configured_are_refused() {
    let (rig, _fake) = rig().await;
    let ask = async |endpoint: &str, host: &str, token: &str| {
        let request = Caller::new(rig.url(endpoint)).send(INITIALIZE);
        let request = request.header("host", host).header("authorization", token);
        let response = request.send().await.unwrap();
        (
            challenge(&response).unwrap_or_default(),
            Answer::read(response).await,
        )
    };
    let (here, there) = ("Bearer mcp_token_1-1-mcp", "Bearer mcp_token_1-1-mcp-second");
    for (host, token, status) in [
        ("mcp.example.com", here, 200),
        ("mcp.example.com", there, 401),
        ("intern.example", there, 200),
        ("intern.example:443", there, 200),
        ("intern.example", here, 401),
        // Programs beside the gateway: the primary address is theirs, too.
        ("127.0.0.1:12008", here, 200),
        ("localhost", there, 401),
        ("rebound.example", here, 421),
        ("intern.example:8443", there, 421),
        ("intern.example.evil.example", there, 421),
    ] {
        let (_, answer) = ask("sign-in", host, token).await;
        assert_eq!(answer.status, status, "{host} {token}: {}", answer.text);
    }
    let (challenge, answer) = ask("sign-in", "intern.example", here).await;
    assert_eq!(answer.error().2, "token_elsewhere");
    assert!(
        challenge.contains("resource_metadata=\"https://intern.example/.well-known/"),
        "{challenge}"
    );
    let (challenge, answer) = ask("both", "rebound.example", "Bearer sk_2").await;
    assert_eq!(
        (&*challenge, answer.error()),
        ("", (421, -32000, "address".to_owned()))
    );
    assert!(answer.text.contains("METAMCP_PUBLIC_URLS"), "{}", answer.text);
}

#[tokio::test]
async fn a_client_that_is_taken_away_ends_what_it_began() {
    let (mut rig, _fake) = rig().await;
    let client = rig
        .caller("sign-in")
        .with_token("mcp_token_1-1-mcp")
        .begin()
        .await;
    assert_eq!(
        client.call("fake__echo").await["result"]["content"][0]["text"],
        "{\"a\":1}"
    );
    let stream = client.listen().await;
    assert_eq!(rig.gateway.sessions(endpoint(1)), 1);
    rig.snapshot
        .authorizations
        .retain(|spec| spec.id != authorization(1));
    rig.apply();
    assert!(stream.rest().await.is_empty());
    assert_eq!(rig.gateway.sessions(endpoint(1)), 0);
    assert_eq!(client.post("{}").await.error().2, "token_unknown");
}

/// Lets the endpoint 1 admit these people only.
fn admit(rig: &mut Rig, people: &[u128]) {
    let people: HashSet<_> = people.iter().map(|&number| user(number)).collect();
    rig.snapshot.endpoints[0].auth = EndpointAuth::Sso;
    rig.snapshot.endpoints[0].admitted = Some(Arc::new(people));
    rig.apply();
}

#[tokio::test]
async fn an_endpoint_for_single_sign_on_admits_its_people_and_keeps_no_session_of_others() {
    let (mut rig, _fake) = rig().await;
    admit(&mut rig, &[2]);
    let client = rig
        .caller("sign-in")
        .with_token("mcp_token_1-1-mcp")
        .begin()
        .await;
    assert_eq!(client.tools().await, ["fake__echo"]);
    let stream = client.listen().await;
    admit(&mut rig, &[3]);
    assert!(stream.rest().await.is_empty());
    assert_eq!(rig.gateway.sessions(endpoint(1)), 0);
    let request = Caller::new(rig.url("sign-in")).send(INITIALIZE);
    let refused = request
        .header("authorization", "Bearer mcp_token_1-1-mcp")
        .send()
        .await
        .unwrap();
    // No code: neither another token nor more scopes would help.
    assert_eq!(
        challenge(&refused).unwrap(),
        "Bearer realm=\"MetaMCP\", scope=\"mcp\", \
         resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/metamcp/sign-in/mcp\""
    );
    let answer = Answer::read(refused).await;
    assert_eq!(answer.error(), (403, -32000, "sso_needed".to_owned()));
    assert!(
        answer
            .text
            .contains("Sign in to the dashboard by a provider that the endpoint names")
    );
    // Keys are nobody's way in, whosever they are.
    let by_key = Caller::new(rig.url("sign-in"))
        .send(INITIALIZE)
        .header("x-api-key", "sk_2");
    assert_eq!(by_key.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_session_is_a_persons_with_whatever_they_come() {
    let (mut rig, _fake) = rig().await;
    let by_key = rig.caller("both").with_key(2).begin().await;
    let by_token = rig
        .caller("both")
        .with_token("mcp_token_2-2-mcp")
        .with_session(by_key.session());
    assert_eq!(by_token.tools().await, ["fake__echo"]);
    // Without their key they still have a client there, but not elsewhere.
    rig.snapshot.keys.clear();
    rig.apply();
    assert_eq!(by_token.tools().await, ["fake__echo"]);
}

#[tokio::test]
async fn remembers_the_last_use_of_clients_until_it_is_taken() {
    let (rig, _fake) = rig().await;
    rig.caller("sign-in")
        .with_token("mcp_token_1-1-mcp")
        .begin()
        .await;
    rig.apply();
    let uses = rig.gateway.take_authorization_uses();
    assert_eq!(uses.len(), 1);
    assert_eq!(uses[0].0, authorization(1));
    assert!(rig.gateway.take_authorization_uses().is_empty());
}
