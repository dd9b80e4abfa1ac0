//! Links that somebody new, or without a password, opens.

use std::fmt;

use model::{LinkKind, PersonLinkId, Role, Timestamp, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tracing::instrument;

use crate::{
    Error, Read, Write,
    access::Executor,
    entity::person_link::{ActiveModel, Column, Entity, Model},
    rows,
};

/// A link that waits for somebody. Its token is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonLinkRecord {
    /// Id.
    pub id: PersonLinkId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Who made it; nobody is the command line.
    pub created_by: Option<UserId>,
    /// Made at.
    pub created_at: Timestamp,
    /// Opens nothing from then on.
    pub expires_at: Timestamp,
}

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Makes the account of somebody new.
    Invite {
        /// Sign-in address.
        email: String,
        /// Proposed name; may be empty.
        name: String,
        /// What they will be allowed to do.
        role: Role,
    },
    /// Gives somebody a new password.
    Reset {
        /// Whom.
        user_id: UserId,
    },
}

impl fmt::Debug for PersonLinkRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonLinkRecord")
            .field("id", &self.id)
            .field("purpose", &self.purpose)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Repository of links for people.
pub struct PersonLinks<'a, A = Read>(pub(crate) Executor<'a, A>);

impl<A> PersonLinks<'_, A> {
    /// The link with this SHA-256 of its token, whether it is still good or not.
    #[instrument(name = "store.person_links.find_by_hash", skip_all, err(level = "debug"))]
    pub async fn find_by_hash(&self, token_hash: &[u8; 32]) -> Result<Option<PersonLinkRecord>, Error> {
        Entity::find()
            .filter(Column::TokenHash.eq(token_hash.to_vec()))
            .one(&self.0.db)
            .await
            .map_err(|error| self.0.reading(error))?
            .map(record)
            .transpose()
    }

    /// The links that are good at `now`, the newest first.
    #[instrument(name = "store.person_links.list", skip_all, err(level = "debug"))]
    pub async fn list(&self, now: Timestamp) -> Result<Vec<PersonLinkRecord>, Error> {
        let found = Entity::find()
            .filter(Column::ExpiresAt.gt(now.as_millis()))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .all(&self.0.db)
            .await;
        found
            .map_err(|error| self.0.reading(error))?
            .into_iter()
            .map(record)
            .collect()
    }
}

impl PersonLinks<'_, Write> {
    /// Adds a link.
    #[instrument(name = "store.person_links.insert", skip_all, fields(person_link.id = %link.id), err(level = "debug"))]
    pub async fn insert(&self, link: &PersonLinkRecord) -> Result<(), Error> {
        let row = ActiveModel {
            id: Set(link.id.as_uuid()),
            token_hash: Set(link.token_hash.to_vec()),
            created_by: Set(link.created_by.map(UserId::as_uuid)),
            created_at: Set(link.created_at.as_millis()),
            expires_at: Set(link.expires_at.as_millis()),
            ..columns(&link.purpose)
        };
        Entity::insert(row)
            .exec_without_returning(&self.0.db)
            .await
            .map_err(|error| self.0.writing(error))?;
        Ok(())
    }

    /// Deletes a link. False when there was none: of several who use it at once, one does.
    #[instrument(name = "store.person_links.delete", skip_all, fields(person_link.id = %id), err(level = "debug"))]
    pub async fn delete(&self, id: PersonLinkId) -> Result<bool, Error> {
        let deleted = Entity::delete_by_id(id.as_uuid())
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected > 0)
    }

    /// Deletes the links that give this person a new password.
    #[instrument(name = "store.person_links.delete_resets", skip_all, fields(user.id = %user_id), err(level = "debug"))]
    pub async fn delete_resets(&self, user_id: UserId) -> Result<(), Error> {
        Entity::delete_many()
            .filter(Column::UserId.eq(user_id.as_uuid()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(())
    }

    /// Deletes links that were over at `now`, and tells how many there were.
    #[instrument(name = "store.person_links.delete_expired", skip_all, err(level = "debug"))]
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64, Error> {
        let deleted = Entity::delete_many()
            .filter(Column::ExpiresAt.lte(now.as_millis()))
            .exec(&self.0.db)
            .await
            .map_err(|error| self.0.deleting(error))?;
        Ok(deleted.rows_affected)
    }
}

fn columns(purpose: &LinkPurpose) -> ActiveModel {
    match purpose {
        LinkPurpose::Invite { email, name, role } => ActiveModel {
            kind: Set(LinkKind::Invite.as_str().to_owned()),
            email: Set(Some(email.clone())),
            name: Set(Some(name.clone())),
            role: Set(Some(role.as_str().to_owned())),
            ..ActiveModel::default()
        },
        LinkPurpose::Reset { user_id } => ActiveModel {
            kind: Set(LinkKind::Reset.as_str().to_owned()),
            user_id: Set(Some(user_id.as_uuid())),
            ..ActiveModel::default()
        },
    }
}

fn record(row: Model) -> Result<PersonLinkRecord, Error> {
    let kind: LinkKind = row
        .kind
        .parse()
        .map_err(|problem| rows::inconsistent::<Entity>("kind", row.id, problem))?;
    let purpose = match (kind, row.user_id, row.email, row.name, row.role) {
        (LinkKind::Invite, _, Some(email), Some(name), Some(role)) => LinkPurpose::Invite {
            email,
            name,
            role: role
                .parse()
                .map_err(|problem| rows::inconsistent::<Entity>("role", row.id, problem))?,
        },
        (LinkKind::Reset, Some(user_id), ..) => LinkPurpose::Reset {
            user_id: user_id.into(),
        },
        (kind, ..) => {
            let problem = format!("{kind:?} without what belongs to it");
            return Err(rows::inconsistent::<Entity>("kind", row.id, problem));
        }
    };
    Ok(PersonLinkRecord {
        id: row.id.into(),
        token_hash: row.token_hash.try_into().map_err(|hash: Vec<u8>| {
            rows::inconsistent::<Entity>("token_hash", row.id, format!("{} bytes", hash.len()))
        })?,
        purpose,
        created_by: row.created_by.map(UserId::from_uuid),
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
    })
}
