//! The first run.

use leptos::prelude::*;
use model::{SetupInput, SetupStatus};

use crate::error::AppError;

/// Whether the first administrator is missing, and whether the caller needs the token. For everyone.
#[server(prefix = "/api", endpoint = "setup/status")]
pub async fn get_setup_status() -> Result<SetupStatus, AppError> {
    let from_loopback = crate::ssr::peer().from_loopback;
    crate::ssr::call_public(|s| async move { s.setup().status(from_loopback).await }).await
}

/// Creates the first administrator, signs them in and leads to *Quick connect*. For everyone, once.
#[server(prefix = "/api", endpoint = "setup/create")]
pub async fn create_admin(input: SetupInput) -> Result<(), AppError> {
    let (kept, from_loopback) = (input.clone(), crate::ssr::peer().from_loopback);
    let create = |s: service::Services| async move { s.setup().create_admin(input, from_loopback).await };
    let admin = crate::ssr::submit_public(&kept, create).await?;
    crate::ssr::sign_in(&admin).await?;
    crate::ssr::redirect("/quick-connect");
    Ok(())
}
