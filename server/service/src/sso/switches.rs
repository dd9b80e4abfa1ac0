//! What administrators decide about sign-in as a whole, and the rule that one of them can always get in.

use std::collections::HashSet;

use model::{ActVerb, Permission, Registration, Role, SignInSettings, UserId};
use serde_json::{Value, json};
use store::{IdentityKind, Settings, Tx};

use super::Sso;
use crate::{Caller, Conflict, Error, Result, acts::Act};

const BY_PASSWORD: &str = "sign_in.by_password";
const SIGN_UP: &str = "sign_in.sign_up_by_provider";
const REGISTRATION: &str = "sign_in.registration";

impl Sso<'_> {
    /// What is decided.
    pub async fn settings(&self, caller: &Caller) -> Result<SignInSettings> {
        caller.require(Permission::KeepSettings)?;
        let settings = self.inner.parts.store.settings();
        Ok(SignInSettings {
            by_password: by_password(&settings).await?,
            sign_up: sign_up(&settings).await?,
            registration: stored_registration(&settings).await?,
        })
    }

    /// Switches sign-in by password. Off only while an administrator can get in by a provider.
    pub async fn set_by_password(&self, caller: &Caller, on: bool) -> Result<()> {
        caller.require(Permission::KeepSettings)?;
        let (now, tx) = (
            self.inner.parts.clock.now(),
            self.inner
                .begin(setting(caller, "sign_in.set_by_password", BY_PASSWORD).saying(on.to_string()))
                .await?,
        );
        tx.settings().set(BY_PASSWORD, &json!(on), now).await?;
        check_way_in(&tx).await?;
        tx.commit().await?;
        tracing::info!(on, by = %caller.user_id, "sign-in by password was switched");
        Ok(())
    }

    /// Switches whether providers can bring people who have no account yet.
    pub async fn set_sign_up(&self, caller: &Caller, on: bool) -> Result<()> {
        caller.require(Permission::KeepSettings)?;
        let (now, tx) = (
            self.inner.parts.clock.now(),
            self.inner
                .begin(setting(caller, "sign_in.set_sign_up", SIGN_UP).saying(on.to_string()))
                .await?,
        );
        tx.settings().set(SIGN_UP, &json!(on), now).await?;
        tx.commit().await?;
        tracing::info!(on, by = %caller.user_id, "sign-up by providers was switched");
        Ok(())
    }

    /// Says whether people can register by the form, and what becomes of them then.
    pub async fn set_registration(&self, caller: &Caller, registration: Registration) -> Result<()> {
        caller.require(Permission::KeepSettings)?;
        let (now, tx) = (
            self.inner.parts.clock.now(),
            self.inner
                .begin(
                    setting(caller, "sign_in.set_registration", REGISTRATION).saying(registration.as_str()),
                )
                .await?,
        );
        tx.settings().set(REGISTRATION, &json!(registration), now).await?;
        tx.commit().await?;
        tracing::info!(registration = registration.as_str(), by = %caller.user_id, "registration was switched");
        Ok(())
    }

    /// The environment says whether providers bring new people, or whether people register by the form; what it does not
    /// say stays. Where registration was off and is to be on, an administrator lets people in.
    pub async fn declare_sign_up(&self, by_provider: Option<bool>, by_form: Option<bool>) -> Result<()> {
        let act = Act::of_system("sign_in.declare_sign_up");
        let (now, tx) = (self.inner.parts.clock.now(), self.inner.begin(act).await?);
        let settings = tx.settings();
        let switched = match by_provider {
            Some(on) => sign_up(&settings).await? != on,
            None => false,
        };
        if let Some(on) = by_provider.filter(|_| switched) {
            settings.set(SIGN_UP, &json!(on), now).await?;
        }
        let stored = stored_registration(&settings).await?;
        let declared = match (by_form, stored) {
            (Some(false), _) => Registration::Off,
            (Some(true), Registration::Off) => Registration::Approved,
            (_, stored) => stored,
        };
        if declared != stored {
            settings.set(REGISTRATION, &json!(declared), now).await?;
        } else if !switched {
            // It is so already: nothing is done.
            return Ok(());
        }
        tx.commit().await
    }
}

/// Somebody changes a setting.
fn setting(caller: &Caller, what: &'static str, name: &str) -> Act {
    Act::by(caller, what).about(ActVerb::Changed, "setting", None, name)
}

/// What becomes of people who register by the form. Nobody does as long as nobody signs in by password.
pub(crate) async fn registration<A: Sync>(settings: &Settings<'_, A>) -> Result<Registration> {
    if by_password(settings).await? {
        stored_registration(settings).await
    } else {
        Ok(Registration::Off)
    }
}

async fn stored_registration<A: Sync>(settings: &Settings<'_, A>) -> Result<Registration> {
    let stored = settings.find(REGISTRATION).await?;
    let stored = stored
        .map(serde_json::from_value)
        .transpose()
        .map_err(Error::internal)?;
    Ok(stored.unwrap_or_default())
}

/// People can sign in by password.
pub(crate) async fn by_password<A: Sync>(settings: &Settings<'_, A>) -> Result<bool> {
    is_on(settings, BY_PASSWORD).await
}

/// Refuses when people cannot sign in by password.
pub(crate) async fn require_password<A: Sync>(settings: &Settings<'_, A>) -> Result<()> {
    if by_password(settings).await? {
        Ok(())
    } else {
        Err(Conflict::NoPasswords.into())
    }
}

/// Providers can bring people who have no account yet.
pub(super) async fn sign_up<A: Sync>(settings: &Settings<'_, A>) -> Result<bool> {
    is_on(settings, SIGN_UP).await
}

async fn is_on<A: Sync>(settings: &Settings<'_, A>, key: &str) -> Result<bool> {
    let stored = settings.find(key).await?;
    Ok(stored.as_ref().and_then(Value::as_bool).unwrap_or(true))
}

/// Refuses what is in this transaction when no administrator could get in any more.
pub(crate) async fn check_way_in(tx: &Tx) -> Result<()> {
    if has_way_in(tx, None).await? {
        Ok(())
    } else {
        Err(Conflict::NoWayIn.into())
    }
}

/// Whether an administrator, other than this one, can get in. By password that is for `last_admin` to say.
pub(super) async fn has_way_in(tx: &Tx, but: Option<UserId>) -> Result<bool> {
    if by_password(&tx.settings()).await? {
        return Ok(true);
    }
    let providers = tx.oidc_providers().list().await?;
    let enabled: HashSet<_> = providers
        .into_iter()
        .filter(|provider| provider.enabled)
        .map(|provider| provider.id)
        .collect();
    for identity in tx.identities().list_all().await? {
        let IdentityKind::Oidc { account, .. } = &identity.kind else {
            continue;
        };
        let is_usable = account.provider_id.is_some_and(|id| enabled.contains(&id));
        if !is_usable || Some(identity.user_id) == but {
            continue;
        }
        let user = tx.users().find(identity.user_id).await?;
        if user.is_some_and(|user| user.role == Role::Admin) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes sure of a way in without asking anybody: by password, when there is none else. True when that was needed.
pub(super) async fn keep_way_in(tx: &Tx, now: model::Timestamp) -> Result<bool> {
    let is_needed = !has_way_in(tx, None).await?;
    if is_needed {
        tracing::warn!("sign-in by password is on again: no administrator could sign in otherwise");
        tx.settings().set(BY_PASSWORD, &json!(true), now).await?;
    }
    Ok(is_needed)
}
