//! Single sign-on: people sign in by providers of `OpenID Connect`.
//!
//! `begin` sends a browser to a provider and remembers it; `finish` takes it back, once, and decides who it is.

mod account;
mod attempt;
mod claims;
mod declared;
pub(crate) mod discovery;
mod exchange;
mod finish;
mod offer;
mod person;
mod provider;
mod providers;
mod refusal;
mod sign_out;
pub(crate) mod switches;
mod teams;
mod verification;
mod waiting;

use std::net::IpAddr;

use model::{Registration, SignInOption, SignInOptions, SignInProblem};
use store::OidcProviderRecord;
use url::Url;

use self::refusal::Refusal;
pub use self::{
    attempt::Departure,
    declared::DeclaredProvider,
    finish::{Arrival, NotSignedIn},
    offer::{LinkOffer, LinkedByPassword},
    sign_out::SsoTicket,
};
use crate::{Caller, Result, admission, installation::Installation, services::Inner};

/// Use cases of single sign-on.
pub struct Sso<'a> {
    inner: &'a Inner,
    at: &'a Url,
}

impl<'a> Sso<'a> {
    pub(crate) fn new(inner: &'a Inner, at: &'a Url) -> Self {
        Self { inner, at }
    }

    /// The ways to sign in: all of them, or those that lead to the endpoint with this name. For everyone.
    pub async fn options(&self, endpoint: &str) -> Result<SignInOptions> {
        let installation = self.inner.keeper.current().await?;
        let named = installation.endpoints().iter().find(|it| it.name == endpoint);
        if let Some(access) = named.and_then(|endpoint| endpoint.sso.as_ref()) {
            return Ok(SignInOptions {
                password: false,
                providers: admission::doors(&installation, access).map(option).collect(),
                endpoint: Some(endpoint.to_owned()),
                registration: false,
            });
        }
        let settings = self.inner.parts.store.settings();
        Ok(SignInOptions {
            password: switches::by_password(&settings).await?,
            providers: enabled(&installation),
            endpoint: None,
            registration: switches::registration(&settings).await? != Registration::Off,
        })
    }

    /// Sends a browser to a provider. With a caller, the account there is linked to them; otherwise somebody signs in and
    /// goes on to `next`. For everyone, as fast as one address may.
    pub async fn begin(
        &self,
        slug: &str,
        next: &str,
        links: Option<&Caller>,
        address: IpAddr,
    ) -> std::result::Result<Departure, SignInProblem> {
        let begun = async {
            self.admit(address)?;
            attempt::begin(self.inner, self.at, slug, next, links).await
        };
        begun.await.map_err(|refusal: Refusal| refusal.noted(slug))
    }

    /// A provider sends a browser back, with this query; `browser` is what [`Sso::begin`] gave to it. For everyone.
    pub async fn finish(
        &self,
        slug: &str,
        query: &str,
        browser: Option<&str>,
        caller: Option<&Caller>,
        address: IpAddr,
    ) -> std::result::Result<Arrival, NotSignedIn> {
        if let Err(refusal) = self.admit(address) {
            return Err(NotSignedIn {
                problem: refusal.noted(slug),
                was_linking: false,
            });
        }
        finish::finish(self.inner, slug, query, browser, caller).await
    }

    fn admit(&self, address: IpAddr) -> std::result::Result<(), Refusal> {
        let inner = self.inner;
        if inner.sso_pace.admit(address, inner.parts.clock.now()) {
            Ok(())
        } else {
            Err(Refusal::of(SignInProblem::TooMany))
        }
    }
}

/// The providers that are switched on, by name.
fn enabled(installation: &Installation) -> Vec<SignInOption> {
    let providers = installation.providers().iter();
    providers
        .filter(|provider| provider.enabled)
        .map(option)
        .collect()
}

fn option(provider: &OidcProviderRecord) -> SignInOption {
    SignInOption {
        slug: provider.slug.clone(),
        name: provider.name.clone(),
    }
}
