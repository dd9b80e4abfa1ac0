//! Providers of `OpenID Connect`.

use std::fmt;

use model::{CreationPolicy, OidcProviderId, Role, RoleRule, TeamRule, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::oidc_provider::{ActiveModel, Column, Entity, Model},
    order, rows, versioned,
};

/// A provider.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcProviderRecord {
    /// Id.
    pub id: OidcProviderId,
    /// Shown name.
    pub name: String,
    /// The part of the callback's path that is its own; unique.
    pub slug: String,
    /// Its issuer.
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// Sealed.
    pub client_secret: Option<Vec<u8>>,
    /// What we ask for.
    pub scopes: String,
    /// Where people sign in, in place of what discovery finds.
    pub authorization_url: Option<String>,
    /// Domains of mail addresses that may get an account; any when empty.
    pub allowed_domains: Vec<String>,
    /// The claim that lists a person's groups; none when empty.
    pub groups_claim: String,
    /// The first that fits counts.
    pub role_rules: Vec<RoleRule>,
    /// All that fit count.
    pub team_rules: Vec<TeamRule>,
    /// The role of those whom no rule fits.
    pub default_role: Role,
    /// What becomes of people without an account.
    pub creation: CreationPolicy,
    /// Addresses count though the provider does not say that it checked them.
    pub trust_unverified_email: bool,
    /// People can sign in by it.
    pub enabled: bool,
    /// Its connection is what the environment says.
    pub declared: bool,
    /// Known since.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
    /// Counts changes.
    pub version: i64,
}

impl fmt::Debug for OidcProviderRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcProviderRecord")
            .field("id", &self.id)
            .field("slug", &self.slug)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// Repository of providers.
pub struct OidcProviders<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> OidcProviders<'_, A> {
    /// The provider with this id.
    #[instrument(name = "store.oidc_providers.find", skip_all, fields(provider.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: OidcProviderId) -> Result<Option<OidcProviderRecord>, Error> {
        let found = Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// The provider with this part of the path.
    #[instrument(name = "store.oidc_providers.find_by_slug", skip_all, err(level = "debug"))]
    pub async fn find_by_slug(&self, slug: &str) -> Result<Option<OidcProviderRecord>, Error> {
        let found = Entity::find()
            .filter(Column::Slug.eq(slug))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        found.map(record).transpose()
    }

    /// All providers, by name.
    #[instrument(name = "store.oidc_providers.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<OidcProviderRecord>, Error> {
        let found = order::by_name(Entity::find(), Column::Name, Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }
}

impl OidcProviders<'_, Write> {
    /// Adds a provider. Conflicts: [`crate::Constraint::OidcProviderSlug`].
    #[instrument(name = "store.oidc_providers.insert", skip_all, fields(provider.id = %provider.id), err(level = "debug"))]
    pub async fn insert(&self, provider: &OidcProviderRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(provider.id.as_uuid()),
            created_at: Set(provider.created_at.as_millis()),
            version: Set(provider.version),
            ..changes(provider)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Changes a provider whose version is still the one in `provider`, and gives the new version.
    /// Conflicts: [`crate::Constraint::OidcProviderSlug`].
    #[instrument(name = "store.oidc_providers.update", skip_all, fields(provider.id = %provider.id), err(level = "debug"))]
    pub async fn update(&self, provider: &OidcProviderRecord) -> Result<i64, Error> {
        versioned::update::<Entity>(
            &self.0,
            (Column::Id, provider.id.as_uuid()),
            (Column::Version, provider.version),
            changes(provider),
        )
        .await
    }

    /// Deletes a provider, with those who are on their way through it or wait. False when there was none.
    #[instrument(name = "store.oidc_providers.delete", skip_all, fields(provider.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: OidcProviderId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn changes(provider: &OidcProviderRecord) -> ActiveModel {
    ActiveModel {
        name: Set(provider.name.clone()),
        slug: Set(provider.slug.clone()),
        issuer: Set(provider.issuer.clone()),
        client_id: Set(provider.client_id.clone()),
        client_secret: Set(provider.client_secret.clone()),
        scopes: Set(provider.scopes.clone()),
        authorization_url: Set(provider.authorization_url.clone()),
        allowed_domains: Set(serde_json::json!(provider.allowed_domains).to_string()),
        groups_claim: Set(provider.groups_claim.clone()),
        role_rules: Set(serde_json::json!(provider.role_rules).to_string()),
        team_rules: Set(serde_json::json!(provider.team_rules).to_string()),
        default_role: Set(provider.default_role.as_str().to_owned()),
        creation: Set(provider.creation.as_str().to_owned()),
        trust_unverified_email: Set(provider.trust_unverified_email),
        enabled: Set(provider.enabled),
        declared: Set(provider.declared),
        updated_at: Set(provider.updated_at.as_millis()),
        ..ActiveModel::default()
    }
}

fn record(row: Model) -> Result<OidcProviderRecord, Error> {
    let broken = |column, problem: Box<dyn std::error::Error + Send + Sync>| {
        rows::inconsistent::<Entity>(column, row.id, problem)
    };
    Ok(OidcProviderRecord {
        id: row.id.into(),
        allowed_domains: serde_json::from_str(&row.allowed_domains)
            .map_err(|problem| broken("allowed_domains", problem.into()))?,
        role_rules: serde_json::from_str(&row.role_rules)
            .map_err(|problem| broken("role_rules", problem.into()))?,
        team_rules: serde_json::from_str(&row.team_rules)
            .map_err(|problem| broken("team_rules", problem.into()))?,
        default_role: row
            .default_role
            .parse()
            .map_err(|problem: model::Problem| broken("default_role", problem.into()))?,
        creation: row
            .creation
            .parse()
            .map_err(|problem: model::Problem| broken("creation", problem.into()))?,
        name: row.name,
        slug: row.slug,
        issuer: row.issuer,
        client_id: row.client_id,
        client_secret: row.client_secret,
        scopes: row.scopes,
        authorization_url: row.authorization_url,
        groups_claim: row.groups_claim,
        trust_unverified_email: row.trust_unverified_email,
        enabled: row.enabled,
        declared: row.declared,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        version: row.version,
    })
}
