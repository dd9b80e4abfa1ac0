//! `metamcp settings …`.

use anyhow::Context;
use service::Caller;

use crate::{config::Config, startup};

/// The way back in when the provider of single sign-on is gone.
pub(super) async fn password_sign_in(config: Config, on: bool) -> anyhow::Result<()> {
    let (services, _parts) = startup::open(&config).await?;
    services
        .sso()
        .set_by_password(&Caller::system(), on)
        .await
        .context("could not switch sign-in by password")?;
    let state = if on { "on" } else { "off" };
    super::print::line(&format!("sign-in by password is {state} now"))
}
