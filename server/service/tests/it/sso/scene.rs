//! An installation with a provider, and browsers that go there and come back.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use model::{CreationPolicy, OidcProviderId, OidcProviderInput, Role, SignInProblem};
use openidconnect::{
    JsonWebKeyId, PrivateSigningKey,
    core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};
use service::{Arrival, Caller, Clock, Departure, NotSignedIn};
use testkit::oidc_provider::OidcProvider;
use url::Url;

use crate::support::Installation;

pub(super) const ADDRESS: std::net::IpAddr = std::net::IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
/// What stands before the secret of Ed25519 in PKCS #8 (RFC 8410 §7).
const PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// An administrator, a provider that knows Eve, and the key that it signs with.
pub(super) struct Scene {
    pub(super) installation: Installation,
    pub(super) provider: OidcProvider,
    pub(super) admin: Caller,
    pub(super) id: OidcProviderId,
    pub(super) key: Key,
}

/// A key of a provider.
pub(super) struct Key {
    id: &'static str,
    private: CoreEdDsaPrivateSigningKey,
}

impl Key {
    pub(super) fn new(id: &'static str) -> Self {
        let secret: [u8; 32] = rand::random();
        let text = STANDARD.encode([&PKCS8[..], &secret].concat());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
        let name = JsonWebKeyId::new(id.to_owned());
        let private = CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(name)).expect("a key");
        Self { id, private }
    }

    pub(super) fn public(&self) -> Value {
        serde_json::to_value(self.private.as_verification_key()).expect("JSON")
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": "EdDSA", "kid": self.id });
        let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encoded(&header), encoded(claims));
        let signature = self
            .private
            .sign(&CoreJwsSigningAlgorithm::EdDsa, message.as_bytes())
            .expect("signs");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl Scene {
    pub(super) async fn new(creation: CreationPolicy) -> Self {
        Self::with(|input| creation.as_str().clone_into(&mut input.creation)).await
    }

    pub(super) async fn with(change: impl FnOnce(&mut OidcProviderInput)) -> Self {
        let installation = Installation::new().await;
        let (admin, provider) = (
            installation.admin().await,
            OidcProvider::start().await.expect("a provider"),
        );
        let mut input = input(provider.issuer());
        change(&mut input);
        let sso = installation.services.sso();
        let id = sso.create(&admin, input).await.expect("created");
        let key = Key::new("first");
        provider.set("/jwks", 200, json!({ "keys": [key.public()] }));
        Self {
            installation,
            provider,
            admin,
            id,
            key,
        }
    }

    /// The provider as its form shows it.
    pub(super) async fn form(&self) -> OidcProviderInput {
        let sso = self.installation.services.sso();
        let view = sso.provider(&self.admin, self.id).await.expect("there");
        OidcProviderInput {
            creation: view.creation.as_str().to_owned(),
            team_rules: view.team_rules,
            version: view.version,
            ..input(self.provider.issuer())
        }
    }

    pub(super) async fn leave(&self, links: Option<&Caller>) -> Departure {
        let sso = self.installation.services.sso();
        sso.begin("work", "/servers", links, ADDRESS)
            .await
            .expect("leaves")
    }

    /// The claims of a token that is right in everything.
    pub(super) fn claims(&self, departure: &Departure) -> Value {
        let now = self.installation.clock.now().as_millis() / 1000;
        json!({
            "iss": self.provider.issuer(), "sub": "eve-1", "aud": "metamcp", "iat": now, "exp": now + 300,
            "nonce": parameter(departure, "nonce"),
            "email": "Eve@example.com", "email_verified": true, "name": "Eve", "groups": ["dev", "ops"],
        })
    }

    pub(super) fn answers_with(&self, token: &str) {
        let tokens = json!({ "id_token": token, "access_token": "at", "token_type": "Bearer" });
        self.provider.set("/token", 200, tokens);
    }

    pub(super) async fn come_back(
        &self,
        departure: &Departure,
        caller: Option<&Caller>,
    ) -> Result<Arrival, NotSignedIn> {
        let query = format!("code=c0de&state={}", parameter(departure, "state"));
        let sso = self.installation.services.sso();
        sso.finish("work", &query, Some(&departure.browser), caller, ADDRESS)
            .await
    }

    /// Leaves and comes back with claims that are changed a little.
    pub(super) async fn sign_in(&self, change: Value) -> Result<Caller, SignInProblem> {
        let departure = self.leave(None).await;
        let mut claims = self.claims(&departure);
        for (name, value) in change.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        self.answers_with(&self.key.sign(&claims));
        match self.come_back(&departure, None).await {
            Ok(Arrival::SignedIn { caller, next, .. }) => {
                assert_eq!(next, "/servers");
                Ok(caller)
            }
            Ok(other) => panic!("not signed in: {other:?}"),
            Err(refused) => {
                assert!(!refused.was_linking);
                Err(refused.problem)
            }
        }
    }

    /// Somebody who is signed in links an account.
    pub(super) async fn link(&self, caller: &Caller, subject: &str) -> Result<(), SignInProblem> {
        let departure = self.leave(Some(caller)).await;
        let mut claims = self.claims(&departure);
        claims["sub"] = json!(subject);
        self.answers_with(&self.key.sign(&claims));
        match self.come_back(&departure, Some(caller)).await {
            Ok(Arrival::Linked) => Ok(()),
            Ok(other) => panic!("not linked: {other:?}"),
            Err(refused) => {
                assert!(refused.was_linking);
                Err(refused.problem)
            }
        }
    }
}

pub(super) fn input(issuer: &str) -> OidcProviderInput {
    OidcProviderInput {
        name: "Work".to_owned(),
        slug: "work".to_owned(),
        issuer: issuer.to_owned(),
        client_id: "metamcp".to_owned(),
        client_secret: "hush".to_owned(),
        groups_claim: "groups".to_owned(),
        default_role: Role::Member.as_str().to_owned(),
        creation: CreationPolicy::Automatic.as_str().to_owned(),
        enabled: true,
        ..OidcProviderInput::default()
    }
}

/// A parameter of the request that a browser takes to the provider.
pub(super) fn parameter(departure: &Departure, name: &str) -> String {
    let url = Url::parse(&departure.url).expect("a URL");
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.expect("there").1.into_owned()
}
