//! People who signed in by a provider and wait to be let in.

use model::{OidcProviderId, Role, SignUpRequestId, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::sign_up_request::{ActiveModel, Column, Entity, Model},
    rows, taken,
};

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUpRequestRecord {
    /// Id.
    pub id: SignUpRequestId,
    /// Who vouches for them.
    pub provider_id: OidcProviderId,
    /// The provider's issuer.
    pub issuer: String,
    /// Their subject there.
    pub subject: String,
    /// Their address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they would be allowed to do.
    pub role: Role,
    /// Their groups at the provider.
    pub groups: Vec<String>,
    /// Since when they wait.
    pub created_at: Timestamp,
}

/// Repository of those who wait.
pub struct SignUpRequests<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> SignUpRequests<'_, A> {
    /// Everybody who waits, the longest first.
    #[instrument(name = "store.sign_up_requests.list", skip_all, err(level = "debug"))]
    pub async fn list(&self) -> Result<Vec<SignUpRequestRecord>, Error> {
        let found = Entity::find()
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }

    /// How many wait.
    #[instrument(name = "store.sign_up_requests.count", skip_all, err(level = "debug"))]
    pub async fn count(&self) -> Result<u64, Error> {
        Entity::find()
            .count(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))
    }

    /// Whether this account at a provider waits.
    #[instrument(name = "store.sign_up_requests.has", skip_all, err(level = "debug"))]
    pub async fn has(&self, issuer: &str, subject: &str) -> Result<bool, Error> {
        let found = Entity::find()
            .filter(Column::Issuer.eq(issuer))
            .filter(Column::Subject.eq(subject))
            .one(&self.0.db)
            .await;
        Ok(found.map_err(|error| self.0.reading(error))?.is_some())
    }
}

impl SignUpRequests<'_, Write> {
    /// Adds somebody. Conflicts: [`crate::Constraint::SignUpAccount`].
    #[instrument(name = "store.sign_up_requests.insert", skip_all, fields(request.id = %request.id), err(level = "debug"))]
    pub async fn insert(&self, request: &SignUpRequestRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(request.id.as_uuid()),
            provider_id: Set(request.provider_id.as_uuid()),
            issuer: Set(request.issuer.clone()),
            subject: Set(request.subject.clone()),
            email: Set(request.email.clone()),
            name: Set(request.name.clone()),
            role: Set(request.role.as_str().to_owned()),
            groups: Set(serde_json::json!(request.groups).to_string()),
            created_at: Set(request.created_at.as_millis()),
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Takes somebody out who waits no longer.
    #[instrument(name = "store.sign_up_requests.take", skip_all, fields(request.id = %id), err(level = "debug"))]
    pub async fn take(&self, id: SignUpRequestId) -> Result<Option<SignUpRequestRecord>, Error> {
        let taken = taken::take(&self.0, Entity::find_by_id(id.as_uuid())).await?;
        taken.map(record).transpose()
    }
}

fn record(row: Model) -> Result<SignUpRequestRecord, Error> {
    Ok(SignUpRequestRecord {
        id: row.id.into(),
        provider_id: row.provider_id.into(),
        role: row
            .role
            .parse()
            .map_err(|problem| rows::inconsistent::<Entity>("role", row.id, problem))?,
        groups: serde_json::from_str(&row.groups)
            .map_err(|problem| rows::inconsistent::<Entity>("groups", row.id, problem))?,
        issuer: row.issuer,
        subject: row.subject,
        email: row.email,
        name: row.name,
        created_at: Timestamp::from_millis(row.created_at),
    })
}
