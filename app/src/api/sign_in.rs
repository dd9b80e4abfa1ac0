//! Providers of single sign-on over the wire. All of it needs `KeepSettings`.

use leptos::prelude::*;
use model::{
    OidcProviderId, OidcProviderInput, OidcProviderView, ProviderTest, Registration, SignInSettings,
};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// All providers, and what is decided beside them.
#[server(prefix = "/api", endpoint = "sign-in/get")]
pub async fn get_sign_in() -> Result<(Vec<OidcProviderView>, SignInSettings), AppError> {
    crate::ssr::call(|s, caller| async move {
        let sso = s.sso();
        Ok((sso.providers(&caller).await?, sso.settings(&caller).await?))
    })
    .await
}

/// One provider.
#[server(prefix = "/api", endpoint = "sign-in/provider")]
pub async fn get_provider(id: OidcProviderId) -> Result<OidcProviderView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.sso().provider(&caller, id).await }).await
}

/// What a provider says of itself, now.
#[server(prefix = "/api", endpoint = "sign-in/test")]
pub async fn test_provider(id: OidcProviderId) -> Result<ProviderTest, AppError> {
    crate::ssr::call(move |s, caller| async move { s.sso().test(&caller, id).await }).await
}

/// Adds a provider, and goes to its page.
#[server(prefix = "/api", endpoint = "sign-in/create")]
pub async fn create_provider(input: OidcProviderInput) -> Result<(), AppError> {
    let id = crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.sso().create(&caller, input).await
    })
    .await?;
    crate::ssr::redirect_with(&format!("/sign-in/{id}"), crate::contexts::Notice::Created);
    Ok(())
}

/// Changes a provider.
#[server(prefix = "/api", endpoint = "sign-in/update")]
pub async fn update_provider(id: OidcProviderId, input: OidcProviderInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.sso().update(&caller, id, input).await
    })
    .await
    .inspect(|()| crate::ssr::redirect_with("/sign-in", crate::contexts::Notice::Saved))
}

/// Deletes a provider.
#[server(prefix = "/api", endpoint = "sign-in/delete")]
pub async fn delete_provider(id: OidcProviderId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.sso().delete(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/sign-in", crate::contexts::Notice::Deleted))
}

/// Switches sign-in by password.
#[server(prefix = "/api", endpoint = "sign-in/by-password")]
pub async fn set_password_sign_in(enabled: bool) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.sso().set_by_password(&caller, enabled).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/sign-in", switched(enabled)))
}

/// What becomes of people who register by the form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegistrationInput {
    /// What is chosen.
    pub registration: Registration,
}

/// Says whether people can register by the form.
#[server(prefix = "/api", endpoint = "sign-in/registration")]
pub async fn set_registration(input: RegistrationInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.sso().set_registration(&caller, input.registration).await
    })
    .await
    .inspect(|()| crate::ssr::redirect_with("/sign-in", crate::contexts::Notice::Saved))
}

/// Switches whether providers bring new people.
#[server(prefix = "/api", endpoint = "sign-in/sign-up")]
pub async fn set_sign_up(enabled: bool) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.sso().set_sign_up(&caller, enabled).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/sign-in", switched(enabled)))
}

#[cfg(feature = "ssr")]
fn switched(on: bool) -> crate::contexts::Notice {
    if on {
        crate::contexts::Notice::TurnedOn
    } else {
        crate::contexts::Notice::TurnedOff
    }
}
