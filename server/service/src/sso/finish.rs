//! Somebody comes back from a provider.

use model::{SignInProblem, UserId};
use serde::{Deserialize, Serialize};
use store::{IdentityAccount, OidcProviderRecord};

use super::{
    attempt::{self, Attempt},
    claims::{self, Claims},
    discovery::{self, Discovered},
    exchange,
    offer::{self, LinkOffer},
    person,
    refusal::Refusal,
    sign_out::{self, SsoTicket},
    verification,
};
use crate::{
    Caller,
    acts::Act,
    authorization_answer::{AuthorizationAnswer, NoCode},
    services::Inner,
};

/// The longest text of a provider that gets into the log.
const MAX_LOGGED: usize = 200;

/// Who came back.
#[derive(Debug)]
pub enum Arrival {
    /// Somebody is signed in from now on.
    SignedIn {
        /// Who.
        caller: Caller,
        /// Where they wanted to go: a path of this site.
        next: String,
        /// What signs them out at the provider, to be kept in their session.
        ticket: SsoTicket,
    },
    /// The account at the provider signs the caller in from now on.
    Linked,
    /// An account here has the same mail address: who knows its password may link the two.
    MayLink(LinkOffer),
}

/// Nobody is signed in, and nothing is linked.
#[derive(Debug)]
pub struct NotSignedIn {
    /// Why.
    pub problem: SignInProblem,
    /// Somebody who is signed in wanted to link an account.
    pub was_linking: bool,
}

/// A person that the provider vouches for.
#[derive(Serialize, Deserialize)]
pub(super) struct Vouched {
    pub(super) issuer: String,
    pub(super) claims: Claims,
    pub(super) id_token: String,
}

pub(super) async fn finish(
    inner: &Inner,
    slug: &str,
    query: &str,
    browser: Option<&str>,
    caller: Option<&Caller>,
) -> Result<Arrival, NotSignedIn> {
    let mut was_linking = false;
    let arrived = async {
        let doubled = || Refusal::new(SignInProblem::Untrusted, "a parameter stands twice");
        let answer = AuthorizationAnswer::read(query).ok_or_else(doubled)?;
        let expired = |why| Refusal::new(SignInProblem::Expired, why);
        let state = answer.state().ok_or_else(|| expired("no state came back"))?;
        let browser = browser.ok_or_else(|| expired("the browser sent no cookie"))?;
        let attempt = attempt::take(inner, slug, state, browser).await?;
        was_linking = attempt.user_id.is_some();
        if let Some(user_id) = attempt.user_id {
            link_to(user_id, caller)?;
            let vouched = vouched(inner, &attempt, &answer).await?;
            person::link(
                inner,
                user_id,
                &vouched.issuer,
                &vouched.claims,
                &attempt.provider,
            )
            .await?;
            return Ok(Arrival::Linked);
        }
        let arrived = sign_in(inner, attempt, &answer).await;
        // Only of who began here, as fast as one address may: others could fill the log.
        let act = match &arrived {
            Ok(Arrival::SignedIn { caller, .. }) => Some(Act::by(caller, "sign_in.by_provider")),
            Ok(_) => None,
            Err(refusal) => {
                let act = Act::of_stranger("", None, "sign_in.by_provider").refused();
                Some(act.saying(format!("{slug}: {}", refusal.problem.as_str())))
            }
        };
        if let Some(act) = act {
            inner.note(act).await?;
        }
        arrived
    };
    let arrived: Result<_, Refusal> = arrived.await;
    arrived.map_err(|refusal| NotSignedIn {
        problem: refusal.noted(slug),
        was_linking,
    })
}

/// Only who began it can end it: a browser may have got another person since.
fn link_to(user_id: UserId, caller: Option<&Caller>) -> Result<(), Refusal> {
    if caller.is_some_and(|caller| caller.user_id == user_id) {
        return Ok(());
    }
    Err(Refusal::new(
        SignInProblem::SignedOut,
        "another person, or nobody, is signed in now",
    ))
}

async fn sign_in(inner: &Inner, attempt: Attempt, answer: &AuthorizationAnswer) -> Result<Arrival, Refusal> {
    let vouched = vouched(inner, &attempt, answer).await?;
    let signed_in = person::sign_in(inner, &attempt.provider, &vouched.issuer, &vouched.claims).await;
    let caller = match signed_in {
        Err(refusal) if refusal.problem == SignInProblem::AccountExists => {
            let offer = offer::make(inner, &attempt.provider, vouched, attempt.secrets.next).await?;
            return offer.map(Arrival::MayLink).ok_or(refusal);
        }
        signed_in => signed_in?,
    };
    tracing::info!(user.id = %caller.user_id, provider = attempt.provider.slug, "signed in by a provider");
    Ok(Arrival::SignedIn {
        caller,
        next: attempt.secrets.next,
        ticket: sign_out::ticket(inner, attempt.provider.id, &vouched.id_token),
    })
}

/// Who it is, when everything about the answer is right.
async fn vouched(inner: &Inner, attempt: &Attempt, answer: &AuthorizationAnswer) -> Result<Vouched, Refusal> {
    let provider = &attempt.provider;
    let discovered = discovery::discover(inner, &provider.issuer).await;
    let discovered = discovered.map_err(|why| Refusal::new(SignInProblem::Unreachable, why))?;
    let code = code(answer, &discovered)?;
    let tokens = exchange::exchange(inner, provider, &discovered, code, &attempt.secrets).await;
    let tokens = tokens.map_err(|why| Refusal::new(SignInProblem::Unreachable, why))?;
    let nonce = &attempt.secrets.nonce;
    let said = verification::verified(inner, provider, &discovered, &tokens.id_token, nonce).await?;
    let access_token = tokens.access_token.as_deref();
    Ok(Vouched {
        claims: claims::of(inner, provider, &discovered, said, access_token).await?,
        issuer: discovered.issuer.clone(),
        id_token: tokens.id_token,
    })
}

/// What is noted of an account each time that it is used.
pub(super) fn account(inner: &Inner, provider: &OidcProviderRecord, claims: &Claims) -> IdentityAccount {
    IdentityAccount {
        provider_id: Some(provider.id),
        email: claims.email.clone().unwrap_or_default(),
        groups: claims.groups.clone(),
        used_at: Some(inner.parts.clock.now()),
    }
}

/// The code, when the answer is this provider's and no refusal.
fn code<'a>(answer: &'a AuthorizationAnswer, discovered: &Discovered) -> Result<&'a str, Refusal> {
    let untrusted = |why| Refusal::new(SignInProblem::Untrusted, why);
    let code = answer.code(&discovered.issuer, discovered.names_itself);
    code.map_err(|no_code| match no_code {
        NoCode::Elsewhere => untrusted("the answer is another issuer's, or names none"),
        NoCode::Missing => untrusted("no code came back"),
        NoCode::Refused { error, description } => {
            let said = format!("{error} {}", description.unwrap_or_default());
            Refusal::new(
                SignInProblem::Refused,
                said.chars().take(MAX_LOGGED).collect::<String>(),
            )
        }
    })
}
