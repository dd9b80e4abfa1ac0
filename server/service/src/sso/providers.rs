//! Providers, as administrators keep them.

use model::{
    OidcProviderId, OidcProviderInput, OidcProviderView, Permission, ProviderFacts, ProviderTest, domains,
    role_rules, rules_text, team_rules, team_rules_text,
};
use store::OidcProviderRecord;

use super::{Sso, discovery, provider, switches};
use crate::{Caller, Conflict, Error, Result, acts::Act, installation::Installation, mint, services::Inner};

/// Providers of one installation.
const MOST_PROVIDERS: usize = 50;

impl Sso<'_> {
    /// All providers, by name.
    pub async fn providers(&self, caller: &Caller) -> Result<Vec<OidcProviderView>> {
        caller.require(Permission::KeepSettings)?;
        let installation = self.inner.keeper.current().await?;
        let providers = installation.providers().iter();
        Ok(providers.map(|record| self.view(&installation, record)).collect())
    }

    /// One provider.
    pub async fn provider(&self, caller: &Caller, id: OidcProviderId) -> Result<OidcProviderView> {
        caller.require(Permission::KeepSettings)?;
        let installation = self.inner.keeper.current().await?;
        let record = installation.provider(id).ok_or(Error::NotFound)?;
        Ok(self.view(&installation, record))
    }

    /// Adds a provider.
    pub async fn create(&self, caller: &Caller, input: OidcProviderInput) -> Result<OidcProviderId> {
        caller.require(Permission::KeepSettings)?;
        input.validate()?;
        let now = self.inner.parts.clock.now();
        let blank = provider::blank(mint::id(now), now);
        let blank = with_connection(self.inner, blank, &input);
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "sign_in.create_provider"))
            .await?;
        let record = with_policy(&write.before, blank, &input)?;
        if write.before.providers().len() >= MOST_PROVIDERS {
            return Err(Error::Unavailable(format!(
                "there are {MOST_PROVIDERS} providers already; delete one first"
            )));
        }
        write.tx.oidc_providers().insert(&record).await?;
        self.inner.keeper.commit(write).await?;
        Ok(record.id)
    }

    /// Changes a provider; of one that the environment declares, what it means for people.
    pub async fn update(&self, caller: &Caller, id: OidcProviderId, input: OidcProviderInput) -> Result<()> {
        caller.require(Permission::KeepSettings)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "sign_in.update_provider"))
            .await?;
        let known = write.before.provider(id).ok_or(Error::NotFound)?.clone();
        if known.version != input.version {
            return Err(Conflict::Stale.into());
        }
        let wanted = if known.declared {
            input.validate_policy()?;
            known
        } else {
            input.validate()?;
            with_connection(self.inner, known, &input)
        };
        let changed = OidcProviderRecord {
            updated_at: self.inner.parts.clock.now(),
            ..with_policy(&write.before, wanted, &input)?
        };
        write.tx.oidc_providers().update(&changed).await?;
        switches::check_way_in(&write.tx).await?;
        self.inner.keeper.commit(write).await?;
        self.inner.sso_discoveries.forget(&changed.issuer);
        Ok(())
    }

    /// Deletes a provider. The accounts that are linked to it sign nobody in any more; the people stay, but not in the
    /// teams that its rules put them into.
    pub async fn delete(&self, caller: &Caller, id: OidcProviderId) -> Result<()> {
        caller.require(Permission::KeepSettings)?;
        let write = self
            .inner
            .keeper
            .begin(Act::by(caller, "sign_in.delete_provider"))
            .await?;
        let known = write.before.provider(id).ok_or(Error::NotFound)?;
        if known.declared {
            return Err(Conflict::Declared.into());
        }
        write.tx.identities().delete_of_provider(id).await?;
        write.tx.oidc_providers().delete(id).await?;
        switches::check_way_in(&write.tx).await?;
        self.inner.keeper.commit(write).await.map(drop)
    }

    /// Asks a provider what it says of itself, now.
    pub async fn test(&self, caller: &Caller, id: OidcProviderId) -> Result<ProviderTest> {
        caller.require(Permission::KeepSettings)?;
        let found = self.inner.parts.store.oidc_providers().find(id).await?;
        let record = found.ok_or(Error::NotFound)?;
        self.inner.sso_discoveries.forget(&record.issuer);
        Ok(match discovery::discover(self.inner, &record.issuer).await {
            Ok(discovered) => ProviderTest::Works(ProviderFacts {
                authorization_endpoint: discovered.authorization_endpoint.to_string(),
                keys: discovered.keys.keys().len(),
                signs_out: discovered.end_session_endpoint.is_some(),
            }),
            Err(why) => ProviderTest::Fails(why),
        })
    }

    fn view(&self, installation: &Installation, record: &OidcProviderRecord) -> OidcProviderView {
        let accounts = installation.accounts().iter();
        let team_name = |id| installation.team(id).map(|team| team.name.clone());
        OidcProviderView {
            callback_url: provider::callback_url(self.at, record),
            sign_out_url: provider::sign_out_url(self.at),
            people: accounts
                .filter(|account| account.provider_id == record.id)
                .count(),
            id: record.id,
            name: record.name.clone(),
            slug: record.slug.clone(),
            issuer: record.issuer.clone(),
            client_id: record.client_id.clone(),
            has_secret: record.client_secret.is_some(),
            scopes: record.scopes.clone(),
            allowed_domains: record.allowed_domains.join("\n"),
            groups_claim: record.groups_claim.clone(),
            role_rules: rules_text(&record.role_rules),
            team_rules: team_rules_text(&record.team_rules, team_name),
            default_role: record.default_role,
            creation: record.creation,
            trust_unverified_email: record.trust_unverified_email,
            enabled: record.enabled,
            declared: record.declared,
            version: record.version,
        }
    }
}

/// The provider with the connection that a form says. A secret that it leaves out stays.
fn with_connection(
    inner: &Inner,
    record: OidcProviderRecord,
    input: &OidcProviderInput,
) -> OidcProviderRecord {
    let secret = input.client_secret.trim();
    let sealed = (!secret.is_empty()).then(|| provider::seal(inner, record.id, secret));
    OidcProviderRecord {
        slug: input.slug.trim().to_owned(),
        issuer: provider::issuer(&input.issuer),
        client_id: input.client_id.trim().to_owned(),
        client_secret: sealed.or(record.client_secret),
        scopes: provider::scopes(&input.scopes),
        ..record
    }
}

/// The provider with what a form says about people.
fn with_policy(
    installation: &Installation,
    record: OidcProviderRecord,
    input: &OidcProviderInput,
) -> Result<OidcProviderRecord> {
    let team = |name: &str| {
        let name = name.to_lowercase();
        let mut teams = installation.teams().iter();
        teams
            .find(|team| team.name.to_lowercase() == name)
            .map(|team| team.id)
    };
    let wrong = |field: &'static str| move |problem| Error::field(field, problem);
    Ok(OidcProviderRecord {
        name: input.name.trim().to_owned(),
        allowed_domains: domains(&input.allowed_domains),
        groups_claim: input.groups_claim.trim().to_owned(),
        role_rules: role_rules(&input.role_rules).map_err(wrong("role_rules"))?,
        team_rules: team_rules(&input.team_rules, team).map_err(wrong("team_rules"))?,
        default_role: input.default_role.parse().map_err(wrong("default_role"))?,
        creation: input.creation.parse().map_err(wrong("creation"))?,
        trust_unverified_email: input.trust_unverified_email,
        enabled: input.enabled,
        ..record
    })
}
