//! One's own account over the wire.

use leptos::prelude::*;
use model::{AccountView, IdentityId, PasswordInput, ProfileInput};

use crate::error::AppError;

/// How one signs in, and where one is signed in.
#[server(prefix = "/api", endpoint = "account/get")]
pub async fn get_account() -> Result<AccountView, AppError> {
    let session = crate::ssr::session();
    crate::ssr::call(move |s, caller| async move { s.account().get(&caller, session).await }).await
}

/// Changes one's name.
#[server(prefix = "/api", endpoint = "account/rename")]
pub async fn rename_me(input: ProfileInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.account().rename(&caller, input).await
    })
    .await
    .inspect(|()| crate::ssr::redirect_with("/account", crate::contexts::Notice::Saved))
}

/// Changes one's password, throttled. All other sessions end, and this one gets a new id.
#[server(prefix = "/api", endpoint = "account/password")]
pub async fn change_password(input: PasswordInput) -> Result<(), AppError> {
    let (address, session) = (crate::ssr::peer().address, crate::ssr::session());
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.account()
            .change_password(&caller, input, address, session)
            .await
    })
    .await?;
    crate::ssr::renew().await?;
    crate::ssr::redirect_with("/account", crate::contexts::Notice::PasswordChanged);
    Ok(())
}

/// An account at a provider signs one in no longer.
#[server(prefix = "/api", endpoint = "account/unlink")]
pub async fn unlink_account(id: IdentityId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.sso().unlink(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/account", crate::contexts::Notice::Unlinked))
}

/// Ends one of one's sessions.
#[server(prefix = "/api", endpoint = "account/sessions/end")]
pub async fn end_session(key: String) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.account().end_session(&caller, &key).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/account", crate::contexts::Notice::SessionEnded))
}

/// Ends all of one's sessions but this one.
#[server(prefix = "/api", endpoint = "account/sessions/end-others")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let session = crate::ssr::session();
    crate::ssr::call(move |s, caller| async move { s.account().end_other_sessions(&caller, session).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/account", crate::contexts::Notice::SessionEnded))
}
