//! What the authorization server knows: clients, codes and tokens.

use std::collections::{HashMap, HashSet};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use super::TokenEndpoint;

/// Everything that it knows.
#[derive(Debug)]
pub(super) struct Issuer {
    base: String,
    pub(super) answers: TokenEndpoint,
    pub(super) lifetime: u64,
    pub(super) required: Option<String>,
    pub(super) renewals: usize,
    pub(super) callers: Vec<String>,
    /// Redirect URIs by client id. The secret of `client-1` is `secret-1`.
    clients: HashMap<String, Vec<String>>,
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Access>,
    used_up: HashSet<String>,
    issued: usize,
}

/// What an access token stands for.
#[derive(Debug, Clone)]
pub(super) struct Access {
    /// Who agreed.
    pub(super) name: String,
    /// To what.
    pub(super) scopes: Vec<String>,
    client: String,
}

#[derive(Debug)]
struct Code {
    challenge: String,
    redirect_uri: String,
    access: Access,
}

/// What it says of itself.
pub(super) fn metadata(base: &str) -> Value {
    json!({
        "issuer": format!("{base}/id"),
        "authorization_endpoint": format!("{base}/id/authorize"),
        "token_endpoint": format!("{base}/id/token"),
        "registration_endpoint": format!("{base}/id/register"),
        "revocation_endpoint": format!("{base}/id/revoke"),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "authorization_response_iss_parameter_supported": true,
    })
}

impl Issuer {
    pub(super) fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            answers: TokenEndpoint::Works,
            lifetime: 3600,
            required: None,
            renewals: 0,
            callers: Vec::new(),
            clients: HashMap::new(),
            codes: HashMap::new(),
            access: HashMap::new(),
            refresh: HashMap::new(),
            used_up: HashSet::new(),
            issued: 0,
        }
    }

    pub(super) fn registrations(&self) -> usize {
        self.clients.len()
    }

    pub(super) fn expire(&mut self) {
        self.access.clear();
    }

    pub(super) fn revoke(&mut self) {
        self.access.clear();
        self.refresh.clear();
    }

    /// Takes a token back (RFC 7009): what it does not know is no problem.
    pub(super) fn take_back(&mut self, headers: &HeaderMap, body: &[u8]) -> StatusCode {
        let form: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        let (Some(client), Some(token)) = (self.authenticated(headers), form.get("token")) else {
            return StatusCode::UNAUTHORIZED;
        };
        for tokens in [&mut self.access, &mut self.refresh] {
            tokens.retain(|known, access| known != token || access.client != client);
        }
        StatusCode::OK
    }

    /// Tokens that are good for something.
    pub(super) fn good_tokens(&self) -> usize {
        self.access.len() + self.refresh.len()
    }

    pub(super) fn access(&self, token: &str) -> Option<Access> {
        self.access.get(token).cloned()
    }

    pub(super) fn register(&mut self, body: &[u8]) -> Value {
        let wanted: Value = serde_json::from_slice(body).unwrap_or_default();
        let uris = wanted["redirect_uris"].as_array().into_iter().flatten();
        let uris = uris.filter_map(|uri| uri.as_str().map(str::to_owned)).collect();
        let number = self.clients.len() + 1;
        self.clients.insert(format!("client-{number}"), uris);
        json!({ "client_id": format!("client-{number}"), "client_secret": format!("secret-{number}") })
    }

    pub(super) fn agree(&mut self, authorization_url: &str, name: &str) -> Result<String, String> {
        let url = Url::parse(authorization_url).map_err(|error| error.to_string())?;
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let get = |name: &str| {
            query
                .get(name)
                .cloned()
                .ok_or_else(|| format!("{name} is missing in {url}"))
        };
        let (client, redirect_uri) = (get("client_id")?, get("redirect_uri")?);
        let known = self.clients.get(&client).ok_or("an unknown client")?;
        let is_sound = known.contains(&redirect_uri)
            && get("response_type")? == "code"
            && get("code_challenge_method")? == "S256"
            && get("resource")? == format!("{}/mcp", self.base)
            && url.path() == "/id/authorize";
        if !is_sound {
            return Err(format!("{url} is not as it should be"));
        }
        let scopes = query.get("scope").map(String::as_str).unwrap_or_default();
        let code = self.fresh("code");
        let agreed = Code {
            challenge: get("code_challenge")?,
            redirect_uri,
            access: Access {
                name: name.to_owned(),
                scopes: scopes.split(' ').map(str::to_owned).collect(),
                client,
            },
        };
        self.codes.insert(code.clone(), agreed);
        let issuer = format!("{}/id", self.base);
        Ok(form_urlencoded::Serializer::new(String::new())
            .append_pair("code", &code)
            .append_pair("state", &get("state")?)
            .append_pair("iss", &issuer)
            .finish())
    }

    pub(super) fn token(&mut self, headers: &HeaderMap, body: &[u8]) -> (StatusCode, Value) {
        let form: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let Some(client) = self.authenticated(headers) else {
            return refused("invalid_client");
        };
        if field("resource") != format!("{}/mcp", self.base) {
            return refused("invalid_target");
        }
        let access = match field("grant_type") {
            "authorization_code" => self.exchange(&form),
            "refresh_token" => self.renew(field("refresh_token")),
            _ => return refused("unsupported_grant_type"),
        };
        match access.filter(|access| access.client == client) {
            Some(access) => (StatusCode::OK, self.issue(access)),
            None => refused("invalid_grant"),
        }
    }

    fn authenticated(&self, headers: &HeaderMap) -> Option<String> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let pair = STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
        let pair = String::from_utf8(pair).ok()?;
        let (client, secret) = pair.split_once(':')?;
        let is_known = self.clients.contains_key(client) && secret == client.replace("client", "secret");
        is_known.then(|| client.to_owned())
    }

    fn exchange(&mut self, form: &HashMap<String, String>) -> Option<Access> {
        let code = self.codes.remove(form.get("code")?)?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form.get("code_verifier")?));
        let is_theirs = code.challenge == challenge && *form.get("redirect_uri")? == code.redirect_uri;
        is_theirs.then_some(code.access)
    }

    fn renew(&mut self, token: &str) -> Option<Access> {
        if self.used_up.contains(token) {
            // One of two holders has stolen it.
            self.revoke();
        }
        let access = self.refresh.remove(token)?;
        self.used_up.insert(token.to_owned());
        self.renewals += 1;
        Some(access)
    }

    fn issue(&mut self, access: Access) -> Value {
        let (token, refresh) = (self.fresh("access"), self.fresh("refresh"));
        let scopes = access.scopes.join(" ");
        self.access.insert(token.clone(), access.clone());
        self.refresh.insert(refresh.clone(), access);
        json!({
            "access_token": token, "token_type": "Bearer", "expires_in": self.lifetime,
            "refresh_token": refresh, "scope": scopes,
        })
    }

    fn fresh(&mut self, kind: &str) -> String {
        self.issued += 1;
        format!("{kind}-{}", self.issued)
    }
}

fn refused(error: &str) -> (StatusCode, Value) {
    (StatusCode::BAD_REQUEST, json!({ "error": error }))
}
