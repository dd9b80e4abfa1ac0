//! A client of the inspector that comes to its token as any client of an endpoint does (MCP 2025-11-25, Authorization):
//! it is refused, finds the authorization server, registers itself, sends the person there and exchanges the code.

mod grant;
mod pending;
mod walk;

use std::{sync::Arc, time::Instant};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use gateway::Challenge;
use http::StatusCode;
use model::{
    EndpointId, HopStep, HopView, InspectionId, InspectionInput, InspectionProtocol, InspectorSignInId,
    InspectorSignInView, InspectorTarget, NoToken, Permission, UserId,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

pub(super) use self::grant::Grant;
pub(crate) use self::pending::PendingSignIns;
use self::walk::{Came, Walk};
use super::{Inspector, targets};
use crate::{Caller, Error, FrontDoor, Result, mint};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
/// How the client calls itself when it registers.
const NAME: &str = "MetaMCP inspector";
/// RFC 7636 §4.1 has 43 at least.
const VERIFIER_LENGTH: usize = 64;
const STATE_LENGTH: usize = 32;

/// What a step of the way brings.
type Found<T> = std::result::Result<T, NoToken>;

/// Where the browser comes back to.
pub const INSPECTOR_CALLBACK: &str = "/inspector/callback";

/// Where a sign-in led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedIn {
    /// There is a token.
    Inspection {
        /// The inspection with it.
        id: InspectionId,
        /// The tool that it was wanted for.
        tool: String,
        /// The call that is to be made again.
        call: String,
    },
    /// No token; the hops show why.
    Nowhere(InspectorSignInId),
}

/// One client on its way.
#[derive(Clone)]
pub(super) struct SignIn {
    id: InspectorSignInId,
    owner: UserId,
    began: Instant,
    endpoint_id: EndpointId,
    name: String,
    protocol: InspectionProtocol,
    /// The tool and the call to begin with.
    first: (String, String),
    hops: Vec<HopView>,
    /// Where the person goes now.
    next: Option<Url>,
    problem: Option<NoToken>,
    state: String,
    verifier: String,
    resource: String,
    issuer: String,
    client_id: String,
    token_endpoint: String,
}

impl Inspector<'_> {
    /// A client of the caller sets out for a token of an endpoint, as far as it comes without a person.
    pub async fn set_out(
        &self,
        caller: &Caller,
        input: InspectionInput,
        door: &dyn FrontDoor,
    ) -> Result<InspectorSignInId> {
        caller.require(Permission::KeepOwn)?;
        input.validate()?;
        let InspectorTarget::Endpoint(endpoint_id) = input.target()? else {
            return Err(Error::NotFound);
        };
        let installation = self.inner.keeper.current().await?;
        let name = targets::name(
            caller,
            &installation,
            InspectorTarget::Endpoint(endpoint_id),
            true,
        )?;
        let clock = &*self.inner.parts.clock;
        let mut sign_in = SignIn {
            id: mint::id(clock.now()),
            owner: caller.user_id,
            began: clock.instant(),
            endpoint_id,
            name,
            protocol: input.protocol,
            first: (input.tool, input.call),
            hops: Vec::new(),
            next: None,
            problem: None,
            state: mint::text(STATE_LENGTH),
            verifier: mint::text(VERIFIER_LENGTH),
            resource: String::new(),
            issuer: String::new(),
            client_id: String::new(),
            token_endpoint: String::new(),
        };
        let mut walk = Walk::new(door, clock, self.at, Vec::new());
        match sign_in.discover(&mut walk, self.at).await {
            Ok(next) => sign_in.next = Some(next),
            Err(problem) => sign_in.problem = Some(problem),
        }
        sign_in.hops = walk.end();
        let id = sign_in.id;
        self.inner.pending_sign_ins.put(sign_in, clock.instant());
        Ok(id)
    }

    /// The browser of the caller comes back with this query. What it brings is good once.
    pub async fn come_back(&self, caller: &Caller, query: &str, door: &dyn FrontDoor) -> Result<SignedIn> {
        caller.require(Permission::KeepOwn)?;
        let clock = &*self.inner.parts.clock;
        let brought = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.into_owned())
        };
        let state = brought("state").unwrap_or_default();
        let found = self
            .inner
            .pending_sign_ins
            .take(caller.user_id, &state, clock.instant());
        let mut sign_in = found.ok_or(Error::NotFound)?;
        sign_in.next = None;
        let mut walk = Walk::new(door, clock, self.at, std::mem::take(&mut sign_in.hops));
        let mut back = callback(self.at)?;
        back.set_query(Some(query));
        walk.browser_goes(HopStep::Return, &back);
        let is_other_issuer = brought("iss").is_some_and(|issuer| issuer != sign_in.issuer);
        let token = match brought("code").filter(|_| !is_other_issuer) {
            Some(code) => {
                sign_in
                    .exchange(&mut walk, &code, callback(self.at)?.as_str())
                    .await
            }
            None => Err(NoToken::Refused),
        };
        sign_in.hops = walk.end();
        let token = match token {
            Ok(token) => token,
            Err(problem) => {
                let id = sign_in.id;
                sign_in.problem = Some(problem);
                self.inner.pending_sign_ins.put(sign_in, clock.instant());
                return Ok(SignedIn::Nowhere(id));
            }
        };
        let input = InspectionInput {
            target: InspectorTarget::Endpoint(sign_in.endpoint_id).value(),
            protocol: sign_in.protocol,
            key: token.clone(),
            ..InspectionInput::default()
        };
        let grant = Arc::new(Grant::new(&sign_in, self.at.clone(), token));
        match self.open_with(caller, input, Some(Arc::clone(&grant))).await {
            Ok(id) => {
                let (tool, call) = sign_in.first;
                Ok(SignedIn::Inspection { id, tool, call })
            }
            Err(error) => {
                grant.give_back(self.inner).await;
                Err(error)
            }
        }
    }

    /// How far a sign-in of the caller is, or how the client of an inspection came to its token.
    pub fn sign_in(&self, caller: &Caller, id: InspectorSignInId) -> Result<InspectorSignInView> {
        caller.require(Permission::KeepOwn)?;
        let now = self.inner.parts.clock.instant();
        if let Some(found) = self.inner.pending_sign_ins.find(caller.user_id, id, now) {
            return Ok(found.view());
        }
        let inspections = self.inner.inspections.of(caller.user_id);
        let mut views = inspections.iter().filter_map(|it| {
            let grant = it.subject.grant.as_ref()?;
            Some(grant.view(it.subject.id))
        });
        views.find(|view| view.id == id).ok_or(Error::NotFound)
    }
}

impl SignIn {
    /// From the refusal to the URL of the authorization server that the person goes to.
    async fn discover(&mut self, walk: &mut Walk<'_>, at: &Url) -> Found<Url> {
        let no_way_on = || NoToken::NoWayOn;
        let endpoint = at.join(&format!("/metamcp/{}/mcp", self.name));
        let endpoint = endpoint.map_err(|_| no_way_on())?;
        let asked = walk.post(HopStep::Challenge, &endpoint, JSON, greeting()).await;
        let asked = asked.ok_or_else(no_way_on)?;
        if asked.status != StatusCode::UNAUTHORIZED {
            return Err(NoToken::NothingAsked);
        }
        let challenge = Challenge::bearer(&asked.headers).ok_or_else(no_way_on)?;
        let document = challenge
            .get("resource_metadata")
            .and_then(|url| url.parse().ok());
        let resource = found(
            walk.get(HopStep::Resource, &document.ok_or_else(no_way_on)?)
                .await,
        )?;
        self.resource = text(&resource["resource"]).ok_or_else(no_way_on)?;
        self.issuer = text(&resource["authorization_servers"][0]).ok_or_else(no_way_on)?;
        let document = metadata_of(&self.issuer).ok_or_else(no_way_on)?;
        let server = found(walk.get(HopStep::Server, &document).await)?;
        self.token_endpoint = text(&server["token_endpoint"]).ok_or_else(no_way_on)?;
        let Some(registration) = text(&server["registration_endpoint"]) else {
            return Err(NoToken::NoRegistration);
        };
        let registration: Url = registration.parse().map_err(|_| no_way_on())?;
        let callback = callback(at).map_err(|_| no_way_on())?;
        let registered = walk
            .post(HopStep::Register, &registration, JSON, description(&callback))
            .await;
        self.client_id = text(&found(registered)?["client_id"]).ok_or_else(no_way_on)?;
        let mut authorize: Url = text(&server["authorization_endpoint"])
            .and_then(|url| url.parse().ok())
            .ok_or_else(no_way_on)?;
        let scope = challenge.get("scope").map(str::to_owned);
        let scope = scope.or_else(|| joined(&resource["scopes_supported"]));
        authorize
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", callback.as_str())
            .append_pair("resource", &self.resource)
            .append_pair("state", &self.state)
            .append_pair(
                "code_challenge",
                &URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier)),
            )
            .append_pair("code_challenge_method", "S256")
            .extend_pairs(scope.map(|scope| ("scope", scope)));
        walk.browser_goes(HopStep::Authorize, &authorize);
        Ok(authorize)
    }

    /// The token for a code.
    async fn exchange(&self, walk: &mut Walk<'_>, code: &str, callback: &str) -> Found<String> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", callback)
            .append_pair("client_id", &self.client_id)
            .append_pair("code_verifier", &self.verifier)
            .append_pair("resource", &self.resource)
            .finish();
        walk.hide(code);
        walk.hide(&self.verifier);
        let url = self.token_endpoint.parse().map_err(|_| NoToken::NoWayOn)?;
        let answer = found(walk.post(HopStep::Token, &url, FORM, form).await)?;
        for name in ["access_token", "refresh_token", "id_token"] {
            walk.hide(answer[name].as_str().unwrap_or_default());
        }
        text(&answer["access_token"]).ok_or(NoToken::NoWayOn)
    }

    fn view(&self) -> InspectorSignInView {
        InspectorSignInView {
            id: self.id,
            name: self.name.clone(),
            hops: self.hops.clone(),
            next: self.next.as_ref().map(Url::to_string),
            problem: self.problem,
            inspection: None,
        }
    }
}

/// What a client says first.
fn greeting() -> String {
    let params = json!({
        "protocolVersion": InspectionProtocol::Streamable.version(),
        "capabilities": {},
        "clientInfo": { "name": NAME, "version": env!("CARGO_PKG_VERSION") },
    });
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }).to_string()
}

/// What the client says of itself (RFC 7591 §2).
fn description(callback: &Url) -> String {
    json!({
        "client_name": NAME,
        "redirect_uris": [callback],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    })
    .to_string()
}

/// The document in an answer.
fn found(came: Option<Came>) -> Found<Value> {
    let came = came.ok_or(NoToken::Elsewhere)?;
    if came.status.is_success() {
        Ok(came.json())
    } else {
        Err(NoToken::Refused)
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn joined(scopes: &Value) -> Option<String> {
    let scopes: Vec<_> = scopes.as_array()?.iter().filter_map(Value::as_str).collect();
    (!scopes.is_empty()).then(|| scopes.join(" "))
}

/// Where an authorization server describes itself: the well-known path stands before that of the issuer (RFC 8414 §3.1).
fn metadata_of(issuer: &str) -> Option<Url> {
    let mut url: Url = issuer.parse().ok()?;
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("/.well-known/oauth-authorization-server{path}"));
    Some(url)
}

fn callback(at: &Url) -> Result<Url> {
    at.join(INSPECTOR_CALLBACK).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::{joined, metadata_of};

    #[test]
    fn the_document_of_a_server_stands_before_its_path() {
        let of = |issuer| metadata_of(issuer).map(|url| url.to_string());
        let plain = "https://a.example/.well-known/oauth-authorization-server";
        assert_eq!(of("https://a.example").as_deref(), Some(plain));
        assert_eq!(
            of("https://a.example/b/").as_deref(),
            Some(&*format!("{plain}/b"))
        );
        assert_eq!(of("nowhere"), None);
    }

    #[test]
    fn scopes_are_one_text() {
        assert_eq!(joined(&serde_json::json!(["a", "b"])).as_deref(), Some("a b"));
        assert_eq!(joined(&serde_json::json!([])), None);
    }
}
