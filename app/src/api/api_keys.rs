//! API keys over the wire.

use leptos::prelude::*;
use model::{ApiKeyId, ApiKeyInput, ApiKeyView, CreatedApiKey, RotateKeyInput};

use crate::error::AppError;

/// All keys the caller may see, by name.
#[server(prefix = "/api", endpoint = "api-keys/list")]
pub async fn list_api_keys() -> Result<Vec<ApiKeyView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.api_keys().list(&caller).await }).await
}

/// One key.
#[server(prefix = "/api", endpoint = "api-keys/get")]
pub async fn get_api_key(id: ApiKeyId) -> Result<ApiKeyView, AppError> {
    crate::ssr::call(move |s, caller| async move { s.api_keys().get(&caller, id).await }).await
}

/// Changes what a key is called and may be used for, and goes to its page.
#[server(prefix = "/api", endpoint = "api-keys/update")]
pub async fn update_api_key(id: ApiKeyId, input: ApiKeyInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.api_keys().update(&caller, id, input).await
    })
    .await
    .inspect(|()| crate::ssr::redirect_with(&format!("/api-keys/{id}"), crate::contexts::Notice::Saved))
}

/// Gives a key another text and goes to the list, which shows it once under the returned token.
#[server(prefix = "/api", endpoint = "api-keys/rotate")]
pub async fn rotate_api_key(id: ApiKeyId, input: RotateKeyInput) -> Result<String, AppError> {
    crate::ssr::call(move |s, caller| async move {
        s.api_keys().rotate_for_page(&caller, id, input.overlap).await
    })
    .await
    .inspect(|token| crate::ssr::redirect(&format!("/api-keys?created={token}")))
}

/// Makes a key and goes to the list, which shows it once under the returned token.
#[server(prefix = "/api", endpoint = "api-keys/create")]
pub async fn create_api_key(input: ApiKeyInput) -> Result<String, AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.api_keys().create_for_page(&caller, input).await
    })
    .await
    .inspect(|token| crate::ssr::redirect(&format!("/api-keys?created={token}")))
}

/// The key that was made under this token; nothing when it was shown before or is too old.
#[server(prefix = "/api", endpoint = "api-keys/reveal")]
pub async fn reveal_api_key(token: String) -> Result<Option<CreatedApiKey>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.api_keys().reveal(&caller, &token).await }).await
}

/// Accepts or refuses a key from now on.
#[server(prefix = "/api", endpoint = "api-keys/set-active")]
pub async fn set_api_key_active(id: ApiKeyId, active: bool) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.api_keys().set_active(&caller, id, active).await }).await
}

/// Deletes a key and goes to the list.
#[server(prefix = "/api", endpoint = "api-keys/delete")]
pub async fn delete_api_key(id: ApiKeyId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.api_keys().delete(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/api-keys", crate::contexts::Notice::Deleted))
}
