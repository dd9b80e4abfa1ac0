//! Clients without sessions whose person has to sign in to a server first.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use gateway::{Credentials, NoToken, Refusal, SignIn, Token, TokenHolder};
use http::HeaderValue;
use model::ServerId;
use serde_json::{Value, json};

use super::{rig::Rig, stateless::Stateless, witness::Witness};

const PAGE: &str = "https://gateway.example/servers/1?connect";

/// Has a token once somebody has connected.
#[derive(Debug, Default)]
struct Vault(AtomicBool);

impl Vault {
    fn connect(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn token(&self) -> Option<Token> {
        self.0.load(Ordering::SeqCst).then(|| Token {
            header: HeaderValue::from_static("Bearer upstream"),
            version: 1,
        })
    }
}

#[async_trait]
impl Credentials for Vault {
    fn ready(&self, _: ServerId, _: TokenHolder) -> Option<Token> {
        self.token()
    }

    async fn obtain(&self, _: ServerId, _: TokenHolder) -> Result<Token, NoToken> {
        self.token().ok_or_else(|| NoToken {
            message: "You have not connected it yet.".to_owned(),
            advice: format!("Connect it at {PAGE}."),
            connect_url: Some(PAGE.to_owned()),
        })
    }

    async fn refused(&self, _: ServerId, _: TokenHolder, _: i64, _: Refusal) -> Result<Token, NoToken> {
        unreachable!("the server takes every token")
    }
}

/// A server behind the endpoint `open` that nobody has signed in to yet.
async fn rig(witness: &Witness) -> (Rig, Arc<Vault>) {
    let mut rig = Rig::start(gateway::GatewayOptions::default()).await;
    let vault = Arc::new(Vault::default());
    rig.add_server(1, "witness", &witness.url);
    rig.add_endpoint(1, "open", &[1], model::EndpointAuth::None, None);
    rig.add_seed(1, &["look"]);
    rig.snapshot.namespaces[0].naming = model::NamingPolicy::Never;
    rig.snapshot.upstreams[0].run.connections.sign_in = Some(SignIn::Shared);
    rig.snapshot.credentials = Some(vault.clone());
    rig.apply();
    (rig, vault)
}

fn opens_pages(rig: &Rig) -> Stateless<'_> {
    Stateless::new(rig, json!({"elicitation": {"url": {}}}))
}

fn repeated(asked: &Value, action: &str) -> Value {
    json!({
        "name": "look",
        "arguments": {},
        "requestState": asked["requestState"],
        "inputResponses": {"connect": {"action": action}},
    })
}

#[tokio::test]
async fn a_client_that_opens_pages_is_asked_and_its_repetition_goes_on() {
    for is_modern in [true, false] {
        let witness = Witness::start(is_modern).await;
        let (rig, vault) = rig(&witness).await;
        let client = opens_pages(&rig);
        let asked = client.call("look", json!({})).await;
        assert_eq!(asked["resultType"], "input_required", "{asked}");
        assert_eq!(
            asked["inputRequests"],
            json!({"connect": {"method": "elicitation/create", "params": {
                "mode": "url", "url": PAGE, "message": "You have not connected it yet.",
            }}})
        );
        // Most clients repeat as soon as their person has agreed, which is before they are through.
        let repeating = client.ask("tools/call", repeated(&asked, "accept"));
        let connecting = async { vault.connect() };
        let (answer, ()) = futures::join!(repeating, connecting);
        assert_eq!(answer["result"]["resultType"], "complete", "{answer}");
        let calls = witness.take_calls();
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].header("authorization"), Some("Bearer upstream"));
        if is_modern {
            let again = client.ask("tools/call", repeated(&asked, "accept")).await;
            assert_eq!(again["result"]["resultType"], "complete", "{again}");
        }
    }
}

#[tokio::test]
async fn who_does_not_want_to_or_cannot_gets_the_error() {
    let witness = Witness::start(true).await;
    let (rig, _vault) = rig(&witness).await;
    let client = opens_pages(&rig);
    let asked = client.call("look", json!({})).await;
    for action in ["decline", "cancel"] {
        let refused = client.ask("tools/call", repeated(&asked, action)).await;
        assert_eq!(refused["error"]["data"]["connectUrl"], PAGE, "{refused}");
    }
    let look = json!({"name": "look", "arguments": {}});
    for capabilities in [
        json!({}),
        json!({"elicitation": {}}),
        json!({"elicitation": {"form": {}}}),
    ] {
        let plain = Stateless::new(&rig, capabilities);
        let refused = plain.ask("tools/call", look.clone()).await;
        assert_eq!(refused["error"]["data"]["connectUrl"], PAGE, "{refused}");
    }
    assert!(witness.take_calls().is_empty());
}

#[tokio::test]
async fn the_state_of_a_question_is_good_for_its_request_alone() {
    let witness = Witness::start(true).await;
    let (rig, vault) = rig(&witness).await;
    let client = opens_pages(&rig);
    let asked = client.call("look", json!({})).await;
    vault.connect();
    let mut other = repeated(&asked, "accept");
    other["name"] = json!("other");
    let refused = client.ask("tools/call", other).await;
    assert_eq!(refused["error"]["data"]["class"], "request_state", "{refused}");
}
