//! The authorization endpoint: what a client asks a person for.
//!
//! Nothing of the request is believed. Who the client is and where its answer goes is checked first: before that is
//! certain, an error is a page and never a redirect. Sign-in is a detour after which everything is checked again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{OidcProviderId, Permission, Scope, Scopes};
use store::{EndpointRecord, OauthClientRecord};
use url::Url;

use super::{
    OauthError, OauthProblem,
    answer::Answer,
    clients,
    parameters::Parameters,
    redirect::{self, Destination},
    resource,
    tokens::Pending,
};
use crate::{
    Caller, admission, installation::Installation, services::Inner, users, visibility::is_shared_with,
};

/// Clients put into `state` what they like; more than this does not fit into URLs everywhere.
const MAX_STATE: usize = 2048;

/// What the browser of a person gets.
#[derive(Debug)]
pub enum Authorize {
    /// A page that explains: there is nobody to whom an answer could be sent.
    Refused(OauthError),
    /// The sign-in, and then the same request again. With the name of an endpoint that wants it by single sign-on.
    SignIn(Option<String>),
    /// The answer for the client, in this URL.
    Answer(String),
    /// The question, named by this text.
    Ask(String),
}

/// What a client asks for, checked.
struct Request<'a> {
    client: OauthClientRecord,
    destination: Destination,
    endpoint: &'a EndpointRecord,
    challenge: String,
    scopes: Scopes,
    prompt: Prompt,
}

/// Whether a person may or must be asked (OpenID Connect Core §3.1.2.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prompt {
    AsNeeded,
    Never,
    Always,
}

pub(super) async fn authorize(
    inner: &Inner,
    at: &Url,
    query: &str,
    caller: Option<&Caller>,
    came_by: Option<OidcProviderId>,
) -> Authorize {
    let parameters = Parameters::parse(query.as_bytes());
    let (client, answer) = match receiver(inner, at, &parameters, caller).await {
        Ok(Some(receiver)) => receiver,
        Ok(None) => return sign_in(inner, at, &parameters).await,
        Err(error) => return Authorize::Refused(error),
    };
    let visitor = caller.map(|caller| (caller, came_by));
    match consider(inner, at, &parameters, client, &answer, visitor).await {
        Ok(outcome) => outcome,
        Err(error) => Authorize::Answer(answer.refusal(&error)),
    }
}

/// The client, and where its answer goes. Nothing when the person has to sign in before the client is looked up.
async fn receiver(
    inner: &Inner,
    at: &Url,
    parameters: &Parameters,
    caller: Option<&Caller>,
) -> Result<Option<(OauthClientRecord, Answer)>, OauthError> {
    let client_id = parameters.need("client_id")?;
    if clients::is_document(client_id) && caller.is_none() {
        // A stranger cannot make us fetch anything.
        return Ok(None);
    }
    let client = clients::find(inner, client_id).await?;
    let redirect_uri = parameters.need("redirect_uri")?;
    let is_known = client
        .redirect_uris
        .iter()
        .any(|registered| redirect::is_registered(registered, redirect_uri));
    if !is_known {
        return Err(OauthError::new(
            OauthProblem::InvalidRequest,
            format!(
                "{} did not register {redirect_uri} as an address for answers; it has to be one of those that it registered, \
                 character by character",
                client.name
            ),
        ));
    }
    if !client.approved {
        return Err(OauthError::new(
            OauthProblem::UnauthorizedClient,
            format!(
                "{} has registered itself and waits for an administrator to approve it",
                client.name
            ),
        ));
    }
    // A state that stands twice is an error that can be answered, without it.
    let state = parameters.get("state").ok().flatten().map(str::to_owned);
    let answer = Answer::new(at, redirect_uri, state);
    Ok(Some((client, answer)))
}

async fn consider(
    inner: &Inner,
    at: &Url,
    parameters: &Parameters,
    client: OauthClientRecord,
    answer: &Answer,
    visitor: Option<(&Caller, Option<OidcProviderId>)>,
) -> Result<Authorize, OauthError> {
    let installation = inner.keeper.current().await?;
    let request = check(at, &installation, parameters, client, answer)?;
    let came_right = |came_by| admission::came_right(&installation, request.endpoint, came_by);
    let Some((caller, _)) = visitor.filter(|(_, came_by)| came_right(*came_by)) else {
        return match request.prompt {
            Prompt::Never => Err(OauthError::new(
                OauthProblem::LoginRequired,
                "nobody is signed in in this browser as the endpoint wants it",
            )),
            _ => Ok(Authorize::SignIn(door(request.endpoint))),
        };
    };
    may_connect(&installation, caller, request.endpoint)?;
    let pending = Pending {
        issuer: resource::issuer(at).to_owned(),
        user: caller.user_id,
        client: request.client.id,
        endpoint: request.endpoint.id,
        redirect_uri: answer.redirect_uri().to_owned(),
        challenge: request.challenge.clone(),
        scopes: request.scopes.bits(),
        state: answer.state().map(str::to_owned),
        until: inner.tokens.consent_until(),
    };
    if request.prompt != Prompt::Always
        && request.destination.is_certain()
        && is_allowed_already(&installation, caller, &request)
    {
        let code = super::code::issue(inner, at, &pending).await?;
        return Ok(Authorize::Answer(answer.code(&code)));
    }
    if request.prompt == Prompt::Never {
        return Err(OauthError::new(
            OauthProblem::ConsentRequired,
            "the person has to be asked",
        ));
    }
    Ok(Authorize::Ask(inner.tokens.ask(&pending)))
}

/// The sign-in before anything else of a request is looked at.
async fn sign_in(inner: &Inner, at: &Url, parameters: &Parameters) -> Authorize {
    let installation = match inner.keeper.current().await {
        Ok(installation) => installation,
        Err(error) => return Authorize::Refused(error.into()),
    };
    let named = resource::named(&installation, at, &parameters.all("resource"));
    Authorize::SignIn(named.ok().and_then(door))
}

/// The name of an endpoint to which only some sign-ins lead.
fn door(endpoint: &EndpointRecord) -> Option<String> {
    endpoint.sso.is_some().then(|| endpoint.name.clone())
}

fn check<'a>(
    at: &Url,
    installation: &'a Installation,
    parameters: &Parameters,
    client: OauthClientRecord,
    answer: &Answer,
) -> Result<Request<'a>, OauthError> {
    let invalid = |description: &str| OauthError::new(OauthProblem::InvalidRequest, description);
    parameters.get("state")?;
    if answer.state().is_some_and(|state| state.len() > MAX_STATE) {
        return Err(invalid(&format!(
            "the parameter state is longer than {MAX_STATE} bytes"
        )));
    }
    if parameters.need("response_type")? != "code" {
        return Err(OauthError::new(
            OauthProblem::UnsupportedResponseType,
            "ask for the response_type code",
        ));
    }
    if !parameters.all("request").is_empty() || !parameters.all("request_uri").is_empty() {
        return Err(invalid(
            "send the parameters themselves, not as request or request_uri",
        ));
    }
    if parameters
        .get("response_mode")?
        .is_some_and(|mode| mode != "query")
    {
        return Err(invalid("the only response_mode is query"));
    }
    let challenge = parameters.get("code_challenge")?.ok_or_else(|| {
        invalid("PKCE is needed: send code_challenge with code_challenge_method=S256 (RFC 7636)")
    })?;
    // Without the method it would be `plain`, which keeps nothing secret.
    if parameters.get("code_challenge_method")? != Some("S256") {
        return Err(invalid("the only code_challenge_method is S256"));
    }
    if URL_SAFE_NO_PAD.decode(challenge).map_or(0, |hash| hash.len()) != 32 {
        return Err(invalid("code_challenge is not the base64url form of a SHA-256"));
    }
    let prompt = match parameters.get("prompt")? {
        Some("none") => Prompt::Never,
        Some("consent" | "login" | "select_account") => Prompt::Always,
        _ => Prompt::AsNeeded,
    };
    let endpoint = resource::named(installation, at, &parameters.all("resource"))?;
    let destination = redirect::destination(answer.redirect_uri())
        .map_err(|problem| invalid(&format!("redirect_uri: {problem}")))?;
    Ok(Request {
        client,
        destination,
        endpoint,
        challenge: challenge.to_owned(),
        scopes: scopes(parameters.get("scope")?)?,
        prompt,
    })
}

/// Words that we do not know are passed over, as long as something is left.
fn scopes(asked: Option<&str>) -> Result<Scopes, OauthError> {
    let Some(asked) = asked else {
        return Ok(Scopes::MCP);
    };
    let known = Scopes::known_in(asked);
    if known.is_empty() {
        let all = Scope::ALL.map(Scope::as_str).join(", ");
        return Err(OauthError::new(
            OauthProblem::InvalidScope,
            format!("the scopes are {all}"),
        ));
    }
    Ok(known)
}

/// A person may let clients act for them where they could use a key of their own.
pub(super) fn may_connect(
    installation: &Installation,
    caller: &Caller,
    endpoint: &EndpointRecord,
) -> Result<(), OauthError> {
    if !admission::admits(installation, endpoint, caller.user_id) {
        return Err(OauthError::new(
            OauthProblem::AccessDenied,
            format!(
                "{} is in none of the groups that this endpoint admits; sign in again if that changed, or ask its keeper",
                caller.name
            ),
        ));
    }
    let has_right = caller.may(Permission::KeepOwn) && is_shared_with(caller, endpoint.owner);
    if has_right {
        Ok(())
    } else {
        Err(OauthError::new(
            OauthProblem::AccessDenied,
            format!("{} may not use this endpoint", caller.name),
        ))
    }
}

/// As [`may_connect`], for somebody who is not there.
pub(super) fn may_still_connect(
    installation: &Installation,
    user: model::UserId,
    endpoint: &EndpointRecord,
) -> bool {
    installation
        .user(user)
        .map(|user| users::caller(installation, user))
        .is_some_and(|caller| may_connect(installation, &caller, endpoint).is_ok())
}

/// What is remembered is what is alive: the person sees it among their connected clients, and ends it there.
fn is_allowed_already(installation: &Installation, caller: &Caller, request: &Request<'_>) -> bool {
    installation.authorizations().iter().any(|it| {
        it.user_id == caller.user_id
            && it.client_id == request.client.id
            && it.endpoint_id == request.endpoint.id
            && it.scopes.covers(request.scopes)
    })
}
