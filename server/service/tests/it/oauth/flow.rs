//! A client and a person, step by step, with one thing wrong where a test wants it.

use std::net::IpAddr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{AuthorizationId, EndpointAuth, EndpointId, EndpointInput, Visibility};
use serde_json::{Value, json};
use service::{Authorize, Caller, OauthError, TokenAnswer};
use sha2::{Digest, Sha256};
use store::testing::TestDatabase;
use url::{Url, form_urlencoded};

use crate::support::{Installation, endpoint, namespace};

pub(super) const REDIRECT: &str = "https://app.example.com/cb";
pub(super) const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0";
const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// Parameters of a request, to be changed by tests.
pub(super) type Fields = Vec<(&'static str, String)>;

/// Ada with two endpoints, `dev` and `other`, that take access tokens.
pub(super) struct World {
    pub(super) installation: Installation,
    pub(super) ada: Caller,
    pub(super) dev: EndpointId,
}

impl World {
    pub(super) async fn new(database: TestDatabase) -> Self {
        let installation = Installation::on(database).await;
        let ada = installation.admin().await;
        let services = &installation.services;
        let space = services
            .namespaces()
            .create(&ada, namespace("space", &[], Visibility::Public))
            .await
            .expect("created");
        let mut ids = Vec::new();
        for name in ["dev", "other"] {
            let input = EndpointInput {
                auth: EndpointAuth::ApiKeyOrOauth,
                ..endpoint(name, space.id, Visibility::Public)
            };
            ids.push(
                services
                    .endpoints()
                    .create(&ada, input)
                    .await
                    .expect("created")
                    .id,
            );
        }
        Self {
            dev: ids[0],
            installation,
            ada,
        }
    }

    /// Registers a client with this redirect URI, and gives what it is told.
    pub(super) async fn register(&self, redirect_uri: &str, auth: &str) -> Value {
        let metadata = json!({
            "client_name": "Editor", "redirect_uris": [redirect_uri], "token_endpoint_auth_method": auth,
        });
        let body = metadata.to_string();
        let oauth = self.installation.services.oauth();
        oauth.register(body.as_bytes(), ADDRESS).await.expect("registers")
    }

    /// A client without a secret.
    pub(super) async fn client(&self) -> String {
        text(&self.register(REDIRECT, "none").await["client_id"])
    }

    /// What the browser of a person gets for a request.
    pub(super) async fn authorize(&self, caller: Option<&Caller>, request: &Fields) -> Authorize {
        self.installation
            .services
            .oauth()
            .authorize(&query(request), caller, None)
            .await
    }

    /// The answer that the client gets when the person allows the request.
    pub(super) async fn allow(&self, caller: &Caller, request: &Fields) -> Reply {
        let question = match self.authorize(Some(caller), request).await {
            Authorize::Ask(question) => question,
            other => panic!("{other:?}"),
        };
        let oauth = self.installation.services.oauth();
        Reply::of(&oauth.decide(caller, &question, true).await.expect("answers"))
    }

    /// A code for a client.
    pub(super) async fn code(&self, client: &str) -> String {
        self.allow(&self.ada, &request(client)).await.need("code")
    }

    pub(super) async fn token(&self, form: &Fields) -> Result<TokenAnswer, OauthError> {
        let oauth = self.installation.services.oauth();
        oauth.token(query(form).as_bytes(), None, ADDRESS).await
    }

    /// A whole connection of a new client.
    pub(super) async fn connect(&self) -> (String, TokenAnswer) {
        let client = self.client().await;
        let code = self.code(&client).await;
        let answer = self.token(&exchange(&client, &code)).await.expect("a token");
        (client, answer)
    }

    pub(super) async fn refresh(&self, client: &str, token: &str) -> Result<TokenAnswer, OauthError> {
        self.token(&refresh(client, token)).await
    }

    pub(super) async fn revoke(&self, client: &str, token: &str) -> Result<(), OauthError> {
        let form = vec![("client_id", client.to_owned()), ("token", token.to_owned())];
        let oauth = self.installation.services.oauth();
        oauth.revoke(query(&form).as_bytes(), None, ADDRESS).await
    }

    pub(super) async fn introspect(&self, form: &Fields, basic: Option<&str>) -> Result<Value, OauthError> {
        let oauth = self.installation.services.oauth();
        oauth.introspect(query(form).as_bytes(), basic, ADDRESS).await
    }

    /// The connections that Ada sees.
    pub(super) async fn connections(&self) -> Vec<AuthorizationId> {
        let connected = self.installation.services.oauth().connected(&self.ada).await;
        connected
            .expect("a list")
            .iter()
            .map(|client| client.id)
            .collect()
    }
}

/// What a client reads in the URL that the browser comes back with.
#[derive(Debug)]
pub(super) struct Reply(Url);

impl Reply {
    pub(super) fn of(url: &str) -> Self {
        Self(url.parse().expect("a URL"))
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut pairs = self.0.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    pub(super) fn need(&self, name: &str) -> String {
        self.get(name)
            .unwrap_or_else(|| panic!("no {name} in {}", self.0))
    }
}

pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// A good request for `dev`.
pub(super) fn request(client: &str) -> Fields {
    vec![
        ("response_type", "code".to_owned()),
        ("client_id", client.to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("code_challenge", challenge(VERIFIER)),
        ("code_challenge_method", "S256".to_owned()),
        ("state", "a state&more".to_owned()),
        ("resource", "https://mcp.example.com/metamcp/dev/mcp".to_owned()),
    ]
}

/// A good exchange of a code.
pub(super) fn exchange(client: &str, code: &str) -> Fields {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("client_id", client.to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
    ]
}

pub(super) fn refresh(client: &str, token: &str) -> Fields {
    vec![
        ("grant_type", "refresh_token".to_owned()),
        ("client_id", client.to_owned()),
        ("refresh_token", token.to_owned()),
    ]
}

/// The same with another value; nothing takes the field away.
pub(super) fn with(mut fields: Fields, name: &'static str, value: &str) -> Fields {
    fields.retain(|(key, _)| *key != name);
    if !value.is_empty() {
        fields.push((name, value.to_owned()));
    }
    fields
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

pub(super) fn query(fields: &Fields) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
