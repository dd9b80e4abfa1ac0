//! What somebody does who has a link and no account, or no password.

use leptos::prelude::*;
use model::{LinkInput, LinkView};

use crate::error::AppError;

/// What a link is for; nothing when it opens nothing (any more). For everyone, throttled.
#[server(prefix = "/api", endpoint = "links/look")]
pub async fn look_at_link(token: String) -> Result<Option<LinkView>, AppError> {
    let address = crate::ssr::peer().address;
    crate::ssr::call_public(move |s| async move { s.links().look(&token, address).await }).await
}

/// Uses a link, signs in and leads to the overview. For everyone with a link, once, throttled.
#[server(prefix = "/api", endpoint = "links/accept")]
pub async fn accept_link(input: LinkInput) -> Result<(), AppError> {
    let (kept, address) = (input.clone(), crate::ssr::peer().address);
    // Pages of links send no referrer. What is no token must not lead elsewhere.
    let token: String = kept.token.chars().filter(char::is_ascii_alphanumeric).collect();
    let page = format!("{}{token}", kept.kind.page());
    let accept = |s: service::Services| async move { s.links().accept(input, address).await };
    let caller = crate::ssr::submit_public_from(&page, &kept, accept).await?;
    crate::ssr::sign_in(&caller).await?;
    crate::ssr::redirect("/");
    Ok(())
}
