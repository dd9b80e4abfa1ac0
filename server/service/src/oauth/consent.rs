//! The question to a person, and their answer.

use std::sync::Arc;

use model::{ConsentView, Permission, Scopes};
use store::{EndpointRecord, OauthClientRecord};
use url::Url;

use super::{
    OauthError, OauthProblem, answer::Answer, authorize, clients, code, redirect, resource, tokens::Pending,
};
use crate::{Caller, Error, Result, installation::Installation, services::Inner};

/// A request that waits, with everything that it names.
struct Question {
    pending: Pending,
    client: OauthClientRecord,
    installation: Arc<Installation>,
}

impl Question {
    /// The request that a browser brings back, when it is still this person's to answer, here.
    async fn of(inner: &Inner, at: &Url, caller: &Caller, sealed: &str) -> Result<Self> {
        let is_theirs = |it: &Pending| it.user == caller.user_id && it.issuer == resource::issuer(at);
        let pending = inner.tokens.asked(sealed).filter(is_theirs);
        let pending = pending.ok_or(Error::NotFound)?;
        let client = inner.parts.store.oauth_clients().find(pending.client).await?;
        let is_sound = |client: &OauthClientRecord| {
            client.approved
                && client
                    .redirect_uris
                    .iter()
                    .any(|registered| redirect::is_registered(registered, &pending.redirect_uri))
        };
        let client = client.filter(is_sound).ok_or(Error::NotFound)?;
        let installation = inner.keeper.current().await?;
        Ok(Self {
            pending,
            client,
            installation,
        })
    }

    fn endpoint(&self) -> Result<&EndpointRecord> {
        resource::taking_tokens(&self.installation, self.pending.endpoint).ok_or(Error::NotFound)
    }
}

/// What the page shows.
pub(super) async fn view(inner: &Inner, at: &Url, caller: &Caller, sealed: &str) -> Result<ConsentView> {
    caller.require(Permission::Look)?;
    let question = Question::of(inner, at, caller, sealed).await?;
    let endpoint = question.endpoint()?;
    let destination = redirect::destination(&question.pending.redirect_uri).map_err(|_| Error::NotFound)?;
    Ok(ConsentView {
        client: question.client.name.clone(),
        client_host: clients::host(&question.client),
        answer_to: destination.name().to_owned(),
        is_local: matches!(destination, redirect::Destination::Loopback(_)),
        endpoint: endpoint.name.clone(),
        description: endpoint.description.clone(),
        url: resource::url(at, &endpoint.name, "mcp"),
        scopes: Scopes::from_bits(question.pending.scopes).iter().collect(),
        name: caller.name.clone(),
        email: caller.email.clone(),
    })
}

/// Yes or no: the URL that the browser takes to the client.
pub(super) async fn decide(
    inner: &Inner,
    at: &Url,
    caller: &Caller,
    sealed: &str,
    allows: bool,
) -> Result<String> {
    caller.require(Permission::Look)?;
    let question = Question::of(inner, at, caller, sealed).await?;
    let pending = &question.pending;
    let answer = Answer::new(at, &pending.redirect_uri, pending.state.clone());
    if !allows {
        let error = OauthError::new(OauthProblem::AccessDenied, "the person said no");
        return Ok(answer.refusal(&error));
    }
    let given = async {
        authorize::may_connect(&question.installation, caller, question.endpoint()?)?;
        code::issue(inner, at, pending).await
    };
    Ok(match given.await {
        Ok(code) => answer.code(&code),
        Err(error) => answer.refusal(&error),
    })
}
