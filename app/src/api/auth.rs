//! Signing in and out.

use leptos::prelude::*;
use model::{LinkOfferInput, LinkOfferView, LoginInput, Me, RegisterInput, SignInOptions};

use crate::error::AppError;

/// Signs in and leads to where the person wanted to go. For everyone, throttled.
#[server(prefix = "/api", endpoint = "auth/login")]
pub async fn login(input: LoginInput) -> Result<(), AppError> {
    let (kept, address) = (input.clone(), crate::ssr::peer().address);
    let login = |s: service::Services| async move { s.auth().login(input, address).await };
    let caller = crate::ssr::submit_public(&kept, login).await?;
    crate::ssr::sign_in(&caller).await?;
    crate::ssr::redirect(kept.local_next());
    Ok(())
}

/// Registers. Whoever gets in is signed in, whoever waits is told so. For everyone, where administrators let them.
#[server(prefix = "/api", endpoint = "auth/register")]
pub async fn register(input: RegisterInput) -> Result<(), AppError> {
    let (kept, address) = (input.clone(), crate::ssr::peer().address);
    let register = |s: service::Services| async move { s.auth().register(input, address).await };
    match crate::ssr::submit_public(&kept, register).await? {
        service::Registered::In(caller) => {
            crate::ssr::sign_in(&caller).await?;
            crate::ssr::redirect("/");
        }
        service::Registered::Waits => crate::ssr::redirect("/login?problem=waiting"),
    }
    Ok(())
}

/// What this browser, which came by a provider, may link by a password. For everyone.
#[server(prefix = "/api", endpoint = "auth/link-offer")]
pub async fn get_link_offer() -> Result<Option<LinkOfferView>, AppError> {
    let browser = crate::ssr::sign_in_cookie();
    crate::ssr::call_public(|s| async move { s.sso().link_offer(browser.as_deref()).await }).await
}

/// Links it, signs in and leads to where the person wanted to go. For everyone with the password, once, throttled.
#[server(prefix = "/api", endpoint = "auth/link")]
pub async fn link_by_password(input: LinkOfferInput) -> Result<(), AppError> {
    let (browser, address) = (crate::ssr::sign_in_cookie(), crate::ssr::peer().address);
    let link = |s: service::Services| async move {
        input.validate()?;
        s.sso()
            .link_by_password(browser.as_deref(), input.password, address)
            .await
    };
    // What is typed is a password: nothing of it is shown again.
    let linked = crate::ssr::submit_public(&LinkOfferInput::default(), link).await?;
    crate::ssr::sign_in_by(&linked.caller, Some(linked.ticket)).await?;
    crate::ssr::redirect(&linked.next);
    Ok(())
}

/// Signs out, also at the provider that signed the person in.
#[server(prefix = "/api", endpoint = "auth/logout")]
pub async fn logout() -> Result<(), AppError> {
    match crate::ssr::sign_out().await? {
        Some(way_out) => crate::ssr::redirect(&way_out),
        None => crate::ssr::redirect_with("/login", crate::contexts::Notice::SignedOut),
    }
    Ok(())
}

/// All ways to sign in, or those that lead to the endpoint with this name. For everyone.
#[server(prefix = "/api", endpoint = "auth/options")]
pub async fn get_sign_in_options(#[server(default)] endpoint: String) -> Result<SignInOptions, AppError> {
    crate::ssr::call_public(|s| async move { s.sso().options(&endpoint).await }).await
}

/// Who is signed in, if anybody. For everyone.
#[server(prefix = "/api", endpoint = "auth/me")]
pub async fn get_me() -> Result<Option<Me>, AppError> {
    Ok(crate::ssr::visit().me)
}
