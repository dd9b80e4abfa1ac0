//! Providers, as administrators keep them.

use std::collections::HashMap;

use model::{
    OidcProviderId, OidcProviderInput, OidcProviderView, Permission, ProviderFacts, ProviderTest, domains,
    role_rules, rules_text,
};
use store::{IdentityKind, OidcProviderRecord};

use super::{Sso, discovery, provider, switches};
use crate::{Caller, Conflict, Error, Result, mint, services::Inner};

/// Providers of one installation.
const MOST_PROVIDERS: usize = 50;

impl Sso<'_> {
    /// All providers, by name.
    pub async fn providers(&self, caller: &Caller) -> Result<Vec<OidcProviderView>> {
        caller.require(Permission::KeepSettings)?;
        let people = self.people().await?;
        let providers = self.inner.parts.store.oidc_providers().list().await?;
        Ok(providers
            .into_iter()
            .map(|record| self.view(record, &people))
            .collect())
    }

    /// One provider.
    pub async fn provider(&self, caller: &Caller, id: OidcProviderId) -> Result<OidcProviderView> {
        caller.require(Permission::KeepSettings)?;
        let found = self.inner.parts.store.oidc_providers().find(id).await?;
        Ok(self.view(found.ok_or(Error::NotFound)?, &self.people().await?))
    }

    /// Adds a provider.
    pub async fn create(&self, caller: &Caller, input: OidcProviderInput) -> Result<OidcProviderId> {
        caller.require(Permission::KeepSettings)?;
        input.validate()?;
        let now = self.inner.parts.clock.now();
        let blank = provider::blank(mint::id(now), now);
        let record = with_policy(with_connection(self.inner, blank, &input), &input)?;
        let tx = self.inner.parts.store.begin().await?;
        if tx.oidc_providers().list().await?.len() >= MOST_PROVIDERS {
            return Err(Error::Unavailable(format!(
                "there are {MOST_PROVIDERS} providers already; delete one first"
            )));
        }
        tx.oidc_providers().insert(&record).await?;
        tx.commit().await?;
        Ok(record.id)
    }

    /// Changes a provider; of one that the environment declares, what it means for people.
    pub async fn update(&self, caller: &Caller, id: OidcProviderId, input: OidcProviderInput) -> Result<()> {
        caller.require(Permission::KeepSettings)?;
        let tx = self.inner.parts.store.begin().await?;
        let known = tx.oidc_providers().find(id).await?.ok_or(Error::NotFound)?;
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
            ..with_policy(wanted, &input)?
        };
        tx.oidc_providers().update(&changed).await?;
        switches::check_way_in(&tx).await?;
        tx.commit().await?;
        self.inner.sso_discoveries.forget(&changed.issuer);
        Ok(())
    }

    /// Deletes a provider. The accounts that are linked to it sign nobody in any more; the people stay.
    pub async fn delete(&self, caller: &Caller, id: OidcProviderId) -> Result<()> {
        caller.require(Permission::KeepSettings)?;
        let tx = self.inner.parts.store.begin().await?;
        let known = tx.oidc_providers().find(id).await?.ok_or(Error::NotFound)?;
        if known.declared {
            return Err(Conflict::Declared.into());
        }
        tx.identities().delete_of_provider(id).await?;
        tx.oidc_providers().delete(id).await?;
        switches::check_way_in(&tx).await?;
        Ok(tx.commit().await?)
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

    /// How many accounts are linked to each provider.
    async fn people(&self) -> Result<HashMap<OidcProviderId, usize>> {
        let mut people = HashMap::new();
        for identity in self.inner.parts.store.identities().list_all().await? {
            if let IdentityKind::Oidc { account, .. } = identity.kind
                && let Some(id) = account.provider_id
            {
                *people.entry(id).or_default() += 1;
            }
        }
        Ok(people)
    }

    fn view(&self, record: OidcProviderRecord, people: &HashMap<OidcProviderId, usize>) -> OidcProviderView {
        let base = &self.inner.parts.public_url;
        OidcProviderView {
            callback_url: provider::callback_url(base, &record),
            sign_out_url: provider::sign_out_url(base),
            people: people.get(&record.id).copied().unwrap_or_default(),
            id: record.id,
            name: record.name,
            slug: record.slug,
            issuer: record.issuer,
            client_id: record.client_id,
            has_secret: record.client_secret.is_some(),
            scopes: record.scopes,
            allowed_domains: record.allowed_domains.join("\n"),
            groups_claim: record.groups_claim,
            role_rules: rules_text(&record.role_rules),
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
fn with_policy(record: OidcProviderRecord, input: &OidcProviderInput) -> Result<OidcProviderRecord> {
    let wrong = |field: &'static str| move |problem| Error::field(field, problem);
    Ok(OidcProviderRecord {
        name: input.name.trim().to_owned(),
        allowed_domains: domains(&input.allowed_domains),
        groups_claim: input.groups_claim.trim().to_owned(),
        role_rules: role_rules(&input.role_rules).map_err(wrong("role_rules"))?,
        default_role: input.default_role.parse().map_err(wrong("default_role"))?,
        creation: input.creation.parse().map_err(wrong("creation"))?,
        trust_unverified_email: input.trust_unverified_email,
        enabled: input.enabled,
        ..record
    })
}
