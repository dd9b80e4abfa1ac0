//! `metamcp user …`.

use std::io::Read;

use anyhow::{Context, bail};
use model::{Belongings, DeleteUserInput, Role, ThingKind, UserChangeInput, UserInput, UserView};
use service::{Caller, Services};

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

pub(super) async fn list(config: Config) -> anyhow::Result<()> {
    let (services, _parts) = startup::open(&config).await?;
    everybody(&services)
        .await?
        .iter()
        .try_for_each(|user| super::print::line(&format!("{} {} {}", user.email, user.role, user.name)))
}

pub(super) async fn set_role(config: Config, email: &str, role: Role) -> anyhow::Result<()> {
    let (services, _parts) = startup::open(&config).await?;
    let user = find(&services, email).await?;
    let change = UserChangeInput {
        name: user.name,
        role,
        runs_commands: user.runs_commands,
        version: user.version,
    };
    let user = services
        .users()
        .update(&Caller::system(), user.id, change)
        .await
        .context("could not change the role")?;
    super::print::line(&format!("{} is {} now", user.email, user.role))
}

pub(super) async fn reset_password(config: Config, email: &str, password_stdin: bool) -> anyhow::Result<()> {
    let (services, _parts) = startup::open(&config).await?;
    let user = find(&services, email).await?;
    if password_stdin {
        services
            .users()
            .set_password(&Caller::system(), user.id, read_password()?)
            .await
            .context("could not set the password")?;
        return super::print::line(&format!("{} has a new password", user.email));
    }
    let link = services
        .users()
        .reset_link(&Caller::system(), user.id)
        .await
        .context("could not make a link")?;
    super::print::line(&format!(
        "{} chooses a new password at (once, until {}):",
        link.email,
        link.expires_at.to_iso()
    ))?;
    super::print::line(&link.url)
}

/// Without a word about what they own, they have to own nothing but keys.
pub(super) async fn delete(
    config: Config,
    email: &str,
    heir: Option<&str>,
    with_belongings: bool,
) -> anyhow::Result<()> {
    let (services, _parts) = startup::open(&config).await?;
    let user = find(&services, email).await?;
    if heir.is_none() && !with_belongings {
        let detail = services.users().get(&Caller::system(), user.id).await;
        let owns = detail.context("could not read what they own")?.owns;
        let owns = owns.iter().filter(|thing| thing.kind != ThingKind::ApiKey);
        let owns: Vec<_> = owns.map(ToString::to_string).collect();
        if !owns.is_empty() {
            bail!(
                "{} owns {}; say --hand-over-to EMAIL or --with-belongings",
                user.email,
                owns.join(", ")
            );
        }
    }
    let (belongings, heir) = match heir {
        Some(heir) => (Belongings::HandOver, find(&services, heir).await?.id.to_string()),
        None if with_belongings => (Belongings::Delete, String::new()),
        None => (Belongings::Nothing, String::new()),
    };
    let input = DeleteUserInput { belongings, heir };
    services
        .users()
        .delete(&Caller::system(), user.id, input)
        .await
        .context("could not delete the user")?;
    super::print::line(&format!("deleted {}", user.email))
}

async fn everybody(services: &Services) -> anyhow::Result<Vec<UserView>> {
    let everybody = services.users().list(&Caller::system()).await;
    everybody.context("could not read the users")
}

async fn find(services: &Services, email: &str) -> anyhow::Result<UserView> {
    let wanted = email.trim().to_lowercase();
    let found = everybody(services).await?;
    found
        .into_iter()
        .find(|user| user.email.to_lowercase() == wanted)
        .with_context(|| format!("nobody has the address {email}; `metamcp user list` shows everybody"))
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
