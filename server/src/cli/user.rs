//! `metamcp user create`.

use std::io::Read;

use anyhow::{Context, bail};
use model::{Role, UserInput};
use service::Caller;

use crate::{config::Config, startup};

pub(super) async fn create(
    config: Config,
    email: String,
    name: Option<String>,
    role: Role,
    password_stdin: bool,
) -> anyhow::Result<()> {
    let (services, _parts) = startup::open(&config).await?;
    let (password, made) = if password_stdin {
        (read_password()?, false)
    } else {
        (service::random_password(), true)
    };
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let input = UserInput {
        name,
        email,
        password,
        role,
    };
    let user = services
        .users()
        .create(&Caller::system(), input.clone())
        .await
        .context("could not create the user")?;
    super::print::line(&format!("created {} ({})", user.email, user.role))?;
    if made {
        super::print::line(&format!("password: {}", input.password))?;
    }
    Ok(())
}

/// The first line, so that `echo secret | metamcp user create …` works.
fn read_password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("could not read the password from standard input")?;
    let password = text.lines().next().unwrap_or_default();
    if password.is_empty() {
        bail!("standard input holds no password");
    }
    Ok(password.to_owned())
}
