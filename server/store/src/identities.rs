//! How people prove who they are.

use std::fmt;

use model::{IdentityId, OidcProviderId, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::identity::{ActiveModel, Column, Entity, Model},
    rows,
};

const PASSWORD: &str = "password";
const OIDC: &str = "oidc";

/// One way a person proves who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityRecord {
    /// Id.
    pub id: IdentityId,
    /// The person.
    pub user_id: UserId,
    /// The way.
    pub kind: IdentityKind,
    /// Made at.
    pub created_at: Timestamp,
    /// Changed at.
    pub updated_at: Timestamp,
}

/// Ways to prove who one is.
#[derive(Clone, PartialEq, Eq)]
pub enum IdentityKind {
    /// A password; at most one a person.
    Password {
        /// Its hash, in PHC format.
        hash: String,
    },
    /// An account at an `OpenID` provider; of at most one person.
    Oidc {
        /// The provider's issuer.
        issuer: String,
        /// The account's subject there.
        subject: String,
        /// What the provider said of it last.
        account: IdentityAccount,
    },
}

/// What is known of an account at a provider beside what names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentityAccount {
    /// The provider.
    pub provider_id: Option<OidcProviderId>,
    /// The mail address there.
    pub email: String,
    /// The groups there.
    pub groups: Vec<String>,
    /// The latest sign-in.
    pub used_at: Option<Timestamp>,
}

impl fmt::Debug for IdentityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A hash can be attacked offline.
            Self::Password { .. } => f.debug_struct("Password").finish_non_exhaustive(),
            Self::Oidc { issuer, subject, .. } => f
                .debug_struct("Oidc")
                .field("issuer", issuer)
                .field("subject", subject)
                .finish_non_exhaustive(),
        }
    }
}

/// An account at a provider, as far as it decides what its person may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRecord {
    /// The person.
    pub user_id: UserId,
    /// The provider.
    pub provider_id: OidcProviderId,
    /// The groups that it named last.
    pub groups: Vec<String>,
}

/// Repository of identities.
pub struct Identities<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> Identities<'_, A> {
    /// The identity with this id.
    #[instrument(name = "store.identities.find", skip_all, fields(identity.id = %id), err(level = "debug"))]
    pub async fn find(&self, id: IdentityId) -> Result<Option<IdentityRecord>, Error> {
        Entity::find_by_id(id.as_uuid())
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// All identities of a person, the oldest first.
    #[instrument(name = "store.identities.list", skip_all, fields(user.id = %user_id), err(level = "debug"))]
    pub async fn list(&self, user_id: UserId) -> Result<Vec<IdentityRecord>, Error> {
        let found = Entity::find()
            .filter(Column::UserId.eq(user_id.as_uuid()))
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

    /// Everybody's identities, the oldest first.
    #[instrument(name = "store.identities.list_all", skip_all, err(level = "debug"))]
    pub async fn list_all(&self) -> Result<Vec<IdentityRecord>, Error> {
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

    /// Everybody's accounts at providers that are there, the oldest first.
    #[instrument(name = "store.identities.accounts", skip_all, err(level = "debug"))]
    pub async fn accounts(&self) -> Result<Vec<AccountRecord>, Error> {
        let found = Entity::find()
            .filter(Column::ProviderId.is_not_null())
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?;
        let of_provider = |row: Model| {
            let account = account(&row)?;
            Ok(account.provider_id.map(|provider_id| AccountRecord {
                user_id: row.user_id.into(),
                provider_id,
                groups: account.groups,
            }))
        };
        found
            .into_iter()
            .filter_map(|row| of_provider(row).transpose())
            .collect()
    }

    /// The password of a person, if there is one.
    #[instrument(name = "store.identities.find_password", skip_all, fields(user.id = %user_id), err(level = "debug"))]
    pub async fn find_password(&self, user_id: UserId) -> Result<Option<IdentityRecord>, Error> {
        Entity::find()
            .filter(Column::UserId.eq(user_id.as_uuid()))
            .filter(Column::Kind.eq(PASSWORD))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// The identity of an account at a provider, if someone has it.
    #[instrument(name = "store.identities.find_oidc", skip_all, fields(oidc.issuer = issuer), err(level = "debug"))]
    pub async fn find_oidc(&self, issuer: &str, subject: &str) -> Result<Option<IdentityRecord>, Error> {
        Entity::find()
            .filter(Column::Issuer.eq(issuer))
            .filter(Column::Subject.eq(subject))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }
}

impl Identities<'_, Write> {
    /// Adds an identity. Conflicts: [`crate::Constraint::UserPassword`], [`crate::Constraint::OidcSubject`].
    #[instrument(name = "store.identities.insert", skip_all, fields(identity.id = %identity.id, user.id = %identity.user_id), err(level = "debug"))]
    pub async fn insert(&self, identity: &IdentityRecord) -> Result<(), Error> {
        let mut row = ActiveModel {
            id: Set(identity.id.as_uuid()),
            user_id: Set(identity.user_id.as_uuid()),
            created_at: Set(identity.created_at.as_millis()),
            updated_at: Set(identity.updated_at.as_millis()),
            ..ActiveModel::default()
        };
        match &identity.kind {
            IdentityKind::Password { hash } => {
                row.kind = Set(PASSWORD.to_owned());
                row.password_hash = Set(Some(hash.clone()));
            }
            IdentityKind::Oidc {
                issuer,
                subject,
                account,
            } => {
                row = ActiveModel {
                    kind: Set(OIDC.to_owned()),
                    ..columns(account, row)
                };
                row.issuer = Set(Some(issuer.clone()));
                row.subject = Set(Some(subject.clone()));
            }
        }
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Replaces the hash of a password. False when there is no such password.
    #[instrument(name = "store.identities.set_password_hash", skip_all, fields(identity.id = %id), err(level = "debug"))]
    pub async fn set_password_hash(&self, id: IdentityId, hash: &str, now: Timestamp) -> Result<bool, Error> {
        let updated = Entity::update_many()
            .set(ActiveModel {
                password_hash: Set(Some(hash.to_owned())),
                updated_at: Set(now.as_millis()),
                ..ActiveModel::default()
            })
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::Kind.eq(PASSWORD))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }

    /// Notes what a provider said of an account, now. False when there is no such account.
    #[instrument(name = "store.identities.note_account", skip_all, fields(identity.id = %id), err(level = "debug"))]
    pub async fn note_account(
        &self,
        id: IdentityId,
        account: &IdentityAccount,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let row = ActiveModel {
            updated_at: Set(now.as_millis()),
            ..columns(account, ActiveModel::default())
        };
        let updated = Entity::update_many()
            .set(row)
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(Column::Kind.eq(OIDC))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(updated.rows_affected > 0)
    }

    /// Deletes all accounts at a provider, and tells how many there were.
    #[instrument(name = "store.identities.delete_of_provider", skip_all, fields(provider.id = %id), err(level = "debug"))]
    pub async fn delete_of_provider(&self, id: OidcProviderId) -> Result<u64, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::ProviderId.eq(id.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }

    /// Deletes an identity. False when there was none.
    #[instrument(name = "store.identities.delete", skip_all, fields(identity.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: IdentityId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }
}

fn columns(account: &IdentityAccount, row: ActiveModel) -> ActiveModel {
    ActiveModel {
        provider_id: Set(account.provider_id.map(OidcProviderId::as_uuid)),
        email: Set(Some(account.email.clone())),
        groups: Set(Some(serde_json::json!(account.groups).to_string())),
        used_at: Set(account.used_at.map(Timestamp::as_millis)),
        ..row
    }
}

fn account(row: &Model) -> Result<IdentityAccount, Error> {
    let groups = row.groups.as_deref().map(serde_json::from_str).transpose();
    Ok(IdentityAccount {
        provider_id: row.provider_id.map(OidcProviderId::from_uuid),
        email: row.email.clone().unwrap_or_default(),
        groups: groups
            .map_err(|problem| rows::inconsistent::<Entity>("groups", row.id, problem))?
            .unwrap_or_default(),
        used_at: row.used_at.map(Timestamp::from_millis),
    })
}

fn record(row: Model) -> Result<IdentityRecord, Error> {
    let account = account(&row)?;
    let kind = match (row.kind.as_str(), row.password_hash, row.issuer, row.subject) {
        (PASSWORD, Some(hash), _, _) => IdentityKind::Password { hash },
        (OIDC, _, Some(issuer), Some(subject)) => IdentityKind::Oidc {
            issuer,
            subject,
            account,
        },
        (kind, ..) => {
            let problem = format!("{kind:?} without what belongs to it");
            return Err(rows::inconsistent::<Entity>("kind", row.id, problem));
        }
    };
    Ok(IdentityRecord {
        id: row.id.into(),
        user_id: row.user_id.into(),
        kind,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
    })
}
